public import SignetASN1
public import SignetAlgorithms
public import SignetBytes

/// `OneAsymmetricKey`, formerly `PrivateKeyInfo` (RFC 5958 §2): a private key of any kind, as it is written.
public struct PrivateKeyInfo: Sendable {
    /// 0, or 1 when a public key is there.
    public var version: Int
    /// What kind of key.
    public var privateKeyAlgorithm: AlgorithmIdentifier
    /// The key, encoded as its kind wants.
    public var privateKey: SecretSlice
    /// What else is said of it.
    public var attributes: [Attribute]?
    /// Its other half.
    public var publicKey: BitString?

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "PrivateKeyInfo", Self.init(version:privateKeyAlgorithm:privateKey:attributes:publicKey:),
        .required("version", \.version, .smallInteger),
        .required("privateKeyAlgorithm", \.privateKeyAlgorithm, AlgorithmIdentifier.syntax),
        .required("privateKey", \.privateKey, .secretOctetString),
        .optional("attributes", \.attributes, .set(of: Attribute.syntax).implicit(0)),
        .optional("publicKey", \.publicKey, .bitString.implicit(1)))

    init(
        version: Int, privateKeyAlgorithm: AlgorithmIdentifier, privateKey: SecretSlice, attributes: [Attribute]?,
        publicKey: BitString?
    ) {
        self.version = version
        self.privateKeyAlgorithm = privateKeyAlgorithm
        self.privateKey = privateKey
        self.attributes = attributes
        self.publicKey = publicKey
    }
}
