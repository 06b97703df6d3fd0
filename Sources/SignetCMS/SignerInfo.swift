public import SignetASN1
public import SignetAlgorithms
public import SignetBytes
public import SignetKeys

/// `SignerInfo` (RFC 5652 §5.3): one signature, and whose it is.
///
/// One that was read is written byte for byte as it was, as long as nothing in it is changed: another signer may have
/// signed it, and its own reader may be particular.
public struct SignerInfo: Sendable {
    /// 1 when the signer is named by issuer and serial number, 3 when by subject key identifier.
    public var version: Int { didSet { received = nil } }
    /// Which certificate has the key.
    public var signerIdentifier: SignerIdentifier { didSet { received = nil } }
    /// The digest of content and attributes.
    public var digestAlgorithm: AlgorithmIdentifier { didSet { received = nil } }
    /// What is signed together with the digest of the content, exactly as it was received.
    public var signedAttributes: Preserved<[Attribute]>? { didSet { received = nil } }
    /// How the digest is signed.
    public var signatureAlgorithm: AlgorithmIdentifier { didSet { received = nil } }
    /// The signature.
    public var signature: Bytes { didSet { received = nil } }
    /// What anybody may have added: time-stamps, countersignatures.
    public var unsignedAttributes: [Attribute]? { didSet { received = nil } }
    /// What it was read from.
    private var received: Bytes?

    init(
        version: Int, signerIdentifier: SignerIdentifier, digestAlgorithm: AlgorithmIdentifier,
        signedAttributes: Preserved<[Attribute]>?, signatureAlgorithm: AlgorithmIdentifier, signature: Bytes,
        unsignedAttributes: [Attribute]?
    ) {
        self.version = version
        self.signerIdentifier = signerIdentifier
        self.digestAlgorithm = digestAlgorithm
        self.signedAttributes = signedAttributes
        self.signatureAlgorithm = signatureAlgorithm
        self.signature = signature
        self.unsignedAttributes = unsignedAttributes
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = structure.preserved(as: { (read: Preserved<Self>) -> Self in
        var info = read.value
        info.received = read.encoding
        return info
    }) { $0.received ?? structure.encode($0) }

    package static let structure: Syntax<Self> = .sequence(
        "SignerInfo",
        Self.init(
            version:signerIdentifier:digestAlgorithm:signedAttributes:signatureAlgorithm:signature:unsignedAttributes:),
        .required("version", \.version, .smallInteger),
        .required("sid", \.signerIdentifier, SignerIdentifier.syntax),
        .required("digestAlgorithm", \.digestAlgorithm, AlgorithmIdentifier.syntax),
        .optional("signedAttrs", \.signedAttributes, attributes.implicit(0).preserved),
        .required("signatureAlgorithm", \.signatureAlgorithm, AlgorithmIdentifier.syntax),
        .required("signature", \.signature, .octetString),
        .optional("unsignedAttrs", \.unsignedAttributes, attributes.implicit(1)))

    /// What the signature was made over, where attributes are signed: their encoding as SET OF (RFC 5652 §5.4).
    public var signedEncoding: Bytes? {
        signedAttributes.map { Bytes([0x31] + Array($0.encoding.dropFirst())) }
    }

    /// `SignedAttributes`, under the tag SET OF with which they are signed (RFC 5652 §5.4).
    static let attributes: Syntax<[Attribute]> = .set(of: Attribute.syntax)
}

extension SignerInfo: Hashable {
    /// Compares what is said, however it was written.
    public static func == (a: SignerInfo, b: SignerInfo) -> Bool {
        a.version == b.version && a.signerIdentifier == b.signerIdentifier && a.digestAlgorithm == b.digestAlgorithm
            && a.signedAttributes == b.signedAttributes && a.signatureAlgorithm == b.signatureAlgorithm
            && a.signature == b.signature && a.unsignedAttributes == b.unsignedAttributes
    }

    /// Hashes the signature, which is unlike any other.
    public func hash(into hasher: inout Hasher) { hasher.combine(signature) }
}
