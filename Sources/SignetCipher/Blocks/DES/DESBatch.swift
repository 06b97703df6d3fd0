/// DES and triple DES decryption of as many blocks at a time as `DESLanes` has bits.
///
/// The blocks are kept as 64 words, one for each bit of a block; the bits of a word are the blocks. The permutations, the
/// expansion and the key schedule are then only a matter of which word is meant, and an S-box is a circuit.
///
/// This file and the circuits are compiled into each kernel module, with its own `DESLanes`.
package enum DESBatch {
    private typealias Word = DESLanes
    private static let wordByteCount = MemoryLayout<DESLanes>.size
    /// The size of a state, or of a key.
    private static let stateByteCount = 64 &* wordByteCount
    private static let blockCount = 8 &* wordByteCount

    /// Decrypts in chaining, in place, under one key of 8 bytes, or under three in reverse (decrypt, encrypt, decrypt).
    ///
    /// `memory` is room for a word for each bit of two blocks and of the keys; `wiring` says which bit of a key is which bit of a
    /// round's.
    package static func decrypt(
        _ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer, keys: UnsafeRawPointer,
        keyCount: Int, wiring: UnsafePointer<UInt8>, memory: UnsafeMutableRawPointer
    ) {
        let words = unsafe memory + 2 &* stateByteCount
        var index = 0
        while index < keyCount {
            unsafe expand(keys + index &* 8, into: words + index &* stateByteCount)
            index &+= 1
        }
        var block = unsafe blocks
        var left = count
        while left > 0 {
            let taken = left < blockCount ? left : blockCount
            unsafe decrypt(block, count: taken, chain, memory, words, keyCount: keyCount, wiring)
            unsafe block += taken &* 8
            left &-= taken
        }
    }

    /// Writes every bit of a key of 8 bytes as a word.
    private static func expand(_ key: UnsafeRawPointer, into words: UnsafeMutableRawPointer) {
        let key = unsafe key.loadUnaligned(as: UInt64.self).bigEndian
        var bit = 0
        while bit < 64 {
            unsafe set(words, bit, Word(repeating: 0 &- (key &>> UInt64(truncatingIfNeeded: 63 &- bit) & 1)))
            bit &+= 1
        }
    }

    /// Decrypts up to `blockCount` blocks in chaining.
    private static func decrypt(
        _ blocks: UnsafeMutableRawPointer, count: Int, _ chain: UnsafeMutableRawPointer,
        _ state: UnsafeMutableRawPointer, _ keys: UnsafeRawPointer, keyCount: Int, _ wiring: UnsafePointer<UInt8>
    ) {
        // Blocks that are 64 apart share a word; what stays in the rest of the state does not matter.
        var index = 0
        while index < count {
            let block = unsafe blocks.loadUnaligned(fromByteOffset: index &* 8, as: UInt64.self).bigEndian
            unsafe state.storeBytes(of: block, toByteOffset: place(of: index), as: UInt64.self)
            index &+= 1
        }
        unsafe transpose(state)
        var left = unsafe state + stateByteCount
        var right = unsafe left + stateByteCount / 2
        index = 0
        while index < 32 {
            unsafe set(left, index, word(state, permuted(index)))
            unsafe set(right, index, word(state, permuted(index &+ 32)))
            index &+= 1
        }
        index = keyCount &- 1
        while index >= 0 {
            unsafe run(left, right, keys + index &* stateByteCount, wiring, decrypting: index != 1)
            let other = unsafe left
            unsafe left = right
            unsafe right = other
            index &-= 1
        }
        index = 0
        while index < 32 {
            unsafe set(state, permuted(index), word(left, index))
            unsafe set(state, permuted(index &+ 32), word(right, index))
            index &+= 1
        }
        unsafe transpose(state)
        // From the last to the first: each block needs the ciphertext before it, which is still in place.
        let last = unsafe blocks.loadUnaligned(fromByteOffset: (count &- 1) &* 8, as: UInt64.self)
        index = count &- 1
        while index >= 0 {
            let before =
                unsafe index > 0
                ? blocks.loadUnaligned(fromByteOffset: (index &- 1) &* 8, as: UInt64.self)
                : chain.loadUnaligned(as: UInt64.self)
            let plain = unsafe state.loadUnaligned(fromByteOffset: place(of: index), as: UInt64.self).bigEndian
            unsafe blocks.storeBytes(of: plain ^ before, toByteOffset: index &* 8, as: UInt64.self)
            index &-= 1
        }
        unsafe chain.storeBytes(of: last, as: UInt64.self)
    }

    /// Where in the state the block at `index` goes.
    @inline(__always)
    private static func place(of index: Int) -> Int { (index & 63) &* wordByteCount &+ (index &>> 6) &* 8 }

    /// The initial permutation IP: which word, the lowest bit of a block being 0, is bit `index` of the halves.
    @inline(__always)
    private static func permuted(_ index: Int) -> Int {
        let row = index &>> 3
        return (index & 7) &* 8 &+ (row < 4 ? 6 &- 2 &* row : 15 &- 2 &* row)
    }

    /// Sixteen rounds. The halves do not change places: the rounds take turns.
    private static func run(
        _ left: UnsafeMutableRawPointer, _ right: UnsafeMutableRawPointer, _ keys: UnsafeRawPointer,
        _ wiring: UnsafePointer<UInt8>, decrypting: Bool
    ) {
        var turn = 0
        while turn < 8 {
            let first = decrypting ? 15 &- 2 &* turn : 2 &* turn
            let second = decrypting ? first &- 1 : first &+ 1
            unsafe round(left, right, keys, wiring + first &* 48)
            unsafe round(right, left, keys, wiring + second &* 48)
            turn &+= 1
        }
    }

    /// Adds the function f of one half and a round's key to the other half: which words go into an S-box is the
    /// expansion E, and which words its outputs go to is the permutation P.
    private static func round(
        _ left: UnsafeMutableRawPointer, _ right: UnsafeRawPointer, _ keys: UnsafeRawPointer,
        _ wiring: UnsafePointer<UInt8>
    ) {
        let o1 = unsafe DESBoxes.s1(
            input(right, 31, keys, wiring, 0), input(right, 0, keys, wiring, 1),
            input(right, 1, keys, wiring, 2), input(right, 2, keys, wiring, 3),
            input(right, 3, keys, wiring, 4), input(right, 4, keys, wiring, 5))
        unsafe add(o1, left, 8, 16, 22, 30)
        let o2 = unsafe DESBoxes.s2(
            input(right, 3, keys, wiring, 6), input(right, 4, keys, wiring, 7),
            input(right, 5, keys, wiring, 8), input(right, 6, keys, wiring, 9),
            input(right, 7, keys, wiring, 10), input(right, 8, keys, wiring, 11))
        unsafe add(o2, left, 12, 27, 1, 17)
        let o3 = unsafe DESBoxes.s3(
            input(right, 7, keys, wiring, 12), input(right, 8, keys, wiring, 13),
            input(right, 9, keys, wiring, 14), input(right, 10, keys, wiring, 15),
            input(right, 11, keys, wiring, 16), input(right, 12, keys, wiring, 17))
        unsafe add(o3, left, 23, 15, 29, 5)
        let o4 = unsafe DESBoxes.s4(
            input(right, 11, keys, wiring, 18), input(right, 12, keys, wiring, 19),
            input(right, 13, keys, wiring, 20), input(right, 14, keys, wiring, 21),
            input(right, 15, keys, wiring, 22), input(right, 16, keys, wiring, 23))
        unsafe add(o4, left, 25, 19, 9, 0)
        let o5 = unsafe DESBoxes.s5(
            input(right, 15, keys, wiring, 24), input(right, 16, keys, wiring, 25),
            input(right, 17, keys, wiring, 26), input(right, 18, keys, wiring, 27),
            input(right, 19, keys, wiring, 28), input(right, 20, keys, wiring, 29))
        unsafe add(o5, left, 7, 13, 24, 2)
        let o6 = unsafe DESBoxes.s6(
            input(right, 19, keys, wiring, 30), input(right, 20, keys, wiring, 31),
            input(right, 21, keys, wiring, 32), input(right, 22, keys, wiring, 33),
            input(right, 23, keys, wiring, 34), input(right, 24, keys, wiring, 35))
        unsafe add(o6, left, 3, 28, 10, 18)
        let o7 = unsafe DESBoxes.s7(
            input(right, 23, keys, wiring, 36), input(right, 24, keys, wiring, 37),
            input(right, 25, keys, wiring, 38), input(right, 26, keys, wiring, 39),
            input(right, 27, keys, wiring, 40), input(right, 28, keys, wiring, 41))
        unsafe add(o7, left, 31, 11, 21, 6)
        let o8 = unsafe DESBoxes.s8(
            input(right, 27, keys, wiring, 42), input(right, 28, keys, wiring, 43),
            input(right, 29, keys, wiring, 44), input(right, 30, keys, wiring, 45),
            input(right, 31, keys, wiring, 46), input(right, 0, keys, wiring, 47))
        unsafe add(o8, left, 4, 26, 14, 20)
    }

    @inline(__always)
    private static func input(
        _ half: UnsafeRawPointer, _ place: Int, _ keys: UnsafeRawPointer, _ wiring: UnsafePointer<UInt8>, _ index: Int
    ) -> Word {
        unsafe word(half, place) ^ word(keys, Int(wiring[index]))
    }

    @inline(__always)
    private static func add(
        _ outputs: DESBoxes.Outputs, _ half: UnsafeMutableRawPointer, _ a: Int, _ b: Int, _ c: Int, _ d: Int
    ) {
        unsafe set(half, a, word(half, a) ^ outputs.0)
        unsafe set(half, b, word(half, b) ^ outputs.1)
        unsafe set(half, c, word(half, c) ^ outputs.2)
        unsafe set(half, d, word(half, d) ^ outputs.3)
    }

    /// Bit i of word b becomes bit b of word i, in each lane.
    private static func transpose(_ state: UnsafeMutableRawPointer) {
        unsafe exchange(state, 32, 0x0000_0000_FFFF_FFFF)
        unsafe exchange(state, 16, 0x0000_FFFF_0000_FFFF)
        unsafe exchange(state, 8, 0x00FF_00FF_00FF_00FF)
        unsafe exchange(state, 4, 0x0F0F_0F0F_0F0F_0F0F)
        unsafe exchange(state, 2, 0x3333_3333_3333_3333)
        unsafe exchange(state, 1, 0x5555_5555_5555_5555)
    }

    @inline(__always)
    private static func exchange(_ state: UnsafeMutableRawPointer, _ distance: Int, _ mask: UInt64) {
        let mask = Word(repeating: mask)
        var start = 0
        while start < 64 {
            var index = start
            while index < start &+ distance {
                let (a, b) = unsafe (word(state, index), word(state, index &+ distance))
                let t = (shiftedRight(a, distance) ^ b) & mask
                unsafe set(state, index, a ^ shiftedLeft(t, distance))
                unsafe set(state, index &+ distance, b ^ t)
                index &+= 1
            }
            start &+= 2 &* distance
        }
    }

    @inline(__always)
    private static func word(_ words: UnsafeRawPointer, _ index: Int) -> Word {
        unsafe words.loadUnaligned(fromByteOffset: index &* wordByteCount, as: Word.self)
    }

    @inline(__always)
    private static func set(_ words: UnsafeMutableRawPointer, _ index: Int, _ word: Word) {
        unsafe words.storeBytes(of: word, toByteOffset: index &* wordByteCount, as: Word.self)
    }
}
