package import SignetBytes

/// AES in counter mode (SP 800-38A §6.5): what encrypts also decrypts. It hides and does not protect: who can change the
/// ciphertext changes the plaintext, bit for bit.
public struct CTR: ~Copyable, Sendable {
    private let cipher: AES
    private var mode = CounterMode(countsWhole: true)
    private var memory: SecretBytes

    /// Starts a message. The key has 16, 24 or 32 bytes. All 16 bytes of `counter` count, as one big-endian number: no
    /// value may ever come again under the key.
    public init(key: Span<UInt8>, counter: Span<UInt8>) throws(CipherError) {
        try self.init(key: key, counter: counter, level: CPU.level)
    }

    package init(key: Span<UInt8>, counter: Span<UInt8>, level: CPU.Level) throws(CipherError) {
        guard counter.count == 16 else { throw .initializationVectorByteCount(counter.count, expected: 16) }
        cipher = try AES(checking: key, level)
        memory = SecretBytes(zeros: CounterMode.memoryByteCount)
        var bytes = memory.mutableSpan
        for index in counter.indices { bytes[index] = counter[index] }
    }

    /// Encrypts or decrypts the next bytes in place, any number of them.
    public mutating func update(_ bytes: inout MutableSpan<UInt8>) {
        guard bytes.count > 0 else { return }
        let (cipher, count) = (cipher, bytes.count)
        var mode = mode
        var memory = memory.mutableSpan
        unsafe bytes.withUnsafeMutableBytes { bytes in
            unsafe memory.withUnsafeMutableBytes { memory in
                unsafe mode.apply(bytes.baseAddress!, count: count, cipher, memory.baseAddress!)
            }
        }
        self.mode = mode
    }
}

extension AES {
    /// AES with a key whose length is checked.
    init(checking key: Span<UInt8>, _ level: CPU.Level) throws(CipherError) {
        guard key.count == 16 || key.count == 24 || key.count == 32 else {
            throw .keyByteCount(key.count, allowed: 16...32)
        }
        self.init(key: key, level: level)
    }
}
