public import SignetASN1

/// What a key is for (RFC 3279 §2.3).
public enum PublicKeyAlgorithm: CaseIterable, Hashable, Sendable {
    /// RSA, for signing and key transport
    case rsa
    /// RSA, for signing by RSASSA-PSS alone
    case rsaPSS
    /// RSA, for key transport by RSAES-OAEP alone
    case rsaOAEP
    /// A Weierstrass curve, for ECDSA and ECDH
    case ec
    /// Ed25519, for signing
    case ed25519
    /// Ed448, for signing
    case ed448
    /// X25519, for key agreement
    case x25519
    /// X448, for key agreement
    case x448
    /// DSA, for verifying old signatures
    case dsa
}

extension PublicKeyAlgorithm: AlgorithmRole {
    /// `key algorithm`
    public static var role: String { "key algorithm" }

    /// Key algorithms.
    public static let table: [AlgorithmRow<PublicKeyAlgorithm>] = [
        .init(.rsa, "rsa", "1.2.840.113549.1.1.1", .null, .recommended, "RFC 3279 §2.3.1"),
        .init(
            .rsaPSS, "rsassa-pss", "1.2.840.113549.1.1.10", .structuredOrAbsent, .acceptable, "RFC 4055 §3.1"),
        .init(
            .rsaOAEP, "rsaes-oaep", "1.2.840.113549.1.1.7", .structuredOrAbsent, .acceptable, "RFC 4055 §4.1"),
        .init(.ec, "ec", "1.2.840.10045.2.1", .structured, .recommended, "RFC 5480 §2.1.1"),
        .init(.ed25519, "ed25519", "1.3.101.112", .absent, .recommended, "RFC 8410 §3"),
        .init(.ed448, "ed448", "1.3.101.113", .absent, .acceptable, "RFC 8410 §3"),
        .init(.x25519, "x25519", "1.3.101.110", .absent, .recommended, "RFC 8410 §3"),
        .init(.x448, "x448", "1.3.101.111", .absent, .acceptable, "RFC 8410 §3"),
        // Without parameters, they are those of the issuer's key (RFC 3279 §2.3.2).
        .init(.dsa, "dsa", "1.2.840.10040.4.1", .structuredOrAbsent, .legacy, "RFC 3279 §2.3.2"),
    ]

    /// What a key says that it is: the general initialiser, compiled for this role, since every certificate's key asks.
    ///
    /// - Parameter identifier: the algorithm of a SubjectPublicKeyInfo.
    /// - Throws: as the general one.
    package init(ofKey identifier: AlgorithmIdentifier) throws(AlgorithmError) { try self.init(identifier) }

    /// Key algorithms that other software uses.
    public static var knownButUnsupported: [ObjectIdentifier: String] {
        [
            "1.3.14.3.2.12": "dsa-oiw", "1.3.132.1.12": "ec-dh", "1.3.132.1.13": "ec-mqv",
            "2.16.840.1.101.3.4.3.17": "ml-dsa-44", "2.16.840.1.101.3.4.3.18": "ml-dsa-65",
            "2.16.840.1.101.3.4.3.19": "ml-dsa-87",
            "2.16.840.1.101.3.4.4.1": "ml-kem-512", "2.16.840.1.101.3.4.4.2": "ml-kem-768",
            "2.16.840.1.101.3.4.4.3": "ml-kem-1024",
        ]
    }
}
