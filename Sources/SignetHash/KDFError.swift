/// Why a key cannot be derived.
public enum KDFError: Error, Equatable, Sendable {
    /// The iteration count is below 1.
    case iterationCount(Int)
    /// As many bytes as asked for cannot be had: `maximum` is the most.
    case byteCount(Int, maximum: Int)
}

extension KDFError {
    /// The most that is derived where a standard names no smaller limit: 16 MiB. Nothing in use asks for more than a
    /// few dozen bytes, and a length that was read from a file must not exhaust the memory.
    static let largestByteCount = 1 << 24

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
        }
    }
}
