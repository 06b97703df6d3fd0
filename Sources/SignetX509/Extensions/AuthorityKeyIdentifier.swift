public import SignetASN1
public import SignetBytes

/// `AuthorityKeyIdentifier` (RFC 5280 §4.2.1.1): which of the issuer's keys signed.
public struct AuthorityKeyIdentifier: Hashable, Sendable {
    /// The subject key identifier of the issuer's certificate.
    public var keyIdentifier: Bytes?
    /// The names of the issuer of the issuer's certificate.
    public var authorityCertIssuer: [GeneralName]?
    /// The serial number of the issuer's certificate.
    public var authorityCertSerialNumber: ASN1Integer?

    /// A key, by its identifier, or by issuer and serial number of a certificate for it, or by both.
    ///
    /// - Parameters:
    ///   - keyIdentifier: the subject key identifier of the issuer's certificate.
    ///   - authorityCertIssuer: the names of the issuer of the issuer's certificate.
    ///   - authorityCertSerialNumber: the serial number of the issuer's certificate.
    public init(
        keyIdentifier: Bytes?, authorityCertIssuer: [GeneralName]? = nil, authorityCertSerialNumber: ASN1Integer? = nil
    ) {
        self.keyIdentifier = keyIdentifier
        self.authorityCertIssuer = authorityCertIssuer
        self.authorityCertSerialNumber = authorityCertSerialNumber
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "AuthorityKeyIdentifier",
        { AuthorityKeyIdentifier(keyIdentifier: $0, authorityCertIssuer: $1, authorityCertSerialNumber: $2) },
        .optional("keyIdentifier", \.keyIdentifier, .octetString.implicit(0)),
        .optional("authorityCertIssuer", \.authorityCertIssuer, GeneralName.sequence.implicit(1)),
        .optional("authorityCertSerialNumber", \.authorityCertSerialNumber, .integer.implicit(2)))
}
