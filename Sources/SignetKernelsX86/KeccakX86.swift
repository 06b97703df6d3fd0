#if arch(x86_64)
/// Keccak-f[1600] (FIPS 202 §3.3) with BMI; see `KeccakRounds`.
public enum KeccakX86 {
    /// Absorbs `count` blocks of `rateByteCount` bytes into the state, 200 bytes. `constants` are those of the 24 rounds.
    public static func absorb(
        _ blocks: UnsafeRawPointer, count: Int, rateByteCount: Int, into state: UnsafeMutableRawPointer,
        constants: UnsafePointer<UInt64>
    ) {
        unsafe KeccakRounds.absorb(
            blocks, count: count, rateByteCount: rateByteCount, into: state, constants: constants, isInverted: false)
    }

    /// The permutation.
    public static func permute(_ state: UnsafeMutableRawPointer, constants: UnsafePointer<UInt64>) {
        unsafe KeccakRounds.permute(state, constants: constants, isInverted: false)
    }
}
#endif
