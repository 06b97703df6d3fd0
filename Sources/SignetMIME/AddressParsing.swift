extension Mailbox {
    /// Reads an address list (RFC 5322 §3.4, obsolete forms of §4.4 included). Never fails: mail is shown and answered
    /// even when one address in it is malformed.
    static func parse(_ value: [UInt8]) -> [Mailbox] {
        var reader = AddressReader(value)
        return reader.mailboxes()
    }
}

/// Collects words until the punctuation after them tells what they were: a display name, a group name or an address.
private struct AddressReader {
    private enum Word {
        case atom([UInt8])
        case quoted([UInt8])
        case punctuation(UInt8)
        case literal([UInt8])
        case blank
    }

    private var scanner: FieldScanner
    private var words: [Word] = []
    private var result: [Mailbox] = []

    init(_ value: [UInt8]) { scanner = FieldScanner(value) }

    mutating func mailboxes() -> [Mailbox] {
        while let unit = scanner.next {
            switch unit {
            case .comma, .semicolon:
                scanner.advance()
                closeBareAddress()
            case .colon:
                // What stood before names a group, whose members follow (RFC 5322 §3.4).
                scanner.advance()
                words = []
                scanner.lastComment = nil
            case .less:
                scanner.advance()
                closeAngleAddress()
            default: words.append(readWord(startingWith: unit))
            }
        }
        closeBareAddress()
        return result
    }

    /// Reads the word whose first octet, which is next, is `unit`.
    private mutating func readWord(startingWith unit: UInt8) -> Word {
        if unit.isWhiteSpace || unit == .openParenthesis {
            scanner.skipBlanksAndComments()
            return .blank
        }
        if unit == .quote { return .quoted(scanner.quotedString()) }
        if unit == .openBracket { return .literal(scanner.domainLiteral()) }
        if unit.isAtom { return .atom(scanner.read(while: \.isAtom)) }
        scanner.advance()
        return .punctuation(unit)
    }

    /// `name <address>`, the opening bracket read.
    private mutating func closeAngleAddress() {
        var inner: [Word] = []
        while let unit = scanner.next, unit != .greater {
            if unit == .comma || unit == .colon {
                // An obsolete route: `<@relay,@relay:address>` (RFC 5322 §4.4). Only what follows the colon counts.
                scanner.advance()
                inner = []
            } else if unit == .less {
                // The bracket before it was never closed.
                scanner.advance()
                inner = []
            } else {
                inner.append(readWord(startingWith: unit))
            }
        }
        scanner.advance()
        let name = Self.displayName(words)
        words = []
        // Words between the bracket and the next comma are noise.
        while let unit = scanner.next, unit != .comma, unit != .semicolon {
            if unit == .less || unit == .colon { break }
            _ = readWord(startingWith: unit)
        }
        let comment = takeComment()
        if let address = Self.address(inner) {
            result.append(Mailbox(displayName: name ?? comment, address: address))
        }
    }

    /// `address (name)` or `address`, up to a comma, a semicolon or the end.
    private mutating func closeBareAddress() {
        let comment = takeComment()
        if let address = Self.address(words) {
            result.append(Mailbox(displayName: comment, address: address))
        }
        words = []
    }

    /// A comment after an address is how names were written before 1982, and still are by scripts.
    private mutating func takeComment() -> String? {
        defer { scanner.lastComment = nil }
        guard let comment = scanner.lastComment?.trimmed, !comment.isEmpty else { return nil }
        return EncodedWord.decode(comment)
    }

    /// The words of a phrase, one blank between them. Encoded words inside quotes are against RFC 2047 §5 (3), yet
    /// common, and decoded.
    private static func displayName(_ words: [Word]) -> String? {
        var octets: [UInt8] = []
        for word in words {
            switch word {
            case .atom(let text), .quoted(let text), .literal(let text): octets += text
            case .punctuation(let unit): octets.append(unit)
            case .blank where octets.last?.isBlank == false: octets.append(.space)
            case .blank: break
            }
        }
        let trimmed = octets.trimmed
        return trimmed.isEmpty ? nil : EncodedWord.decode(trimmed)
    }

    /// `local@domain`, or nil when that is not what the words are. White space around dots and the at sign is obsolete
    /// but legal (RFC 5322 §4.4); between words it means that this is no address.
    private static func address(_ words: [Word]) -> String? {
        var local: [UInt8] = []
        var domain: [UInt8]?
        var isQuoted = false
        var lastWasWord = false
        var gap = false
        for word in words {
            if case .blank = word {
                gap = true
                continue
            }
            let text: [UInt8]
            var isWord = true
            switch word {
            case .blank: continue
            case .punctuation(.at) where domain == nil:
                domain = []
                (lastWasWord, gap) = (false, false)
                continue
            case .punctuation(.dot): (text, isWord) = ([.dot], false)
            case .punctuation: return nil
            case .atom(let atom): text = atom
            case .literal(let literal):
                guard domain != nil else { return nil }
                text = literal
            case .quoted(let content):
                guard domain == nil else { return nil }
                text = content
                isQuoted = true
            }
            if isWord, lastWasWord, gap { return nil }
            (lastWasWord, gap) = (isWord, false)
            if domain == nil { local += text } else { domain? += text }
        }
        guard let domain, !domain.isEmpty, !local.isEmpty || isQuoted else { return nil }
        var written = String(decoding: local, as: UTF8.self)
        if isQuoted, !isDotAtom(local) { written = "\"\(Mailbox.escape(written))\"" }
        return written + "@" + String(decoding: domain, as: UTF8.self)
    }

    private static func isDotAtom(_ text: [UInt8]) -> Bool {
        text.split(separator: .dot, omittingEmptySubsequences: false)
            .allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isAtom) }
    }
}
