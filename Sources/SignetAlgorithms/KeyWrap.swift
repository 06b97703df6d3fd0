public import SignetASN1
public import SignetBytes
public import SignetCipher

/// An algorithm that encrypts a key under another secret key (RFC 3565 §2.3.2, RFC 3370 §4.3).
public enum KeyWrap: CaseIterable, Hashable, Sendable {
    /// AES-128 key wrap
    case aes128
    /// AES-192 key wrap
    case aes192
    /// AES-256 key wrap
    case aes256
    /// AES-128 key wrap with padding
    case aes128Padded
    /// AES-192 key wrap with padding
    case aes192Padded
    /// AES-256 key wrap with padding
    case aes256Padded
    /// Triple DES key wrap
    case tripleDES
    /// RC2 key wrap
    case rc2
}

extension KeyWrap: AlgorithmRole {
    /// `key wrap algorithm`
    public static var role: String { "key wrap algorithm" }

    /// Key wrap algorithms.
    public static let table: [AlgorithmRow<KeyWrap>] = [
        .init(.aes256, "aes-256-wrap", "2.16.840.1.101.3.4.1.45", .absent, .recommended, "RFC 3565 §2.3.2"),
        .init(.aes192, "aes-192-wrap", "2.16.840.1.101.3.4.1.25", .absent, .acceptable, "RFC 3565 §2.3.2"),
        .init(.aes128, "aes-128-wrap", "2.16.840.1.101.3.4.1.5", .absent, .recommended, "RFC 3565 §2.3.2"),
        .init(.aes256Padded, "aes-256-wrap-pad", "2.16.840.1.101.3.4.1.48", .absent, .acceptable, "RFC 5649 §4.2"),
        .init(.aes192Padded, "aes-192-wrap-pad", "2.16.840.1.101.3.4.1.28", .absent, .acceptable, "RFC 5649 §4.2"),
        .init(.aes128Padded, "aes-128-wrap-pad", "2.16.840.1.101.3.4.1.8", .absent, .acceptable, "RFC 5649 §4.2"),
        .init(.tripleDES, "des-ede3-wrap", "1.2.840.113549.1.9.16.3.6", .null, .legacy, "RFC 3370 §4.3.1"),
        .init(.rc2, "rc2-wrap", "1.2.840.113549.1.9.16.3.7", .structuredOrAbsent, .legacy, "RFC 3370 §4.3.2"),
    ]

    /// Key wrap algorithms that other software uses.
    public static var knownButUnsupported: [ObjectIdentifier: String] {
        [
            "1.2.392.200011.61.1.1.3.2": "camellia-128-wrap", "1.2.392.200011.61.1.1.3.4": "camellia-256-wrap",
            "1.2.410.200004.7.1.1.1": "seed-wrap",
        ]
    }

    /// The length of the key-encryption key; an RC2 one may have any, and 16 bytes are usual.
    public var keyByteCount: Int {
        switch self {
        case .aes128, .aes128Padded, .rc2: 16
        case .aes192, .aes192Padded, .tripleDES: 24
        case .aes256, .aes256Padded: 32
        }
    }

    /// The AES key wrap for a key-encryption key of this length.
    public init?(keyByteCount: Int) {
        switch keyByteCount {
        case 16: self = .aes128
        case 24: self = .aes192
        case 32: self = .aes256
        default: return nil
        }
    }

    /// `key` under another one.
    public func wrap(_ key: Span<UInt8>, under keyEncryptionKey: Span<UInt8>) throws(CipherError) -> Bytes {
        try check(keyEncryptionKey)
        return switch self {
        case .aes128, .aes192, .aes256: try AESKeyWrap.wrap(key, under: keyEncryptionKey)
        case .aes128Padded, .aes192Padded, .aes256Padded:
            try AESKeyWrap.wrapPadded(key, under: keyEncryptionKey)
        case .tripleDES: try TripleDESKeyWrap.wrap(key, under: keyEncryptionKey)
        case .rc2: try RC2KeyWrap.wrap(key, under: keyEncryptionKey)
        }
    }

    /// The key inside, or an error.
    public func unwrap(
        _ wrapped: Span<UInt8>, under keyEncryptionKey: Span<UInt8>
    ) throws(CipherError) -> SecretBytes {
        try check(keyEncryptionKey)
        return switch self {
        case .aes128, .aes192, .aes256: try AESKeyWrap.unwrap(wrapped, under: keyEncryptionKey)
        case .aes128Padded, .aes192Padded, .aes256Padded:
            try AESKeyWrap.unwrapPadded(wrapped, under: keyEncryptionKey)
        case .tripleDES: try TripleDESKeyWrap.unwrap(wrapped, under: keyEncryptionKey)
        case .rc2: try RC2KeyWrap.unwrap(wrapped, under: keyEncryptionKey)
        }
    }

    private func check(_ keyEncryptionKey: Span<UInt8>) throws(CipherError) {
        guard self == .rc2 || keyEncryptionKey.count == keyByteCount else {
            throw .keyByteCount(keyEncryptionKey.count, allowed: keyByteCount...keyByteCount)
        }
    }
}
