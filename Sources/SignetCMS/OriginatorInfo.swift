public import SignetASN1
public import SignetX509

/// `OriginatorInfo` (RFC 5652 §6.1): what a recipient may need to know of the sender's key.
public struct OriginatorInfo: Hashable, Sendable {
    /// Certificates that may help.
    public var certificates: [CertificateChoices]?
    /// Revocation lists and the like.
    public var crls: [RevocationInfoChoice]?

    /// Certificates of the sender.
    public init(certificates: [Certificate]) {
        self.init(certificates: certificates.map(CertificateChoices.certificate), crls: nil)
    }

    init(certificates: [CertificateChoices]?, crls: [RevocationInfoChoice]?) {
        self.certificates = certificates
        self.crls = crls
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "OriginatorInfo", Self.init(certificates:crls:),
        .optional("certs", \.certificates, .set(of: CertificateChoices.syntax).implicit(0)),
        .optional("crls", \.crls, .set(of: RevocationInfoChoice.syntax).implicit(1)))

    /// The version that a structure with it needs at least (RFC 5652 §6.1, §9.1); `plain` when nothing in it is special.
    func requiredVersion(plain: Int, attributeCertificates: Int, other: Int) -> Int {
        let tags = (certificates ?? []).compactMap(\.otherTagNumber)
        let hasOtherRevocation = (crls ?? []).contains { if case .other = $0 { true } else { false } }
        if tags.contains(3) || hasOtherRevocation { return other }
        return tags.contains(2) ? attributeCertificates : plain
    }
}
