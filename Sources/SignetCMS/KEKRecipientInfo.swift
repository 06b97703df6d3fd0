public import SignetASN1
public import SignetAlgorithms
public import SignetBytes

/// `KEKRecipientInfo` (RFC 5652 §6.2.3): the key of the content, encrypted with a secret key that both sides have.
public struct KEKRecipientInfo: Hashable, Sendable {
    /// Always 4.
    public var version: Int
    /// Which key it is.
    public var identifier: KEKIdentifier
    /// How the key is encrypted.
    public var keyEncryptionAlgorithm: AlgorithmIdentifier
    /// The encrypted key.
    public var encryptedKey: Bytes

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "KEKRecipientInfo", Self.init(version:identifier:keyEncryptionAlgorithm:encryptedKey:),
        .required("version", \.version, .smallInteger),
        .required("kekid", \.identifier, KEKIdentifier.syntax),
        .required("keyEncryptionAlgorithm", \.keyEncryptionAlgorithm, AlgorithmIdentifier.syntax),
        .required("encryptedKey", \.encryptedKey, .octetString))
}

/// `KEKIdentifier` (RFC 5652 §6.2.3).
public struct KEKIdentifier: Hashable, Sendable {
    /// What both sides call the key.
    public var keyIdentifier: Bytes
    /// Which of several keys of that name: a GeneralizedTime, kept byte for byte.
    public var date: Bytes?
    /// More to find the key by, kept byte for byte.
    public var other: Bytes?

    /// A key by its name.
    public init(_ keyIdentifier: Bytes) { self.init(keyIdentifier: keyIdentifier, date: nil, other: nil) }

    private init(keyIdentifier: Bytes, date: Bytes?, other: Bytes?) {
        self.keyIdentifier = keyIdentifier
        self.date = date
        self.other = other
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "KEKIdentifier", Self.init(keyIdentifier:date:other:),
        .required("keyIdentifier", \.keyIdentifier, .octetString),
        .optional("date", \.date, .any(of: [.generalizedTime])),
        .optional("other", \.other, .any(of: [.sequence])))
}
