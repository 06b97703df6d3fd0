public import SignetBytes

extension Folds {
    /// Reads a message that may be of any length: the same octets when it is short, else with marks for its long runs.
    ///
    /// Headers and delimiters are held, since the structure hangs on them; of other lines the first of each part.
    ///
    /// - Throws: `MIMEError.unreadable`; `.tooMuchStructure` when even these are more than should be held.
    public func fold(_ store: any OctetStore) throws(MIMEError) -> Bytes {
        guard store.byteCount > heldByteCount else { return try store.read(store.byteCount, at: 0) }
        var folding = Folding(self, store)
        return try folding.run()
    }
}

/// One reading of a long message.
private struct Folding: ~Copyable {
    private let folds: Folds
    private let store: any OctetStore
    private var text = ByteBuilder(capacity: 1 << 16)
    private var state = State.header
    /// How many bytes of fields may still be held before the next delimiter.
    private var headerRoom = Self.firstHeaderByteCount
    private var bodyRoom = 0
    /// The fields of the header that is being read.
    private var fields: [UInt8] = []
    /// The boundaries that headers have named so far.
    private var boundaries: [[UInt8]] = []
    /// Where the run began that is passed over.
    private var runStart: Int?

    private enum State {
        case header
        /// Behind a blank line: perhaps the header of an embedded message begins.
        case behindHeader
        case body
    }

    /// More than a reader of headers takes, so that it says so itself.
    private static let firstHeaderByteCount = 2 << 20
    private static let partHeaderByteCount = 1 << 18
    private static let textByteCount = 8 << 20
    private static let longLineByteCount = 1 << 16
    /// Longer lines are no delimiters (RFC 2046 §5.1.1: at most 74 characters and blanks).
    private static let delimiterByteCount = 2048
    /// With more of them, every line that could be a delimiter is taken for one.
    private static let boundaryCount = 1000

    init(_ folds: Folds, _ store: any OctetStore) {
        self.folds = folds
        self.store = store
    }

    mutating func run() throws(MIMEError) -> Bytes {
        var kept = Bytes()
        var place = 0
        while place < store.byteCount {
            let chunk = try store.read(1 << 17, at: place)
            guard !chunk.isEmpty else { throw MIMEError(.unreadable("the file became shorter", file: nil), at: place) }
            let bytes =
                kept.isEmpty
                ? chunk
                : Bytes(capacity: kept.count + chunk.count) { output in
                    output.append(copying: kept.span)
                    output.append(copying: chunk.span)
                }
            let start = place - kept.count
            place += chunk.count
            kept = try takeLines(of: bytes, at: start, isLast: place >= store.byteCount)
        }
        endRun(store.byteCount)
        var taken = ByteBuilder(capacity: 0)
        swap(&taken, &text)
        return taken.finish()
    }

    /// Takes the lines that are whole, and gives back what is left.
    private mutating func takeLines(of bytes: Bytes, at place: Int, isLast: Bool) throws(MIMEError) -> Bytes {
        let span = bytes.span
        var position = 0
        while position < span.count {
            let line = Line(in: span, at: position)
            if !line.hasEnd, !isLast {
                let isHeld = runStart == nil && state == .header
                let limit = isHeld ? Self.firstHeaderByteCount : Self.longLineByteCount
                guard line.end - line.start > limit else { break }
                // A line without end: all but its last byte, which may be a return, is passed over.
                if runStart == nil { runStart = place + position }
                state = .body
                isInLongLine = true
                return Bytes(copying: bytes.dropFirst(span.count - 1).span)
            }
            try take(line, of: bytes, at: place)
            position = line.end
        }
        return Bytes(copying: bytes.dropFirst(position).span)
    }

    /// Whether the line was begun in a piece that is gone.
    private var isInLongLine = false

    private mutating func take(_ line: Line, of bytes: Bytes, at place: Int) throws(MIMEError) {
        guard !isInLongLine else {
            isInLongLine = false
            lastEnd = line.end - line.textEnd
            return
        }
        guard keeps(line, of: bytes) else {
            if runStart == nil { runStart = place + line.start }
            lastEnd = line.end - line.textEnd
            return
        }
        endRun(place + line.start)
        text.append(copying: bytes[line.start..<line.end].span)
        guard text.count <= Self.textByteCount else {
            throw MIMEError(.tooMuchStructure(limit: Self.textByteCount), at: place + line.start)
        }
    }

    /// How many bytes the end of the last line passed over has.
    private var lastEnd = 0

    /// Puts a mark for what was passed over; its last line end is held, so that the next line begins where a line begins.
    private mutating func endRun(_ end: Int) {
        guard let start = runStart else { return }
        runStart = nil
        let textEnd = max(start, end - lastEnd)
        if textEnd > start {
            let mark = folds.mark(.init(origin: .store(store, start..<textEnd), change: .none))
            text.append(copying: mark.span)
        }
        if lastEnd == 2 { text.append(.carriageReturn) }
        if lastEnd > 0 { text.append(.lineFeed) }
    }

    private mutating func keeps(_ line: Line, of bytes: Bytes) -> Bool {
        let span = bytes.span
        let byteCount = line.end - line.start
        let isFirst = text.count == 0 && runStart == nil
        if !isFirst, isDelimiter(line, of: bytes) {
            (state, headerRoom) = (.header, Self.partHeaderByteCount)
            return true
        }
        if state != .body, byteCount <= headerRoom {
            let isField = Header.fieldName(in: span, of: line) != nil
            // Before a message may stand a "From " line or a byte order mark.
            let isMarked = span[line.start] == 0xEF
            let isPreface =
                (isFirst || state == .behindHeader) && !isField
                && (isMarked || span.extracting(line.start..<line.textEnd).starts(with: "From ".utf8))
            if isField || isPreface || (state == .header && (line.isEmpty || span[line.start].isBlank)) {
                headerRoom -= byteCount
                if isMarked {
                    fields += bytes[min(line.start + 3, line.end)..<line.end]
                } else if !isPreface {
                    fields += bytes[line.start..<line.end]
                }
                // A body that begins is begun for good, unless with a field.
                if state == .header, line.isEmpty {
                    endHeader()
                    state = .behindHeader
                    bodyRoom = text.count < 1 << 20 ? folds.bodyByteCount : 0
                } else {
                    state = .header
                }
                return true
            }
        }
        endHeader()
        if state == .header { bodyRoom = text.count < 1 << 20 ? folds.bodyByteCount : 0 }
        state = .body
        guard byteCount <= bodyRoom else {
            bodyRoom = 0
            return false
        }
        bodyRoom -= byteCount
        return true
    }

    /// Whether a line is a delimiter of a multipart that some header has told of.
    private mutating func isDelimiter(_ line: Line, of bytes: Bytes) -> Bool {
        let span = bytes.span
        guard line.end - line.start <= Self.delimiterByteCount, line.textEnd - line.start >= 2,
            span[line.start] == .hyphen, span[line.start + 1] == .hyphen
        else { return false }
        // A part may end within its header.
        endHeader()
        if boundaries.count >= Self.boundaryCount { return true }
        for boundary in boundaries where MIMEEntity.isDelimiter(span, line, boundary) != nil { return true }
        return false
    }

    /// Notes the boundary that a header names which was read.
    private mutating func endHeader() {
        guard !fields.isEmpty else { return }
        if let boundary = (try? MIMEEntity(parsing: Bytes(fields)))?.contentType.boundary,
            !boundaries.contains(boundary)
        {
            boundaries.append(boundary)
        }
        fields = []
    }
}
