public import SignetASN1
public import SignetAlgorithms
public import SignetBytes

/// `EncryptedContentInfo` (RFC 5652 §6.1): encrypted content, and what it is encrypted with.
public struct EncryptedContentInfo: Hashable, Sendable {
    /// What the content is, once it is decrypted.
    public var contentType: ContentType
    /// The cipher, or the scheme that makes a key from a password.
    public var contentEncryptionAlgorithm: AlgorithmIdentifier
    /// The encrypted content; absent when it travels apart. Long ones come in segments, which reading joins.
    public var encryptedContent: Bytes?

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "EncryptedContentInfo", Self.init(contentType:contentEncryptionAlgorithm:encryptedContent:),
        .required("contentType", \.contentType, ContentType.syntax),
        .required("contentEncryptionAlgorithm", \.contentEncryptionAlgorithm, AlgorithmIdentifier.syntax),
        .optional("encryptedContent", \.encryptedContent, .octetString.implicit(0)))
}
