public import SignetAlgorithms
public import SignetBytes
public import SignetKeys
public import SignetX509

/// What was in a `.pfx`.
public struct PFXContents: Sendable {
    /// A private key, with what is said of it.
    public struct Key: Sendable {
        /// The key.
        public let key: PrivateKey
        /// The same as it was written, with what PKCS #8 says of it.
        public let info: PrivateKeyInfo
        /// What is said of it.
        public let attributes: [Attribute]
    }

    /// A private key that Signet cannot compute with, kept as it was written.
    public struct UnusableKey: Sendable {
        /// The name of its algorithm, such as `ec`.
        public let algorithm: String
        /// Why it cannot be used.
        public let reason: KeyError
        /// The key.
        public let info: PrivateKeyInfo
        /// What is said of it.
        public let attributes: [Attribute]
    }

    /// A certificate, with what is said of it.
    public struct CertificateEntry: Sendable {
        /// The certificate.
        public let certificate: Certificate
        /// What is said of it.
        public let attributes: [Attribute]
    }

    /// A certificate that cannot be read, kept as it was written.
    public struct UnreadableCertificate: Sendable {
        /// Its bag.
        public let bag: CertBag
        /// Why it cannot be read.
        public let reason: X509Error
        /// What is said of it.
        public let attributes: [Attribute]
    }

    /// A secret that is no private key, with what is said of it.
    public struct SecretEntry: Sendable {
        /// The secret.
        public let bag: SecretBag
        /// What is said of it.
        public let attributes: [Attribute]
    }

    /// A list of revoked certificates, with what is said of it.
    public struct RevocationEntry: Sendable {
        /// The list.
        public let bag: CRLBag
        /// What is said of it.
        public let attributes: [Attribute]
    }

    /// Every private key, in the order of the file.
    public internal(set) var keys: [Key] = []
    /// Every private key that Signet cannot compute with.
    public internal(set) var unusableKeys: [UnusableKey] = []
    /// Every certificate, in the order of the file.
    public internal(set) var certificates: [CertificateEntry] = []
    /// Every certificate that cannot be read.
    public internal(set) var unreadableCertificates: [UnreadableCertificate] = []
    /// Every list of revoked certificates.
    public var revocationLists: [CRLBag] { revocationEntries.map(\.bag) }
    /// Every list of revoked certificates, with what is said of it.
    public internal(set) var revocationEntries: [RevocationEntry] = []
    /// Every other secret.
    public var secrets: [SecretBag] { secretEntries.map(\.bag) }
    /// Every other secret, with what is said of it.
    public internal(set) var secretEntries: [SecretEntry] = []
    /// Every bag of a kind that the standard does not know.
    public internal(set) var otherBags: [SafeBag] = []

    /// How many safes are for the owner of a private key that was not given (RFC 7292 §3.1), and so not read.
    public internal(set) var closedSafeCount = 0

    /// Every key with each certificate of it.
    public internal(set) var identities: [PFXIdentity] = []
    /// Keys that no certificate in the file is for.
    public internal(set) var looseKeys: [Key] = []
    /// Certificates that belong to no identity, nor to the chain of one.
    public internal(set) var looseCertificates: [CertificateEntry] = []

    /// What the file was made of.
    public internal(set) var facts = PFXFacts()

    /// Whether there is nothing that anyone could want.
    var isEmpty: Bool {
        keys.isEmpty && unusableKeys.isEmpty && certificates.isEmpty && unreadableCertificates.isEmpty
            && revocationEntries.isEmpty && secretEntries.isEmpty && otherBags.isEmpty && closedSafeCount == 0
    }
}

extension PFXContents.Key {
    /// The name that a person gave it.
    public var friendlyName: String? { attributes.friendlyName }
    /// What it has in common with its certificate.
    public var localKeyID: Bytes? { attributes.localKeyID }
}

extension PFXContents.UnusableKey {
    /// The name that a person gave it.
    public var friendlyName: String? { attributes.friendlyName }
    /// What it has in common with its certificate.
    public var localKeyID: Bytes? { attributes.localKeyID }
}

extension PFXContents.CertificateEntry {
    /// The name that a person gave it.
    public var friendlyName: String? { attributes.friendlyName }
    /// What it has in common with its key.
    public var localKeyID: Bytes? { attributes.localKeyID }
}
