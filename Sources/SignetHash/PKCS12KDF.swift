public import SignetBytes

/// The key derivation of PKCS #12 (RFC 7292 Appendix B.2).
public enum PKCS12KDF {
    /// What the bytes are for: the ID byte (RFC 7292 Appendix B.3).
    public enum Purpose: UInt8, CaseIterable, Sendable {
        /// A cipher's key.
        case key = 1
        /// A cipher's initialisation vector.
        case iv = 2
        /// The key of the code that protects the file's integrity.
        case mac = 3
    }

    /// Derives `byteCount` bytes, 16 MiB at most, from a password.
    ///
    /// The password is a BMPString, big-endian, with its two bytes of terminator (RFC 7292 Appendix B.1). For an empty
    /// password some write the terminator alone and others no bytes: the caller tries both.
    public static func derive(
        password: Span<UInt8>, salt: Span<UInt8>, purpose: Purpose, iterations: Int, byteCount: Int,
        algorithm: DigestAlgorithm
    ) throws(KDFError) -> SecretBytes {
        try derive(
            password: password, salt: salt, purpose: purpose, iterations: iterations, byteCount: byteCount,
            algorithm: algorithm, level: CPU.level)
    }

    package static func derive(
        password: Span<UInt8>, salt: Span<UInt8>, purpose: Purpose, iterations: Int, byteCount: Int,
        algorithm: DigestAlgorithm, level: CPU.Level
    ) throws(KDFError) -> SecretBytes {
        try KDFError.check(iterations: iterations, byteCount: byteCount, maximum: KDFError.largestByteCount)
        let u = algorithm.digestByteCount
        let v = algorithm.blockByteCount
        let saltByteCount = (salt.count + v - 1) / v * v
        let passwordByteCount = (password.count + v - 1) / v * v

        // 1. Construct a string, D (the "diversifier"), by concatenating v/8 copies of ID.
        // 2. Concatenate copies of the salt together to create a string S of length v(ceiling(s/v)) bits …
        // 3. … and of the password to create a string P of length v(ceiling(p/v)) bits.
        // 4. Set I=S||P to be the concatenation of S and P.
        var input = SecretBytes(capacity: v + saltByteCount + passwordByteCount) { output in
            output.append(repeating: purpose.rawValue, count: v)
            for index in 0..<saltByteCount { output.append(salt[index % salt.count]) }
            for index in 0..<passwordByteCount { output.append(password[index % password.count]) }
        }

        // 5. Set c=ceiling(n/u).
        let c = (byteCount + u - 1) / u
        // The memory of the hash, then B.
        var memory = SecretBytes(zeros: HashState.memoryByteCount + v)
        // 7. Concatenate A_1, A_2, ..., A_c together to form a pseudorandom bit string, A.
        // 8. Use the first n bits of A as the output of this entire process.
        return SecretBytes(capacity: byteCount) { derived in
            // 6. For i=1, 2, ..., c, do the following:
            for _ in 0..<c {
                // A. Set A_i=H^r(D||I). (i.e., the r-th hash of D||I, H(H(H(... H(D||I))))
                hash(input.span, iterations, algorithm, &memory, level)
                derived.append(copying: memory.span.extracting(first: min(u, derived.freeCapacity)))
                if derived.freeCapacity == 0 { break }

                // B. Concatenate copies of A_i to create a string B of length v bits …
                var bytes = memory.mutableSpan
                for index in 0..<v { bytes[HashState.memoryByteCount + index] = bytes[index % u] }
                // C. Treating I as a concatenation I_0, I_1, ..., I_(k-1) of v-bit blocks, where
                //    k=ceiling(s/v)+ceiling(p/v), modify I by setting I_j=(I_j+B+1) mod 2^v for each j.
                var blocks = input.mutableSpan
                for start in stride(from: v, to: blocks.count, by: v) {
                    var carry: UInt = 1
                    for index in stride(from: v - 1, through: 0, by: -1) {
                        carry += UInt(blocks[start + index]) + UInt(bytes[HashState.memoryByteCount + index])
                        blocks[start + index] = UInt8(truncatingIfNeeded: carry)
                        carry >>= 8
                    }
                }
            }
        }
    }

    /// Leaves H^r(input) at the start of `memory`.
    private static func hash(
        _ input: Span<UInt8>, _ iterations: Int, _ algorithm: DigestAlgorithm, _ memory: inout SecretBytes,
        _ level: CPU.Level
    ) {
        var bytes = memory.mutableSpan
        unsafe bytes.withUnsafeMutableBytes { buffer in
            let memory = buffer.baseAddress!
            var state = unsafe HashState(algorithm, memory, level)
            unsafe state.update(input, memory)
            unsafe state.finalize(memory)
            unsafe HashState.iterate(algorithm, digestIn: memory, times: iterations - 1, level)
        }
    }
}
