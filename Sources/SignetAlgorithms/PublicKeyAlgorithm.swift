public import SignetASN1

/// What a key is for (RFC 3279 §2.3).
public enum PublicKeyAlgorithm: CaseIterable, Hashable, Sendable {
    /// RSA, for signing and key transport
    case rsa
    /// RSA, for signing by RSASSA-PSS alone
    case rsaPSS
}

extension PublicKeyAlgorithm: AlgorithmRole {
    /// `key algorithm`
    public static var role: String { "key algorithm" }

    /// Key algorithms.
    public static let table: [AlgorithmRow<PublicKeyAlgorithm>] = [
        .init(.rsa, "rsa", "1.2.840.113549.1.1.1", .null, .recommended, "RFC 3279 §2.3.1"),
        .init(
            .rsaPSS, "rsassa-pss", "1.2.840.113549.1.1.10", .structuredOrAbsent, .acceptable, "RFC 4055 §3.1"),
    ]

    /// Key algorithms that other software uses.
    public static var knownButUnsupported: [ObjectIdentifier: String] {
        [
            "1.2.840.10040.4.1": "dsa", "1.2.840.10045.2.1": "ec", "1.3.101.110": "x25519", "1.3.101.111": "x448",
            "1.3.101.112": "ed25519", "1.3.101.113": "ed448", "1.2.840.113549.1.1.7": "rsa-oaep",
            "2.16.840.1.101.3.4.3.17": "ml-dsa-44", "2.16.840.1.101.3.4.3.18": "ml-dsa-65",
            "2.16.840.1.101.3.4.3.19": "ml-dsa-87",
            "2.16.840.1.101.3.4.4.1": "ml-kem-512", "2.16.840.1.101.3.4.4.2": "ml-kem-768",
            "2.16.840.1.101.3.4.4.3": "ml-kem-1024",
        ]
    }
}
