#if arch(x86_64)
/// SHA-512 (FIPS 180-4 §6.4) with RORX and ANDN for the rounds, and instructions of three operands for the schedule; see `SHA512Rounds`.
public enum SHA512AVX2 {
    /// Compresses `count` blocks, at least one, into the eight big-endian words at `chaining`. `schedule` is room for 128 bytes;
    /// `constants` are those of FIPS 180-4 §4.2.3.
    public static func compress(
        _ blocks: UnsafeRawPointer, count: Int, into chaining: UnsafeMutableRawPointer,
        schedule: UnsafeMutableRawPointer, constants: UnsafeRawPointer
    ) {
        unsafe SHA512Rounds.compress(
            blocks, count: count, into: chaining, schedule: schedule, constants: constants)
    }
}
#endif
