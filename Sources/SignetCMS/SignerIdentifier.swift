public import SignetASN1
public import SignetBytes
public import SignetX509

/// `SignerIdentifier` (RFC 5652 §5.3): which certificate has the key.
public enum SignerIdentifier: Hashable, Sendable {
    /// Who issued it, and under which number.
    case issuerAndSerialNumber(IssuerAndSerialNumber)
    /// What it says identifies its key (RFC 5280 §4.2.1.2).
    case subjectKeyIdentifier(Bytes)

    /// The two ways to name a certificate.
    public enum Form: CaseIterable, Hashable, Sendable {
        /// By issuer and serial number: every certificate has them, and every reader understands them.
        case issuerAndSerialNumber
        /// By subject key identifier: shorter, and the same for all certificates of one key.
        case subjectKeyIdentifier
    }

    /// The name of a certificate.
    ///
    /// - Throws: `CMSError.noSubjectKeyIdentifier`, `.unusableCertificate`.
    public init(_ certificate: Certificate, by form: Form) throws(CMSError) {
        switch form {
        case .issuerAndSerialNumber:
            self = .issuerAndSerialNumber(IssuerAndSerialNumber(certificate))
        case .subjectKeyIdentifier:
            let identifier: Bytes?
            do throws(X509Error) {
                identifier = try certificate.subjectKeyIdentifier()
            } catch { throw .unusableCertificate(certificate, error) }
            guard let identifier else { throw .noSubjectKeyIdentifier(certificate) }
            self = .subjectKeyIdentifier(identifier)
        }
    }

    /// Whether this is how the certificate is named. More than one certificate may answer to it.
    public func identifies(_ certificate: Certificate) -> Bool {
        switch self {
        case .issuerAndSerialNumber(let name):
            name.serialNumber == certificate.serialNumber && name.issuer.matches(certificate.issuer)
        case .subjectKeyIdentifier(let identifier):
            identifier == ((try? certificate.subjectKeyIdentifier()) ?? nil)
        }
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .choice(
        Alternative(IssuerAndSerialNumber.syntax, Self.issuerAndSerialNumber) {
            if case .issuerAndSerialNumber(let value) = $0 { value } else { nil }
        },
        Alternative(.octetString.implicit(0), Self.subjectKeyIdentifier) {
            if case .subjectKeyIdentifier(let value) = $0 { value } else { nil }
        })
}

/// `RecipientIdentifier` (RFC 5652 §6.2.1): the same two ways to name a certificate.
public typealias RecipientIdentifier = SignerIdentifier

extension SignerIdentifier: CustomStringConvertible {
    /// For a person to read.
    public var description: String {
        switch self {
        case .issuerAndSerialNumber(let name): name.description
        case .subjectKeyIdentifier(let identifier): "key \(Hex.encode(identifier, separator: ":"))"
        }
    }
}
