import SignetBytes
public import SignetCMS

/// A sink that writes what it takes as a PEM block (RFC 7468) into another one.
public final class PEMSink: ByteSink {
    private let label: String
    private let sink: any ByteSink
    private var pending: [UInt8] = []
    private var hasBegun = false

    /// 64 characters a line.
    private static let lineByteCount = 48

    /// A block with a label.
    public init(_ label: String, to sink: any ByteSink) {
        self.label = label
        self.sink = sink
    }

    /// Takes the next bytes.
    public func write(_ bytes: Span<UInt8>) throws(CMSError) {
        try begin()
        pending.append(copying: bytes)
        let whole = pending.count / Self.lineByteCount * Self.lineByteCount
        guard whole > 0 else { return }
        let lines = pending
        try put(lines.span.extracting(first: whole))
        pending = Array(lines.dropFirst(whole))
    }

    /// Ends the block.
    public func finish() throws(CMSError) {
        try begin()
        let last = pending
        if !last.isEmpty { try put(last.span) }
        let end = Array("-----END \(label)-----\n".utf8)
        try sink.write(end.span)
    }

    private func begin() throws(CMSError) {
        guard !hasBegun else { return }
        hasBegun = true
        let start = Array("-----BEGIN \(label)-----\n".utf8)
        try sink.write(start.span)
    }

    private func put(_ bytes: Span<UInt8>) throws(CMSError) {
        let text = Base64.encode(bytes, lineLength: 64, lineEnd: [0x0A])
        try sink.write(text.span)
        let lineEnd: [UInt8] = [0x0A]
        if text.last != 0x0A { try sink.write(lineEnd.span) }
    }
}
