internal import SignetBytes

#if arch(x86_64)
internal import SignetKernelsAVX512
internal import SignetKernelsX86
#endif

/// The permutation Keccak-f[1600] and the sponge over it (FIPS 202 §3, §4), below SHA-3 and SHAKE.
///
/// The state, 200 bytes, is kept as bytes in the standard's order, so that what is squeezed out is a plain copy, and
/// lies in memory that the caller owns and, if it is a secret, erases.
enum Keccak {
    /// The size of the state.
    static let stateByteCount = 200

    /// The round constants (FIPS 202 §3.2.5).
    static let constants: InlineArray<24, UInt64> = [
        0x0000_0000_0000_0001, 0x0000_0000_0000_8082, 0x8000_0000_0000_808a, 0x8000_0000_8000_8000,
        0x0000_0000_0000_808b, 0x0000_0000_8000_0001, 0x8000_0000_8000_8081, 0x8000_0000_0000_8009,
        0x0000_0000_0000_008a, 0x0000_0000_0000_0088, 0x0000_0000_8000_8009, 0x0000_0000_8000_000a,
        0x0000_0000_8000_808b, 0x8000_0000_0000_008b, 0x8000_0000_0000_8089, 0x8000_0000_0000_8003,
        0x8000_0000_0000_8002, 0x8000_0000_0000_0080, 0x0000_0000_0000_800a, 0x8000_0000_8000_000a,
        0x8000_0000_8000_8081, 0x8000_0000_0000_8080, 0x0000_0000_8000_0001, 0x8000_0000_8000_8008,
    ]

    /// Whether ¬b ∧ c is two instructions; see `KeccakRounds`.
    #if arch(x86_64)
    private static let isInverted = true
    #else
    private static let isInverted = false
    #endif

    /// Absorbs `count` blocks of `rateByteCount` bytes, a multiple of eight, into the state.
    static func absorb(
        _ blocks: UnsafeRawPointer, count: Int, rateByteCount: Int, into state: UnsafeMutableRawPointer,
        _ level: CPU.Level
    ) {
        unsafe constants.span.withUnsafeBufferPointer {
            let constants = $0.baseAddress!
            #if arch(x86_64)
            if level >= .avx512 {
                return unsafe KeccakAVX512.absorb(
                    blocks, count: count, rateByteCount: rateByteCount, into: state, constants: constants)
            }
            if level >= .x86 {
                return unsafe KeccakX86.absorb(
                    blocks, count: count, rateByteCount: rateByteCount, into: state, constants: constants)
            }
            #endif
            unsafe KeccakRounds.absorb(
                blocks, count: count, rateByteCount: rateByteCount, into: state, constants: constants,
                isInverted: isInverted)
        }
    }

    /// Keccak-f[1600]: 24 rounds (FIPS 202 §3.3).
    static func permute(_ state: UnsafeMutableRawPointer, _ level: CPU.Level) {
        unsafe constants.span.withUnsafeBufferPointer {
            let constants = $0.baseAddress!
            #if arch(x86_64)
            if level >= .avx512 { return unsafe KeccakAVX512.permute(state, constants: constants) }
            if level >= .x86 { return unsafe KeccakX86.permute(state, constants: constants) }
            #endif
            unsafe KeccakRounds.permute(state, constants: constants, isInverted: isInverted)
        }
    }
}
