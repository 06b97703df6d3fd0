public import SignetASN1
import SignetBytes

/// `RecipientInfo` (RFC 5652 §6.2): how one recipient comes by the key of the content.
public enum RecipientInfo: Hashable, Sendable {
    /// `ktri`: the key is encrypted with the recipient's public key.
    case keyTransport(KeyTransRecipientInfo)
    /// `kari [1]`: both sides agree on a key that encrypts the key.
    case keyAgreement(KeyAgreeRecipientInfo)
    /// `kekri [2]`: the key is encrypted with a secret key that both sides have.
    case keyEncryptionKey(KEKRecipientInfo)
    /// `pwri [3]`: the key is encrypted with a key from a password.
    case password(PasswordRecipientInfo)
    /// `ori [4]`: anything else.
    case other(OtherRecipientInfo)

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .choice(
        Alternative(KeyTransRecipientInfo.syntax, Self.keyTransport) {
            if case .keyTransport(let value) = $0 { value } else { nil }
        },
        Alternative(KeyAgreeRecipientInfo.syntax.implicit(1), Self.keyAgreement) {
            if case .keyAgreement(let value) = $0 { value } else { nil }
        },
        Alternative(KEKRecipientInfo.syntax.implicit(2), Self.keyEncryptionKey) {
            if case .keyEncryptionKey(let value) = $0 { value } else { nil }
        },
        Alternative(PasswordRecipientInfo.syntax.implicit(3), Self.password) {
            if case .password(let value) = $0 { value } else { nil }
        },
        Alternative(OtherRecipientInfo.syntax.implicit(4), Self.other) {
            if case .other(let value) = $0 { value } else { nil }
        })
}

extension RecipientInfo: CustomStringConvertible {
    /// Who it is for, as far as it is known, for a person to read.
    public var description: String {
        switch self {
        case .keyTransport(let recipient): recipient.recipientIdentifier.description
        case .keyAgreement(let recipient):
            recipient.recipientEncryptedKeys.map(\.recipientIdentifier.signerIdentifier.description)
                .joined(separator: "; ")
        case .keyEncryptionKey(let recipient):
            "whoever has the secret key \(Hex.encode(recipient.identifier.keyIdentifier, separator: ":"))"
        case .password: "whoever knows a password"
        case .other(let recipient):
            if let kem = recipient.kem {
                "\(kem.recipientIdentifier), by \(kem.kemName), which Signet does not have yet"
            } else {
                "a recipient of the kind \(recipient.type), which Signet does not know"
            }
        }
    }
}
