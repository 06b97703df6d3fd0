internal import SignetBytes

/// Multiples of the base point of edwards448, computed once, when the first of them is needed.
///
/// They are public, the same for everybody, and kept to the end of the program.
@safe
struct BaseMultiples448: @unchecked Sendable {
    typealias Point = EdwardsPoint448.Affine

    /// j·256ⁱ·B for i = 0…55 and j = 1…8, at 8i + j − 1: for secret scalars.
    let comb: UnsafePointer<Point>
    /// B, 3B, 5B, …, 63B: for public ones.
    let odd: UnsafePointer<Point>

    static let shared = BaseMultiples448()

    private init() {
        var points: [EdwardsPoint448] = []
        points.reserveCapacity(448 + 32)
        var power = EdwardsPoint448.base
        for _ in 0..<56 {
            var multiple = power
            for _ in 0..<8 {
                points.append(multiple)
                multiple = multiple.adding(power)
            }
            for _ in 0..<8 { power = power.doubled() }
        }
        let two = EdwardsPoint448.base.doubled()
        var multiple = EdwardsPoint448.base
        for _ in 0..<32 {
            points.append(multiple)
            multiple = multiple.adding(two)
        }
        let memory = UnsafeMutablePointer<Point>.allocate(capacity: points.count)
        unsafe BaseMultiples448.prepare(points, into: memory)
        unsafe (comb, odd) = (UnsafePointer(memory), UnsafePointer(memory + 448))
    }

    /// Divides by every Z with one inversion: Montgomery's trick.
    private static func prepare(_ points: [EdwardsPoint448], into memory: UnsafeMutablePointer<Point>) {
        var products = [Field448.one]
        for point in points { products.append(products[products.count - 1] * point.z) }
        var inverse = products[points.count].inverted()
        for index in stride(from: points.count - 1, through: 0, by: -1) {
            let point = points[index]
            let each = inverse * products[index]
            inverse = inverse * point.z
            unsafe (memory + index).initialize(
                to: Point(x: (point.x * each).reduced(), y: (point.y * each).reduced()))
        }
    }

    /// digit·256^position·B for a secret digit from −8 to 8: every entry is read, and one kept by masking.
    @inline(__always)
    func select(_ position: Int, _ digit: Int8) -> Point {
        let sign = UInt64(UInt8(bitPattern: digit) >> 7)
        let size = (UInt64(bitPattern: Int64(digit)) ^ (0 &- sign)) &+ sign
        let masks = opaqueMasks(size)
        var point = Point(x: .zero, y: .one)
        for index in 0..<8 {
            let entry = unsafe (comb + position * 8 + index).pointee
            point.x = Field448.select(masks[index + 1], entry.x, point.x)
            point.y = Field448.select(masks[index + 1], entry.y, point.y)
        }
        point.x = Field448.select(opaqueMask(sign), .zero - point.x, point.x)
        return point
    }
}

extension EdwardsPoint448 {
    /// The base point times a secret scalar of 56 bytes, less than the order: 112 digits from −8 to 8, the odd ones first,
    /// then four doublings, then the even ones.
    @inline(never)
    init(base scalar: Span<UInt8>) {
        let digits = signedDigits(scalar)
        let multiples = BaseMultiples448.shared
        var sum = EdwardsPoint448.identity
        for index in 0..<56 {
            sum = sum.adding(multiples.select(index, Int8(bitPattern: digits.span[2 * index + 1])))
        }
        sum = sum.doubled().doubled().doubled().doubled()
        for index in 0..<56 {
            sum = sum.adding(multiples.select(index, Int8(bitPattern: digits.span[2 * index])))
        }
        self = sum
    }

    /// s·B + k·a − r for public scalars: doublings shared, digits of the non-adjacent forms added.
    @inline(never)
    static func difference(
        _ s: Span<UInt8>, _ k: Span<UInt8>, _ a: EdwardsPoint448, _ r: EdwardsPoint448
    ) -> EdwardsPoint448 {
        let sDigits = nonAdjacentForm(s, width: 7)
        let kDigits = nonAdjacentForm(k, width: 5)
        let multiples = a.oddMultiples(8)
        let base = BaseMultiples448.shared
        var sum = EdwardsPoint448.identity
        var index = sDigits.count - 1
        while index >= 0, sDigits[index] == 0, kDigits[index] == 0 { index -= 1 }
        while index >= 0 {
            let (sDigit, kDigit) = (Int(sDigits[index]), Int(kDigits[index]))
            sum = sum.doubled()
            if kDigit != 0 {
                let multiple = multiples[abs(kDigit) >> 1]
                sum = sum.adding(kDigit > 0 ? multiple : multiple.negated)
            }
            if sDigit != 0 {
                var multiple = unsafe base.odd[abs(sDigit) >> 1]
                if sDigit < 0 { multiple.x = .zero - multiple.x }
                sum = sum.adding(multiple)
            }
            index -= 1
        }
        return sum.adding(r.negated)
    }

    /// The point, three times the point, and so on.
    func oddMultiples(_ count: Int) -> [EdwardsPoint448] {
        let two = doubled()
        var multiples = [self]
        multiples.reserveCapacity(count)
        while multiples.count < count { multiples.append(multiples[multiples.count - 1].adding(two)) }
        return multiples
    }
}
