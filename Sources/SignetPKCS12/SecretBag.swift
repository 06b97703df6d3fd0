public import SignetASN1
public import SignetBytes

/// `SecretBag` (RFC 7292 §4.2.5): a secret of any kind, such as the passwords and secret keys of a Java keystore.
public struct SecretBag: Sendable {
    /// What kind of secret.
    public var secretTypeId: ObjectIdentifier
    /// The encoding of its value, unread.
    public var secretValue: SecretSlice

    /// A secret from its parts.
    public init(secretTypeId: ObjectIdentifier, secretValue: SecretSlice) {
        self.secretTypeId = secretTypeId
        self.secretValue = secretValue
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "SecretBag", Self.init(secretTypeId:secretValue:),
        .required("secretTypeId", \.secretTypeId, .objectIdentifier),
        .required(
            "secretValue", \.secretValue, Syntax<Bytes>.any.map({ SecretSlice($0) }, { $0.exposed }).explicit(0)))
}
