#if arch(x86_64)
internal import CInstructions

/// SHA-512 (FIPS 180-4 §6.4) with RORX and ANDN for the rounds; see `SHA512Rounds`.
public enum SHA512X86 {
    /// Compresses `count` blocks into the eight big-endian words at `chaining`. `schedule` is room for 128 bytes.
    public static func compress(
        _ blocks: UnsafeRawPointer, count: Int, into chaining: UnsafeMutableRawPointer,
        schedule: UnsafeMutableRawPointer
    ) {
        unsafe SHA512Rounds.compress(blocks, count: count, into: chaining, schedule: schedule)
    }
}

/// σ₀ (FIPS 180-4 §4.1.3) of two words.
@inline(__always)
func smallSigma0(_ x: __m128i) -> __m128i {
    let rotated1 = _mm_or_si128(_mm_srli_epi64(x, 1), _mm_slli_epi64(x, 63))
    let rotated8 = _mm_or_si128(_mm_srli_epi64(x, 8), _mm_slli_epi64(x, 56))
    return _mm_xor_si128(_mm_xor_si128(rotated1, rotated8), _mm_srli_epi64(x, 7))
}

/// σ₁ of two words.
@inline(__always)
func smallSigma1(_ x: __m128i) -> __m128i {
    let rotated19 = _mm_or_si128(_mm_srli_epi64(x, 19), _mm_slli_epi64(x, 45))
    let rotated61 = _mm_or_si128(_mm_srli_epi64(x, 61), _mm_slli_epi64(x, 3))
    return _mm_xor_si128(_mm_xor_si128(rotated19, rotated61), _mm_srli_epi64(x, 6))
}
#endif
