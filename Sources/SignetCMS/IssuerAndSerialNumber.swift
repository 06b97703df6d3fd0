public import SignetASN1
public import SignetX509

/// `IssuerAndSerialNumber` (RFC 5652 §10.2.4): the name of a certificate.
public struct IssuerAndSerialNumber: Hashable, Sendable {
    /// Who issued it.
    public var issuer: Name
    /// The number that he gave it.
    public var serialNumber: ASN1Integer

    /// The name of a certificate.
    public init(_ certificate: Certificate) {
        self.init(issuer: certificate.issuer, serialNumber: certificate.serialNumber)
    }

    init(issuer: Name, serialNumber: ASN1Integer) {
        self.issuer = issuer
        self.serialNumber = serialNumber
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "IssuerAndSerialNumber", Self.init(issuer:serialNumber:),
        .required("issuer", \.issuer, Name.syntax),
        .required("serialNumber", \.serialNumber, .integer))
}

extension IssuerAndSerialNumber: CustomStringConvertible {
    /// For a person to read.
    public var description: String { "serial number \(serialNumber) of \(issuer)" }
}
