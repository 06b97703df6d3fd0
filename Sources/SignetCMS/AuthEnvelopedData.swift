public import SignetASN1
public import SignetBytes
public import SignetKeys

/// `AuthEnvelopedData` (RFC 5083 §2.1): content sealed by a cipher that also proves that nobody changed it.
public struct AuthEnvelopedData: Hashable, Sendable {
    /// Always 0.
    public var version: Int
    /// Certificates and revocation lists of the sender.
    public var originatorInfo: OriginatorInfo?
    /// Who can open it, and how.
    public var recipientInfos: [RecipientInfo]
    /// The content.
    public var authEncryptedContentInfo: EncryptedContentInfo
    /// What is protected from changes and not hidden, exactly as it was received.
    public var authenticatedAttributes: Preserved<[Attribute]>?
    /// The tag of the cipher.
    public var mac: Bytes
    /// What is said beside it, unprotected.
    public var unauthenticatedAttributes: [Attribute]?

    /// Sealed content from its parts.
    public init(
        originatorInfo: OriginatorInfo? = nil, recipientInfos: [RecipientInfo],
        authEncryptedContentInfo: EncryptedContentInfo, authenticatedAttributes: Preserved<[Attribute]>?, mac: Bytes,
        unauthenticatedAttributes: [Attribute]? = nil
    ) {
        self.init(
            version: 0, originatorInfo: originatorInfo, recipientInfos: recipientInfos,
            authEncryptedContentInfo: authEncryptedContentInfo, authenticatedAttributes: authenticatedAttributes,
            mac: mac, unauthenticatedAttributes: unauthenticatedAttributes)
    }

    init(
        version: Int, originatorInfo: OriginatorInfo?, recipientInfos: [RecipientInfo],
        authEncryptedContentInfo: EncryptedContentInfo, authenticatedAttributes: Preserved<[Attribute]>?, mac: Bytes,
        unauthenticatedAttributes: [Attribute]?
    ) {
        self.version = version
        self.originatorInfo = originatorInfo
        self.recipientInfos = recipientInfos
        self.authEncryptedContentInfo = authEncryptedContentInfo
        self.authenticatedAttributes = authenticatedAttributes
        self.mac = mac
        self.unauthenticatedAttributes = unauthenticatedAttributes
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "AuthEnvelopedData",
        Self.init(
            version:originatorInfo:recipientInfos:authEncryptedContentInfo:authenticatedAttributes:mac:
            unauthenticatedAttributes:),
        .required("version", \.version, .smallInteger),
        .optional("originatorInfo", \.originatorInfo, OriginatorInfo.syntax.implicit(0)),
        .required("recipientInfos", \.recipientInfos, .set(of: RecipientInfo.syntax)),
        .required("authEncryptedContentInfo", \.authEncryptedContentInfo, EncryptedContentInfo.syntax),
        .optional("authAttrs", \.authenticatedAttributes, authenticatedAttributesSyntax),
        .required("mac", \.mac, .octetString),
        .optional("unauthAttrs", \.unauthenticatedAttributes, unauthenticatedAttributesSyntax))

    /// `authAttrs [1]`
    static let authenticatedAttributesSyntax = SignerInfo.attributes.implicit(1).preserved
    /// `unauthAttrs [2]`
    static let unauthenticatedAttributesSyntax = SignerInfo.attributes.implicit(2)
}

extension Preserved<[Attribute]> {
    /// The attributes as they are signed or authenticated: under the tag of SET OF, in the order in which they stand
    /// (RFC 5652 §5.4, §9.2, RFC 5083 §2.2).
    var asReceived: Bytes { Bytes([0x31] + Array(encoding.dropFirst())) }
    /// The same in the order of DER, which some senders restore only in what they sign (X.690 §11.6).
    var asSorted: Bytes { SignerInfo.attributes.encode(value) }
}
