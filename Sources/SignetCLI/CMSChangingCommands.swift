#if Program
import ArgumentParser
import Signet

struct CMSCountersignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "countersign", abstract: "Sign the signatures of a message.",
        discussion: "Example: signet cms countersign --signer notary.pem --key notary.key letter.p7s -o stamped.p7s")

    @OptionGroup var signing: SignerOptions

    @Option(help: ArgumentHelp("Which signature, counted from 1. Repeatable; all when absent.", valueName: "number"))
    var on: [Int] = []

    @OptionGroup var output: MessageOutput
    @OptionGroup var input: InputArgument

    func run() throws {
        try output.output.check()
        let signers = try signing.signers()
        let numbers = on.isEmpty ? nil : on.map { $0 - 1 }
        let message = try MessageInput(finding: try input.source())
        try output.writing { sink throws(SignetError) in
            try streaming(input.name) { () throws(CMSError) in
                try StreamedMessage(reading: message.cms).countersign(by: signers, on: numbers, to: sink)
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
