public import SignetASN1
public import SignetBytes

/// `OriginatorInfo` (RFC 5652 §6.1): what a recipient may need to know of the sender's key.
public struct OriginatorInfo: Hashable, Sendable {
    /// Certificates that may help.
    public var certificates: [CertificateChoices]?
    /// Revocation lists and the like, each kept byte for byte.
    public var crls: [Bytes]?

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "OriginatorInfo", Self.init(certificates:crls:),
        .optional("certs", \.certificates, .set(of: CertificateChoices.syntax).implicit(0)),
        .optional("crls", \.crls, .set(of: .any).implicit(1)))
}
