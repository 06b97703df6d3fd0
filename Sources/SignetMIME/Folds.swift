public import SignetBytes
internal import Synchronization

/// Octets that lie elsewhere, in a file, and are read piece by piece.
public protocol OctetStore: AnyObject, Sendable {
    /// How many there are.
    var byteCount: Int { get }
    /// So many of them from a place on; fewer only at the end.
    func read(_ count: Int, at offset: Int) throws(MIMEError) -> Bytes
}

/// What is long of a message and not held in memory.
///
/// A long message is read as a short text: its headers, its delimiters, and how its parts begin are there, and for each long
/// run of lines between them stands a mark of 40 characters. Whatever takes a message apart and puts it together works on
/// the short text, and need not know. What is to be done to the octets themselves (line ends, transfer encodings) is noted
/// under a new mark, and done when the text is read out by an `UnfoldedReader`.
///
/// Marks begin with 128 random bits, so that no message can hold one of its own.
public final class Folds: Sendable {
    /// What is done to the octets of a run when they are read out.
    enum Change {
        case none, canonical, encoding(TransferEncoding), decoding(TransferEncoding)
        /// An edit of whole lines, one or many at a time.
        case lines(@Sendable (Bytes) -> Bytes)
    }

    /// Where the octets of a run come from.
    enum Origin {
        case store(any OctetStore, Range<Int>)
        /// A text that may hold marks itself.
        case text(Bytes)
    }

    struct Run {
        let origin: Origin
        let change: Change
    }

    /// Messages up to this size are held, when nothing else is said.
    public static let shortByteCount = 1 << 20
    static let markByteCount = 40

    private let beginning = Array(Hex.encode(Randomness.bytes(count: 16).span).utf8)
    private let runs = Mutex<[Run]>([])

    /// Messages up to this size are held as they are.
    public let heldByteCount: Int
    /// So much of each body is held.
    let bodyByteCount: Int

    /// Nothing yet.
    ///
    /// - Parameters:
    ///   - heldByteCount: up to which size a message is held as it is.
    ///   - bodyByteCount: how much is held of each body of a longer one.
    public init(heldByteCount: Int = Folds.shortByteCount, bodyByteCount: Int = 4096) {
        self.heldByteCount = heldByteCount
        self.bodyByteCount = bodyByteCount
    }

    /// The mark for all that a store has.
    public func mark(for store: any OctetStore) -> Bytes {
        mark(Run(origin: .store(store, 0..<store.byteCount), change: .none))
    }

    func mark(_ run: Run) -> Bytes {
        let index = runs.withLock { runs in
            runs.append(run)
            return runs.count - 1
        }
        // Hexadecimal, and a multiple of four: base64 as well as words.
        let number = Hex.encode(Bytes([24, 16, 8, 0].map { UInt8(truncatingIfNeeded: index >> $0) }).span)
        return Bytes(beginning + Array(number.utf8))
    }

    /// Where the first mark in a text from `start` on stands, and what it stands for.
    func firstRun(in text: Bytes, from start: Int) -> (range: Range<Int>, run: Run)? {
        let span = text.span
        let wanted = beginning
        var index = start
        search: while index + Self.markByteCount <= span.count {
            for offset in wanted.indices where span[index + offset] != wanted[offset] {
                index += 1
                continue search
            }
            let end = index + Self.markByteCount
            let digits = String(decoding: text[(index + wanted.count)..<end], as: UTF8.self)
            let run = runs.withLock { runs in
                Int(digits, radix: 16).flatMap { runs.indices.contains($0) ? runs[$0] : nil }
            }
            guard let run else {
                index += 1
                continue
            }
            return (index..<end, run)
        }
        return nil
    }

    /// The place itself, or the beginning of the mark that it would cut.
    public func startOfRun(around place: Int, in text: Bytes) -> Int {
        var position = 0
        while let (range, _) = firstRun(in: text, from: position), range.lowerBound < place {
            if place < range.upperBound { return range.lowerBound }
            position = range.upperBound
        }
        return place
    }

    /// Whether something of a text is not held.
    public func isFolded(_ text: Bytes) -> Bool { firstRun(in: text, from: 0) != nil }
}

/// The same questions where perhaps nothing is folded at all.
extension Folds? {
    func isFolded(_ text: Bytes) -> Bool { self?.isFolded(text) ?? false }

    /// The text with its line ends made CRLF.
    func canonical(_ text: Bytes) -> Bytes {
        let canonical = LineEnds.canonical(text)
        guard let self, self.isFolded(canonical) else { return canonical }
        var output = ByteBuilder(capacity: canonical.count)
        var position = 0
        while let (range, _) = self.firstRun(in: canonical, from: position) {
            output.append(copying: canonical[position..<range.lowerBound].span)
            let mark = self.mark(.init(origin: .text(canonical[range]), change: .canonical))
            output.append(copying: mark.span)
            position = range.upperBound
        }
        output.append(copying: canonical[position..<canonical.count].span)
        return output.finish()
    }

    /// The text in a transfer encoding.
    func encoded(_ text: Bytes, _ encoding: TransferEncoding) -> Bytes {
        if let self, self.isFolded(text) { return self.mark(.init(origin: .text(text), change: .encoding(encoding))) }
        return switch encoding {
        case .base64: TransferBase64.encode(text.span)
        case .quotedPrintable: QuotedPrintable.encode(text.span)
        default: text
        }
    }

    /// A folded text without its transfer encoding.
    func decoded(_ text: Bytes, _ encoding: TransferEncoding) -> Bytes? {
        guard let self, self.isFolded(text) else { return nil }
        return self.mark(.init(origin: .text(text), change: .decoding(encoding)))
    }

    /// Lets `body` look at all octets of a text.
    func read(_ text: Bytes, _ body: (Bytes) -> Void) throws(MIMEError) {
        guard let self else { return body(text) }
        var reader = UnfoldedReader(text, self)
        while let bytes = try reader.next() { body(bytes) }
    }
}
