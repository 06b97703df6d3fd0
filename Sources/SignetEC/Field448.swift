/// A number modulo p = 2⁴⁴⁸ − 2²²⁴ − 1, in eight limbs of 56 bits.
///
/// A product's limbs are less than 2⁵⁶ + 2¹⁴ ("tight"). Sums and differences are not carried: a factor may have limbs up
/// to 2⁵⁹, which leaves room for the difference of two sums of two tight numbers. No operation branches on a value or
/// looks one up.
struct Field448: Sendable {
    var l0, l1, l2, l3, l4, l5, l6, l7: UInt64

    @inline(__always)
    init(
        _ l0: UInt64, _ l1: UInt64, _ l2: UInt64, _ l3: UInt64, _ l4: UInt64, _ l5: UInt64, _ l6: UInt64, _ l7: UInt64
    ) {
        (self.l0, self.l1, self.l2, self.l3) = (l0, l1, l2, l3)
        (self.l4, self.l5, self.l6, self.l7) = (l4, l5, l6, l7)
    }

    static let mask: UInt64 = 1 << 56 - 1
    static var zero: Field448 { Field448(0, 0, 0, 0, 0, 0, 0, 0) }
    static var one: Field448 { Field448(1, 0, 0, 0, 0, 0, 0, 0) }

    @inline(__always)
    static func + (a: Field448, b: Field448) -> Field448 {
        Field448(
            a.l0 &+ b.l0, a.l1 &+ b.l1, a.l2 &+ b.l2, a.l3 &+ b.l3, a.l4 &+ b.l4, a.l5 &+ b.l5, a.l6 &+ b.l6,
            a.l7 &+ b.l7)
    }

    /// Adds 4p first, so that no limb falls below zero: `b` is tight or the sum of two tight numbers.
    @inline(__always)
    static func - (a: Field448, b: Field448) -> Field448 {
        let (four, middle): (UInt64, UInt64) = (0x3ff_ffff_ffff_fffc, 0x3ff_ffff_ffff_fff8)
        return Field448(
            a.l0 &+ four &- b.l0, a.l1 &+ four &- b.l1, a.l2 &+ four &- b.l2, a.l3 &+ four &- b.l3,
            a.l4 &+ middle &- b.l4, a.l5 &+ four &- b.l5, a.l6 &+ four &- b.l6, a.l7 &+ four &- b.l7)
    }

    /// Karatsuba's way over halves of four limbs: with φ = 2²²⁴ and φ² = φ + 1,
    /// (a + b·φ)·(c + d·φ) = a·c + b·d + φ·((a + b)·(c + d) − a·c).
    @inline(never)
    static func * (a: Field448, b: Field448) -> Field448 {
        let low = Product(Half(a.l0, a.l1, a.l2, a.l3), Half(b.l0, b.l1, b.l2, b.l3))
        let high = Product(Half(a.l4, a.l5, a.l6, a.l7), Half(b.l4, b.l5, b.l6, b.l7))
        let both = Product(
            Half(a.l0 &+ a.l4, a.l1 &+ a.l5, a.l2 &+ a.l6, a.l3 &+ a.l7),
            Half(b.l0 &+ b.l4, b.l1 &+ b.l5, b.l2 &+ b.l6, b.l3 &+ b.l7))
        return carry(low, high, both)
    }

    @inline(never)
    func squared() -> Field448 {
        let low = Product(squaring: Half(l0, l1, l2, l3))
        let high = Product(squaring: Half(l4, l5, l6, l7))
        let both = Product(squaring: Half(l0 &+ l4, l1 &+ l5, l2 &+ l6, l3 &+ l7))
        return Field448.carry(low, high, both)
    }

    /// The product with a number of at most 16 bits.
    @inline(__always)
    func multiplied(by small: UInt64) -> Field448 {
        Field448.carry(
            wide(l0, small), wide(l1, small), wide(l2, small), wide(l3, small), wide(l4, small), wide(l5, small),
            wide(l6, small), wide(l7, small))
    }

    /// Squares `count` times.
    func squared(_ count: Int) -> Field448 {
        var power = self
        for _ in 0..<count { power = power.squared() }
        return power
    }

    /// Half a number: four limbs.
    private struct Half {
        let l0, l1, l2, l3: UInt64
        @inline(__always)
        init(_ l0: UInt64, _ l1: UInt64, _ l2: UInt64, _ l3: UInt64) {
            (self.l0, self.l1, self.l2, self.l3) = (l0, l1, l2, l3)
        }
    }

    /// The product of two halves, not carried.
    private struct Product {
        let r0, r1, r2, r3, r4, r5, r6: UInt128

