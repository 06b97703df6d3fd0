public import SignetAlgorithms
public import SignetBytes
import SignetCMS
import SignetMIME
public import SignetX509

/// Somebody to seal for: a certificate, and what is known of what its owner can read.
public struct Recipient: Sendable {
    /// His certificate.
    public let certificate: Certificate
    /// The ciphers that he announced, best first; `nil` when he announced nothing.
    public let ciphers: [ContentCipher]?

    /// A recipient.
    public init(_ certificate: Certificate, ciphers: [ContentCipher]? = nil) {
        self.certificate = certificate
        self.ciphers = ciphers
    }
}

extension Policy {
    /// The best cipher that every recipient can read (RFC 8551 §2.7).
    ///
    /// - Throws: `SignetError.refused` when there is none that this policy allows; a weaker one is never taken silently.
    public func cipher(for recipients: [Recipient]) throws(SignetError) -> ContentCipher {
        let announced = recipients.compactMap(\.ciphers)
        guard !announced.isEmpty else { return defaultCipher }
        let ciphers = announced.count == recipients.count ? ciphers : ciphers.filter { $0.standing < .legacy }
        guard let best = ciphers.first(where: { cipher in announced.allSatisfy { $0.contains(cipher) } }) else {
            let names = announced.map { $0.map(\.name).joined(separator: ", ") }.joined(separator: " | ")
            throw SignetError(
                .refused(
                    "no cipher that policy \(name) allows can be read by all recipients (they announced: \(names))"))
        }
        return best
    }
}

/// Seals a mail for certificates (RFC 8551 §3.3).
///
/// The cipher is the best that policy allows and every recipient can read. A recipient whose certificate is not fit for
/// sealing stops the whole: nothing is sealed for some only.
///
/// - Throws: `SignetError.nonSecureRecipients` with the reason for each; `.malformed` when `mail` is no mail; `.refused`.
public func seal(
    _ mail: some Collection<UInt8>, for recipients: [Certificate], with cipher: ContentCipher? = nil,
    policy: Policy = .modern
) throws(SignetError) -> Bytes {
    try seal(mail, for: recipients.map { Recipient($0) }, with: cipher, policy: policy)
}

/// Seals a mail for recipients of whom more is known than their certificates.
public func seal(
    _ mail: some Collection<UInt8>, for recipients: [Recipient], with cipher: ContentCipher? = nil,
    policy: Policy = .modern, at time: Instant = .now
) throws(SignetError) -> Bytes {
    guard !recipients.isEmpty else { throw SignetError(.unsuitable("there is nobody to seal for")) }
    let unfit = recipients.compactMap { recipient in
        recipient.certificate.unsuitabilityForSealing(at: time).map { reason in
            NonSecureRecipient(
                address: recipient.certificate.emailAddresses.first ?? recipient.certificate.subject.title,
                reason: reason)
        }
    }
    guard unfit.isEmpty else { throw SignetError(.nonSecureRecipients(unfit)) }
    let chosen: ContentCipher
    if let cipher { chosen = cipher } else { chosen = try policy.cipher(for: recipients) }
    guard policy.ciphers.contains(chosen) else {
        throw SignetError(.refused("policy \(policy.name) does not allow \(chosen.name)"))
    }
    let prepared: PreparedMessage
    do throws(MIMEError) {
        prepared = try Message(parsing: Bytes(collection: mail)).prepared()
    } catch { throw SignetError(wrapping: error) }
    do throws(CMSError) {
        let envelopedData = try EnvelopedData.sealing(
            prepared.content, for: recipients.map(\.certificate), with: chosen)
        return prepared.enclosed(in: ContentInfo.envelopedData(envelopedData).encode(), as: .envelopedData)
    } catch { throw SignetError(wrapping: error) }
}
