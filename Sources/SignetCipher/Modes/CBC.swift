public import SignetBytes

/// Cipher block chaining (SP 800-38A §6.2) of a whole message, padded as RFC 5652 §6.3 says (PKCS #7).
public enum CBC {
    /// Pads and encrypts.
    public static func encrypt(
        _ plaintext: Span<UInt8>, _ algorithm: CipherAlgorithm, key: Span<UInt8>, iv: Span<UInt8>
    ) throws(CipherError) -> Bytes {
        var encryption = try CBCEncryption(algorithm, key: key, iv: iv)
        let blockByteCount = algorithm.blockByteCount
        let padding = blockByteCount - plaintext.count % blockByteCount
        let whole = plaintext.count - plaintext.count % blockByteCount
        return try Bytes(capacity: plaintext.count + padding) { output throws(CipherError) in
            try output.append(copying: plaintext.extracting(first: whole)) { blocks throws(CipherError) in
                try encryption.update(&blocks)
            }
            output.append(copying: plaintext.extracting(whole..<plaintext.count))
            output.append(repeating: UInt8(padding), count: padding)
            var all = output.mutableSpan
            var last = all._mutatingExtracting(whole..<all.count)
            try encryption.update(&last)
        }
    }

    /// Decrypts and takes the padding off. Whether the padding is right is found in a time that does not depend on it;
    /// see `CipherError.badPadding` for what to do with the answer.
    public static func decrypt(
        _ ciphertext: Span<UInt8>, _ algorithm: CipherAlgorithm, key: Span<UInt8>, iv: Span<UInt8>
    ) throws(CipherError) -> SecretBytes {
        var decryption = try CBCDecryption(algorithm, key: key, iv: iv)
        guard ciphertext.count > 0 else { throw .emptyCiphertext }
        var plaintext = SecretBytes(copying: ciphertext)
        var blocks = plaintext.mutableSpan
        try decryption.update(&blocks)
        let count = try Padding.contentByteCount(of: plaintext.span, blockByteCount: algorithm.blockByteCount)
        plaintext.truncate(to: count)
        return plaintext
    }
}

/// Encryption in cipher block chaining, whole blocks at a time, without padding.
public struct CBCEncryption: ~Copyable, Sendable {
    private var chaining: Chaining

    /// Starts a message.
    public init(_ algorithm: CipherAlgorithm, key: Span<UInt8>, iv: Span<UInt8>) throws(CipherError) {
        try self.init(algorithm, key: key, iv: iv, level: CPU.level)
    }

    package init(
        _ algorithm: CipherAlgorithm, key: Span<UInt8>, iv: Span<UInt8>, level: CPU.Level
    ) throws(CipherError) {
        chaining = try Chaining(algorithm, key: key, iv: iv, decrypting: false, level)
    }

    /// The size of a block.
    public var blockByteCount: Int { chaining.blockByteCount }

    /// Starts another message under the same key.
    ///
    /// - Parameters:
    ///   - iv: its initialisation vector, as long as a block, which nobody can foretell.
    /// - Throws: `CipherError.initializationVectorByteCount`; the message under way then goes on.
    public mutating func restart(iv: Span<UInt8>) throws(CipherError) { try chaining.restart(iv) }

    /// Encrypts the next blocks in place.
    public mutating func update(_ blocks: inout MutableSpan<UInt8>) throws(CipherError) {
        try chaining.update(&blocks, decrypting: false)
    }
}

/// Decryption in cipher block chaining, whole blocks at a time, leaving the padding on.
public struct CBCDecryption: ~Copyable, Sendable {
    private var chaining: Chaining

    /// Starts a message.
    public init(_ algorithm: CipherAlgorithm, key: Span<UInt8>, iv: Span<UInt8>) throws(CipherError) {
        try self.init(algorithm, key: key, iv: iv, level: CPU.level)
    }

    package init(
        _ algorithm: CipherAlgorithm, key: Span<UInt8>, iv: Span<UInt8>, level: CPU.Level
    ) throws(CipherError) {
        chaining = try Chaining(algorithm, key: key, iv: iv, decrypting: true, level)
    }

    /// The size of a block.
    public var blockByteCount: Int { chaining.blockByteCount }

    /// Starts another message under the same key.
    ///
    /// - Parameters:
    ///   - iv: its initialisation vector, as long as a block.
    /// - Throws: `CipherError.initializationVectorByteCount`; the message under way then goes on.
    public mutating func restart(iv: Span<UInt8>) throws(CipherError) { try chaining.restart(iv) }

    /// Decrypts the next blocks in place. Large buffers go much faster than single blocks.
    public mutating func update(_ blocks: inout MutableSpan<UInt8>) throws(CipherError) {
        try chaining.update(&blocks, decrypting: true)
    }
}

/// A keyed cipher and the last block of ciphertext, which is public.
private struct Chaining: ~Copyable, Sendable {
    private let cipher: KeyedCipher
    let blockByteCount: Int
    private var chain: Block

    init(
        _ algorithm: CipherAlgorithm, key: Span<UInt8>, iv: Span<UInt8>, decrypting: Bool, _ level: CPU.Level
    ) throws(CipherError) {
        blockByteCount = algorithm.blockByteCount
        guard iv.count == blockByteCount else {
            throw .initializationVectorByteCount(iv.count, expected: blockByteCount)
        }
        cipher = try algorithm.keyed(key, decrypting: decrypting, level)
        chain = Block(vector: iv)
    }

    mutating func restart(_ iv: Span<UInt8>) throws(CipherError) {
        guard iv.count == blockByteCount else {
            throw .initializationVectorByteCount(iv.count, expected: blockByteCount)
        }
        chain = Block(vector: iv)
    }

    mutating func update(_ blocks: inout MutableSpan<UInt8>, decrypting: Bool) throws(CipherError) {
        guard blocks.count & (blockByteCount - 1) == 0 else {
            throw .unalignedByteCount(blocks.count, blockByteCount: blockByteCount)
        }
        let count = blocks.count / (blockByteCount == 16 ? 16 : 8)
        guard count > 0 else { return }
        var last = chain
        unsafe blocks.withUnsafeMutableBytes { blocks in
            unsafe withUnsafeMutableBytes(of: &last) { chain in
                if decrypting {
                    unsafe cipher.decrypt(blocks.baseAddress!, count: count, chain: chain.baseAddress!)
                } else {
                    unsafe cipher.encrypt(blocks.baseAddress!, count: count, chain: chain.baseAddress!)
                }
            }
        }
        chain = last
    }
}

extension Block {
    /// An initialisation vector of 16 bytes, or of 8.
    fileprivate init(vector: Span<UInt8>) {
        self = unsafe vector.withUnsafeBytes { bytes in
            unsafe bytes.count == 16
                ? bytes.loadUnaligned(as: Block.self) : Block(bytes.loadUnaligned(as: UInt64.self), 0)
        }
    }
}
