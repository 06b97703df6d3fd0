/// Reads identifier and length octets one by one (X.690 §8.1.2, §8.1.3), so that a chunk may end anywhere in them.
struct BERHeaderScanner: Sendable {
    /// What the octets said.
    enum Outcome {
        /// More octets belong to this header.
        case incomplete
        /// The end-of-contents octets (X.690 §8.1.5).
        case endOfContents
        /// A tag, and a length that is `nil` when it is indefinite.
        case header(Tag, length: Int?, isMinimal: Bool)
    }

    private enum Stage {
        case identifier
        case tagNumber
        case length
        case longLength
        case secondZero
        case complete
    }

    private var stage = Stage.complete
    /// The octets so far, which are those of the element's encoding.
    private(set) var octets: [UInt8] = []
    private var number: UInt32 = 0
    private var length = 0
    private var lengthOctetsLeft = 0

    /// Whether a header has begun that has not ended.
    var isInside: Bool { stage != .complete }
    /// Whether the first of two end-of-contents octets was all so far.
    var isAwaitingSecondZero: Bool { stage == .secondZero }
    /// Where the length octets of the last header stand.
    private(set) var lengthStart = 0

    /// Takes the octet at an offset of the message. `mayEnd` tells whether end-of-contents octets may stand here.
    mutating func take(_ octet: UInt8, at offset: Int, mayEnd: Bool) throws(ASN1Error) -> Outcome {
        if stage == .complete {
            stage = .identifier
            octets.removeAll(keepingCapacity: true)
        }
        octets.append(octet)
        switch stage {
        case .identifier, .complete:
            if octet == 0, mayEnd {
                stage = .secondZero
                return .incomplete
            }
            guard octet & 0xDF != 0 else { throw ASN1Error(.invalidTagNumber, at: offset) }
            number = octet & 0x1F == 0x1F ? 0 : UInt32(octet & 0x1F)
            stage = octet & 0x1F == 0x1F ? .tagNumber : .length
        case .secondZero:
            guard octet == 0 else { throw ASN1Error(.invalidTagNumber, at: offset - 1) }
            stage = .complete
            return .endOfContents
        case .tagNumber:
            // X.690 §8.1.2.4.2: seven bits an octet, no needless leading octet.
            let start = offset - octets.count + 1
            guard number != 0 || octet != 0x80, number >> 25 == 0 else { throw ASN1Error(.invalidTagNumber, at: start) }
            number = number << 7 | UInt32(octet & 0x7F)
            guard octet < 0x80 else { break }
            guard number >= 31 else { throw ASN1Error(.invalidTagNumber, at: start) }
            stage = .length
        case .length:
            lengthStart = offset
            length = 0
            if octet < 0x80 {
                stage = .complete
                return .header(tag, length: Int(octet), isMinimal: true)
            }
            lengthOctetsLeft = Int(octet & 0x7F)
            guard lengthOctetsLeft > 0 else {
                guard tag.isConstructed else { throw ASN1Error(.indefiniteLength, at: offset) }
                stage = .complete
                return .header(tag, length: nil, isMinimal: false)
            }
            stage = .longLength
        case .longLength:
            guard length >> 48 == 0 else { throw ASN1Error(.lengthTooLarge, at: lengthStart) }
            length = length << 8 | Int(octet)
            lengthOctetsLeft -= 1
            guard lengthOctetsLeft == 0 else { break }
            stage = .complete
            let isMinimal = offset - lengthStart + 1 == DERLength.octetCount(length)
            return .header(tag, length: length, isMinimal: isMinimal)
        }
        return .incomplete
    }

    private var tag: Tag { Tag(number: number, classAndForm: octets[0] & 0xE0) }
}
