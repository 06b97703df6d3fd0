/// DES and triple DES of one block after another, as chaining needs it.
///
/// All eight S-boxes are looked up at once, by choosing between constants bit by bit: nothing is read from a place that
/// depends on a secret.
enum DESBlock {
    private typealias Lanes = SIMD4<UInt32>
    /// The size of an expanded key: six words for each of 16 rounds.
    static let keyByteCount = 16 * 6 * 4

    /// Expands a key of 8 bytes: for each round and for each of the six bits that go into an S-box a word, in which
    /// nibble n (from the highest) is all ones or zero, as the key says of S-box n.
    static func expand(_ key: UnsafeRawPointer, into schedule: UnsafeMutableRawPointer) {
        let key = unsafe UInt64(bigEndian: key.loadUnaligned(as: UInt64.self))
        for round in 0..<16 {
            for input in 0..<6 {
                var word: UInt32 = 0
                for box in 0..<8 {
                    let place = UInt64(DESKeySchedule.wiring[round * 48 + box * 6 + input])
                    word = word &<< 4 | UInt32(truncatingIfNeeded: key &>> (63 &- place)) & 1
                }
                unsafe schedule.storeBytes(of: word &* 15, toByteOffset: (round * 6 + input) * 4, as: UInt32.self)
            }
        }
    }

    /// Encrypts in chaining, in place, under one key, or under three (encrypt, decrypt, encrypt).
    static func encrypt(
        _ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer, _ keys: UnsafeRawPointer,
        keyCount: Int
    ) {
        var last = unsafe chain.loadUnaligned(as: UInt64.self)
        for index in 0..<count {
            let block = unsafe blocks.loadUnaligned(fromByteOffset: index &* 8, as: UInt64.self) ^ last
            var halves = permuted(UInt64(bigEndian: block))
            for key in 0..<keyCount { unsafe run(&halves, keys + key &* keyByteCount, decrypting: key == 1) }
            last = unpermuted(halves).bigEndian
            unsafe blocks.storeBytes(of: last, toByteOffset: index &* 8, as: UInt64.self)
        }
        unsafe chain.storeBytes(of: last, as: UInt64.self)
    }

    /// Decrypts in chaining, in place.
    static func decrypt(
        _ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer, _ keys: UnsafeRawPointer,
        keyCount: Int
    ) {
        var last = unsafe chain.loadUnaligned(as: UInt64.self)
        for index in 0..<count {
            let block = unsafe blocks.loadUnaligned(fromByteOffset: index &* 8, as: UInt64.self)
            var halves = permuted(UInt64(bigEndian: block))
            for key in stride(from: keyCount - 1, through: 0, by: -1) {
                unsafe run(&halves, keys + key &* keyByteCount, decrypting: key != 1)
            }
            let plain = unpermuted(halves).bigEndian ^ last
            unsafe blocks.storeBytes(of: plain, toByteOffset: index &* 8, as: UInt64.self)
            last = block
        }
        unsafe chain.storeBytes(of: last, as: UInt64.self)
    }

    /// Sixteen rounds between the permutations, which between two passes of triple DES undo each other; then the halves
    /// change places.
    @inline(__always)
    private static func run(
        _ halves: inout (left: UInt32, right: UInt32), _ key: UnsafeRawPointer, decrypting: Bool
    ) {
        var (left, right) = halves
        for round in 0..<8 {
            let first = decrypting ? 15 &- 2 &* round : 2 &* round
            let second = decrypting ? first &- 1 : first &+ 1
            left ^= unsafe mixed(right, key + first &* 24)
            right ^= unsafe mixed(left, key + second &* 24)
        }
        halves = (right, left)
    }

