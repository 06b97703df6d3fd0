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
        var x = unsafe ChaChaWords.words(state)
        var ready = unsafe ready
        var round = 0
        while round < 10 {
            ChaChaWords.columns(&x)
            if isAuthenticating {
                unsafe Poly1305Sum.add(ready, to: &sum)
                unsafe ready += 16
            }
            ChaChaWords.diagonals(&x)
            if isAuthenticating, round & 1 == 0 {
                unsafe Poly1305Sum.add(ready, to: &sum)
                unsafe ready += 16
            }
            round &+= 1
        }
        if isAuthenticating {
            unsafe Poly1305Sum.add(ready, to: &sum)
        }
        unsafe ChaChaWords.add(state, to: &x)
        unsafe add(x.0, x.1, x.2, x.3, block)
        unsafe add(x.4, x.5, x.6, x.7, block + 16)
        unsafe add(x.8, x.9, x.10, x.11, block + 32)
        unsafe add(x.12, x.13, x.14, x.15, block + 48)
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
}

/// One word of as many blocks as there are lanes.
typealias ChaChaWord = __m128i

extension ChaChaWords {
    /// RFC 8439 §2.1.
    @inline(__always)
    static func quarterRound(_ a: inout __m128i, _ b: inout __m128i, _ c: inout __m128i, _ d: inout __m128i) {
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

    @inline(__always)
    static func sum(_ a: ChaChaWord, _ b: ChaChaWord) -> ChaChaWord { _mm_add_epi32(a, b) }

    /// A word of the state in all lanes.
    @inline(__always)
    static func word(_ state: UnsafeRawPointer, _ index: Int) -> ChaChaWord {
        unsafe _mm_set1_epi32(state.loadUnaligned(fromByteOffset: index &* 4, as: Int32.self))
    }

    /// How far each lane's block is from the first.
    @inline(__always)
    static var numbers: ChaChaWord { _mm_setr_epi32(0, 1, 2, 3) }
}

/// Where the bytes of a word come from when it is rotated by 16, and by 8.
private var sixteen: __m128i {
    @inline(__always) get { _mm_setr_epi8(2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13) }
}
private var eight: __m128i {
    @inline(__always) get { _mm_setr_epi8(3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14) }
}
#endif
