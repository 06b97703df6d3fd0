internal import SignetBytes

/// The block ciphers.
public enum CipherAlgorithm: Hashable, Sendable {
    /// AES with a key of 16 bytes (FIPS 197).
    case aes128
    /// AES with a key of 24 bytes (FIPS 197).
    case aes192
    /// AES with a key of 32 bytes (FIPS 197).
    case aes256
    /// Triple DES, encrypt-decrypt-encrypt, with three keys (24 bytes) or two (16 bytes) (SP 800-67): its block of 8
    /// bytes is too small for large messages; for reading old ones.
    case tripleDES
    /// DES (FIPS 46-3): broken by search; for reading old messages.
    case des
    /// RC2 (RFC 2268) with a key of 1 to 128 bytes searched as if it had `effectiveBits`: for reading old messages.
    case rc2(effectiveBits: Int)
    /// Camellia (RFC 3713) with a key of 16, 24 or 32 bytes: this and the following for reading key files.
    case camellia(keyByteCount: Int)
    /// ARIA (RFC 5794) with a key of 16, 24 or 32 bytes.
    case aria(keyByteCount: Int)
    /// SEED (RFC 4269).
    case seed
    /// IDEA.
    case idea
    /// Blowfish.
    case blowfish
    /// CAST-128 (RFC 2144).
    case cast128
    /// SM4 (GB/T 32907).
    case sm4

    /// The size of a block, and of an initialisation vector.
    public var blockByteCount: Int {
        switch self {
        case .aes128, .aes192, .aes256, .camellia, .aria, .seed, .sm4: 16
        case .tripleDES, .des, .rc2, .idea, .blowfish, .cast128: 8
        }
    }

    /// The length of a new key.
    public var keyByteCount: Int {
        switch self {
        case .aes128: 16
        case .aes192: 24
        case .aes256: 32
        case .tripleDES: 24
        case .des: 8
        case .camellia(let keyByteCount), .aria(let keyByteCount): keyByteCount
        case .seed, .idea, .blowfish, .cast128, .sm4: 16
        case .rc2(let effectiveBits): min(max((effectiveBits + 7) / 8, 1), 128)
        }
    }

    /// Whether a key may have this length. Triple DES takes 16 bytes too, RC2 anything from 1 to 128.
    public func accepts(keyByteCount: Int) -> Bool {
        switch self {
        case .tripleDES: keyByteCount == 16 || keyByteCount == 24
        case .rc2: (1...128).contains(keyByteCount)
        case .blowfish: (4...56).contains(keyByteCount)
        case .cast128: (5...16).contains(keyByteCount)
        case .camellia, .aria: keyByteCount == self.keyByteCount && [16, 24, 32].contains(keyByteCount)
        default: keyByteCount == self.keyByteCount
        }
    }
}

extension CipherAlgorithm {
    /// The cipher, keyed to encrypt or to decrypt.
    func keyed(
        _ key: Span<UInt8>, decrypting: Bool, _ level: CPU.Level
    ) throws(CipherError) -> KeyedCipher {
        guard accepts(keyByteCount: key.count) else {
            switch self {
            case .tripleDES: throw .keyByteCount(key.count, allowed: 16...24)
            case .rc2: throw .keyByteCount(key.count, allowed: 1...128)
            case .blowfish: throw .keyByteCount(key.count, allowed: 4...56)
            case .cast128: throw .keyByteCount(key.count, allowed: 5...16)
            case .camellia, .aria: throw .keyByteCount(key.count, allowed: 16...32)
            default: throw .keyByteCount(key.count, allowed: keyByteCount...keyByteCount)
            }
        }
        switch self {
        case .aes128, .aes192, .aes256: return .aes(try KeyedAES(key: key, decrypting: decrypting, level))
        case .tripleDES, .des: return .other(DES(key: key, level: level))
        case .camellia: return .other(Camellia(key: key))
        case .aria: return .other(ARIA(key: key))
        case .seed: return .other(SEED(key: key))
        case .idea: return .other(IDEA(key: key))
        case .blowfish: return .other(Blowfish(key: key))
        case .cast128: return .other(CAST128(key: key))
        case .sm4: return .other(SM4(key: key))
        case .rc2(let effectiveBits):
            guard (1...1024).contains(effectiveBits) else { throw .effectiveBitCount(effectiveBits) }
            return .other(RC2(key: key, effectiveBitCount: effectiveBits))
        }
    }
}

/// A cipher with its key. AES stands by itself: a short message should not wait for more than its rounds.
enum KeyedCipher: ~Copyable, Sendable {
    case aes(KeyedAES)
    case other(any BlockCipher)

    /// See `BlockCipher`.
    borrowing func encrypt(_ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer) {
        switch self {
        case .aes(let cipher): unsafe cipher.encrypt(blocks, count: count, chain: chain)
        case .other(let cipher): unsafe cipher.encrypt(blocks, count: count, chain: chain)
        }
    }

    /// See `BlockCipher`.
    borrowing func decrypt(_ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer) {
        switch self {
        case .aes(let cipher): unsafe cipher.decrypt(blocks, count: count, chain: chain)
        case .other(let cipher): unsafe cipher.decrypt(blocks, count: count, chain: chain)
        }
    }
}
