#if Program
import ArgumentParser
import Signet

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The `signet` program.
struct SignetProgram: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "signet",
        abstract: "S/MIME mail: Digital IDs, signing, sealing, and a reason for every judgement.",
        discussion: """
            A first look:       signet tour
            Sign a letter:      signet sign letter.eml > signed.eml
            Judge a letter:     signet verify --trust root.pem signed.eml

            Exit status: 0 good, 1 judged bad, 2 usage, 3 input malformed, 4 cannot open, 5 refused by policy, 6 file error.
            """,
        version: "0.1.0",
        subcommands: [
            TourCommand.self, IDCommand.self, SignCommand.self, SealCommand.self, OpenCommand.self, VerifyCommand.self,
            ContactCommand.self, ReceiptCommand.self, PolicyCommand.self, SendmailCommand.self, TrustCommand.self,
            AuthorityCommand.self,
            CertificateCommand.self, ListCommand.self, PFXCommand.self, KeyCommand.self,
            CMSCommand.self, AlgorithmsCommand.self,
            DumpCommand.self,
            VectorsCommand.self,
        ])
}

@main
enum Main {
    static func main() {
        Console.prepare()
        do {
            var command = try parsed(arguments)
            do {
                try command.run()
            } catch let error as ValidationError {
                // What only shows when the words are taken together.
                Console.note("signet: \(error.message)")
                Console.note("        See: signet help \(names(in: arguments).joined(separator: " "))")
                exit(2)
            }
        } catch let error as SignetError {
            Console.complain(error)
            exit(error.exitStatus)
        } catch let status as ExitCode {
            exit(status.rawValue)
        } catch {
            let isHelp = SignetProgram.exitCode(for: error) == .success
            let text = SignetProgram.fullMessage(for: error)
            guard isHelp else {
                Console.note(text)
                exit(2)
            }
            do throws(SignetError) {
                try Console.say(text)
            } catch {
                Console.complain(error)
                exit(error.exitStatus)
            }
        }
    }

    /// The command that the words name. The parser looks at every command of the tree that it is given, which takes longer than
    /// signing a short message: so it is given the one that is meant, and the tree only for what that one does not take, such as
    /// --help, whose answers name the whole command. Those that are run for every mail say what stands above them
    /// (`_superCommandName`), so that the parser does not look for completions either.
    private static func parsed(_ words: [String]) throws -> any ParsableCommand {
        var command: any ParsableCommand.Type = SignetProgram.self
        var rest = words[...]
        if let word = rest.first, let frequent = frequent(word) {
            command = frequent
            rest = rest.dropFirst()
        }
        while let word = rest.first,
            let next = command.configuration.subcommands.first(where: {
                $0._commandName == word || $0.configuration.aliases.contains(word)
            })
        {
            command = next
            rest = rest.dropFirst()
        }
        if command.configuration.subcommands.isEmpty, let found = try? command.parseAsRoot(Array(rest)),
            type(of: found) == command
        {
            return found
        }
        return try SignetProgram.parseAsRoot(words)
    }

    /// The words that name a command.
    private static func names(in words: [String]) -> [String] {
        var command: any ParsableCommand.Type = SignetProgram.self
        return Array(
            words.prefix { word in
                let next = command.configuration.subcommands.first {
                    $0._commandName == word || $0.configuration.aliases.contains(word)
                }
                if let next { command = next }
                return next != nil
            })
    }

    /// Those that mailers call, found without making the list of all.
    private static func frequent(_ name: String) -> (any ParsableCommand.Type)? {
        switch name {
        case "cms": CMSCommand.self
        case "sign": SignCommand.self
        case "seal": SealCommand.self
        case "open": OpenCommand.self
        case "verify": VerifyCommand.self
        case "sendmail": SendmailCommand.self
        default: nil
        }
    }

    /// The words of the command line; those for `sendmail` as this program's own options.
    private static var arguments: [String] {
        let words = Array(CommandLine.arguments.dropFirst())
        return words.first == "sendmail" ? SendmailWords(words.dropFirst()).rewritten : words
    }
}
#else
@main
enum Main {
    static func main() {
        print("The signet program is built with its trait: swift build --traits Program")
    }
}
#endif
