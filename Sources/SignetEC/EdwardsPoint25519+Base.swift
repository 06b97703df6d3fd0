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
        let masks = opaqueMasks(size)
        // Word by word through all eight entries, in a form that the compiler turns into vector instructions.
        var words = InlineArray<15, UInt64>(repeating: 0)
        let entries = unsafe UnsafeRawPointer(comb + position &* 8)
        for index in 0..<15 {
            func entry(_ number: Int) -> UInt64 {
                unsafe entries.load(fromByteOffset: ((number &- 1) &* 15 &+ index) &* 8, as: UInt64.self)
                    & masks[unchecked: number]
            }
            let low = entry(1) | entry(2) | entry(3) | entry(4)
            let high = entry(5) | entry(6) | entry(7) | entry(8)
            unsafe words[unchecked: index] = low | high
        }
        // For zero, the neutral element: y + x = y − x = 1.
        let zero = masks[0] & 1
        var point = unsafe Point(
            sum: Field25519(
                words[unchecked: 0] | zero, words[unchecked: 1], words[unchecked: 2], words[unchecked: 3],
                words[unchecked: 4]),
            difference: Field25519(
                words[unchecked: 5] | zero, words[unchecked: 6], words[unchecked: 7], words[unchecked: 8],
                words[unchecked: 9]),
            t2d: Field25519(
                words[unchecked: 10], words[unchecked: 11], words[unchecked: 12], words[unchecked: 13],
                words[unchecked: 14]))
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
        #if arch(x86_64)
        if Self.hasVectors {
            self.init(baseDigits: digits.span)
            return
        }
        #endif
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
