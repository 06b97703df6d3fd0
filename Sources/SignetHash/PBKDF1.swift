public import SignetBytes

/// Password-based key derivation function 1 (RFC 8018 §5.1): for reading what PBES1 encrypted.
public enum PBKDF1 {
    /// Derives `byteCount` bytes, a digest's size at most, from a password.
    public static func derive(
        password: Span<UInt8>, salt: Span<UInt8>, iterations: Int, byteCount: Int, algorithm: DigestAlgorithm
    ) throws(KDFError) -> SecretBytes {
        // Step 1.
        try KDFError.check(iterations: iterations, byteCount: byteCount, maximum: algorithm.digestByteCount)
        var memory = SecretBytes(zeros: HashState.memoryByteCount)
        var bytes = memory.mutableSpan
        unsafe bytes.withUnsafeMutableBytes { buffer in
            let memory = buffer.baseAddress!
            // Step 2: T_1 = Hash (P ‖ S), T_i = Hash (T_(i-1)).
            var state = unsafe HashState(algorithm, memory, CPU.level)
            unsafe state.update(password, memory)
            unsafe state.update(salt, memory)
            unsafe state.finalize(memory)
            unsafe HashState.iterate(algorithm, digestIn: memory, times: iterations - 1, CPU.level)
        }
        // Step 3: DK = T_c<0..dkLen-1>.
        memory.truncate(to: byteCount)
        return memory
    }
}

extension HashState {
    /// Replaces the digest at the start of the memory by its digest, `times` over.
    static func iterate(
        _ algorithm: DigestAlgorithm, digestIn memory: UnsafeMutableRawPointer, times: Int, _ level: CPU.Level
    ) {
        let digestByteCount = algorithm.digestByteCount
        let block = unsafe memory + blockOffset
        guard !algorithm.digestFillsBlock else {
            // Its digest fills a block, and more follows.
            let digest = unsafe block + algorithm.blockByteCount
            for _ in 0..<times {
                unsafe digest.copyMemory(from: memory, byteCount: digestByteCount)
                var state = unsafe HashState(algorithm, memory, level)
                unsafe state.update(digest, count: digestByteCount, memory)
                unsafe state.finalize(memory)
            }
            return
        }
        unsafe pad(block, from: digestByteCount, messageByteCount: UInt64(digestByteCount), algorithm)
        for _ in 0..<times {
            unsafe block.copyMemory(from: memory, byteCount: digestByteCount)
            unsafe algorithm.begin(memory)
            unsafe algorithm.compress(block, count: 1, into: memory, schedule: memory + scheduleOffset, level)
        }
    }
}
