internal import SignetBytes

/// Texts as they were before software on the way changed their lines.
enum LineEdits {
    typealias Edit = @Sendable (Bytes) -> Bytes

    /// An edit that undoes a change.
    struct Undoing: Sendable {
        let change: GatewayChange
        /// Whether it looks at the line ends that came, and not at canonical ones.
        let takesRaw: Bool
        let edit: Edit

        init(_ kind: GatewayChange.Kind, _ explanation: String, takesRaw: Bool = false, _ edit: @escaping Edit) {
            change = GatewayChange(kind, explanation)
            self.takesRaw = takesRaw
            self.edit = edit
        }
    }

    /// What happens to lines, the usual first.
    static let simple: [Undoing] = [
        Undoing(.doubledReturns, "every CRLF became CR CR LF", takesRaw: true, singleReturns),
        Undoing(
            .lineEnds, "line ends became CRLF after the content was signed with LF", takesRaw: true, bareLineFeeds),
        Undoing(.fromEscaping, "lines that begin with “From ” were marked with “>”", unescapedFrom),
        Undoing(.fromEscaping, "the “>” before “From ” was taken away", escapedFrom),
        Undoing(.dotStuffing, "dots at the beginning of lines were doubled", unstuffed),
        Undoing(.dotStuffing, "doubled dots at the beginning of lines were taken for SMTP's", stuffed),
        Undoing(.trailingBlanks, "blanks were added at the ends of lines", withoutTrailingBlanks),
        Undoing(.trailingBlanks, "the blank after “--” was dropped", signatureBlank),
        Undoing(.lineLength, "long lines were broken", joinedLongLines),
        Undoing(.lineLength, "tabs were expanded to blanks", tabs),
    ]

    /// Blanks that were added, but for the one that belongs there.
    static let addedBlanks = Undoing(.trailingBlanks, "blanks were added at the ends of lines") { content in
        signatureBlank(withoutTrailingBlanks(content))
    }

    /// Lines that usually end in blanks and lost them: those of flowed text, and those that quote an empty line.
    static let lostBlanks = [
        Undoing(.trailingBlanks, "blanks at the ends of lines were dropped", flowed),
        Undoing(.trailingBlanks, "the blanks of quoted empty lines were dropped", quoteBlanks),
        Undoing(.trailingBlanks, "blanks at the ends of lines were dropped") { signatureBlank(quoteBlanks($0)) },
        Undoing(.trailingBlanks, "blanks at the ends of lines were dropped") {
            signatureBlank(quoteBlanks(flowed($0)))
        },
    ]

    /// What else a line may lose at its end.
    static let lostAtOneEnd: [(lost: [UInt8], name: String)] = [
        ([.space], "a blank"), ([.space, .space], "two blanks"), ([.tab], "a tab"),
    ]

    /// What happened to the last line end, when what was signed is longer than what came, or shorter.
    static func endingChange(isLonger: Bool) -> GatewayChange {
        GatewayChange(
            .finalLineEnd, isLonger ? "the last line end was dropped" : "a line end was added after the last line")
    }

    /// Changes that come together with others.
    static let combinable: [(change: GatewayChange, edit: Edit)] = [
        (GatewayChange(.fromEscaping, "lines that begin with “From ” were marked with “>”"), unescapedFrom),
        (GatewayChange(.trailingBlanks, "blanks were added at the ends of lines"), withoutTrailingBlanks),
        (GatewayChange(.trailingBlanks, "the blank after “--” was dropped"), signatureBlank),
        (GatewayChange(.dotStuffing, "dots at the beginning of lines were doubled"), unstuffed),
    ]

    /// CRLF as LF.
    @Sendable static func bareLineFeeds(_ content: Bytes) -> Bytes {
        filtered(content) { bytes, index in
            !(bytes[index] == .carriageReturn && index + 1 < bytes.count && bytes[index + 1] == .lineFeed)
        }
    }

    /// CR CR LF as CR LF. Before a delimiter, whose line end CR LF is, one CR is left over.
    @Sendable static func singleReturns(_ content: Bytes) -> Bytes {
        LineEnds.canonical(
            filtered(content) { bytes, index in
                !(bytes[index] == .carriageReturn && (index + 1 == bytes.count || bytes[index + 1] == .carriageReturn))
            })
    }

    @Sendable static func unescapedFrom(_ content: Bytes) -> Bytes {
        editingLines(content) { text in text.starts(with: ">From ".utf8) ? .dropped(1) : .same }
    }

    @Sendable static func escapedFrom(_ content: Bytes) -> Bytes {
        editingLines(content) { text in text.starts(with: "From ".utf8) ? .prefixed(.greater) : .same }
    }

    @Sendable static func unstuffed(_ content: Bytes) -> Bytes {
        editingLines(content) { text in text.starts(with: "..".utf8) ? .dropped(1) : .same }
    }

    @Sendable static func stuffed(_ content: Bytes) -> Bytes {
        editingLines(content) { text in text.starts(with: ".".utf8) ? .prefixed(.dot) : .same }
    }

    @Sendable static func withoutTrailingBlanks(_ content: Bytes) -> Bytes {
        editingLines(content) { text in
            var end = text.count
            while end > 0, text[end - 1].isBlank { end -= 1 }
            return end == text.count ? .same : .cut(end)
        }
    }

    /// `-- `, the mark before a signature of words (RFC 3676 §4.3), whose blank is often lost.
    @Sendable static func signatureBlank(_ content: Bytes) -> Bytes {
        editingLines(content) { text in text.count == 2 && text.starts(with: "--".utf8) ? .suffixed(.space) : .same }
    }

