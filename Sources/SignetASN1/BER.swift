public import SignetBytes

/// The Basic Encoding Rules, read by rewriting: definite minimal lengths, strings in one piece. Everything above this
/// file reads DER only. What was DER already comes out byte for byte, so that signatures over it hold; the order of a
/// SET OF is left alone for the same reason.
public enum BER {
    /// A message as DER, and where its bytes stood before.
    public struct Rewritten: Sendable {
        /// The message. The very buffer that was given, when it was DER already.
        public let der: Bytes
        /// Offsets of elements, in DER and as given, ascending; empty when nothing was moved.
        let places: [(der: Int, original: Int)]

        /// Where the byte at an offset of `der` stood in the message as given.
        public func originalOffset(of offset: Int) -> Int {
            var (low, high) = (0, places.count)
            while low < high {
                let middle = (low + high) / 2
                if places[middle].der <= offset { low = middle + 1 } else { high = middle }
            }
            guard low > 0 else { return offset }
            return places[low - 1].original + offset - places[low - 1].der
        }
    }

    /// Rewrites one element, which must be all of `message`. Linear in the size of the message.
    public static func rewritten(_ message: Bytes) throws(ASN1Error) -> Rewritten {
        var measuring = BERMeasuring(message)
        var position = 0
        let length = try measuring.element(at: &position, end: message.count, depth: 0, joining: nil)
        guard position == message.count else {
            throw ASN1Error(.trailingBytes(message.count - position), at: position)
        }
        guard measuring.differs else { return Rewritten(der: message, places: []) }
        var writing = BERWriting(message, nodes: measuring.nodes, capacity: length)
        writing.all()
        let places = writing.places
        return Rewritten(der: writing.finish(), places: places)
    }
}

/// One element of the message, in the order of reading.
private struct BERNode {
    let tag: Tag
    /// Where its header begins in the message.
    let start: Int
    /// Its own contents in the message, of a primitive element.
    let contents: Range<Int>
    /// The length of its contents in DER.
    var length = 0
    /// How many of the nodes after this one lie inside it.
    var descendantCount = 0
    /// Whether it is a piece of a string, and gives its contents without a header.
    let isPiece: Bool
    /// The unused-bits octet that its contents begin with, of a BIT STRING in pieces.
    var unusedBits: UInt8?
    /// The first octet of `contents` does not count, of a piece of a BIT STRING.
    var skipsFirst = false
}

/// The first walk: finds the structure, and how long each element will be.
private struct BERMeasuring {
    private let message: Bytes
    private(set) var nodes: [BERNode] = []
    /// Whether anything is not DER yet.
    private(set) var differs = false

    init(_ message: Bytes) { self.message = message }

    /// Returns the length of the element as DER, header included, or of its contents alone when it is a piece.
    mutating func element(
        at position: inout Int, end: Int, depth: Int, joining: Tag?
    ) throws(ASN1Error) -> Int {
        let start = position
        guard depth < DERReader.maximumDepth else { throw ASN1Error(.nestedTooDeeply, at: start) }
        var header = try BERHeader(message, at: &position, end: end)
        if !header.isMinimal { differs = true }

        let isString = header.tag.tagClass == .universal && stringNumbers.contains(header.tag.number)
        let joins = isString && header.tag.isConstructed
        if let joining, header.tag.primitive != joining {
            throw ASN1Error(.unexpectedTag(expected: joining, found: header.tag), at: start)
        }
        if joins {
            differs = true
            header.tag = header.tag.primitive
        }

        let index = nodes.count
        let isPiece = joining != nil
        guard header.tag.isConstructed || joins else {
            let contents = position..<(position + (header.length ?? 0))
            var node = BERNode(tag: header.tag, start: start, contents: contents, isPiece: isPiece)
            if isPiece, header.tag == .bitString {
                guard !contents.isEmpty else { throw ASN1Error(.invalidBitString, at: start) }
                node.skipsFirst = true
            }
            node.length = contents.count - (node.skipsFirst ? 1 : 0)
            nodes.append(node)
            position = contents.upperBound
            return isPiece ? node.length : DERLength.whole(header.tag, node.length)
        }

        nodes.append(BERNode(tag: header.tag, start: start, contents: position..<position, isPiece: isPiece))
        let stop = header.length.map { position + $0 }
        var length = 0
        while position != stop {
            if stop == nil, end - position >= 2, message[position] == 0, message[position + 1] == 0 {
                position += 2
                break
            }
            length += try element(
                at: &position, end: stop ?? end, depth: depth + 1, joining: joins ? header.tag : nil)
        }
        if joins, header.tag == .bitString, !isPiece {
            // Only the last piece may have unused bits (X.690 §8.6.4); they go before the first.
            let last = nodes.last { !$0.contents.isEmpty }
            nodes[index].unusedBits = nodes.count > index + 1 ? last.map { message[$0.contents.lowerBound] } : 0
            length += 1
        }
        nodes[index].length = length
        nodes[index].descendantCount = nodes.count - index - 1
        return isPiece ? length : DERLength.whole(header.tag, length)
    }
}

