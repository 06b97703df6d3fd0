public import SignetBytes

/// Appends DER elements to a growing buffer.
public struct DERWriter: ~Copyable {
    private var builder: ByteBuilder

    /// An empty writer. What a secret one writes is erased, buffers that it outgrows included.
    public init(isSecret: Bool = false) { builder = ByteBuilder(isSecret: isSecret) }

    /// Whether what is written must be erased.
    public var isSecret: Bool { builder.isSecret }
    /// The number of bytes written so far.
    public var count: Int { builder.count }

    /// Appends one content byte.
    public mutating func append(_ byte: UInt8) { builder.append(byte) }
    /// Appends content bytes, or whole elements that are DER already.
    public mutating func append(_ span: Span<UInt8>) { builder.append(copying: span) }

    /// Writes a header around whatever `contents` writes.
    public mutating func element(_ tag: Tag, _ contents: (inout DERWriter) -> Void) {
        DERLength.writeIdentifier(tag, to: &builder)
        let lengthIndex = builder.count
        builder.append(0)
        contents(&self)
        let length = builder.count - lengthIndex - 1
        guard length >= 0x80 else {
            builder[lengthIndex] = UInt8(length)
            return
        }
        let octetCount = DERLength.octetCount(length) - 1
        let octets = InlineArray<8, UInt8> { UInt8(truncatingIfNeeded: length >> (56 - 8 * $0)) }
        builder[lengthIndex] = 0x80 | UInt8(octetCount)
        builder.insert(octets.span.extracting(last: octetCount), at: lengthIndex + 1)
    }

    /// What was written.
    public consuming func finish() -> Bytes { builder.finish() }
    /// What was written, by a writer of secrets.
    public consuming func finishSecret() -> SecretBytes { builder.finishSecret() }
}
