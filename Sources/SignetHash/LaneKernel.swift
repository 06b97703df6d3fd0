internal import SignetBytes

#if arch(x86_64)
internal import SignetKernelsAVX2
internal import SignetKernelsAVX512
internal import SignetKernelsX86
#endif

/// A kernel that takes several messages at once: one in each lane of a vector, or two with the instructions for SHA-1 and
/// SHA-256, which alone leave half the time idle.
///
/// The memory that it works on belongs to the caller. Chaining values of vectors lie word by word, a word of every lane; those
/// of pairs one after the other.
struct LaneKernel {
    /// What does the work, the widest first.
    enum Form: CaseIterable { case vectors512, vectors256, pairs }

    let algorithm: DigestAlgorithm
    let form: Form
    /// How many messages go side by side.
    let count: Int
    /// As many messages, at least, must be there for this to pay.
    let least: Int

    /// Which kernels take how many of so many messages, or of the blocks that PBKDF2 iterates. What is left over goes alone.
    static func plan(
        _ algorithm: DigestAlgorithm, _ level: CPU.Level, messageCount: Int, isIterated: Bool = false, hasSHA: Bool
    ) -> [(kernel: LaneKernel, messageCount: Int)] {
        var plan: [(kernel: LaneKernel, messageCount: Int)] = []
        var left = messageCount
        for form in Form.allCases where left > 1 {
            guard let kernel = LaneKernel(algorithm, form, level, isIterated: isIterated, hasSHA: hasSHA) else {
                continue
            }
            let rest = left % kernel.count
            let taken = left - (rest < kernel.least ? rest : 0)
            guard taken > 0 else { continue }
            plan.append((kernel, taken))
            left -= taken
        }
        return plan
    }

    /// The kernel of a form at a level, if there is one and it is worth while.
    private init?(
        _ algorithm: DigestAlgorithm, _ form: Form, _ level: CPU.Level, isIterated: Bool, hasSHA: Bool
    ) {
        // How many pay was measured, on a Zen 4 EPYC: the lanes of AVX-512 take as long as 8.6 messages of SHA-1 two by two, as
        // 14.3 of SHA-256, 2.5 of SHA-512 and 2.2 of SHA-3 one by one; those of AVX2 as 6.9 of SHA-1, 2.0 of SHA-512 and 1.1 of
        // SHA-3. Eight of SHA-256 are done sooner two by two, where there are instructions for it.
        // SHA-512/224 and the sponges have no kernel for iteration.
        let counts: (count: Int, least: Int)? =
            switch (form, algorithm) {
            case (.vectors512, .sha1): (16, hasSHA ? 9 : 2)
            case (.vectors512, .sha224), (.vectors512, .sha256): (16, hasSHA ? 15 : 2)
            case (.vectors512, .sha384), (.vectors512, .sha512), (.vectors512, .sha512_256): (8, 3)
            case (.vectors512, .sha512_224): isIterated ? nil : (8, 3)
            case (.vectors256, .sha1): (8, hasSHA ? 7 : 2)
            case (.vectors256, .sha224), (.vectors256, .sha256): hasSHA ? nil : (8, 2)
            case (.vectors256, .sha384), (.vectors256, .sha512), (.vectors256, .sha512_256): (4, 3)
            case (.vectors256, .sha512_224): isIterated ? nil : (4, 3)
            case (.pairs, .sha1), (.pairs, .sha256): hasSHA ? (2, 2) : nil
            case (.pairs, .sha224): hasSHA && !isIterated ? (2, 2) : nil
            case (.vectors512, _): algorithm.isSponge && !isIterated ? (8, 3) : nil
            case (.vectors256, _): algorithm.isSponge && !isIterated ? (4, 2) : nil
            default: nil
            }
        let needed: CPU.Level =
            switch form {
            case .vectors512: .avx512
            case .vectors256: .avx2
            case .pairs: .x86
            }
        guard level >= needed, let counts else { return nil }
        (self.algorithm, self.form, count, least) = (algorithm, form, counts.count, counts.least)
    }

    /// How many bytes a chaining value of one message takes.
    var stateByteCount: Int { algorithm.isSponge ? Keccak.stateByteCount : 8 * wordByteCount }
    /// How many bytes a chaining value of all lanes takes.
    var chainingByteCount: Int { form == .pairs ? 2 * LaneKernel.pairStride : count * stateByteCount }
    /// How many bytes the message schedule takes.
    var scheduleByteCount: Int { form == .pairs || algorithm.isSponge ? 0 : 16 * count * wordByteCount }

