extension SecretNatural {
    /// The greatest common divisor of `self` and an odd number, as wide as that number.
    ///
    /// The binary algorithm, in as many steps as the widths could ever need: each step takes at least one bit away from the
    /// two numbers together, without a branch on either (The Art of Computer Programming, volume 2, §4.5.2, algorithm B).
    public borrowing func greatestCommonDivisor(withOdd other: borrowing SecretNatural) -> SecretNatural {
        let width = max(limbCount, other.limbCount)
        let u = resized(to: width)
        let v = other.resized(to: width)  // odd before and after every step
        for _ in 0..<2 * width * UInt.bitWidth {
            // An odd u gives way to u − v, which is even. If that is negative, v takes the place of u first.
            let isOdd = u.limbs[0] & 1
            let isNegative = GMP.subtract(v.limbs, from: u.limbs, if: isOdd)
            GMP.add(u.limbs, to: v.limbs, if: isNegative)
            u.negateAndHalve(if: isNegative)
        }
        return v.resized(to: other.limbCount)
    }

    /// `self = ±self / 2` of an even number, in place.
    private borrowing func negateAndHalve(if condition: UInt) {
        let mask = 0 &- condition
        var carry = condition
        var pending: UInt = 0
        for index in 0..<limbCount {
            let (sum, overflow) = (limbs[index] ^ mask).addingReportingOverflow(carry)
            carry = UInt(truncatingIfNeeded: overflow ? 1 : 0)
            if index > 0 { limbs[index - 1] = pending >> 1 | sum << UInt(UInt.bitWidth - 1) }
            pending = sum
        }
        limbs[limbCount - 1] = pending >> 1
    }
}
