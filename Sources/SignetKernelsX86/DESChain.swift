#if arch(x86_64)
internal import CInstructions

/// DES and triple DES of one block after another, as encryption in chaining needs it, or of four at a time, by look-ups inside
/// registers: nothing is read from a place that depends on a secret. This file is compiled for several levels, which look up in
/// their own way.
///
/// A half is kept expanded (FIPS 46-3, E): byte j holds the six bits that go into S-box j + 1, and so does byte j + 8. A round
/// is the addition of its key, and for each two boxes a look-up: the lower eight bytes take the input of the one box, the
/// upper eight that of the other, and the tables hold four bits of the one and four of the other. Each byte keeps the one bit
/// that P and E bring to it, if there is one. The bits stand where the six bits of a byte come to stand at six places, once
/// those of the upper eight bytes have moved by two (`DESChainTables` has the assignment), so that nothing else is to be done
/// for P and E.
///
/// Each round waits for the one before, 48 times, and inside a round the exchanges of bytes, of which there are two units,
/// come in a burst between what leads to them and what follows. Decryption of several blocks fills the gaps.
///
/// The tables are four times 64 bytes for the boxes (what they give where bit 5 of the input is zero, and how what they give
/// where it is one differs from that), four times 16 for which byte goes to a look-up and 16 for what is kept of it; what
/// `gathered` wants for the left half of a block, for the right half, and for each of 16 round keys; then what `joined`
/// wants.
public enum DESChain {
    /// Encrypts in cipher block chaining, in place. `keys` are the round keys of all passes, in order.
    public static func encrypt(
        _ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer, keys: UnsafeRawPointer,
        passCount: Int, tables: UnsafeRawPointer
    ) {
        var state = unsafe Halves(chain, tables)
        var block = unsafe blocks
        var blocksLeft = count
        while blocksLeft > 0 {
            unsafe state.add(Halves(block, tables))
            unsafe run(&state, keys, 16, passCount, tables)
            unsafe block.storeBytes(of: state.joined(tables), as: UInt64.self)
            unsafe block += 8
            blocksLeft &-= 1
        }
        unsafe chain.storeBytes(of: state.joined(tables), as: UInt64.self)
    }

    /// Decrypts in cipher block chaining, in place: the same round keys from the last to the first.
    public static func decrypt(
        _ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer, keys: UnsafeRawPointer,
        passCount: Int, tables: UnsafeRawPointer
    ) {
        let last = unsafe keys + (passCount &* 256 &- 16)
        var before = unsafe chain.loadUnaligned(as: UInt64.self)
        var block = unsafe blocks
        var blocksLeft = count
        while blocksLeft > 2 {
            // Three are four of which the last does not matter.
            let fourth = unsafe block + (blocksLeft > 3 ? 24 : 16)
            var (a, b) = unsafe (Halves(block, tables), Halves(block + 8, tables))
            var (c, d) = unsafe (Halves(block + 16, tables), Halves(fourth, tables))
            unsafe run(&a, &b, &c, &d, last, -16, passCount, tables)
            unsafe store(a.joined(tables), block, &before)
            unsafe store(b.joined(tables), block + 8, &before)
            unsafe store(c.joined(tables), block + 16, &before)
            if blocksLeft > 3 { unsafe store(d.joined(tables), fourth, &before) }
            unsafe block += 32
            blocksLeft &-= 4
        }
        if blocksLeft == 2 {
            var (a, b) = unsafe (Halves(block, tables), Halves(block + 8, tables))
            unsafe run(&a, &b, last, -16, passCount, tables)
            unsafe store(a.joined(tables), block, &before)
            unsafe store(b.joined(tables), block + 8, &before)
        }
        if blocksLeft == 1 {
            var state = unsafe Halves(block, tables)
            unsafe run(&state, last, -16, passCount, tables)
            unsafe store(state.joined(tables), block, &before)
        }
        unsafe chain.storeBytes(of: before, as: UInt64.self)
    }

    /// Adds the block of ciphertext before, and keeps the one that is there.
    @inline(__always)
    private static func store(_ plain: UInt64, _ block: UnsafeMutableRawPointer, _ before: inout UInt64) {
        let this = unsafe block.loadUnaligned(as: UInt64.self)
        unsafe block.storeBytes(of: plain ^ before, as: UInt64.self)
        before = this
    }

    /// All passes of sixteen rounds. Between two passes the final and the initial permutation undo each other.
    @inline(__always)
    private static func run(
        _ state: inout Halves, _ keys: UnsafeRawPointer, _ step: Int, _ passCount: Int, _ tables: UnsafeRawPointer
    ) {
        var key = unsafe keys
        var pass = 0
        while pass < passCount {
            unsafe state.begin(key)
            var round = 0
            while round < 15 {
                unsafe key += step
                unsafe state.round(key, tables)
                round &+= 1
            }
            unsafe state.lastRound(tables)
            unsafe key += step
            pass &+= 1
        }
    }

