/// Walks through the body of a structured field: white space, comments, quoted strings (RFC 5322 §3.2).
///
/// Every method moves forward only, so reading a field takes time linear in its length whatever it holds.
struct FieldScanner {
    let bytes: [UInt8]
    private(set) var position = 0
    /// The text of the last comment skipped.
    var lastComment: [UInt8]?

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position >= bytes.count }
    /// The octet to be read next.
    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Moves past the next octet, if there is one.
    mutating func advance() { position = min(position + 1, bytes.count) }

    /// Moves past the next octet if it is `unit`.
    mutating func skip(_ unit: UInt8) -> Bool {
        guard next == unit else { return false }
        position += 1
        return true
    }

    /// Moves past white space and comments: CFWS (RFC 5322 §3.2.2).
    mutating func skipBlanksAndComments() {
        while let unit = next {
            if unit.isWhiteSpace {
                position += 1
            } else if unit == .openParenthesis {
                lastComment = comment()
            } else {
                return
            }
        }
    }

    /// Reads octets as long as `belongs` says so.
    mutating func read(while belongs: (UInt8) -> Bool) -> [UInt8] {
        let start = position
        while let unit = next, belongs(unit) { position += 1 }
        return Array(bytes[start..<position])
    }

    /// Reads a quoted string whose opening quote is next; returns its content without the backslashes. One that is not
    /// closed ends with the field.
    mutating func quotedString() -> [UInt8] {
        advance()
        var content: [UInt8] = []
        while let unit = next {
            position += 1
            if unit == .quote { break }
            if unit == .backslash, let escaped = next {
                content.append(escaped)
                position += 1
            } else {
                content.append(unit)
            }
        }
        return content
    }

    /// Reads a comment whose opening parenthesis is next. Comments nest, counted here rather than by recursion, which
    /// a hostile field could drive to any depth.
    private mutating func comment() -> [UInt8] {
        var depth = 0
        var content: [UInt8] = []
        while let unit = next {
            position += 1
            switch unit {
            case .openParenthesis:
                depth += 1
                if depth == 1 { continue }
            case .closeParenthesis:
                depth -= 1
                if depth == 0 { return content }
            case .backslash:
                if let escaped = next {
                    content.append(escaped)
                    position += 1
                }
                continue
            default: break
            }
            content.append(unit)
        }
        return content
    }

    /// Reads a domain literal, brackets included (RFC 5322 §3.4.1), whose opening bracket is next.
    mutating func domainLiteral() -> [UInt8] {
        var literal = read { $0 != .closeBracket }
        if skip(.closeBracket) { literal.append(.closeBracket) }
        return literal
    }
}
