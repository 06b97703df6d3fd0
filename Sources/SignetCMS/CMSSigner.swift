public import SignetASN1
public import SignetAlgorithms
public import SignetHash
public import SignetKeys
public import SignetRSA
public import SignetX509

/// Who signs a message, and how.
public struct CMSSigner: Sendable {
    /// The signer's certificate, which goes into the message.
    public var certificate: Certificate
    /// The private key that belongs to it.
    public var key: PrivateKey
    /// The digest of content and attributes. Ed25519 goes with SHA-512 alone (RFC 8419 §3.1).
    public var digest: DigestAlgorithm
    /// How an RSA key pads, with the same digest: RSASSA-PSS (RFC 4056). `nil` for PKCS #1 v1.5, which everyone reads, or,
    /// when the key is for RSASSA-PSS alone, for what its certificate wants.
    public var padding: PSSPadding?
    /// What the signer's software can read; goes into the message when it is given.
    public var capabilities: SMIMECapabilities?
    /// When the message is signed; goes into the message when it is given. Nothing vouches for it but the signer.
    public var signingTime: Instant?
    /// Whether attributes are signed, as S/MIME wants, or the bare content, which only `ContentType.data` allows.
    public var usesSignedAttributes: Bool
    /// How the message says which certificate is the signer's.
    public var identifiesBy: SignerIdentifier.Form
    /// Whether the digest and signature algorithms are signed, too, so that nobody can have the signature read by others
    /// (RFC 6211).
    public var protectsAlgorithms = false
    /// Whether the certificate is signed, too, so that nobody can put another one with the same key in its place (RFC 5035).
    public var namesCertificate = false
    /// Whether the certificate goes into the message.
    public var includesCertificate = true
    /// What else is signed.
    public var otherAttributes: [Attribute] = []

    /// A signer with attributes, named by issuer and serial number, unless told otherwise, with the digest that goes with
    /// the key.
    public init(
        certificate: Certificate, key: PrivateKey, digest: DigestAlgorithm? = nil, padding: PSSPadding? = nil,
        capabilities: SMIMECapabilities? = nil, signingTime: Instant? = nil, usesSignedAttributes: Bool = true,
        identifiesBy: SignerIdentifier.Form = .issuerAndSerialNumber
    ) {
        self.certificate = certificate
        self.key = key
        self.digest = digest ?? Self.digest(for: key, certificate)
        self.padding = padding
        self.capabilities = capabilities
        self.signingTime = signingTime
        self.usesSignedAttributes = usesSignedAttributes
        self.identifiesBy = identifiesBy
    }

    /// An RSA key may come from a file that does not know to what its certificate restricts it.
    private static func digest(for key: PrivateKey, _ certificate: Certificate) -> DigestAlgorithm {
        guard case .rsa = key, let named = try? certificate.publicKey() else { return key.publicKey.digestAlgorithm() }
        return named.digestAlgorithm()
    }
}
