public import SignetASN1
public import SignetBytes
public import SignetX509

/// `CertificateChoices` (RFC 5652 §10.2.2): a certificate of one kind or another.
public enum CertificateChoices: Hashable, Sendable {
    /// An X.509 certificate.
    case certificate(Certificate)
    /// A PKCS #6, attribute or other certificate, kept byte for byte.
    case other(Bytes)

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .choice(
        Alternative(Certificate.syntax, Self.certificate) {
            if case .certificate(let value) = $0 { value } else { nil }
        },
        Alternative(.any(of: otherTags), Self.other) { if case .other(let value) = $0 { value } else { nil } })

    /// extendedCertificate `[0]`, v1AttrCert `[1]`, v2AttrCert `[2]`, other `[3]`.
    private static let otherTags = (0...3).map { Tag.context(UInt32($0), isConstructed: true) }

    /// The number of the tag that an other certificate begins with.
    var otherTagNumber: UInt32? {
        guard case .other(let element) = self else { return nil }
        return DERReader(element).nextTag?.number
    }
}
