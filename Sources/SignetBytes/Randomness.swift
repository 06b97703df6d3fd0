#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// The operating system's random generator, and no other.
public enum Randomness {
    /// `count` random bytes that need not stay secret (salts, initialisation vectors, boundaries, serial numbers).
    public static func bytes(count: Int) -> Bytes {
        Bytes(capacity: count) { output in fill(&output, count: count) }
    }

    /// `count` random bytes that must stay secret (keys).
    public static func secret(count: Int) -> SecretBytes {
        SecretBytes(capacity: count) { output in fill(&output, count: count) }
    }

    private static func fill(_ output: inout OutputSpan<UInt8>, count: Int) {
        unsafe output.withUnsafeMutableBufferPointer { buffer, initializedCount in
            unsafe fill(UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[0..<count]))
            initializedCount = count
        }
    }

    /// Stops the program when the system has no randomness to give: going on would be worse.
    private static func fill(_ memory: UnsafeMutableRawBufferPointer) {
        #if canImport(Darwin)
        if let base = memory.baseAddress { unsafe arc4random_buf(base, memory.count) }
        #else
        // getentropy(2) gives at most 256 bytes a call.
        guard let base = memory.baseAddress else { return }
        for offset in stride(from: 0, to: memory.count, by: 256) {
            guard unsafe getentropy(base + offset, min(256, memory.count - offset)) == 0 else {
                fatalError("the operating system gives no random bytes (errno \(errno))")
            }
        }
        #endif
    }
}
