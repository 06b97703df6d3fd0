#if arch(x86_64)
internal import CInstructions

/// Look-ups with VPSHUFB in four boxes at a time, which halves the burst of exchanges for one of halves.
extension DESChain {
    /// The function f of FIPS 46-3, between expanded halves: the sum of two parts, of which the second comes later.
    @inline(__always)
    static func mixed(_ input: __m128i, _ tables: UnsafeRawPointer) -> (__m128i, __m128i) {
        let both = _mm256_broadcastsi128_si256(input)
        let bits = unsafe _mm256_xor_si256(kept(both, tables, 0), kept(both, tables, 1))
        let sum = _mm256_xor_si256(bits, ymm_vperm2i128_21(bits, bits))
        let moved = _mm256_srli_epi64(sum, 2)
        return (
            _mm256_castsi256_si128(_mm256_unpacklo_epi64(sum, sum)),
            _mm256_castsi256_si128(_mm256_unpackhi_epi64(moved, moved))
        )
    }

    /// What four boxes give, those of a pair in the lower half and those of the second pair after it in the upper, each byte
    /// the bit that is for it: four look-ups, and choices by bits 5 and 4 of the place.
    @inline(__always)
    private static func kept(_ input: __m256i, _ tables: UnsafeRawPointer, _ pair: Int) -> __m256i {
        let table = unsafe tables + pair &* 64
        let places = unsafe _mm256_shuffle_epi8(input, two(tables + (256 &+ pair &* 16), 32))
        let bit5 = _mm256_cmpgt_epi8(places, _mm256_set1_epi8(0x1F))
        let bit4 = _mm256_slli_epi16(places, 3)
        let first = unsafe _mm256_shuffle_epi8(two(table, 128), places)
        let second = unsafe _mm256_shuffle_epi8(two(table + 16, 128), places)
        let third = unsafe _mm256_and_si256(_mm256_shuffle_epi8(two(table + 32, 128), places), bit5)
        let fourth = unsafe _mm256_and_si256(_mm256_shuffle_epi8(two(table + 48, 128), places), bit5)
        let found = _mm256_blendv_epi8(_mm256_xor_si256(first, third), _mm256_xor_si256(second, fourth), bit4)
        return unsafe _mm256_and_si256(found, two(tables + (320 &+ pair &* 16), 32))
    }

    /// Two times 16 bytes.
    @inline(__always)
    private static func two(_ bytes: UnsafeRawPointer, _ distance: Int) -> __m256i {
        unsafe _mm256_set_m128i(movdqu(bytes + distance), movdqu(bytes))
    }
}
#endif
