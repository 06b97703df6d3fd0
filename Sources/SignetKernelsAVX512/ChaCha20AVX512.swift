#if arch(x86_64)
internal import CInstructions

/// ChaCha20 (RFC 8439 §2.3, §2.4) of sixteen blocks at a time.
///
/// A vector holds one word of the state of sixteen blocks, so a round needs no exchange between lanes. 960 operations
/// make 1024 bytes, two start a cycle, and rotations, a third of them, only one: the limit is 480 cycles, 2.1 bytes a
/// cycle.
public enum ChaCha20AVX512 {
    /// Adds the key stream to `count` blocks of 64 bytes. `state` is the sixteen words, whose counter is left at the next.
    public static func apply(_ blocks: UnsafeMutableRawPointer, count: Int, state: UnsafeMutableRawPointer) {
        var block = unsafe blocks
        var left = count
        while left >= 16 {
            unsafe applySixteen(block, state)
            unsafe advance(state, 16)
            unsafe block += 1024
            left &-= 16
        }
        while left > 4 {
            let taken = left < 8 ? left : 8
            unsafe applyEight(block, taken, state)
            unsafe advance(state, taken)
            unsafe block += taken &* 64
            left &-= taken
        }
        if left > 0 {
            let start = unsafe Rows(state)
            var rows = start
            var round = 0
            while round < 10 {
                rows.doubleRound()
                round &+= 1
            }
            rows.add(start)
            unsafe rows.add(to: block, left)
            unsafe advance(state, left)
        }
    }

    @inline(__always)
    private static func applyEight(_ block: UnsafeMutableRawPointer, _ count: Int, _ state: UnsafeRawPointer) {
        let first = unsafe Rows(state)
        var second = first
        second.d = _mm512_add_epi32(first.d, firstWords(4, 4, 4, 4))
        let start = second
        var rows = first
        var round = 0
        while round < 10 {
            rows.doubleRound()
            second.doubleRound()
            round &+= 1
        }
        rows.add(first)
        second.add(start)
        unsafe rows.add(to: block, 4)
        unsafe second.add(to: block + 256, count &- 4)
    }

    @inline(__always)
    private static func advance(_ state: UnsafeMutableRawPointer, _ count: Int) {
        let counter = unsafe state.loadUnaligned(fromByteOffset: 48, as: UInt32.self)
        unsafe state.storeBytes(of: counter &+ UInt32(truncatingIfNeeded: count), toByteOffset: 48, as: UInt32.self)
    }

    @inline(__always)
    private static func applySixteen(_ block: UnsafeMutableRawPointer, _ state: UnsafeRawPointer) {
        var x = unsafe ChaChaWords.words(state)
        var round = 0
        while round < 10 {
            ChaChaWords.columns(&x)
            ChaChaWords.diagonals(&x)
            round &+= 1
        }
        unsafe ChaChaWords.add(state, to: &x)
        // Words to rows, four blocks apart in a vector; then rows to blocks.
        let a = transposed(x.0, x.1, x.2, x.3)
        let b = transposed(x.4, x.5, x.6, x.7)
        let c = transposed(x.8, x.9, x.10, x.11)
        let d = transposed(x.12, x.13, x.14, x.15)
        unsafe add(a.0, b.0, c.0, d.0, block)
        unsafe add(a.1, b.1, c.1, d.1, block + 64)
        unsafe add(a.2, b.2, c.2, d.2, block + 128)
        unsafe add(a.3, b.3, c.3, d.3, block + 192)
    }

    /// The words of four vectors, block by block: the first has blocks 0, 4, 8, 12, the second 1, 5, 9, 13, and so on.
    @inline(__always)
    private static func transposed(
        _ a: __m512i, _ b: __m512i, _ c: __m512i, _ d: __m512i
    ) -> (__m512i, __m512i, __m512i, __m512i) {
        let (low0, high0) = (_mm512_unpacklo_epi32(a, b), _mm512_unpackhi_epi32(a, b))
        let (low1, high1) = (_mm512_unpacklo_epi32(c, d), _mm512_unpackhi_epi32(c, d))
        return (
            _mm512_unpacklo_epi64(low0, low1), _mm512_unpackhi_epi64(low0, low1),
            _mm512_unpacklo_epi64(high0, high1), _mm512_unpackhi_epi64(high0, high1)
        )
    }

    /// Adds four blocks, whose rows are given and which are four blocks apart in the message.
    @inline(__always)
    private static func add(
        _ a: __m512i, _ b: __m512i, _ c: __m512i, _ d: __m512i, _ bytes: UnsafeMutableRawPointer
    ) {
        let blocks = transposedParts(a, b, c, d)
        unsafe addBlock(blocks.0, bytes)
        unsafe addBlock(blocks.1, bytes + 256)
        unsafe addBlock(blocks.2, bytes + 512)
        unsafe addBlock(blocks.3, bytes + 768)
    }
}

