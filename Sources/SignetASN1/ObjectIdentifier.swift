public import SignetBytes

/// An OBJECT IDENTIFIER, held as its DER contents (X.690 §8.19): reading one costs no allocation.
public struct ObjectIdentifier: Hashable, Sendable {
    /// The content octets.
    public let contents: Bytes

    /// Checks the content octets: not empty, no arc with a needless leading octet, the last arc complete.
    public init?(contents: Bytes) {
        guard unsafe DERScan.isObjectIdentifier(contents.memory, contents.count) else { return nil }
        self.contents = contents
    }

    /// From arcs; `nil` when there are fewer than two, or the first two cannot be (X.660 §6.2).
    public init?(arcs: [UInt64]) {
        guard arcs.count >= 2, arcs[0] <= 2, arcs[0] == 2 || arcs[1] < 40 else { return nil }
        self.init(arcs.map(String.init).joined(separator: "."))
    }

    /// From dotted decimal, arcs of any size, without needless zeros; `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        var encoder = ArcEncoder(capacity: text.utf8.count)
        for character in text.utf8 {
            guard character == UInt8(ascii: ".") ? encoder.endArc() : encoder.append(character) else { return nil }
        }
        guard encoder.endArc(), encoder.arcCount >= 2 else { return nil }
        contents = Bytes(encoder.octets)
    }
}

/// Turns dotted decimal into content octets as it comes: a program has hundreds of literals to read before its first message.
private struct ArcEncoder {
    private(set) var octets: [UInt8] = []
    private(set) var arcCount = 0
    private var root: UInt8 = 0
    /// The arc that is being read, seven bits an octet, the lowest first.
    private var groups: [UInt8] = [0]
    private var digitCount = 0

    init(capacity: Int) { octets.reserveCapacity(capacity) }

    /// Takes a digit; `false` for anything else, and behind a needless zero.
    mutating func append(_ character: UInt8) -> Bool {
        guard (0x30...0x39).contains(character), digitCount == 0 || groups.count > 1 || groups[0] > 0
        else { return false }
        accumulate(10, character - 0x30)
        digitCount += 1
        return true
    }

    /// Ends an arc; `false` when there is none, or it cannot be.
    mutating func endArc() -> Bool {
        guard digitCount > 0 else { return false }
        if arcCount == 0 {
            guard groups.count == 1, groups[0] <= 2 else { return false }
            root = groups[0]
        } else {
            // X.690 §8.19.4: the first two arcs X and Y share one number, 40·X + Y; Y is unbounded below X = 2 only.
            if arcCount == 1 {
                guard root == 2 || groups.count == 1 && groups[0] < 40 else { return false }
                accumulate(1, root * 40)
            }
            for index in groups.indices.reversed() { octets.append(groups[index] | (index > 0 ? 0x80 : 0)) }
        }
        arcCount += 1
        digitCount = 0
        groups.removeAll(keepingCapacity: true)
        groups.append(0)
        return true
    }

    private mutating func accumulate(_ factor: UInt16, _ term: UInt8) {
        var carry = UInt16(term)
        for index in groups.indices {
            let value = UInt16(groups[index]) * factor + carry
            groups[index] = UInt8(value & 0x7F)
            carry = value >> 7
        }
        if carry > 0 { groups.append(UInt8(carry)) }
    }
}

extension ObjectIdentifier: ExpressibleByStringLiteral {
    /// A literal of the program, in dotted decimal. Traps when it is no object identifier: it is part of the source.
    public init(stringLiteral text: String) {
        guard let identifier = ObjectIdentifier(text) else { preconditionFailure("\(text) is no object identifier") }
        self = identifier
    }
}

extension ObjectIdentifier: CustomStringConvertible {
    /// Dotted decimal, whatever the size of the arcs. An absurdly long identifier is only measured, since writing an arc
    /// in decimal takes time in the square of its length.
    public var description: String {
        guard contents.count <= 586 else { return "OBJECT IDENTIFIER of \(contents.count) octets" }
        var arcs: [String] = []
        var groups: [UInt8] = []
        for octet in contents {
            groups.append(octet & 0x7F)
            guard octet < 0x80 else { continue }
            arcs.append(contentsOf: arcs.isEmpty ? firstTwoArcs(groups) : [decimal(groups)])
            groups = []
        }
        return arcs.joined(separator: ".")
    }
}

/// X.690 §8.19.4, the other way round.
private func firstTwoArcs(_ groups: [UInt8]) -> [String] {
    if groups.count == 1, groups[0] < 80 { return ["\(groups[0] / 40)", "\(groups[0] % 40)"] }
    var rest = groups
    // Subtract 80 in base 128.
    var borrow = 80
    for index in rest.indices.reversed() where borrow > 0 {
        let difference = Int(rest[index]) - borrow
        rest[index] = UInt8(difference & 0x7F)
        borrow = difference < 0 ? 1 : 0
    }
    return ["2", decimal(rest)]
}

/// Base 128 to base 10, in steps of nine decimal digits.
private func decimal(_ groups: [UInt8]) -> String {
    var digits: [UInt64] = [0]
    for group in groups {
        var carry = UInt64(group)
        for index in digits.indices {
            let value = digits[index] << 7 + carry
            digits[index] = value % 1_000_000_000
            carry = value / 1_000_000_000
        }
        if carry > 0 { digits.append(carry) }
    }
    let head = String(digits[digits.count - 1])
    return digits.dropLast().reversed().reduce(head) { text, nine in
        let padded = String(nine)
        return text + String(repeating: "0", count: 9 - padded.count) + padded
    }
}
