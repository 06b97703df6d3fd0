public import SignetBytes

/// Where a message or its content comes from: chunks of any size, one after the other.
public protocol ByteSource: AnyObject {
    /// The next bytes, at least one; `nil` behind the last.
    func next() throws(CMSError) -> Bytes?
    /// Goes back to the first byte. Reading, opening and verifying go over a message twice, so that nothing leaves before it
    /// was judged.
    func rewind() throws(CMSError)
    /// How many bytes there are in all, if that is known beforehand.
    var byteCount: UInt64? { get }
}

/// Where a message or its content goes to.
public protocol ByteSink: AnyObject {
    /// Takes the next bytes.
    func write(_ bytes: Span<UInt8>) throws(CMSError)
}

/// Why a source gave no bytes, or a sink took none.
public struct StreamFailure: Error, Hashable, Sendable {
    /// `read` or `write`
    public let operation: String
    /// What the system says.
    public let reason: String
    /// Which file, if it is one.
    public let file: String?

    /// A failure.
    public init(operation: String, reason: String, file: String?) {
        self.operation = operation
        self.reason = reason
        self.file = file
    }
}

/// Bytes in memory as a source.
public final class MemorySource: ByteSource {
    private let bytes: Bytes
    private let chunkByteCount: Int
    private var offset = 0

    /// Bytes, given in chunks of this size.
    public init(_ bytes: Bytes, chunkByteCount: Int = 1 << 17) {
        self.bytes = bytes
        self.chunkByteCount = max(1, chunkByteCount)
    }

    /// How many bytes there are in all, if that is known.
    public var byteCount: UInt64? { UInt64(bytes.count) }

    /// The next bytes.
    public func next() throws(CMSError) -> Bytes? {
        guard offset < bytes.count else { return nil }
        let end = min(offset + chunkByteCount, bytes.count)
        defer { offset = end }
        return bytes[offset..<end]
    }

    /// Goes back to the first byte.
    public func rewind() throws(CMSError) { offset = 0 }
}

/// A sink that keeps the bytes in memory.
public final class MemorySink: ByteSink {
    private var builder: ByteBuilder

    /// An empty sink. What a secret one takes is erased.
    public init(isSecret: Bool = false) { builder = ByteBuilder(isSecret: isSecret) }

    /// Takes the next bytes.
    public func write(_ bytes: Span<UInt8>) throws(CMSError) { builder.append(copying: bytes) }

    /// How many bytes were taken.
    public var count: Int { builder.count }

    /// What was taken, once.
    public func take() -> Bytes {
        var taken = ByteBuilder(isSecret: builder.isSecret)
        swap(&taken, &builder)
        return taken.finish()
    }
}
