#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// The one place in Signet that owns raw memory for bytes.
///
/// It is written while it is made, never changed while it is shared, and, if it holds a secret, erased when the
/// last reference to it goes away. On the heap, because a struct's `deinit` cannot write to its own stored bytes
/// and moves of inline bytes leave copies behind.
@safe @usableFromInline
final class ByteStorage: @unchecked Sendable {
    let memory: UnsafeMutableBufferPointer<UInt8>
    let capacity: Int
    let isSecret: Bool

    static let empty = ByteStorage(capacity: 0, isSecret: false)

    init(capacity: Int, isSecret: Bool) {
        unsafe memory = .allocate(capacity: capacity)
        self.capacity = capacity
        self.isSecret = isSecret
    }

    deinit {
        if isSecret { unsafe erase(UnsafeMutableRawBufferPointer(memory)) }
        unsafe memory.deallocate()
    }

    /// Lets `body` append up to `capacity` bytes; returns the storage and how many there are.
    static func filled<Failure: Error>(
        capacity: Int, isSecret: Bool, by body: (inout OutputSpan<UInt8>) throws(Failure) -> Void
    ) throws(Failure) -> (ByteStorage, count: Int) {
        let storage = ByteStorage(capacity: capacity, isSecret: isSecret)
        return (storage, try storage.fill(by: body))
    }

    /// Lets `body` append bytes from the first on, and tells how many. Nobody else may hold the memory.
    fileprivate func fill<Failure: Error>(
        by body: (inout OutputSpan<UInt8>) throws(Failure) -> Void
    ) throws(Failure) -> Int {
        var output = unsafe OutputSpan(buffer: memory, initializedCount: 0)
        do {
            try body(&output)
        } catch {
            output = OutputSpan()
            throw error
        }
        return unsafe output.finalize(for: memory)
    }
}

/// Memory for one run of bytes after the other: used again when nobody holds the bytes that were in it, so that a stream does
/// not ask the system for memory, and give it back, with every chunk.
@safe
package struct ReusedMemory: ~Copyable, @unchecked Sendable {
    private var storage = ByteStorage.empty

    /// Nothing yet.
    package init() {}

    /// Lets `body` append up to `capacity` bytes.
    package mutating func bytes<Failure: Error>(
        capacity: Int, initializingWith body: (inout OutputSpan<UInt8>) throws(Failure) -> Void
    ) throws(Failure) -> Bytes {
        if storage.capacity < capacity || !isKnownUniquelyReferenced(&storage) {
            storage = ByteStorage(capacity: capacity, isSecret: false)
        }
        return Bytes(storage, 0..<(try storage.fill(by: body)))
    }
}

/// Overwrites memory with zeros in a way that the optimiser may not remove.
func erase(_ memory: UnsafeMutableRawBufferPointer) {
    guard let base = memory.baseAddress else { return }
    #if canImport(Darwin)
    _ = unsafe memset_s(base, memory.count, 0, memory.count)
    #else
    unsafe explicit_bzero(base, memory.count)
    #endif
}

/// Compares memory byte by byte as unsigned numbers: below zero, zero, or above. Not for secrets.
func compare(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, count: Int) -> Int {
    unsafe Int(memcmp(a, b, count))
}
