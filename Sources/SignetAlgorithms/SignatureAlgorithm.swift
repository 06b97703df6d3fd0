public import SignetASN1
public import SignetHash

/// An algorithm that signs (RFC 5754 §3, RFC 3370 §3, RFC 5758 §3, RFC 8419, RFC 9688 §3).
public enum SignatureAlgorithm: CaseIterable, Hashable, Sendable {
    /// RSA PKCS #1 v1.5, where another field tells the digest: CMS writes it so (RFC 3370 §3.2).
    case rsa
    /// RSA PKCS #1 v1.5 with MD5
    case rsaMD5
    /// RSA PKCS #1 v1.5 with SHA-1
    case rsaSHA1
    /// RSA PKCS #1 v1.5 with SHA-224
    case rsaSHA224
    /// RSA PKCS #1 v1.5 with SHA-256
    case rsaSHA256
    /// RSA PKCS #1 v1.5 with SHA-384
    case rsaSHA384
    /// RSA PKCS #1 v1.5 with SHA-512
    case rsaSHA512
    /// RSA PKCS #1 v1.5 with SHA-512/224
    case rsaSHA512_224
    /// RSA PKCS #1 v1.5 with SHA-512/256
    case rsaSHA512_256
    /// RSA PKCS #1 v1.5 with SHA3-224
    case rsaSHA3_224
    /// RSA PKCS #1 v1.5 with SHA3-256
    case rsaSHA3_256
    /// RSA PKCS #1 v1.5 with SHA3-384
    case rsaSHA3_384
    /// RSA PKCS #1 v1.5 with SHA3-512
    case rsaSHA3_512
    /// RSASSA-PSS, whose parameters tell the digest
    case rsaPSS
    /// ECDSA, where another field tells the digest: written by mistake for one of those below
    case ecdsa
    /// ECDSA with SHA-1
    case ecdsaSHA1
    /// ECDSA with SHA-224
    case ecdsaSHA224
    /// ECDSA with SHA-256
    case ecdsaSHA256
    /// ECDSA with SHA-384
    case ecdsaSHA384
    /// ECDSA with SHA-512
    case ecdsaSHA512
    /// ECDSA with SHA3-224
    case ecdsaSHA3_224
    /// ECDSA with SHA3-256
    case ecdsaSHA3_256
    /// ECDSA with SHA3-384
    case ecdsaSHA3_384
    /// ECDSA with SHA3-512
    case ecdsaSHA3_512
    /// ECDSA with SHAKE128
    case ecdsaSHAKE128
    /// ECDSA with SHAKE256
    case ecdsaSHAKE256
    /// Ed25519, which signs the message itself
    case ed25519
    /// Ed448, which signs the message itself
    case ed448
    /// DSA, where another field tells the digest
    case dsa
    /// DSA with SHA-1
    case dsaSHA1
    /// DSA with SHA-224
    case dsaSHA224
    /// DSA with SHA-256
    case dsaSHA256
    /// DSA with SHA-384
    case dsaSHA384
    /// DSA with SHA-512
    case dsaSHA512
}

extension SignatureAlgorithm: AlgorithmRole {
    /// `signature algorithm`
    public static var role: String { "signature algorithm" }

