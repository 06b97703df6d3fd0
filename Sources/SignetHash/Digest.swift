internal import SignetBytes

/// What a hash function or a message authentication code makes of a message: up to 64 bytes, held without allocation.
public struct Digest: Sendable {
    /// The number of bytes.
    public let count: Int
    /// The bytes after the last are zero.
    private var storage: InlineArray<64, UInt8>

    /// Copies 64 bytes at most.
    public init(copying bytes: Span<UInt8>) {
        precondition(bytes.count <= 64, "Digest: at most 64 bytes")
        count = bytes.count
        storage = InlineArray(repeating: 0)
        for index in bytes.indices { storage[index] = bytes[index] }
    }

    /// Copies 64 bytes at most.
    init(copying bytes: UnsafeRawPointer, count: Int) {
        self.count = count
        storage = InlineArray(repeating: 0)
        var span = storage.mutableSpan
        unsafe span.withUnsafeMutableBytes { unsafe $0.baseAddress!.copyMemory(from: bytes, byteCount: count) }
    }

    /// Lends the bytes.
    public func withSpan<Result: ~Copyable, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(storage.span.extracting(first: count))
    }

    /// A copy of the bytes.
    public var bytes: [UInt8] { withSpan { [UInt8](copying: $0) } }

    /// Whether these bytes are the digest, compared in a time that does not depend on them.
    public func matches(_ bytes: Span<UInt8>) -> Bool { withSpan { Choice($0, equals: bytes).declassified } }
}

extension Digest: Hashable {
    /// Compares in a time that does not depend on the bytes: a digest may be the tag of a message.
    public static func == (a: Digest, b: Digest) -> Bool { b.withSpan { a.matches($0) } }

    /// Hashes the bytes.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(count)
        for index in 0..<count { hasher.combine(storage[index]) }
    }
}

extension Digest: CustomStringConvertible {
    /// Hexadecimal.
    public var description: String { withSpan { Hex.encode($0) } }
}

extension OutputSpan where Element == UInt8 {
    /// Appends the bytes of a digest.
    public mutating func append(_ digest: Digest) { digest.withSpan { append(copying: $0) } }
}
