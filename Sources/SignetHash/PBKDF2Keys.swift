internal import SignetBytes

#if arch(x86_64)
internal import SignetKernelsX86
#endif

/// Keys that PBKDF2 derives, on the way, in memory that is erased: those of one call, which share its lanes.
struct PBKDF2Keys: ~Copyable {
    private let algorithm: DigestAlgorithm
    private let level: CPU.Level
    private let iterations: Int
    private let byteCount: Int
    /// DK = T_1 ‖ T_2 ‖ … ‖ T_l (RFC 8018 §5.2 steps 3 and 4), the last one cut when the key is taken.
    private let blockCount: Int
    private var lanes: PBKDF2Lanes
    /// The keys, the memory of HMAC, and that of the lanes.
    private var memory: SecretBytes
    private let hmacOffset: Int

    init(
        count: Int, byteCount: Int, iterations: Int, _ algorithm: DigestAlgorithm, _ level: CPU.Level, hasSHA: Bool
    ) {
        let digestByteCount = algorithm.digestByteCount
        let blockCount = (byteCount + digestByteCount - 1) / digestByteCount
        // What is not iterated has nothing to do in lanes.
        let lanes = PBKDF2Lanes(
            algorithm, level, blockCount: iterations > 1 ? count * blockCount : 0, hasSHA: hasSHA)
        hmacOffset = count * blockCount * digestByteCount
        memory = SecretBytes(zeros: hmacOffset + HMACKey.memoryByteCount + lanes.byteCount)
        (self.algorithm, self.level, self.iterations) = (algorithm, level, iterations)
        (self.byteCount, self.blockCount, self.lanes) = (byteCount, blockCount, lanes)
    }

    /// Derives the next key, or gives its blocks to the lanes; all are there when all have been derived.
    mutating func derive(_ index: Int, password: Span<UInt8>, salt: Span<UInt8>) {
        let (algorithm, level, iterations, blockCount) = (algorithm, level, iterations, blockCount)
        let (hmacOffset, digestByteCount) = (hmacOffset, algorithm.digestByteCount)
        var lanes = PBKDF2Lanes()
        swap(&lanes, &self.lanes)
        var bytes = memory.mutableSpan
        unsafe bytes.withUnsafeMutableBytes { buffer in
            let memory = unsafe buffer.baseAddress! + hmacOffset
            let lanesMemory = unsafe memory + HMACKey.memoryByteCount
            unsafe HMACKey.prepare(algorithm, password, memory, level)
            for block in 0..<blockCount {
                let target = unsafe buffer.baseAddress! + (index * blockCount + block) * digestByteCount
                let goesSideBySide = lanes.wantsMore
                unsafe PBKDF2Keys.derive(
                    target, UInt32(truncatingIfNeeded: block + 1), salt, goesSideBySide ? 1 : iterations, algorithm,
                    memory, level)
                if goesSideBySide { unsafe lanes.take(target, memory, iterations, lanesMemory) }
            }
        }
        self.lanes = lanes
    }

    /// The key at `index`.
    func key(_ index: Int) -> SecretBytes {
        let start = index * blockCount * algorithm.digestByteCount
        return SecretBytes(copying: memory.span.extracting(start..<(start + byteCount)))
    }

    /// T_i = F (P, S, c, i) = U_1 ⊕ U_2 ⊕ … ⊕ U_c (step 3).
    private static func derive(
        _ target: UnsafeMutableRawPointer, _ index: UInt32, _ salt: Span<UInt8>, _ iterations: Int,
        _ algorithm: DigestAlgorithm, _ memory: UnsafeMutableRawPointer, _ level: CPU.Level
    ) {
        let digestByteCount = algorithm.digestByteCount
        let block = unsafe memory + HashState.blockOffset
        let schedule = unsafe memory + HashState.scheduleOffset
        // U_1 = PRF (P, S ‖ INT (i))
        var state = unsafe HMACKey.begin(algorithm, memory, level)
        unsafe state.update(salt, memory)
        unsafe withUnsafeBytes(of: index.bigEndian) { unsafe state.update($0.baseAddress!, count: 4, memory) }
        unsafe HMACKey.finalize(&state, memory)
        unsafe target.copyMemory(from: memory, byteCount: digestByteCount)
        #if arch(x86_64)
        if level >= .x86, CPU.hasSHA {
            let (inner, outer) = unsafe (memory + HMACKey.innerOffset, memory + HMACKey.outerOffset)
            switch algorithm {
            case .sha1:
                return unsafe SHA1X86.iterate(
                    memory, sum: target, inner: inner, outer: outer, count: iterations - 1)
            case .sha256:
                return unsafe SHA256X86.iterate(
                    memory, sum: target, inner: inner, outer: outer, count: iterations - 1)
            default: break
            }
        }
        #endif

        // U_j = PRF (P, U_(j-1)). The inner and the outer hash both take in one digest after one block of padded key,
        // so the end of their last block, which `finalize` left in place, is the same and is kept.
        for _ in 1..<iterations {
            guard !algorithm.digestFillsBlock else {
                unsafe next(&state, target, memory)
                continue
            }
            unsafe block.copyMemory(from: memory, byteCount: digestByteCount)
            unsafe algorithm.copyChaining(from: memory + HMACKey.innerOffset, to: memory)
            unsafe algorithm.compress(block, count: 1, into: memory, schedule: schedule, level)
            unsafe block.copyMemory(from: memory, byteCount: digestByteCount)
            unsafe algorithm.copyChaining(from: memory + HMACKey.outerOffset, to: memory)
            unsafe algorithm.compress(block, count: 1, into: memory, schedule: schedule, level)
            // Every digest is a multiple of four bytes.
            for offset in stride(from: 0, to: digestByteCount, by: 4) {
                let sum =
                    unsafe target.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
                    ^ memory.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
                unsafe target.storeBytes(of: sum, toByteOffset: offset, as: UInt32.self)
            }
        }
    }
    /// One iteration where the digest fills a block (MD2, Whirlpool), so that more than one compression follows the padded key.
    private static func next(
        _ state: inout HashState, _ target: UnsafeMutableRawPointer, _ memory: UnsafeMutableRawPointer
    ) {
        let algorithm = state.algorithm
        let value = unsafe memory + (HashState.blockOffset + 2 * algorithm.blockByteCount)
        unsafe value.copyMemory(from: memory, byteCount: algorithm.digestByteCount)
        state = unsafe HMACKey.begin(algorithm, memory, state.level)
        unsafe state.update(value, count: algorithm.digestByteCount, memory)
        unsafe HMACKey.finalize(&state, memory)
        for offset in 0..<algorithm.digestByteCount {
            let sum =
                unsafe target.load(fromByteOffset: offset, as: UInt8.self)
                ^ memory.load(fromByteOffset: offset, as: UInt8.self)
            unsafe target.storeBytes(of: sum, toByteOffset: offset, as: UInt8.self)
        }
    }
}
