internal import Synchronization

/// Affine odd multiples P, 3P, 5P … of a public point, and the same of 2^s·P, 2^(2s)·P and so on: for verification.
///
/// A scalar is taken in as many parts as there are such points, side by side, with one doubling for all of them.
@safe
final class OddMultiples: @unchecked Sendable {
    /// Digits are less than 2^(width − 1).
    let width: Int
    let partCount: Int
    /// The s above: how many digits a part has.
    let spacing: Int
    private let limbCount: Int
    /// X and Y of each, one after another.
    let entries: Element

    init(width: Int, partCount: Int, spacing: Int, limbCount: Int, entries: Element) {
        self.width = width
        self.partCount = partCount
        self.spacing = spacing
        self.limbCount = limbCount
        self.entries = entries
    }

    deinit { unsafe entries.limbs.deallocate() }

    /// How many digits each part of a scalar has.
    static func spacing(bitCount: Int, partCount: Int) -> Int { (bitCount + partCount) / partCount }

    /// X and Y of the multiple of a part's point by the magnitude of a digit.
    func entry(_ part: Int, _ digit: Int8) -> (x: Element, y: Element) {
        let index = part << (width - 2) + Int(digit.magnitude >> 1)
        let x = unsafe entries.limbs + 2 * limbCount * index
        return unsafe (Element(limbs: x), Element(limbs: x + limbCount))
    }
}

/// The multiples of a public key's point, made when they begin to pay: most keys verify once, an authority's often.
final class KeptMultiples: Sendable {
    /// With eight parts a verification is left with an eighth of its doublings. Making them takes as long as eight such
    /// verifications save; they fill 4 KiB for P-256.
    static let partCount = 8
    static let width = 5
    private static let useCountThatPays = 8

    private let useCount = Atomic<Int>(0)
    private let multiples = AtomicLazyReference<OddMultiples>()

    /// The multiples, unless there have been too few verifications for them to pay.
    func multiples(makingWith make: () -> OddMultiples) -> OddMultiples? {
        if let known = multiples.load() { return known }
        guard useCount.wrappingAdd(1, ordering: .relaxed).newValue > Self.useCountThatPays else { return nil }
        return multiples.storeIfNil(make())
    }
}

extension CurveArithmetic {
    /// The odd multiples of a point of order n, not infinity.
    func makeOddMultiples(_ x: Element, _ y: Element, width: Int, partCount: Int) -> OddMultiples {
        let limbCount = field.limbCount
        let spacing = OddMultiples.spacing(bitCount: curve.order.bitCount, partCount: partCount)
        let count = 1 << (width - 2)
        var memory = LimbMemory(capacity: 4 * limbCount * (partCount * (count + 1) + 20))
        var points: [Point] = []
        let twice = memory.point(limbCount)
        for part in 0..<partCount {
            let first = memory.point(limbCount)
            if part == 0 {
                field.copy(first.x, x)
                field.copy(first.y, y)
                field.copy(first.z, curve.field.one)
            } else {
                copy(first, points[points.count - count])
                for _ in 0..<spacing { double(first, first) }
            }
            points.append(first)
            double(twice, first)
            for _ in 1..<count {
                let next = memory.point(limbCount)
                add(next, points[points.count - 1], twice)
                points.append(next)
            }
        }
        return OddMultiples(
            width: width, partCount: partCount, spacing: spacing, limbCount: limbCount,
            entries: affine(points, &memory))
    }
}