    /// The same of two blocks.
    @inline(__always)
    private static func run(
        _ a: inout Halves, _ b: inout Halves, _ keys: UnsafeRawPointer, _ step: Int, _ passCount: Int,
        _ tables: UnsafeRawPointer
    ) {
        var key = unsafe keys
        var pass = 0
        while pass < passCount {
            unsafe a.begin(key)
            unsafe b.begin(key)
            var round = 0
            while round < 15 {
                unsafe key += step
                unsafe a.round(key, tables)
                unsafe b.round(key, tables)
                round &+= 1
            }
            unsafe a.lastRound(tables)
            unsafe b.lastRound(tables)
            unsafe key += step
            pass &+= 1
        }
    }

    /// The same of four blocks.
    @inline(__always)
    private static func run(
        _ a: inout Halves, _ b: inout Halves, _ c: inout Halves, _ d: inout Halves, _ keys: UnsafeRawPointer,
        _ step: Int, _ passCount: Int, _ tables: UnsafeRawPointer
    ) {
        var key = unsafe keys
        var pass = 0
        while pass < passCount {
            unsafe a.begin(key)
            unsafe b.begin(key)
            unsafe c.begin(key)
            unsafe d.begin(key)
            var round = 0
            while round < 15 {
                unsafe key += step
                unsafe a.round(key, tables)
                unsafe b.round(key, tables)
                unsafe c.round(key, tables)
                unsafe d.round(key, tables)
                round &+= 1
            }
            unsafe a.lastRound(tables)
            unsafe b.lastRound(tables)
            unsafe c.lastRound(tables)
            unsafe d.lastRound(tables)
            unsafe key += step
            pass &+= 1
        }
    }

    /// The halves of a block between the permutations, expanded.
    private struct Halves {
        private var left, right: __m128i
        /// What the next look-up is of: the right half with the round's key added.
        private var input = _mm_setzero_si128()

        /// After the initial permutation.
        @inline(__always)
        init(_ block: UnsafeRawPointer, _ tables: UnsafeRawPointer) {
            let bytes = unsafe _mm_cvtsi64_si128(block.loadUnaligned(as: Int64.self))
            left = unsafe gathered(bytes, tables + 384)
            right = unsafe gathered(bytes, tables + 576)
        }

        @inline(__always)
        mutating func add(_ other: Halves) {
            (left, right) = (_mm_xor_si128(left, other.left), _mm_xor_si128(right, other.right))
        }

        @inline(__always)
        mutating func begin(_ key: UnsafeRawPointer) { input = unsafe _mm_xor_si128(right, movdqu(key)) }

        /// A round, to the end of which the next one's key is added.
        @inline(__always)
        mutating func round(_ key: UnsafeRawPointer, _ tables: UnsafeRawPointer) {
            // What is added to the output for the next look-up is ready before it.
            let next = unsafe _mm_xor_si128(left, movdqu(key))
            let (direct, moved) = unsafe mixed(input, tables)
            input = _mm_xor_si128(_mm_xor_si128(next, direct), moved)
            (left, right) = (right, _mm_xor_si128(_mm_xor_si128(left, direct), moved))
        }

        /// After the last round the halves stay where they are.
        @inline(__always)
        mutating func lastRound(_ tables: UnsafeRawPointer) {
            let (direct, moved) = unsafe mixed(input, tables)
            left = _mm_xor_si128(_mm_xor_si128(left, direct), moved)
        }

        /// The block whose halves, before the final permutation, are these: for each 16 bits from which bytes, then from which
        /// bits.
        @inline(__always)
        func joined(_ tables: UnsafeRawPointer) -> UInt64 {
            let halves = _mm_unpacklo_epi64(left, right)
            var result: UInt64 = 0
            var part = 0
            while part < 4 {
                let bit = unsafe movdqu(tables + (3904 &+ part &* 16))
                let found = unsafe _mm_and_si128(_mm_shuffle_epi8(halves, movdqu(tables + (3840 &+ part &* 16))), bit)
                let bits = UInt64(UInt32(bitPattern: _mm_movemask_epi8(_mm_cmpeq_epi8(found, bit))))
                result |= bits &<< UInt64(truncatingIfNeeded: part &* 16)
                part &+= 1
            }
            return result
        }
    }

    /// Each byte six bits from anywhere among eight bytes: for each of the six from which byte, then from which bit.
    @inline(__always)
    static func gathered(_ bytes: __m128i, _ wiring: UnsafeRawPointer) -> __m128i {
        var result = _mm_setzero_si128()
        var place = 0
        while place < 6 {
            let bit = unsafe movdqu(wiring + (96 &+ place &* 16))
            let found = unsafe _mm_and_si128(_mm_shuffle_epi8(bytes, movdqu(wiring + place &* 16)), bit)
            let here = _mm_set1_epi8(Int8(truncatingIfNeeded: 1 &<< place))
            result = _mm_or_si128(result, _mm_and_si128(_mm_cmpeq_epi8(found, bit), here))
            place &+= 1
        }
        return result
    }
}
#endif
