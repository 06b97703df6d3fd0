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
        let signers = layers.flatMap { if case .signed(let signed) = $0 { signed.signers } else { [Report.Signer]() } }
        guard !signers.isEmpty else { return (.unsigned, unsignedExplanation) }
        if let bad = signers.first(where: { $0.signature == .bad }) {
            let change = layers.lazy.compactMap { if case .signed(let signed) = $0 { signed.change } else { nil } }
                .first
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
        // Of SHA-1 it is said that it is weak; for these anybody finds two messages of one digest (RFC 6151 §2).
        if let forgeable = signers.first(where: { ["md2", "md4", "md5"].contains($0.digest) }) {
            return (.untrusted, "the signature is right, but \(forgeable.digest) proves nothing: it can be forged")
        }
        if let remark = remarks.first { return (.untrusted, "the signature is right, but \(remark)") }
        // RFC 8550 §3: mailing lists may sign around the sender; one signer of any layer must be the sender.
        if !senders.isEmpty, !signers.contains(where: { $0.isSender == true }) {
            return (.untrusted, "the signature is right, but the signer is not the sender")
        }
        // A reader may show any of several authors (RFC 5322 §3.6.2) as the sender, inside and outside.
        let addresses = Set(signers.flatMap { $0.certificate?.emailAddresses ?? [] }.map { $0.lowercased() })
        if let other = (senders + shownSenders).first(where: { !addresses.contains($0.address.lowercased()) }) {
            return (
                .untrusted, "the signature is right, but the message is also from \(other.address), who did not sign"
            )
        }
        let names = signers.compactMap { $0.certificate?.emailAddresses.first ?? $0.certificate?.subject }
        return (.good, "signed by \(names.joined(separator: " and "))")
    }

    private var unsignedExplanation: String {
        let isSealed = layers.contains { if case .sealed = $0 { true } else { false } }
        if isSealed { return "the message is sealed, and bears no signature that can be seen" }
        guard let part = parts.first else { return "the message is not signed" }
        return "the message as a whole is not signed; part \(part.path) of it \(part.explanation)"
    }
}
