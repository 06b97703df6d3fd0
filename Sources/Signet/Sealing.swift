public import SignetAlgorithms
public import SignetBytes
import SignetCMS
public import SignetMIME
import SignetRSA
public import SignetX509

/// How to seal.
public struct SealingOptions: Sendable {
    /// What may be written.
    public var policy: Policy = .modern
    /// The cipher; chosen from what the recipients can read when `nil`.
    public var cipher: ContentCipher?
    /// How the key is encrypted to RSA keys; chosen for each recipient when `nil`.
    public var keyTransport: KeyTransport?
    /// What is done with the header of a message that is not protected yet (RFC 9788).
    public var headers: HeaderConfidentiality = .none
    /// Whom to trust for the certificates of contacts; `nil` leaves their paths unlooked at.
    public var check: RecipientCheck?
    /// The moment for which certificates are judged.
    public var time: Instant = .now

    /// By the modern policy, with everything chosen.
    public init() {}
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
    var options = SealingOptions()
    (options.policy, options.cipher, options.time) = (policy, cipher, time)
    return try seal(mail, for: recipients, options)
}

/// Seals a mail (RFC 8551 §3.3, §3.4): in `AuthEnvelopedData` when the cipher authenticates, else in `EnvelopedData`.
public func seal(
    _ mail: some Collection<UInt8>, for recipients: [Recipient], _ options: SealingOptions
) throws(SignetError) -> Bytes {
    try seal(mail, by: try SealingPlan(for: recipients, options), headers: options.headers)
}

/// Seals a mail of any length for certificates.
public func seal(
    _ mail: Mail, for recipients: [Certificate], with cipher: ContentCipher? = nil, policy: Policy = .modern
) throws(SignetError) -> Mail {
    var options = SealingOptions()
    (options.policy, options.cipher) = (policy, cipher)
    return try seal(mail, for: recipients.map { Recipient($0) }, options)
}

/// Seals a mail of any length.
public func seal(
    _ mail: Mail, for recipients: [Recipient], _ options: SealingOptions
) throws(SignetError) -> Mail {
    try seal(mail, by: try SealingPlan(for: recipients, options), headers: options.headers)
}

extension Mail {
    /// The mail without the field that nobody else may see, for those whom the other fields name.
    ///
    /// - Returns: the same mail when it has no Bcc field.
    /// - Throws: `SignetError.malformed` when it is no mail.
    public func withoutBcc() throws(SignetError) -> Mail {
        let message = try message()
        do throws(MIMEError) {
            return Mail(text: try message.removingFields(named: ["Bcc", "Resent-Bcc"]).entity.raw, folds: folds)
        } catch { throw SignetError(wrapping: error) }
    }
}

/// Seals a mail as planned. A Bcc field, which is for nobody's eyes, is left out.
public func seal(
    _ mail: some Collection<UInt8>, by plan: SealingPlan, headers: HeaderConfidentiality = .none
) throws(SignetError) -> Bytes {
    try seal(Mail(mail), by: plan, headers: headers).bytes()
}

/// The same, of any length.
public func seal(
    _ mail: Mail, by plan: SealingPlan, headers: HeaderConfidentiality = .none
) throws(SignetError) -> Mail {
    let message = try mail.message()
    var prepared: PreparedMessage
    do throws(MIMEError) {
        prepared = try message.removingFields(named: ["Bcc", "Resent-Bcc"])
            .prepared(protectingHeader: HeaderProtection(headers, isSealed: true))
    } catch { throw SignetError(wrapping: error) }
    let recipients = plan.recipients.map { entry in
        CMSRecipient(
            entry.recipient.certificate,
            transport: entry.keyTransport == .rsaOAEP ? .rsaOAEP(OAEPPadding(.sha256)) : .rsaPKCS1v15)
    }
    let folds = mail.folds ?? Folds()
    let spool = SpoolSink()
    do throws(CMSError) {
        try StreamedSealing(recipients, with: plan.cipher).write(folds.source(of: prepared.content), to: spool)
    } catch { throw SignetError(wrapping: error) }
    prepared = PreparedMessage(outerHeader: prepared.outerHeader, content: Bytes(), folds: folds)
    let cms = try spool.finish(folds, isMail: false)
    return Mail(
        text: prepared.enclosed(in: cms, as: plan.cipher.isAuthenticating ? .authEnvelopedData : .envelopedData),
        folds: folds)
}
