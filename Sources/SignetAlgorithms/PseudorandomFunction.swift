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
    ]

    /// Pseudorandom functions that other software uses.
    public static var knownButUnsupported: [ObjectIdentifier: String] {
        [
            "1.2.840.113549.2.12": "hmac-sha512-224", "1.2.840.113549.2.13": "hmac-sha512-256",
            "1.2.643.7.1.1.4.2": "hmac-streebog-512",
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
        }
    }
}
