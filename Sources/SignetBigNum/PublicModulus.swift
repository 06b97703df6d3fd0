public import SignetBytes
internal import Synchronization

/// An odd modulus that everyone knows, and powers to exponents that everyone knows, of bases that may be secret: what
/// verifying, wrapping a key and checking a signature before it leaves have in common.
///
/// Montgomery's method over GMP's limb loops, in erased memory, with a pattern of steps that depends on the modulus and the
/// exponent alone. Level with `mpz_powm`, which leaves what it worked on in GMP's heap.
public struct PublicModulus: Sendable {
    /// The modulus itself.
    public let number: Natural
    /// −number⁻¹ mod 2^64.
    private let inverse: UInt
    private let vectors = PreparedVectors()

    /// Nil unless `number` is odd and greater than one.
    public init?(_ number: Natural) {
        guard number.isOdd, number.bitCount > 1 else { return nil }
        self.number = number
        // Newton's iteration doubles the bits that are right: an odd number is its own inverse modulo 8.
        let low = number.limbs[0]
        var inverse = low
        for _ in 0..<5 { inverse = inverse &* (2 &- low &* inverse) }
        self.inverse = 0 &- inverse
    }

    /// How many limbs of 64 bits the modulus, and what is reduced by it, takes.
    public var limbCount: Int { number.limbs.count }

    /// `base ^ exponent mod number`, for an odd exponent and a base that is less than the modulus.
    public func power(
        _ base: borrowing SecretNatural, _ exponent: UInt64, level: CPU.Level = CPU.level
    ) -> SecretNatural {
        if let vectors = vectors.modulus(number, level) { return vectors.power(base, exponent) }
        precondition(
            exponent & 1 == 1 && base.limbCount == limbCount, "PublicModulus: not an odd exponent, or not reduced")
        let count = limbCount
        let result = SecretNatural(zeros: count)
        guard exponent > 1 else { return base.duplicate() }
        // R = 2^(64·count). In Montgomery's form x stands for x·R, and a reduced product of two such forms is one again.
        let shifted = SecretNatural(zeros: 2 * count)
        for index in 0..<count { shifted.limbs[count + index] = base.limbs[index] }
        let form = GMP.remainder(shifted.limbs, by: SecretNatural(number).limbs)
        let product = ErasedBuffer<UInt>(zeros: 2 * count)
        let scratch = ErasedBuffer<UInt>(zeros: GMP.productScratchCount(count, count))
        for index in 0..<count { result.limbs[index] = form[index] }
        unsafe number.limbs.withUnsafeBufferPointer { modulus in
            let modulus = modulus.baseAddress!
            var bit = UInt64.bitWidth - exponent.leadingZeroBitCount - 1
            while bit > 0 {
                bit -= 1
                unsafe GMP.square(result.limbs.base, count, into: product.base, scratch: scratch.base)
                unsafe GMP.reduce(
                    product.base, modulus: modulus, count: count, inverse: inverse, into: result.limbs.base)
                guard exponent >> UInt64(bit) & 1 == 1 else { continue }
                // The last factor is the base as it came: (x·R)·x·R⁻¹ leaves Montgomery's form on the way.
                let factor = unsafe bit == 0 ? base.limbs.base : form.base
                unsafe GMP.multiply(
                    result.limbs.base, count, factor, count, into: product.base, scratch: scratch.base)
                unsafe GMP.reduce(
                    product.base, modulus: modulus, count: count, inverse: inverse, into: result.limbs.base)
            }
            // What is less than R is less than the modulus after one subtraction only when the modulus fills its limbs.
            let rest = GMP.remainder(result.limbs, by: SecretNatural(number).limbs)
            for index in 0..<count { result.limbs[index] = rest[index] }
        }
        return result
    }

    /// `base ^ exponent mod number`, of public numbers.
    public func power(_ base: Natural, _ exponent: UInt64) -> Natural {
        power(SecretNatural(base, limbCount: limbCount), exponent).declassified()
    }

    /// `a⁻¹ mod number`, or nil when there is none, in time that depends on `a`.
    public func inverse(of a: Natural) -> Natural? {
        GMP.inverse(a.limbs, modulo: number.limbs).map(Natural.init(limbs:))
    }
}

extension PublicModulus: Hashable {
    /// Whether the numbers are the same.
    public static func == (a: PublicModulus, b: PublicModulus) -> Bool { a.number == b.number }
    /// Hashes the number.
    public func hash(into hasher: inout Hasher) { hasher.combine(number) }
}

/// What powers by vectors need to know of a modulus: made at the first power, and kept for the next ones.
private final class PreparedVectors: Sendable {
    private let prepared = Mutex<VectorModulus?>(nil)

    /// Nil where there are no such instructions, or the modulus is too large.
    func modulus(_ number: Natural, _ level: CPU.Level) -> VectorModulus? {
        guard level >= .avx512 else { return nil }
        return prepared.withLock { prepared in
            if let prepared { return prepared }
            prepared = VectorModulus(SecretNatural(number), level: level)
            return prepared
        }
    }
}
