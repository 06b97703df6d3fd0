#if arch(x86_64)
internal import CInstructions

/// AES in vectors of four blocks (VAES), and GCM's authentication likewise (VPCLMULQDQ).
///
/// Keys are `roundCount + 1` round keys of 16 bytes. Everything works in place on whole blocks. Thirty-two blocks
/// go together: a vector instruction has a latency of 4 cycles and one starts each cycle, so four vectors keep it busy,
/// and eight leave room for what comes between. What is left at the end goes by vectors whose unused parts are masked away.
public enum AESAVX512 {}

/// Sixteen blocks in four vectors. A tuple, because a type that several files see would have shared code; the kernel modules must
/// have none.
typealias Sixteen = (a: __m512i, b: __m512i, c: __m512i, d: __m512i)

@inline(__always)
func loadSixteen(_ bytes: UnsafeRawPointer) -> Sixteen {
    unsafe (zmm_vmovdqu(bytes), zmm_vmovdqu(bytes + 64), zmm_vmovdqu(bytes + 128), zmm_vmovdqu(bytes + 192))
}

@inline(__always)
func store(_ s: Sixteen, _ bytes: UnsafeMutableRawPointer) {
    unsafe zmm_vmovdqu_to(bytes, s.a)
    unsafe zmm_vmovdqu_to(bytes + 64, s.b)
    unsafe zmm_vmovdqu_to(bytes + 128, s.c)
    unsafe zmm_vmovdqu_to(bytes + 192, s.d)
}

@inline(__always)
func add(_ s: inout Sixteen, _ key: __m512i) {
    (s.a, s.b) = (_mm512_xor_si512(s.a, key), _mm512_xor_si512(s.b, key))
    (s.c, s.d) = (_mm512_xor_si512(s.c, key), _mm512_xor_si512(s.d, key))
}

@inline(__always)
func decrypt(_ s: inout Sixteen, _ key: __m512i) {
    (s.a, s.b) = (_mm512_aesdec_epi128(s.a, key), _mm512_aesdec_epi128(s.b, key))
    (s.c, s.d) = (_mm512_aesdec_epi128(s.c, key), _mm512_aesdec_epi128(s.d, key))
}

@inline(__always)
func encrypt(_ s: inout Sixteen, _ key: __m512i) {
    (s.a, s.b) = (_mm512_aesenc_epi128(s.a, key), _mm512_aesenc_epi128(s.b, key))
    (s.c, s.d) = (_mm512_aesenc_epi128(s.c, key), _mm512_aesenc_epi128(s.d, key))
}

/// The last round; `data` is added with its key.
@inline(__always)
func encryptLast(_ s: inout Sixteen, _ key: __m512i, adding data: Sixteen) {
    s.a = _mm512_aesenclast_epi128(s.a, _mm512_xor_si512(key, data.a))
    s.b = _mm512_aesenclast_epi128(s.b, _mm512_xor_si512(key, data.b))
    s.c = _mm512_aesenclast_epi128(s.c, _mm512_xor_si512(key, data.c))
    s.d = _mm512_aesenclast_epi128(s.d, _mm512_xor_si512(key, data.d))
}

/// Selects the first blocks of a vector, four at most, by words of 64 bits.
@inline(__always)
func firstBlocks(_ count: Int) -> UInt8 {
    count >= 4 ? 0xFF : UInt8(truncatingIfNeeded: (1 &<< (count &* 2)) &- 1)
}

@inline(__always)
func roundKey(_ keys: UnsafeRawPointer, _ round: Int) -> __m512i {
    unsafe _mm512_broadcast_i32x4(movdqu(keys + round &* 16))
}

@inline(__always)
func bytesReversed(_ blocks: __m512i) -> __m512i {
    _mm512_shuffle_epi8(
        blocks,
        _mm512_broadcast_i32x4(_mm_setr_epi8(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)))
}
#endif
