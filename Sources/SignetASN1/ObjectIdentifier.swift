public import SignetBytes

/// An OBJECT IDENTIFIER, held as its DER contents (X.690 §8.19): reading one costs no allocation.
public struct ObjectIdentifier: Hashable, Sendable {
    /// The content octets.
    public let contents: Bytes

    /// Checks the content octets: not empty, no arc with a needless leading octet, the last arc complete.
    public init?(contents: Bytes) {
        guard let last = contents.last, last < 0x80 else { return nil }
        var atStart = true
        for octet in contents {
            if atStart && octet == 0x80 { return nil }
            atStart = octet < 0x80
        }
        self.contents = contents
    }

    /// From arcs; `nil` when there are fewer than two, or the first two cannot be (X.660 §6.2).
    public init?(arcs: [UInt64]) {
        guard arcs.count >= 2, arcs[0] <= 2, arcs[0] == 2 || arcs[1] < 40 else { return nil }
        let (first, overflow) = (arcs[0] * 40).addingReportingOverflow(arcs[1])
        guard !overflow else { return nil }
        var octets: [UInt8] = []
        for arc in [first] + arcs.dropFirst(2) {
            let groupCount = max(1, (64 - arc.leadingZeroBitCount + 6) / 7)
            for group in (0..<groupCount).reversed() {
                octets.append(UInt8(truncatingIfNeeded: arc >> (7 * UInt64(group))) & 0x7F | (group > 0 ? 0x80 : 0))
            }
        }
        contents = Bytes(octets)
    }

    /// From dotted decimal; `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        var arcs: [UInt64] = []
        for part in text.split(separator: ".", omittingEmptySubsequences: false) {
            guard let arc = UInt64(part) else { return nil }
            arcs.append(arc)
        }
        self.init(arcs: arcs)
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
    /// Dotted decimal, whatever the size of the arcs.
    public var description: String {
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

/// X.690 §8.19.4: the first two arcs X and Y share one number, 40·X + Y, where X ≤ 2 and Y is unbounded below X = 2.
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
