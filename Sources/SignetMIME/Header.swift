public import SignetBytes

/// The header fields of an entity, in order (RFC 5322 §3.6, RFC 2045 §3).
public struct Header: Sendable {
    /// What came after the last field.
    public enum Ending: Sendable, Equatable {
        /// The blank line that should be there.
        case blankLine
        /// Nothing: an entity without a body.
        case endOfInput
        /// A line that is neither field nor blank, taken as the first line of the body. Offset in the outermost input.
        case strayLine(offset: Int)
    }

    /// The fields, first to last.
    public let fields: [HeaderField]
    /// The bytes of all fields, without the blank line after them.
    public let raw: Bytes
    /// What came after the last field.
    public let ending: Ending

    /// The first field of this name, in any case of letters.
    public subscript(name: String) -> HeaderField? { fields.first { $0.isNamed(name) } }

    /// Every field of this name.
    public func fields(named name: String) -> [HeaderField] { fields.filter { $0.isNamed(name) } }

    /// The unfolded value of the first field of this name.
    public func value(of name: String) -> String? { self[name]?.value }

    /// The addresses of every field of this name, groups included (RFC 5322 §3.4).
    public func mailboxes(in name: String) -> [Mailbox] {
        fields(named: name).flatMap { Mailbox.parse($0.unfolded) }
    }

    /// The authors (RFC 5322 §3.6.2).
    public var from: [Mailbox] { mailboxes(in: "From") }

    /// The one who sent it for the authors; absent when it is the author (RFC 5322 §3.6.2).
    public var sender: Mailbox? { mailboxes(in: "Sender").first }

    /// Everybody it is addressed to: To, Cc and Bcc (RFC 5322 §3.6.3).
    public var recipients: [Mailbox] { ["To", "Cc", "Bcc"].flatMap { mailboxes(in: $0) } }

    /// The subject for people, encoded words decoded.
    public var subject: String? { self["Subject"]?.decodedValue }
}

extension Header {
    /// Reads fields from `start` of `bytes`, whose own first byte is `offset` of the outermost input. Returns where the
    /// body starts too.
    static func parse(
        _ bytes: Bytes, from start: Int, offset: Int, limits: MIMELimits
    ) throws(MIMEError) -> (header: Header, bodyStart: Int) {
        let span = bytes.span
        var fields: [HeaderField] = []
        var pending: (start: Int, nameByteCount: Int, bodyStart: Int)?
        var position = start
        var bodyStart = start
        var ending = Ending.endOfInput

        while position < bytes.count {
            let line = Line(in: span, at: position)
            bodyStart = position
            if line.isEmpty, line.hasEnd {
                ending = .blankLine
                bodyStart = line.end
                break
            }
            if !(pending != nil && span[position].isBlank) {
                guard let (nameByteCount, colonEnd) = fieldName(in: span, of: line) else {
                    ending = .strayLine(offset: offset + position)
                    break
                }
                if let field = pending {
                    fields.append(Self.field(bytes, field, end: position))
                }
                guard fields.count < limits.fieldCount else {
                    throw MIMEError(.tooManyFields(limit: limits.fieldCount), at: offset + position)
                }
                pending = (position, nameByteCount, colonEnd)
            }
            position = line.end
            bodyStart = line.end
            guard position - start <= limits.headerByteCount else {
                throw MIMEError(.headerTooLarge(limit: limits.headerByteCount), at: offset + line.start)
            }
        }
        if let field = pending { fields.append(Self.field(bytes, field, end: position)) }
        return (Header(fields: fields, raw: bytes[start..<position], ending: ending), bodyStart)
    }

    private static func field(
        _ bytes: Bytes, _ place: (start: Int, nameByteCount: Int, bodyStart: Int), end: Int
    ) -> HeaderField {
        HeaderField(
            raw: bytes[place.start..<end], nameByteCount: place.nameByteCount, bodyStart: place.bodyStart - place.start)
    }

    /// How long the field name of a line is, and where its colon ends; `nil` when the line starts no field. White space
    /// before the colon is obsolete syntax that must be read (RFC 5322 §4.5).
    static func fieldName(in bytes: Span<UInt8>, of line: Line) -> (byteCount: Int, colonEnd: Int)? {
        var index = line.start
        while index < line.textEnd, bytes[index].isFieldName { index += 1 }
        let byteCount = index - line.start
        guard byteCount > 0 else { return nil }
        while index < line.textEnd, bytes[index].isBlank { index += 1 }
        guard index < line.textEnd, bytes[index] == .colon else { return nil }
        return (byteCount, index + 1)
    }
}
