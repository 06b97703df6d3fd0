#if Program
import ArgumentParser
import Signet

struct ExtractCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extract", abstract: "Take the certificates out of what holds them, as PEM.",
        discussion: """
            They may be in DER, PEM, a .p7b or .p7c, a signed message or mail, or a vCard. Nothing is judged.
            Example: signet cert extract --signers signed.eml -o alice.pem
            """)

    @Flag(help: "Only the certificates of those who signed the message.")
    var signers = false

    @Flag(help: "Their mail addresses instead, one a line.")
    var addresses = false

    @OptionGroup var output: OutputOption
    @OptionGroup var input: InputArgument

    func run() throws {
        try output.check()
        let onlySigners = signers
        let certificates = try input.reading { content throws(SignetError) in
            onlySigners ? try CertificateReading.signers(in: content) : try CertificateReading.certificates(in: content)
        }
        try output.write(addresses ? lines(certificates.flatMap(\.emailAddresses)) : pem(certificates))
    }

    private func lines(_ texts: [String]) -> Bytes { Bytes(Array(texts.map { $0.visible + "\n" }.joined().utf8)) }

    private func pem(_ certificates: [Certificate]) -> Bytes {
        Bytes(certificates.flatMap { PEM(label: PEM.Label.certificate, contents: $0.encoding).encode().declassified() })
    }
}
#endif
