public import SignetBytes

/// Appends DER elements to a growing buffer.
public struct DERWriter: ~Copyable {
    private var builder: ByteBuilder
    /// Room at the beginning, into which what stands before long contents is moved in the end, to make place for lengths.
    private let start: Int
    /// The octets of lengths that are still to be put in.
    private var gaps: [Gap] = []
    private var gapByteCount = 0

    /// Octets of the length of long contents.
    private struct Gap {
        var index: Int
        let octets: InlineArray<8, UInt8>
        let octetCount: Int
    }

    /// Contents of this length are not moved to make place for their length.
    private static let longByteCount = 1 << 14

    /// An empty writer. What a secret one writes is erased, buffers that it outgrows included.
    public init(isSecret: Bool = false) {
        builder = ByteBuilder(isSecret: isSecret)
        // The parts of a message that hold its content are six deep, and a length has up to five octets.
        let room = InlineArray<32, UInt8>(repeating: 0)
        start = isSecret ? 0 : room.count
        if !isSecret { builder.append(copying: room.span) }
    }

    /// Whether what is written must be erased.
    public var isSecret: Bool { builder.isSecret }
    /// The number of bytes written so far.
    public var count: Int { builder.count - start + gapByteCount }

    /// Appends one content byte.
    public mutating func append(_ byte: UInt8) { builder.append(byte) }
    /// Appends content bytes, or whole elements that are DER already.
    public mutating func append(_ span: Span<UInt8>) { builder.append(copying: span) }

    /// Writes a header around whatever `contents` writes.
    public mutating func element(_ tag: Tag, _ contents: (inout DERWriter) -> Void) {
        DERLength.writeIdentifier(tag, to: &builder)
        let lengthIndex = builder.count
        builder.append(0)
        let outside = gapByteCount
        contents(&self)
        let inside = gapByteCount - outside
        let length = builder.count - lengthIndex - 1 + inside
        guard length >= 0x80 else {
            builder[lengthIndex] = UInt8(length)
            return
        }
        let octetCount = DERLength.octetCount(length) - 1
        let octets = InlineArray<8, UInt8> { UInt8(truncatingIfNeeded: length >> (56 - 8 * $0)) }
        builder[lengthIndex] = 0x80 | UInt8(octetCount)
        guard length < Self.longByteCount || gapByteCount + octetCount > start else {
            gaps.append(Gap(index: lengthIndex + 1, octets: octets, octetCount: octetCount))
            gapByteCount += octetCount
            return
        }
        builder.insert(octets.span.extracting(last: octetCount), at: lengthIndex + 1)
        for index in gaps.indices where gaps[index].index > lengthIndex { gaps[index].index += octetCount }
    }

    /// What was written.
    public consuming func finish() -> Bytes {
        var shift = gapByteCount
        var from = start
        for gap in gaps.sorted(by: { $0.index < $1.index }) {
            builder.move(from..<gap.index, to: from - shift)
            shift -= gap.octetCount
            for place in 0..<gap.octetCount {
                builder[gap.index - shift - gap.octetCount + place] = gap.octets[8 - gap.octetCount + place]
            }
            from = gap.index
        }
        return builder.finish(from: start - gapByteCount)
    }

    /// What was written, by a writer of secrets.
    public consuming func finishSecret() -> SecretBytes { builder.finishSecret() }
}
