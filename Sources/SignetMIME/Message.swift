public import SignetBytes

/// A mail message: the outermost entity (RFC 5322 §2.1, RFC 2045 §2.3).
///
/// Read as mail comes from servers (CRLF), mbox files, version control and editors (LF): a "From " line of an mbox, a
/// byte order mark, a missing MIME-Version, blank line or last line end are all accepted.
public struct Message: Sendable {
    /// What stands before the header: a byte order mark, the "From " line of an mbox; nearly always nothing.
    public let preface: Bytes
    /// The message itself.
    public let entity: MIMEEntity

    /// The fields of the message.
    public var header: Header { entity.header }
    /// What follows the blank line.
    public var body: Bytes { entity.body }

    /// Reads a message.
    ///
    /// Throws `MIMEError`: `empty`; `notAMessage` when the first line is neither a field nor blank; or a limit passed.
    public init(parsing bytes: Bytes, limits: MIMELimits = .standard) throws(MIMEError) {
        try self.init(bytes, offset: 0, depth: 0, limits: limits)
    }

    init(_ bytes: Bytes, offset: Int, depth: Int, limits: MIMELimits) throws(MIMEError) {
        guard bytes.count > 0 else { throw MIMEError(.empty, at: offset) }
        let start = Self.prefaceByteCount(bytes.span)
        preface = bytes[0..<start]
        entity = try MIMEEntity(bytes[start..<bytes.count], offset: offset + start, depth: depth, limits: limits)
        if entity.header.fields.isEmpty, case .strayLine(let place) = entity.header.ending {
            throw MIMEError(.notAMessage(MIMEError.Guess(bytes.span)), at: place)
        }
    }

    private static func prefaceByteCount(_ bytes: Span<UInt8>) -> Int {
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let rest = bytes.extracting(start..<bytes.count)
        guard rest.starts(with: "From ".utf8) else { return start }
        let line = Line(in: bytes, at: start)
        // "From : alice" is the field, in obsolete syntax.
        return line.hasEnd && Header.fieldName(in: bytes, of: line) == nil ? line.end : start
    }

    /// The message without the fields of these names; itself when it has none.
    public func removingFields(named names: [String]) throws(MIMEError) -> Message {
        guard names.contains(where: { header[$0] != nil }) else { return self }
        var writer = EntityWriter(care: .canonical, capacity: entity.raw.count)
        writer.append(preface)
        for field in header.fields where !names.contains(where: field.isNamed) { writer.append(field.raw) }
        if case .blankLine = header.ending { writer.appendLineEnd() }
        writer.append(body)
        return try Message(parsing: writer.finish(), limits: entity.limits)
    }
}
