/// Camellia (RFC 3713): for reading key files.
struct Camellia: SingleBlockCipher {
    static let blockByteCount = 16
    /// kw1, kw2, then for every six rounds their keys and two of FL, then kw3, kw4.
    private let keys: ErasedWords<UInt64>
    private let groupCount: Int

    private static let sigma: [UInt64] = [
        0xA09E_667F_3BCC_908B, 0xB67A_E858_4CAA_73B2, 0xC6EF_372F_E94F_82BE, 0x54FF_53A5_F1D3_6F1C,
        0x10E5_27FA_DE68_2D1D, 0xB056_88C2_B3E6_C1FD,
    ]

    /// The key has 16, 24 or 32 bytes (RFC 3713 §2.2).
    init(key: Span<UInt8>) {
        let words = bigEndianWords(key, as: UInt64.self)
        typealias Pair = (UInt64, UInt64)
        let left: Pair = (words[0], words[1])
        let right: Pair = words.count == 2 ? (0, 0) : words.count == 3 ? (words[2], ~words[2]) : (words[2], words[3])
        var (d1, d2) = (left.0 ^ right.0, left.1 ^ right.1)
        d2 ^= Self.round(d1, Self.sigma[0])
        d1 ^= Self.round(d2, Self.sigma[1])
        d1 ^= left.0
        d2 ^= left.1
        d2 ^= Self.round(d1, Self.sigma[2])
        d1 ^= Self.round(d2, Self.sigma[3])
        let a: Pair = (d1, d2)
        (d1, d2) = (a.0 ^ right.0, a.1 ^ right.1)
        d2 ^= Self.round(d1, Self.sigma[4])
        d1 ^= Self.round(d2, Self.sigma[5])
        let b: Pair = (d1, d2)
        func turned(_ pair: Pair, _ count: Int) -> [UInt64] {
            let (x, y) = count >= 64 ? (pair.1, pair.0) : pair
            let shift = UInt64(count & 63)
            guard shift > 0 else { return [x, y] }
            return [x &<< shift | y &>> (64 - shift), y &<< shift | x &>> (64 - shift)]
        }
        if words.count == 2 {
            groupCount = 3
            let first = turned(left, 0) + turned(a, 0) + turned(left, 15) + turned(a, 15) + turned(a, 30)
            let second = turned(left, 45) + [turned(a, 45)[0], turned(left, 60)[1]] + turned(a, 60) + turned(left, 77)
            keys = ErasedWords(first + second + turned(left, 94) + turned(a, 94) + turned(left, 111) + turned(a, 111))
        } else {
            groupCount = 4
            let first = turned(left, 0) + turned(b, 0) + turned(right, 15) + turned(a, 15) + turned(right, 30)
            let second = turned(b, 30) + turned(left, 45) + turned(a, 45) + turned(left, 60)
            let third = turned(right, 60) + turned(b, 60) + turned(left, 77) + turned(a, 77)
            keys = ErasedWords(
                first + second + third + turned(right, 94) + turned(a, 94) + turned(left, 111) + turned(b, 111))
        }
    }

    /// F (RFC 3713 §2.4.1).
    private static func round(_ input: UInt64, _ key: UInt64) -> UInt64 {
        let x = input ^ key
        let s = SubstitutionTables.camellia
        func byte(_ index: Int) -> UInt8 { UInt8(truncatingIfNeeded: x &>> UInt64(56 - 8 * index)) }
        func s2(_ b: UInt8) -> UInt8 { rotated(s[b], left: 1) }
        func s3(_ b: UInt8) -> UInt8 { rotated(s[b], left: 7) }
        func s4(_ b: UInt8) -> UInt8 { s[rotated(b, left: 1)] }
        let t1 = s[byte(0)], t2 = s2(byte(1)), t3 = s3(byte(2)), t4 = s4(byte(3))
        let t5 = s2(byte(4)), t6 = s3(byte(5)), t7 = s4(byte(6)), t8 = s[byte(7)]
        let y1 = t1 ^ t3 ^ t4 ^ t6 ^ t7 ^ t8
        let y2 = t1 ^ t2 ^ t4 ^ t5 ^ t7 ^ t8
        let y3 = t1 ^ t2 ^ t3 ^ t5 ^ t6 ^ t8
        let y4 = t2 ^ t3 ^ t4 ^ t5 ^ t6 ^ t7
        let y5 = t1 ^ t2 ^ t6 ^ t7 ^ t8
        let y6 = t2 ^ t3 ^ t5 ^ t7 ^ t8
        let y7 = t3 ^ t4 ^ t5 ^ t6 ^ t8
        let y8 = t1 ^ t4 ^ t5 ^ t6 ^ t7
        return [y1, y2, y3, y4, y5, y6, y7, y8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    }

    /// FL (RFC 3713 §2.4.2).
    private static func mixed(_ x: UInt64, _ key: UInt64) -> UInt64 {
        var (high, low) = (UInt32(truncatingIfNeeded: x >> 32), UInt32(truncatingIfNeeded: x))
        low ^= rotated(high & UInt32(truncatingIfNeeded: key >> 32), left: 1)
        high ^= low | UInt32(truncatingIfNeeded: key)
        return UInt64(high) << 32 | UInt64(low)
    }

    /// FLINV (RFC 3713 §2.4.3).
    private static func unmixed(_ y: UInt64, _ key: UInt64) -> UInt64 {
        var (high, low) = (UInt32(truncatingIfNeeded: y >> 32), UInt32(truncatingIfNeeded: y))
        high ^= low | UInt32(truncatingIfNeeded: key)
        low ^= rotated(high & UInt32(truncatingIfNeeded: key >> 32), left: 1)
        return UInt64(high) << 32 | UInt64(low)
    }

    func encrypt(_ block: SIMD2<UInt64>) -> SIMD2<UInt64> {
        var (d1, d2) = (block[0] ^ keys[0], block[1] ^ keys[1])
        for group in 0..<groupCount {
            let start = 2 + 8 * group
            if group > 0 {
                d1 = Self.mixed(d1, keys[start - 2])
                d2 = Self.unmixed(d2, keys[start - 1])
            }
            for index in stride(from: 0, to: 6, by: 2) {
                d2 ^= Self.round(d1, keys[start + index])
                d1 ^= Self.round(d2, keys[start + index + 1])
            }
        }
        let end = 8 * groupCount
        return SIMD2(d2 ^ keys[end], d1 ^ keys[end + 1])
    }

    func decrypt(_ block: SIMD2<UInt64>) -> SIMD2<UInt64> {
        let end = 8 * groupCount
        var (d2, d1) = (block[0] ^ keys[end], block[1] ^ keys[end + 1])
        for group in (0..<groupCount).reversed() {
            let start = 2 + 8 * group
            for index in stride(from: 4, through: 0, by: -2) {
                d1 ^= Self.round(d2, keys[start + index + 1])
                d2 ^= Self.round(d1, keys[start + index])
            }
            if group > 0 {
                d1 = Self.unmixed(d1, keys[start - 2])
                d2 = Self.mixed(d2, keys[start - 1])
            }
        }
        return SIMD2(d1 ^ keys[0], d2 ^ keys[1])
    }
}
