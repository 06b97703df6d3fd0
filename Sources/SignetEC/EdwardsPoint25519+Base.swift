internal import SignetBytes

/// Multiples of the base point of edwards25519, computed once, when the first of them is needed.
///
/// They are public, the same for everybody, and kept to the end of the program.
@safe
struct BaseMultiples25519: @unchecked Sendable {
    typealias Point = EdwardsPoint25519.PreparedAffine

    /// j·256ⁱ·B for i = 0…31 and j = 1…8, at 8i + j − 1: for secret scalars.
    let comb: UnsafePointer<Point>
    /// B, 3B, 5B, …, 127B: for public ones.
    let odd: UnsafePointer<Point>

    static let shared = BaseMultiples25519()

    private init() {
        var points: [EdwardsPoint25519] = []
        points.reserveCapacity(256 + 64)
        var power = EdwardsPoint25519.base
        for _ in 0..<32 {
            let step = power.prepared
            var multiple = power
            for _ in 0..<8 {
                points.append(multiple)
                multiple = multiple.adding(step)
            }
            for _ in 0..<8 { power = power.doubled() }
        }
        let two = EdwardsPoint25519.base.doubled().prepared
        var multiple = EdwardsPoint25519.base
        for _ in 0..<64 {
            points.append(multiple)
            multiple = multiple.adding(two)
        }
        let memory = UnsafeMutablePointer<Point>.allocate(capacity: points.count)
        unsafe BaseMultiples25519.prepare(points, into: memory)
        unsafe (comb, odd) = (UnsafePointer(memory), UnsafePointer(memory + 256))
    }

    /// Divides by every Z with one inversion: Montgomery's trick.
    private static func prepare(_ points: [EdwardsPoint25519], into memory: UnsafeMutablePointer<Point>) {
        var products = [Field25519.one]
        for point in points { products.append(products[products.count - 1] * point.z) }
        var inverse = products[points.count].inverted()
        for index in stride(from: points.count - 1, through: 0, by: -1) {
            let point = points[index]
            let (x, y) = (point.x * (inverse * products[index]), point.y * (inverse * products[index]))
            inverse = inverse * point.z
            unsafe (memory + index).initialize(
                to: Point(
                    sum: (y + x).reduced(), difference: (y - x).reduced(),
                    t2d: (x * y * EdwardsPoint25519.doubleD).reduced()))
        }
    }

    /// digit·256^position·B for a secret digit from −8 to 8: every entry is read, and one kept by masking.
    @inline(__always)
    func select(_ position: Int, _ digit: Int8) -> Point {
        let sign = UInt64(UInt8(bitPattern: digit) >> 7)
        let size = (UInt64(bitPattern: Int64(digit)) ^ (0 &- sign)) &+ sign
        var point = Point(sum: .one, difference: .one, t2d: .zero)
        for index in 0..<8 {
            // All ones where the entry is the wanted one.
            let mask = 0 &- (((size ^ UInt64(index + 1)) &- 1) >> 63)
            let entry = unsafe (comb + position * 8 + index).pointee
            point.sum = Field25519.select(mask, entry.sum, point.sum)
            point.difference = Field25519.select(mask, entry.difference, point.difference)
            point.t2d = Field25519.select(mask, entry.t2d, point.t2d)
        }
        let negative = opaqueMask(sign)
        Field25519.exchange(negative, &point.sum, &point.difference)
        point.t2d = Field25519.select(negative, .zero - point.t2d, point.t2d)
        return point
    }
}

extension EdwardsPoint25519 {
    /// The base point times a secret scalar of 32 bytes, less than 2²⁵⁵: 64 digits from −8 to 8, the odd ones first, then
    /// four doublings, then the even ones.
    @inline(never)
    init(base scalar: Span<UInt8>) {
        let digits = signedDigits(scalar)
        let multiples = BaseMultiples25519.shared
        var sum = EdwardsPoint25519.identity
        for index in 0..<32 {
            sum = sum.adding(multiples.select(index, Int8(bitPattern: digits.span[2 * index + 1])))
        }
        sum = sum.doubled(withT: false).doubled(withT: false).doubled(withT: false).doubled()
        for index in 0..<32 {
            sum = sum.adding(multiples.select(index, Int8(bitPattern: digits.span[2 * index])))
        }
        self = sum
    }
}
