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
        let arcs = text.split(separator: ".", omittingEmptySubsequences: false)
        guard arcs.count >= 2, let root = UInt8(arcs[0]), root <= 2 else { return nil }
        var octets: [UInt8] = []
        for (index, arc) in arcs.enumerated() {
            guard !arc.isEmpty, arc.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                arc.utf8.count == 1 || arc.utf8.first != 0x30
            else { return nil }
            guard index > 0 else { continue }
            // X.690 §8.19.4: the first two arcs X and Y share one number, 40·X + Y; Y is unbounded below X = 2 only.
            if index == 1, root < 2 { guard let second = UInt8(arc), second < 40 else { return nil } }
            octets += base128(arc.utf8, plus: index == 1 ? root * 40 : 0)
        }
        contents = Bytes(octets)
    }
}

/// The octets of an arc: a decimal number, seven bits an octet, the first octet the highest.
private func base128(_ digits: some Sequence<UInt8>, plus addend: UInt8) -> [UInt8] {
    var groups: [UInt8] = [0]  // the lowest first
    func accumulate(_ factor: UInt16, _ term: UInt8) {
        var carry = UInt16(term)
        for index in groups.indices {
            let value = UInt16(groups[index]) * factor + carry
            groups[index] = UInt8(value & 0x7F)
            carry = value >> 7
        }
        if carry > 0 { groups.append(UInt8(carry)) }
    }
    for digit in digits { accumulate(10, digit - 0x30) }
    accumulate(1, addend)
    return groups.indices.reversed().map { groups[$0] | ($0 > 0 ? 0x80 : 0) }
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
