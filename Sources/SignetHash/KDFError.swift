/// Why a key cannot be derived.
public enum KDFError: Error, Equatable, Sendable {
    /// The iteration count is below 1.
    case iterationCount(Int)
    /// As many bytes as asked for cannot be had: `maximum` is the most.
    case byteCount(Int, maximum: Int)
    /// scrypt's cost parameter N is not a power of two above 1 and below 2^(128·r/8), its block size r or its
    /// parallelization p is below 1, or r·p is not below 2³⁰ (RFC 7914 §2, §6).
    case scryptParameters(cost: Int, blockSize: Int, parallelization: Int)
    /// scrypt would need this many bytes of memory, and may not use more than `limit`.
    case memoryByteCount(Int, limit: Int)
}

extension KDFError {
    /// The most that is derived where a standard names no smaller limit: 16 MiB. Nothing in use asks for more than a
    /// few dozen bytes, and a length that was read from a file must not exhaust the memory.
    package static let largestByteCount = 1 << 24

    /// Checks both numbers, which may come from a file.
    static func check(iterations: Int, byteCount: Int, maximum: Int) throws(KDFError) {
        guard iterations >= 1 else { throw .iterationCount(iterations) }
        guard byteCount >= 0, byteCount <= maximum else { throw .byteCount(byteCount, maximum: maximum) }
    }
}

extension KDFError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .iterationCount(let count): "the iteration count \(count) is below 1"
        case .byteCount(let count, let maximum):
            "\(count) bytes of key cannot be derived; between 0 and \(maximum) can"
        case .scryptParameters(let cost, let blockSize, let parallelization):
            "scrypt does not work with N = \(cost), r = \(blockSize), p = \(parallelization)"
        case .memoryByteCount(let count, let limit):
            "scrypt would need \(count) bytes of memory, and \(limit) are allowed"
        }
    }
}
