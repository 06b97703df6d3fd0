internal import SignetBytes

/// RIPEMD-160 (ISO/IEC 10118-3): out of use, and here only so that files with it can be read.
enum RIPEMD160: HashFunction {
    static let blockByteCount = 64
    static let lengthByteCount = 8

    /// One of the two lines that a block goes through: five rounds of sixteen steps.
    private struct Line {
        /// Which words of the block the steps of a round take, four bits each, the first in the highest.
        let words: InlineArray<5, UInt64>
        /// How far they rotate.
        let shifts: InlineArray<5, UInt64>
        /// What they add.
        let constants: InlineArray<5, UInt32>
    }

    private static let left = Line(
        words: [
            0x0123_4567_89ab_cdef, 0x74d1_a6f3_c095_2eb8, 0x3ae4_9f81_2706_db5c, 0x19ba_08c4_d37f_e562,
            0x4059_7c2a_e138_b6fd,
        ],
        shifts: [
            0xbefc_5879_bdef_6798, 0x768d_b97f_7cf9_b7dc, 0xbd67_e9df_e8d6_5c75, 0xbcef_ef98_9e56_865c,
            0x9f5b_68dc_5cde_b856,
        ],
        constants: [0, 0x5a82_7999, 0x6ed9_eba1, 0x8f1b_bcdc, 0xa953_fd4e])

    private static let right = Line(
        words: [
            0x5e70_92b4_d6f8_1a3c, 0x6b37_0d5a_ef8c_4912, 0xf513_7e69_b8c2_a04d, 0x8641_3bf0_5c2d_97ae,
            0xcfa4_1587_62de_039b,
        ],
        shifts: [
            0x899b_dff5_778b_eec6, 0x9df7_c89b_77c7_6fdb, 0x97fb_866e_cd5e_dd75, 0xf58b_ee6e_69c9_c5f8,
            0x85c9_c5e6_8d65_fdbb,
        ],
        constants: [0x50a2_8be6, 0x5c4d_d124, 0x6d70_3ef3, 0x7a6d_76e9, 0])

    static func compress(
        _ blocks: UnsafeRawPointer, count: Int, into chaining: UnsafeMutableRawPointer,
        schedule: UnsafeMutableRawPointer, _ level: CPU.Level
    ) {
        var value = InlineArray<5, UInt32>(repeating: 0)
        for index in 0..<5 { value[index] = unsafe UnsafeRawPointer(chaining).littleEndianWord(index) }
        var block = unsafe blocks
        for _ in 0..<count {
            let a = unsafe run(left, isLeft: true, value, block)
            let b = unsafe run(right, isLeft: false, value, block)
            value = [
                value[1] &+ a[2] &+ b[3], value[2] &+ a[3] &+ b[4], value[3] &+ a[4] &+ b[0],
                value[4] &+ a[0] &+ b[1], value[0] &+ a[1] &+ b[2],
            ]
            unsafe block += blockByteCount
        }
        for index in 0..<5 {
            unsafe chaining.storeBytes(of: value[index].littleEndian, toByteOffset: index &* 4, as: UInt32.self)
        }
    }

    /// What a line makes of the chaining value. The right one has the functions in the opposite order.
    @inline(__always)
    private static func run(
        _ line: Line, isLeft: Bool, _ value: InlineArray<5, UInt32>, _ block: UnsafeRawPointer
    ) -> InlineArray<5, UInt32> {
        var (a, b, c, d, e) = (value[0], value[1], value[2], value[3], value[4])
        for round in 0..<5 {
            for step in 0..<16 {
                let place = UInt64(60 &- 4 &* step)
                let word = unsafe block.littleEndianWord(Int(line.words[round] &>> place & 15))
                let mixed = mix(isLeft ? round : 4 &- round, b, c, d)
                let sum = a &+ mixed &+ word &+ line.constants[round]
                let next = sum.rotated(left: UInt32(line.shifts[round] &>> place & 15)) &+ e
                (a, e, d, c, b) = (e, d, c.rotated(left: 10), b, next)
            }
        }
        return [a, b, c, d, e]
    }

    /// The functions of the rounds.
    @inline(__always)
    private static func mix(_ round: Int, _ x: UInt32, _ y: UInt32, _ z: UInt32) -> UInt32 {
        switch round {
        case 0: x ^ y ^ z
        case 1: (x & y) | (~x & z)
        case 2: (x | ~y) ^ z
        case 3: (x & z) | (y & ~z)
        default: x ^ (y | ~z)
        }
    }
}

extension UnsafeRawPointer {
    /// The word at `index` of an array of words whose bytes run from the lowest to the highest.
    @inline(__always)
    fileprivate func littleEndianWord(_ index: Int) -> UInt32 {
        UInt32(littleEndian: unsafe loadUnaligned(fromByteOffset: index &* 4, as: UInt32.self))
    }
}

extension UInt32 {
    @inline(__always)
    fileprivate func rotated(left count: UInt32) -> UInt32 { self &<< count | self &>> (32 &- count) }
}
