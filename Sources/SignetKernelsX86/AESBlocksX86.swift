#if arch(x86_64)
internal import CInstructions

/// Four blocks. A tuple, because a type that several files see would have shared code; the kernel modules must have none.
typealias FourBlocks = (a: __m128i, b: __m128i, c: __m128i, d: __m128i)

@inline(__always)
func loadFour(_ bytes: UnsafeRawPointer) -> FourBlocks {
    unsafe (movdqu(bytes), movdqu(bytes + 16), movdqu(bytes + 32), movdqu(bytes + 48))
}

@inline(__always)
func store(_ s: FourBlocks, _ bytes: UnsafeMutableRawPointer) {
    unsafe movdqu_to(bytes, s.a)
    unsafe movdqu_to(bytes + 16, s.b)
    unsafe movdqu_to(bytes + 32, s.c)
    unsafe movdqu_to(bytes + 48, s.d)
}

@inline(__always)
func add(_ s: inout FourBlocks, _ key: __m128i) {
    (s.a, s.b) = (_mm_xor_si128(s.a, key), _mm_xor_si128(s.b, key))
    (s.c, s.d) = (_mm_xor_si128(s.c, key), _mm_xor_si128(s.d, key))
}

@inline(__always)
func encrypt(_ s: inout FourBlocks, _ key: __m128i) {
    (s.a, s.b) = (_mm_aesenc_si128(s.a, key), _mm_aesenc_si128(s.b, key))
    (s.c, s.d) = (_mm_aesenc_si128(s.c, key), _mm_aesenc_si128(s.d, key))
}

/// The last round; `data` is added with its key.
@inline(__always)
func encryptLast(_ s: inout FourBlocks, _ key: __m128i, adding data: UnsafeRawPointer) {
    s.a = unsafe _mm_aesenclast_si128(s.a, _mm_xor_si128(key, movdqu(data)))
    s.b = unsafe _mm_aesenclast_si128(s.b, _mm_xor_si128(key, movdqu(data + 16)))
    s.c = unsafe _mm_aesenclast_si128(s.c, _mm_xor_si128(key, movdqu(data + 32)))
    s.d = unsafe _mm_aesenclast_si128(s.d, _mm_xor_si128(key, movdqu(data + 48)))
}

@inline(__always)
func decrypt(_ s: inout FourBlocks, _ key: __m128i) {
    (s.a, s.b) = (_mm_aesdec_si128(s.a, key), _mm_aesdec_si128(s.b, key))
    (s.c, s.d) = (_mm_aesdec_si128(s.c, key), _mm_aesdec_si128(s.d, key))
}

/// The last round; with its key a block is added, and the three that begin at `data`.
@inline(__always)
func decryptLast(_ s: inout FourBlocks, _ key: __m128i, _ before: __m128i, _ data: UnsafeRawPointer) {
    s.a = _mm_aesdeclast_si128(s.a, _mm_xor_si128(key, before))
    s.b = unsafe _mm_aesdeclast_si128(s.b, _mm_xor_si128(key, movdqu(data)))
    s.c = unsafe _mm_aesdeclast_si128(s.c, _mm_xor_si128(key, movdqu(data + 16)))
    s.d = unsafe _mm_aesdeclast_si128(s.d, _mm_xor_si128(key, movdqu(data + 32)))
}

/// All rounds of one block but the last, after the first round key has been added.
@inline(__always)
func encryptInnerRounds(_ state: inout __m128i, _ keys: UnsafeRawPointer, _ roundCount: Int) {
    state = unsafe _mm_aesenc_si128(state, roundKey(keys, 1))
    state = unsafe _mm_aesenc_si128(state, roundKey(keys, 2))
    state = unsafe _mm_aesenc_si128(state, roundKey(keys, 3))
    state = unsafe _mm_aesenc_si128(state, roundKey(keys, 4))
    state = unsafe _mm_aesenc_si128(state, roundKey(keys, 5))
    state = unsafe _mm_aesenc_si128(state, roundKey(keys, 6))
    state = unsafe _mm_aesenc_si128(state, roundKey(keys, 7))
    state = unsafe _mm_aesenc_si128(state, roundKey(keys, 8))
    state = unsafe _mm_aesenc_si128(state, roundKey(keys, 9))
    if roundCount > 10 {
        state = unsafe _mm_aesenc_si128(state, roundKey(keys, 10))
        state = unsafe _mm_aesenc_si128(state, roundKey(keys, 11))
    }
    if roundCount > 12 {
        state = unsafe _mm_aesenc_si128(state, roundKey(keys, 12))
        state = unsafe _mm_aesenc_si128(state, roundKey(keys, 13))
    }
}

@inline(__always)
func roundKey(_ keys: UnsafeRawPointer, _ round: Int) -> __m128i { unsafe movdqu(keys + round &* 16) }
#endif
