public import SignetASN1
public import SignetBytes
public import SignetKeys

/// `SafeBag` (RFC 7292 §4.2): one thing in a safe, with what is said of it.
public struct SafeBag: Sendable {
    /// What it holds.
    public var value: Value
    /// What is said of it: most often `friendlyName` and `localKeyID`.
    public var attributes: [Attribute]?

    /// A thing with its attributes.
    public init(_ value: Value, attributes: [Attribute]? = nil) { self.init(value: value, attributes: attributes) }

    private init(value: Value, attributes: [Attribute]?) {
        self.value = value
        self.attributes = attributes
    }

    /// What a bag can hold, told by its `bagId`.
    public enum Value: Sendable {
        /// `keyBag` (RFC 7292 §4.2.1): a private key, plain.
        case key(PrivateKeyInfo)
        /// `pkcs8ShroudedKeyBag` (RFC 7292 §4.2.2): a private key under a password.
        case shroudedKey(EncryptedPrivateKeyInfo)
        /// `certBag` (RFC 7292 §4.2.3): a certificate.
        case certificate(CertBag)
        /// `crlBag` (RFC 7292 §4.2.4): a list of revoked certificates.
        case revocationList(CRLBag)
        /// `secretBag` (RFC 7292 §4.2.5): any other secret.
        case secret(SecretBag)
        /// `safeContentsBag` (RFC 7292 §4.2.6): a safe inside this one.
        case safeContents(SafeContents)
        /// A bag of another kind, unread.
        case other(ObjectIdentifier, Bytes?)
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "SafeBag", Self.init(value:attributes:),
        .required("bagValue", \.value, Value.syntax),
        .optional("bagAttributes", \.attributes, .set(of: Attribute.syntax)))
}

extension SafeBag.Value {
    // RFC 7292 §4.2: bagtypes ::= {pkcs-12 10 1}
    static let syntax: Syntax<Self> = .keyed(
        Keyed("1.2.840.113549.1.12.10.1.1", PrivateKeyInfo.syntax.explicit(0), Self.key) {
            if case .key(let value) = $0 { value } else { nil }
        },
        Keyed("1.2.840.113549.1.12.10.1.2", EncryptedPrivateKeyInfo.syntax.explicit(0), Self.shroudedKey) {
            if case .shroudedKey(let value) = $0 { value } else { nil }
        },
        Keyed("1.2.840.113549.1.12.10.1.3", CertBag.syntax.explicit(0), Self.certificate) {
            if case .certificate(let value) = $0 { value } else { nil }
        },
        Keyed("1.2.840.113549.1.12.10.1.4", CRLBag.syntax.explicit(0), Self.revocationList) {
            if case .revocationList(let value) = $0 { value } else { nil }
        },
        Keyed("1.2.840.113549.1.12.10.1.5", SecretBag.syntax.explicit(0), Self.secret) {
            if case .secret(let value) = $0 { value } else { nil }
        },
        Keyed("1.2.840.113549.1.12.10.1.6", nested.explicit(0), Self.safeContents) {
            if case .safeContents(let value) = $0 { value } else { nil }
        },
        other: .init(Self.other) {
            if case .other(let identifier, let value) = $0 { (identifier, value) } else { nil }
        })

    /// A safe mentions its bags, and a bag may mention a safe. The reader's limit on depth ends it.
    private static let nested: Syntax<SafeContents> = .deferred(.sequence) { SafeContents.syntax }

    /// The name that the standard gives this kind of bag; the number of a kind that it does not know.
    public var name: String {
        switch self {
        case .key: "keyBag"
        case .shroudedKey: "pkcs8ShroudedKeyBag"
        case .certificate: "certBag"
        case .revocationList: "crlBag"
        case .secret: "secretBag"
        case .safeContents: "safeContentsBag"
        case .other(let identifier, _): identifier.description
        }
    }
}
