/// Bytes that are erased when their owner goes away. One owner, never copied implicitly, never printed.
@safe
public struct SecretBytes: ~Copyable, Sendable {
    private let storage: ByteStorage
    /// The number of bytes. Public: what a secret says is secret, how long it is is not.
    public private(set) var count: Int

    /// Allocates `capacity` bytes and lets `body` append up to that many. What it appended before it threw is erased.
    public init<Failure: Error>(
        capacity: Int, initializingWith body: (inout OutputSpan<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        (storage, count) = try ByteStorage.filled(capacity: capacity, isSecret: true, by: body)
    }

    init(_ storage: ByteStorage, count: Int) {
        precondition(storage.isSecret && count <= storage.capacity)
        self.storage = storage
        self.count = count
    }

    /// Copies a span.
    public init(copying bytes: Span<UInt8>) {
        self.init(capacity: bytes.count) { output in output.append(copying: bytes) }
    }

    /// `count` zero bytes, to be filled in place.
    public init(zeros count: Int) {
        self.init(capacity: count) { output in output.append(repeating: 0, count: count) }
    }

    /// A second, separately owned copy. There is no implicit one.
    public borrowing func duplicate() -> SecretBytes { SecretBytes(copying: span) }

    /// A view that cannot outlive `self`.
    public var span: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            unsafe _overrideLifetime(
                Span(_unsafeElements: UnsafeBufferPointer(rebasing: storage.memory[0..<count])), borrowing: self)
        }
    }

    /// A view through which the bytes can be changed in place.
    public var mutableSpan: MutableSpan<UInt8> {
        @_lifetime(&self)
        mutating get {
            unsafe _overrideLifetime(
                MutableSpan(_unsafeElements: UnsafeMutableBufferPointer(rebasing: storage.memory[0..<count])),
                mutating: &self)
        }
    }

    /// Forgets all but the first `count` bytes, which stay where they are. The rest is erased with them.
    public mutating func truncate(to count: Int) {
        precondition(count >= 0 && count <= self.count, "SecretBytes: cannot grow")
        self.count = count
    }

    /// Gives the bytes up to shared ownership without copying them.
    public consuming func shared() -> SecretSlice { SecretSlice(storage, 0..<count) }

    /// The bytes as ordinary ones, for a secret that has become public (an opened message, an encrypted key).
    public borrowing func declassified() -> Bytes {
        let bytes = Bytes(copying: span)
        #if MEMCHECK
        unsafe bytes.span.withUnsafeBytes { unsafe Memcheck.setDefined($0) }
        #endif
        return bytes
    }
}

/// A part of a secret, shared: the whole is erased when the last slice of it goes away.
///
/// Copying one copies a reference. There is no way to compare, hash or print what it holds.
@safe
public struct SecretSlice: Sendable {
    private let storage: ByteStorage
    private let range: Range<Int>

    init(_ storage: ByteStorage, _ range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= storage.capacity)
        self.storage = storage
        self.range = range
    }

    /// A slice of `bytes` that is sure to be erased: in place when the bytes lie in erasing memory, else a copy.
    public init(_ bytes: Bytes) {
        guard bytes.storage.isSecret, let offset = Bytes(bytes.storage, 0..<bytes.storage.capacity).offset(of: bytes)
        else {
            self = SecretBytes(copying: bytes.span).shared()
            return
        }
        self.init(bytes.storage, offset..<(offset + bytes.count))
    }

    /// The number of bytes.
    public var count: Int { range.count }

    /// A view that cannot outlive `self`.
    public var span: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            unsafe _overrideLifetime(
                Span(_unsafeElements: UnsafeBufferPointer(rebasing: storage.memory[range])), borrowing: self)
        }
    }

    /// The same secret, cut to `part` of offsets from its first byte. O(1).
    public subscript(part: Range<Int>) -> SecretSlice {
        precondition(part.lowerBound >= 0 && part.upperBound <= count, "SecretSlice: range outside the bytes")
        return SecretSlice(storage, (range.lowerBound + part.lowerBound)..<(range.lowerBound + part.upperBound))
    }

    /// The same memory as plain `Bytes`, for a decoder: what it cuts out stays in memory that will be erased.
    /// Whoever calls this answers for what is done with the parts.
    public var exposed: Bytes { Bytes(storage, range) }
}

extension SecretSlice: CustomStringConvertible {
    /// Says how long the secret is, and nothing else.
    public var description: String { "secret (\(count) bytes)" }
}
