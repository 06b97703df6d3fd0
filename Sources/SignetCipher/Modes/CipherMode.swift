public import SignetBytes

/// A way to use a block cipher for more than one block (SP 800-38A §6). Whole messages, for reading key files.
public enum CipherMode: CaseIterable, Hashable, Sendable {
    /// Each block by itself (§6.1), padded as in CBC
    case electronicCodebook
    /// Cipher block chaining (§6.2), padded
    case blockChaining
    /// Cipher feedback of whole blocks (§6.3)
    case cipherFeedback
    /// Output feedback (§6.4)
    case outputFeedback
    /// Counter mode (§6.5), the whole block a number
    case counter

    /// Whether there is an initialisation vector, as long as a block.
    public var hasVector: Bool { self != .electronicCodebook }

    /// Encrypts a message.
    ///
    /// - Parameters:
    ///   - plaintext: the message.
    ///   - algorithm: the cipher.
    ///   - key: its key.
    ///   - iv: the initialisation vector, empty where the mode has none.
    /// - Returns: the ciphertext, padded where the mode pads.
    /// - Throws: `CipherError.keyByteCount`, `.initializationVectorByteCount`.
    public func encrypt(
        _ plaintext: Span<UInt8>, _ algorithm: CipherAlgorithm, key: Span<UInt8>, iv: Span<UInt8>
    ) throws(CipherError) -> Bytes {
        switch self {
        case .blockChaining: return try CBC.encrypt(plaintext, algorithm, key: key, iv: iv)
        case .electronicCodebook:
            let count = algorithm.blockByteCount
            let padding = count - plaintext.count % count
            var blocks = SecretBytes(capacity: plaintext.count + padding) { output in
                output.append(copying: plaintext)
                output.append(repeating: UInt8(padding), count: padding)
            }
            try Self.codebook(&blocks, algorithm, key, iv, encrypting: true)
            return blocks.declassified()
        case .cipherFeedback, .outputFeedback, .counter:
            return try stream(plaintext, algorithm, key, iv, encrypting: true).declassified()
        }
    }

    /// Decrypts a message.
    ///
    /// - Parameters:
    ///   - ciphertext: what was encrypted.
    ///   - algorithm: the cipher.
    ///   - key: its key.
    ///   - iv: the initialisation vector, empty where the mode has none.
    /// - Returns: the message, its padding taken off where the mode pads.
    /// - Throws: `CipherError.keyByteCount`, `.initializationVectorByteCount`, `.emptyCiphertext`, `.unalignedByteCount`,
    ///   `.badPadding`.
    public func decrypt(
        _ ciphertext: Span<UInt8>, _ algorithm: CipherAlgorithm, key: Span<UInt8>, iv: Span<UInt8>
    ) throws(CipherError) -> SecretBytes {
        switch self {
        case .blockChaining: return try CBC.decrypt(ciphertext, algorithm, key: key, iv: iv)
        case .electronicCodebook:
            guard ciphertext.count > 0 else { throw .emptyCiphertext }
            var blocks = SecretBytes(copying: ciphertext)
            try Self.codebook(&blocks, algorithm, key, iv, encrypting: false)
            let count = try Padding.contentByteCount(of: blocks.span, blockByteCount: algorithm.blockByteCount)
            blocks.truncate(to: count)
            return blocks
        case .cipherFeedback, .outputFeedback, .counter:
            return try stream(ciphertext, algorithm, key, iv, encrypting: false)
        }
    }

    /// Each block in place: a chain of one block, that begins with zeros.
    private static func codebook(
        _ blocks: inout SecretBytes, _ algorithm: CipherAlgorithm, _ key: Span<UInt8>, _ iv: Span<UInt8>,
        encrypting: Bool
    ) throws(CipherError) {
        let count = algorithm.blockByteCount
        guard iv.count == 0 else { throw .initializationVectorByteCount(iv.count, expected: 0) }
        guard blocks.count % count == 0 else { throw .unalignedByteCount(blocks.count, blockByteCount: count) }
        let cipher = try algorithm.keyed(key, decrypting: !encrypting, CPU.level)
        var chain = SecretBytes(zeros: count)
        var bytes = blocks.mutableSpan
        var chaining = chain.mutableSpan
        unsafe bytes.withUnsafeMutableBytes { bytes in
            unsafe chaining.withUnsafeMutableBytes { chain in
                let chain = chain.baseAddress!
                for start in stride(from: 0, to: bytes.count, by: count) {
                    unsafe chain.initializeMemory(as: UInt8.self, repeating: 0, count: count)
                    let block = unsafe bytes.baseAddress! + start
                    if encrypting {
                        unsafe cipher.encrypt(block, count: 1, chain: chain)
                    } else {
                        unsafe cipher.decrypt(block, count: 1, chain: chain)
                    }
                }
            }
        }
    }

    /// The message, and what the cipher makes of the register added to it. The cipher only ever encrypts.
    private func stream(
        _ input: Span<UInt8>, _ algorithm: CipherAlgorithm, _ key: Span<UInt8>, _ iv: Span<UInt8>, encrypting: Bool
    ) throws(CipherError) -> SecretBytes {
        let count = algorithm.blockByteCount
        guard iv.count == count else { throw .initializationVectorByteCount(iv.count, expected: count) }
        let cipher = try algorithm.keyed(key, decrypting: false, CPU.level)
        // The register, what comes out, and a chain of zeros.
        var memory = SecretBytes(zeros: 3 * count)
        var output = SecretBytes(copying: input)
        var bytes = output.mutableSpan
        var state = memory.mutableSpan
        for index in iv.indices { state[index] = iv[index] }
        for start in stride(from: 0, to: bytes.count, by: count) {
            for index in 0..<count {
                state[count + index] = state[index]
                state[2 * count + index] = 0
            }
            unsafe state.withUnsafeMutableBytes { state in
                let block = unsafe state.baseAddress! + count
                unsafe cipher.encrypt(block, count: 1, chain: block + count)
            }
            for index in 0..<min(count, bytes.count - start) {
                let before = bytes[start + index]
                bytes[start + index] = before ^ state[count + index]
                if self == .cipherFeedback { state[index] = encrypting ? bytes[start + index] : before }
            }
            if self == .outputFeedback {
                for index in 0..<count { state[index] = state[count + index] }
            } else if self == .counter {
                Self.increment(&state, count)
            }
        }
        return output
    }

    /// The counter and one, as a number whose highest byte comes first. It is no secret.
    private static func increment(_ state: inout MutableSpan<UInt8>, _ count: Int) {
        for index in (0..<count).reversed() {
            state[index] &+= 1
            if state[index] != 0 { return }
        }
    }
}
