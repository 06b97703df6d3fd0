public import SignetBytes

#if arch(x86_64)
internal import SignetKernelsX86
#endif

/// Password-based key derivation function 2, with HMAC (RFC 8018 §5.2).
public enum PBKDF2 {
    /// Derives `byteCount` bytes, 16 MiB at most, from a password.
    ///
    /// Takes two compressions an iteration: the padded key is compressed once, before the first.
    public static func derive(
        password: Span<UInt8>, salt: Span<UInt8>, iterations: Int, byteCount: Int, algorithm: DigestAlgorithm
    ) throws(KDFError) -> SecretBytes {
        try derive(
            password: password, salt: salt, iterations: iterations, byteCount: byteCount, algorithm: algorithm,
            level: CPU.level)
    }

    package static func derive(
        password: Span<UInt8>, salt: Span<UInt8>, iterations: Int, byteCount: Int, algorithm: DigestAlgorithm,
        level: CPU.Level, maximum: Int = KDFError.largestByteCount
    ) throws(KDFError) -> SecretBytes {
        try KDFError.check(iterations: iterations, byteCount: byteCount, maximum: maximum)
        let digestByteCount = algorithm.digestByteCount
        // DK = T_1 ‖ T_2 ‖ … ‖ T_l (steps 3 and 4), the last one cut; then the memory of HMAC and of the lanes.
        let blockCount = (byteCount + digestByteCount - 1) / digestByteCount
        let memoryOffset = blockCount * digestByteCount
        var lanes = PBKDF2Lanes(algorithm, level, blockCount: blockCount)
        let lanesOffset = memoryOffset + HMACKey.memoryByteCount
        var derived = SecretBytes(zeros: lanesOffset + lanes.byteCount)
        var bytes = derived.mutableSpan
        unsafe bytes.withUnsafeMutableBytes { buffer in
            let memory = unsafe buffer.baseAddress! + memoryOffset
            let lanesMemory = unsafe buffer.baseAddress! + lanesOffset
            unsafe HMACKey.prepare(algorithm, password, memory, level)
            unsafe derive(
                buffer.baseAddress!, blockCount, salt, iterations, algorithm, memory, level, &lanes, lanesMemory)
        }
        return SecretBytes(copying: derived.span.extracting(first: byteCount))
    }

    /// Derives the same number of bytes, 16 MiB at most of all, from each of several passwords.
    ///
    /// What `derive(password:salt:iterations:byteCount:algorithm:)` makes of each, but where the processor has wide vectors
    /// several go side by side: up to sixteen with SHA-1, SHA-224 and SHA-256, up to eight with the others of SHA-2.
    ///
    /// - Parameters:
    ///   - inputs: The passwords, each with its salt.
    ///   - iterations: The iteration count of all of them.
    ///   - byteCount: How many bytes are derived from each.
    ///   - algorithm: HMAC's hash function.
    /// - Returns: As many keys as passwords, in their order.
    /// - Throws: `KDFError` where the iteration count is below 1, or more bytes are asked for than can be had.
    public static func derive(
        _ inputs: [(password: SecretSlice, salt: [UInt8])], iterations: Int, byteCount: Int, algorithm: DigestAlgorithm
    ) throws(KDFError) -> [SecretSlice] {
        try derive(inputs, iterations: iterations, byteCount: byteCount, algorithm: algorithm, level: CPU.level)
    }

