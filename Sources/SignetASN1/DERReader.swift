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
    func nextTag(of tags: [Tag]) throws(ASN1Error) -> Tag {
        var next = position
        let found = try Tag(readingFrom: message, at: &next, end: end)
        guard tags.contains(found) else {
            throw failure(.unexpectedTag(expected: tags.count == 1 ? tags[0] : nil, found: found))
        }
        return found
    }

    /// Bytes that were read already, by their offsets.
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
        try element(expected, inPiecesOf: nil, body)
    }

    /// Reads an element that BER may have cut in pieces with the tag `pieces`: nothing but the grammar says that an
    /// IMPLICIT tag stands for a string, so rewriting could not join them.
    mutating func element<Value>(
        _ expected: Tag, inPiecesOf pieces: Tag?, _ body: (inout DERReader) throws(ASN1Error) -> Value
    ) throws(ASN1Error) -> Value {
        let start = position
        let (found, contents) = try header()
        guard found == expected else {
            if let pieces, rules.acceptsBER, found == expected.constructed {
                return try joined(contents, inPiecesOf: pieces, body)
            }
            position = start
            throw ASN1Error(.unexpectedTag(expected: expected, found: found), at: start)
        }
        guard depth < Self.maximumDepth else { throw ASN1Error(.nestedTooDeeply, at: start) }
        let outerEnd = end
        (end, depth) = (contents.upperBound, depth + 1)
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
        var next = position
        let tag = try Tag(readingFrom: message, at: &next, end: end)
        let lengthOffset = next
        let length = try contentLength(at: &next)
        guard length <= end - next else { throw ASN1Error(.truncated, at: lengthOffset) }
        position = next
        return (tag, next..<(next + length))
    }

    /// X.690 §8.1.3, §10.1
    private func contentLength(at next: inout Int) throws(ASN1Error) -> Int {
        guard next < end else { throw ASN1Error(.truncated, at: next) }
        let start = next
        let first = message[start]
        next += 1
        guard first >= 0x80 else { return Int(first) }
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

    /// Joins the pieces of a string; `body` reads them as if they had stood in one.
    private mutating func joined<Value>(
        _ contents: Range<Int>, inPiecesOf type: Tag, _ body: (inout DERReader) throws(ASN1Error) -> Value
    ) throws(ASN1Error) -> Value {
        var builder = ByteBuilder(capacity: contents.count, isSecret: message.isSecret)
        if type == .bitString { builder.append(0) }
        let outerEnd = end
        end = contents.upperBound
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
        end = outerEnd
        var reader = DERReader(builder.finish(), rules: rules)
        do throws(ASN1Error) {
            let value = try body(&reader)
            try reader.finish()
            tolerated.formUnion(reader.tolerated)
            return value
        } catch {
            var error = error
            error.offset = contents.lowerBound
            throw error
        }
    }
}
