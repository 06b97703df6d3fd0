public import SignetASN1
public import SignetKeys

/// `CertificationRequestInfo` (RFC 2986 §4.1): what someone asks an authority to put into a certificate.
public struct CertificationRequestInfo: Sendable {
    /// 0 for v1, the only one.
    public var version: Int
    /// Whom the certificate shall be about.
    public var subject: Name
    /// Which key it shall name.
    public var subjectPublicKeyInfo: SubjectPublicKeyInfo
    /// What else is asked for. The field is not OPTIONAL, but old programs leave it out when it is empty.
    public var attributes: [Attribute]?

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "CertificationRequestInfo", Self.init(version:subject:subjectPublicKeyInfo:attributes:),
        .required("version", \.version, .smallInteger),
        .required("subject", \.subject, Name.syntax),
        .required("subjectPKInfo", \.subjectPublicKeyInfo, SubjectPublicKeyInfo.syntax),
        .optional("attributes", \.attributes, .set(of: Attribute.syntax).implicit(0)))

    /// `extensionRequest` (RFC 2985 §5.4.2): the extensions that the certificate shall have.
    public static let extensionRequest: ObjectIdentifier = "1.2.840.113549.1.9.14"
    /// `challengePassword` (RFC 2985 §5.4.1): what the owner will show to have the certificate revoked.
    static let challengePassword: ObjectIdentifier = "1.2.840.113549.1.9.7"
    /// `extensionRequest` under the identifier that Microsoft's programs gave it before there was a standard one.
    static let microsoftExtensionRequest: ObjectIdentifier = "1.3.6.1.4.1.311.2.1.14"
}
