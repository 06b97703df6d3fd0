public import SignetBytes

/// Reads one BER element in chunks of any size, in memory that does not grow with it.
///
/// Give it a chunk with `feed(_:)`, ask `next()` for events until it has none, and call `finish()` after the last
/// chunk. The events and their offsets are the same wherever the chunks end; only the contents of one primitive element
/// come in as many `content` events as chunks they lie in. Right after a header, what lies in that element can be
/// skipped, captured whole, or joined from its segments.
public struct BERTokenizer: ~Copyable, Sendable {
    /// Where an element begins.
    public struct Header: Hashable, Sendable {
        /// Its identifier.
        public let tag: Tag
        /// Offset of its first octet in the message.
        public let offset: Int
        /// Offset of its first content octet.
        public let contentsOffset: Int
        /// The number of its content octets; `nil` when the length is indefinite.
        public let length: Int?
        /// How many elements stand around it.
        public let depth: Int
        /// Whether the length is written as DER wants it (X.690 §10.1).
        public let isDER: Bool
    }

    /// What was found.
    public enum Event: Hashable, Sendable {
        /// An element begins. What follows is its contents: bytes when it is primitive, else more elements.
        case header(Header)
        /// The next bytes, at least one, of the contents of a primitive element or of a joined string.
        case content(Bytes, offset: Int)
        /// The element that began last, and has not ended yet, ends before this offset.
        case end(offset: Int)
        /// A whole element, header included, exactly as it was written: one for which `capture(atMost:)` was called.
        case element(Bytes, offset: Int)
    }

    private struct Open {
        /// Where the contents end; of an indefinite length, where they must have ended.
        let end: Int
        let isIndefinite: Bool
        let isConstructed: Bool
    }

    /// What becomes of the element that began at a depth, and of what lies in it.
    private enum Delivery {
        case all
        case skipping(depth: Int)
        case capturing(depth: Int, limit: Int, offset: Int)
        case joining(depth: Int, type: Tag)
    }

    private let limits: Limits
    let leavesTrailingBytes: Bool
    private var chunk = Bytes()
    private var index = 0
    private var chunkOffset = 0
    private var open: [Open] = []
    private var scanner = BERHeaderScanner()
    private var delivery = Delivery.all
    private var captured = ByteBuilder(capacity: 0)
    private var elementCount = 0
    /// Whether the last event was a header, to whose element `skip`, `capture` and `join` apply.
    private var lastHeader: Header?

    /// Whether the one element of the message has ended.
    public private(set) var isComplete = false
    /// Offset of the next unread byte in the message.
    public var offset: Int { chunkOffset + index }
    /// What was fed and not read: the bytes behind the element, when those are left.
    public var unread: Bytes { chunk.dropFirst(index) }

    /// A reader of one element. Bytes behind it are refused, or left to the caller.
    public init(limits: Limits = .standard, leavesTrailingBytes: Bool = false) {
        self.limits = limits
        self.leavesTrailingBytes = leavesTrailingBytes
    }

    /// Gives the next bytes of the message, when `next()` has no more events.
    public mutating func feed(_ bytes: Bytes) {
        if index < chunk.count {
            var builder = ByteBuilder(capacity: chunk.count - index + bytes.count, isSecret: bytes.isSecret)
            builder.append(copying: unread.span)
            builder.append(copying: bytes.span)
            chunkOffset += index
            chunk = builder.finish()
        } else {
            chunkOffset += chunk.count
            chunk = bytes
        }
        index = 0
    }

    /// Says that there are no more bytes.
    ///
    /// - Throws: `ASN1Error.truncated` when the element has not ended.
    public func finish() throws(ASN1Error) {
        guard isComplete else { throw ASN1Error(.truncated, at: offset) }
    }

    /// The next event; `nil` when it takes more bytes to tell, or when the element has ended.
    public mutating func next() throws(ASN1Error) -> Event? {
        lastHeader = nil
        while true {
            guard !isComplete else {
                guard leavesTrailingBytes || index == chunk.count else {
                    throw ASN1Error(.trailingBytes(chunk.count - index), at: offset)
                }
                return nil
            }
            if let element = open.last, !element.isIndefinite {
                if offset == element.end {
                    if let event = close() { return event }
                    continue
                }
                if !element.isConstructed || isOpaque {
                    if let event = try takeContents(upTo: element.end) { return event }
                    // All that there is was taken; the end of the element may be reached all the same.
                    guard offset == element.end else { return nil }
                    continue
                }
            }
            if let event = try scanHeader() { return event }
            guard index < chunk.count || open.last?.end == offset || isComplete else { return nil }
        }
    }
}

extension BERTokenizer {
    /// Right after a header: no event of what lies in the element, only its `end`.
    public mutating func skip() {
        guard let lastHeader else { preconditionFailure("BERTokenizer: skip() follows a header") }
        delivery = .skipping(depth: lastHeader.depth)
    }

