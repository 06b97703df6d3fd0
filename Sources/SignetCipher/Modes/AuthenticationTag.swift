public import SignetBytes

/// What proves that a message is whole: up to 16 bytes, held without allocation. Public once it is sent.
public struct AuthenticationTag: Sendable {
    /// The number of bytes.
    public let count: Int
    private let storage: InlineArray<16, UInt8>

    /// The first bytes of a block.
    init(_ block: Block, byteCount: Int) {
        count = byteCount
        storage = unsafe unsafeBitCast(block, to: InlineArray<16, UInt8>.self)
    }

    /// Lends the bytes.
    public func withSpan<Result: ~Copyable, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(storage.span.extracting(first: count))
    }

    /// A copy of the bytes.
    public var bytes: Bytes { withSpan { Bytes(copying: $0) } }

    /// Whether these bytes are the tag, compared in a time that does not depend on them.
    public func matches(_ bytes: Span<UInt8>) -> Bool { withSpan { Choice($0, equals: bytes).declassified } }
}

/// Sixteen bytes, as they lie in memory.
typealias Block = SIMD2<UInt64>
