internal import SignetBytes

#if arch(x86_64)
internal import SignetKernelsX86
#endif

/// SHA-1 (FIPS 180-4 §6.1): collisions are known; here to read old messages and files, and for HMAC-SHA-1.
enum SHA1: HashFunction {
    static let blockByteCount = 64
    static let lengthByteCount = 8

    /// FIPS 180-4 §5.3.1.
    static let initialValue: InlineArray<5, UInt32> = [
        0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0,
    ]

    static func compress(
        _ blocks: UnsafeRawPointer, count: Int, into chaining: UnsafeMutableRawPointer,
        schedule: UnsafeMutableRawPointer, _ level: CPU.Level
    ) {
        #if arch(x86_64)
        if level >= .x86, CPU.hasSHA { return unsafe SHA1X86.compress(blocks, count: count, into: chaining) }
        #endif
        unsafe SHA1Rounds.compress(blocks, count: count, into: chaining, schedule: schedule)
    }
}
