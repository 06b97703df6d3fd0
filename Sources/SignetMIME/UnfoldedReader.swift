public import SignetBytes

/// Reads a text out, with what its marks stand for in their places, piece by piece.
public struct UnfoldedReader {
    private let octets: any OctetStream

    /// All of a text.
    public init(_ text: Bytes, _ folds: Folds?) { octets = UnfoldedText(text, folds) }

    /// The next bytes, at least one; `nil` behind the last.
    public mutating func next() throws(MIMEError) -> Bytes? {
        while let bytes = try octets.next() {
            if !bytes.isEmpty { return bytes }
        }
        return nil
    }
}

/// Octets that are read once, from the first to the last. A piece may be empty.
private protocol OctetStream: AnyObject {
    func next() throws(MIMEError) -> Bytes?
}

private final class UnfoldedText: OctetStream {
    private let text: Bytes
    private let folds: Folds?
    private var position = 0
    private var run: (any OctetStream)?

    init(_ text: Bytes, _ folds: Folds?) {
        self.text = text
        self.folds = folds
    }

    func next() throws(MIMEError) -> Bytes? {
        if let run {
            if let bytes = try run.next() { return bytes }
            self.run = nil
        }
        guard position < text.count else { return nil }
        guard let folds, let (range, found) = folds.firstRun(in: text, from: position) else {
            defer { position = text.count }
            return text[position..<text.count]
        }
        defer { position = range.upperBound }
        run = Self.stream(found, folds)
        return text[position..<range.lowerBound]
    }

    private static func stream(_ run: Folds.Run, _ folds: Folds) -> any OctetStream {
        let origin: any OctetStream =
            switch run.origin {
            case .store(let store, let range): StoredOctets(store, range)
            case .text(let text): UnfoldedText(text, folds)
            }
        switch run.change {
        case .none: return origin
        case .canonical: return ChangedOctets(origin, CanonicalLines())
        case .encoding(.base64): return ChangedOctets(origin, Base64Lines())
        case .encoding(.quotedPrintable):
            return ChangedOctets(origin, WholeLines(restOf: 0) { QuotedPrintable.encode($0.span) })
        case .decoding(.base64): return ChangedOctets(origin, Base64Groups())
        case .decoding(.quotedPrintable):
            return ChangedOctets(origin, WholeLines(restOf: 128) { QuotedPrintable.decode($0.span) })
        case .encoding, .decoding: return origin
        case .lines(let edit): return ChangedOctets(origin, WholeLines(restOf: 128, edit))
        }
    }
}

private final class StoredOctets: OctetStream {
    private let store: any OctetStore
    private let end: Int
    private var position: Int

    init(_ store: any OctetStore, _ range: Range<Int>) {
        self.store = store
        (position, end) = (range.lowerBound, range.upperBound)
    }

    func next() throws(MIMEError) -> Bytes? {
        guard position < end else { return nil }
        let bytes = try store.read(min(1 << 17, end - position), at: position)
        guard !bytes.isEmpty else { throw MIMEError(.unreadable("the file became shorter", file: nil), at: position) }
        position += bytes.count
        return bytes
    }
}

// MARK: - Changes

/// A change of octets that takes them piece by piece.
private protocol OctetChange {
    mutating func update(_ bytes: Bytes) throws(MIMEError) -> Bytes
    mutating func finish() throws(MIMEError) -> Bytes
}

private final class ChangedOctets<Change: OctetChange>: OctetStream {
    private let origin: any OctetStream
    private var change: Change
    private var isDone = false

    init(_ origin: any OctetStream, _ change: Change) {
        self.origin = origin
        self.change = change
    }

    func next() throws(MIMEError) -> Bytes? {
        if let bytes = try origin.next() { return try change.update(bytes) }
        guard !isDone else { return nil }
        isDone = true
        return try change.finish()
    }
}

/// `LineEnds.canonical`
private struct CanonicalLines: OctetChange {
    private var lastIsReturn = false

    mutating func update(_ bytes: Bytes) -> Bytes {
        guard let last = bytes.last else { return bytes }
        defer { lastIsReturn = last == .carriageReturn }
        guard lastIsReturn, bytes[0] == .lineFeed else { return LineEnds.canonical(bytes) }
        // The first line feed has its return in the piece before.
        let rest = LineEnds.canonical(bytes.dropFirst())
        return Bytes(capacity: rest.count + 1) { output in
            output.append(.lineFeed)
            output.append(copying: rest.span)
        }
    }

    mutating func finish() -> Bytes { Bytes() }
}

