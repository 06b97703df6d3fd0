#if Program
import ArgumentParser
import Signet

struct CMSDecryptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decrypt", _superCommandName: "signet cms",
        abstract: "Open a sealed CMS message: EnvelopedData, AuthEnvelopedData, EncryptedData or AuthenticatedData.",
        discussion: """
            Of a message with a tag (AES-GCM, AES-CCM, ChaCha20-Poly1305) not one byte is written before the tag was found \
            to be right. With folders: one line of JSON for each message, and no content.
            Example: signet cms decrypt --recipient bob.pem --key bob.key letter.p7m -o letter.eml
            Exit status: 0 good, 1 damaged or for another key, 3 malformed, 4 no key fits or wrong password, 6 file error.
            """,
        aliases: ["open"])

    @OptionGroup var keys: OpeningOptions
    @OptionGroup var output: OutputOption

    @Flag(help: "A report on standard error, as JSON.")
    var json = false

    @Flag(help: "With folders: report the messages in order.")
    var ordered = false

    @Argument(
        help: ArgumentHelp("The messages; standard input when absent or -.", valueName: "in"), completion: .file())
    var files: [String] = []

    func run() throws {
        try output.check()
        let keys = try self.keys.openingKeys()
        let everyKey = self.keys.everyKey
        if files.count > 1 || files.contains(where: FileSystem.isFolder) {
            guard output.file == nil else { throw ValidationError("-o goes with one message") }
            return try Batch.run(on: files, isOrdered: ordered, status: Self.status(of:)) { file throws(SignetError) in
                let message = try MessageInput(finding: try FileSource.open(file))
                let report = try OpeningReport(opening: message, keys, everyKey: everyKey, to: NoSink())
                return (true, OpeningLine(file: file, report: report))
            }
        }
        let input = try FileSource.open(files.first)
        input.progress = Progress.reporter(of: input.byteCount)
        do throws(SignetError) {
            let message = try MessageInput(finding: input)
            let sink = try FileSink(output.file)
            let report = try OpeningReport(opening: message, keys, everyKey: everyKey, to: sink)
            try sink.commit()
            if json {
                Console.note(JSON.text(report))
            } else {
                for remark in report.remarks { Console.note("note: \(remark)") }
            }
        } catch {
            guard Self.status(of: error) == 1 else { throw error.about(input.name) }
            Console.complain(error.about(input.name))
            throw ExitCode(1)
        }
    }

    /// What is damaged and what is for another key cannot be told apart: it is judged bad.
    private static func status(of error: SignetError) -> Int32 {
        if case .undecryptable = error.kind { 1 } else { error.exitStatus }
    }
}

/// What opens a message.
struct OpeningOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The recipient's certificate. His key may be in the same file.", valueName: "cert"),
        completion: .file())
    var recipient: [String] = []

    @Option(help: ArgumentHelp("The recipient's private key.", valueName: "key"), completion: .file())
    var key: [String] = []

    @Option(help: ArgumentHelp("Keys and certificates in one file.", valueName: "pfx"), completion: .file())
    var pfx: [String] = []

    @Option(help: ArgumentHelp("A secret key that both sides have, in hexadecimal.", valueName: "hex"))
    var kek: String?

    @Option(help: ArgumentHelp("What both sides call it, in hexadecimal.", valueName: "hex"))
    var kekId: String?

    @Option(help: ArgumentHelp("The key of the content itself, in hexadecimal.", valueName: "hex"))
    var secretKey: String?

    @Option(
        help: ArgumentHelp(
            "A file whose first line is the password of the message, of the key, or of the .pfx.", valueName: "file"),
        completion: .file())
    var passwordFile: String?

    @Option(help: ArgumentHelp("The environment variable that holds that password.", valueName: "name"))
    var passwordEnv: String?

    @Flag(help: "Try every private key on every recipient, whomever the message names.")
    var everyKey = false

    func openingKeys() throws -> [OpeningKey] {
        var keys: [OpeningKey] = []
        var password: Password?
        if passwordFile != nil || passwordEnv != nil {
            password = try PasswordSource.password(
                for: "the message", file: passwordFile, variable: passwordEnv, isNew: false)
        }
        func needed(for file: String) throws(SignetError) -> Password {
            if let password { return password }
            return try PasswordSource.password(for: file, file: nil, variable: nil, isNew: false)
        }
        for file in pfx {
            let content = try FileSystem.read(file)
            let word = try password ?? Self.needsNoPassword(content) ?? needed(for: file)
            keys += try KeyFile.identities(inPFX: content, password: word, file: file).map {
                .certificate($0.certificate, $0.privateKey)
            }
        }
        keys += try KeyFile.pairs(certificates: recipient, keys: key, password: password).map {
            if let certificate = $0.certificate { .certificate(certificate, $0.key) } else { .privateKey($0.key) }
        }
        if let kek {
            keys.append(
                .keyEncryptionKey(
                    try HexadecimalKey(kek, option: "--kek").bytes,
                    identifier: try kekId.map { try HexadecimalKey($0, option: "--kek-id").bytes.exposed }))
        }
        if let secretKey { keys.append(.contentKey(try HexadecimalKey(secretKey, option: "--secret-key").bytes)) }
        if let password, pfx.isEmpty { keys.append(.password(password)) }
        guard !keys.isEmpty else {
            throw SignetError(
                .usage("say what opens it: --recipient and --key, --pfx, --kek, --secret-key or --password-file"))
        }
        return keys
    }

    private static func needsNoPassword(_ content: Bytes) -> Password? {
        (try? KeyFile.identities(inPFX: content, password: .absent, file: "")) == nil ? nil : .absent
    }
}

/// One line about an opened message.
struct OpeningLine: Encodable, Sendable {
    let file: String
    var report: OpeningReport?
}
#endif
