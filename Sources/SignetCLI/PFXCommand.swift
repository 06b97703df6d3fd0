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
            usage: "signet pfx inspect [<options>] [<in>]",
            discussion: "Without a password, what anybody can see. Example: signet pfx inspect alice.pfx")

        @Flag(help: "As JSON.")
        var json = false

        @OptionGroup var password: PFXPasswordOptions
        @OptionGroup var keys: PFXKeyOptions
        @OptionGroup var input: InputArgument

        func run() throws {
            let keys = try keys.openingKeys()
            let details = try input.reading { content throws(SignetError) in
                var password = try password.given(for: input.name)
                if password == nil, !keys.isEmpty, !PFXDetails.needsPassword(content) { password = .absent }
                if password != nil { Console.noteWork(of: content) }
                return try PFXDetails(
                    content, password: password, privacyPassword: try self.keys.privacyPassword(), keys: keys)
            }
            json ? try JSON.put(details) : try Console.put(details.text)
        }
    }

    struct Doctor: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say why a .pfx does not open, here or elsewhere, who can read it, and how to convert it.",
            usage: "signet pfx doctor [<options>] [<in>]",
            discussion: """
                Exit status: 0 it opens, 1 damaged, 3 cut short or something else, 4 wrong password, no key, or unknown \
                algorithm, 5 it asks for too much work.
                Example: signet pfx doctor alice.pfx --password-file secret.txt
                """)

        @Flag(help: "As JSON.")
        var json = false

        @OptionGroup var password: PFXPasswordOptions
        @OptionGroup var keys: PFXKeyOptions
        @OptionGroup var input: InputArgument

        func run() throws {
            let keys = try keys.openingKeys()
            let content = try input.read()
            var password = try password.given(for: input.name)
            Console.noteWork(of: content)
            var details = try details(of: content, password, keys)
            if password == nil, details.verdict == "password needed", input.file != nil, Console.isInteractive {
                password = try self.password.typed(for: input.name, opening: content)
                details = try self.details(of: content, password, keys)
            }
            json ? try JSON.put(details) : try Console.put(details.text)
            guard details.exitStatus == 0 else { throw ExitCode(details.exitStatus) }
        }

        private func details(
            of content: Bytes, _ password: Password?, _ keys: [OpeningKey]
        ) throws(SignetError) -> PFXDoctorDetails {
            PFXDoctorDetails(
                content, name: input.file ?? "-", password: password,
                privacyPassword: try self.keys.privacyPassword(), keys: keys,
                options: self.password.words + self.keys.words)
        }
    }

    struct Convert: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a .pfx anew for somebody else to read; everything in it is kept.",
            usage: "signet pfx convert [<options>] --for <for> [<in>]",
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
        @OptionGroup var keys: PFXKeyOptions
        @OptionGroup var output: OutputOption
        @OptionGroup var input: InputArgument

        func run() throws {
            guard let profile = PFXProfile(named: target) else {
                throw ValidationError(
                    "\(target) is no target that Signet writes for; try \(PFXProfile.all.map(\.name).joined(separator: ", "))"
                )
            }
            try output.check()
            let keys = try keys.openingKeys()
            let (file, notes) = try input.reading { content throws(SignetError) in
                try DigitalID.checkIsPFX(content)
                let given = try password.given(for: input.name)
                let old: Password
                if let given {
                    old = given
                } else if !PFXDetails.needsPassword(content) {
                    old = .absent
                } else {
                    old = try password.typed(for: input.name, opening: content)
                }
                var new = old
                if newPasswordFile != nil || newPasswordEnv != nil {
                    new = try PasswordSource.password(
                        for: "the new file", file: newPasswordFile, variable: newPasswordEnv, isNew: true)
                }
                Console.noteWork(of: content)
                return try PFXDetails.convert(
                    content, password: old, privacyPassword: try self.keys.privacyPassword(), keys: keys, to: profile,
                    newPassword: new)
            }
            for note in notes { Console.note("signet: \(note)") }
            try output.write(file, isPrivate: true)
        }
    }
}

