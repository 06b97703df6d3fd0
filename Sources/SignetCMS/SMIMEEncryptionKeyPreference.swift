public import SignetASN1
public import SignetBytes
public import SignetX509

/// `SMIMEEncryptionKeyPreference` (RFC 8551 §2.5.3): which of his certificates the signer wants to be sealed for.
public enum SMIMEEncryptionKeyPreference: Hashable, Sendable {
    /// By issuer and serial number.
    case issuerAndSerialNumber(IssuerAndSerialNumber)
    /// A `RecipientKeyIdentifier`, kept byte for byte.
    case recipientKeyIdentifier(Bytes)
    /// By subject key identifier.
    case subjectKeyIdentifier(Bytes)

    /// Whether the certificate is the preferred one.
    public func identifies(_ certificate: Certificate) -> Bool {
        switch self {
        case .issuerAndSerialNumber(let name): SignerIdentifier.issuerAndSerialNumber(name).identifies(certificate)
        case .subjectKeyIdentifier(let identifier):
            SignerIdentifier.subjectKeyIdentifier(identifier).identifies(certificate)
        case .recipientKeyIdentifier: false
        }
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .choice(
        Alternative(IssuerAndSerialNumber.syntax.implicit(0), Self.issuerAndSerialNumber) {
            if case .issuerAndSerialNumber(let value) = $0 { value } else { nil }
        },
        Alternative(.any(of: [.context(1, isConstructed: true)]), Self.recipientKeyIdentifier) {
            if case .recipientKeyIdentifier(let value) = $0 { value } else { nil }
        },
        Alternative(.octetString.implicit(2), Self.subjectKeyIdentifier) {
            if case .subjectKeyIdentifier(let value) = $0 { value } else { nil }
        })
}
