#if Program
import ArgumentParser
import Signet

struct PFXCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pfx", abstract: "Look into .pfx files, find out why they do not open, and convert them.",
        discussion: "Example: signet pfx doctor alice.pfx --password-file secret.txt",
        subcommands: [Inspect.self, Doctor.self, Convert.self])

    struct Inspect: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what is inside.",
            discussion: "Without a password, what anybody can see. Example: signet pfx inspect alice.pfx")

        @Flag(help: "As JSON.")
        var json = false

        @OptionGroup var password: PFXPasswordOptions
        @OptionGroup var input: InputArgument

        func run() throws {
            let details = try input.reading { content throws(SignetError) in
                let password = try password.given(for: input.name)
                Console.noteWork(of: content, password != nil)
                return try PFXDetails(content, password: password)
            }
            json ? try JSON.put(details) : try Console.put(details.text)
        }
    }

    struct Doctor: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say why a .pfx does not open, here or elsewhere, who can read it, and how to convert it.",
            discussion: """
                Exit status: 0 it opens, 1 damaged, 3 cut short or something else, 4 wrong password or unknown algorithm.
                Example: signet pfx doctor alice.pfx --password-file secret.txt
                """)

        @Flag(help: "As JSON.")
        var json = false

        @OptionGroup var password: PFXPasswordOptions
        @OptionGroup var input: InputArgument

        func run() throws {
            let content = try input.read()
            var password = try password.given(for: input.name)
            Console.noteWork(of: content, true)
            var details = PFXDoctorDetails(content, name: input.name, password: password)
            if password == nil, details.verdict == "password needed", input.file != nil, Console.isInteractive {
                password = try self.password.password(of: input.name)
                details = PFXDoctorDetails(content, name: input.name, password: password)
            }
            json ? try JSON.put(details) : try Console.put(details.text)
            guard details.exitStatus == 0 else { throw ExitCode(details.exitStatus) }
        }
    }

    struct Convert: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a .pfx anew for somebody else to read; everything in it is kept.",
            discussion: "Example: signet pfx convert alice.pfx --for macos -o alice-mac.pfx")

        @Option(
            name: .customLong("for"),
            help: "Who is to read it: \(PFXProfile.all.map(\.name).joined(separator: ", ")).")
        var target: String

        @Option(
            help: ArgumentHelp(
                "A file whose first line is the new password; the old one when absent.", valueName: "file"),
            completion: .file())
        var newPasswordFile: String?

        @Option(help: ArgumentHelp("The environment variable that holds the new password.", valueName: "name"))
        var newPasswordEnv: String?

        @OptionGroup var password: PFXPasswordOptions
        @OptionGroup var output: OutputOption
        @OptionGroup var input: InputArgument

        func run() throws {
            guard let profile = PFXProfile(named: target) else {
                throw ValidationError(
                    "\(target) is no target that Signet writes for; try \(PFXProfile.all.map(\.name).joined(separator: ", "))"
                )
            }
            try output.check()
            let (file, notes) = try input.reading { content throws(SignetError) in
                try DigitalID.checkIsPFX(content)
                let given = try password.given(for: input.name)
                let old: Password
                if let given {
                    old = given
                } else if PFXDetails.isOpen(content) {
                    old = .absent
                } else {
                    old = try password.password(of: input.name)
                }
                var new = old
                if newPasswordFile != nil || newPasswordEnv != nil {
                    new = try PasswordSource.password(
                        for: "the new file", file: newPasswordFile, variable: newPasswordEnv, isNew: true)
                }
                Console.noteWork(of: content, true)
                return try PFXDetails.convert(content, password: old, to: profile, newPassword: new)
            }
            for note in notes { Console.note("signet: \(note)") }
            try output.write(file)
        }
    }
}

extension PFXPasswordOptions {
    /// The password that the command line names a place for; `nil` when it names none.
    func given(for file: String) throws(SignetError) -> Password? {
        guard passwordFile != nil || passwordEnv != nil else { return nil }
        return try password(of: file)
    }
}

extension Console {
    /// Says on a terminal that a file takes a while.
    static func noteWork(of file: Bytes, _ isSpent: Bool) {
        let iterations = PFXDetails.visibleWork(file)
        guard isSpent, isInteractive, iterations > 2_000_000 else { return }
        note("The file asks for \(iterations) iterations of key derivation: this takes a while …")
    }
}
#endif
