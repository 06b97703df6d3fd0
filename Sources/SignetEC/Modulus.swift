internal import SignetBytes

/// An odd public modulus with the constants of Montgomery arithmetic. It is made once a curve and never freed.
@safe
final class Modulus: @unchecked Sendable {
    let limbCount: Int
    let bitCount: Int
    /// m.
    let number: Element
    /// −1/m modulo 2^64.
    let negatedInverse: UInt64
    /// R mod m: one, in Montgomery form.
    let one: Element
    /// R² mod m.
    let squareOfRadix: Element
    /// The number 1.
    let plainOne: Element

    /// The modulus that big-endian hexadecimal writes.
    init(_ text: String) {
        let bytes = Modulus.bytes(text)
        limbCount = (bytes.count + 7) / 8
        number = Modulus.permanent(limbCount)
        Modulus.load(bytes.span, into: number, limbCount: limbCount)
        bitCount = unsafe 64 * limbCount - number.limbs[limbCount - 1].leadingZeroBitCount

        // Newton: each step doubles the number of right bits; an odd number is its own inverse modulo 8.
        let lowest = unsafe number.limbs[0]
        var inverse = lowest
        for _ in 0..<5 { inverse = inverse &* (2 &- lowest &* inverse) }
        negatedInverse = 0 &- inverse

        plainOne = Modulus.permanent(limbCount)
        unsafe plainOne.limbs[0] = 1

        // 1 doubled 64·limbCount times is R; as often again, R².
        one = Modulus.permanent(limbCount)
        squareOfRadix = Modulus.permanent(limbCount)
        let scratch = Modulus.permanent(limbCount + 2)
        let field = MontgomeryField(self, scratch: scratch)
        field.copy(one, plainOne)
        for _ in 0..<64 * limbCount { field.double(one, one) }
        field.copy(squareOfRadix, one)
        for _ in 0..<64 * limbCount { field.double(squareOfRadix, squareOfRadix) }
        unsafe scratch.limbs.deallocate()
    }

    /// Memory that stays: what a constant lies in.
    static func permanent(_ limbCount: Int) -> Element {
        let limbs = Limbs.allocate(capacity: limbCount)
        unsafe limbs.initialize(repeating: 0, count: limbCount)
        return unsafe Element(limbs: limbs)
    }

    /// The number that big-endian hexadecimal writes, in memory that stays.
    func constant(_ text: String) -> Element {
        let element = Modulus.permanent(limbCount)
        let bytes = Modulus.bytes(text)
        load(bytes.span, into: element)
        return element
    }

    private static func bytes(_ text: String) -> [UInt8] {
        guard let bytes = Hex.decode(text) else { preconditionFailure("a constant is hexadecimal") }
        return bytes
    }

    private static func load(_ bytes: Span<UInt8>, into element: Element, limbCount: Int) {
        precondition(bytes.count <= 8 * limbCount, "Modulus: number too wide")
        for index in 0..<limbCount { unsafe element.limbs[index] = 0 }
        for index in bytes.indices {
            let position = bytes.count - 1 - index
            unsafe element.limbs[position >> 3] |= UInt64(bytes[index]) << UInt64(8 * (position & 7))
        }
    }
}

extension Modulus {
    /// Reads a big-endian number that fits in the limbs, whose width alone is public.
    func load(_ bytes: Span<UInt8>, into element: Element) {
        Modulus.load(bytes, into: element, limbCount: limbCount)
    }

    /// Appends a number as `byteCount` big-endian bytes.
    func store(_ element: Element, byteCount: Int, to output: inout OutputSpan<UInt8>) {
        for position in stride(from: byteCount - 1, through: 0, by: -1) {
            let limb = position >> 3 < limbCount ? unsafe element.limbs[position >> 3] : 0
            output.append(UInt8(truncatingIfNeeded: limb >> UInt64(8 * (position & 7))))
        }
    }

    /// All ones when a < m, else zero.
    func isBelow(_ a: Element) -> UInt64 {
        var wide: UInt128 = 0
        for index in 0..<limbCount {
            // What was borrowed stands in bit 64.
            wide = unsafe UInt128(a.limbs[index]) &- UInt128(number.limbs[index]) &- (wide >> 64 & 1)
        }
        return opaqueMask(UInt64(truncatingIfNeeded: wide >> 64 & 1))
    }

    /// a ← a − m if a ≥ m: reduces what is less than 2m.
    func reduceOnce(_ a: Element) {
        let mask = ~isBelow(a)
        var wide: UInt128 = 0
        for index in 0..<limbCount {
            wide = unsafe UInt128(a.limbs[index]) &- UInt128(number.limbs[index] & mask) &- (wide >> 64 & 1)
            unsafe a.limbs[index] = UInt64(truncatingIfNeeded: wide)
        }
    }

    /// Whether a is from 1 to m − 1, declassified.
    func isNonzeroResidue(_ a: Element) -> Bool { !isZero(a) && declassified(UInt(isBelow(a))) != 0 }

    /// Whether a = 0, declassified.
    func isZero(_ a: Element) -> Bool {
        var bits: UInt64 = 0
        for index in 0..<limbCount { unsafe bits |= a.limbs[index] }
        return declassified(UInt(bits)) == 0
    }
}
