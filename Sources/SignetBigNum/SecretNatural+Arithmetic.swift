public import SignetBytes

extension SecretNatural {
    init(limbs: consuming ErasedBuffer<UInt>) { self.limbs = limbs }

    /// `self + other`, as wide as `self`, which has room for the sum.
    public borrowing func adding(_ other: borrowing SecretNatural) -> SecretNatural {
        let sum = SecretNatural(zeros: limbCount)
        if other.limbCount == limbCount {
            GMP.add(limbs, other.limbs, into: sum.limbs)
        } else {
            GMP.add(limbs, other.resized(to: limbCount).limbs, into: sum.limbs)
        }
        return sum
    }

    /// `self + limb`, as wide as `self`.
    public borrowing func adding(_ limb: UInt) -> SecretNatural {
        let sum = duplicate()
        GMP.add(limb, to: sum.limbs)
        return sum
    }

    /// `self − other`, as wide as `self`; `other` is not the greater.
    public borrowing func subtracting(_ other: borrowing SecretNatural) -> SecretNatural {
        let difference = SecretNatural(zeros: limbCount)
        if other.limbCount == limbCount {
            GMP.subtract(limbs, other.limbs, into: difference.limbs)
        } else {
            GMP.subtract(limbs, other.resized(to: limbCount).limbs, into: difference.limbs)
        }
        return difference
    }

    /// `self − limb`, as wide as `self`.
    public borrowing func subtracting(_ limb: UInt) -> SecretNatural {
        let difference = duplicate()
        GMP.subtract(limb, from: difference.limbs)
        return difference
    }

    /// `self · other`, as wide as both together.
    public borrowing func multiplied(by other: borrowing SecretNatural) -> SecretNatural {
        SecretNatural(limbs: GMP.multiply(limbs, other.limbs))
    }

    /// `⌊self / divisor⌋`, as wide as `self`.
    public borrowing func divided(by divisor: borrowing SecretModulus) -> SecretNatural {
        SecretNatural(limbs: GMP.quotient(limbs, by: divisor.number.limbs))
    }

    /// Whether `self < other`; their widths may differ.
    public borrowing func isLess(than other: borrowing SecretNatural) -> Choice {
        let width = max(limbCount, other.limbCount)
        let difference = SecretNatural(zeros: width)
        let borrow = GMP.subtract(
            resized(to: width).limbs, other.resized(to: width).limbs, into: difference.limbs)
        return Choice(borrow, equals: 1)
    }
}
