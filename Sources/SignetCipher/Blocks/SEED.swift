/// SEED (RFC 4269): for reading key files.
struct SEED: SingleBlockCipher {
    static let blockByteCount = 16
    private let keys: ErasedWords<UInt32>

    /// The key has 16 bytes (RFC 4269 §2.3).
    init(key: Span<UInt8>) {
        let words = bigEndianWords(key, as: UInt64.self)
        var (ab, cd) = (words[0], words[1])
        var keys: [UInt32] = []
        for round in 0..<16 {
            let constant = rotated(UInt32(0x9E37_79B9), left: round)
            let (a, b) = (UInt32(truncatingIfNeeded: ab >> 32), UInt32(truncatingIfNeeded: ab))
            let (c, d) = (UInt32(truncatingIfNeeded: cd >> 32), UInt32(truncatingIfNeeded: cd))
            keys += [Self.g(a &+ c &- constant), Self.g(b &- d &+ constant)]
            if round % 2 == 0 { ab = rotated(ab, left: 56) } else { cd = rotated(cd, left: 8) }
        }
        self.keys = ErasedWords(keys)
    }

    /// G (RFC 4269 §2.2).
    private static func g(_ x: UInt32) -> UInt32 {
        let masks: [UInt8] = [0xFC, 0xF3, 0xCF, 0x3F]
        let y = [
            SubstitutionTables.seed1[UInt8(truncatingIfNeeded: x)],
            SubstitutionTables.seed2[UInt8(truncatingIfNeeded: x >> 8)],
            SubstitutionTables.seed1[UInt8(truncatingIfNeeded: x >> 16)],
            SubstitutionTables.seed2[UInt8(truncatingIfNeeded: x >> 24)],
        ]
        var z: UInt32 = 0
        for place in (0..<4).reversed() {
            var byte: UInt8 = 0
            for index in 0..<4 { byte ^= y[index] & masks[(index + place) % 4] }
            z = z << 8 | UInt32(byte)
        }
        return z
    }

    /// F (RFC 4269 §2.1).
    private func f(_ half: UInt64, _ round: Int) -> UInt64 {
        var t0 = UInt32(truncatingIfNeeded: half >> 32) ^ keys[2 * round]
        var t1 = UInt32(truncatingIfNeeded: half) ^ keys[2 * round + 1]
        t1 = Self.g(t1 ^ t0)
        t0 = Self.g(t0 &+ t1)
        t1 = Self.g(t1 &+ t0)
        t0 = t0 &+ t1
        return UInt64(t0) << 32 | UInt64(t1)
    }

    private func run(_ block: SIMD2<UInt64>, _ rounds: some Sequence<Int>) -> SIMD2<UInt64> {
        var (left, right) = (block[0], block[1])
        for round in rounds { (left, right) = (right, left ^ f(right, round)) }
        return SIMD2(right, left)
    }

    func encrypt(_ block: SIMD2<UInt64>) -> SIMD2<UInt64> { run(block, 0..<16) }
    func decrypt(_ block: SIMD2<UInt64>) -> SIMD2<UInt64> { run(block, (0..<16).reversed()) }
}
