internal import SignetBytes

/// Quoted-printable (RFC 2045 §6.7).
enum QuotedPrintable {
    /// The octets that `text` codes. An equals sign that starts neither a code nor a soft line break stays as it is, as
    /// §6.7 advises; blanks at the end of a line were added in transport and go (rule 3).
    static func decode(_ text: Span<UInt8>) -> Bytes {
        Bytes(capacity: text.count) { output in
            var start = 0
            while start < text.count {
                let line = Line(in: text, at: start)
                start = line.end
                var end = line.textEnd
                while end > line.start, text[end - 1].isBlank { end -= 1 }
                // "=" at the end of the line: the line goes on (rule 5). At the end of a part too, whose last line end
                // belongs to the delimiter after it.
                let isSoft = end > line.start && text[end - 1] == .equals
                if isSoft { end -= 1 }
                var index = line.start
                while index < end {
                    let unit = text[index]
                    if unit == .equals, index + 2 < end, let high = text[index + 1].hexDigitValue,
                        let low = text[index + 2].hexDigitValue
                    {
                        output.append(high << 4 | low)
                        index += 3
                    } else {
                        output.append(unit)
                        index += 1
                    }
                }
                if !isSoft { output.append(copying: text.extracting(line.textEnd..<line.end)) }
            }
        }
    }

    /// Lines of text with every octet coded that a gateway might change: those that are not printable ASCII, blanks at
    /// the end of a line, and, at its start, what mbox (`From `) and SMTP (`.`) treat in their own way (RFC 2049 §3,
    /// RFC 8551 §3.1.4). A hyphen pair at the start of a continued line is coded too, so that breaking a line never makes a
    /// boundary. `text` must have canonical line ends, which stay line ends.
    static func encode(_ text: Span<UInt8>) -> Bytes {
        // At worst every octet takes 3, and every 75 columns a soft break of 3 more.
        Bytes(capacity: text.count * 3 + text.count * 3 / 73 * 3 + 3) { output in
            var start = 0
            while start < text.count {
                let line = Line(in: text, at: start)
                start = line.end
                encode(text, line, to: &output)
                output.append(copying: text.extracting(line.textEnd..<line.end))
            }
        }
    }

    private static func encode(_ text: Span<UInt8>, _ line: Line, to output: inout OutputSpan<UInt8>) {
        var column = 0
        for index in line.start..<line.textEnd {
            let unit = text[index]
            let isLast = index + 1 == line.textEnd
            var isPlain = unit.isBlank ? !isLast : unit > 0x20 && unit < 0x7F && unit != .equals
            // 76 columns, one of them kept for the "=" of a soft break when more follows (rule 5).
            if column + (isPlain ? 1 : 3) > (isLast ? 76 : 75) {
                output.append(.equals)
                output.append(.carriageReturn)
                output.append(.lineFeed)
                column = 0
            }
            if isPlain, column == 0, startsSpecially(text, index, line) { isPlain = false }
            if isPlain {
                output.append(unit)
                column += 1
            } else {
                let (high, low) = unit.hexDigits
                output.append(.equals)
                output.append(high)
                output.append(low)
                column += 3
            }
        }
    }

    /// Whether what stands at `index`, where a line of the output begins, would be taken for more than text there.
    private static func startsSpecially(_ text: Span<UInt8>, _ index: Int, _ line: Line) -> Bool {
        let rest = text.extracting(index..<line.textEnd)
        let isContinued = index > line.start
        switch rest[0] {
        case 0x46: return rest.starts(with: "From ".utf8)
        case .dot: return rest.count == 1 || isContinued
        case .hyphen: return isContinued && rest.starts(with: "--".utf8)
        default: return false
        }
    }
}
