#if arch(x86_64)
/// SHA-512 (FIPS 180-4 §6.4) with VPRORQ and VPTERNLOGQ for the schedule too; see `SHA512Rounds`.
public enum SHA512AVX512 {
    /// Compresses `count` blocks into the eight big-endian words at `chaining`. `schedule` is room for 128 bytes.
    public static func compress(
        _ blocks: UnsafeRawPointer, count: Int, into chaining: UnsafeMutableRawPointer,
        schedule: UnsafeMutableRawPointer
    ) {
        unsafe SHA512Rounds.compress(blocks, count: count, into: chaining, schedule: schedule)
    }

    /// The same for `count` pairs of blocks; `second` is room for 640 bytes. See `SHA512Pairs`.
    public static func compressPairs(
        _ blocks: UnsafeRawPointer, count: Int, into chaining: UnsafeMutableRawPointer,
        schedule: UnsafeMutableRawPointer, second: UnsafeMutableRawPointer
    ) {
        unsafe SHA512Pairs.compress(blocks, count: count, into: chaining, schedule: schedule, second: second)
    }
}
#endif