    /// The function f of FIPS 46-3.
    @inline(__always)
    private static func mixed(_ right: UInt32, _ key: UnsafeRawPointer) -> UInt32 {
        // The expansion E: S-box n takes bits 4n … 4n + 5 of the half, counted from 1 and round the corner.
        let x1 = unsafe Lanes(repeating: selector(right, 28) ^ key.loadUnaligned(as: UInt32.self))
        let x2 = unsafe Lanes(repeating: selector(right, 29) ^ key.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
        let x3 = unsafe Lanes(repeating: selector(right, 30) ^ key.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
        let x4 = unsafe Lanes(repeating: selector(right, 31) ^ key.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
        let x5 = unsafe selector(right, 0) ^ key.loadUnaligned(fromByteOffset: 16, as: UInt32.self)
        let x6 = unsafe Lanes(repeating: selector(right, 1) ^ key.loadUnaligned(fromByteOffset: 20, as: UInt32.self))
        // Word v of the 64 holds in nibble n what S-box n makes of v. The last bit chooses between neighbours, of which
        // the second is given as its difference from the first.
        let r0 =
            Lanes(0xefa7_2c4d, 0x410d_c1b2, 0xd89e_4a28, 0x1ee3_1fe4)
            ^ x6 & Lanes(0xec7a_c69c, 0xbc75_7ebd, 0xac95_6e95, 0x5976_dd9c)
        let r1 =
            Lanes(0x2660_79f6, 0xfb36_a20f, 0xb3f9_b68b, 0x845a_68d1)
            ^ x6 & Lanes(0xc956_3ebc, 0xd979_de9c, 0x6b99_6f9c, 0x9af9_7d75)
        let r2 =
            Lanes(0x3911_803a, 0xa7d2_5dc9, 0x62c8_3393, 0xcd75_f47e)
            ^ x6 & Lanes(0x9535_d6d6, 0xc755_5cfc, 0xa39a_cec5, 0x7799_5ab5)
        let r3 =
            Lanes(0x5cbb_de55, 0x904c_07a0, 0x0524_e56c, 0x7a8f_9b17)
            ^ x6 & Lanes(0xca7a_ee75, 0xc9f6_9c5e, 0x3eda_66e5, 0xff96_f375)
        let r4 =
            Lanes(0x40da_4917, 0x1e66_2e4b, 0xe749_1fb4, 0x8b90_b5d1)
            ^ x6 & Lanes(0xbdc9_fd75, 0xd6c9_adfa, 0x6d99_dd6a, 0xaa96_c956)
        let r5 =
            Lanes(0xda8c_a2c9, 0x64fb_d83c, 0x2d37_7c7e, 0xb10d_83e2)
            ^ x6 & Lanes(0x99e6_bbdd, 0xfb6a_3d76, 0x39ba_53d6, 0xc375_599f)
        let r6 =
            Lanes(0xf5bf_f7a0, 0xc811_90f6, 0x9c23_c46a, 0x76ce_5a8d)
            ^ x6 & Lanes(0xaef6_9c3f, 0x7ee5_6eaa, 0xabc6_c563, 0x9af5_cd7d)
        let r7 =
            Lanes(0x3955_610f, 0xa3a2_3d53, 0x52e8_0b95, 0x0f74_e628)
            ^ x6 & Lanes(0x99e9_c7ec, 0xa6f5_7d76, 0x3cca_53a3, 0xd6ba_dbe3)
        let (s0, s1) = (chosen(r0, r4, x1), chosen(r1, r5, x1))
        let (s2, s3) = (chosen(r2, r6, x1), chosen(r3, r7, x1))
        let u = chosen(chosen(s0, s2, x2), chosen(s1, s3, x2), x3)
        let v = chosen(u, Lanes(u[2], u[3], u[0], u[1]), x4)
        return permutedOutput(v[0] ^ x5 & (v[0] ^ v[1]))
    }

    /// One bit for each S-box, brought to the lowest bit of its nibble and spread over the nibble.
    @inline(__always)
    private static func selector(_ half: UInt32, _ count: UInt32) -> UInt32 {
        let bits = turned(half, count) & 0x1111_1111
        return bits &<< 4 &- bits
    }

    /// `a` where `choice` is zero, `b` where it is one.
    @inline(__always)
    private static func chosen(_ a: Lanes, _ b: Lanes, _ choice: Lanes) -> Lanes { a ^ choice & (a ^ b) }

    /// The permutation P, the bits that move equally far together.
    @inline(__always)
    private static func permutedOutput(_ x: UInt32) -> UInt32 {
        let p0 =
            turned(x, 3) & 0x0000_0020 | turned(x, 4) & 0x0004_0000 | turned(x, 5) & 0x4040_2402
            | turned(x, 6) & 0x0400_0000 | turned(x, 9) & 0x0100_0000
        let p1 =
            turned(x, 10) & 0x0000_0010 | turned(x, 11) & 0x0000_0800 | turned(x, 12) & 0x0020_0200
            | turned(x, 13) & 0x0000_0004 | turned(x, 14) & 0x0010_0000
        let p2 =
            turned(x, 15) & 0x8000_0000 | turned(x, 16) & 0x0002_0000 | turned(x, 17) & 0x3000_8100
            | turned(x, 19) & 0x0000_0040 | turned(x, 21) & 0x0200_0000
        let p3 =
            turned(x, 22) & 0x0000_4000 | turned(x, 24) & 0x0888_0000 | turned(x, 25) & 0x0000_0009
            | turned(x, 26) & 0x0001_1080
        return p0 | p1 | p2 | p3
    }

    @inline(__always)
    private static func turned(_ x: UInt32, _ count: UInt32) -> UInt32 { x &<< count | x &>> ((32 &- count) & 31) }

    /// The initial permutation IP, as five exchanges of bits between the halves.
    @inline(__always)
    static func permuted(_ block: UInt64) -> (left: UInt32, right: UInt32) {
        var left = UInt32(truncatingIfNeeded: block &>> 32)
        var right = UInt32(truncatingIfNeeded: block)
        exchange(&left, &right, 4, 0x0F0F_0F0F)
        exchange(&left, &right, 16, 0x0000_FFFF)
        exchange(&right, &left, 2, 0x3333_3333)
        exchange(&right, &left, 8, 0x00FF_00FF)
        exchange(&left, &right, 1, 0x5555_5555)
        return (left, right)
    }

    /// Its inverse.
    @inline(__always)
    static func unpermuted(_ halves: (left: UInt32, right: UInt32)) -> UInt64 {
        var (left, right) = halves
        exchange(&left, &right, 1, 0x5555_5555)
        exchange(&right, &left, 8, 0x00FF_00FF)
        exchange(&right, &left, 2, 0x3333_3333)
        exchange(&left, &right, 16, 0x0000_FFFF)
        exchange(&left, &right, 4, 0x0F0F_0F0F)
        return UInt64(left) &<< 32 | UInt64(right)
    }

    @inline(__always)
    private static func exchange(_ a: inout UInt32, _ b: inout UInt32, _ distance: UInt32, _ mask: UInt32) {
        let t = (a &>> distance ^ b) & mask
        b ^= t
        a ^= t &<< distance
    }
}
