#if Program
import ArgumentParser
import Signet

struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Show and convert keys in files.",
        discussion: "Example: signet key show alice.key",
        subcommands: [Show.self, Convert.self])

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what kind of key a file holds, and how it is written and encrypted.",
            usage: "signet key show [<options>] [<in>]",
            discussion: "Example: signet key show alice.key --password-file secret.txt")

        @Flag(help: "As JSON.")
        var json = false

        @OptionGroup var password: KeyPasswordOptions
        @OptionGroup var input: InputArgument

        func run() throws {
            let details = try input.reading { content throws(SignetError) in
                let file = try KeyReading.file(SecretSlice(content))
                return try KeyDetails(file, password: file.isEncrypted ? password.given(for: input.name) : nil)
            }
            json ? try JSON.put(details) : try Console.put(details.text)
        }
    }

    struct Convert: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a key in another form.",
            usage: "signet key convert [<options>] [<in>]",
            discussion: "Example: signet key convert old.pem --to pkcs8 --new-password-file secret.txt -o new.pem")

        @Option(help: "pkcs8, pkcs1, sec1, or spki for the public key alone.")
        var to = "pkcs8"

        @Flag(help: "DER, not PEM.")
        var der = false

        @Option(
            help: ArgumentHelp(
                "A file whose first line is the password to encrypt the key under (PKCS #8 alone).", valueName: "file"),
            completion: .file())
        var newPasswordFile: String?

        @Option(help: ArgumentHelp("The environment variable that holds that password.", valueName: "name"))
        var newPasswordEnv: String?

        @Flag(help: "Write the private key without encryption.")
        var plain = false

        @OptionGroup var password: KeyPasswordOptions
        @OptionGroup var output: OutputOption
        @OptionGroup var input: InputArgument

        func run() throws {
            guard let form = KeyWriting.Form(rawValue: to.lowercased()) else {
                throw ValidationError("\(to) is no form of keys; try pkcs8, pkcs1, sec1 or spki")
            }
            let encrypts = newPasswordFile != nil || newPasswordEnv != nil
            guard encrypts != plain || form == .spki else {
                throw ValidationError(
                    "a private key is written with --new-password-file or --new-password-env, or else with --plain")
            }
            guard !encrypts || form == .pkcs8 || form == .spki else {
                throw ValidationError("only PKCS #8 is encrypted; try --to pkcs8")
            }
            try output.check()
            let content = try input.reading { content throws(SignetError) in
                let file = try KeyReading.file(SecretSlice(content))
                let old = file.isEncrypted ? try password.password(of: input.name) : nil
                let new =
                    encrypts
                    ? try PasswordSource.password(
                        for: "the new file", file: newPasswordFile, variable: newPasswordEnv, isNew: true) : nil
                return try KeyWriting.write(file, password: old, as: form, newPassword: new, isPEM: !der)
            }
            try output.write(content, isPrivate: form != .spki)
        }
    }
}

/// Where the password of a key comes from.
struct KeyPasswordOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("A file whose first line is the password of the key.", valueName: "file"),
        completion: .file())
    var passwordFile: String?

    @Option(help: ArgumentHelp("The environment variable that holds the password of the key.", valueName: "name"))
    var passwordEnv: String?

    func password(of file: String) throws(SignetError) -> Password {
        try PasswordSource.password(for: file, file: passwordFile, variable: passwordEnv, isNew: false)
    }

    /// The password that the command line names a place for; `nil` when it names none.
    func given(for file: String) throws(SignetError) -> Password? {
        passwordFile == nil && passwordEnv == nil ? nil : try password(of: file)
    }
}
#endif
