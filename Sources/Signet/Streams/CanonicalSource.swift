public import SignetBytes
public import SignetCMS

/// A source whose bare line feeds, or carriage returns, become CRLF (RFC 8551 §3.1.1).
public final class CanonicalSource: ByteSource {
    private let text: any ByteSource
    private var lastWasReturn = false

    /// The lines of a text.
    public init(_ text: any ByteSource) { self.text = text }

    /// Not known beforehand.
    public var byteCount: UInt64? { nil }

    /// Goes back to the first byte.
    public func rewind() throws(CMSError) {
        try text.rewind()
        lastWasReturn = false
    }

    /// The next bytes.
    public func next() throws(CMSError) -> Bytes? {
        guard let chunk = try text.next() else {
            guard lastWasReturn else { return nil }
            lastWasReturn = false
            return [0x0A]
        }
        let input = chunk.span
        return Bytes(capacity: input.count * 2 + 1) { output in
            for index in input.indices {
                let byte = input[index]
                if lastWasReturn, byte != 0x0A { output.append(0x0A) }
                if byte == 0x0A, !lastWasReturn { output.append(0x0D) }
                output.append(byte)
                lastWasReturn = byte == 0x0D
            }
        }
    }
}
