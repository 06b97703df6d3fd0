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
            ContactCommand.self, PolicyCommand.self, SendmailCommand.self, TrustCommand.self, AuthorityCommand.self,
            AlgorithmsCommand.self,
        ])
}

@main
enum Main {
    static func main() {
        Console.prepare()
        do {
            var command = try SignetProgram.parseAsRoot(arguments)
            try command.run()
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

    /// The words of the command line, of which `sendmail` gets the ones that it can use: mailers add `-oi`, `-oem` and
    /// others of `-o`, which are settings of the original, and write `-f` and its address as one word.
    private static var arguments: [String] {
        let words = Array(CommandLine.arguments.dropFirst())
        guard words.first == "sendmail" else { return words }
        let end = words.firstIndex(of: "--") ?? words.endIndex
        return words[..<end].flatMap { word in
            if word.hasPrefix("-o"), word.count > 2 { return [String]() }
            if word.hasPrefix("-f"), word.count > 2 { return ["-f", String(word.dropFirst(2))] }
            return [word]
        } + words[end...]
    }
}

extension SignetError {
    /// The exit status of DESIGN §10.
    var exitStatus: CInt {
        switch kind {
        case .notSigned: 1
        case .usage, .ambiguous: 2
        case .malformed: 3
        case .unsupported, .wrongPassword, .passwordNeeded, .notARecipient, .undecryptable, .notFound, .unsuitable: 4
        case .nonSecureRecipients, .refused: 5
        case .system, .internalFault: 6
        }
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
