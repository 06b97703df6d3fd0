#if arch(x86_64)
internal import CInstructions

/// ChaCha20 (RFC 8439 §2.3, §2.4) of four blocks at a time.
///
/// A vector holds one word of the state of four blocks, so a round needs no exchange between lanes. There is no rotation:
/// by 16 and 8 bits bytes are moved, by 12 and 7 it takes three operations. Four blocks are 1 280 operations, four a cycle, or
/// 320 cycles; the 16 blocks of Poly1305 that their bytes are take half as long in general registers, and go beside them.
public enum ChaCha20X86 {
    /// Adds the key stream to `count` times four blocks of 64 bytes. `state` is the sixteen words, whose counter is left at the
    /// next.
    public static func apply(_ blocks: UnsafeMutableRawPointer, count: Int, state: UnsafeMutableRawPointer) {
        var none = unsafe Poly1305Sum.words(state)
        var block = unsafe blocks
        var left = count
        while left > 0 {
            unsafe applyFour(block, state, &none, block, isAuthenticating: false)
            unsafe advance(state)
            unsafe block += 256
            left &-= 1
        }
    }

    /// Adds the key stream to `count` times four blocks, and takes what comes out into the sum of Poly1305 at `authenticator`
    /// (§2.8): while four are encrypted, those before them are taken in.
    public static func seal(
        _ blocks: UnsafeMutableRawPointer, count: Int, state: UnsafeMutableRawPointer,
        authenticator: UnsafeMutableRawPointer
    ) {
        guard count > 0 else { return }
        unsafe apply(blocks, count: 1, state: state)
        var sum = unsafe Poly1305Sum.words(authenticator)
        var block = unsafe blocks
        var left = count &- 1
        while left > 0 {
            unsafe applyFour(block + 256, state, &sum, block, isAuthenticating: true)
            unsafe advance(state)
            unsafe block += 256
            left &-= 1
        }
        while left < 16 {
            unsafe Poly1305Sum.add(block + left &* 16, to: &sum)
            left &+= 1
        }
        unsafe Poly1305Sum.store(sum, authenticator)
    }

    @inline(__always)
    private static func advance(_ state: UnsafeMutableRawPointer) {
        let counter = unsafe state.loadUnaligned(fromByteOffset: 48, as: UInt32.self)
        unsafe state.storeBytes(of: counter &+ 4, toByteOffset: 48, as: UInt32.self)
    }

    @inline(__always)
    private static func applyFour(
        _ block: UnsafeMutableRawPointer, _ state: UnsafeRawPointer, _ sum: inout Poly1305Sum.Words,
        _ ready: UnsafeRawPointer,
        isAuthenticating: Bool
    ) {
        var x0 = unsafe word(state, 0)
        var x1 = unsafe word(state, 1)
        var x2 = unsafe word(state, 2)
        var x3 = unsafe word(state, 3)
        var x4 = unsafe word(state, 4)
        var x5 = unsafe word(state, 5)
        var x6 = unsafe word(state, 6)
        var x7 = unsafe word(state, 7)
        var x8 = unsafe word(state, 8)
        var x9 = unsafe word(state, 9)
        var x10 = unsafe word(state, 10)
        var x11 = unsafe word(state, 11)
        var x12 = unsafe word(state, 12)
        var x13 = unsafe word(state, 13)
        var x14 = unsafe word(state, 14)
        var x15 = unsafe word(state, 15)
        let counters = _mm_add_epi32(x12, _mm_setr_epi32(0, 1, 2, 3))
        x12 = counters
        var ready = unsafe ready
        var round = 0
        while round < 10 {
            quarterRound(&x0, &x4, &x8, &x12)
            quarterRound(&x1, &x5, &x9, &x13)
            quarterRound(&x2, &x6, &x10, &x14)
            quarterRound(&x3, &x7, &x11, &x15)
            if isAuthenticating {
                unsafe Poly1305Sum.add(ready, to: &sum)
                unsafe ready += 16
            }
            quarterRound(&x0, &x5, &x10, &x15)
            quarterRound(&x1, &x6, &x11, &x12)
            quarterRound(&x2, &x7, &x8, &x13)
            quarterRound(&x3, &x4, &x9, &x14)
            if isAuthenticating, round & 1 == 0 {
                unsafe Poly1305Sum.add(ready, to: &sum)
                unsafe ready += 16
            }
            round &+= 1
        }
        if isAuthenticating {
            unsafe Poly1305Sum.add(ready, to: &sum)
        }
        x0 = unsafe _mm_add_epi32(x0, word(state, 0))
        x1 = unsafe _mm_add_epi32(x1, word(state, 1))
        x2 = unsafe _mm_add_epi32(x2, word(state, 2))
        x3 = unsafe _mm_add_epi32(x3, word(state, 3))
        x4 = unsafe _mm_add_epi32(x4, word(state, 4))
        x5 = unsafe _mm_add_epi32(x5, word(state, 5))
        x6 = unsafe _mm_add_epi32(x6, word(state, 6))
        x7 = unsafe _mm_add_epi32(x7, word(state, 7))
        x8 = unsafe _mm_add_epi32(x8, word(state, 8))
        x9 = unsafe _mm_add_epi32(x9, word(state, 9))
        x10 = unsafe _mm_add_epi32(x10, word(state, 10))
        x11 = unsafe _mm_add_epi32(x11, word(state, 11))
        x12 = _mm_add_epi32(x12, counters)
        x13 = unsafe _mm_add_epi32(x13, word(state, 13))
        x14 = unsafe _mm_add_epi32(x14, word(state, 14))
        x15 = unsafe _mm_add_epi32(x15, word(state, 15))
        unsafe add(x0, x1, x2, x3, block)
        unsafe add(x4, x5, x6, x7, block + 16)
        unsafe add(x8, x9, x10, x11, block + 32)
        unsafe add(x12, x13, x14, x15, block + 48)
    }

