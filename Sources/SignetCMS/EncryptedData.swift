public import SignetASN1
public import SignetKeys

/// `EncryptedData` (RFC 5652 §8): encrypted content whose key is known otherwise.
public struct EncryptedData: Hashable, Sendable {
    /// 0, or 2 when there are unprotected attributes.
    public var version: Int
    /// The content.
    public var encryptedContentInfo: EncryptedContentInfo
    /// What is said beside it, unprotected.
    public var unprotectedAttributes: [Attribute]?

    /// Encrypted content; the version follows from the attributes.
    public init(encryptedContentInfo: EncryptedContentInfo, unprotectedAttributes: [Attribute]? = nil) {
        self.init(
            version: unprotectedAttributes == nil ? 0 : 2, encryptedContentInfo: encryptedContentInfo,
            unprotectedAttributes: unprotectedAttributes)
    }

    init(
        version: Int, encryptedContentInfo: EncryptedContentInfo, unprotectedAttributes: [Attribute]?
    ) {
        self.version = version
        self.encryptedContentInfo = encryptedContentInfo
        self.unprotectedAttributes = unprotectedAttributes
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "EncryptedData", Self.init(version:encryptedContentInfo:unprotectedAttributes:),
        .required("version", \.version, .smallInteger),
        .required("encryptedContentInfo", \.encryptedContentInfo, EncryptedContentInfo.syntax),
        .optional("unprotectedAttrs", \.unprotectedAttributes, .set(of: Attribute.syntax).implicit(1)))
}
