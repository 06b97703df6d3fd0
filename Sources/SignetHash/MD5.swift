internal import SignetBytes

/// MD5 (RFC 1321): broken, and here only so that old files can be read.
enum MD5: HashFunction {
    static let blockByteCount = 64
    static let lengthByteCount = 8

    /// RFC 1321 §3.3.
    static let initialValue: InlineArray<4, UInt32> = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476]

    /// ⌊2³² · |sin i|⌋ (RFC 1321 §3.4), in each round in the order of the words that they are added to.
    private static let constants: InlineArray<64, UInt32> = [
        0xd76a_a478, 0xe8c7_b756, 0x2420_70db, 0xc1bd_ceee, 0xf57c_0faf, 0x4787_c62a, 0xa830_4613, 0xfd46_9501,
        0x6980_98d8, 0x8b44_f7af, 0xffff_5bb1, 0x895c_d7be, 0x6b90_1122, 0xfd98_7193, 0xa679_438e, 0x49b4_0821,
        0xe9b6_c7aa, 0xf61e_2562, 0xfcef_a3f8, 0xf4d5_0d87, 0xe7d3_fbc8, 0xd62f_105d, 0xc040_b340, 0x676f_02d9,
        0x455a_14ed, 0x21e1_cde6, 0x0244_1453, 0x265e_5a51, 0x8d2a_4c8a, 0xa9e3_e905, 0xc337_07d6, 0xd8a1_e681,
        0xeaa1_27fa, 0xa4be_ea44, 0xc4ac_5665, 0xd4ef_3085, 0x4bde_cfa9, 0xfffa_3942, 0x0488_1d05, 0xf6bb_4b60,
        0x8771_f681, 0xd9d4_d039, 0xbebf_bc70, 0x6d9d_6122, 0xe6db_99e5, 0x289b_7ec6, 0xfde5_380c, 0x1fa2_7cf8,
        0xf429_2244, 0x8584_5dd1, 0x2ad7_d2bb, 0x8f0c_cc92, 0xf753_7e82, 0xfc93_a039, 0xa301_4314, 0x432a_ff97,
        0x6fa8_7e4f, 0xeb86_d391, 0xffef_f47d, 0xbd3a_f235, 0x655b_59c3, 0x4e08_11a1, 0xab94_23a7, 0xfe2c_e6e0,
    ]

    static func compress(
        _ blocks: UnsafeRawPointer, count: Int, into chaining: UnsafeMutableRawPointer,
        schedule: UnsafeMutableRawPointer, _ level: CPU.Level
    ) {
        unsafe constants.span.withUnsafeBytes {
            unsafe compress(blocks, count: count, into: chaining, words: schedule, constants: $0.baseAddress!)
        }
    }

    /// Each step waits for the one before it, 4 or 5 operations: 288 cycles a block, whatever goes beside them. So that there is
    /// one addition less in that chain, the constants are added to the words beforehand, two rounds at a time.
    private static func compress(
        _ blocks: UnsafeRawPointer, count: Int, into chaining: UnsafeMutableRawPointer,
        words: UnsafeMutableRawPointer, constants: UnsafeRawPointer
    ) {
        let value = UnsafeRawPointer(chaining)
        var (h0, h1) = unsafe (value.littleEndianWord(0), value.littleEndianWord(1))
        var (h2, h3) = unsafe (value.littleEndianWord(2), value.littleEndianWord(3))
        var block = unsafe blocks
        for _ in 0..<count {
            var (a, b, c, d) = (h0, h1, h2, h3)
            unsafe put(block, constants, words)
            for i in stride(from: 0, to: 16, by: 4) {
                unsafe step(&a, b, d ^ (b & (c ^ d)), words, i, 7)
                unsafe step(&d, a, c ^ (a & (b ^ c)), words, i &+ 1, 12)
                unsafe step(&c, d, b ^ (d & (a ^ b)), words, i &+ 2, 17)
                unsafe step(&b, c, a ^ (c & (d ^ a)), words, i &+ 3, 22)
            }
            for i in stride(from: 0, to: 16, by: 4) {
                unsafe step(&a, b, d & b, ~d & c, words, 16 &+ (5 &* i &+ 1) & 15, 5)
                unsafe step(&d, a, c & a, ~c & b, words, 16 &+ (5 &* i &+ 6) & 15, 9)
                unsafe step(&c, d, b & d, ~b & a, words, 16 &+ (5 &* i &+ 11) & 15, 14)
                unsafe step(&b, c, a & c, ~a & d, words, 16 &+ (5 &* i &+ 16) & 15, 20)
            }
            unsafe put(block, constants + 128, words)
            for i in stride(from: 0, to: 16, by: 4) {
                unsafe step(&a, b, (c ^ d) ^ b, words, (3 &* i &+ 5) & 15, 4)
                unsafe step(&d, a, (b ^ c) ^ a, words, (3 &* i &+ 8) & 15, 11)
                unsafe step(&c, d, (a ^ b) ^ d, words, (3 &* i &+ 11) & 15, 16)
                unsafe step(&b, c, (d ^ a) ^ c, words, (3 &* i &+ 14) & 15, 23)
            }
            for i in stride(from: 0, to: 16, by: 4) {
                unsafe step(&a, b, c ^ (b | ~d), words, 16 &+ (7 &* i) & 15, 6)
                unsafe step(&d, a, b ^ (a | ~c), words, 16 &+ (7 &* i &+ 7) & 15, 10)
                unsafe step(&c, d, a ^ (d | ~b), words, 16 &+ (7 &* i &+ 14) & 15, 15)
                unsafe step(&b, c, d ^ (c | ~a), words, 16 &+ (7 &* i &+ 21) & 15, 21)
            }
            (h0, h1, h2, h3) = (h0 &+ a, h1 &+ b, h2 &+ c, h3 &+ d)
            unsafe block += blockByteCount
        }
        unsafe chaining.setWord(0, h0.littleEndian)
        unsafe chaining.setWord(1, h1.littleEndian)
        unsafe chaining.setWord(2, h2.littleEndian)
        unsafe chaining.setWord(3, h3.littleEndian)
    }

    /// The words of a block with the constants of two rounds.
    @inline(__always)
    private static func put(
        _ block: UnsafeRawPointer, _ constants: UnsafeRawPointer, _ words: UnsafeMutableRawPointer
    ) {
        for index in 0..<32 {
            let constant = unsafe constants.loadUnaligned(fromByteOffset: index &* 4, as: UInt32.self)
            unsafe words.setWord(index, block.littleEndianWord(index & 15) &+ constant)
        }
    }

    /// One of the 64 operations of RFC 1321 §3.4: `a = b + ((a + mixed + X[k] + T[i]) <<< s)`.
    @inline(__always)
    private static func step(
        _ a: inout UInt32, _ b: UInt32, _ mixed: UInt32, _ words: UnsafeRawPointer, _ index: Int, _ s: UInt32
    ) {
        let word = unsafe words.loadUnaligned(fromByteOffset: index &* 4, as: UInt32.self)
        a = b &+ (mixed &+ (a &+ word)).rotated(left: s)
    }

    /// The same where what is mixed is the sum of two, of which only the first waits for `b`.
    @inline(__always)
    private static func step(
        _ a: inout UInt32, _ b: UInt32, _ mixed: UInt32, _ early: UInt32, _ words: UnsafeRawPointer, _ index: Int,
        _ s: UInt32
    ) {
        let word = unsafe words.loadUnaligned(fromByteOffset: index &* 4, as: UInt32.self)
        a = b &+ (mixed &+ (early &+ (a &+ word))).rotated(left: s)
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
