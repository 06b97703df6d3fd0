/// How much a reader takes before it says that a message is hostile rather than large.
public struct MIMELimits: Sendable {
    /// Bytes of one header (all fields of one entity).
    public var headerByteCount = 1 << 20
    /// Fields of one header.
    public var fieldCount = 10_000
    /// Parts of one multipart.
    public var partCount = 10_000
    /// Levels of entities inside entities. The outermost is level 0.
    public var depth = 64
    /// What the marks in a long message stand for. It goes wherever the limits go.
    public var folds: Folds?

    /// Limits that no message from a person comes near.
    public static let standard = MIMELimits()

    /// The standard limits, to be changed.
    public init() {}
}
