#if arch(x86_64)
internal import CInstructions

/// DES and triple DES of one block after another, as encryption in chaining needs it, by look-ups inside registers: nothing is
/// read from a place that depends on a secret. This file is compiled for several levels, which look up in their own way.
///
/// A half is kept expanded (FIPS 46-3, E): byte j holds the six bits that go into S-box j + 1, and so does byte j + 8. A round
/// is the addition of its key, and for each two boxes a look-up: the lower eight bytes take the input of the one box, the
/// upper eight that of the other, and the tables hold four bits of the one and four of the other. Each byte keeps the one bit
/// that P and E bring to it, if there is one. The bits stand where the six bits of a byte come to stand at six places, once
/// those of the upper eight bytes have moved by two (`DESChainTables` has the assignment), so that nothing else is to be done
/// for P and E.
///
/// Each round waits for the one before, 48 times, and inside a round the exchanges of bytes, of which there are two units,
/// come in a burst between what leads to them and what follows.
///
/// The tables are four times 64 bytes for the boxes (what they give where bit 5 of the input is zero, and how what they give
/// where it is one differs from that), four times 16 for which byte goes to a look-up and 16 for what is kept of it; what
/// `gathered` wants for the left half of a block, for the right half, and for each of 16 round keys; then what `joined`
/// wants.
enum DESChain {
    /// Encrypts in cipher block chaining, in place. `keys` are the round keys of all passes, in order.
    @inline(__always)
    static func encrypt(
        _ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer, keys: UnsafeRawPointer,
        passCount: Int, tables: UnsafeRawPointer
    ) {
        var (left, right) = unsafe parted(chain, tables)
        var block = unsafe blocks
        var blocksLeft = count
        while blocksLeft > 0 {
            let (nextLeft, nextRight) = unsafe parted(block, tables)
            (left, right) = (_mm_xor_si128(left, nextLeft), _mm_xor_si128(right, nextRight))
            unsafe run(&left, &right, keys, 16, passCount, tables)
            unsafe block.storeBytes(of: joined(left, right, tables), as: UInt64.self)
            unsafe block += 8
            blocksLeft &-= 1
        }
        unsafe chain.storeBytes(of: joined(left, right, tables), as: UInt64.self)
    }

    /// Decrypts in cipher block chaining, in place: the same round keys from the last to the first.
    @inline(__always)
    static func decrypt(
        _ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer, keys: UnsafeRawPointer,
        passCount: Int, tables: UnsafeRawPointer
    ) {
        let last = unsafe keys + (passCount &* 256 &- 16)
        var before = unsafe chain.loadUnaligned(as: UInt64.self)
        var block = unsafe blocks
        var blocksLeft = count
        while blocksLeft > 0 {
            var (left, right) = unsafe parted(block, tables)
            let this = unsafe block.loadUnaligned(as: UInt64.self)
            unsafe run(&left, &right, last, -16, passCount, tables)
            unsafe block.storeBytes(of: joined(left, right, tables) ^ before, as: UInt64.self)
            before = this
            unsafe block += 8
            blocksLeft &-= 1
        }
        unsafe chain.storeBytes(of: before, as: UInt64.self)
    }

    /// The sixteen round keys of a key of 8 bytes, 16 bytes each, in the order in which encryption or decryption uses them.
    @inline(__always)
    static func expand(
        _ key: UnsafeRawPointer, decrypting: Bool, into keys: UnsafeMutableRawPointer, tables: UnsafeRawPointer
    ) {
        var round = 0
        while round < 16 {
            let from = decrypting ? 15 &- round : round
            unsafe movdqu_to(keys + round &* 16, gathered(eight(key), tables + (768 &+ from &* 192)))
            round &+= 1
        }
    }

    /// All rounds. The permutations between two passes undo each other.
    @inline(__always)
    private static func run(
        _ left: inout __m128i, _ right: inout __m128i, _ keys: UnsafeRawPointer, _ step: Int, _ passCount: Int,
        _ tables: UnsafeRawPointer
    ) {
        var key = unsafe keys
        var pass = 0
        while pass < passCount {
            var input = unsafe _mm_xor_si128(right, movdqu(key))
            var round = 0
            while round < 15 {
                unsafe key += step
                // What is added to the output for the next look-up is ready before it.
                let next = unsafe _mm_xor_si128(left, movdqu(key))
                let (direct, moved) = unsafe mixed(input, tables)
                input = _mm_xor_si128(_mm_xor_si128(next, direct), moved)
                (left, right) = (right, _mm_xor_si128(_mm_xor_si128(left, direct), moved))
                round &+= 1
            }
            // After the last round the halves stay where they are.
            let (direct, moved) = unsafe mixed(input, tables)
            left = _mm_xor_si128(_mm_xor_si128(left, direct), moved)
            unsafe key += step
            pass &+= 1
        }
    }

    /// The halves of a block after the initial permutation, expanded.
    @inline(__always)
    private static func parted(_ block: UnsafeRawPointer, _ tables: UnsafeRawPointer) -> (__m128i, __m128i) {
        let bytes = unsafe eight(block)
        return unsafe (gathered(bytes, tables + 384), gathered(bytes, tables + 576))
    }

    /// Each byte six bits from anywhere among eight bytes: for each of the six from which byte, then from which bit.
    @inline(__always)
    private static func gathered(_ bytes: __m128i, _ wiring: UnsafeRawPointer) -> __m128i {
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

    /// The block whose halves, before the final permutation, are these: for each 16 bits from which bytes, then from which bits.
    @inline(__always)
    private static func joined(_ left: __m128i, _ right: __m128i, _ tables: UnsafeRawPointer) -> UInt64 {
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

    @inline(__always)
    private static func eight(_ bytes: UnsafeRawPointer) -> __m128i {
        unsafe _mm_cvtsi64_si128(bytes.loadUnaligned(as: Int64.self))
    }
}
#endif
