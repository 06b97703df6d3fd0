public import SignetBytes

/// The Basic Encoding Rules, read by rewriting: definite minimal lengths, strings in one piece. Everything above this
/// file reads DER only. What was DER already comes out byte for byte, so that signatures over it hold; the order of a
/// SET OF is left alone for the same reason.
public enum BER {
    /// A message as DER, and where its bytes stood before.
    public struct Rewritten: Sendable {
        /// The message. The very buffer that was given, when it was DER already.
        public let der: Bytes
        /// The message as given; `nil` when it was DER already.
        let original: Bytes?
        fileprivate let rules: EncodingRules

        init(der: Bytes, original: Bytes? = nil, rules: EncodingRules = .ber) {
            self.der = der
            self.original = original
            self.rules = rules
        }

        /// Where the byte at an offset of `der` stood in the message as given. Takes as long as rewriting does.
        public func originalOffset(of offset: Int) -> Int {
            guard let original, let (_, found) = try? BER.rewrite(original, rules, seeking: offset) else {
                return offset
            }
            return found
        }
    }

    /// Rewrites one element, which must be all of `message` unless the tolerances say otherwise; bytes behind it stay
    /// behind it. Linear in the size of the message, in time and in memory.
    ///
    /// - Throws: `ASN1Error`, with the offset in `message`.
    public static func rewritten(_ message: Bytes, rules: EncodingRules = .ber) throws(ASN1Error) -> Rewritten {
        guard let (der, _) = try rewrite(message, rules, seeking: 0) else {
            return Rewritten(der: message, original: nil, rules: rules)
        }
        return Rewritten(der: der, original: message, rules: rules)
    }

    /// The message as DER, and where the byte at `offset` of that stood; `nil` when it is DER already.
    private static func rewrite(
        _ message: Bytes, _ rules: EncodingRules, seeking offset: Int
    ) throws(ASN1Error) -> (der: Bytes, original: Int)? {
        guard message.count <= rules.limits.byteCount else {
            throw ASN1Error(.tooLarge(rules.limits.byteCount), at: rules.limits.byteCount)
        }
        var measuring = BERMeasuring(message, rules.limits)
        var position = 0
        let whole = try measuring.element(at: &position, end: message.count, depth: 0)
        let surplus = message[position..<message.count]
        guard surplus.isEmpty || rules.tolerances.contains(.trailingBytes) else {
            throw ASN1Error(.trailingBytes(surplus.count), at: position)
        }
        guard !whole.isDER else { return nil }
        var writing = BERWriting(
            message, lengths: measuring.lengths, byteCount: whole.byteCount + surplus.count, seeking: offset)
        position = 0
        try writing.element(at: &position)
        writing.copy(position..<message.count)
        let original = writing.place.original + offset - writing.place.der
        return (writing.finish(), original)
    }
}

/// The first walk: checks the structure, and finds how long each element will be.
private struct BERMeasuring {
    private let message: Bytes
    /// The length that the contents of each constructed element will have, in the order of the message; `unchanged`
    /// for one that is DER already. What lies inside those, and the pieces of strings, is not listed.
    private(set) var lengths: [Int] = []
    /// Stands in `lengths` for an element that is copied as it is.
    static let unchanged = -1
    /// The unused bits of the last piece of the BIT STRING at hand.
    private var unusedBits: UInt8 = 0

    private let limits: Limits
    private var elementCount = 0

    init(_ message: Bytes, _ limits: Limits) {
        self.message = message
        self.limits = limits
    }

    /// Counts an element, and checks that it may be there.
    private mutating func count(at start: Int, depth: Int) throws(ASN1Error) {
        guard depth < limits.depth else { throw ASN1Error(.nestedTooDeeply, at: start) }
        guard elementCount < limits.elementCount else {
            throw ASN1Error(.tooManyElements(limits.elementCount), at: start)
        }
        elementCount += 1
    }

