internal import SignetBytes

#if arch(x86_64)
internal import SignetKernelsX86
#endif

/// SHA-256, and SHA-224, which starts elsewhere and is cut (FIPS 180-4 §6.2, §6.3).
enum SHA256: HashFunction {
    static let blockByteCount = 64
    static let lengthByteCount = 8

    /// FIPS 180-4 §5.3.3.
    static let initialValue: InlineArray<8, UInt32> = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]

    /// FIPS 180-4 §5.3.2.
    static let initialValue224: InlineArray<8, UInt32> = [
        0xc105_9ed8, 0x367c_d507, 0x3070_dd17, 0xf70e_5939, 0xffc0_0b31, 0x6858_1511, 0x64f9_8fa7, 0xbefa_4fa4,
    ]

    /// FIPS 180-4 §4.2.2.
    static let constants: InlineArray<64, UInt32> = [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
        0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
        0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
        0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
        0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ]

    static func compress(
        _ blocks: UnsafeRawPointer, count: Int, into chaining: UnsafeMutableRawPointer,
        schedule: UnsafeMutableRawPointer, _ level: CPU.Level
    ) {
        #if arch(x86_64)
        if level >= .x86, CPU.hasSHA { return unsafe SHA256X86.compress(blocks, count: count, into: chaining) }
        #endif
        let value = UnsafeRawPointer(chaining)
        var (h0, h1) = unsafe (value.bigEndianWord(0), value.bigEndianWord(1))
        var (h2, h3) = unsafe (value.bigEndianWord(2), value.bigEndianWord(3))
        var (h4, h5) = unsafe (value.bigEndianWord(4), value.bigEndianWord(5))
        var (h6, h7) = unsafe (value.bigEndianWord(6), value.bigEndianWord(7))
        var block = unsafe blocks
        for _ in 0..<count {
            var (a, b, c, d, e, f, g, h) = (h0, h1, h2, h3, h4, h5, h6, h7)
            // FIPS 180-4 §6.2.2 step 3, eight rounds a turn, the variables renamed instead of moved.
            for t in stride(from: 0, to: 16, by: 8) {
                unsafe round(a, b, c, &d, e, f, g, &h, t, first(block, schedule, t))
                unsafe round(h, a, b, &c, d, e, f, &g, t &+ 1, first(block, schedule, t &+ 1))
                unsafe round(g, h, a, &b, c, d, e, &f, t &+ 2, first(block, schedule, t &+ 2))
                unsafe round(f, g, h, &a, b, c, d, &e, t &+ 3, first(block, schedule, t &+ 3))
                unsafe round(e, f, g, &h, a, b, c, &d, t &+ 4, first(block, schedule, t &+ 4))
                unsafe round(d, e, f, &g, h, a, b, &c, t &+ 5, first(block, schedule, t &+ 5))
                unsafe round(c, d, e, &f, g, h, a, &b, t &+ 6, first(block, schedule, t &+ 6))
                unsafe round(b, c, d, &e, f, g, h, &a, t &+ 7, first(block, schedule, t &+ 7))
            }
            for t in stride(from: 16, to: 64, by: 8) {
                unsafe round(a, b, c, &d, e, f, g, &h, t, next(schedule, t))
                unsafe round(h, a, b, &c, d, e, f, &g, t &+ 1, next(schedule, t &+ 1))
                unsafe round(g, h, a, &b, c, d, e, &f, t &+ 2, next(schedule, t &+ 2))
                unsafe round(f, g, h, &a, b, c, d, &e, t &+ 3, next(schedule, t &+ 3))
                unsafe round(e, f, g, &h, a, b, c, &d, t &+ 4, next(schedule, t &+ 4))
                unsafe round(d, e, f, &g, h, a, b, &c, t &+ 5, next(schedule, t &+ 5))
                unsafe round(c, d, e, &f, g, h, a, &b, t &+ 6, next(schedule, t &+ 6))
                unsafe round(b, c, d, &e, f, g, h, &a, t &+ 7, next(schedule, t &+ 7))
            }
            (h0, h1, h2, h3) = (h0 &+ a, h1 &+ b, h2 &+ c, h3 &+ d)
            (h4, h5, h6, h7) = (h4 &+ e, h5 &+ f, h6 &+ g, h7 &+ h)
            unsafe block += blockByteCount
        }
        unsafe chaining.setWord(0, h0.bigEndian)
        unsafe chaining.setWord(1, h1.bigEndian)
        unsafe chaining.setWord(2, h2.bigEndian)
        unsafe chaining.setWord(3, h3.bigEndian)
        unsafe chaining.setWord(4, h4.bigEndian)
        unsafe chaining.setWord(5, h5.bigEndian)
        unsafe chaining.setWord(6, h6.bigEndian)
        unsafe chaining.setWord(7, h7.bigEndian)
    }

    /// FIPS 180-4 §6.2.2 step 3; what the standard calls a new `a` and `e` is left in `h` and `d`.
    @inline(__always)
    private static func round(
        _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32, _ g: UInt32,
        _ h: inout UInt32, _ t: Int, _ word: UInt32
    ) {
        let constant = unsafe constants[unchecked: t]
        let choose = (e & f) ^ (~e & g)
        let first =
            h &+ (e.rotated(right: 6) ^ e.rotated(right: 11) ^ e.rotated(right: 25)) &+ choose &+ constant &+ word
        let majority = (a & b) ^ (a & c) ^ (b & c)
        d = d &+ first
        h = first &+ (a.rotated(right: 2) ^ a.rotated(right: 13) ^ a.rotated(right: 22)) &+ majority
    }

    /// The first sixteen words of the schedule are the block itself (FIPS 180-4 §6.2.2 step 1).
    @inline(__always)
    private static func first(_ block: UnsafeRawPointer, _ schedule: UnsafeMutableRawPointer, _ t: Int) -> UInt32 {
        let word = unsafe block.bigEndianWord(t)
        unsafe schedule.setWord(t, word)
        return word
    }

    /// The later words, each written over the one sixteen before it, which is not needed again.
    @inline(__always)
    private static func next(_ schedule: UnsafeMutableRawPointer, _ t: Int) -> UInt32 {
        let words = UnsafeRawPointer(schedule)
        let two = unsafe words.word((t &- 2) & 15)
        let seven = unsafe words.word((t &- 7) & 15)
        let fifteen = unsafe words.word((t &- 15) & 15)
        let sixteen = unsafe words.word(t & 15)
        let word =
            (two.rotated(right: 17) ^ two.rotated(right: 19) ^ two &>> 10) &+ seven
            &+ (fifteen.rotated(right: 7) ^ fifteen.rotated(right: 18) ^ fifteen &>> 3) &+ sixteen
        unsafe schedule.setWord(t & 15, word)
        return word
    }
}

extension UnsafeRawPointer {
    /// The word at `index` of an array of words whose bytes run from the highest to the lowest.
    @inline(__always)
    fileprivate func bigEndianWord(_ index: Int) -> UInt32 {
        UInt32(bigEndian: unsafe loadUnaligned(fromByteOffset: index &* 4, as: UInt32.self))
    }

    /// The word at `index` of an array of words as the processor keeps them.
    @inline(__always)
    fileprivate func word(_ index: Int) -> UInt32 {
        unsafe loadUnaligned(fromByteOffset: index &* 4, as: UInt32.self)
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
    /// ROTR (FIPS 180-4 §3.2).
    @inline(__always)
    fileprivate func rotated(right count: UInt32) -> UInt32 { self &>> count | self &<< (32 &- count) }
}
