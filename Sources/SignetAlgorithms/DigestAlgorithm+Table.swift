public import SignetASN1
public import SignetBytes
public import SignetHash

extension DigestAlgorithm: AlgorithmRole {
    /// `digest algorithm`
    public static var role: String { "digest algorithm" }

    /// Digest algorithms. RFC 5754 §2 wants the parameters absent, and NULL accepted.
    public static let table: [AlgorithmRow<DigestAlgorithm>] = [
        .init(.sha256, "sha256", "2.16.840.1.101.3.4.2.1", .either(writes: .absent), .recommended, "RFC 5754 §2.2"),
        .init(.sha384, "sha384", "2.16.840.1.101.3.4.2.2", .either(writes: .absent), .recommended, "RFC 5754 §2.3"),
        .init(.sha512, "sha512", "2.16.840.1.101.3.4.2.3", .either(writes: .absent), .recommended, "RFC 5754 §2.4"),
        .init(.sha224, "sha224", "2.16.840.1.101.3.4.2.4", .either(writes: .absent), .acceptable, "RFC 5754 §2.1"),
        .init(
            .sha512_256, "sha512-256", "2.16.840.1.101.3.4.2.6", .either(writes: .absent), .acceptable,
            "FIPS 180-4 §6.7"),
        .init(
            .sha512_224, "sha512-224", "2.16.840.1.101.3.4.2.5", .either(writes: .absent), .acceptable,
            "FIPS 180-4 §6.6"),
        .init(.sha3_256, "sha3-256", "2.16.840.1.101.3.4.2.8", .either(writes: .absent), .acceptable, "RFC 9688 §2"),
        .init(.sha3_384, "sha3-384", "2.16.840.1.101.3.4.2.9", .either(writes: .absent), .acceptable, "RFC 9688 §2"),
        .init(.sha3_512, "sha3-512", "2.16.840.1.101.3.4.2.10", .either(writes: .absent), .acceptable, "RFC 9688 §2"),
        .init(.sha3_224, "sha3-224", "2.16.840.1.101.3.4.2.7", .either(writes: .absent), .acceptable, "RFC 9688 §2"),
        .init(.sha1, "sha1", "1.3.14.3.2.26", .either(writes: .absent), .legacy, "RFC 3370 §2.1"),
        .init(.shake128, "shake128", "2.16.840.1.101.3.4.2.11", .absent, .acceptable, "RFC 8702 §3.1"),
        .init(.shake256, "shake256", "2.16.840.1.101.3.4.2.12", .absent, .acceptable, "RFC 8702 §3.1"),
        .init(.md5, "md5", "1.2.840.113549.2.5", .either(writes: .null), .legacy, "RFC 3370 §2.2"),
        .init(.md4, "md4", "1.2.840.113549.2.4", .either(writes: .null), .legacy, "RFC 1320"),
        .init(.md2, "md2", "1.2.840.113549.2.2", .either(writes: .null), .legacy, "RFC 1319"),
        .init(.ripemd160, "ripemd160", "1.3.36.3.2.1", .either(writes: .null), .legacy, "ISO/IEC 10118-3"),
        .init(.sm3, "sm3", "1.2.156.10197.1.401", .either(writes: .null), .legacy, "GB/T 32905"),
        .init(.whirlpool, "whirlpool", "1.0.10118.3.0.55", .either(writes: .null), .legacy, "ISO/IEC 10118-3"),
    ]

    /// `id-shake256-len` with the only length that RFC 8419 §2.3 knows. Signet writes the shorter name, which more software
    /// reads, and which means the same (RFC 8702 §3.1).
    public static var aliases: [AlgorithmIdentifier: DigestAlgorithm] {
        [AlgorithmIdentifier(algorithm: "2.16.840.1.101.3.4.2.18", parameters: [0x02, 0x02, 0x02, 0x00]): .shake256]
    }

    /// Digests that other software uses.
    public static var knownButUnsupported: [ObjectIdentifier: String] {
        [
            "1.3.6.1.4.1.1722.12.2.1.16": "blake2b512", "1.3.6.1.4.1.1722.12.2.2.8": "blake2s256",
        ]
    }

    /// The name in the `micalg` parameter of `multipart/signed` (RFC 8551 §3.5.3.2).
    public var micalg: String {
        switch self {
        case .md2: "md2"
        case .md4: "md4"
        case .md5: "md5"
        case .sha1: "sha-1"
        case .sha224: "sha-224"
        case .sha256: "sha-256"
        case .sha384: "sha-384"
        case .sha512: "sha-512"
        case .sha512_224: "sha-512-224"
        case .sha512_256: "sha-512-256"
        // Not in RFC 8551; the names that OpenSSL writes.
        case .sha3_224: "sha3-224"
        case .sha3_256: "sha3-256"
        case .sha3_384: "sha3-384"
        case .sha3_512: "sha3-512"
        case .shake128: "shake128"
        case .shake256: "shake256"
        case .ripemd160: "ripemd160"
        case .sm3: "sm3"
        case .whirlpool: "whirlpool"
        }
    }

    /// The `DigestInfo` of a digest (RFC 8017 §9.2): what an RSA PKCS #1 v1.5 signature signs.
    ///
    /// RFC 8017 §B.1 has NULL parameters inside `DigestInfo`, whatever an `AlgorithmIdentifier` elsewhere has.
    public func digestInfo(_ digest: Digest) -> Bytes {
        DigestInfo.syntax.encode(
            DigestInfo(
                digestAlgorithm: AlgorithmIdentifier(algorithm: row.identifier, parameters: AlgorithmIdentifier.null),
                digest: Bytes(digest.bytes)))
    }
}

/// `DigestInfo` (RFC 8017 §9.2).
public struct DigestInfo: Hashable, Sendable {
    /// Which digest.
    public var digestAlgorithm: AlgorithmIdentifier
    /// Its value.
    public var digest: Bytes

    /// A digest with its algorithm.
    public init(digestAlgorithm: AlgorithmIdentifier, digest: Bytes) {
        self.digestAlgorithm = digestAlgorithm
        self.digest = digest
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "DigestInfo", Self.init(digestAlgorithm:digest:),
        .required("digestAlgorithm", \.digestAlgorithm, AlgorithmIdentifier.syntax),
        .required("digest", \.digest, .octetString))
}