    /// Signature algorithms. RFC 5758 §3.2 wants no parameters of ECDSA; those who write NULL are read.
    public static let table: [AlgorithmRow<SignatureAlgorithm>] = [
        .init(.rsaSHA256, "rsa-sha256", "1.2.840.113549.1.1.11", .null, .recommended, "RFC 5754 §3.2"),
        .init(.rsaSHA384, "rsa-sha384", "1.2.840.113549.1.1.12", .null, .recommended, "RFC 5754 §3.2"),
        .init(.rsaSHA512, "rsa-sha512", "1.2.840.113549.1.1.13", .null, .recommended, "RFC 5754 §3.2"),
        .init(.rsaSHA224, "rsa-sha224", "1.2.840.113549.1.1.14", .null, .acceptable, "RFC 5754 §3.2"),
        .init(.rsaSHA512_224, "rsa-sha512-224", "1.2.840.113549.1.1.15", .null, .acceptable, "RFC 8017 §A.2.4"),
        .init(.rsaSHA512_256, "rsa-sha512-256", "1.2.840.113549.1.1.16", .null, .acceptable, "RFC 8017 §A.2.4"),
        .init(.rsaSHA3_224, "rsa-sha3-224", "2.16.840.1.101.3.4.3.13", .null, .acceptable, "RFC 9688 §3.1"),
        .init(.rsaSHA3_256, "rsa-sha3-256", "2.16.840.1.101.3.4.3.14", .null, .acceptable, "RFC 9688 §3.1"),
        .init(.rsaSHA3_384, "rsa-sha3-384", "2.16.840.1.101.3.4.3.15", .null, .acceptable, "RFC 9688 §3.1"),
        .init(.rsaSHA3_512, "rsa-sha3-512", "2.16.840.1.101.3.4.3.16", .null, .acceptable, "RFC 9688 §3.1"),
        .init(.rsa, "rsa", "1.2.840.113549.1.1.1", .null, .acceptable, "RFC 3370 §3.2"),
        .init(.rsaPSS, "rsassa-pss", "1.2.840.113549.1.1.10", .structured, .acceptable, "RFC 4055 §3"),
        ecdsa(.ecdsaSHA256, "ecdsa-sha256", "1.2.840.10045.4.3.2", .recommended, "RFC 5758 §3.2"),
        ecdsa(.ecdsaSHA384, "ecdsa-sha384", "1.2.840.10045.4.3.3", .recommended, "RFC 5758 §3.2"),
        ecdsa(.ecdsaSHA512, "ecdsa-sha512", "1.2.840.10045.4.3.4", .recommended, "RFC 5758 §3.2"),
        ecdsa(.ecdsaSHA224, "ecdsa-sha224", "1.2.840.10045.4.3.1", .acceptable, "RFC 5758 §3.2"),
        ecdsa(.ecdsaSHA3_224, "ecdsa-sha3-224", "2.16.840.1.101.3.4.3.9", .acceptable, "RFC 9688 §3.2"),
        ecdsa(.ecdsaSHA3_256, "ecdsa-sha3-256", "2.16.840.1.101.3.4.3.10", .acceptable, "RFC 9688 §3.2"),
        ecdsa(.ecdsaSHA3_384, "ecdsa-sha3-384", "2.16.840.1.101.3.4.3.11", .acceptable, "RFC 9688 §3.2"),
        ecdsa(.ecdsaSHA3_512, "ecdsa-sha3-512", "2.16.840.1.101.3.4.3.12", .acceptable, "RFC 9688 §3.2"),
        .init(.ecdsaSHAKE128, "ecdsa-shake128", "1.3.6.1.5.5.7.6.32", .absent, .acceptable, "RFC 8702 §3.2.2"),
        .init(.ecdsaSHAKE256, "ecdsa-shake256", "1.3.6.1.5.5.7.6.33", .absent, .acceptable, "RFC 8702 §3.2.2"),
        .init(.ed25519, "ed25519", "1.3.101.112", .absent, .recommended, "RFC 8410 §6"),
        .init(.ed448, "ed448", "1.3.101.113", .absent, .acceptable, "RFC 8410 §6"),
        .init(.ecdsa, "ecdsa", "1.2.840.10045.2.1", .structuredOrAbsent, .acceptable, "RFC 5753 §2.1.1"),
        ecdsa(.ecdsaSHA1, "ecdsa-sha1", "1.2.840.10045.4.1", .legacy, "RFC 3279 §2.2.3"),
        dsa(.dsaSHA256, "dsa-sha256", "2.16.840.1.101.3.4.3.2", "RFC 5758 §3.1"),
        dsa(.dsaSHA224, "dsa-sha224", "2.16.840.1.101.3.4.3.1", "RFC 5758 §3.1"),
        dsa(.dsaSHA384, "dsa-sha384", "2.16.840.1.101.3.4.3.3", "FIPS 186-4 §4"),
        dsa(.dsaSHA512, "dsa-sha512", "2.16.840.1.101.3.4.3.4", "FIPS 186-4 §4"),
        dsa(.dsaSHA1, "dsa-sha1", "1.2.840.10040.4.3", "RFC 3279 §2.2.2"),
        .init(.dsa, "dsa", "1.2.840.10040.4.1", .structuredOrAbsent, .legacy, "RFC 3370 §3.1"),
        .init(.rsaSHA1, "rsa-sha1", "1.2.840.113549.1.1.5", .null, .legacy, "RFC 3370 §3.2"),
        .init(.rsaMD5, "rsa-md5", "1.2.840.113549.1.1.4", .null, .legacy, "RFC 3370 §3.2"),
    ]

    private static func ecdsa(
        _ algorithm: SignatureAlgorithm, _ name: String, _ identifier: ObjectIdentifier, _ standing: Standing,
        _ reference: String
    ) -> AlgorithmRow<SignatureAlgorithm> {
        .init(algorithm, name, identifier, .either(writes: .absent), standing, reference)
    }

    private static func dsa(
        _ algorithm: SignatureAlgorithm, _ name: String, _ identifier: ObjectIdentifier, _ reference: String
    ) -> AlgorithmRow<SignatureAlgorithm> {
        .init(algorithm, name, identifier, .either(writes: .absent), .legacy, reference)
    }

