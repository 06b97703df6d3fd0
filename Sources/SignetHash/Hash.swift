package import SignetBytes

/// A hash taken piece by piece. For public content: what it holds is not erased; see `HMAC` for secrets.
///
/// A copy goes its own way, so the digest of a beginning can be had without giving up the rest.
public struct Hash: Sendable {
    private var state: HashState
    private var memory: InlineArray<496, UInt8>

    /// A hash of nothing yet.
    public init(_ algorithm: DigestAlgorithm) { self.init(algorithm, level: CPU.level) }

    package init(_ algorithm: DigestAlgorithm, level: CPU.Level) {
        var memory = InlineArray<496, UInt8>(repeating: 0)
        var bytes = memory.mutableSpan
        state = unsafe bytes.withUnsafeMutableBytes { unsafe HashState(algorithm, $0.baseAddress!, level) }
        self.memory = memory
    }

    /// The hash function.
    public var algorithm: DigestAlgorithm { state.algorithm }

    /// Takes in more of the message.
    public mutating func update(_ bytes: Span<UInt8>) {
        var state = state
        var memory = memory.mutableSpan
        unsafe memory.withUnsafeMutableBytes { unsafe state.update(bytes, $0.baseAddress!) }
        self.state = state
    }

    /// Takes in a digest.
    public mutating func update(_ digest: Digest) { digest.withSpan { update($0) } }

    /// The digest of all that was taken in.
    public consuming func finalize() -> Digest {
        var state = state
        var memory = memory.mutableSpan
        unsafe memory.withUnsafeMutableBytes { unsafe state.finalize($0.baseAddress!) }
        return Digest(copying: self.memory.span.extracting(first: state.algorithm.digestByteCount))
    }
}
