public import SignetBytes

/// The body of a multipart entity, cut at its boundary (RFC 2046 §5.1).
///
/// The preamble, then each delimiter with the part after it, the last delimiter, and the epilogue are together, byte for
/// byte, the body they were cut from.
public struct Multipart: Sendable {
    /// What precedes the first delimiter; to be ignored by readers.
    public let preamble: Bytes
    /// The parts. The line end before a delimiter belongs to the delimiter, not to the part.
    public let parts: [MIMEEntity]
    /// The delimiters, with the line end before each and the one that ends it: one more than there are parts.
    public let delimiters: [Bytes]
    /// What follows the closing delimiter; to be ignored by readers.
    public let epilogue: Bytes
}

extension MIMEEntity {
    /// The parts of a multipart.
    ///
    /// A delimiter is a line that holds two hyphens, the boundary, two more hyphens if it is the last, and white space, and
    /// nothing else: so a boundary that begins another one does not match it. Takes time linear in the body.
    ///
    /// Throws `MIMEError`: `notMultipart`, `missingBoundary`, `missingDelimiter`, `unterminatedMultipart`,
    /// `tooManyParts`, `nestingTooDeep`, and what reading the header of a part throws.
    public func multipart() throws(MIMEError) -> Multipart {
        guard contentType.isMultipart else { throw MIMEError(.notMultipart(type: contentType.name), at: offset) }
        guard let boundary = contentType.boundary else { throw MIMEError(.missingBoundary, at: offset) }
        let cuts = try delimiters(boundary)
        let defaultType = contentType.subtype == "digest" ? ContentType.embeddedMessage : .plainText
        var parts: [MIMEEntity] = []
        for index in 1..<cuts.count {
            let range = cuts[index - 1].upperBound..<cuts[index].lowerBound
            parts.append(
                try MIMEEntity(
                    body[range], offset: bodyOffset + range.lowerBound, depth: depth + 1, limits: limits,
                    default: defaultType))
        }
        return Multipart(
            preamble: body[0..<cuts[0].lowerBound], parts: parts, delimiters: cuts.map { body[$0] },
            epilogue: body[cuts[cuts.count - 1].upperBound..<body.count])
    }

    /// Where the delimiters of `boundary` stand in the body, up to the closing one: at least two of them.
    private func delimiters(_ boundary: [UInt8]) throws(MIMEError) -> [Range<Int>] {
        let span = body.span
        var cuts: [Range<Int>] = []
        var position = 0
        while position < span.count {
            let line = Line(in: span, at: position)
            position = line.end
            guard let isClosing = Self.isDelimiter(span, line, boundary) else { continue }
            // The line end before a delimiter is part of it, unless the delimiter before has it already.
            var start = line.start
            if start > cuts.last?.upperBound ?? 0 {
                start -= 1
                if start > cuts.last?.upperBound ?? 0, span[start - 1] == .carriageReturn { start -= 1 }
            }
            cuts.append(start..<line.end)
            if isClosing {
                if cuts.count > 1 { return cuts }
                cuts = []  // closed before a part began
                break
            }
            guard cuts.count <= limits.partCount else {
                throw MIMEError(.tooManyParts(limit: limits.partCount), at: bodyOffset + line.start)
            }
        }
        let name = String(decoding: boundary, as: UTF8.self)
        guard !cuts.isEmpty else {
            throw MIMEError(.missingDelimiter(boundary: name), at: bodyOffset)
        }
        throw MIMEError(.unterminatedMultipart(boundary: name), at: bodyOffset + body.count)
    }

    /// Whether `line` is the closing delimiter (true), another one (false) or none.
    static func isDelimiter(_ bytes: Span<UInt8>, _ line: Line, _ boundary: [UInt8]) -> Bool? {
        guard line.textEnd - line.start >= boundary.count + 2, bytes[line.start] == .hyphen,
            bytes[line.start + 1] == .hyphen
        else { return nil }
        var index = line.start + 2
        for unit in boundary {
            guard bytes[index] == unit else { return nil }
            index += 1
        }
        var isClosing = false
        if index + 1 < line.textEnd, bytes[index] == .hyphen, bytes[index + 1] == .hyphen {
            isClosing = true
            index += 2
        }
        // RFC 2046 §5.1.1: transport padding may follow; and CR where CRLF became CR CR LF, as in the rest of the message.
        while index < line.textEnd {
            guard bytes[index].isBlank || bytes[index] == .carriageReturn else { return nil }
            index += 1
        }
        return isClosing
    }
}
