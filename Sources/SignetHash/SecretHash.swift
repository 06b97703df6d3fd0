public import SignetBytes

/// A hash of a secret, taken piece by piece: as `Hash`, but what it holds, and the digest, lie in erased memory.
public struct SecretHash: ~Copyable, Sendable {
    private var state: HashState
    private var memory: SecretBytes

    /// A hash of nothing yet.
    public init(_ algorithm: DigestAlgorithm) {
        var memory = SecretBytes(zeros: HashState.memoryByteCount)
        var bytes = memory.mutableSpan
        state = unsafe bytes.withUnsafeMutableBytes { unsafe HashState(algorithm, $0.baseAddress!, CPU.level) }
        self.memory = memory
    }

    /// Takes in more of the message.
    public mutating func update(_ bytes: Span<UInt8>) {
        var state = state
        var memory = memory.mutableSpan
        unsafe memory.withUnsafeMutableBytes { unsafe state.update(bytes, $0.baseAddress!) }
        self.state = state
    }

    /// The digest of all that was taken in, in the memory of the hash, which is erased with it.
    public consuming func finalize() -> SecretBytes {
        var state = state
        var memory = self.memory
        var bytes = memory.mutableSpan
        unsafe bytes.withUnsafeMutableBytes { unsafe state.finalize($0.baseAddress!) }
        memory.truncate(to: state.algorithm.digestByteCount)
        return memory
    }
}
