internal import SignetBytes

#if arch(x86_64)
internal import SignetKernelsX86
#endif

/// SHA-1 (FIPS 180-4 §6.1): collisions are known; here to read old messages and files, and for HMAC-SHA-1.
enum SHA1: HashFunction {
    static let blockByteCount = 64
    static let lengthByteCount = 8

    /// FIPS 180-4 §5.3.1.
    static let initialValue: InlineArray<5, UInt32> = [
        0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0,
    ]

    static func compress(
        _ blocks: UnsafeRawPointer, count: Int, into chaining: UnsafeMutableRawPointer,
        schedule: UnsafeMutableRawPointer, _ level: CPU.Level
    ) {
        #if arch(x86_64)
        if level >= .x86, CPU.hasSHA { return unsafe SHA1X86.compress(blocks, count: count, into: chaining) }
        #endif
        let value = UnsafeRawPointer(chaining)
        var (h0, h1) = unsafe (value.bigEndianWord(0), value.bigEndianWord(1))
        var (h2, h3) = unsafe (value.bigEndianWord(2), value.bigEndianWord(3))
        var h4 = unsafe value.bigEndianWord(4)
        var block = unsafe blocks
        for _ in 0..<count {
            var (a, b, c, d, e) = (h0, h1, h2, h3, h4)
            // FIPS 180-4 §6.1.2 step 3, five rounds a turn, the variables renamed instead of moved. f and K change
            // every twenty rounds (§4.1.1, §4.2.1).
            for t in stride(from: 0, to: 15, by: 5) {
                unsafe round(a, &b, &e, d ^ (b & (c ^ d)), 0x5a82_7999, first(block, schedule, t))
                unsafe round(e, &a, &d, c ^ (a & (b ^ c)), 0x5a82_7999, first(block, schedule, t &+ 1))
                unsafe round(d, &e, &c, b ^ (e & (a ^ b)), 0x5a82_7999, first(block, schedule, t &+ 2))
                unsafe round(c, &d, &b, a ^ (d & (e ^ a)), 0x5a82_7999, first(block, schedule, t &+ 3))
                unsafe round(b, &c, &a, e ^ (c & (d ^ e)), 0x5a82_7999, first(block, schedule, t &+ 4))
            }
            unsafe round(a, &b, &e, d ^ (b & (c ^ d)), 0x5a82_7999, first(block, schedule, 15))
            unsafe round(e, &a, &d, c ^ (a & (b ^ c)), 0x5a82_7999, next(schedule, 16))
            unsafe round(d, &e, &c, b ^ (e & (a ^ b)), 0x5a82_7999, next(schedule, 17))
            unsafe round(c, &d, &b, a ^ (d & (e ^ a)), 0x5a82_7999, next(schedule, 18))
            unsafe round(b, &c, &a, e ^ (c & (d ^ e)), 0x5a82_7999, next(schedule, 19))
            for t in stride(from: 20, to: 40, by: 5) {
                unsafe round(a, &b, &e, b ^ c ^ d, 0x6ed9_eba1, next(schedule, t))
                unsafe round(e, &a, &d, a ^ b ^ c, 0x6ed9_eba1, next(schedule, t &+ 1))
                unsafe round(d, &e, &c, e ^ a ^ b, 0x6ed9_eba1, next(schedule, t &+ 2))
                unsafe round(c, &d, &b, d ^ e ^ a, 0x6ed9_eba1, next(schedule, t &+ 3))
                unsafe round(b, &c, &a, c ^ d ^ e, 0x6ed9_eba1, next(schedule, t &+ 4))
            }
            for t in stride(from: 40, to: 60, by: 5) {
                unsafe round(a, &b, &e, (b & c) | (d & (b | c)), 0x8f1b_bcdc, next(schedule, t))
                unsafe round(e, &a, &d, (a & b) | (c & (a | b)), 0x8f1b_bcdc, next(schedule, t &+ 1))
                unsafe round(d, &e, &c, (e & a) | (b & (e | a)), 0x8f1b_bcdc, next(schedule, t &+ 2))
                unsafe round(c, &d, &b, (d & e) | (a & (d | e)), 0x8f1b_bcdc, next(schedule, t &+ 3))
                unsafe round(b, &c, &a, (c & d) | (e & (c | d)), 0x8f1b_bcdc, next(schedule, t &+ 4))
            }
            for t in stride(from: 60, to: 80, by: 5) {
                unsafe round(a, &b, &e, b ^ c ^ d, 0xca62_c1d6, next(schedule, t))
                unsafe round(e, &a, &d, a ^ b ^ c, 0xca62_c1d6, next(schedule, t &+ 1))
                unsafe round(d, &e, &c, e ^ a ^ b, 0xca62_c1d6, next(schedule, t &+ 2))
                unsafe round(c, &d, &b, d ^ e ^ a, 0xca62_c1d6, next(schedule, t &+ 3))
                unsafe round(b, &c, &a, c ^ d ^ e, 0xca62_c1d6, next(schedule, t &+ 4))
            }
            (h0, h1, h2, h3, h4) = (h0 &+ a, h1 &+ b, h2 &+ c, h3 &+ d, h4 &+ e)
            unsafe block += blockByteCount
        }
        unsafe chaining.setWord(0, h0.bigEndian)
        unsafe chaining.setWord(1, h1.bigEndian)
        unsafe chaining.setWord(2, h2.bigEndian)
        unsafe chaining.setWord(3, h3.bigEndian)
        unsafe chaining.setWord(4, h4.bigEndian)
    }

    /// One round of FIPS 180-4 §6.1.2 step 3; what the standard calls a new `a` and `c` is left in `e` and `b`.
    @inline(__always)
    private static func round(
        _ a: UInt32, _ b: inout UInt32, _ e: inout UInt32, _ mixed: UInt32, _ constant: UInt32, _ word: UInt32
    ) {
        e = e &+ a.rotated(left: 5) &+ mixed &+ constant &+ word
        b = b.rotated(left: 30)
    }

    /// The first sixteen words of the schedule are the block itself (FIPS 180-4 §6.1.2 step 1).
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
        let three = unsafe words.word((t &- 3) & 15)
        let eight = unsafe words.word((t &- 8) & 15)
        let fourteen = unsafe words.word((t &- 14) & 15)
        let sixteen = unsafe words.word(t & 15)
        let word = (three ^ eight ^ fourteen ^ sixteen).rotated(left: 1)
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
    /// ROTL (FIPS 180-4 §3.2).
    @inline(__always)
    fileprivate func rotated(left count: UInt32) -> UInt32 { self &<< count | self &>> (32 &- count) }
}
