internal import SignetBytes

#if arch(x86_64)
internal import SignetKernelsAVX2
internal import SignetKernelsAVX512
#endif

/// A kernel that hashes several messages at once, one in each lane of a vector; there is one for SHA-1 and SHA-2.
///
/// Where the processor has instructions for SHA-1 or SHA-256, few messages are hashed sooner one by one: `least` is how many
/// must be there for the lanes. It is reckoned from the kernels' operations, not measured.
struct LaneKernel {
    let algorithm: DigestAlgorithm
    /// How many messages go side by side.
    let count: Int
    /// As many messages, at least, are hashed side by side.
    let least: Int
    /// The same for PBKDF2, which otherwise has its own ways.
    let leastIterated: Int
    private let isWide: Bool

    /// How many bytes a chaining value of all lanes takes.
    var chainingByteCount: Int { 8 * count * wordByteCount }
    /// How many bytes the message schedule takes.
    var scheduleByteCount: Int { 16 * count * wordByteCount }

    private var wordByteCount: Int { algorithm.blockByteCount / 16 }

    /// The kernel at a level, if there is one and it is worth while.
    init?(_ algorithm: DigestAlgorithm, _ level: CPU.Level) {
        guard level >= .avx2 else { return nil }
        isWide = level >= .avx512
        self.algorithm = algorithm
        switch algorithm {
        case .sha1: (count, least, leastIterated) = isWide ? (16, 5, 8) : (8, CPU.hasSHA ? 6 : 2, CPU.hasSHA ? 8 : 2)
        case .sha224, .sha256:
            // Eight lanes take as long as the instruction for eight messages.
            guard isWide || !CPU.hasSHA else { return nil }
            (count, least, leastIterated) = isWide ? (16, 9, 14) : (8, 2, 2)
        case .sha384, .sha512, .sha512_256: (count, least, leastIterated) = isWide ? (8, 3, 3) : (4, 3, 3)
        case .sha512_224: (count, least, leastIterated) = isWide ? (8, 3, .max) : (4, 3, .max)
        default: return nil
        }
    }

    /// Compresses `count` blocks of each message into `chaining`.
    func compress(
        _ blocks: UnsafePointer<UnsafeRawPointer>, count: Int, into chaining: UnsafeMutableRawPointer,
        schedule: UnsafeMutableRawPointer
    ) {
        #if arch(x86_64)
        switch (algorithm, isWide) {
        case (.sha1, true):
            unsafe HashLanesAVX512.compressSHA1(blocks, count: count, into: chaining, schedule: schedule)
        case (.sha1, false):
            unsafe HashLanesAVX2.compressSHA1(blocks, count: count, into: chaining, schedule: schedule)
        case (.sha224, _), (.sha256, _):
            unsafe SHA256.constants.span.withUnsafeBufferPointer {
                let constants = $0.baseAddress!
                if isWide {
                    unsafe HashLanesAVX512.compressSHA256(
                        blocks, count: count, into: chaining, schedule: schedule, constants: constants)
                } else {
                    unsafe HashLanesAVX2.compressSHA256(
                        blocks, count: count, into: chaining, schedule: schedule, constants: constants)
                }
            }
        default:
            unsafe SHA512.constants.span.withUnsafeBufferPointer {
                let constants = $0.baseAddress!
                if isWide {
                    unsafe HashLanesAVX512.compressSHA512(
                        blocks, count: count, into: chaining, schedule: schedule, constants: constants)
                } else {
                    unsafe HashLanesAVX2.compressSHA512(
                        blocks, count: count, into: chaining, schedule: schedule, constants: constants)
                }
            }
        }
        #endif
    }

    /// The inner loop of PBKDF2; all four are chaining values of all lanes.
    func iterate(
        _ value: UnsafeMutableRawPointer, sum: UnsafeMutableRawPointer, inner: UnsafeRawPointer,
        outer: UnsafeRawPointer, count: Int, schedule: UnsafeMutableRawPointer
    ) {
        #if arch(x86_64)
        let words = algorithm.digestByteCount / wordByteCount
        switch (algorithm, isWide) {
        case (.sha1, true):
            unsafe HashLanesAVX512.iterateSHA1(
                value, sum: sum, inner: inner, outer: outer, digestWordCount: words, count: count, schedule: schedule)
        case (.sha1, false):
            unsafe HashLanesAVX2.iterateSHA1(
                value, sum: sum, inner: inner, outer: outer, digestWordCount: words, count: count, schedule: schedule)
        case (.sha224, _), (.sha256, _):
            unsafe SHA256.constants.span.withUnsafeBufferPointer {
                let constants = $0.baseAddress!
                if isWide {
                    unsafe HashLanesAVX512.iterateSHA256(
                        value, sum: sum, inner: inner, outer: outer, digestWordCount: words, count: count,
                        schedule: schedule, constants: constants)
                } else {
                    unsafe HashLanesAVX2.iterateSHA256(
                        value, sum: sum, inner: inner, outer: outer, digestWordCount: words, count: count,
                        schedule: schedule, constants: constants)
                }
            }
        default:
            unsafe SHA512.constants.span.withUnsafeBufferPointer {
                let constants = $0.baseAddress!
                if isWide {
                    unsafe HashLanesAVX512.iterateSHA512(
                        value, sum: sum, inner: inner, outer: outer, digestWordCount: words, count: count,
                        schedule: schedule, constants: constants)
                } else {
                    unsafe HashLanesAVX2.iterateSHA512(
                        value, sum: sum, inner: inner, outer: outer, digestWordCount: words, count: count,
                        schedule: schedule, constants: constants)
                }
            }
        }
        #endif
    }

    /// Writes a chaining value, bytes in the digest's order, into a lane.
    func put(_ value: UnsafeRawPointer, into chaining: UnsafeMutableRawPointer, lane: Int) {
        for index in 0..<8 {
            let place = (index * count + lane) * wordByteCount
            if wordByteCount == 8 {
                let word = unsafe value.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)
                unsafe chaining.storeBytes(of: word.byteSwapped, toByteOffset: place, as: UInt64.self)
            } else {
                let word = unsafe value.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)
                unsafe chaining.storeBytes(of: word.byteSwapped, toByteOffset: place, as: UInt32.self)
            }
        }
    }

    /// Reads the first `byteCount` bytes of a lane's chaining value, whole words of 32 bits.
    func take(_ byteCount: Int, from chaining: UnsafeRawPointer, lane: Int, to value: UnsafeMutableRawPointer) {
        for offset in stride(from: 0, to: byteCount, by: 4) {
            let place = (offset / wordByteCount * count + lane) * wordByteCount
            // The bytes of a word of 64 bits run from the highest, which is the last here.
            let half = wordByteCount == 8 ? 4 - offset % 8 : 0
            let word = unsafe chaining.loadUnaligned(fromByteOffset: place + half, as: UInt32.self)
            unsafe value.storeBytes(of: word.byteSwapped, toByteOffset: offset, as: UInt32.self)
        }
    }
}
