public import SignetBytes

/// A natural number that everyone may know: an RSA modulus, a public exponent, a signature.
///
/// Its memory is ordinary and its arithmetic takes time that depends on the values. Secrets are `SecretNatural`s.
public struct Natural: Hashable, Sendable {
    /// 64 bits each, the least significant first, the last one not zero. No limbs: zero.
    let limbs: [UInt]

    init(limbs: [UInt]) {
        let count = limbs.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0
        self.limbs = count == limbs.count ? limbs : Array(limbs[..<count])
    }

    /// The number that big-endian bytes write. Leading zeros are allowed.
    public init(bigEndian bytes: Span<UInt8>) {
        var limbs: [UInt] = []
        limbs.reserveCapacity((bytes.count + 7) / 8)
        var end = bytes.count
        unsafe bytes.withUnsafeBytes { bytes in
            while end >= 8 {
                end -= 8
                unsafe limbs.append(UInt(bigEndian: bytes.loadUnaligned(fromByteOffset: end, as: UInt.self)))
            }
        }
        if end > 0 {
            var limb: UInt = 0
            for index in 0..<end { limb = limb << 8 | UInt(bytes[index]) }
            limbs.append(limb)
        }
        self.init(limbs: limbs)
    }

    /// A number of one limb.
    public init(_ value: UInt64) { self.init(limbs: [UInt(value)]) }

    /// 2^`exponent`.
    public static func powerOfTwo(_ exponent: Int) -> Natural {
        let (index, bit) = exponent.quotientAndRemainder(dividingBy: UInt.bitWidth)
        return Natural(limbs: [UInt](repeating: 0, count: index) + [1 << UInt(bit)])
    }

    /// The position of the highest bit that is set, counted from one; 0 for zero.
    public var bitCount: Int {
        limbs.last.map { limbs.count * UInt.bitWidth - $0.leadingZeroBitCount } ?? 0
    }

    /// How many bytes the number needs.
    public var byteCount: Int { (bitCount + 7) / 8 }

    /// Whether the lowest bit is set.
    public var isOdd: Bool { limbs.first.map { $0 & 1 == 1 } ?? false }

    /// The value, when 64 bits can hold it.
    public var uint64: UInt64? { limbs.count > 1 ? nil : UInt64(limbs.first ?? 0) }

    /// Big-endian, padded with zeros on the left to `count` bytes, or as short as can be when `count` is nil.
    public func bytes(count: Int? = nil) -> Bytes {
        let count = count ?? byteCount
        precondition(count >= byteCount, "Natural: does not fit \(count) bytes")
        return Bytes(capacity: count) { output in
            var end = count
            while end > 0 {
                // The octets of one limb, of which the highest may not be whole.
                let index = (end - 1) / 8
                let limb = index < limbs.count ? limbs[index] : 0
                var shift = 8 * (end - 8 * index)
                while shift > 0 {
                    shift -= 8
                    output.append(UInt8(truncatingIfNeeded: limb &>> UInt(shift)))
                }
                end = 8 * index
            }
        }
    }
}

extension Natural: Comparable {
    /// By value.
    public static func < (a: Natural, b: Natural) -> Bool {
        guard a.limbs.count == b.limbs.count else { return a.limbs.count < b.limbs.count }
        for (x, y) in zip(a.limbs.reversed(), b.limbs.reversed()) where x != y { return x < y }
        return false
    }
}
