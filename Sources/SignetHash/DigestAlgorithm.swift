package import SignetBytes

/// The hash functions.
public enum DigestAlgorithm: CaseIterable, Hashable, Sendable {
    /// MD2 (RFC 1319): broken; for reading old files.
    case md2
    /// MD4 (RFC 1320): broken; for reading old files.
    case md4
    /// MD5 (RFC 1321): broken; for reading old files.
    case md5
    /// SHA-1 (FIPS 180-4 §6.1): collisions are known; for reading old messages and files.
    case sha1
    /// SHA-224 (FIPS 180-4 §6.3).
    case sha224
    /// SHA-256 (FIPS 180-4 §6.2).
    case sha256
    /// SHA-384 (FIPS 180-4 §6.5).
    case sha384
    /// SHA-512 (FIPS 180-4 §6.4).
    case sha512
    /// SHA-512/224 (FIPS 180-4 §6.6).
    case sha512_224
    /// SHA-512/256 (FIPS 180-4 §6.7).
    case sha512_256
    /// SHA3-224 (FIPS 202 §6.1).
    case sha3_224
    /// SHA3-256 (FIPS 202 §6.1).
    case sha3_256
    /// SHA3-384 (FIPS 202 §6.1).
    case sha3_384
    /// SHA3-512 (FIPS 202 §6.1).
    case sha3_512
    /// SHAKE128 cut to 32 bytes, as CMS uses it for a digest (RFC 8702 §3.1).
    case shake128
    /// SHAKE256 cut to 64 bytes, as CMS uses it for a digest (RFC 8702 §3.1).
    case shake256
    /// RIPEMD-160: this and the following for reading old files.
    case ripemd160
    /// SM3.
    case sm3
    /// Whirlpool.
    case whirlpool

    /// The size of a digest.
    public var digestByteCount: Int {
        switch self {
        case .md2, .md4, .md5: 16
        case .sha1, .ripemd160: 20
        case .sha224, .sha512_224, .sha3_224: 28
        case .sha256, .sha512_256, .sha3_256, .shake128, .sm3: 32
        case .sha384, .sha3_384: 48
        case .sha512, .sha3_512, .shake256, .whirlpool: 64
        }
    }

    /// How much the function takes in at a time: HMAC and the PKCS #12 derivation pad to it.
    public var blockByteCount: Int {
        switch self {
        case .md2: MD2.blockByteCount
        case .md4: MD4.blockByteCount
        case .md5: MD5.blockByteCount
        case .sha1: SHA1.blockByteCount
        case .ripemd160: RIPEMD160.blockByteCount
        case .sm3: SM3.blockByteCount
        case .whirlpool: Whirlpool.blockByteCount
        case .sha224, .sha256: SHA256.blockByteCount
        case .sha384, .sha512, .sha512_224, .sha512_256: SHA512.blockByteCount
        // The rate of the sponge: the state but for twice the size of the digest (FIPS 202 §6.1).
        case .shake128: 168
        case .sha3_224: 144
        case .sha3_256, .shake256: 136
        case .sha3_384: 104
        case .sha3_512: 72
        }
    }

    /// The digest of `bytes`.
    public func digest(of bytes: Span<UInt8>) -> Digest { digest(of: bytes, level: CPU.level) }

    package func digest(of bytes: Span<UInt8>, level: CPU.Level) -> Digest {
        // What is hashed here is public, so the memory need not be erased; and nothing of it need be zero.
        unsafe withUnsafeTemporaryAllocation(byteCount: HashState.memoryByteCount, alignment: 16) { memory in
            let memory = memory.baseAddress!
            var state = unsafe HashState(self, memory, level)
            unsafe state.update(bytes, memory)
            unsafe state.finalize(memory)
            return unsafe Digest(copying: memory, count: digestByteCount)
        }
    }
}

extension DigestAlgorithm {
    /// Whether this is a sponge, which pads otherwise and whose chaining value is its state (FIPS 202 §4).
    @inline(__always)
    var isSponge: Bool {
        switch self {
        case .sha3_224, .sha3_256, .sha3_384, .sha3_512, .shake128, .shake256: true
        default: false
        }
    }

    /// What follows the message in a sponge: a function's own bits, and the first of pad10*1 (FIPS 202 §6.1, §6.2, §B.2).
    var spongeSuffix: UInt8 { self == .shake128 || self == .shake256 ? 0x1F : 0x06 }

    /// How many bytes at the end of the last block hold the length of the message, in bits.
    var lengthByteCount: Int {
        switch self {
        case .md2: MD2.lengthByteCount
        case .md4: MD4.lengthByteCount
        case .md5: MD5.lengthByteCount
        case .sha1: SHA1.lengthByteCount
        case .ripemd160: RIPEMD160.lengthByteCount
        case .sm3: SM3.lengthByteCount
        case .whirlpool: Whirlpool.lengthByteCount
        case .sha224, .sha256: SHA256.lengthByteCount
        case .sha384, .sha512, .sha512_224, .sha512_256: SHA512.lengthByteCount
        case .sha3_224, .sha3_256, .sha3_384, .sha3_512, .shake128, .shake256: 0
        }
    }