/// What is kept back of the octets so far, since it cannot be changed without those that follow.
private struct Remainder {
    private var kept = Bytes()

    /// Kept octets and these.
    func joined(_ bytes: Bytes) -> Bytes {
        guard !kept.isEmpty else { return bytes }
        return Bytes(capacity: kept.count + bytes.count) { output in
            output.append(copying: kept.span)
            output.append(copying: bytes.span)
        }
    }

    mutating func keep(_ bytes: Bytes) { kept = Bytes(copying: bytes.span) }
}

/// `TransferBase64.encode`, in lines of 57 octets.
private struct Base64Lines: OctetChange {
    private var remainder = Remainder()

    mutating func update(_ bytes: Bytes) -> Bytes {
        let all = remainder.joined(bytes)
        let whole = all.count / 57 * 57
        remainder.keep(all.dropFirst(whole))
        return TransferBase64.encode(all[0..<whole].span)
    }

    mutating func finish() -> Bytes { TransferBase64.encode(remainder.joined(Bytes()).span) }
}

/// `TransferBase64.decode`, in groups of four digits.
private struct Base64Groups: OctetChange {
    private var digits = Bytes()
    private var place = 0
    private var isPadded = false

    mutating func update(_ bytes: Bytes) throws(MIMEError) -> Bytes {
        defer { place += bytes.count }
        var builder = ByteBuilder(capacity: digits.count + bytes.count)
        builder.append(copying: digits.span)
        let span = bytes.span
        for index in span.indices where !span[index].isWhiteSpace { builder.append(span[index]) }
        let all = builder.finish()
        let whole = all.count / 4 * 4
        digits = Bytes(copying: all.dropFirst(whole).span)
        return try decode(all[0..<whole])
    }

    mutating func finish() throws(MIMEError) -> Bytes { try decode(digits) }

    private mutating func decode(_ groups: Bytes) throws(MIMEError) -> Bytes {
        guard !groups.isEmpty else { return groups }
        guard !isPadded else { throw MIMEError(.invalidBase64, at: place) }
        isPadded = groups.last == .equals
        do {
            return try TransferBase64.decode(groups.span)
        } catch { throw MIMEError(.invalidBase64, at: place) }
    }
}

/// A change of whole lines. A line longer than memory should hold is cut, where that changes nothing.
private struct WholeLines: OctetChange {
    private static let longByteCount = 1 << 18
    private var remainder = Remainder()
    /// How far from the end of a cut line a blank or an equals sign is looked for, whose meaning hangs on what follows;
    /// 0 for encoding, in which a cut becomes a soft line break.
    private let restByteCount: Int
    private let change: (Bytes) -> Bytes

    init(restOf restByteCount: Int, _ change: @escaping (Bytes) -> Bytes) {
        self.restByteCount = restByteCount
        self.change = change
    }

    mutating func update(_ bytes: Bytes) -> Bytes {
        let all = remainder.joined(bytes)
        if let end = all.span.lastIndex(of: .lineFeed) {
            remainder.keep(all.dropFirst(end + 1))
            return change(all[0...end])
        }
        guard all.count > Self.longByteCount else {
            remainder.keep(all)
            return Bytes()
        }
        return restByteCount == 0 ? cutEncoding(all) : cutDecoding(all)
    }

    mutating func finish() -> Bytes { change(remainder.joined(Bytes())) }

    private mutating func cutEncoding(_ line: Bytes) -> Bytes {
        // A return may belong to the line end.
        let end = line.last == .carriageReturn ? line.count - 1 : line.count
        remainder.keep(line.dropFirst(end))
        let coded = change(line[0..<end])
        return Bytes(capacity: coded.count + 3) { output in
            output.append(copying: coded.span)
            for unit: UInt8 in [.equals, .carriageReturn, .lineFeed] { output.append(unit) }
        }
    }

    private mutating func cutDecoding(_ line: Bytes) -> Bytes {
        var end = line.count
        while end > line.count - restByteCount,
            line[end - 1].isWhiteSpace || line[(end - 3)..<end].contains(.equals)
        { end -= 1 }
        remainder.keep(line.dropFirst(end))
        return change(line[0..<end])
    }
}

extension Bytes {
    fileprivate subscript(range: ClosedRange<Int>) -> Bytes { self[range.lowerBound..<(range.upperBound + 1)] }
}

extension Span<UInt8> {
    fileprivate func lastIndex(of unit: UInt8) -> Int? {
        var index = count
        while index > 0 {
            index -= 1
            if self[index] == unit { return index }
        }
        return nil
    }
}
