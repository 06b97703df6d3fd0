/// A growing run of bytes, for writers. When it is for a secret, every buffer it outgrows is erased.
@safe
public struct ByteBuilder: ~Copyable, Sendable {
    private var storage: ByteStorage
    /// The number of bytes written so far.
    public private(set) var count = 0
    /// Whether what is written must be erased.
    public let isSecret: Bool

    /// An empty builder with room for `capacity` bytes.
    public init(capacity: Int = 256, isSecret: Bool = false) {
        storage = ByteStorage(capacity: capacity, isSecret: isSecret)
        self.isSecret = isSecret
    }

    /// Appends one byte.
    public mutating func append(_ byte: UInt8) {
        makeRoom(for: 1)
        unsafe storage.memory[count] = byte
        count += 1
    }

    /// Appends a copy of a span.
    public mutating func append(copying span: Span<UInt8>) {
        makeRoom(for: span.count)
        unsafe span.withUnsafeBufferPointer { source in
            guard let from = source.baseAddress else { return }
            unsafe (storage.memory.baseAddress! + count).update(from: from, count: source.count)
        }
        count += span.count
    }

    /// Moves what stands from `index` on to the right, and puts `bytes` in the gap.
    public mutating func insert(_ bytes: Span<UInt8>, at index: Int) {
        precondition(index >= 0 && index <= count)
        makeRoom(for: bytes.count)
        let base = unsafe storage.memory.baseAddress! + index
        unsafe (base + bytes.count).update(from: base, count: count - index)
        for offset in bytes.indices { unsafe base[offset] = bytes[offset] }
        count += bytes.count
    }

    /// Copies what stands in a range to another place, which may overlap it.
    package mutating func move(_ range: Range<Int>, to index: Int) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count && index >= 0 && index <= count - range.count)
        let base = unsafe storage.memory.baseAddress!
        unsafe (base + index).update(from: base + range.lowerBound, count: range.count)
    }

    /// The byte at `index`.
    public subscript(index: Int) -> UInt8 {
        get {
            precondition(index >= 0 && index < count)
            return unsafe storage.memory[index]
        }
        set {
            precondition(index >= 0 && index < count)
            unsafe storage.memory[index] = newValue
        }
    }

    /// What was written, without a copy; of a secret, bytes that are erased on release.
    public consuming func finish() -> Bytes { Bytes(storage, 0..<count) }

    /// What was written from `index` on, without a copy.
    package consuming func finish(from index: Int) -> Bytes { Bytes(storage, index..<count) }

    /// What was written, without a copy, as a secret.
    public consuming func finishSecret() -> SecretBytes {
        precondition(isSecret, "ByteBuilder: was not told that this is a secret")
        return SecretBytes(storage, count: count)
    }

    private mutating func makeRoom(for additional: Int) {
        guard storage.capacity - count < additional else { return }
        // What follows something long, such as its certificates and signatures, should not have it copied once more. Memory
        // that is not used costs nothing.
        let slack = additional >= 1 << 14 ? 1 << 14 : 0
        let larger = ByteStorage(capacity: max(storage.capacity * 2, count + additional + slack), isSecret: isSecret)
        unsafe larger.memory.baseAddress!.update(from: storage.memory.baseAddress!, count: count)
        storage = larger
    }
}
