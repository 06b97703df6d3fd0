public import SignetASN1
public import SignetAlgorithms
public import SignetHash
public import SignetX509

/// Who signs a message, and how.
public struct CMSSigner: Sendable {
    /// The signer's certificate, which goes into the message.
    public var certificate: Certificate
    /// The private key that belongs to it.
    public var key: PrivateKey
    /// The digest of content and attributes.
    public var digest: DigestAlgorithm
    /// What the signer's software can read; goes into the message when it is given.
    public var capabilities: SMIMECapabilities?
    /// When the message is signed; goes into the message when it is given. Nothing vouches for it but the signer.
    public var signingTime: Instant?
    /// Whether attributes are signed, as S/MIME wants, or the bare content, which only `ContentType.data` allows.
    public var usesSignedAttributes: Bool
    /// How the message says which certificate is the signer's.
    public var identifiesBy: SignerIdentifier.Form

    /// A signer with attributes, named by issuer and serial number, unless told otherwise.
    public init(
        certificate: Certificate, key: PrivateKey, digest: DigestAlgorithm = .sha256,
        capabilities: SMIMECapabilities? = nil, signingTime: Instant? = nil, usesSignedAttributes: Bool = true,
        identifiesBy: SignerIdentifier.Form = .issuerAndSerialNumber
    ) {
        self.certificate = certificate
        self.key = key
        self.digest = digest
        self.capabilities = capabilities
        self.signingTime = signingTime
        self.usesSignedAttributes = usesSignedAttributes
        self.identifiesBy = identifiesBy
    }
}
