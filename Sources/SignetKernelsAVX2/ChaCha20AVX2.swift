#if arch(x86_64)
internal import CInstructions

/// ChaCha20 (RFC 8439 §2.3, §2.4) of eight blocks at a time.
///
/// A vector holds one word of the state of eight blocks, so a round needs no exchange between lanes. There is no rotation:
/// by 16 and 8 bits bytes are moved, by 12 and 7 it takes three operations. Eight blocks are 1 280 operations, four a cycle, or
/// 320 cycles; the 32 blocks of Poly1305 that their bytes are take as long, one after the other in general registers, and go
/// beside them.
public enum ChaCha20AVX2 {
    /// Adds the key stream to `count` blocks of 64 bytes. `state` is the sixteen words, whose counter is left at the next.
    public static func apply(_ blocks: UnsafeMutableRawPointer, count: Int, state: UnsafeMutableRawPointer) {
        var block = unsafe blocks
        var left = count
        while left >= 8 {
            var none = unsafe Poly1305Sum.words(state)
            unsafe applyEight(block, state, &none, block, isAuthenticating: false)
            unsafe advance(state, 8)
            unsafe block += 512
            left &-= 8
        }
        while left > 0 {
            let taken = left < 4 ? left : 4
            let start = unsafe Rows(state)
            var second = start
            second.d = _mm256_add_epi32(start.d, _mm256_setr_epi32(2, 0, 0, 0, 2, 0, 0, 0))
            let startOfSecond = second
            var first = start
            var round = 0
            while round < 10 {
                first.doubleRound()
                second.doubleRound()
                round &+= 1
            }
            first.add(start)
            second.add(startOfSecond)
            unsafe first.add(to: block, taken)
            if taken > 2 { unsafe second.add(to: block + 128, taken &- 2) }
            unsafe advance(state, taken)
            unsafe block += taken &* 64
            left &-= taken
        }
    }

    /// Adds the key stream to `count` times eight blocks, and takes what comes out into the sum of Poly1305 at `authenticator`
    /// (§2.8): while eight are encrypted, those before them are taken in.
    public static func seal(
        _ blocks: UnsafeMutableRawPointer, count: Int, state: UnsafeMutableRawPointer,
        authenticator: UnsafeMutableRawPointer
    ) {
        guard count > 0 else { return }
        unsafe apply(blocks, count: 8, state: state)
        var sum = unsafe Poly1305Sum.words(authenticator)
        var block = unsafe blocks
        var left = count &- 1
        while left > 0 {
            unsafe applyEight(block + 512, state, &sum, block, isAuthenticating: true)
            unsafe advance(state, 8)
            unsafe block += 512
            left &-= 1
        }
        while left < 32 {
            unsafe Poly1305Sum.add(block + left &* 16, to: &sum)
            left &+= 1
        }
        unsafe Poly1305Sum.store(sum, authenticator)
    }

    @inline(__always)
    private static func advance(_ state: UnsafeMutableRawPointer, _ count: Int) {
        let counter = unsafe state.loadUnaligned(fromByteOffset: 48, as: UInt32.self)
        unsafe state.storeBytes(of: counter &+ UInt32(truncatingIfNeeded: count), toByteOffset: 48, as: UInt32.self)
    }

