/// ARIA (RFC 5794): for reading key files.
struct ARIA: SingleBlockCipher {
    static let blockByteCount = 16
    private let encryptionKeys: ErasedWords<UInt64>
    private let decryptionKeys: ErasedWords<UInt64>
    private let roundCount: Int

    /// The key has 16, 24 or 32 bytes (RFC 5794 §2.2).
    init(key: Span<UInt8>) {
        var words = bigEndianWords(key, as: UInt64.self)
        roundCount = 8 + 2 * words.count
        let constants: [SIMD2<UInt64>] = [
            SIMD2(0x517C_C1B7_2722_0A94, 0xFE13_ABE8_FA9A_6EE0), SIMD2(0x6DB1_4ACC_9E21_C820, 0xFF28_B1D5_EF5D_E2B0),
            SIMD2(0xDB92_371D_2126_E970, 0x0324_9775_04E8_C90E),
        ]
        let first = words.count - 2
        while words.count < 4 { words.append(0) }
        let w0 = SIMD2(words[0], words[1])
        let w1 = Self.odd(w0 ^ constants[first % 3]) ^ SIMD2(words[2], words[3])
        let w2 = Self.even(w1 ^ constants[(first + 1) % 3]) ^ w0
        let w3 = Self.odd(w2 ^ constants[(first + 2) % 3]) ^ w1
        let w = [w0, w1, w2, w3]
        func turned(_ pair: SIMD2<UInt64>, _ count: Int) -> SIMD2<UInt64> {
            let (x, y) = count >= 64 ? (pair[1], pair[0]) : (pair[0], pair[1])
            let shift = UInt64(count & 63)
            return SIMD2(x &<< shift | y &>> (64 - shift), y &<< shift | x &>> (64 - shift))
        }
        // Right by 19 and 31, left by 61, 31 and 19.
        var keys: [SIMD2<UInt64>] = []
        for count in [109, 97, 61, 31, 19] {
            keys += [
                w[0] ^ turned(w[1], count), w[1] ^ turned(w[2], count), w[2] ^ turned(w[3], count),
                turned(w[0], count) ^ w[3],
            ]
        }
        let used = Array(keys[0...roundCount])
        var back: [SIMD2<UInt64>] = used.reversed()
        for index in 1..<roundCount { back[index] = Self.diffused(back[index]) }
        encryptionKeys = ErasedWords(used.flatMap { [$0[0], $0[1]] })
        decryptionKeys = ErasedWords(back.flatMap { [$0[0], $0[1]] })
    }

    private static func bytes(_ block: SIMD2<UInt64>) -> SIMD16<UInt8> {
        unsafe unsafeBitCast(SIMD2(block[0].bigEndian, block[1].bigEndian), to: SIMD16<UInt8>.self)
    }

    private static func block(_ bytes: SIMD16<UInt8>) -> SIMD2<UInt64> {
        let halves = unsafe unsafeBitCast(bytes, to: SIMD2<UInt64>.self)
        return SIMD2(UInt64(bigEndian: halves[0]), UInt64(bigEndian: halves[1]))
    }

    /// SL1, or SL2 (RFC 5794 §2.4.2).
    private static func substituted(_ block: SIMD2<UInt64>, even: Bool) -> SIMD2<UInt64> {
        var state = bytes(block)
        for index in 0..<16 {
            let table =
                switch (index + (even ? 2 : 0)) % 4 {
                case 0: SubstitutionTables.aria1
                case 1: SubstitutionTables.aria2
                case 2: SubstitutionTables.aria3
                default: SubstitutionTables.aria4
                }
            state[index] = table[state[index]]
        }
        return Self.block(state)
    }

    /// Which bytes make each byte of A (RFC 5794 §2.4.3).
    private static let diffusion: [[Int]] = [
        [3, 4, 6, 8, 9, 13, 14], [2, 5, 7, 8, 9, 12, 15], [1, 4, 6, 10, 11, 12, 15], [0, 5, 7, 10, 11, 13, 14],
        [0, 2, 5, 8, 11, 14, 15], [1, 3, 4, 9, 10, 14, 15], [0, 2, 7, 9, 10, 12, 13], [1, 3, 6, 8, 11, 12, 13],
        [0, 1, 4, 7, 10, 13, 15], [0, 1, 5, 6, 11, 12, 14], [2, 3, 5, 6, 8, 13, 15], [2, 3, 4, 7, 9, 12, 14],
        [1, 2, 6, 7, 9, 11, 12], [0, 3, 6, 7, 8, 10, 13], [0, 3, 4, 5, 9, 11, 14], [1, 2, 4, 5, 8, 10, 15],
    ]

    private static func diffused(_ block: SIMD2<UInt64>) -> SIMD2<UInt64> {
        let x = bytes(block)
        var mixed = SIMD16<UInt8>()
        for index in 0..<16 { for place in diffusion[index] { mixed[index] ^= x[place] } }
        return Self.block(mixed)
    }

    /// FO and FE after the key (RFC 5794 §2.4.1).
    private static func odd(_ block: SIMD2<UInt64>) -> SIMD2<UInt64> { diffused(substituted(block, even: false)) }
    private static func even(_ block: SIMD2<UInt64>) -> SIMD2<UInt64> { diffused(substituted(block, even: true)) }

    private func run(_ block: SIMD2<UInt64>, _ keys: ErasedWords<UInt64>) -> SIMD2<UInt64> {
        func key(_ round: Int) -> SIMD2<UInt64> { SIMD2(keys[2 * round], keys[2 * round + 1]) }
        var state = block
        for round in 0..<roundCount - 1 {
            state = round % 2 == 0 ? Self.odd(state ^ key(round)) : Self.even(state ^ key(round))
        }
        return Self.substituted(state ^ key(roundCount - 1), even: true) ^ key(roundCount)
    }

    func encrypt(_ block: SIMD2<UInt64>) -> SIMD2<UInt64> { run(block, encryptionKeys) }
    func decrypt(_ block: SIMD2<UInt64>) -> SIMD2<UInt64> { run(block, decryptionKeys) }
}
