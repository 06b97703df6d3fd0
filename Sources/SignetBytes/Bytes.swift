/// An immutable run of bytes inside a shared buffer.
///
/// Copying and cutting cost a reference count, never a copy of the bytes: everything decoded from one message
/// refers to the one buffer that the message was read into. A part counts its bytes from 0 again.
@safe
public struct Bytes: @unchecked Sendable {
    @usableFromInline let storage: ByteStorage
    @usableFromInline let start: UnsafePointer<UInt8>
    /// The number of bytes.
    public let count: Int

    init(_ storage: ByteStorage, _ range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= storage.capacity)
        self.storage = storage
        // An empty allocation has an address all the same.
        unsafe start = UnsafePointer(storage.memory.baseAddress!) + range.lowerBound
        count = range.count
    }

    /// The caller answers for the memory: it lies in `storage`.
    @inlinable
    init(_ storage: ByteStorage, unsafeStart start: UnsafePointer<UInt8>, count: Int) {
        self.storage = storage
        unsafe self.start = start
        self.count = count
    }

    /// The first of `count` bytes of memory, which is there as long as these bytes, or a part of them, are: for readers
    /// that check their bounds themselves.
    @unsafe @inlinable
    package var memory: UnsafePointer<UInt8> { unsafe start }

    /// Whether the buffer is erased when the last reference to it goes away (see `SecretSlice.exposed`).
    public var isSecret: Bool { storage.isSecret }

    /// No bytes.
    public init() { self.init(.empty, 0..<0) }

    /// Copies an array.
    public init(_ array: [UInt8]) { self.init(copying: array.span) }

    /// Copies a span.
    public init(copying span: Span<UInt8>) {
        self.init(capacity: span.count) { output in output.append(copying: span) }
    }

    /// Allocates `capacity` bytes and lets `body` append up to that many.
    public init<Failure: Error>(
        capacity: Int, initializingWith body: (inout OutputSpan<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        let (storage, count) = try ByteStorage.filled(capacity: capacity, isSecret: false, by: body)
        self.init(storage, 0..<count)
    }

    /// A view that cannot outlive `self`.
    @inlinable
    public var span: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            unsafe _overrideLifetime(Span(_unsafeStart: start, count: count), borrowing: self)
        }
    }

    /// The same bytes, cut to `range` of offsets from the first of them. O(1).
    @inlinable
    public subscript(range: Range<Int>) -> Bytes {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "Bytes: range outside the bytes")
        return unsafe Bytes(storage, unsafeStart: start + range.lowerBound, count: range.count)
    }

    /// Where `part` begins in these bytes, if it lies in the same memory; `nil` for other memory, whatever it holds.
    public func offset(of part: Bytes) -> Int? {
        guard storage === part.storage else { return nil }
        let distance = unsafe part.start - start
        return distance >= 0 && distance + part.count <= count ? distance : nil
    }
}

extension Bytes: RandomAccessCollection {
    /// The position of the first byte: always 0.
    @inlinable
    public var startIndex: Int { 0 }
    /// The position after the last byte.
    @inlinable
    public var endIndex: Int { count }

    /// The byte at `index`, counted from the start of this run.
    @inlinable
    public subscript(index: Int) -> UInt8 {
        precondition(index >= 0 && index < count, "Bytes: index outside the bytes")
        return unsafe start[index]
    }

    /// Gives fast copies (`Array(bytes)`) the memory itself.
    @inlinable
    public func withContiguousStorageIfAvailable<R>(_ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R? {
        try unsafe body(UnsafeBufferPointer(start: start, count: count))
    }

    /// The first bytes, at most `maxLength` of them, in the same buffer.
    public func prefix(_ maxLength: Int) -> Bytes { self[0..<Swift.min(maxLength, count)] }
    /// All but the first `k` bytes, in the same buffer.
    public func dropFirst(_ k: Int = 1) -> Bytes { self[Swift.min(k, count)..<count] }
}

extension Bytes: Hashable {
    /// Compares contents. Takes time that depends on them: not for secrets.
    public static func == (a: Bytes, b: Bytes) -> Bool {
        guard a.count == b.count else { return false }
        guard unsafe a.count > 0 && a.start != b.start else { return true }
        // Object identifiers and names that differ do so at their end, mostly.
        return unsafe a.start[a.count - 1] == b.start[a.count - 1] && compare(a.start, b.start, count: a.count) == 0
    }

    /// Hashes contents.
    public func hash(into hasher: inout Hasher) {
        unsafe hasher.combine(bytes: UnsafeRawBufferPointer(start: start, count: count))
    }
}

extension Bytes: Comparable {
    /// Octet order, shorter first when one begins the other: the order of a DER SET OF (X.690 §11.6).
    public static func < (a: Bytes, b: Bytes) -> Bool {
        let order = unsafe compare(a.start, b.start, count: Swift.min(a.count, b.count))
        return order == 0 ? a.count < b.count : order < 0
    }
}

extension Bytes: ExpressibleByArrayLiteral {
    /// The bytes listed.
    public init(arrayLiteral elements: UInt8...) { self.init(elements) }
}

extension Bytes: CustomStringConvertible {
    /// Hexadecimal, cut after 32 bytes.
    public var description: String {
        Hex.encode(prefix(32)) + (count > 32 ? "… (\(count) bytes)" : "")
    }
}