    /// Whether that length begins with its lowest byte.
    var lengthIsLittleEndian: Bool { self == .md4 || self == .md5 || self == .ripemd160 }

    /// Whether a digest and the padding behind it take more than one block.
    @inline(__always)
    var digestFillsBlock: Bool { self == .md2 || self == .whirlpool }

    /// Writes the chaining value that a hash starts with, 64 bytes at most, or 200 of a sponge.
    func begin(_ chaining: UnsafeMutableRawPointer) {
        switch self {
        case .md2: unsafe chaining.initializeMemory(as: UInt8.self, repeating: 0, count: 32)
        case .md4, .md5:
            for index in 0..<4 { unsafe write(MD5.initialValue[index].byteSwapped, index, to: chaining) }
        case .sha1:
            for index in 0..<5 { unsafe write(SHA1.initialValue[index], index, to: chaining) }
        // The value of SHA-1, the bytes of each word the other way round.
        case .ripemd160:
            for index in 0..<5 { unsafe write(SHA1.initialValue[index].byteSwapped, index, to: chaining) }
        case .sm3: unsafe write(SM3.initialValue, to: chaining)
        case .whirlpool: unsafe chaining.initializeMemory(as: UInt8.self, repeating: 0, count: 64)
        case .sha224: unsafe write(SHA256.initialValue224, to: chaining)
        case .sha256: unsafe write(SHA256.initialValue, to: chaining)
        case .sha384: unsafe write(SHA512.initialValue384, to: chaining)
        case .sha512: unsafe write(SHA512.initialValue, to: chaining)
        case .sha512_224: unsafe write(SHA512.initialValue512Cut224, to: chaining)
        case .sha512_256: unsafe write(SHA512.initialValue512Cut256, to: chaining)
        case .sha3_224, .sha3_256, .sha3_384, .sha3_512, .shake128, .shake256:
            unsafe chaining.initializeMemory(as: UInt8.self, repeating: 0, count: Keccak.stateByteCount)
        }
    }

    /// Compresses `count` blocks into `chaining`; see `HashFunction.compress`.
    @inline(__always)
    func compress(
        _ blocks: UnsafeRawPointer, count: Int, into chaining: UnsafeMutableRawPointer,
        schedule: UnsafeMutableRawPointer, _ level: CPU.Level
    ) {
        switch self {
        case .md2: unsafe MD2.compress(blocks, count: count, into: chaining, schedule: schedule, level)
        case .md4: unsafe MD4.compress(blocks, count: count, into: chaining, schedule: schedule, level)
        case .md5: unsafe MD5.compress(blocks, count: count, into: chaining, schedule: schedule, level)
        case .sha1: unsafe SHA1.compress(blocks, count: count, into: chaining, schedule: schedule, level)
        case .ripemd160:
            unsafe RIPEMD160.compress(blocks, count: count, into: chaining, schedule: schedule, level)
        case .sm3: unsafe SM3.compress(blocks, count: count, into: chaining, schedule: schedule, level)
        case .whirlpool:
            unsafe Whirlpool.compress(blocks, count: count, into: chaining, schedule: schedule, level)
        case .sha224, .sha256:
            unsafe SHA256.compress(blocks, count: count, into: chaining, schedule: schedule, level)
        case .sha384, .sha512, .sha512_224, .sha512_256:
            unsafe SHA512.compress(blocks, count: count, into: chaining, schedule: schedule, level)
        case .sha3_224, .sha3_256, .sha3_384, .sha3_512, .shake128, .shake256:
            unsafe Keccak.absorb(blocks, count: count, rateByteCount: blockByteCount, into: chaining, level)
        }
    }

    /// Copies a chaining value from one place to another.
    @inline(__always)
    func copyChaining(from source: UnsafeRawPointer, to target: UnsafeMutableRawPointer) {
        unsafe target.copyMemory(from: source, byteCount: 64)
        if isSponge { unsafe (target + 64).copyMemory(from: source + 64, byteCount: Keccak.stateByteCount - 64) }
    }

    private func write(_ words: InlineArray<8, UInt32>, to chaining: UnsafeMutableRawPointer) {
        for index in 0..<8 { unsafe write(words[index], index, to: chaining) }
    }

    private func write(_ words: InlineArray<8, UInt64>, to chaining: UnsafeMutableRawPointer) {
        for index in 0..<8 {
            unsafe chaining.storeBytes(of: words[index].bigEndian, toByteOffset: index * 8, as: UInt64.self)
        }
    }

    private func write(_ word: UInt32, _ index: Int, to chaining: UnsafeMutableRawPointer) {
        unsafe chaining.storeBytes(of: word.bigEndian, toByteOffset: index * 4, as: UInt32.self)
    }
}
