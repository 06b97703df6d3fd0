internal import SignetBytes

/// Encryption in cipher block chaining, piece by piece, the last block padded as RFC 5652 §6.3 says.
public struct CBCPaddedEncryption: ~Copyable, Sendable {
    private var encryption: CBCEncryption
    private var held: HeldBlock

    /// Starts a message.
    public init(_ algorithm: CipherAlgorithm, key: Span<UInt8>, iv: Span<UInt8>) throws(CipherError) {
        encryption = try CBCEncryption(algorithm, key: key, iv: iv)
        held = HeldBlock(byteCount: algorithm.blockByteCount)
    }

    /// How much `update` and then `finalize` write at most after `byteCount` bytes.
    public static func largestOutput(for byteCount: Int) -> Int { byteCount + 16 }

    /// Encrypts the next bytes, any number of them, and appends the blocks that they complete.
    public mutating func update(_ plaintext: Span<UInt8>, into output: inout OutputSpan<UInt8>) throws(CipherError) {
        let start = output.count
        held.pass(plaintext, keepingLast: false, into: &output)
        try encrypt(&output, from: start)
    }

    /// Appends the last block, which ends in padding.
    public mutating func finalize(into output: inout OutputSpan<UInt8>) throws(CipherError) {
        let start = output.count
        let padding = encryption.blockByteCount - held.count
        held.release(into: &output)
        output.append(repeating: UInt8(padding), count: padding)
        try encrypt(&output, from: start)
    }

    private mutating func encrypt(_ output: inout OutputSpan<UInt8>, from start: Int) throws(CipherError) {
        var written = output.mutableSpan
        var blocks = written._mutatingExtracting(start..<written.count)
        try encryption.update(&blocks)
    }
}

/// Decryption in cipher block chaining, piece by piece, with the padding taken off. Nothing proves that the message is whole:
/// what leaves before the end may be anything.
public struct CBCPaddedDecryption: ~Copyable, Sendable {
    private var decryption: CBCDecryption
    private var held: HeldBlock
    private var byteCount = 0

    /// Starts a message.
    public init(_ algorithm: CipherAlgorithm, key: Span<UInt8>, iv: Span<UInt8>) throws(CipherError) {
        decryption = try CBCDecryption(algorithm, key: key, iv: iv)
        held = HeldBlock(byteCount: algorithm.blockByteCount)
    }

    /// How much `update` and then `finalize` write at most after `byteCount` bytes.
    public static func largestOutput(for byteCount: Int) -> Int { byteCount + 16 }

    /// Decrypts the next bytes, any number of them, and appends the blocks that they complete but for the last, which may
    /// be the one with the padding.
    public mutating func update(_ ciphertext: Span<UInt8>, into output: inout OutputSpan<UInt8>) throws(CipherError) {
        byteCount += ciphertext.count
        let start = output.count
        held.pass(ciphertext, keepingLast: true, into: &output)
        var written = output.mutableSpan
        var blocks = written._mutatingExtracting(start..<written.count)
        try decryption.update(&blocks)
    }

    /// Appends what is before the padding of the last block. See `CipherError.badPadding` for what to do with the answer.
    public mutating func finalize(into output: inout OutputSpan<UInt8>) throws(CipherError) {
        guard byteCount > 0 else { throw .emptyCiphertext }
        let blockByteCount = decryption.blockByteCount
        guard held.count == blockByteCount else {
            throw .unalignedByteCount(byteCount, blockByteCount: blockByteCount)
        }
        var last = SecretBytes(capacity: blockByteCount) { held.release(into: &$0) }
        var block = last.mutableSpan
        try decryption.update(&block)
        let count = try Padding.contentByteCount(of: last.span, blockByteCount: blockByteCount)
        output.append(copying: last.span.extracting(first: count))
    }
}

/// What has come of a block that is not to be worked on yet, in memory that is erased.
private struct HeldBlock: ~Copyable, Sendable {
    private var memory: SecretBytes
    private let blockByteCount: Int
    private(set) var count = 0

    init(byteCount: Int) {
        blockByteCount = byteCount
        memory = SecretBytes(zeros: byteCount)
    }

    /// Appends to `output` the whole blocks of what is held and `bytes`, and holds the rest; when `keepingLast`, a block
    /// that is whole is held too, if it is the last.
    mutating func pass(_ bytes: Span<UInt8>, keepingLast: Bool, into output: inout OutputSpan<UInt8>) {
        let total = count + bytes.count
        let passed = max(total - (keepingLast ? 1 : 0), 0) / blockByteCount * blockByteCount
        guard passed > 0 else { return hold(bytes) }
        release(into: &output)
        let taken = passed - (total - bytes.count)
        output.append(copying: bytes.extracting(first: taken))
        hold(bytes.extracting(droppingFirst: taken))
    }

    mutating func release(into output: inout OutputSpan<UInt8>) {
        output.append(copying: memory.span.extracting(first: count))
        count = 0
    }

    private mutating func hold(_ bytes: Span<UInt8>) {
        let count = count
        var memory = memory.mutableSpan
        for index in bytes.indices { memory[count + index] = bytes[index] }
        self.count += bytes.count
    }
}
