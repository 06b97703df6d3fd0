internal import SignetBytes

#if arch(x86_64)
internal import SignetKernelsAVX512
internal import SignetKernelsX86
#endif

/// AES (FIPS 197): by the processor's instructions, or without a table and without a branch on what is secret, bits of
/// many bytes being computed side by side.
///
/// Portable encryption in chaining goes one block at a time (`AESBlock`); decryption and counter mode 32 at a time
/// (`AESBatch`).
struct AES: BlockCipher {
    /// The round keys of FIPS 197 §5.2, 16 bytes each; then as many in the form that `AESBlock` takes, or those of the
    /// inverse cipher for the processor's instructions.
    private let roundKeys: SecretSlice
    private let roundCount: Int
    let level: CPU.Level

    /// The key has 16, 24 or 32 bytes.
    init(key: Span<UInt8>, level: CPU.Level) {
        let wordCount = key.count / 4
        roundCount = wordCount + 6
        self.level = level
        roundKeys = AES.expand(key, wordCount: wordCount, roundCount: wordCount + 6, level).shared()
    }

    func encrypt(_ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer) {
        unsafe roundKeys.span.withUnsafeBytes { keys in
            let keys = keys.baseAddress!
            #if arch(x86_64)
            if level >= .x86 {
                return unsafe AESX86.encryptChained(
                    blocks, count: count, chain: chain, keys: keys, roundCount: roundCount)
            }
            #endif
            unsafe AESBlock.encrypt(blocks, count: count, chain: chain, keys: planes(keys), roundCount: roundCount)
        }
    }

    func decrypt(_ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer) {
        unsafe roundKeys.span.withUnsafeBytes { keys in
            let keys = keys.baseAddress!
            #if arch(x86_64)
            let inverse = unsafe keys + (roundCount + 1) * 16
            if level >= .avx512 {
                return unsafe AESAVX512.decryptChained(
                    blocks, count: count, chain: chain, keys: inverse, roundCount: roundCount)
            }
            if level >= .x86 {
                return unsafe AESX86.decryptChained(
                    blocks, count: count, chain: chain, keys: inverse, roundCount: roundCount)
            }
            #endif
            unsafe AESBatch.decrypt(blocks, count: count, chain: chain, keys: keys, roundCount: roundCount)
        }
    }

    /// Encrypts in chaining and keeps only the last block, in `chain`.
    func authenticate(_ blocks: UnsafeRawPointer, count: Int, chain: UnsafeMutableRawPointer) {
        unsafe roundKeys.span.withUnsafeBytes { keys in
            let keys = keys.baseAddress!
            #if arch(x86_64)
            if level >= .x86 {
                return unsafe AESX86.authenticateChained(
                    blocks, count: count, chain: chain, keys: keys, roundCount: roundCount)
            }
            #endif
            unsafe AESBlock.authenticate(
                blocks, count: count, chain: chain, keys: planes(keys), roundCount: roundCount)
        }
    }

    /// Adds the key stream of counter mode to whole blocks. The last four bytes of `counter` count, modulo 2³², and are
    /// left at the next value.
    func applyCounter(_ blocks: UnsafeMutableRawPointer, count: Int, counter: UnsafeMutableRawPointer) {
        unsafe roundKeys.span.withUnsafeBytes { keys in
            let keys = keys.baseAddress!
            #if arch(x86_64)
            if level >= .avx512 {
                return unsafe AESAVX512.applyCounter(
                    blocks, count: count, counter: counter, keys: keys, roundCount: roundCount)
            }
            if level >= .x86 {
                return unsafe AESX86.applyCounter(
                    blocks, count: count, counter: counter, keys: keys, roundCount: roundCount)
            }
            #endif
            if count < 6 {
                unsafe AESBlock.applyCounter(
                    blocks, count: count, counter: counter, keys: planes(keys), roundCount: roundCount)
            } else {
                unsafe AESBatch.applyCounter(
                    blocks, count: count, counter: counter, keys: keys, roundCount: roundCount)
            }
        }
    }

