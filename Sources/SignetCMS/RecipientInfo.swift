public import SignetASN1
public import SignetBytes

/// `RecipientInfo` (RFC 5652 §6.2): how one recipient comes by the key of the content.
public enum RecipientInfo: Hashable, Sendable {
    /// `ktri`: the key is encrypted with the recipient's public key.
    case keyTransport(KeyTransRecipientInfo)
    /// `kari [1]`: both sides agree on a key that encrypts the key; kept byte for byte.
    case keyAgreement(Bytes)
    /// `kekri [2]`: the key is encrypted with a secret key that both sides have; kept byte for byte.
    case keyEncryptionKey(Bytes)
    /// `pwri [3]`: the key is encrypted with a key from a password; kept byte for byte.
    case password(Bytes)
    /// `ori [4]`: anything else; kept byte for byte.
    case other(Bytes)

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .choice(
        Alternative(KeyTransRecipientInfo.syntax, Self.keyTransport) {
            if case .keyTransport(let value) = $0 { value } else { nil }
        },
        Alternative(unread(1), Self.keyAgreement) { if case .keyAgreement(let value) = $0 { value } else { nil } },
        Alternative(unread(2), Self.keyEncryptionKey) {
            if case .keyEncryptionKey(let value) = $0 { value } else { nil }
        },
        Alternative(unread(3), Self.password) { if case .password(let value) = $0 { value } else { nil } },
        Alternative(unread(4), Self.other) { if case .other(let value) = $0 { value } else { nil } })

    private static func unread(_ number: UInt32) -> Syntax<Bytes> {
        .any(of: [.context(number, isConstructed: true)])
    }
}

extension RecipientInfo: CustomStringConvertible {
    /// Who it is for, as far as it is known, for a person to read.
    public var description: String {
        switch self {
        case .keyTransport(let recipient): recipient.recipientIdentifier.description
        case .keyAgreement: "a recipient by key agreement"
        case .keyEncryptionKey: "whoever has a shared secret key"
        case .password: "whoever knows a password"
        case .other: "a recipient of an unknown kind"
        }
    }
}
