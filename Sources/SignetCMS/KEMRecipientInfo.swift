public import SignetASN1
public import SignetAlgorithms
public import SignetBytes
import SignetKeys

/// `KEMRecipientInfo` (RFC 9629 §3): the key of the content, encrypted with a key that was encapsulated for a recipient. It
/// is the value of an `OtherRecipientInfo`. Signet tells of it, and opens none yet.
public struct KEMRecipientInfo: Hashable, Sendable {
    /// Always 0.
    public var version: Int
    /// Which certificate has the key.
    public var recipientIdentifier: RecipientIdentifier
    /// The key encapsulation mechanism.
    public var kem: AlgorithmIdentifier
    /// What it made for this recipient.
    public var ciphertext: Bytes
    /// How the shared secret becomes a key.
    public var keyDerivationAlgorithm: AlgorithmIdentifier
    /// The length of that key in bytes.
    public var keyEncryptionKeyByteCount: Int
    /// What else goes into the derivation.
    public var userKeyingMaterial: Bytes?
    /// How the key of the content is encrypted under that key.
    public var wrap: AlgorithmIdentifier
    /// The encrypted key.
    public var encryptedKey: Bytes

    /// `id-ori-kem` (RFC 9629 §3)
    public static let identifier: ObjectIdentifier = "1.2.840.113549.1.9.16.13.3"

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "KEMRecipientInfo",
        Self.init(
            version:recipientIdentifier:kem:ciphertext:keyDerivationAlgorithm:keyEncryptionKeyByteCount:
            userKeyingMaterial:
            wrap:encryptedKey:),
        .required("version", \.version, .smallInteger),
        .required("rid", \.recipientIdentifier, RecipientIdentifier.syntax),
        .required("kem", \.kem, AlgorithmIdentifier.syntax),
        .required("kemct", \.ciphertext, .octetString),
        .required("kdf", \.keyDerivationAlgorithm, AlgorithmIdentifier.syntax),
        .required("kekLength", \.keyEncryptionKeyByteCount, .smallInteger),
        .optional("ukm", \.userKeyingMaterial, .octetString.explicit(0)),
        .required("wrap", \.wrap, AlgorithmIdentifier.syntax),
        .required("encryptedKey", \.encryptedKey, .octetString))

    /// The name of the mechanism.
    public var kemName: String { PublicKeyAlgorithm.name(of: kem.algorithm) }
}

extension OtherRecipientInfo {
    /// The recipient, when he is of the kind that has a key encapsulated, and can be read.
    public var kem: KEMRecipientInfo? {
        type == KEMRecipientInfo.identifier ? try? KEMRecipientInfo.syntax.decode(value, rules: .tolerant) : nil
    }
}
