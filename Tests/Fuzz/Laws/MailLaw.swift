import Foundation
import Signet
import SignetBytes
import SignetMIME

extension FormatLaw {
    /// The laws of mails.
    public static let mails: [FormatLaw] = [FormatLaw("mime", mime), FormatLaw("mail", mail)]

    private final class Memory: OctetStore {
        private let bytes: Bytes
        init(_ bytes: Bytes) { self.bytes = bytes }
        var byteCount: Int { bytes.count }
        func read(_ count: Int, at offset: Int) -> Bytes { bytes[offset..<min(bytes.count, offset + count)] }
    }

    private static func unfolded(_ text: Bytes, _ folds: Folds) throws(MIMEError) -> Bytes {
        var reader = UnfoldedReader(text, folds)
        var builder = ByteBuilder()
        while let piece = try reader.next() { builder.append(copying: piece.span) }
        return builder.finish()
    }

    /// What was prepared once is prepared again without a change; and a long mail, read through marks, is the same as in
    /// memory.
    @Sendable private static func mime(_ input: Bytes) -> String? {
        let folds = Folds(heldByteCount: 0, bodyByteCount: 0)
        guard let text = try? folds.fold(Memory(input)) else { return "not folded" }
        guard (try? unfolded(text, folds)) == input else { return "folded, and not unfolded" }
        guard let message = try? Message(parsing: input) else { return nil }
        walk(message.entity)
        _ = message.header.recipients + message.header.from
        for care in [ContentCare.transportSafe, .canonical] {
            guard let prepared = try? message.prepared(care) else { continue }
            var joined = ByteBuilder()
            joined.append(copying: prepared.outerHeader.span)
            joined.append(copying: prepared.content.span)
            // Unless CRLF took it past a limit.
            if let again = try? Message(parsing: joined.finish()).prepared(care), again.content != prepared.content {
                return "prepared otherwise again"
            }
            var limits = MIMELimits.standard
            limits.folds = folds
            if let again = try? Message(parsing: text, limits: limits).prepared(care),
                let content = try? unfolded(again.content, folds), content != prepared.content
            {
                return "prepared otherwise through marks"
            }
        }
        for confidentiality in HeaderConfidentiality.allCases {
            _ = try? message.prepared(protectingHeader: HeaderProtection(confidentiality, isSealed: true))
        }
        _ = message.entity.protectedHeader(under: message.header)
        return nil
    }

    private static func walk(_ entity: MIMEEntity) {
        _ = try? entity.decodedText()
        _ = try? entity.smimeForm()
        _ = entity.header.fileName
        for child in (try? entity.children()) ?? [] { walk(child) }
    }

    /// Bob, for whom the seeds are sealed, and whom Alice trusts.
    private static let options: ReadingOptions? = {
        let folder = URL(filePath: #filePath).appending(path: "../../../../Vectors/peers/pki").standardized
        func file(_ name: String) -> Bytes? {
            (try? Data(contentsOf: folder.appending(path: name))).map { Bytes([UInt8]($0)) }
        }
        guard let key = file("bob.key"), let certificate = file("bob.pem"), let root = file("root.pem"),
            let bob = try? DigitalID(
                certificate: CertificateReading.certificates(in: certificate)[0],
                privateKey: KeyReading.privateKey(in: SecretSlice(key), password: nil)),
            let anchors = try? CertificateReading.certificates(in: root)
        else { return nil }
        var options = ReadingOptions(trusting: TrustStore(anchors))
        options.identities = { _ throws(SignetError) in [bob] }
        return options
    }()

    /// A mail is judged and opened, or refused; and the same whether it is held in memory or read through marks.
    @Sendable private static func mail(_ input: Bytes) -> String? {
        guard let options else { return "Vectors/peers/pki is not to be found" }
        let whole = try? read(Mail(input), options)
        guard let mail = try? Mail(Memory(input), folds: Folds(heldByteCount: 0, bodyByteCount: 0)) else {
            return "not folded"
        }
        let folded = try? read(mail, options)
        if let whole {
            if whole.report.text.isEmpty || whole.report.json.isEmpty { return "no report" }
            if whole.report.verdict == .bad, whole.mail != nil { return "bad, and let out" }
        }
        guard let whole, let folded else { return folded?.report.verdict == .good ? "good through marks alone" : nil }
        guard whole.report.verdict == folded.report.verdict else {
            return "\(whole.report.verdict) in memory, \(folded.report.verdict) through marks"
        }
        return whole.message == folded.message ? nil : "another message through marks"
    }
}
