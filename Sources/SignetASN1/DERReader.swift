public import SignetBytes

/// A cursor over a DER message. It cuts slices out of the message's one buffer and copies nothing.
///
/// There is one reader a message: going into an element narrows it to the element's contents, and coming out
/// widens it again, so that descending costs nothing and positions are offsets into the whole message.
@safe
public struct DERReader {
    let message: Bytes
    /// The memory of `message`. It is read below `end` only, which never lies behind the message: each header is checked
    /// against the element around it.
    private let memory: UnsafePointer<UInt8>
    /// Offset of the next unread byte.
    public private(set) var position: Int
    private var end: Int
    private var depth = 0
    private var elementsLeft: Int
    /// How strictly this message is read.
    public let rules: EncodingRules
    /// What was let pass so far.
    public private(set) var tolerated: Tolerances = []
    /// Where the first breaches that were let pass stood.
    public private(set) var breaches: [Breach] = []

    /// A reader of `message`, which must be DER already, or BER rewritten.
    public init(_ message: Bytes, rules: EncodingRules = .der) {
        self.message = message
        unsafe memory = message.memory
        self.rules = rules
        position = 0
        end = message.count
        elementsLeft = rules.limits.elementCount
    }

    /// Whether all bytes of the element that the reader is in have been read.
    public var isAtEnd: Bool { position == end }

    /// The tag of the next element; `nil` at the end, or where no tag can be read.
    public var nextTag: Tag? {
        guard position < end else { return nil }
        let first = unsafe memory[position]
        guard first & 0x1F == 0x1F || first & 0xDF == 0 else { return Tag(firstOctet: first) }
        var next = position
        return try? unsafe Tag(readingFrom: memory, at: &next, end: end)
    }

    /// The tag of the next element, which must be one of `tags`.
    @usableFromInline
    func nextTag(of tags: [Tag]) throws(ASN1Error) -> Tag {
        var next = position
        let found = try unsafe Tag(readingFrom: memory, at: &next, end: end)
        guard tags.contains(found) else {
            throw failure(.unexpectedTag(expected: tags.count == 1 ? tags[0] : nil, found: found))
        }
        return found
    }

    /// How many elements are left, up to the first malformed one.
    @usableFromInline
    var elementCount: Int {
        var next = position
        var count = 0
        while next < end, let after = unsafe DERScan.end(of: memory, at: next, end: end) {
            next = after
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
        if breaches.count < Breach.limit { breaches.append(Breach(tolerance, at: offset)) }
    }

    /// Takes over what a reader of joined or sorted contents let pass, all of it at `offset`.
    @usableFromInline
    mutating func tolerate(whatPassedIn other: DERReader, at offset: Int) {
        tolerated.formUnion(other.tolerated)
        for breach in other.breaches where breaches.count < Breach.limit {
            breaches.append(Breach(breach.tolerance, at: offset))
        }
    }

    /// The next byte.
    public mutating func byte() throws(ASN1Error) -> UInt8 {
        guard position < end else { throw failure(.truncated) }
        defer { position += 1 }
        return unsafe memory[position]
    }

    /// Every unread byte of the element that the reader is in.
    public mutating func takeRemaining() -> Bytes {
        defer { position = end }
        return message[position..<end]
    }

    /// The whole next element, header included.
    public mutating func element() throws(ASN1Error) -> Bytes {
        let start = position
        let (_, contentsEnd) = try header()
        position = contentsEnd
        return message[start..<contentsEnd]
    }

    /// The whole next element, header included, if it is strict DER and has the form that `check` asks for.
    @usableFromInline
    mutating func element(checkedBy check: FormCheck) -> Bytes? {
        let start = position
        guard
            rules.limits.elementCount == .max,
            let after = unsafe check.end(of: memory, at: start, end: end, depth: rules.limits.depth - depth)
        else { return nil }
        position = after
        return message[start..<after]
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
                tolerate(whatPassedIn: joined, at: start)
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
        let (found, contentsEnd) = try header()
        let isWhole = found == expected
        guard isWhole || (pieces != nil && rules.acceptsBER && found == expected.constructed) else {
            position = start
            throw ASN1Error(.unexpectedTag(expected: expected, found: found), at: start)
        }
        guard depth < rules.limits.depth else { throw ASN1Error(.nestedTooDeeply, at: start) }
        let outerEnd = end
        (end, depth) = (contentsEnd, depth + 1)
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

    /// Throws when the message is larger than the limits allow.
    @usableFromInline
    func checkSize() throws(ASN1Error) {
        guard end <= rules.limits.byteCount else {
            throw ASN1Error(.tooLarge(rules.limits.byteCount), at: rules.limits.byteCount)
        }
    }

    /// Throws unless every byte was read, or bytes behind the message may be there.
    @usableFromInline
    mutating func finishMessage() throws(ASN1Error) {
        if !isAtEnd { try tolerate(.trailingBytes, .trailingBytes(end - position), at: position) }
    }

    /// Reads a header; the reader then stands at the first byte of the contents.
    @inline(__always)
    private mutating func header() throws(ASN1Error) -> (tag: Tag, contentsEnd: Int) {
        var next = position
        let tag = try unsafe Tag(readingFrom: memory, at: &next, end: end)
        let lengthOffset = next
        guard next < end else { throw ASN1Error(.truncated, at: next) }
        let first = unsafe memory[next]
        next += 1
        let length = first < 0x80 ? Int(first) : try longLength(first, at: &next)
        guard length <= end - next else { throw ASN1Error(.truncated, at: lengthOffset) }
        guard elementsLeft > 0 else { throw ASN1Error(.tooManyElements(rules.limits.elementCount), at: position) }
        elementsLeft -= 1
        position = next
        return (tag, next + length)
    }

    /// A length in more than one octet (X.690 §8.1.3.5, §10.1).
    private mutating func longLength(_ first: UInt8, at next: inout Int) throws(ASN1Error) -> Int {
        let start = next - 1
        guard first != 0x80 else { throw ASN1Error(.indefiniteLength, at: start) }
        var octetCount = Int(first & 0x7F)
        var isMinimal = true
        // Up to 120 zeros may stand before it, where that is tolerated.
        while octetCount > 0, next < end, unsafe memory[next] == 0 {
            isMinimal = false
            octetCount -= 1
            next += 1
        }
        guard octetCount <= 7 else { throw ASN1Error(.lengthTooLarge, at: start) }
        guard octetCount <= end - next else { throw ASN1Error(.truncated, at: end) }
        var length = 0
        for _ in 0..<octetCount {
            length = length << 8 | Int(unsafe memory[next])
            next += 1
        }
        if length < 0x80 || !isMinimal { try tolerate(.nonMinimalLength, .nonMinimalLength, at: start) }
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

    /// Goes to the end of the element that the reader is in, and gives a reader of other contents in its place.
    @usableFromInline
    mutating func replacing(with contents: Bytes) -> DERReader {
        position = end
        var other = DERReader(contents, rules: rules)
        other.depth = depth
        other.elementsLeft = elementsLeft
        return other
    }
}
