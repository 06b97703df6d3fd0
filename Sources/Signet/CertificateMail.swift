public import SignetBytes
import SignetCMS
import SignetMIME
public import SignetX509

/// A mail that carries certificates and nothing else (RFC 8551 §3.8), so that others can seal for their owner.
///
/// - Parameters:
///   - certificates: the owner's, and those above it.
///   - sender: the address that it is from.
///   - recipients: whom it is for; nobody is named when empty.
///   - time: when it was written.
/// - Returns: the mail, whose body is the base64 of a degenerate `SignedData`.
public func certificateMail(
    _ certificates: [Certificate], from sender: String, to recipients: [String] = [], at time: Instant = .now
) -> Bytes {
    var fields = "From: \(Mailbox(address: sender).headerText)\r\n"
    if !recipients.isEmpty {
        fields += "To: \(recipients.map { Mailbox(address: $0).headerText }.joined(separator: ",\r\n "))\r\n"
    }
    fields += "Subject: \(EncodedWord.encode("Digital ID of \(sender)"))\r\n"
    fields += "Date: \(MailDate(secondsSince1970: time.secondsSince1970).inUniversalTime)\r\n"
    fields += "MIME-Version: 1.0\r\n"
    return PreparedMessage(outerHeader: Bytes(Array(fields.utf8)), content: Bytes()).enclosed(
        in: ContentInfo.signedData(SignedData.certificatesOnly(certificates)).encode(), as: .certificatesOnly)
}

extension LayerReader {
    /// A mail that only carries certificates proves nothing, but each of them may: those of the sender that somebody trusted
    /// vouches for.
    mutating func learn(_ bundle: SignedData) {
        for certificate in bundle.certificateList.prefix(Self.maximumBundleCount) {
            guard let sender = senders.first(where: { certificate.isFor($0.address) }) else { continue }
            let path = pathReport(certificate, bundle, [], .emailProtection(.sealing))
            guard path.isTrusted else { continue }
            contacts.append(
                Contact(address: sender.address, name: sender.displayName, certificates: [certificate]))
            intermediates += path.chain.dropFirst()
        }
    }

    /// How many certificates of one bundle are judged.
    private static let maximumBundleCount = 16
}
