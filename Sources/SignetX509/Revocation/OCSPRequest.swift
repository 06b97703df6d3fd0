public import SignetASN1
public import SignetAlgorithms
public import SignetBytes
public import SignetHash
import SignetKeys

/// `CertID` (RFC 6960 §4.1.1): a certificate, by digests of its issuer's name and key.
public struct CertID: Hashable, Sendable {
    /// The hash function.
    public var hashAlgorithm: AlgorithmIdentifier
    /// The digest of the issuer's name.
    public var issuerNameHash: Bytes
    /// The digest of the bits of the issuer's key.
    public var issuerKeyHash: Bytes
    /// The serial number of the certificate.
    public var serialNumber: ASN1Integer

    init(
        hashAlgorithm: AlgorithmIdentifier, issuerNameHash: Bytes, issuerKeyHash: Bytes, serialNumber: ASN1Integer
    ) {
        self.hashAlgorithm = hashAlgorithm
        self.issuerNameHash = issuerNameHash
        self.issuerKeyHash = issuerKeyHash
        self.serialNumber = serialNumber
    }

    /// Names a certificate; by SHA-1 unless told otherwise, since that is what every responder knows (RFC 5019 §2.1.1).
    /// Nothing depends on its strength: what is signed is judged by issuer and serial number again.
    public init(_ certificate: Certificate, issuer: Certificate, digest: DigestAlgorithm = .sha1) {
        self.init(
            hashAlgorithm: digest.identifier,
            issuerNameHash: Bytes(digest.digest(of: issuer.subject.encoding.span).bytes),
            issuerKeyHash: Bytes(
                digest.digest(of: issuer.subjectPublicKeyInfo.subjectPublicKey.bytes.span).bytes),
            serialNumber: certificate.serialNumber)
    }

    static let syntax: Syntax<Self> = .sequence(
        "CertID", Self.init(hashAlgorithm:issuerNameHash:issuerKeyHash:serialNumber:),
        .required("hashAlgorithm", \.hashAlgorithm, AlgorithmIdentifier.syntax),
        .required("issuerNameHash", \.issuerNameHash, .octetString),
        .required("issuerKeyHash", \.issuerKeyHash, .octetString),
        .required("serialNumber", \.serialNumber, .integer))

    /// Whether this names a certificate of an issuer, whichever.
    public func isOf(_ issuer: Certificate) -> Bool {
        guard let digest = try? DigestAlgorithm(hashAlgorithm) else { return false }
        let other = CertID(issuer, issuer: issuer, digest: digest)
        return issuerNameHash == other.issuerNameHash && issuerKeyHash == other.issuerKeyHash
    }

    /// Whether this names a certificate of an issuer.
    public func names(_ certificate: Certificate, issuer: Certificate) -> Bool {
        serialNumber == certificate.serialNumber && isOf(issuer)
    }
}

/// `OCSPRequest` (RFC 6960 §4.1.1): a question about certificates.
public struct OCSPRequest: Sendable {
    /// The exact encoding.
    public let encoding: Bytes
    /// Which certificates.
    public let certificates: [CertID]
    /// What else is stated.
    public let extensions: [Extension]

    /// `id-pkix-ocsp-nonce` (RFC 9654 §2.1)
    static let nonceID: ObjectIdentifier = "1.3.6.1.5.5.7.48.1.2"

    struct Request: Sendable {
        var certID: CertID
        var extensions: [Extension]?
        static let syntax: Syntax<Self> = .sequence(
            "Request", Self.init(certID:extensions:),
            .required("reqCert", \.certID, CertID.syntax),
            .optional("singleRequestExtensions", \.extensions, Extension.sequence.explicit(0)))
    }

    struct TBSRequest: Sendable {
        var version: Int
        var requestorName: GeneralName?
        var requests: [Request]
        var extensions: [Extension]?
        static let syntax: Syntax<Self> = .sequence(
            "TBSRequest", Self.init(version:requestorName:requests:extensions:),
            .defaulted("version", \.version, .smallInteger.explicit(0), 0),
            .optional("requestorName", \.requestorName, GeneralName.syntax.explicit(1)),
            .required("requestList", \.requests, .sequence(of: Request.syntax)),
            .optional("requestExtensions", \.extensions, Extension.sequence.explicit(2)))
    }

    static let grammar = Structure.syntax.grammar

    package struct Structure: Sendable {
        var toBeSigned: TBSRequest
        /// Who asks may be anyone here; his signature is kept unread.
        var signature: Bytes?
        package static let syntax: Syntax<Self> = .sequence(
            "OCSPRequest", Self.init(toBeSigned:signature:),
            .required("tbsRequest", \.toBeSigned, TBSRequest.syntax),
            .optional("optionalSignature", \.signature, Syntax<Bytes>.any.explicit(0)))
    }

    /// Reads a question in DER.
    ///
    /// - Throws: `X509Error.malformed`.
    public init(_ encoding: Bytes) throws(X509Error) {
        do throws(ASN1Error) {
            let structure = try Structure.syntax.decode(encoding, rules: .tolerant)
            self.encoding = encoding
            certificates = structure.toBeSigned.requests.map(\.certID)
            extensions = structure.toBeSigned.extensions ?? []
        } catch { throw .malformed(error) }
    }

    /// A question, with a nonce of 32 bytes unless told otherwise (RFC 9654 §2.1).
    public init(about certificates: [CertID], nonce: Bytes? = Bytes(Array(Randomness.bytes(count: 32)))) {
        self.certificates = certificates
        extensions = nonce.map { [Extension(Self.nonceID, .octetString, $0)] } ?? []
        let requests = certificates.map { Request(certID: $0, extensions: nil) }
        encoding = Structure.syntax.encode(
            Structure(
                toBeSigned: TBSRequest(
                    version: 0, requestorName: nil, requests: requests,
                    extensions: extensions.isEmpty ? nil : extensions), signature: nil))
    }

    /// What an answer must say as well.
    public func nonce() throws(X509Error) -> Bytes? {
        try extensions.value(of: Self.nonceID, "nonce", .octetString)
    }
}
