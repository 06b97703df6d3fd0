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

    /// What an authority says of a message that it was asked about.
    public init(
        answering request: TimeStampReq, at time: Instant, policy: ObjectIdentifier, serialNumber: ASN1Integer
    ) {
        self.init(
            version: 1, policy: policy, messageImprint: request.messageImprint, serialNumber: serialNumber,
            genTime: Syntax<Time>.generalizedTime.encode(Time(time, form: .generalizedTime)), accuracy: nil,
            ordering: false, nonce: request.nonce, tsa: nil, extensions: nil)
    }

    init(
        version: Int, policy: ObjectIdentifier, messageImprint: MessageImprint, serialNumber: ASN1Integer,
        genTime: Bytes, accuracy: Bytes?, ordering: Bool, nonce: ASN1Integer?, tsa: Bytes?, extensions: Bytes?
    ) {
        self.version = version
        self.policy = policy
        self.messageImprint = messageImprint
        self.serialNumber = serialNumber
        self.genTime = genTime
        self.accuracy = accuracy
        self.ordering = ordering
        self.nonce = nonce
        self.tsa = tsa
        self.extensions = extensions
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
