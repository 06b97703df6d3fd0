internal import SignetBytes

extension HeaderField {
    /// The field as transport leaves it alone: ASCII, and no blanks at the ends of its lines. Itself, when it was so.
    ///
    /// Raw 8-bit octets (RFC 6532) become parameters of RFC 2231 or encoded words of RFC 2047. What neither can carry,
    /// such as an address that is not ASCII, stays.
    var transportSafe: HeaderField {
        if raw.span.hasOctetsBeyondASCII, let text = valueInASCII { return HeaderField(name: name, value: text) }
        return withoutTrailingBlanks
    }

    private var valueInASCII: String? {
        if isNamed("Content-Type") {
            return ContentType(unfolded).map { $0.name + $0.parameters.headerText }
        }
        if isNamed("Content-Disposition") {
            let disposition = ContentDisposition(unfolded)
            return disposition.kind + disposition.parameters.headerText
        }
        // No encoded word may stand for a token (RFC 2047 §5).
        if isNamed("Content-Transfer-Encoding") { return TransferEncoding(unfolded).name }
        guard Self.addressFields.contains(name.asciiLowercased) else { return EncodedWord.encode(value) }
        let mailboxes = Mailbox.parse(unfolded)
        guard !mailboxes.isEmpty, mailboxes.allSatisfy({ $0.address.utf8.allSatisfy { $0 < 0x80 } }) else { return nil }
        return mailboxes.map(\.headerText).joined(separator: ",\r\n ")
    }

    /// The fields whose body is a list of addresses (RFC 5322 §3.6.2, §3.6.3, §3.6.6).
    private static let addressFields: Set = [
        "from", "sender", "reply-to", "to", "cc", "bcc", "resent-from", "resent-sender", "resent-to", "resent-cc",
        "resent-bcc",
    ]

    /// The field with lines that do not end in blanks; a line of nothing else would end the header, and goes.
    private var withoutTrailingBlanks: HeaderField {
        let span = raw.span
        guard TransportSafety.hazards(in: raw).contains(.trailingBlank) else { return self }
        var kept = ByteBuilder(capacity: raw.count)
        var start = 0
        while start < span.count {
            let line = Line(in: span, at: start)
            var end = line.textEnd
            while end > line.start, span[end - 1].isBlank { end -= 1 }
            if end > line.start {
                kept.append(copying: span.extracting(line.start..<end))
                kept.append(copying: span.extracting(line.textEnd..<line.end))
            }
            start = line.end
        }
        // The name and its colon are no blanks, so they stand where they stood.
        return HeaderField(raw: kept.finish(), nameByteCount: nameByteCount, bodyStart: bodyStart)
    }
}

extension Span<UInt8> {
    /// Whether any octet is over 127.
    var hasOctetsBeyondASCII: Bool {
        for index in indices where self[index] >= 0x80 { return true }
        return false
    }
}

extension Parameters {
    /// The parameters as a header carries them, each on a line of its own.
    var headerText: String { all.map { ";\r\n " + Self.headerText($0.name, $0.value) }.joined() }

    /// One parameter as a header carries it: a token, a quoted string, or, when it is not ASCII, by RFC 2231.
    static func headerText(_ name: String, _ value: String) -> String {
        guard !value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
            let isToken = !value.isEmpty && value.utf8.allSatisfy(\.isToken)
            return name + "=" + (isToken ? value : "\"\(Mailbox.escape(value))\"")
        }
        // RFC 2231 §7: attribute-char is a token without the marks of this very coding.
        let coded = value.utf8.flatMap { unit -> [UInt8] in
            if unit < 0x80, unit.isToken, unit != .asterisk, unit != .apostrophe, unit != .percent { return [unit] }
            let (high, low) = unit.hexDigits
            return [.percent, high, low]
        }
        return "\(name)*=utf-8''" + String(decoding: coded, as: UTF8.self)
    }
}
