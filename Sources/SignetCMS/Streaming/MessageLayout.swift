import SignetASN1
import SignetBytes

/// A message being written around its content: DER when the length of the content, and of what stands behind it, is known
/// beforehand; else BER, with indefinite lengths and the content in segments.
final class MessageLayout {
    /// A structure around the content, with its fields before the content.
    struct Level {
        let tag: Tag
        let before: Bytes
    }

    private var writer = BERStreamWriter(segmentByteCount: 1 << 16)
    private let levels: [Level]
    private let sink: any ByteSink

    /// - Parameter levels: from the outermost structure to the innermost.
    private init(_ levels: [Level], _ sink: any ByteSink) {
        self.levels = levels
        self.sink = sink
    }

    /// Begins a message: all up to the first byte of its content.
    ///
    /// - Parameters:
    ///   - string: the tag of the content.
    ///   - contentByteCount: the length of the content, if it is known.
    ///   - behind: the length of what stands behind the content in each level.
    static func begin(
        _ levels: [Level], string: Tag, contentByteCount: UInt64?, behind: [Int], to sink: any ByteSink
    ) throws(CMSError) -> MessageLayout {
        let layout = MessageLayout(levels, sink)
        if let contentByteCount, let count = Int(exactly: contentByteCount), count < Int.max / 2 {
            // Lengths are found from the inside out.
            var lengths: [Int] = []
            var inner = string.elementByteCount(contentsByteCount: count)
            for (level, after) in zip(levels, behind).reversed() {
                let length = level.before.count + inner + after
                lengths.insert(length, at: 0)
                inner = level.tag.elementByteCount(contentsByteCount: length)
            }
            for (level, length) in zip(levels, lengths) {
                layout.writer.begin(level.tag, length: length)
                layout.writer.contents(level.before.span)
            }
            layout.writer.begin(string, length: count)
        } else {
            for level in levels {
                layout.writer.begin(level.tag)
                layout.writer.contents(level.before.span)
            }
            layout.writer.beginString(string)
        }
        try layout.flush()
        return layout
    }

    /// The next bytes of the content.
    func content(_ bytes: Span<UInt8>) throws(CMSError) {
        writer.contents(bytes)
        try flush()
    }

    /// Ends the message: what stands behind the content, level by level from the outermost.
    ///
    /// - Throws: `CMSError.contentChanged` when it is not as long as was said.
    func end(_ behind: [Bytes]) throws(CMSError) {
        do throws(ASN1Error) {
            try writer.end()
            for bytes in behind.reversed() {
                writer.contents(bytes.span)
                try writer.end()
            }
        } catch { throw .contentChanged }
        try flush()
    }

    private func flush() throws(CMSError) {
        let written = writer.take()
        if !written.isEmpty { try sink.write(written.span) }
    }

    /// The levels around every message (RFC 5652 §3), and the structure that is the message.
    static func levels(_ type: ContentType, _ before: Bytes) -> [Level] {
        [
            Level(tag: .sequence, before: ContentType.syntax.encode(type)),
            Level(tag: .context(0, isConstructed: true), before: Bytes()),
            Level(tag: .sequence, before: before),
        ]
    }

    /// The levels of an `EncapsulatedContentInfo` (RFC 5652 §5.2).
    static func encapsulated(_ type: ContentType) -> [Level] {
        [
            Level(tag: .sequence, before: ContentType.syntax.encode(type)),
            Level(tag: .context(0, isConstructed: true), before: Bytes()),
        ]
    }
}

/// Fields one behind the other.
struct Fields: ~Copyable {
    private var writer = DERWriter()

    mutating func append<Value>(_ syntax: Syntax<Value>, _ value: Value) { syntax.write(value, &writer) }

    mutating func append<Value>(_ syntax: Syntax<Value>, _ value: Value?) {
        if let value { syntax.write(value, &writer) }
    }

    consuming func finish() -> Bytes { writer.finish() }
}
