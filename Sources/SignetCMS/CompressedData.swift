public import SignetASN1
public import SignetAlgorithms
import SignetBytes

/// `CompressedData` (RFC 3274 §1.1): content that was made smaller.
public struct CompressedData: Hashable, Sendable {
    /// Always 0.
    public var version: Int
    /// How it is compressed.
    public var compressionAlgorithm: AlgorithmIdentifier
    /// The compressed content.
    public var encapContentInfo: EncapsulatedContentInfo

    /// `id-alg-zlibCompress` (RFC 3274 §2): zlib (RFC 1950), the only one there is.
    public static let zlib: ObjectIdentifier = "1.2.840.113549.1.9.16.3.8"

    /// Content compressed by zlib.
    public init(encapContentInfo: EncapsulatedContentInfo) {
        self.init(
            version: 0, compressionAlgorithm: AlgorithmIdentifier(algorithm: Self.zlib, parameters: nil),
            encapContentInfo: encapContentInfo)
    }

    init(
        version: Int, compressionAlgorithm: AlgorithmIdentifier, encapContentInfo: EncapsulatedContentInfo
    ) {
        self.version = version
        self.compressionAlgorithm = compressionAlgorithm
        self.encapContentInfo = encapContentInfo
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "CompressedData", Self.init(version:compressionAlgorithm:encapContentInfo:),
        .required("version", \.version, .smallInteger),
        .required("compressionAlgorithm", \.compressionAlgorithm, AlgorithmIdentifier.syntax),
        .required("encapContentInfo", \.encapContentInfo, EncapsulatedContentInfo.syntax))
}
