/// How much of a message is read at most. Time and memory are linear in the input whatever they say; they are for those
/// who want less of it.
public struct Limits: Hashable, Sendable {
    /// Elements may stand at most so deep in one another; never above 256, since a reader calls itself for each level.
    public var depth: Int { didSet { depth = min(depth, Self.greatestDepth) } }
    /// At most so many elements are read.
    public var elementCount: Int
    /// The message may have at most so many bytes.
    public var byteCount: Int

    private static let greatestDepth = 256

    /// Limits; what is left out is the usual.
    public init(depth: Int = 64, elementCount: Int = .max, byteCount: Int = .max) {
        self.depth = min(depth, Self.greatestDepth)
        self.elementCount = elementCount
        self.byteCount = byteCount
    }

    /// 64 levels, and as many bytes and elements as there are.
    public static let standard = Limits()
}