    /// Flowed text (RFC 3676 §4.1): lines that go on end in a blank.
    @Sendable static func flowed(_ content: Bytes) -> Bytes {
        editingLines(content) { text in
            text.count >= 50 && !text[text.count - 1].isBlank && !text.starts(with: "--".utf8)
                && !text.starts(with: "Content-".utf8) ? .suffixed(.space) : .same
        }
    }

    /// `> `, an empty line that somebody quoted.
    @Sendable static func quoteBlanks(_ content: Bytes) -> Bytes {
        editingLines(content) { text in
            var index = 0
            while index < text.count, text[index] == .greater || text[index] == .space { index += 1 }
            return text.count > 0 && index == text.count && text[index - 1] == .greater ? .suffixed(.space) : .same
        }
    }

    /// Runs of eight blanks as tabs.
    @Sendable static func tabs(_ content: Bytes) -> Bytes {
        let bytes = content.span
        var output = ByteBuilder(capacity: content.count)
        var index = 0
        while index < bytes.count {
            var run = 0
            while index + run < bytes.count, run < 8, bytes[index + run] == .space { run += 1 }
            if run == 8 {
                output.append(.tab)
                index += 8
            } else {
                output.append(bytes[index])
                index += 1
            }
        }
        return output.finish()
    }

    /// Lines of 990 octets and more, joined with the next.
    @Sendable static func joinedLongLines(_ content: Bytes) -> Bytes {
        let bytes = content.span
        var output = ByteBuilder(capacity: content.count)
        var start = 0
        while start < bytes.count {
            let line = Line(in: bytes, at: start)
            output.append(copying: bytes.extracting(line.start..<line.textEnd))
            if line.textEnd - line.start < 990 { output.append(copying: bytes.extracting(line.textEnd..<line.end)) }
            start = line.end
        }
        return output.finish()
    }

    /// The content with one line end less or more at its end, and with two.
    static func endings(of content: Bytes) -> [Bytes] {
        var variants: [Bytes] = []
        var shorter = content
        for _ in 0..<3 where shorter.count >= 2 && shorter[shorter.count - 1] == .lineFeed {
            shorter = shorter[0..<(shorter.count - (shorter[shorter.count - 2] == .carriageReturn ? 2 : 1))]
            variants.append(shorter)
        }
        var longer = Array(content)
        for _ in 0..<2 {
            longer += [.carriageReturn, .lineFeed]
            variants.append(Bytes(longer))
        }
        return variants
    }

    static func lineStarts(_ content: Bytes, in range: Range<Int>) -> [Int] {
        let bytes = content.span
        var starts: [Int] = []
        var position = range.lowerBound
        while position < range.upperBound {
            starts.append(position)
            position = Line(in: bytes, at: position).end
        }
        return starts
    }

    /// Where lines end that do not end in a blank.
    static func lineEnds(_ content: Bytes) -> [Int] {
        let bytes = content.span
        var ends: [Int] = []
        var position = 0
        while position < bytes.count {
            let line = Line(in: bytes, at: position)
            if line.hasEnd, line.isEmpty || !bytes[line.textEnd - 1].isBlank { ends.append(line.textEnd) }
            position = line.end
        }
        return ends
    }

    static func removing(_ range: Range<Int>, from content: Bytes) -> Bytes {
        Bytes(capacity: content.count - range.count) { output in
            output.append(copying: content.span.extracting(0..<range.lowerBound))
            output.append(copying: content.span.extracting(range.upperBound..<content.count))
        }
    }

    /// The content with the same units put in at each place; the places are in order.
    static func inserting(_ units: [UInt8], at places: [Int], in content: Bytes) -> Bytes {
        Bytes(capacity: content.count + units.count * places.count) { output in
            var start = 0
            for place in places {
                output.append(copying: content.span.extracting(start..<place))
                output.append(copying: units.span)
                start = place
            }
            output.append(copying: content.span.extracting(start..<content.count))
        }
    }

    private enum Change {
        case same
        case dropped(Int)
        case prefixed(UInt8)
        case cut(Int)
        case suffixed(UInt8)
    }

    private static func editingLines(_ content: Bytes, _ edit: (Span<UInt8>) -> Change) -> Bytes {
        let bytes = content.span
        var output = ByteBuilder(capacity: content.count + 64)
        var isChanged = false
        var start = 0
        while start < bytes.count {
            let line = Line(in: bytes, at: start)
            var (from, to) = (line.start, line.textEnd)
            var suffix: UInt8?
            switch edit(bytes.extracting(line.start..<line.textEnd)) {
            case .same: break
            case .dropped(let count): (from, isChanged) = (from + count, true)
            case .prefixed(let unit):
                output.append(unit)
                isChanged = true
            case .cut(let count): (to, isChanged) = (from + count, true)
            case .suffixed(let unit): (suffix, isChanged) = (unit, true)
            }
            output.append(copying: bytes.extracting(from..<to))
            if let suffix { output.append(suffix) }
            output.append(copying: bytes.extracting(line.textEnd..<line.end))
            start = line.end
        }
        return isChanged ? output.finish() : content
    }

    private static func filtered(_ content: Bytes, _ keeps: (Span<UInt8>, Int) -> Bool) -> Bytes {
        let bytes = content.span
        return Bytes(capacity: content.count) { output in
            for index in bytes.indices where keeps(bytes, index) { output.append(bytes[index]) }
        }
    }
}
