public import SignetBytes

/// Walks a BER message that comes in chunks, by asking: the elements that a structure has to have are entered, read
/// whole, or streamed, in the order in which they come. It holds one chunk, and one element that is read whole.
///
/// ```swift
/// var message = BERStreamReader { () throws(FileError) in try file.nextChunk() }
/// try message.enter(.sequence)
/// let type = try message.read(.objectIdentifier)
/// try message.enter(.context(0, isConstructed: true))
/// try message.string(.octetString) { (bytes) throws(FileError) in hash.update(bytes.span) }
/// try message.leave()
/// try message.leave()
/// try message.finish()
/// ```
public struct BERStreamReader<Failure: Error>: ~Copyable {
    private var tokenizer: BERTokenizer
    private let nextChunk: () throws(Failure) -> Bytes?
    private var ahead: BERTokenizer.Header?
    /// Whether the end of the element that the reader is in was read.
    private var isAtEnd = false
    private let rules: EncodingRules
    private var tags: [Tag] = []

    /// A reader of the chunks that `nextChunk` gives until it gives `nil`. Elements that are read whole are decoded by
    /// `rules`, and their limits hold for all of the message.
    public init(
        rules: EncodingRules = .ber, leavesTrailingBytes: Bool = false,
        nextChunk: @escaping () throws(Failure) -> Bytes?
    ) {
        tokenizer = BERTokenizer(limits: rules.limits, leavesTrailingBytes: leavesTrailingBytes)
        self.rules = rules
        self.nextChunk = nextChunk
    }

    /// Offset of the next unread byte; of the next element, when that was looked at.
    public var offset: Int { ahead?.offset ?? tokenizer.offset }

    /// The header of the next element; `nil` where the element that the reader is in ends.
    public mutating func nextHeader() throws(StreamError<Failure>) -> BERTokenizer.Header? {
        if let ahead { return ahead }
        guard !isAtEnd else { return nil }
        switch try event() {
        case .header(let header): ahead = header
        default: isAtEnd = true
        }
        return ahead
    }

    /// Goes into the next element, which must have the tag `expected`, and be constructed.
    @discardableResult
    public mutating func enter(_ expected: Tag) throws(StreamError<Failure>) -> BERTokenizer.Header {
        let header = try header(orNoneOf: expected)
        guard header.tag == expected else { throw refused(.unexpectedTag(expected: expected, found: header.tag)) }
        precondition(expected.isConstructed, "BERStreamReader: only a constructed element can be entered")
        ahead = nil
        tags.append(expected)
        return header
    }

    /// Leaves the element that was entered last, which must have been read to its end.
    public mutating func leave() throws(StreamError<Failure>) {
        precondition(!tags.isEmpty, "BERStreamReader: no element was entered")
        if let surplus = try nextHeader() {
            throw .malformed(ASN1Error(.unexpectedTag(expected: nil, found: surplus.tag), at: surplus.offset))
        }
        tags.removeLast()
        isAtEnd = false
    }

    /// The next element exactly as it was written, header included.
    public mutating func element(atMost limit: Int) throws(StreamError<Failure>) -> Bytes {
        _ = try header(orNoneOf: nil)
        ahead = nil
        do throws(ASN1Error) { try tokenizer.capture(atMost: limit) } catch { throw .malformed(error) }
        guard case .element(let bytes, _) = try event() else { preconditionFailure("a captured element is one event") }
        return bytes
    }

    /// Reads the next element as a value. Errors have their offsets in the message.
    public mutating func read<Value>(
        _ syntax: Syntax<Value>, atMost limit: Int, tolerated: inout Tolerances
    ) throws(StreamError<Failure>) -> Value {
        let start = try header(orNoneOf: nil).offset
        let encoding = try element(atMost: limit)
        do throws(ASN1Error) {
            return try syntax.decode(encoding, rules: rules, tolerated: &tolerated)
        } catch { throw .malformed(error.shifted(by: start)) }
    }

    /// Reads the next element as a value. Errors have their offsets in the message.
    public mutating func read<Value>(
        _ syntax: Syntax<Value>, atMost limit: Int = 1 << 20
    ) throws(StreamError<Failure>) -> Value {
        var tolerated = Tolerances()
        return try read(syntax, atMost: limit, tolerated: &tolerated)
    }

    /// Streams the contents of the next element, an OCTET STRING or character string under the tag `expected`, which
    /// may come in segments. `body` gets one piece after the other.
    public mutating func string(
        _ expected: Tag = .octetString, _ body: (Bytes) throws(Failure) -> Void
    ) throws(StreamError<Failure>) {
        let header = try header(orNoneOf: expected)
        guard header.tag.primitive == expected else {
            throw refused(.unexpectedTag(expected: expected, found: header.tag))
        }
        ahead = nil
        tokenizer.join(segmentsOf: expected.tagClass == .universal ? expected : .octetString)
        while case .content(let bytes, _) = try event() {
            do throws(Failure) { try body(bytes) } catch { throw .other(error) }
        }
    }

    /// Steps over the next element, whatever is in it.
    public mutating func skip() throws(StreamError<Failure>) {
        _ = try header(orNoneOf: nil)
        ahead = nil
        tokenizer.skip()
        _ = try event()
    }

    /// Reads to the end of the chunks, which must be the end of the message, unless bytes behind it are left.
    public mutating func finish() throws(StreamError<Failure>) {
        precondition(tags.isEmpty, "BERStreamReader: an element was not left")
        while let next = try event() { _ = next }
    }

    /// The next event; `nil` behind the end of the message.
    private mutating func event() throws(StreamError<Failure>) -> BERTokenizer.Event? {
        while true {
            do throws(ASN1Error) {
                if let event = try tokenizer.next() { return event }
                if tokenizer.isComplete, tokenizer.leavesTrailingBytes { return nil }
            } catch { throw .malformed(error) }
            let chunk: Bytes?
            do throws(Failure) { chunk = try nextChunk() } catch { throw .other(error) }
            guard let chunk else {
                do throws(ASN1Error) { try tokenizer.finish() } catch { throw .malformed(error) }
                return nil
            }
            tokenizer.feed(chunk)
        }
    }

    private mutating func header(orNoneOf expected: Tag?) throws(StreamError<Failure>) -> BERTokenizer.Header {
        guard let header = try nextHeader() else { throw refused(.truncated) }
        return header
    }

    private func refused(_ kind: ASN1Error.Kind) -> StreamError<Failure> { .malformed(ASN1Error(kind, at: offset)) }
}

/// Why a stream was not read or written to its end.
public enum StreamError<Failure: Error>: Error {
    /// The message is not what it has to be.
    case malformed(ASN1Error)
    /// Where the bytes come from, or go to, something else failed.
    case other(Failure)
}
