public import SignetASN1
public import SignetAlgorithms
import SignetBytes
public import SignetX509

/// `SignedData` (RFC 5652 §5.1): content with any number of signatures over it, and what is needed to check them.
public struct SignedData: Hashable, Sendable {
    /// 1, 3, 4 or 5, by what is inside.
    public var version: Int
    /// The digests that the signers use, for those who read in one pass.
    public var digestAlgorithms: [AlgorithmIdentifier]
    /// The content, or its type.
    public var encapContentInfo: EncapsulatedContentInfo
    /// Certificates that may help, in no order; nothing says that they are to be trusted.
    public var certificates: [CertificateChoices]?
    /// Revocation lists and the like.
    public var crls: [RevocationInfoChoice]?
    /// The signatures.
    public var signerInfos: [SignerInfo]

    /// Signed content from its parts; the version follows from them.
    public init(
        digestAlgorithms: [AlgorithmIdentifier], encapContentInfo: EncapsulatedContentInfo,
        certificates: [CertificateChoices]?, crls: [RevocationInfoChoice]? = nil, signerInfos: [SignerInfo]
    ) {
        self.init(
            version: 1, digestAlgorithms: digestAlgorithms, encapContentInfo: encapContentInfo,
            certificates: certificates, crls: crls, signerInfos: signerInfos)
        version = requiredVersion
    }

    init(
        version: Int, digestAlgorithms: [AlgorithmIdentifier], encapContentInfo: EncapsulatedContentInfo,
        certificates: [CertificateChoices]?, crls: [RevocationInfoChoice]?, signerInfos: [SignerInfo]
    ) {
        self.version = version
        self.digestAlgorithms = digestAlgorithms
        self.encapContentInfo = encapContentInfo
        self.certificates = certificates
        self.crls = crls
        self.signerInfos = signerInfos
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "SignedData",
        Self.init(version:digestAlgorithms:encapContentInfo:certificates:crls:signerInfos:),
        .required("version", \.version, .smallInteger),
        .required("digestAlgorithms", \.digestAlgorithms, .set(of: AlgorithmIdentifier.syntax)),
        .required("encapContentInfo", \.encapContentInfo, EncapsulatedContentInfo.syntax),
        .optional("certificates", \.certificates, .set(of: CertificateChoices.syntax).implicit(0)),
        .optional("crls", \.crls, .set(of: RevocationInfoChoice.syntax).implicit(1)),
        .required("signerInfos", \.signerInfos, .set(of: SignerInfo.syntax)))

    /// The X.509 certificates of the message, in the order in which they stand there.
    public var certificateList: [Certificate] {
        (certificates ?? []).compactMap { if case .certificate(let certificate) = $0 { certificate } else { nil } }
    }

    /// Whether it is only a bundle of certificates and revocation lists (RFC 8551 §3.8): nothing is signed. NSS writes
    /// an empty content where the standard has none.
    public var isCertificatesOnly: Bool {
        signerInfos.isEmpty && (encapContentInfo.content?.octets.isEmpty ?? true)
    }

    /// The version that RFC 5652 §5.1 asks for.
    var requiredVersion: Int {
        let others = (certificates ?? []).compactMap(\.otherTagNumber)
        let hasOtherRevocation = (crls ?? []).contains { if case .other = $0 { true } else { false } }
        if others.contains(3) || hasOtherRevocation { return 5 }
        if others.contains(2) { return 4 }
        if others.contains(1) || signerInfos.contains(where: { $0.version == 3 }) { return 3 }
        return encapContentInfo.contentType == .data ? 1 : 3
    }
}
