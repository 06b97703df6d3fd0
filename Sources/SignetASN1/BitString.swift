public import SignetBytes

/// A BIT STRING (X.690 §8.6).
public struct BitString: Hashable, Sendable {
    /// The bits, eight to a byte, the first in the highest place.
    public let bytes: Bytes
    /// How many bits of the last byte do not count, 0 to 7.
    public let unusedBitCount: Int

    init(bytes: Bytes, unusedBitCount: Int) {
        self.bytes = bytes
        self.unusedBitCount = unusedBitCount
    }

    /// A bit string of whole bytes: signatures, public keys.
    public init(_ bytes: Bytes) { self.init(bytes: bytes, unusedBitCount: 0) }

    /// A bit string whose last byte need not count wholly; `nil` unless the bits end in that byte, and the rest of it is zeros
    /// (X.690 §11.2.1).
    ///
    /// - Parameters:
    ///   - bytes: the bits, eight to a byte, the first in the highest place.
    ///   - bitCount: how many of them there are.
    public init?(_ bytes: Bytes, bitCount: Int) {
        let unused = bytes.count * 8 - bitCount
        guard (0...7).contains(unused), unused == 0 || bytes[bytes.count - 1] & (1 << UInt8(unused) - 1) == 0 else {
            return nil
        }
        self.init(bytes: bytes, unusedBitCount: unused)
    }

    /// A named bit list without its trailing zero bits (X.690 §11.2.2): `numbers` are the bits that are one.
    public init(named numbers: Set<Int>) {
        guard let highest = numbers.max() else {
            self.init(Bytes())
            return
        }
        var octets = [UInt8](repeating: 0, count: highest / 8 + 1)
        for number in numbers { octets[number / 8] |= 0x80 >> (number % 8) }
        self.init(bytes: Bytes(octets), unusedBitCount: 7 - highest % 8)
    }

    /// Whether the bit with this number, counted from the first, is there and is one.
    public func contains(_ number: Int) -> Bool {
        number < bytes.count * 8 - unusedBitCount && bytes[number / 8] & (0x80 >> (number % 8)) != 0
    }
}
