internal import SignetBytes

#if arch(x86_64)
internal import _Builtin_intrinsics.intel.sse2
#endif

/// AES, 32 blocks at a time: decryption in chaining (FIPS 197 §5.3) and counter mode.
///
/// The blocks are kept as 32 words, one for each bit of a column: word 8r + p holds bit p of row r. Its four parts are
/// the four columns, and the 32 bits of a part are the 32 blocks. So a row's eight words are the planes that the S-box
/// wants, InvShiftRows turns the parts, and InvMixColumns is plain ⊕ between words.
enum AESBatch {
    private typealias Word = SIMD2<Int64>
    private static let blockCount = 32
    private static let stateByteCount = 512

    /// Decrypts in chaining, in place. `keys` are the round keys as planes (`AESPlanes`), 16 bytes each.
    static func decrypt(
        _ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer, keys: UnsafeRawPointer,
        roundCount: Int
    ) {
        unsafe ErasedStack.with8KiB { state in
            unsafe expand(keys, roundCount, into: state + stateByteCount)
            for start in stride(from: 0, to: count, by: blockCount) {
                unsafe decrypt(
                    blocks + start &* 16, count: min(blockCount, count - start), chain, state, state + stateByteCount,
                    roundCount)
            }
        }
    }

    /// Adds the key stream of counter mode; see `AES.applyCounter`.
    static func applyCounter(
        _ blocks: UnsafeMutableRawPointer, count: Int, counter: UnsafeMutableRawPointer, keys: UnsafeRawPointer,
        roundCount: Int
    ) {
        unsafe ErasedStack.with8KiB { state in
            unsafe expand(keys, roundCount, into: state + stateByteCount)
            var value = unsafe UInt32(bigEndian: counter.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
            for start in stride(from: 0, to: count, by: blockCount) {
                let taken = min(blockCount, count - start)
                for index in 0..<taken {
                    unsafe set(state, index, word(counter, 0))
                    unsafe state.storeBytes(of: value.bigEndian, toByteOffset: index &* 16 &+ 12, as: UInt32.self)
                    value &+= 1
                }
                unsafe encrypt(state, state + stateByteCount, roundCount)
                let target = unsafe blocks + start &* 16
                for index in 0..<taken { unsafe set(target, index, word(target, index) ^ word(state, index)) }
            }
            unsafe counter.storeBytes(of: value.bigEndian, toByteOffset: 12, as: UInt32.self)
        }
    }

    /// Writes the round keys, at most 15, in the state's form: each bit, which is bit 4c + r of a plane, in all of its part.
    private static func expand(
        _ keys: UnsafeRawPointer, _ roundCount: Int, into roundKeys: UnsafeMutableRawPointer
    ) {
        for round in 0...roundCount {
            let planes = unsafe AESLanes(keys, round).shorts
            let words = unsafe roundKeys + round &* stateByteCount
            for row in 0..<4 {
                let columns = AESLanes(words: SIMD4(0x0001, 0x0010, 0x0100, 0x1000) &<< SIMD4(repeating: UInt32(row)))
                for plane in 0..<8 {
                    let bits = AESLanes(words: SIMD4(repeating: UInt32(planes[plane]))) & columns
                    unsafe bits.equalWords(columns).store(words, row &* 8 &+ plane)
                }
            }
        }
    }

    /// Encrypts the 32 blocks of the state (FIPS 197 §5.1).
    private static func encrypt(_ state: UnsafeMutableRawPointer, _ keys: UnsafeRawPointer, _ roundCount: Int) {
        unsafe transpose(state)
        unsafe addRoundKey(state, keys)
        for round in 1...roundCount {
            for row in 0..<4 { unsafe AESSubstitution.substitute(state + row &* 128) }
            unsafe shiftRows(state)
            if round < roundCount { unsafe mixColumns(state) }
            unsafe addRoundKey(state, keys + round &* stateByteCount)
        }
        unsafe transpose(state)
    }

    /// Decrypts up to 32 blocks in chaining.
    private static func decrypt(
        _ blocks: UnsafeMutableRawPointer, count: Int, _ chain: UnsafeMutableRawPointer,
        _ state: UnsafeMutableRawPointer, _ keys: UnsafeRawPointer, _ roundCount: Int
    ) {
        // What stays in the rest of the state when there are fewer blocks does not matter.
        unsafe state.copyMemory(from: blocks, byteCount: count &* 16)
        unsafe transpose(state)
        unsafe addRoundKey(state, keys + roundCount &* stateByteCount)
        for round in stride(from: roundCount - 1, through: 0, by: -1) {
            unsafe shiftRowsInversely(state)
            for row in 0..<4 { unsafe AESSubstitution.substituteInversely(state + row &* 128) }
            unsafe addRoundKey(state, keys + round &* stateByteCount)
            if round > 0 { unsafe mixColumnsInversely(state) }
        }
        unsafe transpose(state)
        // From the last to the first: each block needs the ciphertext before it, which is still in place.
        let last = unsafe word(blocks, count &- 1)
        for index in stride(from: count &- 1, to: 0, by: -1) {
            unsafe set(blocks, index, word(state, index) ^ word(blocks, index &- 1))
        }
        unsafe set(blocks, 0, word(state, 0) ^ word(chain, 0))
        unsafe set(chain, 0, last)
    }

    private static func addRoundKey(_ state: UnsafeMutableRawPointer, _ key: UnsafeRawPointer) {
        for index in 0..<32 { unsafe set(state, index, word(state, index) ^ word(key, index)) }
    }

    /// ShiftRows (FIPS 197 §5.1.2): row r moves r columns to the left.
    private static func shiftRows(_ state: UnsafeMutableRawPointer) {
        for index in 8..<16 { unsafe turn(state, index) { SIMD4($0[1], $0[2], $0[3], $0[0]) } }
        for index in 16..<24 { unsafe turn(state, index) { SIMD4($0[2], $0[3], $0[0], $0[1]) } }
        for index in 24..<32 { unsafe turn(state, index) { SIMD4($0[3], $0[0], $0[1], $0[2]) } }
    }

    /// InvShiftRows (FIPS 197 §5.3.1): row r moves r columns to the right.
    private static func shiftRowsInversely(_ state: UnsafeMutableRawPointer) {
        for index in 8..<16 { unsafe turn(state, index) { SIMD4($0[3], $0[0], $0[1], $0[2]) } }
        for index in 16..<24 { unsafe turn(state, index) { SIMD4($0[2], $0[3], $0[0], $0[1]) } }
        for index in 24..<32 { unsafe turn(state, index) { SIMD4($0[1], $0[2], $0[3], $0[0]) } }
    }

    @inline(__always)
    private static func turn(
        _ state: UnsafeMutableRawPointer, _ index: Int, _ body: (SIMD4<UInt32>) -> SIMD4<UInt32>
    ) {
        let columns = unsafe state.loadUnaligned(fromByteOffset: index &* 16, as: SIMD4<UInt32>.self)
        unsafe state.storeBytes(of: body(columns), toByteOffset: index &* 16, as: SIMD4<UInt32>.self)
    }

    /// InvMixColumns (FIPS 197 §5.3.3), as MixColumns of a with a(r) ⊕ {04}·(a(r) ⊕ a(r+2)) in place of each a(r).
    private static func mixColumnsInversely(_ state: UnsafeMutableRawPointer) {
        unsafe addQuadrupledSums(state, 0)
        unsafe addQuadrupledSums(state, 1)
        unsafe mixColumns(state)
    }

    /// MixColumns (FIPS 197 §5.1.3).
    private static func mixColumns(_ state: UnsafeMutableRawPointer) {
        // {02}·(a(r) ⊕ a(r+1)) ⊕ a(r+1) ⊕ a(r+2) ⊕ a(r+3), from the highest bit down, so that bit p - 1,
        // which the doubling moves to p, is still there. The highest returns to bits 0, 1, 3 and 4.
        let (a, b) = unsafe (word(state, 7), word(state, 15))
        let (c, d) = unsafe (word(state, 23), word(state, 31))
        let (carry0, carry1, carry2, carry3) = (a ^ b, b ^ c, c ^ d, d ^ a)
        for p in stride(from: 7, through: 0, by: -1) {
            let (a, b) = unsafe (word(state, p), word(state, 8 &+ p))
            let (c, d) = unsafe (word(state, 16 &+ p), word(state, 24 &+ p))
            var (double0, double1, double2, double3) = (Word.zero, Word.zero, Word.zero, Word.zero)
            if p > 0 {
                let (a, b) = unsafe (word(state, p &- 1), word(state, 7 &+ p))
                let (c, d) = unsafe (word(state, 15 &+ p), word(state, 23 &+ p))
                (double0, double1, double2, double3) = (a ^ b, b ^ c, c ^ d, d ^ a)
            }
            if p == 0 || p == 1 || p == 3 || p == 4 {
                double0 = double0 ^ carry0
                double1 = double1 ^ carry1
                double2 = double2 ^ carry2
                double3 = double3 ^ carry3
            }
            let (left, right) = (a ^ b, c ^ d)
            unsafe set(state, p, double0 ^ b ^ right)
            unsafe set(state, 8 &+ p, double1 ^ a ^ right)
            unsafe set(state, 16 &+ p, double2 ^ left ^ d)
            unsafe set(state, 24 &+ p, double3 ^ left ^ c)
        }
    }

    /// Adds {04}·(a(r) ⊕ a(r+2)) to rows r and r + 2: every bit moves up by two, and bits 6 and 7 come back as {1B} and
    /// {36} say.
    @inline(__always)
    private static func addQuadrupledSums(_ state: UnsafeMutableRawPointer, _ row: Int) {
        let (upper, lower) = unsafe (state + row &* 128, state + (row &+ 2) &* 128)
        let (d0, d1) = unsafe (word(upper, 0) ^ word(lower, 0), word(upper, 1) ^ word(lower, 1))
        let (d2, d3) = unsafe (word(upper, 2) ^ word(lower, 2), word(upper, 3) ^ word(lower, 3))
        let (d4, d5) = unsafe (word(upper, 4) ^ word(lower, 4), word(upper, 5) ^ word(lower, 5))
        let (d6, d7) = unsafe (word(upper, 6) ^ word(lower, 6), word(upper, 7) ^ word(lower, 7))
        let both = d6 ^ d7
        unsafe add(upper, lower, 0, d6)
        unsafe add(upper, lower, 1, both)
        unsafe add(upper, lower, 2, d0 ^ d7)
        unsafe add(upper, lower, 3, d1 ^ d6)
        unsafe add(upper, lower, 4, d2 ^ both)
        unsafe add(upper, lower, 5, d3 ^ d7)
        unsafe add(upper, lower, 6, d4)
        unsafe add(upper, lower, 7, d5)
    }

    @inline(__always)
    private static func add(
        _ upper: UnsafeMutableRawPointer, _ lower: UnsafeMutableRawPointer, _ index: Int, _ summand: Word
    ) {
        unsafe set(upper, index, word(upper, index) ^ summand)
        unsafe set(lower, index, word(lower, index) ^ summand)
    }

    /// Bit i of word b becomes bit b of word i, in each part: from blocks to the state, and back.
    private static func transpose(_ state: UnsafeMutableRawPointer) {
        unsafe exchange(state, 16, 0x0000_FFFF_0000_FFFF)
        unsafe exchange(state, 8, 0x00FF_00FF_00FF_00FF)
        unsafe exchange(state, 4, 0x0F0F_0F0F_0F0F_0F0F)
        unsafe exchange(state, 2, 0x3333_3333_3333_3333)
        unsafe exchange(state, 1, 0x5555_5555_5555_5555)
    }

    @inline(__always)
    private static func exchange(_ state: UnsafeMutableRawPointer, _ distance: Int, _ mask: Int64) {
        let shift = Word(repeating: Int64(distance))
        let mask = Word(repeating: mask)
        for start in stride(from: 0, to: 32, by: 2 &* distance) {
            for index in start..<(start &+ distance) {
                // What the shift brings in from another part, or from the sign, the mask takes away.
                let (a, b) = unsafe (word(state, index), word(state, index &+ distance))
                let t = (a &>> shift ^ b) & mask
                unsafe set(state, index, a ^ t &<< shift)
                unsafe set(state, index &+ distance, b ^ t)
            }
        }
    }

    @inline(__always)
    private static func word(_ words: UnsafeRawPointer, _ index: Int) -> Word {
        unsafe words.loadUnaligned(fromByteOffset: index &* 16, as: Word.self)
    }

    @inline(__always)
    private static func set(_ words: UnsafeMutableRawPointer, _ index: Int, _ word: Word) {
        unsafe words.storeBytes(of: word, toByteOffset: index &* 16, as: Word.self)
    }
}

#if arch(x86_64)
/// The instruction itself: see `AESSubstitution`.
@inline(__always)
private func ^ (a: SIMD2<Int64>, b: SIMD2<Int64>) -> SIMD2<Int64> { _mm_xor_si128(a, b) }
#endif
