public import SignetASN1
public import SignetAlgorithms
public import SignetBytes
import SignetHash
public import SignetX509

/// `SigningCertificateV2` (RFC 5035 §3): the certificate that a signer meant, and those above it.
public struct SigningCertificateV2: Hashable, Sendable {
    /// The signer's own first.
    public var certificates: [ESSCertIDv2]
    /// Policies, each kept byte for byte.
    public var policies: [Bytes]?

    /// Certificates, the signer's own first.
    public init(certificates: [ESSCertIDv2], policies: [Bytes]? = nil) {
        self.certificates = certificates
        self.policies = policies
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "SigningCertificateV2", Self.init(certificates:policies:),
        .required("certs", \.certificates, .sequence(of: ESSCertIDv2.syntax)),
        .optional("policies", \.policies, .sequence(of: .any)))
}

/// `ESSCertIDv2` (RFC 5035 §4): a certificate by its digest.
public struct ESSCertIDv2: Hashable, Sendable {
    /// Which digest; SHA-256 when nothing is said.
    public var hashAlgorithm: AlgorithmIdentifier
    /// The digest of the whole certificate.
    public var hash: Bytes
    /// Who issued it, and under which number.
    public var issuerSerial: IssuerSerial?

    /// A certificate by its SHA-256.
    public init(_ certificate: Certificate) {
        self.init(
            hashAlgorithm: DigestAlgorithm.sha256.identifier,
            hash: Bytes(DigestAlgorithm.sha256.digest(of: certificate.encoding.span).bytes),
            issuerSerial: IssuerSerial(certificate))
    }

    private init(hashAlgorithm: AlgorithmIdentifier, hash: Bytes, issuerSerial: IssuerSerial?) {
        self.hashAlgorithm = hashAlgorithm
        self.hash = hash
        self.issuerSerial = issuerSerial
    }

    /// Whether it is this certificate; `nil` when the digest is not one that Signet has.
    public func identifies(_ certificate: Certificate) -> Bool? {
        guard let algorithm = try? DigestAlgorithm(hashAlgorithm) else { return nil }
        return algorithm.digest(of: certificate.encoding.span).matches(hash.span)
            && issuerSerial?.identifies(certificate) ?? true
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "ESSCertIDv2", Self.init(hashAlgorithm:hash:issuerSerial:),
        .defaulted(
            "hashAlgorithm", \.hashAlgorithm, AlgorithmIdentifier.syntax, DigestAlgorithm.sha256.identifier),
        .required("certHash", \.hash, .octetString),
        .optional("issuerSerial", \.issuerSerial, IssuerSerial.syntax))
}

/// `SigningCertificate` (RFC 2634 §5.4): the same with SHA-1.
public struct SigningCertificate: Hashable, Sendable {
    /// The signer's own first.
    public var certificates: [ESSCertID]
    /// Policies, each kept byte for byte.
    public var policies: [Bytes]?

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "SigningCertificate", Self.init(certificates:policies:),
        .required("certs", \.certificates, .sequence(of: ESSCertID.syntax)),
        .optional("policies", \.policies, .sequence(of: .any)))
}

/// `ESSCertID` (RFC 2634 §5.4.1): a certificate by its SHA-1.
public struct ESSCertID: Hashable, Sendable {
    /// The digest of the whole certificate.
    public var hash: Bytes
    /// Who issued it, and under which number.
    public var issuerSerial: IssuerSerial?

    /// Whether it is this certificate.
    public func identifies(_ certificate: Certificate) -> Bool {
        DigestAlgorithm.sha1.digest(of: certificate.encoding.span).matches(hash.span)
            && issuerSerial?.identifies(certificate) ?? true
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "ESSCertID", Self.init(hash:issuerSerial:),
        .required("certHash", \.hash, .octetString),
        .optional("issuerSerial", \.issuerSerial, IssuerSerial.syntax))
}

/// `IssuerSerial` (RFC 2634 §5.4.1): who issued a certificate, and under which number.
public struct IssuerSerial: Hashable, Sendable {
    /// The issuer's names; one is a directory name.
    public var issuer: [GeneralName]
    /// The number.
    public var serialNumber: ASN1Integer

    init(_ certificate: Certificate) {
        self.init(issuer: [.directoryName(certificate.issuer)], serialNumber: certificate.serialNumber)
    }

    private init(issuer: [GeneralName], serialNumber: ASN1Integer) {
        self.issuer = issuer
        self.serialNumber = serialNumber
    }

    func identifies(_ certificate: Certificate) -> Bool {
        serialNumber == certificate.serialNumber
            && issuer.contains {
                if case .directoryName(let name) = $0 { name.matches(certificate.issuer) } else { false }
            }
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "IssuerSerial", Self.init(issuer:serialNumber:),
        .required("issuer", \.issuer, .sequence(of: GeneralName.syntax)),
        .required("serialNumber", \.serialNumber, .integer))
}
