internal import SignetBytes

/// SM3 (GB/T 32905-2016, ISO/IEC 10118-3): for reading files that come from China.
enum SM3: HashFunction {
    static let blockByteCount = 64
    static let lengthByteCount = 8

    /// The initial value.
    static let initialValue: InlineArray<8, UInt32> = [
        0x7380_166f, 0x4914_b2b9, 0x1724_42d7, 0xda8a_0600, 0xa96f_30bc, 0x1631_38aa, 0xe38d_ee4d, 0xb0fb_0e4e,
    ]

    static func compress(
        _ blocks: UnsafeRawPointer, count: Int, into chaining: UnsafeMutableRawPointer,
        schedule: UnsafeMutableRawPointer, _ level: CPU.Level
    ) {
        // The last sixteen words of the message expansion stand in the schedule, each in the place of its number modulo 16.
        let words = unsafe schedule
        var block = unsafe blocks
        for _ in 0..<count {
            let value = UnsafeRawPointer(chaining)
            var (a, b) = unsafe (value.bigEndianWord(0), value.bigEndianWord(1))
            var (c, d) = unsafe (value.bigEndianWord(2), value.bigEndianWord(3))
            var (e, f) = unsafe (value.bigEndianWord(4), value.bigEndianWord(5))
            var (g, h) = unsafe (value.bigEndianWord(6), value.bigEndianWord(7))
            for index in 0..<16 { unsafe words.setWord(index, block.bigEndianWord(index)) }
            for round in 0..<64 {
                let constant: UInt32 = round < 16 ? 0x79cc_4519 : 0x7a87_9d8a
                let turned = a.rotated(left: 12)
                let first = (turned &+ e &+ constant.rotated(left: UInt32(round & 31))).rotated(left: 7)
                let second = first ^ turned
                let word = unsafe words.word(round)
                let later = unsafe round < 12 ? words.word(round &+ 4) : extended(words, round &+ 4)
                let mixed = round < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c)
                let chosen = round < 16 ? e ^ f ^ g : (e & f) | (~e & g)
                let sum1 = mixed &+ d &+ second &+ (word ^ later)
                let sum2 = chosen &+ h &+ first &+ word
                (d, c, b, a) = (c, b.rotated(left: 9), a, sum1)
                (h, g, f, e) = (g, f.rotated(left: 19), e, sum2 ^ sum2.rotated(left: 9) ^ sum2.rotated(left: 17))
            }
            let mixed: InlineArray<8, UInt32> = [a, b, c, d, e, f, g, h]
            for index in 0..<8 {
                let word = unsafe value.bigEndianWord(index) ^ mixed[index]
                unsafe chaining.storeBytes(of: word.bigEndian, toByteOffset: index &* 4, as: UInt32.self)
            }
            unsafe block += blockByteCount
        }
    }

    /// The next word of the expansion, which takes the place of the one sixteen before it.
    @inline(__always)
    private static func extended(_ words: UnsafeMutableRawPointer, _ index: Int) -> UInt32 {
        let x = unsafe words.word(index) ^ words.word(index &- 9) ^ words.word(index &- 3).rotated(left: 15)
        let mixed = x ^ x.rotated(left: 15) ^ x.rotated(left: 23)
        let word = unsafe mixed ^ words.word(index &- 13).rotated(left: 7) ^ words.word(index &- 6)
        unsafe words.setWord(index, word)
        return word
    }
}

extension UnsafeRawPointer {
    /// The word at `index` of an array of words whose bytes run from the highest to the lowest.
    @inline(__always)
    fileprivate func bigEndianWord(_ index: Int) -> UInt32 {
        UInt32(bigEndian: unsafe loadUnaligned(fromByteOffset: index &* 4, as: UInt32.self))
    }
}

extension UnsafeMutableRawPointer {
    /// A word of the schedule, as the processor keeps it.
    @inline(__always)
    fileprivate func word(_ index: Int) -> UInt32 {
        unsafe loadUnaligned(fromByteOffset: (index & 15) &* 4, as: UInt32.self)
    }

    @inline(__always)
    fileprivate func setWord(_ index: Int, _ word: UInt32) {
        unsafe storeBytes(of: word, toByteOffset: (index & 15) &* 4, as: UInt32.self)
    }
}

extension UInt32 {
    @inline(__always)
    fileprivate func rotated(left count: UInt32) -> UInt32 {
        self &<< (count & 31) | self &>> ((32 &- count) & 31)
    }
}
