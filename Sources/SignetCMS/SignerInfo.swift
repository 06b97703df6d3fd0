public import SignetASN1
public import SignetAlgorithms
public import SignetBytes
public import SignetKeys

/// `SignerInfo` (RFC 5652 §5.3): one signature, and whose it is.
public struct SignerInfo: Hashable, Sendable {
    /// 1 when the signer is named by issuer and serial number, 3 when by subject key identifier.
    public var version: Int
    /// Which certificate has the key.
    public var signerIdentifier: SignerIdentifier
    /// The digest of content and attributes.
    public var digestAlgorithm: AlgorithmIdentifier
    /// What is signed together with the digest of the content, exactly as it was received.
    public var signedAttributes: Preserved<[Attribute]>?
    /// How the digest is signed.
    public var signatureAlgorithm: AlgorithmIdentifier
    /// The signature.
    public var signature: Bytes
    /// What anybody may have added: time-stamps, countersignatures.
    public var unsignedAttributes: [Attribute]?

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
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
