public import SignetASN1

/// A way to agree on a key-encryption key with one recipient (RFC 5753 §7.1.4, RFC 8418 §2).
public enum KeyAgreement: CaseIterable, Hashable, Sendable {
    /// Diffie-Hellman on a curve, X9.63 derivation with SHA-1
    case standardSHA1
    /// The same with SHA-224
    case standardSHA224
    /// The same with SHA-256
    case standardSHA256
    /// The same with SHA-384
    case standardSHA384
    /// The same with SHA-512
    case standardSHA512
    /// Cofactor Diffie-Hellman on a curve, X9.63 derivation with SHA-1
    case cofactorSHA1
    /// The same with SHA-224
    case cofactorSHA224
    /// The same with SHA-256
    case cofactorSHA256
    /// The same with SHA-384
    case cofactorSHA384
    /// The same with SHA-512
    case cofactorSHA512
    /// Diffie-Hellman on a curve, HKDF with SHA-256
    case hkdfSHA256
    /// The same with SHA-384
    case hkdfSHA384
    /// The same with SHA-512
    case hkdfSHA512
}

extension KeyAgreement: AlgorithmRole {
    /// `key agreement algorithm`
    public static var role: String { "key agreement algorithm" }

    /// Key agreement algorithms. Their parameters are the key wrap algorithm.
    public static let table: [AlgorithmRow<KeyAgreement>] = [
        .init(.standardSHA256, "ecdh-std-sha256kdf", "1.3.132.1.11.1", .structured, .recommended, "RFC 5753 §7.1.4"),
        .init(.standardSHA384, "ecdh-std-sha384kdf", "1.3.132.1.11.2", .structured, .recommended, "RFC 5753 §7.1.4"),
        .init(.standardSHA512, "ecdh-std-sha512kdf", "1.3.132.1.11.3", .structured, .acceptable, "RFC 5753 §7.1.4"),
        .init(.standardSHA224, "ecdh-std-sha224kdf", "1.3.132.1.11.0", .structured, .acceptable, "RFC 5753 §7.1.4"),
        .init(
            .standardSHA1, "ecdh-std-sha1kdf", "1.3.133.16.840.63.0.2", .structured, .legacy, "RFC 5753 §7.1.4"),
        .init(.cofactorSHA256, "ecdh-cof-sha256kdf", "1.3.132.1.14.1", .structured, .acceptable, "RFC 5753 §7.1.4"),
        .init(.cofactorSHA384, "ecdh-cof-sha384kdf", "1.3.132.1.14.2", .structured, .acceptable, "RFC 5753 §7.1.4"),
        .init(.cofactorSHA512, "ecdh-cof-sha512kdf", "1.3.132.1.14.3", .structured, .acceptable, "RFC 5753 §7.1.4"),
        .init(.cofactorSHA224, "ecdh-cof-sha224kdf", "1.3.132.1.14.0", .structured, .acceptable, "RFC 5753 §7.1.4"),
        .init(
            .cofactorSHA1, "ecdh-cof-sha1kdf", "1.3.133.16.840.63.0.3", .structured, .legacy, "RFC 5753 §7.1.4"),
        .init(
            .hkdfSHA256, "ecdh-hkdf-sha256", "1.2.840.113549.1.9.16.3.19", .structured, .recommended, "RFC 8418 §2.2"),
        .init(
            .hkdfSHA384, "ecdh-hkdf-sha384", "1.2.840.113549.1.9.16.3.20", .structured, .acceptable, "RFC 8418 §2.2"),
        .init(
            .hkdfSHA512, "ecdh-hkdf-sha512", "1.2.840.113549.1.9.16.3.21", .structured, .acceptable, "RFC 8418 §2.2"),
    ]

    /// Key agreement algorithms that other software uses.
    public static var knownButUnsupported: [ObjectIdentifier: String] {
        [
            "1.2.840.113549.1.9.16.3.5": "esdh", "1.2.840.113549.1.9.16.3.10": "ssdh",
            "1.3.133.16.840.63.0.16": "mqv-sha1kdf", "1.3.132.1.15.0": "mqv-sha224kdf",
            "1.3.132.1.15.1": "mqv-sha256kdf", "1.3.132.1.15.2": "mqv-sha384kdf", "1.3.132.1.15.3": "mqv-sha512kdf",
        ]
    }
}