    package static func derive(
        _ inputs: [(password: SecretSlice, salt: [UInt8])], iterations: Int, byteCount: Int,
        algorithm: DigestAlgorithm, level: CPU.Level
    ) throws(KDFError) -> [SecretSlice] {
        let maximum = KDFError.largestByteCount / max(inputs.count, 1)
        try KDFError.check(iterations: iterations, byteCount: byteCount, maximum: maximum)
        let digestByteCount = algorithm.digestByteCount
        let blockCount = (byteCount + digestByteCount - 1) / digestByteCount
        let keyByteCount = blockCount * digestByteCount
        let memoryOffset = inputs.count * keyByteCount
        var lanes = PBKDF2Lanes(algorithm, level, blockCount: inputs.count * blockCount)
        let lanesOffset = memoryOffset + HMACKey.memoryByteCount
        var derived = SecretBytes(zeros: lanesOffset + lanes.byteCount)
        var bytes = derived.mutableSpan
        unsafe bytes.withUnsafeMutableBytes { buffer in
            let memory = unsafe buffer.baseAddress! + memoryOffset
            let lanesMemory = unsafe buffer.baseAddress! + lanesOffset
            for (index, input) in inputs.enumerated() {
                unsafe HMACKey.prepare(algorithm, input.password.span, memory, level)
                unsafe derive(
                    buffer.baseAddress! + index * keyByteCount, blockCount, input.salt.span, iterations, algorithm,
                    memory, level, &lanes, lanesMemory)
            }
        }
        var keys: [SecretSlice] = []
        for start in stride(from: 0, to: memoryOffset, by: max(keyByteCount, 1)) {
            keys.append(SecretBytes(copying: derived.span.extracting(start..<(start + byteCount))).shared())
        }
        // Keys of no bytes are as many, too.
        while keys.count < inputs.count { keys.append(SecretBytes(zeros: 0).shared()) }
        return keys
    }

    /// The blocks of one key, whose padded password HMAC's memory has taken in: as many as the lanes want go to them.
    private static func derive(
        _ target: UnsafeMutableRawPointer, _ blockCount: Int, _ salt: Span<UInt8>, _ iterations: Int,
        _ algorithm: DigestAlgorithm, _ memory: UnsafeMutableRawPointer, _ level: CPU.Level,
        _ lanes: inout PBKDF2Lanes, _ lanesMemory: UnsafeMutableRawPointer
    ) {
        var index = 0
        while index < blockCount {
            let block = unsafe target + index * algorithm.digestByteCount
            let number = UInt32(truncatingIfNeeded: index + 1)
            if lanes.blocksToCome > 0 {
                unsafe derive(block, number, salt, 1, algorithm, memory, level)
                unsafe lanes.take(block, memory, iterations, lanesMemory)
                index += 1
            } else if index + 1 < blockCount,
                unsafe deriveTwo(block, number, salt, iterations, algorithm, memory, level)
            {
                index += 2
            } else {
                unsafe derive(block, number, salt, iterations, algorithm, memory, level)
                index += 1
            }
        }
    }

    /// Two blocks side by side, where there is a way; whether there is.
    private static func deriveTwo(
        _ target: UnsafeMutableRawPointer, _ index: UInt32, _ salt: Span<UInt8>, _ iterations: Int,
        _ algorithm: DigestAlgorithm, _ memory: UnsafeMutableRawPointer, _ level: CPU.Level
    ) -> Bool {
        #if arch(x86_64)
        guard level >= .x86, CPU.hasSHA, algorithm == .sha1 || algorithm == .sha256 else { return false }
        let digestByteCount = algorithm.digestByteCount
        unsafe derive(target, index, salt, 1, algorithm, memory, level)
        unsafe derive(target + digestByteCount, index + 1, salt, 1, algorithm, memory, level)
        let value = unsafe memory + HashState.scheduleOffset
        unsafe value.copyMemory(from: target, byteCount: 2 * digestByteCount)
        let (inner, outer) = unsafe (memory + HMACKey.innerOffset, memory + HMACKey.outerOffset)
        if algorithm == .sha1 {
            unsafe SHA1X86.iterateTwo(value, sum: target, inner: inner, outer: outer, count: iterations - 1)
        } else {
            unsafe SHA256X86.iterateTwo(value, sum: target, inner: inner, outer: outer, count: iterations - 1)
        }
        return true
        #else
        return false
        #endif
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
