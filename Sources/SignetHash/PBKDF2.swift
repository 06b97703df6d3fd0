public import SignetBytes

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
        level: CPU.Level, maximum: Int = KDFError.largestByteCount, hasSHA: Bool = CPU.hasSHA
    ) throws(KDFError) -> SecretBytes {
        try KDFError.check(iterations: iterations, byteCount: byteCount, maximum: maximum)
        var keys = PBKDF2Keys(
            count: 1, byteCount: byteCount, iterations: iterations, algorithm, level, hasSHA: hasSHA)
        keys.derive(0, password: password, salt: salt)
        return keys.key(0)
    }

    /// Derives the same number of bytes, 16 MiB at most of all, from each of several passwords.
    ///
    /// What `derive(password:salt:iterations:byteCount:algorithm:)` makes of each, but where the processor has wide vectors
    /// several go side by side: up to sixteen with SHA-1, SHA-224 and SHA-256, up to eight with the others of SHA-2. Where it
    /// has instructions for SHA-1 and SHA-256 only, two do.
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
        algorithm: DigestAlgorithm, level: CPU.Level, hasSHA: Bool = CPU.hasSHA
    ) throws(KDFError) -> [SecretSlice] {
        let maximum = KDFError.largestByteCount / max(inputs.count, 1)
        try KDFError.check(iterations: iterations, byteCount: byteCount, maximum: maximum)
        var keys = PBKDF2Keys(
            count: inputs.count, byteCount: byteCount, iterations: iterations, algorithm, level, hasSHA: hasSHA)
        for (index, input) in inputs.enumerated() {
            keys.derive(index, password: input.password.span, salt: input.salt.span)
        }
        return inputs.indices.map { keys.key($0).shared() }
    }
}
