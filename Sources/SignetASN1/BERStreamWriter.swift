public import SignetBytes

/// Writes a message piece by piece, for contents that are too long to be held: take what was written with `take()` as
/// often as you like. The output is the same however the contents come in pieces.
///
/// ```swift
/// var message = BERStreamWriter()
/// message.begin(.sequence)                            // indefinite length
/// message.write(.objectIdentifier, type)
/// message.begin(.context(0, isConstructed: true))
/// message.beginString(.octetString)                   // in segments
/// while let chunk = try file.nextChunk() {
///     message.contents(chunk.span)
///     try output.write(message.take().span)
/// }
/// try message.end()
/// …
/// ```
///
/// Where all lengths are known beforehand, `begin(_:length:)` writes DER.
public struct BERStreamWriter: ~Copyable, Sendable {
    private struct Open {
        /// The offset where the contents must end; `nil` when the length is indefinite.
        let end: Int?
        let start: Int
        let isSegmented: Bool
    }

    private var builder: ByteBuilder
    private var open: [Open] = []
    private var segment: ByteBuilder
    private let segmentByteCount: Int
    private let isSecret: Bool
    private var takenByteCount = 0

    /// The number of bytes written so far.
    public var offset: Int { takenByteCount + builder.count }

    /// A writer that cuts strings of unknown length in segments of `segmentByteCount` bytes.
    public init(segmentByteCount: Int = 1 << 14, isSecret: Bool = false) {
        precondition(segmentByteCount > 0)
        self.segmentByteCount = segmentByteCount
        self.isSecret = isSecret
        builder = ByteBuilder(isSecret: isSecret)
        segment = ByteBuilder(capacity: 0, isSecret: isSecret)
    }

    /// Begins a constructed element of indefinite length.
    public mutating func begin(_ tag: Tag) {
        DERLength.writeIdentifier(tag.constructed, to: &builder)
        builder.append(0x80)
        open.append(Open(end: nil, start: offset, isSegmented: false))
    }

    /// Begins an element whose contents will have `length` bytes.
    public mutating func begin(_ tag: Tag, length: Int) {
        DERLength.writeHeader(tag, length, to: &builder)
        open.append(Open(end: offset + length, start: offset, isSegmented: false))
    }

    /// Begins a string of unknown length: constructed, cut in OCTET STRINGs (X.690 §8.7.3, §8.23.6).
    public mutating func beginString(_ tag: Tag) {
        DERLength.writeIdentifier(tag.constructed, to: &builder)
        builder.append(0x80)
        open.append(Open(end: nil, start: offset, isSegmented: true))
    }

    /// Appends contents of the string or primitive element that was begun last, or whole elements to a constructed one.
    public mutating func contents(_ bytes: Span<UInt8>) {
        guard open.last?.isSegmented ?? false else {
            builder.append(copying: bytes)
            return
        }
        var rest = bytes
        while !rest.isEmpty {
            let count = min(segmentByteCount - segment.count, rest.count)
            segment.append(copying: rest.extracting(first: count))
            rest = rest.extracting(droppingFirst: count)
            if segment.count == segmentByteCount { writeSegment() }
        }
    }

    /// Writes a value.
    public mutating func write<Value>(_ syntax: Syntax<Value>, _ value: Value) {
        if isSecret {
            builder.append(copying: syntax.encodeSecret(value).span)
        } else {
            builder.append(copying: syntax.encode(value).span)
        }
    }

    /// Ends the element that was begun last.
    ///
    /// - Throws: `ASN1Error.wrongLength` when its contents are not as long as was said: what was written is no message.
    public mutating func end() throws(ASN1Error) {
        guard let element = open.popLast() else { preconditionFailure("BERStreamWriter: nothing was begun") }
        if element.isSegmented, segment.count > 0 { writeSegment() }
        guard let end = element.end else {
            builder.append(0)
            builder.append(0)
            return
        }
        guard offset == end else {
            throw ASN1Error(
                .wrongLength(announced: end - element.start, written: offset - element.start), at: element.start)
        }
    }

    /// What was written and not taken yet.
    public mutating func take() -> Bytes {
        takenByteCount += builder.count
        var written = ByteBuilder(isSecret: isSecret)
        swap(&written, &builder)
        return written.finish()
    }

    private mutating func writeSegment() {
        DERLength.writeHeader(.octetString, segment.count, to: &builder)
        var whole = ByteBuilder(capacity: segmentByteCount, isSecret: isSecret)
        swap(&whole, &segment)
        builder.append(copying: whole.finish().span)
    }
}

extension Tag {
    /// The number of bytes that an element with this tag and `contentsByteCount` bytes of contents has in DER, for those
    /// who must know lengths before they write.
    public func elementByteCount(contentsByteCount: Int) -> Int { DERLength.whole(self, contentsByteCount) }
}