    /// Right after a header: the whole element as one `element` event, in place of all others.
    ///
    /// - Throws: `ASN1Error.tooLarge` when it has more bytes than `limit`, here or as soon as that is known.
    public mutating func capture(atMost limit: Int) throws(ASN1Error) {
        guard let header = lastHeader else { preconditionFailure("BERTokenizer: capture() follows a header") }
        let (byteCount, overflow) = (header.length ?? 0).addingReportingOverflow(scanner.octets.count)
        guard !overflow, byteCount <= limit else { throw ASN1Error(.tooLarge(limit), at: header.offset) }
        captured = ByteBuilder(capacity: min(byteCount, 1 << 16), isSecret: chunk.isSecret)
        let octets = scanner.octets
        captured.append(copying: octets.span)
        delivery = .capturing(depth: header.depth, limit: limit, offset: header.offset)
    }

    /// Right after a header of an OCTET STRING or a character string, whatever its tag: the contents of its segments
    /// as if it had none, then its `end`. Does nothing to a primitive one.
    public mutating func join(segmentsOf type: Tag = .octetString) {
        guard let lastHeader else { preconditionFailure("BERTokenizer: join() follows a header") }
        if lastHeader.tag.isConstructed { delivery = .joining(depth: lastHeader.depth, type: type) }
    }

    /// Whether the element at hand is of known length, and nobody wants to know what lies in it.
    private var isOpaque: Bool {
        switch delivery {
        case .skipping(let depth), .capturing(let depth, _, _): open.count == depth + 1
        case .all, .joining: false
        }
    }

    /// Steps over contents that are no elements. Returns nothing while they are not delivered.
    private mutating func takeContents(upTo end: Int) throws(ASN1Error) -> Event? {
        let start = offset
        let count = min(chunk.count - index, end - start)
        guard count > 0 else { return nil }
        let bytes = chunk[index..<(index + count)]
        index += count
        switch delivery {
        case .skipping: return nil
        case .capturing(_, let limit, let offset):
            guard captured.count + count <= limit else { throw ASN1Error(.tooLarge(limit), at: offset) }
            captured.append(copying: bytes.span)
            return nil
        case .all, .joining: return .content(bytes, offset: start)
        }
    }

    /// Ends the innermost element.
    private mutating func close() -> Event? {
        open.removeLast()
        isComplete = open.isEmpty
        switch delivery {
        case .all: return .end(offset: offset)
        case .skipping(let depth), .joining(let depth, _):
            guard open.count == depth else { return nil }
            delivery = .all
            return .end(offset: offset)
        case .capturing(let depth, _, let start):
            guard open.count == depth else { return nil }
            delivery = .all
            var whole = ByteBuilder(capacity: 0)
            swap(&whole, &captured)
            return .element(whole.finish(), offset: start)
        }
    }

    /// Reads as much of a header as there is. Returns nothing when it takes more bytes, or when it is not delivered.
    private mutating func scanHeader() throws(ASN1Error) -> Event? {
        let bound = open.last?.end ?? .max
        let mayEnd = open.last?.isIndefinite ?? false
        while true {
            guard offset < bound else {
                // One octet of two that end contents is a tag that cannot be.
                throw scanner.isAwaitingSecondZero
                    ? ASN1Error(.invalidTagNumber, at: offset - 1) : ASN1Error(.truncated, at: offset)
            }
            guard index < chunk.count else { return nil }
            let outcome = try scanner.take(chunk[index], at: offset, mayEnd: mayEnd)
            index += 1
            switch outcome {
            case .incomplete: continue
            case .endOfContents:
                try keepHeader()
                return close()
            case .header(let tag, let length, let isDER): return try begin(tag, length, isDER, bound)
            }
        }
    }

    /// Goes into an element whose header was read.
    private mutating func begin(_ tag: Tag, _ length: Int?, _ isDER: Bool, _ bound: Int) throws(ASN1Error) -> Event? {
        let header = Header(
            tag: tag, offset: offset - scanner.octets.count, contentsOffset: offset, length: length, depth: open.count,
            isDER: isDER)
        guard open.count < limits.depth else { throw ASN1Error(.nestedTooDeeply, at: header.offset) }
        guard elementCount < limits.elementCount else {
            throw ASN1Error(.tooManyElements(limits.elementCount), at: header.offset)
        }
        elementCount += 1
        guard (length ?? 0) <= limits.byteCount - offset else {
            throw ASN1Error(.tooLarge(limits.byteCount), at: header.offset)
        }
        // No message is so long that the sum of an offset and a length below 2⁵⁶ overflows.
        if let length, length > bound - offset { throw ASN1Error(.truncated, at: scanner.lengthStart) }
        open.append(
            Open(
                end: length.map { offset + $0 } ?? bound, isIndefinite: length == nil, isConstructed: tag.isConstructed)
        )
        switch delivery {
        case .all:
            lastHeader = header
            return .header(header)
        case .skipping: return nil
        case .capturing:
            try keepHeader()
            return nil
        case .joining(_, let type):
            // Some writers repeat the type of a character string in its segments.
            guard tag.primitive == type || tag.primitive == .octetString else {
                throw ASN1Error(.unexpectedTag(expected: .octetString, found: tag), at: header.offset)
            }
            return nil
        }
    }

    /// The octets of a header inside an element that is captured belong to it.
    private mutating func keepHeader() throws(ASN1Error) {
        guard case .capturing(_, let limit, let start) = delivery else { return }
        let octets = scanner.octets
        captured.append(copying: octets.span)
        guard captured.count <= limit else { throw ASN1Error(.tooLarge(limit), at: start) }
    }
}
