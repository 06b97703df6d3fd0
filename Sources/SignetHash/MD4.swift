internal import SignetBytes

/// MD4 (RFC 1320): broken, and here only so that old files can be read.
enum MD4: HashFunction {
    static let blockByteCount = 64
    static let lengthByteCount = 8

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
            // RFC 1320 §3.4, round 1.
            for k in stride(from: 0, to: 16, by: 4) {
                unsafe step(&a, d ^ (b & (c ^ d)), block, k, 0, 3)
                unsafe step(&d, c ^ (a & (b ^ c)), block, k &+ 1, 0, 7)
                unsafe step(&c, b ^ (d & (a ^ b)), block, k &+ 2, 0, 11)
                unsafe step(&b, a ^ (c & (d ^ a)), block, k &+ 3, 0, 19)
            }
            // Round 2: ⌊2³⁰ · √2⌋ is added.
            for k in 0..<4 {
                unsafe step(&a, (b & c) | (d & (b | c)), block, k, 0x5a82_7999, 3)
                unsafe step(&d, (a & b) | (c & (a | b)), block, k &+ 4, 0x5a82_7999, 5)
                unsafe step(&c, (d & a) | (b & (d | a)), block, k &+ 8, 0x5a82_7999, 9)
                unsafe step(&b, (c & d) | (a & (c | d)), block, k &+ 12, 0x5a82_7999, 13)
            }
            // Round 3: ⌊2³⁰ · √3⌋ is added, and the words come in the order of their places' bits reversed.
            for turn in 0..<4 {
                let k = (turn & 1) &* 2 &+ turn &>> 1
                unsafe step(&a, b ^ c ^ d, block, k, 0x6ed9_eba1, 3)
                unsafe step(&d, a ^ b ^ c, block, k &+ 8, 0x6ed9_eba1, 9)
                unsafe step(&c, d ^ a ^ b, block, k &+ 4, 0x6ed9_eba1, 11)
                unsafe step(&b, c ^ d ^ a, block, k &+ 12, 0x6ed9_eba1, 15)
            }
            (h0, h1, h2, h3) = (h0 &+ a, h1 &+ b, h2 &+ c, h3 &+ d)
            unsafe block += blockByteCount
        }
        unsafe chaining.setWord(0, h0.littleEndian)
        unsafe chaining.setWord(1, h1.littleEndian)
        unsafe chaining.setWord(2, h2.littleEndian)
        unsafe chaining.setWord(3, h3.littleEndian)
    }

    /// One of the 48 operations of RFC 1320 §3.4.
    @inline(__always)
    private static func step(
        _ a: inout UInt32, _ mixed: UInt32, _ block: UnsafeRawPointer, _ k: Int, _ constant: UInt32, _ s: UInt32
    ) {
        a = unsafe (a &+ mixed &+ block.littleEndianWord(k) &+ constant).rotated(left: s)
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
    @inline(__always)
    fileprivate func rotated(left count: UInt32) -> UInt32 { self &<< count | self &>> (32 &- count) }
}
