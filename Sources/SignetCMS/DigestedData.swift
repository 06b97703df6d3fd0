public import SignetASN1
public import SignetAlgorithms
public import SignetBytes

/// `DigestedData` (RFC 5652 §7): content with its digest, which tells whether it was changed by accident.
public struct DigestedData: Hashable, Sendable {
    /// 0 for data, 2 for any other content.
    public var version: Int
    /// Which digest.
    public var digestAlgorithm: AlgorithmIdentifier
    /// The content, or its type.
    public var encapContentInfo: EncapsulatedContentInfo
    /// The digest.
    public var digest: Bytes

    /// Content with its digest; the version follows from its type.
    public init(digestAlgorithm: AlgorithmIdentifier, encapContentInfo: EncapsulatedContentInfo, digest: Bytes) {
        self.init(
            version: encapContentInfo.contentType == .data ? 0 : 2, digestAlgorithm: digestAlgorithm,
            encapContentInfo: encapContentInfo, digest: digest)
    }

    init(
        version: Int, digestAlgorithm: AlgorithmIdentifier, encapContentInfo: EncapsulatedContentInfo, digest: Bytes
    ) {
        self.version = version
        self.digestAlgorithm = digestAlgorithm
        self.encapContentInfo = encapContentInfo
        self.digest = digest
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "DigestedData", Self.init(version:digestAlgorithm:encapContentInfo:digest:),
        .required("version", \.version, .smallInteger),
        .required("digestAlgorithm", \.digestAlgorithm, AlgorithmIdentifier.syntax),
        .required("encapContentInfo", \.encapContentInfo, EncapsulatedContentInfo.syntax),
        .required("digest", \.digest, .octetString))
}
