public import SignetBytes

/// An INTEGER of any size, held as its DER contents: big-endian two's complement.
public struct ASN1Integer: Hashable, Sendable {
    /// The content octets, at least one.
    public let contents: Bytes

    init(contents: Bytes) { self.contents = contents }

    /// A non-negative number from its big-endian bytes; leading zeros are dropped.
    public init(magnitude: Bytes) {
        let minimal = magnitude.dropFirst(magnitude.prefix { $0 == 0 }.count)
        guard let first = minimal.first else {
            contents = [0]
            return
        }
        contents = first < 0x80 ? minimal : Bytes([0] + minimal)
    }

    /// A number that fits a machine word.
    public init(_ value: Int) {
        var octets = (0..<8).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        while octets.count > 1, (octets[0] == 0 && octets[1] < 0x80) || (octets[0] == 0xFF && octets[1] >= 0x80) {
            octets.removeFirst()
        }
        contents = Bytes(octets)
    }

    /// Whether it is below zero.
    public var isNegative: Bool { contents[0] >= 0x80 }

    /// Big-endian bytes without leading zeros (none for zero); `nil` for a negative number.
    public var magnitude: Bytes? {
        isNegative ? nil : contents.dropFirst(contents.prefix { $0 == 0 }.count)
    }

    /// The number, if it fits a machine word.
    public var intValue: Int? {
        let sign: UInt8 = isNegative ? 0xFF : 0
        var value = isNegative ? -1 : 0
        for octet in contents.drop(while: { $0 == sign }) {
            // Room for eight more bits is there while nine alike stand in front.
            guard value >> 55 == value >> 63 else { return nil }
            value = value << 8 | Int(octet)
        }
        return value
    }
}

extension ASN1Integer: ExpressibleByIntegerLiteral {
    /// A number that fits a machine word.
    public init(integerLiteral value: Int) { self.init(value) }
}

extension ASN1Integer: CustomStringConvertible {
    /// Decimal when it fits a machine word, else hexadecimal with colons, as certificate viewers print serial numbers.
    public var description: String {
        if let intValue { return String(intValue) }
        return magnitude.map { Hex.encode($0, separator: ":") } ?? "-" + Hex.encode(negated, separator: ":")
    }

    /// Its octets in hexadecimal, as serial numbers are written: `00:c4:01`; of a negative number those of its absolute value,
    /// after a minus sign.
    public var hexadecimal: String {
        isNegative ? "-" + Hex.encode(negated, separator: ":") : Hex.encode(contents, separator: ":")
    }

    /// The absolute value of a negative number: two's complement.
    private var negated: Bytes {
        var octets = contents.map { ~$0 }
        var index = octets.count - 1
        while index >= 0 {
            octets[index] &+= 1
            if octets[index] != 0 { break }
            index -= 1
        }
        return Bytes(Array(octets.drop { $0 == 0 }))
    }
}