    /// Steps over an element: how many bytes it takes as DER, header included, and whether it is DER already.
    mutating func element(
        at position: inout Int, end: Int, depth: Int
    ) throws(ASN1Error) -> (byteCount: Int, isDER: Bool) {
        let start = position
        try count(at: start, depth: depth)
        let header = try BERHeader(message, at: &position, end: end)
        guard header.tag.isConstructed else {
            let length = header.contentsEnd - position
            position = header.contentsEnd
            return (DERLength.whole(header.tag, length), header.isMinimal)
        }

        let index = lengths.count
        lengths.append(Self.unchanged)
        var length = 0
        if let type = header.tag.joinedString {
            unusedBits = 0
            while !header.ends(at: &position, in: message) {
                length += try piece(of: type, at: &position, end: header.contentsEnd, depth: depth + 1)
            }
            if type == .bitString { length += 1 }
            lengths[index] = length
            return (DERLength.whole(type, length), false)
        }

        var isDER = header.isMinimal
        while !header.ends(at: &position, in: message) {
            let part = try element(at: &position, end: header.contentsEnd, depth: depth + 1)
            length += part.byteCount
            isDER = isDER && part.isDER
        }
        if isDER {
            lengths.removeLast(lengths.count - index - 1)
        } else {
            lengths[index] = length
        }
        return (DERLength.whole(header.tag, length), isDER)
    }

    /// Steps over a piece of a string, which may itself be in pieces: how many bytes it adds to the contents.
    private mutating func piece(
        of type: Tag, at position: inout Int, end: Int, depth: Int
    ) throws(ASN1Error) -> Int {
        let start = position
        try count(at: start, depth: depth)
        let header = try BERHeader(message, at: &position, end: end)
        // Some writers repeat the type of a character string in its pieces.
        let own = header.tag.primitive
        guard own == type || own == type.pieces else {
            throw ASN1Error(.unexpectedTag(expected: type.pieces, found: header.tag), at: start)
        }
        if header.tag.isConstructed {
            var length = 0
            while !header.ends(at: &position, in: message) {
                length += try piece(of: own, at: &position, end: header.contentsEnd, depth: depth + 1)
            }
            return length
        }
        defer { position = header.contentsEnd }
        let length = header.contentsEnd - position
        guard type == .bitString else { return length }
        // X.690 §8.6.4: every piece says how many of its bits are unused, and only the last may have any.
        guard unusedBits == 0, length > 0 else { throw ASN1Error(.invalidBitString, at: start) }
        unusedBits = message[position]
        guard unusedBits == 0 || (unusedBits < 8 && length > 1) else { throw ASN1Error(.invalidBitString, at: start) }
        return length - 1
    }
}

/// The second walk: writes what the first one measured.
private struct BERWriting: ~Copyable {
    private let message: Bytes
    private let lengths: [Int]
    private var nextLength = 0
    private var builder: ByteBuilder
    private let sought: Int
    /// The last byte at or before the sought one of which both places are known.
    private(set) var place = (der: 0, original: 0)

    init(_ message: Bytes, lengths: [Int], byteCount: Int, seeking offset: Int) {
        self.message = message
        self.lengths = lengths
        builder = ByteBuilder(capacity: byteCount, isSecret: message.isSecret)
        sought = offset
    }

    mutating func element(at position: inout Int) throws(ASN1Error) {
        let start = position
        let header = try BERHeader(message, at: &position, end: message.count)
        guard header.tag.isConstructed else {
            note(start)
            DERLength.writeHeader(header.tag, header.contentsEnd - position, to: &builder)
            copy(position..<header.contentsEnd)
            position = header.contentsEnd
            return
        }
        let length = lengths[nextLength]
        nextLength += 1
        guard length != BERMeasuring.unchanged else {
            copy(start..<header.contentsEnd)
            position = header.contentsEnd
            return
        }
        note(start)
        if let type = header.tag.joinedString {
            DERLength.writeHeader(type, length, to: &builder)
            let unusedBitsIndex = type == .bitString ? builder.count : nil
            if unusedBitsIndex != nil { builder.append(0) }
            while !header.ends(at: &position, in: message) {
                try piece(at: &position, unusedBitsIndex: unusedBitsIndex)
            }
        } else {
            DERLength.writeHeader(header.tag, length, to: &builder)
            while !header.ends(at: &position, in: message) { try element(at: &position) }
        }
    }

