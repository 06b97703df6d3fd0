public import SignetASN1

/// A cipher that encrypts content (RFC 3565, RFC 3370 §5, RFC 5084, RFC 8103).
public enum ContentCipher: CaseIterable, Hashable, Sendable {
    /// AES-128 in CBC mode
    case aes128CBC
    /// AES-192 in CBC mode
    case aes192CBC
    /// AES-256 in CBC mode
    case aes256CBC
    /// Triple DES with three keys in CBC mode
    case tripleDESCBC
    /// RC2 in CBC mode, of any effective key length
    case rc2CBC
    /// DES in CBC mode
    case desCBC
    /// AES-128 in Galois/counter mode
    case aes128GCM
    /// AES-192 in Galois/counter mode
    case aes192GCM
    /// AES-256 in Galois/counter mode
    case aes256GCM
    /// AES-128 in counter mode with CBC-MAC
    case aes128CCM
    /// AES-192 in counter mode with CBC-MAC
    case aes192CCM
    /// AES-256 in counter mode with CBC-MAC
    case aes256CCM
    /// ChaCha20 with Poly1305
    case chaCha20Poly1305

    /// Whether it also proves that nobody changed the content. Such a cipher has its place in `AuthEnvelopedData`, where
    /// there is room for its tag (RFC 5083), and the others have theirs in `EnvelopedData`.
    public var isAuthenticating: Bool { mode != .cbc }

    /// Whether it must be told how long the content is before it begins: CCM encrypts that first (RFC 3610 §2.2).
    public var needsByteCount: Bool { mode == .ccm }

    /// How the cipher is used.
    enum Mode {
        case cbc, gcm, ccm, chaChaPoly
    }

    var mode: Mode {
        switch self {
        case .aes128CBC, .aes192CBC, .aes256CBC, .tripleDESCBC, .rc2CBC, .desCBC: .cbc
        case .aes128GCM, .aes192GCM, .aes256GCM: .gcm
        case .aes128CCM, .aes192CCM, .aes256CCM: .ccm
        case .chaCha20Poly1305: .chaChaPoly
        }
    }
}

extension ContentCipher: AlgorithmRole {
    /// `content cipher`
    public static var role: String { "content cipher" }

    /// Content ciphers.
    public static let table: [AlgorithmRow<ContentCipher>] = [
        .init(.aes256CBC, "aes-256-cbc", "2.16.840.1.101.3.4.1.42", .iv(16), .recommended, "RFC 3565 §4.1"),
        .init(.aes192CBC, "aes-192-cbc", "2.16.840.1.101.3.4.1.22", .iv(16), .acceptable, "RFC 3565 §4.1"),
        .init(.aes128CBC, "aes-128-cbc", "2.16.840.1.101.3.4.1.2", .iv(16), .recommended, "RFC 3565 §4.1"),
        .init(.aes256GCM, "aes-256-gcm", "2.16.840.1.101.3.4.1.46", .structured, .recommended, "RFC 5084 §3.2"),
        .init(.aes192GCM, "aes-192-gcm", "2.16.840.1.101.3.4.1.26", .structured, .acceptable, "RFC 5084 §3.2"),
        .init(.aes128GCM, "aes-128-gcm", "2.16.840.1.101.3.4.1.6", .structured, .recommended, "RFC 5084 §3.2"),
        .init(.aes256CCM, "aes-256-ccm", "2.16.840.1.101.3.4.1.47", .structured, .acceptable, "RFC 5084 §3.1"),
        .init(.aes192CCM, "aes-192-ccm", "2.16.840.1.101.3.4.1.27", .structured, .acceptable, "RFC 5084 §3.1"),
        .init(.aes128CCM, "aes-128-ccm", "2.16.840.1.101.3.4.1.7", .structured, .acceptable, "RFC 5084 §3.1"),
        .init(
            .chaCha20Poly1305, "chacha20-poly1305", "1.2.840.113549.1.9.16.3.18", .iv(12), .acceptable, "RFC 8103 §2"),
        .init(.tripleDESCBC, "des-ede3-cbc", "1.2.840.113549.3.7", .iv(8), .legacy, "RFC 3370 §5.1"),
        .init(.rc2CBC, "rc2-cbc", "1.2.840.113549.3.2", .structured, .legacy, "RFC 3370 §5.2"),
        .init(.desCBC, "des-cbc", "1.3.14.3.2.7", .iv(8), .legacy, "RFC 8018 §B.2.1"),
    ]

    /// What OpenSSL and mail programs call the ciphers of every mail.
    public static var shortNames: [String: ContentCipher] {
        [
            "aes128": .aes128CBC, "aes192": .aes192CBC, "aes256": .aes256CBC, "3des": .tripleDESCBC,
            "des3": .tripleDESCBC,
        ]
    }

    /// Content ciphers that other software uses.
    public static var knownButUnsupported: [ObjectIdentifier: String] {
        [
            "1.2.840.113549.3.4": "rc4",
            "1.2.392.200011.61.1.1.1.2": "camellia-128-cbc", "1.2.392.200011.61.1.1.1.4": "camellia-256-cbc",
        ]
    }
}
