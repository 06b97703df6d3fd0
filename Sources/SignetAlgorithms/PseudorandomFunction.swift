public import SignetASN1
public import SignetHash

/// A keyed function that PBKDF2 iterates, and PBMAC1 authenticates with: HMAC over some digest (RFC 8018 §B.1).
public enum PseudorandomFunction: CaseIterable, Hashable, Sendable {
    /// HMAC with SHA-1
    case hmacSHA1
    /// HMAC with SHA-224
    case hmacSHA224
    /// HMAC with SHA-256
    case hmacSHA256
    /// HMAC with SHA-384
    case hmacSHA384
    /// HMAC with SHA-512
    case hmacSHA512
    /// HMAC with SHA-512/224
    case hmacSHA512_224
    /// HMAC with SHA-512/256
    case hmacSHA512_256
    /// HMAC with SHA3-224
    case hmacSHA3_224
    /// HMAC with SHA3-256
    case hmacSHA3_256
    /// HMAC with SHA3-384
    case hmacSHA3_384
    /// HMAC with SHA3-512
    case hmacSHA3_512
    /// HMAC with MD5
    case hmacMD5
}

extension PseudorandomFunction: AlgorithmRole {
    /// `pseudorandom function`
    public static var role: String { "pseudorandom function" }

    /// Pseudorandom functions.
    public static let table: [AlgorithmRow<PseudorandomFunction>] = [
        .init(
            .hmacSHA256, "hmac-sha256", "1.2.840.113549.2.9", .either(writes: .null), .recommended, "RFC 8018 §B.1.2"),
        .init(
            .hmacSHA384, "hmac-sha384", "1.2.840.113549.2.10", .either(writes: .null), .recommended, "RFC 8018 §B.1.2"),
        .init(
            .hmacSHA512, "hmac-sha512", "1.2.840.113549.2.11", .either(writes: .null), .recommended, "RFC 8018 §B.1.2"),
        .init(.hmacSHA224, "hmac-sha224", "1.2.840.113549.2.8", .either(writes: .null), .acceptable, "RFC 8018 §B.1.2"),
        .init(.hmacSHA1, "hmac-sha1", "1.2.840.113549.2.7", .either(writes: .null), .acceptable, "RFC 8018 §B.1.1"),
        row(.hmacSHA512_224, "hmac-sha512-224", "1.2.840.113549.2.12", .acceptable, "RFC 8018 §B.1.2"),
        row(.hmacSHA512_256, "hmac-sha512-256", "1.2.840.113549.2.13", .acceptable, "RFC 8018 §B.1.2"),
        row(.hmacSHA3_224, "hmac-sha3-224", "2.16.840.1.101.3.4.2.13", .acceptable, "RFC 9688 §4"),
        row(.hmacSHA3_256, "hmac-sha3-256", "2.16.840.1.101.3.4.2.14", .acceptable, "RFC 9688 §4"),
        row(.hmacSHA3_384, "hmac-sha3-384", "2.16.840.1.101.3.4.2.15", .acceptable, "RFC 9688 §4"),
        row(.hmacSHA3_512, "hmac-sha3-512", "2.16.840.1.101.3.4.2.16", .acceptable, "RFC 9688 §4"),
        row(.hmacMD5, "hmac-md5", "1.2.840.113549.2.6", .legacy, "RFC 2104"),
    ]

    private static func row(
        _ function: PseudorandomFunction, _ name: String, _ identifier: ObjectIdentifier, _ standing: Standing,
        _ reference: String
    ) -> AlgorithmRow<PseudorandomFunction> {
        .init(function, name, identifier, .either(writes: .null), standing, reference)
    }

    /// The identifiers that RFC 3370 §3.1 uses for the first codes of messages.
    public static var aliases: [AlgorithmIdentifier: PseudorandomFunction] {
        var aliases: [AlgorithmIdentifier: PseudorandomFunction] = [:]
        for (identifier, function): (ObjectIdentifier, PseudorandomFunction) in [
            ("1.3.6.1.5.5.8.1.2", .hmacSHA1), ("1.3.6.1.5.5.8.1.1", .hmacMD5),
        ] {
            aliases[AlgorithmIdentifier(algorithm: identifier, parameters: nil)] = function
            aliases[AlgorithmIdentifier(algorithm: identifier, parameters: AlgorithmIdentifier.null)] = function
        }
        return aliases
    }

    /// Pseudorandom functions that other software uses.
    public static var knownButUnsupported: [ObjectIdentifier: String] {
        [
            "1.2.643.7.1.1.4.2": "hmac-streebog-512"
        ]
    }

    /// The digest inside the HMAC.
    public var digestAlgorithm: DigestAlgorithm {
        switch self {
        case .hmacSHA1: .sha1
        case .hmacSHA224: .sha224
        case .hmacSHA256: .sha256
        case .hmacSHA384: .sha384
        case .hmacSHA512: .sha512
        case .hmacSHA512_224: .sha512_224
        case .hmacSHA512_256: .sha512_256
        case .hmacSHA3_224: .sha3_224
        case .hmacSHA3_256: .sha3_256
        case .hmacSHA3_384: .sha3_384
        case .hmacSHA3_512: .sha3_512
        case .hmacMD5: .md5
        }
    }
}
