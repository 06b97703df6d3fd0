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

/// What certificates tell about their owners when they come as a file of their own, as they would in a mail that carries nothing
/// else; `nil` when the file is something else.
///
/// - Parameters:
///   - mail: the file.
///   - options: whom to trust.
/// - Returns: as contacts, those for whose certificates somebody trusted vouches.
/// - Throws: `SignetError.malformed`.
public func readCertificates(_ mail: Mail, _ options: ReadingOptions) throws(SignetError) -> OpenedMessage? {
    guard mail.store == nil, FileKind(try mail.bytes()) == .certificate || mail.isBase64 else { return nil }
    guard let certificates = try? CertificateReading.certificates(in: try mail.bytes()) else { return nil }
    return try read(ContentInfo.signedData(SignedData.certificatesOnly(certificates)).encode(), options)
}

extension LayerReader {
    /// A mail that only carries certificates proves nothing, but each of them may: those of the sender that somebody trusted
    /// vouches for. Without a mail around them nobody claims to be the sender, and they are for the addresses that they name.
    mutating func learn(_ bundle: SignedData) {
        for certificate in bundle.certificateList.prefix(Self.maximumBundleCount) {
            let owners =
                received == nil ? Self.owners(of: certificate) : senders.filter { certificate.isFor($0.address) }
            guard let owner = owners.first else { continue }
            let path = pathReport(certificate, bundle, [], .emailProtection(.sealing))
            guard path.isTrusted else { continue }
            contacts.append(
                Contact(address: owner.address, name: owner.displayName, certificates: [certificate]))
            intermediates += path.chain.dropFirst()
        }
    }

    /// A person by what his certificate says of him.
    private static func owners(of certificate: Certificate) -> [Mailbox] {
        let constraints = (try? certificate.basicConstraints()) ?? nil
        guard !(constraints?.isAuthority ?? false) else { return [] }
        let title = certificate.subject.title
        return certificate.emailAddresses.map { Mailbox(displayName: title.contains("@") ? nil : title, address: $0) }
    }

    /// How many certificates of one bundle are judged.
    private static let maximumBundleCount = 16
}
