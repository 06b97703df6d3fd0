/// IDEA (ISO/IEC 18033-3; Lai and Massey 1991): for reading key files.
struct IDEA: SingleBlockCipher {
    static let blockByteCount = 8
    private let encryptionKeys: ErasedWords<UInt16>
    private let decryptionKeys: ErasedWords<UInt16>

    /// The key has 16 bytes.
    init(key: Span<UInt8>) {
        // 52 words: the key, turned left by 25 bits after every eight.
        var words = bigEndianWords(key, as: UInt16.self)
        while words.count < 56 {
            let start = words.count - 8
            for index in 0..<8 {
                words.append(words[start + (index + 1) % 8] << 9 | words[start + (index + 2) % 8] >> 7)
            }
        }
        let keys = Array(words[0..<52])
        var back: [UInt16] = []
        for round in 0...8 {
            let start = 48 - 6 * round
            let isOuter = round == 0 || round == 8
            let (second, third) = (0 &- keys[start + (isOuter ? 1 : 2)], 0 &- keys[start + (isOuter ? 2 : 1)])
            back += [Self.inverse(keys[start]), second, third, Self.inverse(keys[start + 3])]
            if round < 8 { back += [keys[start - 2], keys[start - 1]] }
        }
        encryptionKeys = ErasedWords(keys)
        decryptionKeys = ErasedWords(back)
    }

    /// a·b mod 2^16 + 1, where 0 stands for 2^16; in a time that does not depend on them.
    private static func product(_ a: UInt16, _ b: UInt16) -> UInt16 {
        let product = UInt32(a) &* UInt32(b)
        let (low, high) = (product & 0xFFFF, product >> 16)
        // low − high, and one more where that is below zero.
        let difference = low &- high
        let common = difference &+ (difference >> 31)
        // Where a or b is 0, which is −1: 1 − b, or 1 − a.
        let special = 1 &- UInt32(a) &- UInt32(b)
        let isZero = 0 &- ((product &- 1) >> 31 & ~(product >> 31) & 1)
        return UInt16(truncatingIfNeeded: common & ~isZero | special & isZero)
    }

    /// a^(2^16 − 1) is 1 but for 0: the inverse is a^(2^16 − 1).
    private static func inverse(_ a: UInt16) -> UInt16 {
        var result: UInt16 = 1
        for _ in 0..<16 { result = product(product(result, result), a) }
        return result
    }

    private static func run(_ block: SIMD2<UInt64>, _ keys: ErasedWords<UInt16>) -> SIMD2<UInt64> {
        var x = SIMD4<UInt16>()
        for index in 0..<4 { x[index] = UInt16(truncatingIfNeeded: block[0] &>> UInt64(48 - 16 * index)) }
        for round in 0..<8 {
            let start = 6 * round
            let a = product(x[0], keys[start])
            let b = x[1] &+ keys[start + 1]
            let c = x[2] &+ keys[start + 2]
            let d = product(x[3], keys[start + 3])
            let e = product(a ^ c, keys[start + 4])
            let f = product((b ^ d) &+ e, keys[start + 5])
            let g = e &+ f
            x = SIMD4(a ^ f, c ^ f, b ^ g, d ^ g)
        }
        x = SIMD4(product(x[0], keys[48]), x[2] &+ keys[49], x[1] &+ keys[50], product(x[3], keys[51]))
        var result: UInt64 = 0
        for index in 0..<4 { result = result << 16 | UInt64(x[index]) }
        return SIMD2(result, 0)
    }

    func encrypt(_ block: SIMD2<UInt64>) -> SIMD2<UInt64> { Self.run(block, encryptionKeys) }
    func decrypt(_ block: SIMD2<UInt64>) -> SIMD2<UInt64> { Self.run(block, decryptionKeys) }
}