    /// What OIW called them before the others had names.
    public static var aliases: [AlgorithmIdentifier: SignatureAlgorithm] {
        let names: [(ObjectIdentifier, SignatureAlgorithm)] = [
            ("1.3.14.3.2.29", .rsaSHA1), ("1.3.14.3.2.3", .rsaMD5), ("1.3.14.3.2.27", .dsaSHA1),
        ]
        var aliases: [AlgorithmIdentifier: SignatureAlgorithm] = [:]
        for (name, algorithm) in names {
            for parameters in [nil, AlgorithmIdentifier.null] {
                aliases[AlgorithmIdentifier(algorithm: name, parameters: parameters)] = algorithm
            }
        }
        return aliases
    }

    /// Signature algorithms that other software uses.
    public static var knownButUnsupported: [ObjectIdentifier: String] {
        [
            "1.2.840.113549.1.1.2": "rsa-md2", "1.2.840.113549.1.1.3": "rsa-md4",
            "1.3.36.3.3.1.2": "rsa-ripemd160", "1.3.6.1.5.5.7.6.30": "rsassa-pss-shake128",
            "1.3.6.1.5.5.7.6.31": "rsassa-pss-shake256",
            "1.2.156.10197.1.501": "sm2-sm3",
            "2.16.840.1.101.3.4.3.17": "ml-dsa-44", "2.16.840.1.101.3.4.3.18": "ml-dsa-65",
            "2.16.840.1.101.3.4.3.19": "ml-dsa-87",
        ]
    }

    /// What kind of mathematics it is, which decides what keys go with it.
    public enum Family: Hashable, Sendable {
        /// RSA PKCS #1 v1.5
        case rsa
        /// RSASSA-PSS
        case rsaPSS
        /// ECDSA
        case ecdsa
        /// Ed25519
        case ed25519
        /// Ed448
        case ed448
        /// DSA, which only verifies
        case dsa
    }

    /// What kind of mathematics it is.
    public var family: Family {
        switch self {
        case .rsa, .rsaMD5, .rsaSHA1, .rsaSHA224, .rsaSHA256, .rsaSHA384, .rsaSHA512, .rsaSHA512_224, .rsaSHA512_256,
            .rsaSHA3_224, .rsaSHA3_256, .rsaSHA3_384, .rsaSHA3_512:
            .rsa
        case .rsaPSS: .rsaPSS
        case .ecdsa, .ecdsaSHA1, .ecdsaSHA224, .ecdsaSHA256, .ecdsaSHA384, .ecdsaSHA512, .ecdsaSHA3_224,
            .ecdsaSHA3_256, .ecdsaSHA3_384, .ecdsaSHA3_512, .ecdsaSHAKE128, .ecdsaSHAKE256:
            .ecdsa
        case .ed25519: .ed25519
        case .ed448: .ed448
        case .dsa, .dsaSHA1, .dsaSHA224, .dsaSHA256, .dsaSHA384, .dsaSHA512: .dsa
        }
    }

    /// The digest that is part of the algorithm; `nil` when another field, or its parameters, tell it, and when it signs
    /// the message itself.
    public var digestAlgorithm: DigestAlgorithm? {
        switch self {
        case .rsa, .rsaPSS, .ecdsa, .ed25519, .ed448, .dsa: nil
        case .rsaMD5: .md5
        case .rsaSHA1, .ecdsaSHA1, .dsaSHA1: .sha1
        case .rsaSHA224, .ecdsaSHA224, .dsaSHA224: .sha224
        case .rsaSHA256, .ecdsaSHA256, .dsaSHA256: .sha256
        case .rsaSHA384, .ecdsaSHA384, .dsaSHA384: .sha384
        case .rsaSHA512, .ecdsaSHA512, .dsaSHA512: .sha512
        case .rsaSHA512_224: .sha512_224
        case .rsaSHA512_256: .sha512_256
        case .rsaSHA3_224, .ecdsaSHA3_224: .sha3_224
        case .rsaSHA3_256, .ecdsaSHA3_256: .sha3_256
        case .rsaSHA3_384, .ecdsaSHA3_384: .sha3_384
        case .rsaSHA3_512, .ecdsaSHA3_512: .sha3_512
        case .ecdsaSHAKE128: .shake128
        case .ecdsaSHAKE256: .shake256
        }
    }

    /// The algorithm of a family over a digest.
    init?(_ family: Family, _ digest: DigestAlgorithm) {
        let match = Self.allCases.first { $0.family == family && $0.digestAlgorithm == digest }
        guard let match else { return nil }
        self = match
    }
}