    /// Adds four words of each block.
    @inline(__always)
    private static func add(
        _ a: __m128i, _ b: __m128i, _ c: __m128i, _ d: __m128i, _ bytes: UnsafeMutableRawPointer
    ) {
        let (low0, high0) = (_mm_unpacklo_epi32(a, b), _mm_unpackhi_epi32(a, b))
        let (low1, high1) = (_mm_unpacklo_epi32(c, d), _mm_unpackhi_epi32(c, d))
        unsafe add(_mm_unpacklo_epi64(low0, low1), bytes)
        unsafe add(_mm_unpackhi_epi64(low0, low1), bytes + 64)
        unsafe add(_mm_unpacklo_epi64(high0, high1), bytes + 128)
        unsafe add(_mm_unpackhi_epi64(high0, high1), bytes + 192)
    }

    @inline(__always)
    private static func add(_ stream: __m128i, _ bytes: UnsafeMutableRawPointer) {
        unsafe movdqu_to(bytes, _mm_xor_si128(movdqu(bytes), stream))
    }

    @inline(__always)
    private static func word(_ state: UnsafeRawPointer, _ index: Int) -> __m128i {
        unsafe _mm_set1_epi32(state.loadUnaligned(fromByteOffset: index &* 4, as: Int32.self))
    }
}

/// RFC 8439 §2.1.
@inline(__always)
private func quarterRound(_ a: inout __m128i, _ b: inout __m128i, _ c: inout __m128i, _ d: inout __m128i) {
    a = _mm_add_epi32(a, b)
    d = _mm_shuffle_epi8(_mm_xor_si128(d, a), sixteen)
    c = _mm_add_epi32(c, d)
    b = _mm_xor_si128(b, c)
    b = _mm_or_si128(_mm_slli_epi32(b, 12), _mm_srli_epi32(b, 20))
    a = _mm_add_epi32(a, b)
    d = _mm_shuffle_epi8(_mm_xor_si128(d, a), eight)
    c = _mm_add_epi32(c, d)
    b = _mm_xor_si128(b, c)
    b = _mm_or_si128(_mm_slli_epi32(b, 7), _mm_srli_epi32(b, 25))
}

/// Where the bytes of a word come from when it is rotated by 16, and by 8.
private var sixteen: __m128i {
    @inline(__always) get { _mm_setr_epi8(2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13) }
}
private var eight: __m128i {
    @inline(__always) get { _mm_setr_epi8(3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14) }
}
#endif
