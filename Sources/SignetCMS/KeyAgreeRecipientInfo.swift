public import SignetASN1
public import SignetAlgorithms
public import SignetBytes
public import SignetKeys
public import SignetX509

/// `KeyAgreeRecipientInfo` (RFC 5652 §6.2.2): the key of the content, encrypted with keys that the sender agrees on with
/// one recipient or several.
public struct KeyAgreeRecipientInfo: Hashable, Sendable {
    /// Always 3.
    public var version: Int
    /// The sender's public key, or which it is.
    public var originator: OriginatorIdentifierOrKey
    /// What makes the agreed keys differ from one message to another, when the sender's key does not.
    public var userKeyingMaterial: Bytes?
    /// How the keys are agreed on, and how they encrypt.
    public var keyEncryptionAlgorithm: AlgorithmIdentifier
    /// The encrypted key, once for each recipient.
    public var recipientEncryptedKeys: [RecipientEncryptedKey]

    /// Encrypted keys from their parts.
    public init(
        originator: OriginatorIdentifierOrKey, userKeyingMaterial: Bytes?, keyEncryptionAlgorithm: AlgorithmIdentifier,
        recipientEncryptedKeys: [RecipientEncryptedKey]
    ) {
        self.init(
            version: 3, originator: originator, userKeyingMaterial: userKeyingMaterial,
            keyEncryptionAlgorithm: keyEncryptionAlgorithm, recipientEncryptedKeys: recipientEncryptedKeys)
    }

    private init(
        version: Int, originator: OriginatorIdentifierOrKey, userKeyingMaterial: Bytes?,
        keyEncryptionAlgorithm: AlgorithmIdentifier, recipientEncryptedKeys: [RecipientEncryptedKey]
    ) {
        self.version = version
        self.originator = originator
        self.userKeyingMaterial = userKeyingMaterial
        self.keyEncryptionAlgorithm = keyEncryptionAlgorithm
        self.recipientEncryptedKeys = recipientEncryptedKeys
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "KeyAgreeRecipientInfo",
        Self.init(version:originator:userKeyingMaterial:keyEncryptionAlgorithm:recipientEncryptedKeys:),
        .required("version", \.version, .smallInteger),
        .required("originator", \.originator, OriginatorIdentifierOrKey.syntax.explicit(0)),
        .optional("ukm", \.userKeyingMaterial, .octetString.explicit(1)),
        .required("keyEncryptionAlgorithm", \.keyEncryptionAlgorithm, AlgorithmIdentifier.syntax),
        .required(
            "recipientEncryptedKeys", \.recipientEncryptedKeys, .sequence(of: RecipientEncryptedKey.syntax)))
}

/// `OriginatorIdentifierOrKey` (RFC 5652 §6.2.2): the sender's public key, or which certificate has it.
public enum OriginatorIdentifierOrKey: Hashable, Sendable {
    /// The key of this certificate.
    case certificate(SignerIdentifier)
    /// This key.
    case publicKey(SubjectPublicKeyInfo)

    /// The ASN.1 type. `OriginatorPublicKey` has the shape of a `SubjectPublicKeyInfo`.
    public static let syntax: Syntax<Self> = .choice(
        Alternative(SubjectPublicKeyInfo.syntax.implicit(1), Self.publicKey) {
            if case .publicKey(let value) = $0 { value } else { nil }
        },
        Alternative(SignerIdentifier.syntax, Self.certificate) {
            if case .certificate(let value) = $0 { value } else { nil }
        })
}

/// `RecipientEncryptedKey` (RFC 5652 §6.2.2).
public struct RecipientEncryptedKey: Hashable, Sendable {
    /// Which certificate has the recipient's key.
    public var recipientIdentifier: KeyAgreeRecipientIdentifier
    /// The encrypted key.
    public var encryptedKey: Bytes

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "RecipientEncryptedKey", Self.init(recipientIdentifier:encryptedKey:),
        .required("rid", \.recipientIdentifier, KeyAgreeRecipientIdentifier.syntax),
        .required("encryptedKey", \.encryptedKey, .octetString))
}

/// `KeyAgreeRecipientIdentifier` (RFC 5652 §6.2.2): which certificate has the key.
public enum KeyAgreeRecipientIdentifier: Hashable, Sendable {
    /// Who issued it, and under which number.
    case issuerAndSerialNumber(IssuerAndSerialNumber)
    /// `rKeyId [0]`: what it says identifies its key.
    case recipientKeyIdentifier(RecipientKeyIdentifier)

    /// The name of a certificate.
    ///
    /// - Throws: `CMSError.noSubjectKeyIdentifier`, `.unusableCertificate`.
    public init(_ certificate: Certificate, by form: SignerIdentifier.Form) throws(CMSError) {
        switch try SignerIdentifier(certificate, by: form) {
        case .issuerAndSerialNumber(let name): self = .issuerAndSerialNumber(name)
        case .subjectKeyIdentifier(let identifier):
            self = .recipientKeyIdentifier(RecipientKeyIdentifier(subjectKeyIdentifier: identifier))
        }
    }

    /// The same name in the shape that signers and key transport use.
    public var signerIdentifier: SignerIdentifier {
        switch self {
        case .issuerAndSerialNumber(let name): .issuerAndSerialNumber(name)
        case .recipientKeyIdentifier(let name): .subjectKeyIdentifier(name.subjectKeyIdentifier)
        }
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .choice(
        Alternative(IssuerAndSerialNumber.syntax, Self.issuerAndSerialNumber) {
            if case .issuerAndSerialNumber(let value) = $0 { value } else { nil }
        },
        Alternative(RecipientKeyIdentifier.syntax.implicit(0), Self.recipientKeyIdentifier) {
            if case .recipientKeyIdentifier(let value) = $0 { value } else { nil }
        })
}

/// `RecipientKeyIdentifier` (RFC 5652 §6.2.2).
public struct RecipientKeyIdentifier: Hashable, Sendable {
    /// What the certificate says identifies its key.
    public var subjectKeyIdentifier: Bytes
    /// Which of several messages of keying material was used: a GeneralizedTime, kept byte for byte.
    public var date: Bytes?
    /// More to find the key by, kept byte for byte.
    public var other: Bytes?

    /// The identifier of a key.
    public init(subjectKeyIdentifier: Bytes) {
        self.init(subjectKeyIdentifier: subjectKeyIdentifier, date: nil, other: nil)
    }

    private init(subjectKeyIdentifier: Bytes, date: Bytes?, other: Bytes?) {
        self.subjectKeyIdentifier = subjectKeyIdentifier
        self.date = date
        self.other = other
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "RecipientKeyIdentifier", Self.init(subjectKeyIdentifier:date:other:),
        .required("subjectKeyIdentifier", \.subjectKeyIdentifier, .octetString),
        .optional("date", \.date, .any(of: [.generalizedTime])),
        .optional("other", \.other, .any(of: [.sequence])))
}
