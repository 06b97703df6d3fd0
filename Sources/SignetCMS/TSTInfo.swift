public import SignetASN1
public import SignetAlgorithms
public import SignetBytes
public import SignetHash

/// `TSTInfo` (RFC 3161 §2.4.2): what a time-stamp authority says: this digest was there at this time.
public struct TSTInfo: Hashable, Sendable {
    /// Always 1.
    public var version: Int
    /// Under which policy.
    public var policy: ObjectIdentifier
    /// What was there.
    public var messageImprint: MessageImprint
    /// The number that the authority gave it.
    public var serialNumber: ASN1Integer
    /// When: a GeneralizedTime, which may have fractions of a second, kept byte for byte.
    public var genTime: Bytes
    /// How exact that is, kept byte for byte.
    public var accuracy: Bytes?
    /// Whether the authority's times tell which of two came first.
    public var ordering: Bool
    /// What the asker sent along.
    public var nonce: ASN1Integer?
    /// What the authority calls itself, kept byte for byte.
    public var tsa: Bytes?
    /// Extensions, kept byte for byte.
    public var extensions: Bytes?

    /// When, to the second.
    public var time: Instant? {
        var contents = genTime.dropFirst(2)
        guard let end = contents.last, end == 0x5A else { return nil }
        if let point = contents.firstIndex(of: 0x2E) { contents = Bytes(Array(contents.prefix(point)) + [0x5A]) }
        guard contents.count < 128 else { return nil }
        let whole = Bytes([0x18, UInt8(contents.count)] + Array(contents))
        return (try? Time.syntax.decode(whole))?.instant
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "TSTInfo",
        Self.init(
            version:policy:messageImprint:serialNumber:genTime:accuracy:ordering:nonce:tsa:extensions:),
        .required("version", \.version, .smallInteger),
        .required("policy", \.policy, .objectIdentifier),
        .required("messageImprint", \.messageImprint, MessageImprint.syntax),
        .required("serialNumber", \.serialNumber, .integer),
        .required("genTime", \.genTime, .any(of: [.generalizedTime])),
        .optional("accuracy", \.accuracy, .any(of: [.sequence])),
        .defaulted("ordering", \.ordering, .boolean, false),
        .optional("nonce", \.nonce, .integer),
        .optional("tsa", \.tsa, .any(of: [.context(UInt32(0), isConstructed: true)])),
        .optional("extensions", \.extensions, .any(of: [.context(UInt32(1), isConstructed: true)])))
}

/// `MessageImprint` (RFC 3161 §2.4.1): a digest.
public struct MessageImprint: Hashable, Sendable {
    /// Which.
    public var hashAlgorithm: AlgorithmIdentifier
    /// Its value.
    public var hashedMessage: Bytes

    /// The digest of a message.
    public init(_ message: Bytes, by algorithm: DigestAlgorithm) {
        self.init(
            hashAlgorithm: algorithm.identifier, hashedMessage: Bytes(algorithm.digest(of: message.span).bytes))
    }

    private init(hashAlgorithm: AlgorithmIdentifier, hashedMessage: Bytes) {
        self.hashAlgorithm = hashAlgorithm
        self.hashedMessage = hashedMessage
    }

    /// Whether it is the digest of a message.
    ///
    /// - Throws: `AlgorithmError.unsupported`.
    public func matches(_ message: Bytes) throws(AlgorithmError) -> Bool {
        try DigestAlgorithm(hashAlgorithm).digest(of: message.span).matches(hashedMessage.span)
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "MessageImprint", Self.init(hashAlgorithm:hashedMessage:),
        .required("hashAlgorithm", \.hashAlgorithm, AlgorithmIdentifier.syntax),
        .required("hashedMessage", \.hashedMessage, .octetString))
}

/// `TimeStampReq` (RFC 3161 §2.4.1): asks an authority for a time-stamp.
public struct TimeStampReq: Hashable, Sendable {
    /// Always 1.
    public var version: Int
    /// What is to be stamped.
    public var messageImprint: MessageImprint
    /// Under which policy.
    public var reqPolicy: ObjectIdentifier?
    /// Comes back in the answer.
    public var nonce: ASN1Integer?
    /// Whether the authority's certificate is wanted.
    public var certReq: Bool
    /// Extensions, kept byte for byte.
    public var extensions: Bytes?

    /// Asks for a time-stamp of a signature, with the authority's certificate.
    public init(_ message: Bytes, by algorithm: DigestAlgorithm = .sha256) {
        self.init(
            version: 1, messageImprint: MessageImprint(message, by: algorithm), reqPolicy: nil,
            nonce: ASN1Integer(magnitude: Randomness.bytes(count: 8)), certReq: true, extensions: nil)
    }

    private init(
        version: Int, messageImprint: MessageImprint, reqPolicy: ObjectIdentifier?, nonce: ASN1Integer?, certReq: Bool,
        extensions: Bytes?
    ) {
        self.version = version
        self.messageImprint = messageImprint
        self.reqPolicy = reqPolicy
        self.nonce = nonce
        self.certReq = certReq
        self.extensions = extensions
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "TimeStampReq", Self.init(version:messageImprint:reqPolicy:nonce:certReq:extensions:),
        .required("version", \.version, .smallInteger),
        .required("messageImprint", \.messageImprint, MessageImprint.syntax),
        .optional("reqPolicy", \.reqPolicy, .objectIdentifier),
        .optional("nonce", \.nonce, .integer),
        .defaulted("certReq", \.certReq, .boolean, false),
        .optional("extensions", \.extensions, .any(of: [.context(UInt32(0), isConstructed: true)])))
}

/// `TimeStampResp` (RFC 3161 §2.4.2): the answer.
public struct TimeStampResp: Hashable, Sendable {
    /// Whether there is a time-stamp, and if not why: a `PKIStatusInfo`, kept byte for byte.
    public var status: Bytes
    /// The encoding of the time-stamp, a `ContentInfo`.
    public var timeStampToken: Bytes?

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "TimeStampResp", Self.init(status:timeStampToken:),
        .required("status", \.status, .any(of: [.sequence])),
        .optional("timeStampToken", \.timeStampToken, .any(of: [.sequence])))
}
