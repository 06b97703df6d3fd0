#if Program
import ArgumentParser
import Signet

struct CMSCountersignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "countersign", abstract: "Sign the signatures of a message.",
        discussion: """
            Signatures are numbered as signet cms show numbers those of this very message: 2 is the second signer's, 2.1 the \
            first countersignature on it. Whenever a message is written, they may come in another order.
            Example: signet cms countersign --signer notary.pem --key notary.key letter.p7s -o stamped.p7s
            """)

    @OptionGroup var signing: SignerOptions

    @Option(
        help: ArgumentHelp(
            "Which signature: 1, or 1.2 for a countersignature. Repeatable; those of all signers when absent.",
            valueName: "number"),
        transform: { text in
            guard let path = SignaturePath(text) else {
                throw ValidationError("\(text) is no number of a signature, such as 1 or 1.2")
            }
            return path
        })
    var on: [SignaturePath] = []

    @OptionGroup var output: MessageOutput
    @OptionGroup var input: InputArgument

    func run() throws {
        try output.output.check()
        let signers = try signing.signers()
        let message = try MessageInput(finding: try input.source())
        try output.writing { sink throws(SignetError) in
            try streaming(input.name) { () throws(CMSError) in
                try StreamedMessage(reading: message.cms).countersign(by: signers, on: on.isEmpty ? nil : on, to: sink)
            }
        }
    }
}

struct CMSAddSignerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add-signer", abstract: "Add a signature to a message, without touching those that it has.",
        discussion: "Example: signet cms add-signer --signer bob.pem --key bob.key letter.p7m -o both.p7m")

    @OptionGroup var signing: SignerOptions

    @Option(
        help: ArgumentHelp("The content, when it is not in the message.", valueName: "file"), completion: .file())
    var content: String?

    @Option(
        help: ArgumentHelp("More certificates for the message. Repeatable.", valueName: "file"), completion: .file())
    var certificate: [String] = []

    @OptionGroup var output: MessageOutput
    @OptionGroup var input: InputArgument

    func run() throws {
        try output.output.check()
        let signers = try signing.signers()
        let certificates = try signing.chain() + CertificateReading.certificates(inFiles: certificate)
        let message = try MessageInput(finding: try input.source())
        let beside: (any ByteSource)?
        if let content { beside = try FileSource.open(content) } else { beside = message.content }
        try output.writing { sink throws(SignetError) in
            try streaming(input.name) { () throws(CMSError) in
                try StreamedMessage(reading: message.cms).addSigners(
                    signers, certificates: certificates, detached: beside, to: sink)
            }
        }
    }
}
#endif