    @inline(__always)
    private static func applyEight(
        _ block: UnsafeMutableRawPointer, _ state: UnsafeRawPointer, _ sum: inout Poly1305Sum.Words,
        _ ready: UnsafeRawPointer,
        isAuthenticating: Bool
    ) {
        var x = unsafe ChaChaWords.words(state)
        var ready = unsafe ready
        var round = 0
        while round < 10 {
            ChaChaWords.columns(&x)
            if isAuthenticating {
                unsafe Poly1305Sum.add(ready, to: &sum)
                unsafe Poly1305Sum.add(ready + 16, to: &sum)
            }
            ChaChaWords.diagonals(&x)
            if isAuthenticating {
                unsafe Poly1305Sum.add(ready + 32, to: &sum)
                unsafe ready += 48
            }
            round &+= 1
        }
        if isAuthenticating {
            unsafe Poly1305Sum.add(ready, to: &sum)
            unsafe Poly1305Sum.add(ready + 16, to: &sum)
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

    /// The words of four vectors, block by block: the first has blocks 0 and 4, the second 1 and 5, and so on.
    @inline(__always)
    private static func transposed(
        _ a: __m256i, _ b: __m256i, _ c: __m256i, _ d: __m256i
    ) -> (__m256i, __m256i, __m256i, __m256i) {
        let (low0, high0) = (_mm256_unpacklo_epi32(a, b), _mm256_unpackhi_epi32(a, b))
        let (low1, high1) = (_mm256_unpacklo_epi32(c, d), _mm256_unpackhi_epi32(c, d))
        return (
            _mm256_unpacklo_epi64(low0, low1), _mm256_unpackhi_epi64(low0, low1),
            _mm256_unpacklo_epi64(high0, high1), _mm256_unpackhi_epi64(high0, high1)
        )
    }

    /// Adds two blocks, whose rows are given and which are four blocks apart in the message.
    @inline(__always)
    private static func add(
        _ a: __m256i, _ b: __m256i, _ c: __m256i, _ d: __m256i, _ bytes: UnsafeMutableRawPointer
    ) {
        unsafe addHalf(ymm_vperm2i128_20(a, b), bytes)
        unsafe addHalf(ymm_vperm2i128_20(c, d), bytes + 32)
        unsafe addHalf(ymm_vperm2i128_31(a, b), bytes + 256)
        unsafe addHalf(ymm_vperm2i128_31(c, d), bytes + 288)
    }
}

/// The rows of the states of two blocks.
private struct Rows {
    var a, b, c, d: __m256i

    /// Two blocks from the counter on.
    @inline(__always)
    init(_ state: UnsafeRawPointer) {
        a = unsafe _mm256_broadcastsi128_si256(movdqu(state))
        b = unsafe _mm256_broadcastsi128_si256(movdqu(state + 16))
        c = unsafe _mm256_broadcastsi128_si256(movdqu(state + 32))
        d = unsafe _mm256_add_epi32(
            _mm256_broadcastsi128_si256(movdqu(state + 48)), _mm256_setr_epi32(0, 0, 0, 0, 1, 0, 0, 0))
    }

    /// The columns, then the diagonals, brought into columns.
    @inline(__always)
    mutating func doubleRound() {
        ChaChaWords.quarterRound(&a, &b, &c, &d)
        (b, c, d) = (ymm_vpshufd_1230(b), ymm_vpshufd_2301(c), ymm_vpshufd_3012(d))
        ChaChaWords.quarterRound(&a, &b, &c, &d)
        (b, c, d) = (ymm_vpshufd_3012(b), ymm_vpshufd_2301(c), ymm_vpshufd_1230(d))
    }

    @inline(__always)
    mutating func add(_ other: Rows) {
        (a, b) = (_mm256_add_epi32(a, other.a), _mm256_add_epi32(b, other.b))
        (c, d) = (_mm256_add_epi32(c, other.c), _mm256_add_epi32(d, other.d))
    }

    /// Adds the first block, or both, to the message.
    @inline(__always)
    func add(to bytes: UnsafeMutableRawPointer, _ count: Int) {
        unsafe addHalf(ymm_vperm2i128_20(a, b), bytes)
        unsafe addHalf(ymm_vperm2i128_20(c, d), bytes + 32)
        if count > 1 {
            unsafe addHalf(ymm_vperm2i128_31(a, b), bytes + 64)
            unsafe addHalf(ymm_vperm2i128_31(c, d), bytes + 96)
        }
    }
}

/// One word of as many blocks as there are lanes.
typealias ChaChaWord = __m256i

extension ChaChaWords {
    /// RFC 8439 §2.1.
    @inline(__always)
    static func quarterRound(_ a: inout __m256i, _ b: inout __m256i, _ c: inout __m256i, _ d: inout __m256i) {
        a = _mm256_add_epi32(a, b)
        d = _mm256_shuffle_epi8(_mm256_xor_si256(d, a), sixteen)
        c = _mm256_add_epi32(c, d)
        b = _mm256_xor_si256(b, c)
        b = _mm256_or_si256(_mm256_slli_epi32(b, 12), _mm256_srli_epi32(b, 20))
        a = _mm256_add_epi32(a, b)
        d = _mm256_shuffle_epi8(_mm256_xor_si256(d, a), eight)
        c = _mm256_add_epi32(c, d)
        b = _mm256_xor_si256(b, c)
        b = _mm256_or_si256(_mm256_slli_epi32(b, 7), _mm256_srli_epi32(b, 25))
    }

    @inline(__always)
    static func sum(_ a: ChaChaWord, _ b: ChaChaWord) -> ChaChaWord { _mm256_add_epi32(a, b) }

    /// A word of the state in all lanes.
    @inline(__always)
    static func word(_ state: UnsafeRawPointer, _ index: Int) -> ChaChaWord {
        unsafe _mm256_set1_epi32(state.loadUnaligned(fromByteOffset: index &* 4, as: Int32.self))
    }

    /// How far each lane's block is from the first.
    @inline(__always)
    static var numbers: ChaChaWord { _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7) }
}

/// Where the bytes of a word come from when it is rotated by 16, and by 8.
private var sixteen: __m256i {
    @inline(__always) get {
        _mm256_broadcastsi128_si256(_mm_setr_epi8(2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13))
    }
}
private var eight: __m256i {
    @inline(__always) get {
        _mm256_broadcastsi128_si256(_mm_setr_epi8(3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14))
    }
}

@inline(__always)
private func addHalf(_ stream: __m256i, _ bytes: UnsafeMutableRawPointer) {
    unsafe ymm_vmovdqu_to(bytes, _mm256_xor_si256(ymm_vmovdqu(bytes), stream))
}
#endif
