#if Program
import ArgumentParser
import Signet

struct CMSEncryptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encrypt", _superCommandName: "signet cms",
        abstract: "Seal a content for recipients, as a CMS message.",
        discussion: """
            A cipher with a tag makes AuthEnvelopedData, another one EnvelopedData. With --secret-key alone the content is \
            encrypted under that key, as EncryptedData.
            Example: signet cms encrypt --to bob.pem --to carol.pem letter.eml -o letter.p7m
            """)

    @OptionGroup var recipients: RecipientOptions

    @Argument(help: ArgumentHelp("The file to read; standard input when absent or -.", valueName: "in"))
    var file: String?

    @Option(help: ArgumentHelp("The cipher; see: signet algorithms.", valueName: "cipher"))
    var cipher: String?

    @Option(help: ArgumentHelp("The key of the content itself, in hexadecimal: EncryptedData.", valueName: "hex"))
    var secretKey: String?

    @Flag(help: "Derive the cipher's key from the content's key and the cipher (RFC 9709).")
    var derivedKey = false

    @Option(help: ArgumentHelp("What the content is: data, or an object identifier.", valueName: "type"))
    var contentType: String = "data"

    @Flag(help: CanonicalOption.help) var canonical = false
    @OptionGroup var output: MessageOutput

    func run() throws {
        try output.output.check()
        let type = try CMSContentType(written: contentType)
        let recipients = try self.recipients.recipients()
        let name = file.flatMap { $0 == "-" ? nil : $0 } ?? "standard input"
        let file = try OnceSource(file)
        file.progress = Progress.reporter(of: file.byteCount)
        let source = CanonicalOption.reading(file, isText: canonical)
        if let secretKey {
            guard recipients.isEmpty else { throw ValidationError("--secret-key goes without recipients") }
            let key = try HexadecimalKey(secretKey, option: "--secret-key").bytes
            let cipher = try chosenCipher(.aes256CBC, forKeyOf: key.count)
            try output.writing { sink throws(SignetError) in
                try streaming(name) { () throws(CMSError) in
                    try StreamedSealing.write(source, with: cipher, key: key, contentType: type, to: sink)
                }
            }
            return
        }
        guard !recipients.isEmpty else {
            throw SignetError(.usage("say for whom: --to, --kek, --password-file or --secret-key"))
        }
        var work = StreamedSealing(recipients, with: try chosenCipher(.aes256GCM, forKeyOf: nil), contentType: type)
        work.derivesKey = derivedKey
        try output.writing { sink throws(SignetError) in
            try streaming(name) { () throws(CMSError) in try work.write(source, to: sink) }
        }
    }

    private func chosenCipher(_ usual: ContentCipher, forKeyOf byteCount: Int?) throws -> ContentCipher {
        guard let cipher else {
            switch byteCount {
            case 16: return .aes128CBC
            case 24: return .aes192CBC
            default: return usual
            }
        }
        return try ContentCipher(chosen: cipher)
    }
}
#endif
