internal import SignetBytes

/// Legacy Display Elements: hidden header fields that lead the text, for readers that do not know RFC 9788 (§2.1.2, §5.2.2,
/// §4.5.3).
extension MIMEEntity {
    /// The entity with `fields` at the beginning of its main body parts.
    func addingLegacyDisplay(_ fields: [HeaderField]) throws(MIMEError) -> MIMEEntity {
        let shown = HeaderProtection.userFacing.flatMap { name in fields.filter { $0.isNamed(name) } }
        guard !shown.isEmpty else { return self }
        let lines = shown.map { "\($0.name): \($0.decodedValue)" }
        return try rewritingMainParts { leaf throws(MIMEError) in try leaf.withDisplay(lines) }
    }

    /// The entity without the elements that its parts say they have.
    func removingLegacyDisplay() throws(MIMEError) -> MIMEEntity {
        try rewritingMainParts { leaf throws(MIMEError) in
            guard leaf.contentType.parameters[HeaderProtection.legacyDisplayParameter] == "1" else { return nil }
            return try leaf.withoutDisplay()
        }
    }

    /// Main body parts are the text that a reader shows first (RFC 9787 §7.1): the entity, the first part of a mixed or
    /// related one, each alternative.
    private func rewritingMainParts(
        _ change: (MIMEEntity) throws(MIMEError) -> MIMEEntity?
    ) throws(MIMEError) -> MIMEEntity {
        guard contentType.isMultipart else {
            guard contentType.type == "text", ["plain", "html"].contains(contentType.subtype),
                header.contentDisposition?.kind != "attachment"
            else { return self }
            return try change(self) ?? self
        }
        guard contentType.subtype != "signed", contentType.subtype != "encrypted" else { return self }
        let multipart = try multipart()
        let isAlternative = contentType.subtype == "alternative"
        var output = ByteBuilder(capacity: raw.count + 1024)
        let head = raw[0..<(raw.count - body.count)]
        output.append(copying: head.span)
        output.append(copying: multipart.preamble.span)
        for (index, part) in multipart.parts.enumerated() {
            let delimiter = multipart.delimiters[index]
            output.append(copying: delimiter.span)
            let isMain = isAlternative || index == 0
            let bytes = isMain ? try part.rewritingMainParts(change).raw : part.raw
            output.append(copying: bytes.span)
        }
        let closing = multipart.delimiters[multipart.parts.count]
        output.append(copying: closing.span)
        output.append(copying: multipart.epilogue.span)
        return try MIMEEntity(output.finish(), offset: offset, depth: depth, limits: limits)
    }

