internal import SignetBytes

/// A secret number that others are reduced by: a prime factor of an RSA modulus, or one less than it.
///
/// Its size in bits is public, so that its highest limb is known not to be zero, which division asks for.
/// Powers and inverses want it odd. Results are as wide as the modulus, and less than it.
public struct SecretModulus: ~Copyable, Sendable {
    /// The value, no wider than it must be.
    public let number: SecretNatural
    /// The position of its highest bit, counted from one.
    public let bitCount: Int

    /// Makes the size of `number` public; nil for zero.
    public init?(_ number: borrowing SecretNatural) {
        bitCount = number.declassifiedBitCount()
        guard bitCount > 0 else { return nil }
        self.number = number.resized(to: SecretNatural.limbCount(bitCount: bitCount))
    }

    /// A public number that secrets are to be reduced by; nil for zero.
    public init?(_ number: Natural) { self.init(SecretNatural(number)) }

    /// How many limbs of 64 bits the modulus, and what is reduced by it, takes.
    public var limbCount: Int { number.limbCount }

    /// One less than an odd modulus: the order of the numbers modulo a prime.
    public borrowing func predecessor() -> SecretModulus? { SecretModulus(number.subtracting(1)) }

    /// `a mod self`. `a` may be wider.
    public borrowing func remainder(of a: borrowing SecretNatural) -> SecretNatural {
        SecretNatural(limbs: GMP.remainder(a.limbs, by: number.limbs))
    }

    /// `a · b mod self`.
    public borrowing func product(_ a: borrowing SecretNatural, _ b: borrowing SecretNatural) -> SecretNatural {
        remainder(of: a.multiplied(by: b))
    }

    /// `a − b mod self`, of two numbers that are reduced.
    public borrowing func difference(_ a: borrowing SecretNatural, _ b: borrowing SecretNatural) -> SecretNatural {
        precondition(a.limbCount == limbCount && b.limbCount == limbCount, "SecretModulus: not reduced")
        let difference = SecretNatural(zeros: limbCount)
        let borrow = GMP.subtract(a.limbs, b.limbs, into: difference.limbs)
        GMP.add(number.limbs, to: difference.limbs, if: borrow)
        return difference
    }

    /// `base ^ exponent mod self`; the exponent is read as `exponentBitCount` bits, its real size stays hidden. The base
    /// may be wider than the modulus, which is odd.
    public borrowing func power(
        _ base: borrowing SecretNatural, _ exponent: borrowing SecretNatural, exponentBitCount: Int
    ) -> SecretNatural {
        SecretNatural(
            limbs: GMP.power(base.limbs, exponent.limbs, exponentBitCount: exponentBitCount, modulo: number.limbs))
    }

    /// `a⁻¹ mod self`, of a reduced number, self being odd; nil when there is none, which becomes public.
    public borrowing func inverse(of a: borrowing SecretNatural) -> SecretNatural? {
        precondition(a.limbCount == limbCount, "SecretModulus: not reduced")
        let result = SecretNatural(zeros: limbCount)
        let exists = GMP.invert(a.limbs, modulo: number.limbs, into: result.limbs)
        guard Choice(exists, equals: 1).declassified else { return nil }
        return result
    }

    /// A random number less than the modulus, even but for one part in 2^64.
    public borrowing func randomRemainder() -> SecretNatural {
        remainder(of: .random(limbCount: limbCount + 1))
    }
}
