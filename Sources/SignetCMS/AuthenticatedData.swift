public import SignetASN1
public import SignetAlgorithms
public import SignetBytes
public import SignetKeys

/// `AuthenticatedData` (RFC 5652 §9.1): content with a message authentication code, and its key once for each recipient.
public struct AuthenticatedData: Hashable, Sendable {
    /// 0, 1 or 3, by what is inside.
    public var version: Int
    /// Certificates and revocation lists of the sender.
    public var originatorInfo: OriginatorInfo?
    /// Who can check it, and how.
    public var recipientInfos: [RecipientInfo]
    /// The message authentication code.
    public var macAlgorithm: AlgorithmIdentifier
    /// The digest of the content, when there are authenticated attributes.
    public var digestAlgorithm: AlgorithmIdentifier?
    /// The content, or its type.
    public var encapContentInfo: EncapsulatedContentInfo
    /// What is authenticated together with the digest of the content, exactly as it was received.
    public var authenticatedAttributes: Preserved<[Attribute]>?
    /// The code.
    public var mac: Bytes
    /// What is said beside it, unprotected.
    public var unauthenticatedAttributes: [Attribute]?

    /// Authenticated content from its parts; the version follows from them.
    public init(
        originatorInfo: OriginatorInfo? = nil, recipientInfos: [RecipientInfo], macAlgorithm: AlgorithmIdentifier,
        digestAlgorithm: AlgorithmIdentifier?, encapContentInfo: EncapsulatedContentInfo,
        authenticatedAttributes: Preserved<[Attribute]>?, mac: Bytes, unauthenticatedAttributes: [Attribute]? = nil
    ) {
        self.init(
            version: originatorInfo?.requiredVersion(plain: 0, attributeCertificates: 1, other: 3) ?? 0,
            originatorInfo: originatorInfo, recipientInfos: recipientInfos, macAlgorithm: macAlgorithm,
            digestAlgorithm: digestAlgorithm, encapContentInfo: encapContentInfo,
            authenticatedAttributes: authenticatedAttributes, mac: mac,
            unauthenticatedAttributes: unauthenticatedAttributes)
    }

    init(
        version: Int, originatorInfo: OriginatorInfo?, recipientInfos: [RecipientInfo],
        macAlgorithm: AlgorithmIdentifier, digestAlgorithm: AlgorithmIdentifier?,
        encapContentInfo: EncapsulatedContentInfo, authenticatedAttributes: Preserved<[Attribute]>?, mac: Bytes,
        unauthenticatedAttributes: [Attribute]?
    ) {
        self.version = version
        self.originatorInfo = originatorInfo
        self.recipientInfos = recipientInfos
        self.macAlgorithm = macAlgorithm
        self.digestAlgorithm = digestAlgorithm
        self.encapContentInfo = encapContentInfo
        self.authenticatedAttributes = authenticatedAttributes
        self.mac = mac
        self.unauthenticatedAttributes = unauthenticatedAttributes
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "AuthenticatedData",
        Self.init(
            version:originatorInfo:recipientInfos:macAlgorithm:digestAlgorithm:encapContentInfo:
            authenticatedAttributes:mac:unauthenticatedAttributes:),
        .required("version", \.version, .smallInteger),
        .optional("originatorInfo", \.originatorInfo, OriginatorInfo.syntax.implicit(0)),
        .required("recipientInfos", \.recipientInfos, .set(of: RecipientInfo.syntax)),
        .required("macAlgorithm", \.macAlgorithm, AlgorithmIdentifier.syntax),
        .optional("digestAlgorithm", \.digestAlgorithm, AlgorithmIdentifier.syntax.implicit(1)),
        .required("encapContentInfo", \.encapContentInfo, EncapsulatedContentInfo.syntax),
        .optional("authAttrs", \.authenticatedAttributes, authenticatedAttributesSyntax),
        .required("mac", \.mac, .octetString),
        .optional("unauthAttrs", \.unauthenticatedAttributes, unauthenticatedAttributesSyntax))

    /// `authAttrs [2]`
    static let authenticatedAttributesSyntax = SignerInfo.attributes.implicit(2).preserved
    /// `unauthAttrs [3]`
    static let unauthenticatedAttributesSyntax = SignerInfo.attributes.implicit(3)
}
