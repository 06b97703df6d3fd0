internal import SignetBytes

#if arch(x86_64)
internal import SignetKernelsAVX2
internal import SignetKernelsAVX512
internal import SignetKernelsX86
#endif

/// AES (FIPS 197): by the processor's instructions, or without a table and without a branch on what is secret, bits of
/// many bytes being computed side by side.
///
/// A value says how many rounds there are and which instructions; the round keys, 16 bytes each, lie in memory that their owner
/// erases, and that nobody else uses meanwhile. Portably they are planes (`AESPlanes`), and are computed with the first block;
/// encryption in chaining goes one block at a time (`AESBlock`), decryption and counter mode eight at a time (`AESEight`) or 32
/// (`AESBatch`).
struct AES: Sendable {
    /// How many blocks are not too few for `AESEight`, which takes eight at a time, and too few for `AESBatch`.
    private static let fewBlocks = 24

    private let roundCount: Int
    let level: CPU.Level

    /// For keys of 16, 24 or 32 bytes.
    init(keyByteCount: Int, _ level: CPU.Level) throws(CipherError) {
        guard keyByteCount == 16 || keyByteCount == 24 || keyByteCount == 32 else {
            throw .keyByteCount(keyByteCount, allowed: 16...32)
        }
        roundCount = keyByteCount / 4 + 6
        self.level = level
    }

    func encrypt(
        _ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer, keys: UnsafeMutableRawPointer
    ) {
        #if arch(x86_64)
        if level >= .x86 {
            return unsafe AESX86.encryptChained(
                blocks, count: count, chain: chain, keys: keys, roundCount: roundCount)
        }
        #endif
        unsafe AESBlock.encrypt(blocks, count: count, chain: chain, keys: keys, roundCount: roundCount)
    }

    /// Decrypts; `keys` were expanded for it.
    func decrypt(
        _ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer, keys: UnsafeMutableRawPointer
    ) {
        #if arch(x86_64)
        if level >= .avx512, count >= 8 {
            return unsafe AESAVX512.decryptChained(
                blocks, count: count, chain: chain, keys: keys, roundCount: roundCount)
        }
        if level >= .x86 {
            var done = 0
            if isWide(count) {
                done = unsafe AESAVX2.decryptChained(
                    blocks, count: count, chain: chain, keys: keys, roundCount: roundCount)
            }
            return unsafe AESX86.decryptChained(
                blocks + done * 16, count: count - done, chain: chain, keys: keys, roundCount: roundCount)
        }
        #endif
        unsafe AESPlanes.complete(keys, roundCount)
        if count <= AES.fewBlocks {
            unsafe AESEight.decrypt(blocks, count: count, chain: chain, keys: keys, roundCount: roundCount)
        } else {
            unsafe AESBatch.decrypt(blocks, count: count, chain: chain, keys: keys, roundCount: roundCount)
        }
    }

    /// Encrypts in chaining and keeps only the last block, in `chain`.
    func authenticate(
        _ blocks: UnsafeRawPointer, count: Int, chain: UnsafeMutableRawPointer, keys: UnsafeMutableRawPointer
    ) {
        #if arch(x86_64)
        if level >= .x86 {
            return unsafe AESX86.authenticateChained(
                blocks, count: count, chain: chain, keys: keys, roundCount: roundCount)
        }
        #endif
        unsafe AESBlock.authenticate(blocks, count: count, chain: chain, keys: keys, roundCount: roundCount)
    }

    /// Adds the key stream of counter mode to whole blocks. The last four bytes of `counter` count, modulo 2³², and are
    /// left at the next value.
    func applyCounter(
        _ blocks: UnsafeMutableRawPointer, count: Int, counter: UnsafeMutableRawPointer, keys: UnsafeMutableRawPointer
    ) {
        #if arch(x86_64)
        if level >= .avx512, count >= 8 {
            return unsafe AESAVX512.applyCounter(
                blocks, count: count, counter: counter, keys: keys, roundCount: roundCount)
        }
        if level >= .x86 {
            var done = 0
            if isWide(count) {
                done = unsafe AESAVX2.applyCounter(
                    blocks, count: count, counter: counter, keys: keys, roundCount: roundCount)
            }
            return unsafe AESX86.applyCounter(
                blocks + done * 16, count: count - done, counter: counter, keys: keys, roundCount: roundCount)
        }
        #endif
        guard count > 1 else {
            return unsafe AESBlock.applyCounter(
                blocks, count: count, counter: counter, keys: keys, roundCount: roundCount)
        }
        unsafe AESPlanes.complete(keys, roundCount)
        if count <= AES.fewBlocks {
            unsafe AESEight.applyCounter(blocks, count: count, counter: counter, keys: keys, roundCount: roundCount)
        } else {
            unsafe AESBatch.applyCounter(blocks, count: count, counter: counter, keys: keys, roundCount: roundCount)
        }
    }