/// The string types, which BER may cut in pieces (X.690 §8.6, §8.7, §8.23, §8.25).
private let stringNumbers: Set<UInt32> = [3, 4, 12, 18, 19, 20, 21, 22, 25, 26, 27, 28, 30]

/// The second walk: writes what the first one measured.
private struct BERWriting: ~Copyable {
    private let message: Bytes
    private let nodes: [BERNode]
    private var builder: ByteBuilder
    private(set) var places: [(der: Int, original: Int)] = []

    init(_ message: Bytes, nodes: [BERNode], capacity: Int) {
        self.message = message
        self.nodes = nodes
        builder = ByteBuilder(capacity: capacity, isSecret: message.isSecret)
    }

    mutating func all() {
        for node in nodes {
            if !node.isPiece {
                places.append((builder.count, node.start))
                DERLength.writeHeader(node.tag, node.length, to: &builder)
            }
            if let unusedBits = node.unusedBits { builder.append(unusedBits) }
            guard !node.contents.isEmpty else { continue }
            let contents = node.contents.dropFirst(node.skipsFirst ? 1 : 0)
            places.append((builder.count, contents.lowerBound))
            builder.append(copying: message[contents].span)
        }
    }

    consuming func finish() -> Bytes { builder.finish() }
}

/// Identifier and length octets as BER allows them.
private struct BERHeader {
    var tag: Tag
    /// `nil`: indefinite.
    let length: Int?
    let isMinimal: Bool

    init(_ message: Bytes, at position: inout Int, end: Int) throws(ASN1Error) {
        let start = position
        func next(_ position: inout Int) throws(ASN1Error) -> UInt8 {
            guard position < end else { throw ASN1Error(.truncated, at: position) }
            defer { position += 1 }
            return message[position]
        }
        let first = try next(&position)
        var number = UInt32(first & 0x1F)
        if number == 0x1F {
            number = 0
            while true {
                let octet = try next(&position)
                guard number != 0 || octet != 0x80, number >> 25 == 0 else {
                    throw ASN1Error(.invalidTagNumber, at: start)
                }
                number = number << 7 | UInt32(octet & 0x7F)
                if octet < 0x80 { break }
            }
            guard number >= 31 else { throw ASN1Error(.invalidTagNumber, at: start) }
        }
        tag = Tag(number: number, classAndForm: first & 0xE0)

        let lengthStart = position
        let lengthOctet = try next(&position)
        if lengthOctet == 0x80 {
            guard tag.isConstructed else { throw ASN1Error(.indefiniteLength, at: lengthStart) }
            (length, isMinimal) = (nil, false)
            return
        }
        var value = Int(lengthOctet)
        if lengthOctet > 0x80 {
            value = 0
            for _ in 0..<(lengthOctet & 0x7F) {
                guard value >> 48 == 0 else { throw ASN1Error(.lengthTooLarge, at: lengthStart) }
                value = value << 8 | Int(try next(&position))
            }
        }
        guard value <= end - position else { throw ASN1Error(.truncated, at: lengthStart) }
        (length, isMinimal) = (value, position - lengthStart == DERLength.octetCount(value))
    }
}
