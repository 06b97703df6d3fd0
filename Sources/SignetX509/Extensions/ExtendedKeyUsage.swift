public import SignetASN1

/// `ExtKeyUsageSyntax` (RFC 5280 §4.2.1.12): the purposes that a certificate is for.
public struct ExtendedKeyUsage: Hashable, Sendable {
    /// The purposes.
    public var purposes: [ObjectIdentifier]
    /// A list of purposes.
    public init(_ purposes: [ObjectIdentifier]) { self.purposes = purposes }

    /// Any purpose
    public static let any: ObjectIdentifier = "2.5.29.37.0"
    /// E-mail protection
    public static let emailProtection: ObjectIdentifier = "1.3.6.1.5.5.7.3.4"

    /// Answering whether certificates are revoked (RFC 6960 §4.2.2.2)
    public static let ocspSigning: ObjectIdentifier = "1.3.6.1.5.5.7.3.9"

    /// Stamping with a time (RFC 3161 §2.3)
    public static let timeStamping: ObjectIdentifier = "1.3.6.1.5.5.7.3.8"

    /// What people call a purpose.
    public static func name(_ purpose: ObjectIdentifier) -> String { names[purpose] ?? purpose.description }

    /// The purpose that people call so, such as `serverAuth`.
    public static func purpose(named name: String) -> ObjectIdentifier? {
        names.first { $0.value.lowercased() == name.lowercased() }?.key
    }

    private static let names: [ObjectIdentifier: String] = [
        any: "anyExtendedKeyUsage", emailProtection: "emailProtection", "1.3.6.1.5.5.7.3.1": "serverAuth",
        "1.3.6.1.5.5.7.3.2": "clientAuth", "1.3.6.1.5.5.7.3.3": "codeSigning", timeStamping: "timeStamping",
        ocspSigning: "OCSPSigning", "1.3.6.1.5.5.7.3.17": "ipsecIKE", "1.3.6.1.5.5.7.3.36": "documentSigning",
        "1.3.6.1.5.2.3.4": "pkinitClientAuth", "1.3.6.1.5.2.3.5": "pkinitKDC",
        "1.3.6.1.4.1.311.20.2.2": "microsoftSmartcardLogon", "1.3.6.1.4.1.311.10.3.4": "microsoftEncryptedFiles",
        "1.3.6.1.4.1.311.10.3.4.1": "microsoftFileRecovery",
        "1.3.6.1.4.1.311.10.3.12": "microsoftDocumentSigning", "1.2.840.113583.1.1.5": "adobeDocumentSigning",
    ]

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = Syntax<[ObjectIdentifier]>.sequence(
        of: .objectIdentifier, isNonEmpty: true
    )
    .map(ExtendedKeyUsage.init, \.purposes)
}
