import SignetASN1
import SignetAlgorithms
public import SignetBytes
import SignetCMS
import SignetMIME
public import SignetX509

/// What to judge a message by.
public struct ReadingOptions: Sendable {
    /// Whom to trust.
    public var trust: TrustStore
    /// Certificates that may help to build a path, without being trusted.
    public var untrusted: [Certificate] = []
    /// What must be known about revocation, and from where.
    public var revocation = RevocationSettings.none
    /// What the signers' certificates must be for: mail, unless anything will do.
    public var purpose = PathValidator.Purpose.emailProtection(.signing)
    /// The moment for which certificates are judged; `nil` means now.
    public var time: Instant?
    /// Whether a signature with SHA-1, which is not secure any more, may be good: for old mail. It is called weak all the same.
    public var acceptsSHA1 = false
    /// Whether every signature must bear a time-stamp (RFC 3161) that is right and of an authority that is trusted.
    public var requiresTimeStamps = false
    /// Finds the Digital IDs to open a sealed layer with: called once a layer, with a question that tells whether the
    /// layer is sealed for a certificate, so that only fitting ones need be unlocked. `nil` leaves sealed layers closed.
    public var identities: (@Sendable (_ isRecipient: (Certificate) -> Bool) throws(SignetError) -> [DigitalID])?
    /// The content of a detached signature that comes without its mail.
    public var detachedContent: Mail?

    /// Judging now, by these anchors.
    public init(trusting trust: TrustStore) { self.trust = trust }
}

/// A message with its layers taken off, and what was found out on the way.
public struct OpenedMessage: Sendable {
    /// The innermost message. `nil` when a layer was changed after it was signed, or could not be opened: what cannot be
    /// vouched for does not leave.
    public let mail: Mail?
    /// What was found out.
    public let report: Report
    /// What the good signatures tell about their makers, for the address book; of a mail that only carries certificates, those
    /// of the sender that can be trusted.
    public let contacts: [Contact]
    /// The authorities' certificates between those contacts and the anchors, which sealing for them will need again.
    public let intermediates: [Certificate]
    /// The receipts that good signatures ask for.
    public let receiptRequests: [RequestedReceipt]
    let receipt: ReceivedReceipt?

    /// The innermost message in memory, however long it is.
    public var message: Bytes? { mail.flatMap { try? $0.bytes() } }
}

/// Judges the signatures of a mail, or of a bare CMS message in DER, BER or PEM.
///
/// A bad signature is not an error, but a report that says so.
///
/// - Throws: `SignetError.malformed` when the input is damaged, or no message.
public func verify(
    _ message: some Collection<UInt8>, trusting trust: TrustStore, at time: Instant? = nil
) throws(SignetError) -> Report {
    var options = ReadingOptions(trusting: trust)
    options.time = time
    return try read(message, options).report
}

/// Takes off every layer of a message, opening what is sealed and judging what is signed.
///
/// - Throws: `SignetError.notARecipient` or `.undecryptable` when Digital IDs are given and none opens a sealed layer;
///   `.malformed`.
public func read(_ message: some Collection<UInt8>, _ options: ReadingOptions) throws(SignetError) -> OpenedMessage {
    try read(Mail(message), options)
}

/// The same, of any length.
public func read(_ mail: Mail, _ options: ReadingOptions) throws(SignetError) -> OpenedMessage {
    var reader = LayerReader(options, mail.folds)
    return try reader.read(mail)
}

/// Judges the signatures of a mail of any length.
public func verify(
    _ mail: Mail, trusting trust: TrustStore, at time: Instant? = nil
) throws(SignetError) -> Report {
    var options = ReadingOptions(trusting: trust)
    options.time = time
    return try read(mail, options).report
}

extension DigitalID {
    /// Opens a mail that is sealed for this Digital ID, and takes off every layer below.
    public func open(
        _ message: some Collection<UInt8>, trusting trust: TrustStore = TrustStore()
    ) throws(SignetError) -> OpenedMessage {
        var options = ReadingOptions(trusting: trust)
        options.identities = { _ throws(SignetError) in [self] }
        return try read(message, options)
    }
    /// The same, of any length.
    public func open(_ mail: Mail, trusting trust: TrustStore = TrustStore()) throws(SignetError) -> OpenedMessage {
        var options = ReadingOptions(trusting: trust)
        options.identities = { _ throws(SignetError) in [self] }
        return try read(mail, options)
    }
}
