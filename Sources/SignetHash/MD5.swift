internal import SignetBytes

/// MD5 (RFC 1321): broken, and here only so that old files can be read.
enum MD5: HashFunction {
    static let blockByteCount = 64
    static let lengthByteCount = 8

    /// RFC 1321 §3.3.
    static let initialValue: InlineArray<4, UInt32> = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476]

    /// ⌊2³² · |sin i|⌋ (RFC 1321 §3.4).
    private static let constants: InlineArray<64, UInt32> = [
        0xd76a_a478, 0xe8c7_b756, 0x2420_70db, 0xc1bd_ceee, 0xf57c_0faf, 0x4787_c62a, 0xa830_4613, 0xfd46_9501,
        0x6980_98d8, 0x8b44_f7af, 0xffff_5bb1, 0x895c_d7be, 0x6b90_1122, 0xfd98_7193, 0xa679_438e, 0x49b4_0821,
        0xf61e_2562, 0xc040_b340, 0x265e_5a51, 0xe9b6_c7aa, 0xd62f_105d, 0x0244_1453, 0xd8a1_e681, 0xe7d3_fbc8,
        0x21e1_cde6, 0xc337_07d6, 0xf4d5_0d87, 0x455a_14ed, 0xa9e3_e905, 0xfcef_a3f8, 0x676f_02d9, 0x8d2a_4c8a,
        0xfffa_3942, 0x8771_f681, 0x6d9d_6122, 0xfde5_380c, 0xa4be_ea44, 0x4bde_cfa9, 0xf6bb_4b60, 0xbebf_bc70,
        0x289b_7ec6, 0xeaa1_27fa, 0xd4ef_3085, 0x0488_1d05, 0xd9d4_d039, 0xe6db_99e5, 0x1fa2_7cf8, 0xc4ac_5665,
        0xf429_2244, 0x432a_ff97, 0xab94_23a7, 0xfc93_a039, 0x655b_59c3, 0x8f0c_cc92, 0xffef_f47d, 0x8584_5dd1,
        0x6fa8_7e4f, 0xfe2c_e6e0, 0xa301_4314, 0x4e08_11a1, 0xf753_7e82, 0xbd3a_f235, 0x2ad7_d2bb, 0xeb86_d391,
    ]

    static func compress(
        _ blocks: UnsafeRawPointer, count: Int, into chaining: UnsafeMutableRawPointer,
        schedule: UnsafeMutableRawPointer, _ level: CPU.Level
    ) {
        let value = UnsafeRawPointer(chaining)
        var (h0, h1) = unsafe (value.littleEndianWord(0), value.littleEndianWord(1))
        var (h2, h3) = unsafe (value.littleEndianWord(2), value.littleEndianWord(3))
        var block = unsafe blocks
        for _ in 0..<count {
            var (a, b, c, d) = (h0, h1, h2, h3)
            for i in stride(from: 0, to: 16, by: 4) {
                unsafe step(&a, b, d ^ (b & (c ^ d)), block, i, i, 7)
                unsafe step(&d, a, c ^ (a & (b ^ c)), block, i &+ 1, i &+ 1, 12)
                unsafe step(&c, d, b ^ (d & (a ^ b)), block, i &+ 2, i &+ 2, 17)
                unsafe step(&b, c, a ^ (c & (d ^ a)), block, i &+ 3, i &+ 3, 22)
            }
            for i in stride(from: 16, to: 32, by: 4) {
                unsafe step(&a, b, (d & b) | (~d & c), block, 5 &* i &+ 1, i, 5)
                unsafe step(&d, a, (c & a) | (~c & b), block, 5 &* i &+ 6, i &+ 1, 9)
                unsafe step(&c, d, (b & d) | (~b & a), block, 5 &* i &+ 11, i &+ 2, 14)
                unsafe step(&b, c, (a & c) | (~a & d), block, 5 &* i &+ 16, i &+ 3, 20)
            }
            for i in stride(from: 32, to: 48, by: 4) {
                unsafe step(&a, b, b ^ c ^ d, block, 3 &* i &+ 5, i, 4)
                unsafe step(&d, a, a ^ b ^ c, block, 3 &* i &+ 8, i &+ 1, 11)
                unsafe step(&c, d, d ^ a ^ b, block, 3 &* i &+ 11, i &+ 2, 16)
                unsafe step(&b, c, c ^ d ^ a, block, 3 &* i &+ 14, i &+ 3, 23)
            }
            for i in stride(from: 48, to: 64, by: 4) {
                unsafe step(&a, b, c ^ (b | ~d), block, 7 &* i, i, 6)
                unsafe step(&d, a, b ^ (a | ~c), block, 7 &* i &+ 7, i &+ 1, 10)
                unsafe step(&c, d, a ^ (d | ~b), block, 7 &* i &+ 14, i &+ 2, 15)
                unsafe step(&b, c, d ^ (c | ~a), block, 7 &* i &+ 21, i &+ 3, 21)
            }
            (h0, h1, h2, h3) = (h0 &+ a, h1 &+ b, h2 &+ c, h3 &+ d)
            unsafe block += blockByteCount
        }
        unsafe chaining.setWord(0, h0.littleEndian)
        unsafe chaining.setWord(1, h1.littleEndian)
        unsafe chaining.setWord(2, h2.littleEndian)
        unsafe chaining.setWord(3, h3.littleEndian)
    }

    /// One of the 64 operations of RFC 1321 §3.4: `a = b + ((a + mixed + X[k] + T[i]) <<< s)`.
    @inline(__always)
    private static func step(
        _ a: inout UInt32, _ b: UInt32, _ mixed: UInt32, _ block: UnsafeRawPointer,
        _ k: Int, _ i: Int, _ s: UInt32
    ) {
        let constant = unsafe constants[unchecked: i]
        let word = unsafe block.littleEndianWord(k & 15)
        a = b &+ (a &+ mixed &+ word &+ constant).rotated(left: s)
    }
}

extension UnsafeRawPointer {
    /// The word at `index` of an array of words whose bytes run from the lowest to the highest.
    @inline(__always)
    fileprivate func littleEndianWord(_ index: Int) -> UInt32 {
        UInt32(littleEndian: unsafe loadUnaligned(fromByteOffset: index &* 4, as: UInt32.self))
    }
}

extension UnsafeMutableRawPointer {
    /// Writes a word at `index` of an array of words, as the processor keeps it.
    @inline(__always)
    fileprivate func setWord(_ index: Int, _ word: UInt32) {
        unsafe storeBytes(of: word, toByteOffset: index &* 4, as: UInt32.self)
    }
}

extension UInt32 {
    /// <<< (RFC 1321 §2).
    @inline(__always)
    fileprivate func rotated(left count: UInt32) -> UInt32 { self &<< count | self &>> (32 &- count) }
}