        @inline(__always)
        init(_ a: Half, _ b: Half) {
            r0 = wide(a.l0, b.l0)
            r1 = wide(a.l0, b.l1) &+ wide(a.l1, b.l0)
            r2 = wide(a.l0, b.l2) &+ wide(a.l1, b.l1) &+ wide(a.l2, b.l0)
            r3 = wide(a.l0, b.l3) &+ wide(a.l1, b.l2) &+ wide(a.l2, b.l1) &+ wide(a.l3, b.l0)
            r4 = wide(a.l1, b.l3) &+ wide(a.l2, b.l2) &+ wide(a.l3, b.l1)
            r5 = wide(a.l2, b.l3) &+ wide(a.l3, b.l2)
            r6 = wide(a.l3, b.l3)
        }

        @inline(__always)
        init(squaring a: Half) {
            let (d0, d1, d2) = (a.l0 &* 2, a.l1 &* 2, a.l2 &* 2)
            r0 = wide(a.l0, a.l0)
            r1 = wide(d0, a.l1)
            r2 = wide(d0, a.l2) &+ wide(a.l1, a.l1)
            r3 = wide(d0, a.l3) &+ wide(d1, a.l2)
            r4 = wide(d1, a.l3) &+ wide(a.l2, a.l2)
            r5 = wide(d2, a.l3)
            r6 = wide(a.l3, a.l3)
        }
    }

    /// Puts the three products together; no difference is negative, for each limb of `both` exceeds that of `low`.
    @inline(__always)
    private static func carry(_ low: Product, _ high: Product, _ both: Product) -> Field448 {
        carry(
            low.r0 &+ high.r0 &+ both.r4 &- low.r4, low.r1 &+ high.r1 &+ both.r5 &- low.r5,
            low.r2 &+ high.r2 &+ both.r6 &- low.r6, low.r3 &+ high.r3,
            high.r4 &+ both.r0 &- low.r0 &+ both.r4, high.r5 &+ both.r1 &- low.r1 &+ both.r5,
            high.r6 &+ both.r2 &- low.r2 &+ both.r6, both.r3 &- low.r3)
    }

    /// Brings sums of products, each less than 2¹²⁴, to tight limbs.
    @inline(__always)
    private static func carry(
        _ r0: UInt128, _ r1: UInt128, _ r2: UInt128, _ r3: UInt128, _ r4: UInt128, _ r5: UInt128, _ r6: UInt128,
        _ r7: UInt128
    ) -> Field448 {
        let s1 = r1 &+ (r0 &>> 56)
        let s2 = r2 &+ (s1 &>> 56)
        let s3 = r3 &+ (s2 &>> 56)
        let s4 = r4 &+ (s3 &>> 56)
        let s5 = r5 &+ (s4 &>> 56)
        let s6 = r6 &+ (s5 &>> 56)
        let s7 = r7 &+ (s6 &>> 56)
        // 2⁴⁴⁸ ≡ 2²²⁴ + 1.
        let over = s7 &>> 56
        let first = UInt128(limb(r0)) &+ over
        let middle = UInt128(limb(s4)) &+ over
        return Field448(
            limb(first), limb(s1) &+ UInt64(truncatingIfNeeded: first &>> 56), limb(s2), limb(s3),
            limb(middle), limb(s5) &+ UInt64(truncatingIfNeeded: middle &>> 56), limb(s6), limb(s7))
    }

    @inline(__always)
    private static func limb(_ wide: UInt128) -> UInt64 { UInt64(truncatingIfNeeded: wide) & mask }

    /// `ifYes` where the mask is all ones, `ifNo` where it is zero.
    @inline(__always)
    static func select(_ mask: UInt64, _ ifYes: Field448, _ ifNo: Field448) -> Field448 {
        Field448(
            ifNo.l0 ^ (mask & (ifYes.l0 ^ ifNo.l0)), ifNo.l1 ^ (mask & (ifYes.l1 ^ ifNo.l1)),
            ifNo.l2 ^ (mask & (ifYes.l2 ^ ifNo.l2)), ifNo.l3 ^ (mask & (ifYes.l3 ^ ifNo.l3)),
            ifNo.l4 ^ (mask & (ifYes.l4 ^ ifNo.l4)), ifNo.l5 ^ (mask & (ifYes.l5 ^ ifNo.l5)),
            ifNo.l6 ^ (mask & (ifYes.l6 ^ ifNo.l6)), ifNo.l7 ^ (mask & (ifYes.l7 ^ ifNo.l7)))
    }

    /// Exchanges two numbers where the mask is all ones.
    @inline(__always)
    static func exchange(_ mask: UInt64, _ a: inout Field448, _ b: inout Field448) {
        let first = select(mask, b, a)
        b = select(mask, a, b)
        a = first
    }
}

@inline(__always)
private func wide(_ a: UInt64, _ b: UInt64) -> UInt128 { UInt128(a) &* UInt128(b) }
