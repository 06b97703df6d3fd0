#if Program
import ArgumentParser
import Signet

struct CMSAuthenticateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "authenticate",
        abstract: "Put a message authentication code beside a content, which stays readable: AuthenticatedData.",
        discussion: """
            Those whom it is for can check that nobody else changed the content: signet cms open.
            Example: signet cms authenticate --to bob.pem letter.eml -o letter.p7m
            """)

    @OptionGroup var recipients: RecipientOptions

    @Option(help: ArgumentHelp("The code: hmac-sha256, hmac-sha512, …", valueName: "code"))
    var mac: String = "hmac-sha256"

    @Option(help: ArgumentHelp("The digest of the content: sha256, sha384, sha512, …", valueName: "digest"))
    var digest: String = "sha256"

    @Flag(help: "Authenticate the bare content, without attributes.")
    var noAttributes = false

    @Option(help: ArgumentHelp("What the content is: data, or an object identifier.", valueName: "type"))
    var contentType: String = "data"

    @OptionGroup var output: MessageOutput
    @OptionGroup var input: InputArgument

    func run() throws {
        try output.output.check()
        let code = try PseudorandomFunction(chosen: mac)
        let algorithm = try DigestAlgorithm(chosen: digest)
        let recipients = try self.recipients.recipients()
        guard !recipients.isEmpty else { throw SignetError(.usage("say for whom: --to, --kek or --password-file")) }
        var work = StreamedAuthenticating(
            recipients, with: code, contentType: try CMSContentType(written: contentType))
        work.digest = noAttributes ? nil : algorithm
        let source = try input.once()
        try output.writing { sink throws(SignetError) in
            try streaming(input.name) { () throws(CMSError) in try work.write(source, to: sink) }
        }
    }
}
#endif
