#if arch(x86_64)
internal import CInstructions

/// Look-ups with PSHUFB among 16 bytes. A round is some 65 operations, half of them exchanges and choices of bytes, of which two
/// go at a time: 16 cycles. With one block alone as many again until the next can begin are not quite hidden; four at a time
/// come close to it.
extension DESChain {
    /// The sixteen round keys of a key of 8 bytes, 16 bytes each, in the order in which encryption or decryption uses them.
    public static func expand(
        _ key: UnsafeRawPointer, decrypting: Bool, into keys: UnsafeMutableRawPointer, tables: UnsafeRawPointer
    ) {
        let bits = unsafe _mm_cvtsi64_si128(key.loadUnaligned(as: Int64.self))
        var round = 0
        while round < 16 {
            let from = decrypting ? 15 &- round : round
            unsafe movdqu_to(keys + round &* 16, gathered(bits, tables + (768 &+ from &* 192)))
            round &+= 1
        }
    }

    /// The function f of FIPS 46-3, between expanded halves: the sum of two parts, of which the second comes later.
    @inline(__always)
    static func mixed(_ input: __m128i, _ tables: UnsafeRawPointer) -> (__m128i, __m128i) {
        let (a, b) = unsafe (kept(input, tables, 0), kept(input, tables, 1))
        let (c, d) = unsafe (kept(input, tables, 2), kept(input, tables, 3))
        let bits = _mm_xor_si128(_mm_xor_si128(a, b), _mm_xor_si128(c, d))
        let moved = _mm_srli_epi64(bits, 2)
        return (_mm_unpacklo_epi64(bits, bits), _mm_unpackhi_epi64(moved, moved))
    }

    /// What two boxes give, each byte the bit that is for it: four look-ups, and choices by bits 5 and 4 of the place.
    @inline(__always)
    private static func kept(_ input: __m128i, _ tables: UnsafeRawPointer, _ pair: Int) -> __m128i {
        let table = unsafe tables + pair &* 64
        let places = unsafe _mm_shuffle_epi8(input, movdqu(tables + (256 &+ pair &* 16)))
        let bit5 = _mm_cmpgt_epi8(places, _mm_set1_epi8(0x1F))
        let bit4 = _mm_slli_epi16(places, 3)
        let first = unsafe _mm_shuffle_epi8(movdqu(table), places)
        let second = unsafe _mm_shuffle_epi8(movdqu(table + 16), places)
        let third = unsafe _mm_and_si128(_mm_shuffle_epi8(movdqu(table + 32), places), bit5)
        let fourth = unsafe _mm_and_si128(_mm_shuffle_epi8(movdqu(table + 48), places), bit5)
        let found = _mm_blendv_epi8(_mm_xor_si128(first, third), _mm_xor_si128(second, fourth), bit4)
        return unsafe _mm_and_si128(found, movdqu(tables + (320 &+ pair &* 16)))
    }
}
#endif