    /// Counter mode from `source` into `blocks`, which may be the same, and GHASH of what goes in, under the hash key that
    /// `powers` were made of.
    func open(
        _ source: UnsafeRawPointer, into blocks: UnsafeMutableRawPointer, count: Int,
        counter: UnsafeMutableRawPointer, hash: UnsafeMutableRawPointer, powers: UnsafeRawPointer
    ) {
        #if arch(x86_64)
        if level >= .x86 {
            return unsafe roundKeys.span.withUnsafeBytes { keys in
                let keys = keys.baseAddress!
                if level >= .avx512 {
                    unsafe AESAVX512.open(
                        source, into: blocks, count: count, counter: counter, hash: hash, keys: keys,
                        roundCount: roundCount, powers: powers)
                } else {
                    unsafe AESX86.open(
                        source, into: blocks, count: count, counter: counter, hash: hash, keys: keys,
                        roundCount: roundCount, powers: powers)
                }
            }
        }
        #endif
        unsafe GHASH.authenticate(source, count: count, hash: hash, powers: powers, level)
        unsafe blocks.copyMemory(from: source, byteCount: count * 16)
        unsafe applyCounter(blocks, count: count, counter: counter)
    }

    /// Counter mode, and GHASH of what comes out, under the hash key that `powers` were made of.
    func seal(
        _ blocks: UnsafeMutableRawPointer, count: Int, counter: UnsafeMutableRawPointer,
        hash: UnsafeMutableRawPointer, powers: UnsafeRawPointer
    ) {
        #if arch(x86_64)
        if level >= .x86 {
            return unsafe roundKeys.span.withUnsafeBytes { keys in
                let keys = keys.baseAddress!
                if level >= .avx512 {
                    unsafe AESAVX512.seal(
                        blocks, count: count, counter: counter, hash: hash, keys: keys, roundCount: roundCount,
                        powers: powers)
                } else {
                    unsafe AESX86.seal(
                        blocks, count: count, counter: counter, hash: hash, keys: keys, roundCount: roundCount,
                        powers: powers)
                }
            }
        }
        #endif
        unsafe applyCounter(blocks, count: count, counter: counter)
        unsafe GHASH.authenticate(blocks, count: count, hash: hash, powers: powers, level)
    }

    private func planes(_ keys: UnsafeRawPointer) -> UnsafeRawPointer { unsafe keys + (roundCount + 1) * 16 }

    /// KeyExpansion (FIPS 197 §5.2), words in the processor's order of bytes, which on every platform of ours is the
    /// order in memory.
    private static func expand(
        _ key: Span<UInt8>, wordCount: Int, roundCount: Int, _ level: CPU.Level
    ) -> SecretBytes {
        let total = 4 * (roundCount + 1)
        var schedule = SecretBytes(zeros: total * 8)
        var bytes = schedule.mutableSpan
        #if arch(x86_64)
        if level >= .x86 {
            unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe key.withUnsafeBytes { key in
                    unsafe AESX86.expand(
                        key.baseAddress!, wordCount: wordCount, roundCount: roundCount, into: buffer.baseAddress!)
                }
            }
            return schedule
        }
        #endif
        for index in key.indices { bytes[index] = key[index] }
        unsafe bytes.withUnsafeMutableBytes { buffer in
            let words = buffer.baseAddress!
            var constant: UInt32 = 1
            for index in wordCount..<total {
                var word = unsafe words.loadUnaligned(fromByteOffset: (index - 1) * 4, as: UInt32.self)
                if index % wordCount == 0 {
                    // RotWord, SubWord, Rcon.
                    word = AESBlock.substitute(word >> 8 | word << 24) ^ constant
                    constant = constant << 1 ^ (constant >> 7) * 0x11B
                } else if wordCount > 6, index % wordCount == 4 {
                    word = AESBlock.substitute(word)
                }
                word ^= unsafe words.loadUnaligned(fromByteOffset: (index - wordCount) * 4, as: UInt32.self)
                unsafe words.storeBytes(of: word, toByteOffset: index * 4, as: UInt32.self)
            }
            for round in 0...roundCount {
                let (low, high) = unsafe AESBlock.planes(
                    words.loadUnaligned(fromByteOffset: round * 16, as: UInt64.self),
                    words.loadUnaligned(fromByteOffset: round * 16 + 8, as: UInt64.self))
                let target = unsafe words + (total * 4 + round * 16)
                unsafe target.storeBytes(of: low, as: UInt64.self)
                unsafe target.storeBytes(of: high, toByteOffset: 8, as: UInt64.self)
            }
        }
        return schedule
    }
}
