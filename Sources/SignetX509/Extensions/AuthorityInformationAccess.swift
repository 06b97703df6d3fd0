public import SignetASN1

/// `AccessDescription` (RFC 5280 §4.2.2.1): where something can be had.
public struct AccessDescription: Hashable, Sendable {
    /// What.
    public var accessMethod: ObjectIdentifier
    /// Where.
    public var accessLocation: GeneralName

    /// A place.
    public init(accessMethod: ObjectIdentifier, accessLocation: GeneralName) {
        self.accessMethod = accessMethod
        self.accessLocation = accessLocation
    }

    /// `id-ad-ocsp`: who answers whether a certificate is revoked
    public static let ocsp: ObjectIdentifier = "1.3.6.1.5.5.7.48.1"
    /// `id-ad-caIssuers`: the certificates of the issuer
    public static let caIssuers: ObjectIdentifier = "1.3.6.1.5.5.7.48.2"
    /// `id-ad-caRepository`: the certificates that the subject issued
    public static let caRepository: ObjectIdentifier = "1.3.6.1.5.5.7.48.5"
    /// `id-ad-timeStamping`
    public static let timeStamping: ObjectIdentifier = "1.3.6.1.5.5.7.48.3"

    static let names: [ObjectIdentifier: String] = [
        ocsp: "ocsp", caIssuers: "caIssuers", caRepository: "caRepository", timeStamping: "timeStamping",
    ]

    static let syntax: Syntax<Self> = .sequence(
        "AccessDescription", Self.init(accessMethod:accessLocation:),
        .required("accessMethod", \.accessMethod, .objectIdentifier),
        .required("accessLocation", \.accessLocation, GeneralName.syntax))

    /// `AuthorityInfoAccessSyntax`, `SubjectInfoAccessSyntax`
    public static let sequence: Syntax<[AccessDescription]> = .sequence(of: syntax)
}
