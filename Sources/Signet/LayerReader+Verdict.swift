import SignetASN1
import SignetMIME

extension LayerReader {
    /// The judgement of the whole message.
    func judge() -> Report {
        let (verdict, explanation) = verdict()
        return Report(
            verdict: verdict, explanation: explanation, from: senders.map(\.description), subject: subject,
            time: Report.TimeBasis(instant: time.description, basis: options.time == nil ? "now" : "as asked"),
            layers: layers, headers: headers, parts: parts)
    }

    private func verdict() -> (Report.Verdict, String) {
        let signed = layers.compactMap { layer -> Report.Signed? in
            if case .signed(let signed) = layer { signed } else { nil }
        }
        let signers = signed.flatMap(\.signers)
        guard !signers.isEmpty else { return (.unsigned, unsignedExplanation) }
        if let bad = signers.first(where: { $0.signature == .bad }) {
            let change = signed.lazy.compactMap(\.change).first
            return (.bad, bad.explanation + (change.map { "; on the way, \($0.explanation)" } ?? ""))
        }
        if let unsupported = signers.first(where: { $0.signature == .unsupported }) {
            return (.unsupported, unsupported.explanation)
        }
        if let untrusted = signers.first(where: { $0.trusted != true }) {
            return (
                .untrusted, "the signature is right, but its signer is not trusted: \(untrusted.trustFailure ?? "")"
            )
        }
        if options.requiresTimeStamps, let missing = signers.lazy.compactMap(\.missingTimeStamp).first {
            return (.untrusted, "the signature is right, but \(missing)")
        }
        // For these anybody finds two messages of one digest (RFC 6151 §2).
        if let forgeable = signers.first(where: { ["md2", "md4", "md5"].contains($0.digest) }) {
            return (.untrusted, "the signature is right, but \(forgeable.digest) proves nothing: it can be forged")
        }
        // RFC 8551 Appendix B: SHA-1 does not resist collisions, and signatures with it are to be told from current ones.
        if !options.acceptsSHA1, signers.contains(where: { $0.digest == "sha1" }) {
            return (
                .untrusted,
                "the signature is right, but sha1 is not secure any more: two messages of one digest can be made"
            )
        }
        if let remark = signatureAroundSealed { return (.untrusted, "the signature is right, but \(remark)") }
        if let remark = remarks.first { return (.untrusted, "the signature is right, but \(remark)") }
        // RFC 2634 §1.1: who signed inside wrote the message; lists and gateways sign around that. So it is a signer inside who
        // must be the sender (RFC 8550 §3).
        let writers = signed.last?.signers ?? []
        if !senders.isEmpty, !writers.contains(where: { $0.isSender == true }) {
            let who = signers.contains { $0.isSender == true } ? "who signed inside" : "the signer"
            return (.untrusted, "the signature is right, but \(who) is not the sender")
        }
        // A reader may show any of several authors (RFC 5322 §3.6.2) as the sender, inside and outside.
        let addresses = Set(
            signers.flatMap { $0.certificate?.emailAddresses ?? [] }.map(GeneralName.comparable(mailbox:)))
        func isSigner(_ address: String) -> Bool { addresses.contains(GeneralName.comparable(mailbox: address)) }
        if let other = (senders + shownSenders).first(where: { !isSigner($0.address) }) {
            return (
                .untrusted, "the signature is right, but the message is also from \(other.address), who did not sign"
            )
        }
        // Many a reader shows the name alone.
        if let other = (senders + shownSenders).flatMap(\.namedAddresses).first(where: { !isSigner($0) }) {
            return (
                .untrusted, "the signature is right, but the sender's name is the address \(other), which did not sign"
            )
        }
        var seen = Set<String>()
        let names = signers.compactMap { $0.certificate?.emailAddresses.first ?? $0.certificate?.subject }
            .filter { seen.insert($0).inserted }
        return (.good, "signed by \(names.joined(separator: " and "))")
    }

    /// RFC 8551 §3.7: who signs what is sealed already need not know what is in it, let alone have written it. It counts once
    /// the sealed layer was opened, so that its content is shown under the signer's name.
    private var signatureAroundSealed: String? {
        let sealed = layers.lastIndex { if case .sealed(let layer) = $0 { layer.openedBy != nil } else { false } }
        guard let sealed else { return nil }
        let isSignedInside = layers[sealed...].contains { if case .signed = $0 { true } else { false } }
        return isSignedInside
            ? nil : "it is around what is sealed, and says nothing about who wrote that: only a signature inside would"
    }

    private var unsignedExplanation: String {
        let isSealed = layers.contains { if case .sealed = $0 { true } else { false } }
        if isSealed { return "the message is sealed, and bears no signature that can be seen" }
        guard let part = parts.first else {
            // RFC 3156 §4, §5.
            switch received?.entity.contentType.parameters["protocol"]?.lowercased() {
            case "application/pgp-signature": return "the message is signed with OpenPGP, which is not judged here"
            case "application/pgp-encrypted": return "the message is encrypted with OpenPGP, which is not opened here"
            default: return "the message is not signed"
            }
        }
        return "the message as a whole is not signed; part \(part.path) of it \(part.explanation)"
    }
}

extension Mailbox {
    /// What looks like addresses in the name, in small letters.
    fileprivate var namedAddresses: [String] {
        guard let displayName else { return [] }
        // The at sign has two more forms, for East Asian type.
        let text = displayName.map { "\u{FF20}\u{FE6B}".contains($0) ? "@" : $0 }
        return text.split { $0.isWhitespace || "<>()[]\",;:'\u{201C}\u{201D}".contains($0) }
            .filter { word in
                let halves = word.split(separator: "@", omittingEmptySubsequences: false)
                return halves.count > 1 && !halves.contains(where: \.isEmpty)
            }
            .map { String($0).lowercased() }
    }

    /// Whether name or address hold characters that are not seen, or change the order in which others are: embeddings,
    /// overrides and isolates (UAX #9), and blanks without width.
    var hidesText: Bool {
        ((displayName ?? "") + address).unicodeScalars.contains { scalar in
            switch scalar.value {
            case 0x202A...0x202E, 0x2066...0x2069, 0x200B, 0x2060, 0xFEFF, 0x00AD: true
            case 0x00...0x1F, 0x7F...0x9F: true
            default: false
            }
        }
    }
}
