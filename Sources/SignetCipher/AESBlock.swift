/// AES encryption of one block after another, as chaining needs it.
///
/// A block is kept as eight bit planes of 16 bits, bit i of a plane belonging to byte i of the block; four planes are
/// packed in a word, so that the linear layers work on four at a time.
enum AESBlock {
    /// Encrypts in chaining, in place. `keys` are the round keys as planes, 16 bytes each.
    ///
    /// The chain stays in planes: only the conversions of plaintext and ciphertext, which wait for nothing, remain.
    static func encrypt(
        _ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer, keys: UnsafeRawPointer,
        roundCount: Int
    ) {
        var (low, high) = unsafe planes(
            chain.loadUnaligned(as: UInt64.self), chain.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        for index in 0..<count {
            let block = unsafe blocks + index &* 16
            let plain = unsafe planes(
                block.loadUnaligned(as: UInt64.self), block.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            (low, high) = unsafe encrypted(low ^ plain.low, high ^ plain.high, keys, roundCount)
            let cipher = bytes(low, high)
            unsafe block.storeBytes(of: cipher.low, as: UInt64.self)
            unsafe block.storeBytes(of: cipher.high, toByteOffset: 8, as: UInt64.self)
        }
        let last = bytes(low, high)
        unsafe chain.storeBytes(of: last.low, as: UInt64.self)
        unsafe chain.storeBytes(of: last.high, toByteOffset: 8, as: UInt64.self)
    }

    /// Encrypts in chaining and keeps only the last block, in `chain`.
    static func authenticate(
        _ blocks: UnsafeRawPointer, count: Int, chain: UnsafeMutableRawPointer, keys: UnsafeRawPointer,
        roundCount: Int
    ) {
        var (low, high) = unsafe planes(
            chain.loadUnaligned(as: UInt64.self), chain.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        for index in 0..<count {
            let block = unsafe blocks + index &* 16
            let plain = unsafe planes(
                block.loadUnaligned(as: UInt64.self), block.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            (low, high) = unsafe encrypted(low ^ plain.low, high ^ plain.high, keys, roundCount)
        }
        let last = bytes(low, high)
        unsafe chain.storeBytes(of: last.low, as: UInt64.self)
        unsafe chain.storeBytes(of: last.high, toByteOffset: 8, as: UInt64.self)
    }

    /// Adds the key stream of counter mode, block by block; see `AES.applyCounter`.
    static func applyCounter(
        _ blocks: UnsafeMutableRawPointer, count: Int, counter: UnsafeMutableRawPointer, keys: UnsafeRawPointer,
        roundCount: Int
    ) {
        for index in 0..<count {
            let input = unsafe planes(
                counter.loadUnaligned(as: UInt64.self), counter.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            let output = unsafe encrypted(input.low, input.high, keys, roundCount)
            let stream = bytes(output.low, output.high)
            let block = unsafe blocks + index &* 16
            let (first, second) = unsafe (
                block.loadUnaligned(as: UInt64.self), block.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            )
            unsafe block.storeBytes(of: first ^ stream.low, as: UInt64.self)
            unsafe block.storeBytes(of: second ^ stream.high, toByteOffset: 8, as: UInt64.self)
            let value = unsafe UInt32(bigEndian: counter.loadUnaligned(fromByteOffset: 12, as: UInt32.self)) &+ 1
            unsafe counter.storeBytes(of: value.bigEndian, toByteOffset: 12, as: UInt32.self)
        }
    }

    /// One block, from planes to planes (FIPS 197 §5.1).
    @inline(__always)
    private static func encrypted(
        _ low: UInt64, _ high: UInt64, _ keys: UnsafeRawPointer, _ roundCount: Int
    ) -> (low: UInt64, high: UInt64) {
        var low = unsafe low ^ keys.loadUnaligned(as: UInt64.self)
        var high = unsafe high ^ keys.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        for round in 1...roundCount {
            (low, high) = substitute(low, high)
            (low, high) = (shiftRows(low), shiftRows(high))
            if round < roundCount { (low, high) = mixColumns(low, high) }
            low ^= unsafe keys.loadUnaligned(fromByteOffset: round &* 16, as: UInt64.self)
            high ^= unsafe keys.loadUnaligned(fromByteOffset: round &* 16 &+ 8, as: UInt64.self)
        }
        return (low, high)
    }

    /// SubWord (FIPS 197 §5.2).
    static func substitute(_ word: UInt32) -> UInt32 {
        let (low, high) = planes(UInt64(word), 0)
        let substituted = substitute(low, high)
        return UInt32(truncatingIfNeeded: bytes(substituted.low, substituted.high).low)
    }

    /// SubBytes (FIPS 197 §5.1.1).
    @inline(__always)
    private static func substitute(_ low: UInt64, _ high: UInt64) -> (low: UInt64, high: UInt64) {
        let s = AESSubstitution.substitute(
            (low, low &>> 16, low &>> 32, low &>> 48, high, high &>> 16, high &>> 32, high &>> 48))
        return (
            s.0 & 0xFFFF | (s.1 & 0xFFFF) &<< 16 | (s.2 & 0xFFFF) &<< 32 | s.3 &<< 48,
            s.4 & 0xFFFF | (s.5 & 0xFFFF) &<< 16 | (s.6 & 0xFFFF) &<< 32 | s.7 &<< 48
        )
    }

    /// ShiftRows (FIPS 197 §5.1.2): row r, which is every fourth bit from r, moves r columns, which are four bits each.
    @inline(__always)
    private static func shiftRows(_ x: UInt64) -> UInt64 {
        let first = (x &>> 4) & 0x0222_0222_0222_0222 | (x &<< 12) & 0x2000_2000_2000_2000
        let second = (x &>> 8) & 0x0044_0044_0044_0044 | (x &<< 8) & 0x4400_4400_4400_4400
        let third = (x &>> 12) & 0x0008_0008_0008_0008 | (x &<< 4) & 0x8880_8880_8880_8880
        return x & 0x1111_1111_1111_1111 | first | second | third
    }

    /// MixColumns (FIPS 197 §5.1.3): with a′ the column turned by one and t = a ⊕ a′, the result is
    /// {02}·t ⊕ a′ ⊕ t turned by two.
    @inline(__always)
    private static func mixColumns(_ low: UInt64, _ high: UInt64) -> (low: UInt64, high: UInt64) {
        let (nextLow, nextHigh) = (turned(low), turned(high))
        let (sumLow, sumHigh) = (low ^ nextLow, high ^ nextHigh)
        // {02}·t: each plane becomes the next, and the highest returns to planes 0, 1, 3 and 4.
        let carry = sumHigh &>> 48
        let doubleLow = sumLow &<< 16 ^ carry &* 0x0001_0000_0001_0001
        let doubleHigh = (sumHigh &<< 16 | sumLow &>> 48) ^ carry
        return (doubleLow ^ nextLow ^ turnedTwice(sumLow), doubleHigh ^ nextHigh ^ turnedTwice(sumHigh))
    }

    @inline(__always)
    private static func turned(_ x: UInt64) -> UInt64 {
        (x &>> 1) & 0x7777_7777_7777_7777 | (x &<< 3) & 0x8888_8888_8888_8888
    }

    @inline(__always)
    private static func turnedTwice(_ x: UInt64) -> UInt64 {
        (x &>> 2) & 0x3333_3333_3333_3333 | (x &<< 2) & 0xCCCC_CCCC_CCCC_CCCC
    }

    /// The planes of the 16 bytes of two words.
    @inline(__always)
    static func planes(_ first: UInt64, _ second: UInt64) -> (low: UInt64, high: UInt64) {
        let (a, b) = (transposed(UInt64(littleEndian: first)), transposed(UInt64(littleEndian: second)))
        return (
            spread(a & 0xFFFF_FFFF) | spread(b & 0xFFFF_FFFF) &<< 8, spread(a &>> 32) | spread(b &>> 32) &<< 8
        )
    }

    /// The 16 bytes of planes, as two words.
    @inline(__always)
    private static func bytes(_ low: UInt64, _ high: UInt64) -> (low: UInt64, high: UInt64) {
        let a = gathered(low) | gathered(high) &<< 32
        let b = gathered(low &>> 8) | gathered(high &>> 8) &<< 32
        return (transposed(a).littleEndian, transposed(b).littleEndian)
    }

    /// Bit p of byte i becomes bit i of byte p.
    @inline(__always)
    private static func transposed(_ word: UInt64) -> UInt64 {
        var x = word
        var t = (x ^ x &>> 7) & 0x00AA_00AA_00AA_00AA
        x ^= t ^ t &<< 7
        t = (x ^ x &>> 14) & 0x0000_CCCC_0000_CCCC
        x ^= t ^ t &<< 14
        t = (x ^ x &>> 28) & 0x0000_0000_F0F0_F0F0
        return x ^ t ^ t &<< 28
    }

    /// The four low bytes moved to every second place.
    @inline(__always)
    private static func spread(_ word: UInt64) -> UInt64 {
        let x = (word | word &<< 16) & 0x0000_FFFF_0000_FFFF
        return (x | x &<< 8) & 0x00FF_00FF_00FF_00FF
    }

    /// Every second byte moved to the four low places.
    @inline(__always)
    private static func gathered(_ word: UInt64) -> UInt64 {
        var x = word & 0x00FF_00FF_00FF_00FF
        x = (x | x &>> 8) & 0x0000_FFFF_0000_FFFF
        return (x | x &>> 16) & 0x0000_0000_FFFF_FFFF
    }
}
