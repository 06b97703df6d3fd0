package import SignetBytes

/// The keyed-hash message authentication code (RFC 2104). What it holds lies in memory that is erased.
public struct HMAC: ~Copyable, Sendable {
    private var state: HashState
    private var memory: SecretBytes

    /// Starts the code of a message under `key`, which may have any length.
    public init(_ algorithm: DigestAlgorithm, key: Span<UInt8>) { self.init(algorithm, key: key, level: CPU.level) }

    package init(_ algorithm: DigestAlgorithm, key: Span<UInt8>, level: CPU.Level) {
        var memory = SecretBytes(zeros: HMACKey.memoryByteCount)
        var bytes = memory.mutableSpan
        unsafe bytes.withUnsafeMutableBytes { unsafe HMACKey.prepare(algorithm, key, $0.baseAddress!, level) }
        state = unsafe bytes.withUnsafeMutableBytes { unsafe HMACKey.begin(algorithm, $0.baseAddress!, level) }
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

    /// The code of all that was taken in. The next `update` starts another message under the same key.
    public mutating func finalize() -> Digest {
        var state = state
        let (algorithm, level) = (state.algorithm, state.level)
        var bytes = memory.mutableSpan
        unsafe bytes.withUnsafeMutableBytes { unsafe HMACKey.finalize(&state, $0.baseAddress!) }
        let code = Digest(copying: memory.span.extracting(first: algorithm.digestByteCount))
        var again = memory.mutableSpan
        self.state = unsafe again.withUnsafeMutableBytes { unsafe HMACKey.begin(algorithm, $0.baseAddress!, level) }
        return code
    }

    /// The same, for a code that is secret itself: it is written to `code`, as long as the digest, and nowhere else that
    /// is not erased.
    package mutating func finalize(into code: inout SecretBytes) {
        precondition(code.count == algorithm.digestByteCount, "HMAC: the code is as long as the digest")
        var state = state
        let (algorithm, level) = (state.algorithm, state.level)
        var bytes = memory.mutableSpan
        unsafe bytes.withUnsafeMutableBytes { unsafe HMACKey.finalize(&state, $0.baseAddress!) }
        var target = code.mutableSpan
        for index in 0..<algorithm.digestByteCount { target[index] = memory.span[index] }
        var again = memory.mutableSpan
        self.state = unsafe again.withUnsafeMutableBytes { unsafe HMACKey.begin(algorithm, $0.baseAddress!, level) }
    }

    /// The code of one message.
    public static func authenticate(
        _ message: Span<UInt8>, _ algorithm: DigestAlgorithm, key: Span<UInt8>
    ) -> Digest {
        authenticate(message, algorithm, key: key, level: CPU.level)
    }

    package static func authenticate(
        _ message: Span<UInt8>, _ algorithm: DigestAlgorithm, key: Span<UInt8>, level: CPU.Level
    ) -> Digest {
        var code = HMAC(algorithm, key: key, level: level)
        code.update(message)
        return code.finalize()
    }
}

/// HMAC over memory that the caller owns: that of a hash, then the chaining values that the inner and the outer padded
/// key lead to. With these kept, each further message under the key costs two compressions less.
package enum HMACKey {
    package static let innerOffset = HashState.memoryByteCount
    package static let outerOffset = innerOffset + HashState.blockOffset
    package static let memoryByteCount = outerOffset + HashState.blockOffset

    /// Computes both chaining values.
    package static func prepare(
        _ algorithm: DigestAlgorithm, _ key: Span<UInt8>, _ memory: UnsafeMutableRawPointer, _ level: CPU.Level
    ) {
        let blockByteCount = algorithm.blockByteCount
        let block = unsafe memory + HashState.blockOffset
        let schedule = unsafe memory + HashState.scheduleOffset
        // RFC 2104 §2: a key longer than a block is hashed first; then zeros fill the block.
        var keyByteCount = key.count
        if keyByteCount > blockByteCount {
            var hash = unsafe HashState(algorithm, memory, level)
            unsafe hash.update(key, memory)
            unsafe hash.finalize(memory)
            keyByteCount = algorithm.digestByteCount
            unsafe block.copyMemory(from: memory, byteCount: keyByteCount)
        } else {
            for index in key.indices { unsafe block.storeBytes(of: key[index], toByteOffset: index, as: UInt8.self) }
        }
        unsafe (block + keyByteCount).initializeMemory(
            as: UInt8.self, repeating: 0, count: blockByteCount - keyByteCount)

        unsafe apply(0x36, block, blockByteCount)
        unsafe algorithm.begin(memory + innerOffset)
        unsafe algorithm.compress(block, count: 1, into: memory + innerOffset, schedule: schedule, level)
        unsafe apply(0x36 ^ 0x5C, block, blockByteCount)
        unsafe algorithm.begin(memory + outerOffset)
        unsafe algorithm.compress(block, count: 1, into: memory + outerOffset, schedule: schedule, level)
    }

    private static func apply(_ pad: UInt8, _ block: UnsafeMutableRawPointer, _ count: Int) {
        for index in 0..<count {
            let byte = unsafe block.load(fromByteOffset: index, as: UInt8.self)
            unsafe block.storeBytes(of: byte ^ pad, toByteOffset: index, as: UInt8.self)
        }
    }

    /// A hash that has taken in the inner padded key.
    static func begin(
        _ algorithm: DigestAlgorithm, _ memory: UnsafeMutableRawPointer, _ level: CPU.Level
    ) -> HashState {
        unsafe algorithm.copyChaining(from: memory + innerOffset, to: memory)
        return HashState(algorithm, continuingAfter: algorithm.blockByteCount, level)
    }

    /// Ends the inner hash, takes the outer one of it, and leaves the code at the start of the memory.
    static func finalize(_ state: inout HashState, _ memory: UnsafeMutableRawPointer) {
        let algorithm = state.algorithm
        let block = unsafe memory + HashState.blockOffset
        unsafe state.finalize(memory)
        guard !algorithm.digestFillsBlock else {
            // Its digest fills a block, and more follows.
            let digest = unsafe block + algorithm.blockByteCount
            unsafe digest.copyMemory(from: memory, byteCount: algorithm.digestByteCount)
            unsafe algorithm.copyChaining(from: memory + outerOffset, to: memory)
            state = HashState(algorithm, continuingAfter: algorithm.blockByteCount, state.level)
            unsafe state.update(digest, count: algorithm.digestByteCount, memory)
            unsafe state.finalize(memory)
            return
        }
        unsafe block.copyMemory(from: memory, byteCount: algorithm.digestByteCount)
        unsafe HashState.pad(
            block, from: algorithm.digestByteCount,
            messageByteCount: UInt64(algorithm.blockByteCount + algorithm.digestByteCount), algorithm)
        unsafe algorithm.copyChaining(from: memory + outerOffset, to: memory)
        unsafe algorithm.compress(
            block, count: 1, into: memory, schedule: memory + HashState.scheduleOffset, state.level)
    }
}
