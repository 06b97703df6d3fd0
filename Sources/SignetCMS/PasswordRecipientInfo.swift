public import SignetASN1
public import SignetAlgorithms
public import SignetBytes

/// `PasswordRecipientInfo` (RFC 5652 §6.2.4): the key of the content, encrypted with a key from a password.
public struct PasswordRecipientInfo: Hashable, Sendable {
    /// Always 0.
    public var version: Int
    /// How a key comes from the password; absent when that is known otherwise.
    public var keyDerivationAlgorithm: AlgorithmIdentifier?
    /// How the key is encrypted.
    public var keyEncryptionAlgorithm: AlgorithmIdentifier
    /// The encrypted key.
    public var encryptedKey: Bytes

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "PasswordRecipientInfo",
        Self.init(version:keyDerivationAlgorithm:keyEncryptionAlgorithm:encryptedKey:),
        .required("version", \.version, .smallInteger),
        .optional("keyDerivationAlgorithm", \.keyDerivationAlgorithm, AlgorithmIdentifier.syntax.implicit(0)),
        .required("keyEncryptionAlgorithm", \.keyEncryptionAlgorithm, AlgorithmIdentifier.syntax),
        .required("encryptedKey", \.encryptedKey, .octetString))
}
