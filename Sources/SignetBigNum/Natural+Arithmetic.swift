/// Arithmetic of public numbers, in time that depends on their values.
extension Natural {
    /// Zero.
    public static let zero = Natural(0)
    /// One.
    public static let one = Natural(1)

    /// `self · other mod modulus`, which is not zero.
    public func multiplied(by other: Natural, modulo modulus: Natural) -> Natural {
        Natural(limbs: GMP.product(limbs, other.limbs)).reduced(modulo: modulus)
    }

    /// `self mod modulus`, which is not zero.
    public func reduced(modulo modulus: Natural) -> Natural {
        Natural(limbs: GMP.remainder(limbs, modulo: modulus.limbs))
    }

    /// `self ^ exponent mod modulus`, which is not zero.
    public func power(_ exponent: Natural, modulo modulus: Natural) -> Natural {
        Natural(limbs: GMP.power(limbs, exponent.limbs, modulo: modulus.limbs))
    }

    /// The number whose product with this one is 1 modulo `modulus`; nil when there is none.
    public func inverse(modulo modulus: Natural) -> Natural? {
        GMP.inverse(limbs, modulo: modulus.limbs).map(Natural.init(limbs:))
    }

    /// `⌊self / 2^count⌋`.
    public func shifted(rightBy count: Int) -> Natural {
        let (words, bits) = max(count, 0).quotientAndRemainder(dividingBy: UInt.bitWidth)
        guard words < limbs.count else { return .zero }
        var shifted = Array(limbs[words...])
        for index in shifted.indices where bits > 0 {
            let above = index + 1 < shifted.count ? shifted[index + 1] << UInt(UInt.bitWidth - bits) : 0
            shifted[index] = shifted[index] >> UInt(bits) | above
        }
        return Natural(limbs: shifted)
    }
}