    private func withDisplay(_ lines: [String]) throws(MIMEError) -> MIMEEntity? {
        let isASCII = lines.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } }
        let octets = try decodedBody()
        guard !limits.folds.isFolded(octets) else { return nil }
        let charset = contentType.charset ?? "us-ascii"
        let text: [UInt8]
        var newCharset: String?
        switch charset {
        case "utf-8", "utf8": text = Array(octets)
        case "us-ascii", "ascii":
            text = Array(octets)
            if !isASCII {
                guard octets.allSatisfy({ $0 < 0x80 }) else { return nil }
                newCharset = "utf-8"
            }
        default:
            guard Charset.hasASCIILineEnds(charset) else { return nil }
            if isASCII {
                text = Array(octets)
            } else {
                guard let decoded = Charset.decode(Array(octets), charset: charset) else { return nil }
                text = Array(decoded.utf8)
                newCharset = "utf-8"
            }
        }
        let changed: [UInt8]
        if contentType.subtype == "html" {
            let element =
                "<div class=\"\(Self.displayClass)\">\r\n<pre>"
                + lines.map(Self.escapedForHTML).joined(separator: "\r\n") + "</pre>\r\n</div>\r\n"
            let place = Self.bodyStart(text)
            changed = Array(text[..<place]) + Array(element.utf8) + Array(text[place...])
        } else {
            changed = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + text
        }
        return try replacingText(
            changed, parameters: [(HeaderProtection.legacyDisplayParameter, "1"), ("charset", newCharset ?? charset)])
    }

    private func withoutDisplay() throws(MIMEError) -> MIMEEntity? {
        let octets = try decodedBody()
        guard !limits.folds.isFolded(octets) else { return nil }
        var text = Array(octets)
        if contentType.subtype == "html" {
            guard let range = Self.displayElement(text) else { return nil }
            text.removeSubrange(range)
        } else {
            // RFC 9788 §4.5.3.2: everything up to the first blank line.
            let span = octets.span
            var position = 0
            var end: Int?
            while position < span.count, end == nil {
                let line = Line(in: span, at: position)
                position = line.end
                if line.isEmpty { end = line.end }
            }
            guard let end else { return nil }
            text.removeSubrange(..<end)
        }
        return try replacingText(text, parameters: [(HeaderProtection.legacyDisplayParameter, nil)])
    }

    /// The same part with another text; quoted-printable where the old encoding could not carry it.
    private func replacingText(
        _ text: [UInt8], parameters: [(name: String, value: String?)]
    ) throws(MIMEError) -> MIMEEntity {
        let isPlain = TransportSafety.hazards(in: Bytes(text)).subtracting(.bareLineFeed).isEmpty
        var output = ByteBuilder(capacity: raw.count + text.count)
        var hasType = false
        for field in header.fields where !field.isNamed("Content-Transfer-Encoding") {
            let isType = field.isNamed("Content-Type")
            let written = isType ? field.withParameters(parameters) : field
            output.append(copying: written.raw.span)
            hasType = hasType || isType
        }
        if !hasType {
            let type = HeaderField(name: "Content-Type", value: "text/plain").withParameters(parameters)
            output.append(copying: type.raw.span)
        }
        let encoding = isPlain ? "7bit" : "quoted-printable"
        output.append(copying: Array("Content-Transfer-Encoding: \(encoding)\r\n\r\n".utf8).span)
        let canonical = LineEnds.canonical(Bytes(text))
        let coded = isPlain ? canonical : QuotedPrintable.encode(canonical.span)
        output.append(copying: coded.span)
        return try MIMEEntity(output.finish(), offset: offset, depth: depth, limits: limits)
    }

    private static let displayClass = "header-protection-legacy-display"

    private static func escapedForHTML(_ text: String) -> String {
        String(
            text.flatMap { character -> [Character] in
                switch character {
                case "&": Array("&amp;")
                case "<": Array("&lt;")
                case ">": Array("&gt;")
                default: [character]
                }
            })
    }

    /// After `<body …>`, else the beginning.
    private static func bodyStart(_ html: [UInt8]) -> Int {
        guard let tag = find("<body", in: html, from: 0), let end = html[tag...].firstIndex(of: .greater) else {
            return 0
        }
        return end + 1
    }

    /// The first `<div class="header-protection-legacy-display">` up to its `</div>`.
    private static func displayElement(_ html: [UInt8]) -> Range<Int>? {
        guard let name = find(displayClass, in: html, from: 0), let start = html[..<name].lastIndex(of: .less),
            find("<div", in: html, from: start) == start, let close = find("</div>", in: html, from: name)
        else { return nil }
        var end = close + 6
        if end < html.count, html[end] == .carriageReturn { end += 1 }
        if end < html.count, html[end] == .lineFeed { end += 1 }
        return start..<end
    }

    /// Where an ASCII word begins, in any case of letters.
    private static func find(_ word: String, in text: [UInt8], from start: Int) -> Int? {
        let units = Array(word.utf8)
        guard start >= 0, text.count >= units.count, start <= text.count - units.count else { return nil }
        for index in start...(text.count - units.count) where text[index].lowercased == units[0] {
            var matches = true
            for offset in 1..<units.count where text[index + offset].lowercased != units[offset] {
                matches = false
                break
            }
            if matches { return index }
        }
        return nil
    }
}
