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
        var next = position
        return isAtEnd ? nil : try? Tag(readingFrom: message, at: &next, end: end)
    }

    /// The tag of the next element, which must be one of `tags`.
    @usableFromInline
    func nextTag(of tags: [Tag]) throws(ASN1Error) -> Tag {
        var next = position
        let found = try Tag(readingFrom: message, at: &next, end: end)
        guard tags.contains(found) else {
            throw failure(.unexpectedTag(expected: tags.count == 1 ? tags[0] : nil, found: found))
        }
        return found
    }

    /// How many elements are left, up to the first malformed one.
    @usableFromInline
    var elementCount: Int {
        var ahead = self
        var count = 0
        while !ahead.isAtEnd, let (_, contents) = try? ahead.header() {
            ahead.position = contents.upperBound
            count += 1
        }
        return count
    }

    /// Bytes that were read already, by their offsets.
    @usableFromInline
    func bytes(_ range: Range<Int>) -> Bytes { message[range] }

    /// An error at the next unread byte.
    public func failure(_ kind: ASN1Error.Kind) -> ASN1Error { ASN1Error(kind, at: position) }

    /// Lets a breach of DER pass, if the rules of this reading do, else throws `kind`.
    public mutating func tolerate(
        _ tolerance: Tolerances, _ kind: ASN1Error.Kind, at offset: Int
    ) throws(ASN1Error) {
        guard rules.tolerances.contains(tolerance) else { throw ASN1Error(kind, at: offset) }
        tolerated.formUnion(tolerance)
    }

    @usableFromInline
    mutating func tolerate(_ tolerances: Tolerances) { tolerated.formUnion(tolerances) }

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
    @inlinable
    public mutating func element<Value>(
        _ expected: Tag, _ body: (inout DERReader) throws(ASN1Error) -> Value
    ) throws(ASN1Error) -> Value {
        try element(expected, inPiecesOf: nil, body)
    }

    /// Reads an element that BER may have cut in pieces with the tag `pieces`: nothing but the grammar says that an
    /// IMPLICIT tag stands for a string, so rewriting could not join them.
    @inlinable
    mutating func element<Value>(
        _ expected: Tag, inPiecesOf pieces: Tag?, _ body: (inout DERReader) throws(ASN1Error) -> Value
    ) throws(ASN1Error) -> Value {
        let (outerEnd, isWhole) = try enter(expected, orPiecesOf: pieces)
        guard isWhole else {
            let start = position
            var joined = try joined(inPiecesOf: pieces ?? expected, outerEnd: outerEnd)
            do throws(ASN1Error) {
                let value = try body(&joined)
                try joined.finish()
                tolerate(joined.tolerated)
                return value
            } catch { throw error.at(start) }
        }
        let value = try body(&self)
        try leave(to: outerEnd)
        return value
    }

    /// Narrows the reader to the contents of the next element, which must have the tag `expected`, or be a string in
    /// pieces; returns where the element around it ends.
    @usableFromInline
    mutating func enter(_ expected: Tag, orPiecesOf pieces: Tag?) throws(ASN1Error) -> (outerEnd: Int, isWhole: Bool) {
        let start = position
        let (found, contents) = try header()
        let isWhole = found == expected
        guard isWhole || (pieces != nil && rules.acceptsBER && found == expected.constructed) else {
            position = start
            throw ASN1Error(.unexpectedTag(expected: expected, found: found), at: start)
        }
        guard depth < Self.maximumDepth else { throw ASN1Error(.nestedTooDeeply, at: start) }
        let outerEnd = end
        (end, depth) = (contents.upperBound, depth + 1)
        return (outerEnd, isWhole)
    }

    /// Widens the reader again, when all contents of the element were read.
    @usableFromInline
    mutating func leave(to outerEnd: Int) throws(ASN1Error) {
        guard isAtEnd else { throw failure(.trailingBytes(end - position)) }
        (end, depth) = (outerEnd, depth - 1)
    }

    /// Throws unless every byte was read.
    public func finish() throws(ASN1Error) {
        guard isAtEnd else { throw failure(.trailingBytes(end - position)) }
    }

    /// Reads a header; the reader then stands at the first byte of the contents.
    @inline(__always)
    private mutating func header() throws(ASN1Error) -> (tag: Tag, contents: Range<Int>) {
        var next = position
        let tag = try Tag(readingFrom: message, at: &next, end: end)
        let lengthOffset = next
        guard next < end else { throw ASN1Error(.truncated, at: next) }
        let first = message[next]
        next += 1
        let length = first < 0x80 ? Int(first) : try longLength(first, at: &next)
        guard length <= end - next else { throw ASN1Error(.truncated, at: lengthOffset) }
        position = next
        return (tag, next..<(next + length))
    }

    /// A length in more than one octet (X.690 §8.1.3.5, §10.1).
    private func longLength(_ first: UInt8, at next: inout Int) throws(ASN1Error) -> Int {
        let start = next - 1
        guard first != 0x80 else { throw ASN1Error(.indefiniteLength, at: start) }
        let octetCount = Int(first & 0x7F)
        guard octetCount <= 7 else { throw ASN1Error(.lengthTooLarge, at: start) }
        guard octetCount <= end - next else { throw ASN1Error(.truncated, at: end) }
        var length = 0
        for _ in 0..<octetCount {
            length = length << 8 | Int(message[next])
            next += 1
        }
        guard length >= 0x80, length >> (8 * (octetCount - 1)) != 0 else {
            throw ASN1Error(.nonMinimalLength, at: start)
        }
        return length
    }

    /// Joins the pieces of the string that the reader is in, and leaves it: a reader of what would have stood in one.
    @usableFromInline
    mutating func joined(inPiecesOf type: Tag, outerEnd: Int) throws(ASN1Error) -> DERReader {
        var builder = ByteBuilder(capacity: end - position, isSecret: message.isSecret)
        if type == .bitString { builder.append(0) }
        while !isAtEnd {
            let start = position
            var piece = try element(type) { (reader) throws(ASN1Error) in reader.takeRemaining() }
            if type == .bitString {
                // X.690 §8.6.4: only the last piece may have unused bits; they go to the front.
                guard builder[0] == 0, let unusedBits = piece.first else {
                    throw ASN1Error(.invalidBitString, at: start)
                }
                builder[0] = unusedBits
                piece = piece.dropFirst()
            }
            builder.append(copying: piece.span)
        }
        try leave(to: outerEnd)
        return DERReader(builder.finish(), rules: rules)
    }
}
