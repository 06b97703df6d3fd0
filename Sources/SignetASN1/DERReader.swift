public import SignetBytes

/// A cursor over a DER message. It cuts slices out of the message's one buffer and copies nothing.
///
/// There is one reader a message: going into an element narrows it to the element's contents, and coming out
/// widens it again, so that descending costs nothing and positions are offsets into the whole message.
public struct DERReader {
    private let message: Bytes
    /// Offset of the next unread byte.
    public private(set) var position: Int
    private var end: Int
    private var depth = 0
    /// How strictly this message is read.
    public let rules: EncodingRules
    /// What was let pass so far.
    public private(set) var tolerated: Tolerances = []

    /// Elements may stand at most so deep in one another.
    static let maximumDepth = 64

    /// A reader of `message`, which must be DER already, or BER rewritten.
    public init(_ message: Bytes, rules: EncodingRules = .der) {
        self.message = message
        self.rules = rules
        position = 0
        end = message.count
    }

    /// Whether all bytes of the element that the reader is in have been read.
    public var isAtEnd: Bool { position == end }

    /// The tag of the next element; `nil` at the end, or where no tag can be read.
    public var nextTag: Tag? {
        var copy = self
        return isAtEnd ? nil : try? copy.identifier()
    }

    /// An error at the next unread byte.
    public func failure(_ kind: ASN1Error.Kind) -> ASN1Error { ASN1Error(kind, at: position) }

    /// Lets a breach of DER pass, if the rules of this reading do, else throws `kind`.
    public mutating func tolerate(
        _ tolerance: Tolerances, _ kind: ASN1Error.Kind, at offset: Int
    ) throws(ASN1Error) {
        guard rules.tolerances.contains(tolerance) else { throw ASN1Error(kind, at: offset) }
        tolerated.formUnion(tolerance)
    }

    /// The next byte.
    public mutating func byte() throws(ASN1Error) -> UInt8 {
        guard position < end else { throw failure(.truncated) }
        defer { position += 1 }
        return message[position]
    }

    /// Every unread byte of the element that the reader is in.
    public mutating func takeRemaining() -> Bytes {
        defer { position = end }
        return message[position..<end]
    }

    /// The whole next element, header included.
    public mutating func element() throws(ASN1Error) -> Bytes {
        let start = position
        let (_, contents) = try header()
        position = contents.upperBound
        return message[start..<position]
    }

    /// Reads an element with the tag `expected`: `body` sees only its contents, and must read all of them.
    public mutating func element<Value>(
        _ expected: Tag, _ body: (inout DERReader) throws(ASN1Error) -> Value
    ) throws(ASN1Error) -> Value {
        let start = position
        let (found, contents) = try header()
        guard found == expected else {
            // Nothing but the grammar says that an IMPLICIT tag stands for a string that BER may have cut in pieces.
            if rules.acceptsBER, !expected.isConstructed, found == expected.constructed {
                return try segmented(contents, body)
            }
            position = start
            throw ASN1Error(.unexpectedTag(expected: expected, found: found), at: start)
        }
        guard depth < Self.maximumDepth else { throw ASN1Error(.nestedTooDeeply, at: start) }
        let outerEnd = end
        (position, end, depth) = (contents.lowerBound, contents.upperBound, depth + 1)
        let value = try body(&self)
        guard isAtEnd else { throw failure(.trailingBytes(end - position)) }
        (end, depth) = (outerEnd, depth - 1)
        return value
    }

    /// Throws unless every byte was read.
    public func finish() throws(ASN1Error) {
        guard isAtEnd else { throw failure(.trailingBytes(end - position)) }
    }

    /// Reads a header; the reader then stands at the first byte of the contents.
    mutating func header() throws(ASN1Error) -> (tag: Tag, contents: Range<Int>) {
        let tag = try identifier()
        let lengthOffset = position
        let length = try contentLength()
        guard length <= end - position else { throw ASN1Error(.truncated, at: lengthOffset) }
        return (tag, position..<(position + length))
    }

    private mutating func identifier() throws(ASN1Error) -> Tag {
        let start = position
        let first = try byte()
        guard first & 0x1F == 0x1F else { return Tag(number: UInt32(first & 0x1F), classAndForm: first & 0xE0) }
        var number: UInt32 = 0
        while true {
            let next = try byte()
            // X.690 §8.1.2.4: no needless leading octet; and no overflow.
            guard number != 0 || next != 0x80, number >> 25 == 0 else { throw ASN1Error(.invalidTagNumber, at: start) }
            number = number << 7 | UInt32(next & 0x7F)
            if next < 0x80 { break }
        }
        guard number >= 31 else { throw ASN1Error(.invalidTagNumber, at: start) }
        return Tag(number: number, classAndForm: first & 0xE0)
    }

    private mutating func contentLength() throws(ASN1Error) -> Int {
        let start = position
        let first = try byte()
        guard first >= 0x80 else { return Int(first) }
        guard first != 0x80 else { throw ASN1Error(.indefiniteLength, at: start) }
        let octetCount = Int(first & 0x7F)
        guard octetCount <= 7 else { throw ASN1Error(.lengthTooLarge, at: start) }
        var length = 0
        for _ in 0..<octetCount { length = length << 8 | Int(try byte()) }
        guard length >= 0x80, length >> (8 * (octetCount - 1)) != 0 else {
            throw ASN1Error(.nonMinimalLength, at: start)
        }
        return length
    }

    /// The pieces of a string, joined; `body` reads them as if they had stood in one.
    private mutating func segmented<Value>(
        _ contents: Range<Int>, _ body: (inout DERReader) throws(ASN1Error) -> Value
    ) throws(ASN1Error) -> Value {
        let start = contents.lowerBound
        var builder = ByteBuilder(capacity: contents.count, isSecret: message.isSecret)
        let outerEnd = end
        end = contents.upperBound
        while !isAtEnd {
            let piece = try element(.octetString) { (reader) throws(ASN1Error) in reader.takeRemaining() }
            builder.append(copying: piece.span)
        }
        end = outerEnd
        var joined = DERReader(builder.finish(), rules: rules)
        do throws(ASN1Error) {
            let value = try body(&joined)
            try joined.finish()
            return value
        } catch {
            throw ASN1Error(error.kind, at: start)
        }
    }
}
