#if arch(x86_64)
internal import CInstructions

/// Look-ups with VPERMI2B among 32 bytes.
extension DESChain {
    /// The function f of FIPS 46-3, between expanded halves: the sum of two parts, of which the second comes later.
    @inline(__always)
    static func mixed(_ input: __m128i, _ tables: UnsafeRawPointer) -> (__m128i, __m128i) {
        let (a, b) = unsafe (found(input, tables, 0), found(input, tables, 1))
        let (c, d) = unsafe (found(input, tables, 2), found(input, tables, 3))
        let first = unsafe vpternlogq_xor_and(_mm_and_si128(a, keep(tables, 0)), b, keep(tables, 1))
        let second = unsafe vpternlogq_xor_and(_mm_and_si128(c, keep(tables, 2)), d, keep(tables, 3))
        let bits = _mm_xor_si128(first, second)
        let moved = _mm_srli_epi64(bits, 2)
        return (_mm_unpacklo_epi64(bits, bits), _mm_unpackhi_epi64(moved, moved))
    }

    /// What two boxes give: two look-ups, and a choice by bit 5 of the place.
    @inline(__always)
    private static func found(_ input: __m128i, _ tables: UnsafeRawPointer, _ pair: Int) -> __m128i {
        let table = unsafe tables + pair &* 64
        let places = unsafe _mm_shuffle_epi8(input, movdqu(tables + (256 &+ pair &* 16)))
        let bit5 = _mm_cmpgt_epi8(places, _mm_set1_epi8(0x1F))
        let low = unsafe _mm_permutex2var_epi8(movdqu(table), places, movdqu(table + 16))
        let high = unsafe _mm_permutex2var_epi8(movdqu(table + 32), places, movdqu(table + 48))
        return vpternlogq_xor_and(low, high, bit5)
    }

    /// Which bit of each byte is kept.
    @inline(__always)
    private static func keep(_ tables: UnsafeRawPointer, _ pair: Int) -> __m128i {
        unsafe movdqu(tables + (320 &+ pair &* 16))
    }
}
#endif