/// The private keys that parts of a `.pfx` may be for (RFC 7292 §3.1).
struct PFXKeyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("A private key that parts of the .pfx are encrypted for. Repeatable.", valueName: "key"),
        completion: .file())
    var key: [String] = []

    @Option(
        help: ArgumentHelp("The certificate of that key; not needed. Repeatable.", valueName: "cert"),
        completion: .file())
    var recipient: [String] = []

    @Option(
        name: .customLong("pfx"),
        help: ArgumentHelp("The same, with its certificate, in another .pfx. Repeatable.", valueName: "pfx"),
        completion: .file())
    var pfx: [String] = []

    @Option(
        help: ArgumentHelp("A file whose first line is the password of that key.", valueName: "file"),
        completion: .file())
    var keyPasswordFile: String?

    @Option(help: ArgumentHelp("The environment variable that holds the password of that key.", valueName: "name"))
    var keyPasswordEnv: String?

    @Option(
        help: ArgumentHelp(
            "A file whose first line is the password that keys and certificates are encrypted under, when it is not that of "
                + "the whole .pfx.", valueName: "file"), completion: .file())
    var privacyPasswordFile: String?

    @Option(help: ArgumentHelp("The environment variable that holds that password.", valueName: "name"))
    var privacyPasswordEnv: String?

    func privacyPassword() throws(SignetError) -> Password? {
        guard privacyPasswordFile != nil || privacyPasswordEnv != nil else { return nil }
        return try PasswordSource.password(
            for: "the keys and certificates", file: privacyPasswordFile, variable: privacyPasswordEnv, isNew: false)
    }

    func openingKeys() throws -> [OpeningKey] {
        guard !key.isEmpty || !recipient.isEmpty || !pfx.isEmpty else { return [] }
        var password: Password?
        if keyPasswordFile != nil || keyPasswordEnv != nil {
            password = try PasswordSource.password(
                for: "the private key", file: keyPasswordFile, variable: keyPasswordEnv, isNew: false)
        }
        var keys: [OpeningKey] = []
        for file in pfx {
            let content = try FileSystem.read(file)
            var word = password
            if word == nil, !PFXDetails.needsPassword(content) { word = .absent }
            let needed = try word ?? PasswordSource.password(for: file, file: nil, variable: nil, isNew: false)
            keys += try KeyFile.identities(inPFX: content, password: needed, file: file).map {
                .certificate($0.certificate, $0.privateKey)
            }
        }
        return try keys
            + KeyFile.pairs(certificates: recipient, keys: key, password: password).map {
                if let certificate = $0.certificate { .certificate(certificate, $0.key) } else { .privateKey($0.key) }
            }
    }

    /// The same on another command line.
    var words: [String] {
        var words: [String] = []
        for (option, files) in [("--key", key), ("--recipient", recipient), ("--pfx", pfx)] {
            for file in files { words += [option, file] }
        }
        let single = [
            ("--key-password-file", keyPasswordFile), ("--key-password-env", keyPasswordEnv),
            ("--privacy-password-file", privacyPasswordFile), ("--privacy-password-env", privacyPasswordEnv),
        ]
        for (option, value) in single { if let value { words += [option, value] } }
        return words
    }
}

extension PFXPasswordOptions {
    /// The same on another command line.
    var words: [String] {
        (passwordFile.map { ["--password-file", $0] } ?? []) + (passwordEnv.map { ["--password-env", $0] } ?? [])
    }

    /// The password that the command line names a place for; `nil` when it names none.
    func given(for file: String) throws(SignetError) -> Password? {
        guard passwordFile != nil || passwordEnv != nil else { return nil }
        return try password(of: file)
    }
}

extension Console {
    /// Says on a terminal that a file takes a while.
    static func noteWork(of file: Bytes) {
        let iterations = PFXDetails.visibleWork(file)
        guard isInteractive, iterations > 2_000_000 else { return }
        note("The file asks for \(iterations) iterations of key derivation: this takes a while …")
    }
}
#endif
