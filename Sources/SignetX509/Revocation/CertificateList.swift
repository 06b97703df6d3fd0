public import SignetASN1
public import SignetAlgorithms
public import SignetBytes

/// `CertificateList` (RFC 5280 §5.1): what an authority says about which certificates are not to be relied on any more.
public struct CertificateList: Sendable {
    private let contents: SignedContents<TBSCertList>
    private init(_ structure: Preserved<Signed<TBSCertList>>) { contents = SignedContents(structure) }

    private static let frame: Syntax<Signed<TBSCertList>> = Signed.syntax(
        "CertificateList", "tbsCertList", TBSCertList.syntax, signature: "signatureValue")

    /// The ASN.1 type.
    public static let syntax: Syntax<CertificateList> = frame.preserved(
        as: CertificateList.init, \.encoding)

    /// Reads a list in DER, with the tolerances that lists in the wild need. Entries are read when they are asked for.
    ///
    /// - Throws: `X509Error.malformed`.
    public init(_ encoding: Bytes) throws(X509Error) {
        do throws(ASN1Error) {
            self = try Self.syntax.decode(encoding, rules: .tolerant)
        } catch { throw .malformed(error) }
        guard version == 2 || version == 1 else {
            throw .malformed(
                ASN1Error(.integerOutOfRange, at: 0).under("version").under("tbsCertList").under("CertificateList"))
        }
    }

    /// A list from what was signed and the signature.
    init(toBeSigned: Preserved<TBSCertList>, signatureAlgorithm: AlgorithmIdentifier, signature: BitString) {
        self.init(
            Self.frame.preserving(
                Signed(toBeSigned: toBeSigned, signatureAlgorithm: signatureAlgorithm, signature: signature)))
    }

    /// The exact encoding.
    public var encoding: Bytes { contents.encoding }
    /// What the issuer signed.
    public var toBeSigned: Preserved<TBSCertList> { contents.toBeSigned }
    /// What he signed with.
    public var signatureAlgorithm: AlgorithmIdentifier { contents.signatureAlgorithm }
    /// His signature.
    public var signature: BitString { contents.signature }

    /// 1 or 2; −1 for a version that there is not.
    public var version: Int {
        switch contents.toBeSigned.value.version {
        case nil, 0?: 1
        case 1?: 2
        default: -1
        }
    }
    /// Who says so.
    public var issuer: Name { contents.toBeSigned.value.issuer }
    /// When he said so.
    public var thisUpdate: Instant { contents.toBeSigned.value.thisUpdate.instant }
    /// When he will speak again at the latest.
    public var nextUpdate: Instant? { contents.toBeSigned.value.nextUpdate?.instant }
    /// What else is stated.
    public var extensions: [Extension] { contents.toBeSigned.value.extensions ?? [] }

    /// RFC 5280 §5.2.3
    public func number() throws(X509Error) -> ASN1Integer? {
        try extensions.value(of: .cRLNumber)
    }

    /// RFC 5280 §5.2.4: the number of the list that this one only tells the changes to.
    public func baseNumber() throws(X509Error) -> ASN1Integer? {
        try extensions.value(of: .deltaCRLIndicator)
    }

    /// RFC 5280 §5.2.1
    public func authorityKeyIdentifier() throws(X509Error) -> AuthorityKeyIdentifier? {
        try extensions.value(of: .authorityKeyIdentifier)
    }

    /// RFC 5280 §5.2.5
    public func issuingDistributionPoint() throws(X509Error) -> IssuingDistributionPoint? {
        try extensions.value(of: .issuingDistributionPoint)
    }

    /// RFC 5280 §5.2.6
    public func freshestCRL() throws(X509Error) -> [DistributionPoint]? {
        try extensions.value(of: .freshestCRL)
    }

    /// Whether the owner of `key` signed this list.
    ///
    /// - Throws: `X509Error.algorithm` for a signature that Signet cannot check, `.badSignature` for one that is wrong.
    public func checkSignature(by key: PublicKey) throws(X509Error) {
        guard signatureAlgorithm == contents.toBeSigned.value.signature else { throw .badSignature }  // §5.1.1.2
        try SignetX509.checkSignature(signature, signatureAlgorithm, over: contents.toBeSigned.encoding, by: key)
    }
}

extension CertificateList: Hashable {
    /// Equal encodings.
    public static func == (a: CertificateList, b: CertificateList) -> Bool {
        a.contents === b.contents || a.encoding == b.encoding
    }
    /// Hashes the signature, which differs wherever encodings do.
    public func hash(into hasher: inout Hasher) { hasher.combine(signature) }
}
