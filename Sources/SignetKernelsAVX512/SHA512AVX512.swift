#if arch(x86_64)
internal import CInstructions

/// SHA-512 (FIPS 180-4 §6.4) with VPRORQ and VPTERNLOGQ for the schedule too; see `SHA512Rounds`.
public enum SHA512AVX512 {
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
    vpternlogq_xor(vprorq_1(x), vprorq_8(x), _mm_srli_epi64(x, 7))
}

/// σ₁ of two words.
@inline(__always)
func smallSigma1(_ x: __m128i) -> __m128i {
    vpternlogq_xor(vprorq_19(x), vprorq_61(x), _mm_srli_epi64(x, 6))
}
#endif
