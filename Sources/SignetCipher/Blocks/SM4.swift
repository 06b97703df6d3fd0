/// SM4 (GB/T 32907-2016, ISO/IEC 18033-3): for reading key files.
struct SM4: SingleBlockCipher {
    static let blockByteCount = 16
    private let keys: ErasedWords<UInt32>

    /// The key has 16 bytes.
    init(key: Span<UInt8>) {
        // FK.
        let system: [UInt32] = [0xA3B1_BAC6, 0x56AA_3350, 0x677D_9197, 0xB270_22DC]
        var words = zip(bigEndianWords(key, as: UInt32.self), system).map { $0 ^ $1 }
        for round in 0..<32 {
            // CK: the bytes are the multiples of 7.
            let constant = (0..<4).reduce(0) { $0 << 8 | UInt32((4 * round + $1) * 7 & 255) }
            let mixed = Self.substituted(words[round + 1] ^ words[round + 2] ^ words[round + 3] ^ constant)
            words.append(words[round] ^ mixed ^ rotated(mixed, left: 13) ^ rotated(mixed, left: 23))
        }
        keys = ErasedWords(Array(words[4...]))
        for index in words.indices { words[index] = 0 }
    }

    /// τ: the substitution of each byte.
    private static func substituted(_ word: UInt32) -> UInt32 {
        var result: UInt32 = 0
        for index in UInt32(0)..<4 {
            let shift = 8 &* index
            result |= UInt32(SubstitutionTables.sm4[UInt8(truncatingIfNeeded: word &>> shift)]) &<< shift
        }
        return result
    }

    /// The rounds, in the order of the keys or backwards.
    private func run(_ block: SIMD2<UInt64>, isReversed: Bool) -> SIMD2<UInt64> {
        var words = SIMD4(
            UInt32(truncatingIfNeeded: block[0] >> 32), UInt32(truncatingIfNeeded: block[0]),
            UInt32(truncatingIfNeeded: block[1] >> 32), UInt32(truncatingIfNeeded: block[1]))
        for round in 0..<32 {
            let key = keys[isReversed ? 31 - round : round]
            let mixed = Self.substituted(words[1] ^ words[2] ^ words[3] ^ key)
            let next =
                words[0] ^ mixed ^ rotated(mixed, left: 2) ^ rotated(mixed, left: 10) ^ rotated(mixed, left: 18)
                ^ rotated(mixed, left: 24)
            words = SIMD4(words[1], words[2], words[3], next)
        }
        return SIMD2(UInt64(words[3]) << 32 | UInt64(words[2]), UInt64(words[1]) << 32 | UInt64(words[0]))
    }

    func encrypt(_ block: SIMD2<UInt64>) -> SIMD2<UInt64> { run(block, isReversed: false) }
    func decrypt(_ block: SIMD2<UInt64>) -> SIMD2<UInt64> { run(block, isReversed: true) }
}