    /// How far the chaining values of a pair lie apart.
    private static let pairStride = 64
    private var wordByteCount: Int { algorithm.isSponge ? 8 : algorithm.blockByteCount / 16 }

    /// Compresses `count` blocks of each message into `chaining`.
    func compress(
        _ blocks: UnsafePointer<UnsafeRawPointer>, count: Int, into chaining: UnsafeMutableRawPointer,
        schedule: UnsafeMutableRawPointer
    ) {
        #if arch(x86_64)
        let isWide = form == .vectors512
        switch algorithm {
        case .sha1 where form == .pairs: unsafe SHA1X86.compressTwo(blocks, count: count, into: chaining)
        case _ where form == .pairs: unsafe SHA256X86.compressTwo(blocks, count: count, into: chaining)
        case .sha1 where isWide:
            unsafe HashLanesAVX512.compressSHA1(blocks, count: count, into: chaining, schedule: schedule)
        case .sha1: unsafe HashLanesAVX2.compressSHA1(blocks, count: count, into: chaining, schedule: schedule)
        case .sha224, .sha256:
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
        case .sha384, .sha512, .sha512_224, .sha512_256:
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
        default:
            unsafe Keccak.constants.span.withUnsafeBufferPointer {
                let (rate, constants) = (algorithm.blockByteCount, $0.baseAddress!)
                if isWide {
                    unsafe HashLanesAVX512.absorbKeccak(
                        blocks, count: count, rateByteCount: rate, into: chaining, constants: constants)
                } else {
                    unsafe HashLanesAVX2.absorbKeccak(
                        blocks, count: count, rateByteCount: rate, into: chaining, constants: constants)
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
        let isWide = form == .vectors512
        switch algorithm {
        case .sha1 where form == .pairs:
            unsafe SHA1X86.iterateTwo(value, sum: sum, inner: inner, outer: outer, count: count)
        case _ where form == .pairs:
            unsafe SHA256X86.iterateTwo(value, sum: sum, inner: inner, outer: outer, count: count)
        case .sha1 where isWide:
            unsafe HashLanesAVX512.iterateSHA1(
                value, sum: sum, inner: inner, outer: outer, digestWordCount: words, count: count, schedule: schedule)
        case .sha1:
            unsafe HashLanesAVX2.iterateSHA1(
                value, sum: sum, inner: inner, outer: outer, digestWordCount: words, count: count, schedule: schedule)
        case .sha224, .sha256:
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
}

// MARK: - Chaining values

extension LaneKernel {
    /// Writes a chaining value, bytes in the digest's order, into a lane.
    func put(_ value: UnsafeRawPointer, into chaining: UnsafeMutableRawPointer, lane: Int) {
        if form == .pairs {
            let place = unsafe chaining + lane * LaneKernel.pairStride
            unsafe place.copyMemory(from: value, byteCount: stateByteCount)
        } else if wordByteCount == 4 {
            for index in 0..<8 {
                let word = unsafe value.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)
                unsafe chaining.storeBytes(
                    of: word.byteSwapped, toByteOffset: (index * count + lane) * 4, as: UInt32.self)
            }
        } else {
            for index in 0..<(stateByteCount / 8) {
                let word = unsafe value.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)
                unsafe chaining.storeBytes(
                    of: algorithm.isSponge ? word : word.byteSwapped, toByteOffset: (index * count + lane) * 8,
                    as: UInt64.self)
            }
        }
    }

    /// Reads the first `byteCount` bytes of a lane's chaining value, whole words of 32 bits.
    func take(_ byteCount: Int, from chaining: UnsafeRawPointer, lane: Int, to value: UnsafeMutableRawPointer) {
        if form == .pairs {
            let place = unsafe chaining + lane * LaneKernel.pairStride
            return unsafe value.copyMemory(from: place, byteCount: byteCount)
        }
        for offset in stride(from: 0, to: byteCount, by: 4) {
            let place = (offset / wordByteCount * count + lane) * wordByteCount
            // The bytes of a word run from the highest, which is the last here; those of a sponge from the lowest.
            let half =
                wordByteCount == 4 ? 0 : algorithm.isSponge ? offset % 8 : 4 - offset % 8
            let word = unsafe chaining.loadUnaligned(fromByteOffset: place + half, as: UInt32.self)
            unsafe value.storeBytes(
                of: algorithm.isSponge ? word : word.byteSwapped, toByteOffset: offset, as: UInt32.self)
        }
    }
}