/// The rows of the states of four blocks.
private struct Rows {
    var a, b, c, d: __m512i

    /// Four blocks from the counter on.
    @inline(__always)
    init(_ state: UnsafeRawPointer) {
        a = unsafe _mm512_broadcast_i32x4(movdqu(state))
        b = unsafe _mm512_broadcast_i32x4(movdqu(state + 16))
        c = unsafe _mm512_broadcast_i32x4(movdqu(state + 32))
        d = unsafe _mm512_add_epi32(_mm512_broadcast_i32x4(movdqu(state + 48)), firstWords(0, 1, 2, 3))
    }

    /// The columns, then the diagonals, brought into columns.
    @inline(__always)
    mutating func doubleRound() {
        ChaChaWords.quarterRound(&a, &b, &c, &d)
        (b, c, d) = (zmm_vpshufd_1230(b), zmm_vpshufd_2301(c), zmm_vpshufd_3012(d))
        ChaChaWords.quarterRound(&a, &b, &c, &d)
        (b, c, d) = (zmm_vpshufd_3012(b), zmm_vpshufd_2301(c), zmm_vpshufd_1230(d))
    }

    @inline(__always)
    mutating func add(_ other: Rows) {
        (a, b) = (_mm512_add_epi32(a, other.a), _mm512_add_epi32(b, other.b))
        (c, d) = (_mm512_add_epi32(c, other.c), _mm512_add_epi32(d, other.d))
    }

    /// Adds the first `count` blocks to the message.
    @inline(__always)
    func add(to bytes: UnsafeMutableRawPointer, _ count: Int) {
        let blocks = transposedParts(a, b, c, d)
        unsafe addBlock(blocks.0, bytes)
        if count > 1 { unsafe addBlock(blocks.1, bytes + 64) }
        if count > 2 { unsafe addBlock(blocks.2, bytes + 128) }
        if count > 3 { unsafe addBlock(blocks.3, bytes + 192) }
    }
}

/// One word of as many blocks as there are lanes.
typealias ChaChaWord = __m512i

extension ChaChaWords {
    /// RFC 8439 §2.1.
    @inline(__always)
    static func quarterRound(_ a: inout __m512i, _ b: inout __m512i, _ c: inout __m512i, _ d: inout __m512i) {
        a = _mm512_add_epi32(a, b)
        d = _mm512_rolv_epi32(_mm512_xor_si512(d, a), _mm512_set1_epi32(16))
        c = _mm512_add_epi32(c, d)
        b = _mm512_rolv_epi32(_mm512_xor_si512(b, c), _mm512_set1_epi32(12))
        a = _mm512_add_epi32(a, b)
        d = _mm512_rolv_epi32(_mm512_xor_si512(d, a), _mm512_set1_epi32(8))
        c = _mm512_add_epi32(c, d)
        b = _mm512_rolv_epi32(_mm512_xor_si512(b, c), _mm512_set1_epi32(7))
    }

    @inline(__always)
    static func sum(_ a: ChaChaWord, _ b: ChaChaWord) -> ChaChaWord { _mm512_add_epi32(a, b) }

    /// A word of the state in all lanes.
    @inline(__always)
    static func word(_ state: UnsafeRawPointer, _ index: Int) -> ChaChaWord {
        unsafe _mm512_set1_epi32(state.loadUnaligned(fromByteOffset: index &* 4, as: Int32.self))
    }

    /// How far each lane's block is from the first.
    @inline(__always)
    static var numbers: ChaChaWord { _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0) }
}

/// Part i of each of four vectors, together.
@inline(__always)
private func transposedParts(
    _ a: __m512i, _ b: __m512i, _ c: __m512i, _ d: __m512i
) -> (__m512i, __m512i, __m512i, __m512i) {
    let (first0, last0) = (vshufi32x4_first(a, b), vshufi32x4_last(a, b))
    let (first1, last1) = (vshufi32x4_first(c, d), vshufi32x4_last(c, d))
    return (
        vshufi32x4_even(first0, first1), vshufi32x4_odd(first0, first1), vshufi32x4_even(last0, last1),
        vshufi32x4_odd(last0, last1)
    )
}

/// Numbers in the first word of each part.
@inline(__always)
private func firstWords(_ a: Int32, _ b: Int32, _ c: Int32, _ d: Int32) -> __m512i {
    _mm512_set_epi32(0, 0, 0, d, 0, 0, 0, c, 0, 0, 0, b, 0, 0, 0, a)
}

@inline(__always)
private func addBlock(_ stream: __m512i, _ bytes: UnsafeMutableRawPointer) {
    unsafe zmm_vmovdqu_to(bytes, _mm512_xor_si512(zmm_vmovdqu(bytes), stream))
}
#endif
