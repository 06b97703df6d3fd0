public import SignetASN1
public import SignetAlgorithms
public import SignetBytes

/// `KeyTransRecipientInfo` (RFC 5652 §6.2.1): the key of the content, encrypted with a recipient's public key.
public struct KeyTransRecipientInfo: Hashable, Sendable {
    /// 0 when the recipient is named by issuer and serial number, 2 when by subject key identifier.
    public var version: Int
    /// Which certificate has the key.
    public var recipientIdentifier: RecipientIdentifier
    /// How the key is encrypted.
    public var keyEncryptionAlgorithm: AlgorithmIdentifier
    /// The encrypted key.
    public var encryptedKey: Bytes

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "KeyTransRecipientInfo", Self.init(version:recipientIdentifier:keyEncryptionAlgorithm:encryptedKey:),
        .required("version", \.version, .smallInteger),
        .required("rid", \.recipientIdentifier, RecipientIdentifier.syntax),
        .required("keyEncryptionAlgorithm", \.keyEncryptionAlgorithm, AlgorithmIdentifier.syntax),
        .required("encryptedKey", \.encryptedKey, .octetString))
}
