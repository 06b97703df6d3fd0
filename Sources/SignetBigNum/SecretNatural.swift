public import SignetBytes

/// A natural number of an announced width and a hidden value, in memory that is erased.
///
/// The width, in limbs of 64 bits, is public; the value is not. Every operation takes time, and touches memory,
/// by the widths alone. An operation whose result would need more than its announced width is a programmer's mistake
/// and gives the result's low limbs.
public struct SecretNatural: ~Copyable, Sendable {
    let limbs: ErasedBuffer<UInt>

    /// How many limbs of 64 bits hold the value, leading zeros included.
    public var limbCount: Int { limbs.count }

    /// How many limbs a number of `bitCount` bits needs.
    public static func limbCount(bitCount: Int) -> Int { (bitCount + UInt.bitWidth - 1) / UInt.bitWidth }

    /// Zero.
    public init(zeros limbCount: Int) { limbs = ErasedBuffer(zeros: limbCount) }

    /// The number that big-endian bytes write, which must fit `limbCount` limbs but for leading zeros.
    public init(bigEndian bytes: Span<UInt8>, limbCount: Int) {
        self.init(zeros: limbCount)
        for index in bytes.indices {
            let place = bytes.count - 1 - index
            guard place < limbCount * 8 else { continue }
            limbs[place / 8] |= UInt(bytes[index]) << (8 * (place % 8))
        }
    }

    /// A public number that is about to take part in something secret.
    public init(_ number: Natural, limbCount: Int? = nil) {
        let limbCount = limbCount ?? number.limbs.count
        precondition(limbCount >= number.limbs.count, "SecretNatural: the number needs more limbs")
        self.init(zeros: limbCount)
        for (index, limb) in number.limbs.enumerated() { limbs[index] = limb }
    }

    /// Uniformly random in all its bits.
    public static func random(limbCount: Int) -> SecretNatural {
        SecretNatural(bigEndian: Randomness.secret(count: limbCount * 8).span, limbCount: limbCount)
    }

    /// The same value in a memory of its own, `limbCount` limbs wide: zeros are added, or the high limbs dropped.
    public borrowing func resized(to limbCount: Int) -> SecretNatural {
        let copy = SecretNatural(zeros: limbCount)
        for index in 0..<min(limbCount, self.limbCount) { copy.limbs[index] = limbs[index] }
        return copy
    }

    /// A second, separately owned copy.
    public borrowing func duplicate() -> SecretNatural { resized(to: limbCount) }

    /// Big-endian, the low `count` bytes.
    public borrowing func bytes(count: Int) -> SecretBytes {
        SecretBytes(capacity: count) { output in
            for place in (0..<count).reversed() {
                let limb = place / 8 < limbCount ? limbs[place / 8] : 0
                output.append(UInt8(truncatingIfNeeded: limb >> (8 * (place % 8))))
            }
        }
    }

    /// The value as a public number, for a result that is not secret (a signature, a modulus).
    public borrowing func declassified() -> Natural {
        var copy: [UInt] = []
        for index in 0..<limbCount { copy.append(SignetBytes.declassified(limbs[index])) }
        return Natural(limbs: copy)
    }

    /// The position of the highest bit that is set, counted from one. **Makes the size of the value public**, which is
    /// known for a factor of a modulus and for everything that a key file writes as an INTEGER.
    public borrowing func declassifiedBitCount() -> Int {
        for index in (0..<limbCount).reversed() where !Choice(isZero: limbs[index]).declassified {
            return (index + 1) * UInt.bitWidth - SignetBytes.declassified(limbs[index]).leadingZeroBitCount
        }
        return 0
    }
}

extension SecretNatural {
    /// Whether the lowest bit is set.
    public var isOdd: Choice { limbCount == 0 ? .no : Choice(limbs[0] & 1, equals: 1) }

    /// Whether the value is zero.
    public var isZero: Choice { equals(0) }

    /// Whether the value is that of one limb.
    public borrowing func equals(_ value: UInt) -> Choice {
        var difference = value
        if limbCount > 0 { difference ^= limbs[0] }
        for index in 0..<limbCount where index > 0 { difference |= limbs[index] }
        return Choice(isZero: difference)
    }

    /// Whether two values are equal; their widths may differ.
    public borrowing func equals(_ other: borrowing SecretNatural) -> Choice {
        var difference: UInt = 0
        for index in 0..<max(limbCount, other.limbCount) {
            difference |=
                (index < limbCount ? limbs[index] : 0) ^ (index < other.limbCount ? other.limbs[index] : 0)
        }
        return Choice(isZero: difference)
    }

    /// `ifYes` or `ifNo`, by masking. Both are equally wide.
    public static func select(
        _ choice: Choice, _ ifYes: borrowing SecretNatural, _ ifNo: borrowing SecretNatural
    ) -> SecretNatural {
        precondition(ifYes.limbCount == ifNo.limbCount, "SecretNatural: different widths")
        let result = SecretNatural(zeros: ifNo.limbCount)
        for index in 0..<ifNo.limbCount { result.limbs[index] = choice.select(ifYes.limbs[index], ifNo.limbs[index]) }
        return result
    }

    /// Half of the value, rounded down.
    public borrowing func halved() -> SecretNatural {
        let result = SecretNatural(zeros: limbCount)
        for index in 0..<limbCount {
            let above = index + 1 < limbCount ? limbs[index + 1] : 0
            result.limbs[index] = limbs[index] >> 1 | above << (UInt.bitWidth - 1)
        }
        return result
    }
}
