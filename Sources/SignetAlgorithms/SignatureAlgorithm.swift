public import SignetASN1
public import SignetHash

/// An algorithm that signs a digest (RFC 5754 §3, RFC 3370 §3).
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
    /// RSASSA-PSS, whose parameters tell the digest
    case rsaPSS
}

extension SignatureAlgorithm: AlgorithmRole {
    /// `signature algorithm`
    public static var role: String { "signature algorithm" }

    /// Signature algorithms.
    public static let table: [AlgorithmRow<SignatureAlgorithm>] = [
        .init(.rsaSHA256, "rsa-sha256", "1.2.840.113549.1.1.11", .null, .recommended, "RFC 5754 §3.2"),
        .init(.rsaSHA384, "rsa-sha384", "1.2.840.113549.1.1.12", .null, .recommended, "RFC 5754 §3.2"),
        .init(.rsaSHA512, "rsa-sha512", "1.2.840.113549.1.1.13", .null, .recommended, "RFC 5754 §3.2"),
        .init(.rsaSHA224, "rsa-sha224", "1.2.840.113549.1.1.14", .null, .acceptable, "RFC 5754 §3.2"),
        .init(.rsa, "rsa", "1.2.840.113549.1.1.1", .null, .acceptable, "RFC 3370 §3.2"),
        .init(.rsaPSS, "rsassa-pss", "1.2.840.113549.1.1.10", .structured, .acceptable, "RFC 4055 §3"),
        .init(.rsaSHA1, "rsa-sha1", "1.2.840.113549.1.1.5", .null, .legacy, "RFC 3370 §3.2"),
        .init(.rsaMD5, "rsa-md5", "1.2.840.113549.1.1.4", .null, .legacy, "RFC 3370 §3.2"),
    ]

    /// Signature algorithms that other software uses.
    public static var knownButUnsupported: [ObjectIdentifier: String] {
        [
            "1.2.840.113549.1.1.2": "rsa-md2",
            "1.2.840.10040.4.1": "dsa", "1.2.840.10040.4.3": "dsa-sha1",
            "2.16.840.1.101.3.4.3.1": "dsa-sha224", "2.16.840.1.101.3.4.3.2": "dsa-sha256",
            "1.2.840.10045.2.1": "ecdsa", "1.2.840.10045.4.1": "ecdsa-sha1", "1.2.840.10045.4.3.1": "ecdsa-sha224",
            "1.2.840.10045.4.3.2": "ecdsa-sha256", "1.2.840.10045.4.3.3": "ecdsa-sha384",
            "1.2.840.10045.4.3.4": "ecdsa-sha512", "1.3.101.112": "ed25519", "1.3.101.113": "ed448",
            "2.16.840.1.101.3.4.3.17": "ml-dsa-44", "2.16.840.1.101.3.4.3.18": "ml-dsa-65",
            "2.16.840.1.101.3.4.3.19": "ml-dsa-87",
        ]
    }

    /// The digest that is part of the algorithm; `nil` when another field, or its parameters, tell it.
    public var digestAlgorithm: DigestAlgorithm? {
        switch self {
        case .rsa, .rsaPSS: nil
        case .rsaMD5: .md5
        case .rsaSHA1: .sha1
        case .rsaSHA224: .sha224
        case .rsaSHA256: .sha256
        case .rsaSHA384: .sha384
        case .rsaSHA512: .sha512
        }
    }
}
