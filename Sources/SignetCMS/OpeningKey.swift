public import SignetAlgorithms
public import SignetBytes
public import SignetX509

/// Something that may open a message.
public enum OpeningKey: Sendable {
    /// The private key of a certificate, by which messages name it.
    case certificate(Certificate, PrivateKey)
    /// A private key whose certificate is not at hand: tried for every recipient of its kind.
    case privateKey(PrivateKey)
    /// A secret key that both sides have, and what they call it; tried for every such recipient when it has no name.
    case keyEncryptionKey(SecretSlice, identifier: Bytes?)
    /// A password.
    case password(Password)
    /// The key of the content itself.
    case contentKey(SecretSlice)

    /// The private key, if it is one.
    var privateKey: PrivateKey? {
        switch self {
        case .certificate(_, let key), .privateKey(let key): key
        default: nil
        }
    }

    /// Whether a message may mean this key when it names a certificate so.
    func answers(to identifier: SignerIdentifier) -> Bool {
        switch self {
        case .certificate(let certificate, _): identifier.identifies(certificate)
        case .privateKey: true
        default: false
        }
    }
}

extension OpeningKey: CustomStringConvertible {
    /// What it is, for a person to read, and nothing of what is secret.
    public var description: String {
        switch self {
        case .certificate(let certificate, _): "the key of \(certificate.subject.title)"
        case .privateKey(let key): "the private key of \(key.publicKey)"
        case .keyEncryptionKey(_, let name?): "the secret key \(Hex.encode(name, separator: ":"))"
        case .keyEncryptionKey(_, nil): "a secret key"
        case .password: "a password"
        case .contentKey: "the key of the content"
        }
    }
}

/// A private key to open messages with, and the certificate by which messages name it.
public struct RecipientKey: Sendable {
    /// The certificate.
    public var certificate: Certificate
    /// Its private key.
    public var key: PrivateKey

    /// A private key and its certificate.
    public init(certificate: Certificate, key: PrivateKey) {
        self.certificate = certificate
        self.key = key
    }

    /// The same, as one of several kinds of keys.
    public var openingKey: OpeningKey { .certificate(certificate, key) }
}
