internal import SignetBytes

/// AES (FIPS 197), without a table and without a branch on what is secret: bits of many bytes are computed side by side.
///
/// Encryption in chaining goes one block at a time (`AESBlock`), decryption 32 at a time (`AESBatch`).
struct AES: BlockCipher {
    /// The round keys of FIPS 197 §5.2, then the same in the form that `AESBlock` takes: 16 bytes each.
    private let roundKeys: SecretSlice
    private let roundCount: Int

    /// The key has 16, 24 or 32 bytes.
    init(key: Span<UInt8>) {
        let wordCount = key.count / 4
        roundCount = wordCount + 6
        roundKeys = AES.expand(key, wordCount: wordCount, roundCount: wordCount + 6).shared()
    }

    func encrypt(_ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer) {
        unsafe roundKeys.span.withUnsafeBytes { keys in
            let keys = unsafe keys.baseAddress! + (roundCount + 1) * 16
            unsafe AESBlock.encrypt(blocks, count: count, chain: chain, keys: keys, roundCount: roundCount)
        }
    }

    func decrypt(_ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer) {
        unsafe roundKeys.span.withUnsafeBytes { keys in
            unsafe AESBatch.decrypt(blocks, count: count, chain: chain, keys: keys.baseAddress!, roundCount: roundCount)
        }
    }

    /// KeyExpansion (FIPS 197 §5.2), words in the processor's order of bytes, which on every platform of ours is the
    /// order in memory.
    private static func expand(_ key: Span<UInt8>, wordCount: Int, roundCount: Int) -> SecretBytes {
        let total = 4 * (roundCount + 1)
        var schedule = SecretBytes(zeros: total * 8)
        var bytes = schedule.mutableSpan
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