    /// Writes the contents of a piece. The unused bits of the last piece are those of the whole, and go to its front.
    private mutating func piece(at position: inout Int, unusedBitsIndex: Int?) throws(ASN1Error) {
        let header = try BERHeader(message, at: &position, end: message.count)
        if header.tag.isConstructed {
            while !header.ends(at: &position, in: message) {
                try piece(at: &position, unusedBitsIndex: unusedBitsIndex)
            }
            return
        }
        if let unusedBitsIndex {
            builder[unusedBitsIndex] = message[position]
            position += 1
        }
        copy(position..<header.contentsEnd)
        position = header.contentsEnd
    }

    mutating func copy(_ range: Range<Int>) {
        note(range.lowerBound)
        builder.append(copying: message[range].span)
    }

    private mutating func note(_ original: Int) {
        if builder.count <= sought { place = (builder.count, original) }
    }

    consuming func finish() -> Bytes { builder.finish() }
}

/// Identifier and length octets as BER allows them.
private struct BERHeader {
    let tag: Tag
    /// Where the contents end; of an indefinite length, where they must have ended.
    let contentsEnd: Int
    private let isIndefinite: Bool
    /// Whether the length is as DER wants it.
    let isMinimal: Bool

    init(_ message: Bytes, at position: inout Int, end: Int) throws(ASN1Error) {
        tag = try unsafe Tag(readingFrom: message.memory, at: &position, end: end)
        let lengthStart = position
        func next(_ position: inout Int) throws(ASN1Error) -> UInt8 {
            guard position < end else { throw ASN1Error(.truncated, at: position) }
            defer { position += 1 }
            return message[position]
        }
        let first = try next(&position)
        if first == 0x80 {
            guard tag.isConstructed else { throw ASN1Error(.indefiniteLength, at: lengthStart) }
            (contentsEnd, isIndefinite, isMinimal) = (end, true, false)
            return
        }
        var length = Int(first)
        if first > 0x80 {
            length = 0
            for _ in 0..<(first & 0x7F) {
                guard length >> 48 == 0 else { throw ASN1Error(.lengthTooLarge, at: lengthStart) }
                length = length << 8 | Int(try next(&position))
            }
        }
        guard length <= end - position else { throw ASN1Error(.truncated, at: lengthStart) }
        (contentsEnd, isIndefinite) = (position + length, false)
        isMinimal = position - lengthStart == DERLength.octetCount(length)
    }

    /// Whether the contents end here; steps over the end-of-contents octets (X.690 §8.1.5).
    func ends(at position: inout Int, in message: Bytes) -> Bool {
        guard isIndefinite else { return position == contentsEnd }
        guard contentsEnd - position >= 2, message[position] == 0, message[position + 1] == 0 else { return false }
        position += 2
        return true
    }
}

extension Tag {
    /// The primitive tag of a string that is in pieces; `nil` when this is not the tag of one.
    fileprivate var joinedString: Tag? { isConstructed && primitive.pieces != nil ? primitive : nil }

    /// The tag of the pieces that BER may cut this type in, if it is a string, or a time, which is one: a BIT STRING
    /// comes in BIT STRINGs, all others in OCTET STRINGs (X.690 §8.6, §8.7, §8.23.6, §8.25, §8.26).
    @usableFromInline
    var pieces: Tag? {
        guard tagClass == .universal, !isConstructed else { return nil }
        return switch number {
        case 3: .bitString
        case 4, 7, 12, 18...28, 30: .octetString
        default: nil
        }
    }
}