    /// Counter mode from `source` into `blocks`, which may be the same, and GHASH of what goes in, under the hash key that
    /// `powers` were made of.
    func open(
        _ source: UnsafeRawPointer, into blocks: UnsafeMutableRawPointer, count: Int,
        counter: UnsafeMutableRawPointer, hash: UnsafeMutableRawPointer, keys: UnsafeMutableRawPointer,
        powers: UnsafeRawPointer
    ) {
        #if arch(x86_64)
        if level >= .avx512, count >= 8 {
            return unsafe withRoomForPowers(count) {
                unsafe AESAVX512.open(
                    source, into: blocks, count: count, counter: counter, hash: hash, keys: keys,
                    roundCount: roundCount, powers: powers, more: $0)
            }
        }
        if level >= .x86 {
            var done = 0
            if isWide(count) {
                done = unsafe AESAVX2.open(
                    source, into: blocks, count: count, counter: counter, hash: hash, keys: keys,
                    roundCount: roundCount, powers: powers)
            }
            return unsafe AESX86.open(
                source + done * 16, into: blocks + done * 16, count: count - done, counter: counter, hash: hash,
                keys: keys, roundCount: roundCount, powers: powers)
        }
        #endif
        unsafe GHASH.authenticate(source, count: count, hash: hash, powers: powers, level)
        unsafe blocks.copyMemory(from: source, byteCount: count * 16)
        unsafe applyCounter(blocks, count: count, counter: counter, keys: keys)
    }

    /// Counter mode, and GHASH of what comes out, under the hash key that `powers` were made of.
    func seal(
        _ blocks: UnsafeMutableRawPointer, count: Int, counter: UnsafeMutableRawPointer,
        hash: UnsafeMutableRawPointer, keys: UnsafeMutableRawPointer, powers: UnsafeRawPointer
    ) {
        #if arch(x86_64)
        if level >= .avx512, count >= 8 {
            return unsafe withRoomForPowers(count) {
                unsafe AESAVX512.seal(
                    blocks, count: count, counter: counter, hash: hash, keys: keys, roundCount: roundCount,
                    powers: powers, more: $0)
            }
        }
        if level >= .x86 {
            var done = 0
            if isWide(count) {
                done = unsafe AESAVX2.seal(
                    blocks, count: count, counter: counter, hash: hash, keys: keys, roundCount: roundCount,
                    powers: powers)
            }
            return unsafe AESX86.seal(
                blocks + done * 16, count: count - done, counter: counter, hash: hash, keys: keys,
                roundCount: roundCount, powers: powers)
        }
        #endif
        unsafe applyCounter(blocks, count: count, counter: counter, keys: keys)
        unsafe GHASH.authenticate(blocks, count: count, hash: hash, powers: powers, level)
    }

    #if arch(x86_64)
    /// Lends `AESAVX512` room for more powers where there are 4 KiB or more. (Beside the key, it would make short messages wait for
    /// memory.)
    @inline(__always)
    private func withRoomForPowers(_ count: Int, _ body: (UnsafeMutableRawPointer?) -> Void) {
        if count >= 256 { unsafe ErasedStack.with1KiB { unsafe body($0) } } else { body(nil) }
    }

    /// Whether so many blocks fill the vectors of `AESAVX2`, and the processor has its instructions.
    @inline(__always)
    private func isWide(_ count: Int) -> Bool { level >= .avx2 && count >= 16 && CPU.hasVectorAES }
    #endif

    /// How many blocks of key stream go together whether they are wanted or not: portably `AESEight` makes eight of them in 1.3
    /// times what one takes.
    var blocksAtOnce: Int { level == .portable ? 8 : 1 }

    /// How much memory the round keys want.
    var keysByteCount: Int {
        level == .portable ? AESPlanes.keysByteCount(roundCount: roundCount) : (roundCount + 1) * 16
    }

    /// KeyExpansion (FIPS 197 §5.2). The processor's instructions take other keys to decrypt than to encrypt.
    func expand(_ key: Span<UInt8>, decrypting: Bool = false, into keys: UnsafeMutableRawPointer) {
        unsafe key.withUnsafeBytes { key in
            let key = key.baseAddress!
            #if arch(x86_64)
            if level >= .x86 {
                return unsafe AESX86.expand(key, roundCount: roundCount, decrypting: decrypting, into: keys)
            }
            #endif
            unsafe AESPlanes.keep(key, roundCount: roundCount, in: keys)
        }
    }
}

/// AES with one key, to encrypt or to decrypt in chaining.
struct KeyedAES: ~Copyable, Sendable {
    private let cipher: AES
    private let keys: SecretMemory

    init(key: Span<UInt8>, decrypting: Bool, _ level: CPU.Level) throws(CipherError) {
        cipher = try AES(keyByteCount: key.count, level)
        keys = SecretMemory(byteCount: cipher.keysByteCount)
        unsafe cipher.expand(key, decrypting: decrypting, into: keys.start)
    }

    /// See `BlockCipher`.
    borrowing func encrypt(_ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer) {
        unsafe cipher.encrypt(blocks, count: count, chain: chain, keys: keys.start)
    }

    /// See `BlockCipher`.
    borrowing func decrypt(_ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer) {
        unsafe cipher.decrypt(blocks, count: count, chain: chain, keys: keys.start)
    }
}
