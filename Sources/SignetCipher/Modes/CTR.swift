package import SignetBytes

/// AES in counter mode (SP 800-38A §6.5): what encrypts also decrypts. It hides and does not protect: who can change the
/// ciphertext changes the plaintext, bit for bit.
public struct CTR: ~Copyable, Sendable {
    private let cipher: AES
    private var mode = CounterMode(countsWhole: true)
    /// Counter mode's, then the round keys.
    private let memory: SecretMemory

    /// Starts a message. The key has 16, 24 or 32 bytes. All 16 bytes of `counter` count, as one big-endian number: no
    /// value may ever come again under the key.
    public init(key: Span<UInt8>, counter: Span<UInt8>) throws(CipherError) {
        try self.init(key: key, counter: counter, level: CPU.level)
    }

    package init(key: Span<UInt8>, counter: Span<UInt8>, level: CPU.Level) throws(CipherError) {
        guard counter.count == 16 else { throw .initializationVectorByteCount(counter.count, expected: 16) }
        cipher = try AES(keyByteCount: key.count, level)
        memory = SecretMemory(byteCount: CounterMode.memoryByteCount + cipher.keysByteCount)
        unsafe cipher.expand(key, into: memory.start + CounterMode.memoryByteCount)
        unsafe copy(counter, to: memory.start)
    }

    /// Starts another message under the same key.
    ///
    /// - Parameters:
    ///   - counter: the first counter block, 16 bytes. No value may come again that an earlier message has used.
    /// - Throws: `CipherError.initializationVectorByteCount`; the message under way then goes on.
    public mutating func restart(counter: Span<UInt8>) throws(CipherError) {
        guard counter.count == 16 else { throw .initializationVectorByteCount(counter.count, expected: 16) }
        unsafe memory.start.storeBytes(
            of: counter.withUnsafeBytes { unsafe $0.loadUnaligned(as: Block.self) }, as: Block.self)
        mode = CounterMode(countsWhole: true)
    }

    /// Encrypts or decrypts the next bytes in place, any number of them.
    public mutating func update(_ bytes: inout MutableSpan<UInt8>) {
        let count = bytes.count
        unsafe bytes.withUnsafeMutableBytes { bytes in
            guard let bytes = bytes.baseAddress else { return }
            unsafe mode.apply(
                bytes, count: count, cipher, keys: memory.start + CounterMode.memoryByteCount, memory.start)
        }
    }
}

/// Copies bytes to memory that has room for them.
@inline(__always)
func copy(_ bytes: Span<UInt8>, to memory: UnsafeMutableRawPointer) {
    unsafe bytes.withUnsafeBytes { bytes in
        if let source = bytes.baseAddress { unsafe memory.copyMemory(from: source, byteCount: bytes.count) }
    }
}
