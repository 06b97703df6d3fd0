/// A number modulo p = 2²⁵⁵ − 19, in five limbs of 51 bits.
///
/// A product's limbs are less than 2⁵¹ + 2¹⁷ ("tight"). Sums and differences are not carried: a factor may have limbs up
/// to 2⁵⁴, which leaves room for the sum of a few tight numbers, or for the difference of two such sums of two. No
/// operation branches on a value or looks one up.
struct Field25519: Sendable {
    var l0, l1, l2, l3, l4: UInt64

    @inline(__always)
    init(_ l0: UInt64, _ l1: UInt64, _ l2: UInt64, _ l3: UInt64, _ l4: UInt64) {
        (self.l0, self.l1, self.l2, self.l3, self.l4) = (l0, l1, l2, l3, l4)
    }

    static let mask: UInt64 = 1 << 51 - 1
    static var zero: Field25519 { Field25519(0, 0, 0, 0, 0) }
    static var one: Field25519 { Field25519(1, 0, 0, 0, 0) }

    @inline(__always)
    static func + (a: Field25519, b: Field25519) -> Field25519 {
        Field25519(a.l0 &+ b.l0, a.l1 &+ b.l1, a.l2 &+ b.l2, a.l3 &+ b.l3, a.l4 &+ b.l4)
    }

    /// Adds 4p first, so that no limb falls below zero: `b` is tight or the sum of two tight numbers.
    @inline(__always)
    static func - (a: Field25519, b: Field25519) -> Field25519 {
        Field25519(
            a.l0 &+ 0x1f_ffff_ffff_ffb4 &- b.l0, a.l1 &+ 0x1f_ffff_ffff_fffc &- b.l1,
            a.l2 &+ 0x1f_ffff_ffff_fffc &- b.l2, a.l3 &+ 0x1f_ffff_ffff_fffc &- b.l3,
            a.l4 &+ 0x1f_ffff_ffff_fffc &- b.l4)
    }

    /// Schoolbook, 2²⁵⁵ ≡ 19 folded in beforehand.
    @inline(__always)
    static func * (a: Field25519, b: Field25519) -> Field25519 {
        let (b1, b2, b3, b4) = (b.l1 &* 19, b.l2 &* 19, b.l3 &* 19, b.l4 &* 19)
        let r0 = wide(a.l0, b.l0) &+ wide(a.l1, b4) &+ wide(a.l2, b3) &+ wide(a.l3, b2) &+ wide(a.l4, b1)
        let r1 = wide(a.l0, b.l1) &+ wide(a.l1, b.l0) &+ wide(a.l2, b4) &+ wide(a.l3, b3) &+ wide(a.l4, b2)
        let r2 = wide(a.l0, b.l2) &+ wide(a.l1, b.l1) &+ wide(a.l2, b.l0) &+ wide(a.l3, b4) &+ wide(a.l4, b3)
        let r3 = wide(a.l0, b.l3) &+ wide(a.l1, b.l2) &+ wide(a.l2, b.l1) &+ wide(a.l3, b.l0) &+ wide(a.l4, b4)
        let r4 = wide(a.l0, b.l4) &+ wide(a.l1, b.l3) &+ wide(a.l2, b.l2) &+ wide(a.l3, b.l1) &+ wide(a.l4, b.l0)
        return carry(r0, r1, r2, r3, r4)
    }

    @inline(__always)
    func squared() -> Field25519 {
        let (d0, d1, d2, d3) = (l0 &* 2, l1 &* 2, l2 &* 2, l3 &* 2)
        let (f3, f4) = (l3 &* 19, l4 &* 19)
        return Field25519.carry(
            wide(l0, l0) &+ wide(d1, f4) &+ wide(d2, f3), wide(d0, l1) &+ wide(d2, f4) &+ wide(l3, f3),
            wide(d0, l2) &+ wide(l1, l1) &+ wide(d3, f4), wide(d0, l3) &+ wide(d1, l2) &+ wide(l4, f4),
            wide(d0, l4) &+ wide(d1, l3) &+ wide(l2, l2))
    }

    /// The product with a number of at most 17 bits.
    @inline(__always)
    func multiplied(by small: UInt64) -> Field25519 {
        Field25519.carry(wide(l0, small), wide(l1, small), wide(l2, small), wide(l3, small), wide(l4, small))
    }

    /// Squares `count` times.
    func squared(_ count: Int) -> Field25519 {
        var power = self
        for _ in 0..<count { power = power.squared() }
        return power
    }

    /// Brings sums of products, each less than 2¹¹⁵, the last less than 2¹¹¹, to tight limbs: twice, every limb gives what
    /// is above its 51 bits to the next, all at the same time.
    @inline(__always)
    private static func carry(
        _ r0: UInt128, _ r1: UInt128, _ r2: UInt128, _ r3: UInt128, _ r4: UInt128
    ) -> Field25519 {
        // Two shifts that are added one after the other: as one shift of a double word they would take longer.
        let s0 = low(r0) &+ (high(r4) &* 19) &<< 13 &+ (low64(r4) &>> 51) &* 19
        let s1 = low(r1) &+ high(r0) &<< 13 &+ low64(r0) &>> 51
        let s2 = low(r2) &+ high(r1) &<< 13 &+ low64(r1) &>> 51
        let s3 = low(r3) &+ high(r2) &<< 13 &+ low64(r2) &>> 51
        let s4 = low(r4) &+ high(r3) &<< 13 &+ low64(r3) &>> 51
        return Field25519(
            (s0 & mask) &+ (s4 &>> 51) &* 19, (s1 & mask) &+ s0 &>> 51, (s2 & mask) &+ s1 &>> 51,
            (s3 & mask) &+ s2 &>> 51, (s4 & mask) &+ s3 &>> 51)
    }

    @inline(__always)
    private static func low(_ wide: UInt128) -> UInt64 { UInt64(truncatingIfNeeded: wide) & mask }
    @inline(__always)
    private static func low64(_ wide: UInt128) -> UInt64 { UInt64(truncatingIfNeeded: wide) }
    @inline(__always)
    private static func high(_ wide: UInt128) -> UInt64 { UInt64(truncatingIfNeeded: wide &>> 64) }

    /// `ifYes` where the mask is all ones, `ifNo` where it is zero.
    @inline(__always)
    static func select(_ mask: UInt64, _ ifYes: Field25519, _ ifNo: Field25519) -> Field25519 {
        Field25519(
            ifNo.l0 ^ (mask & (ifYes.l0 ^ ifNo.l0)), ifNo.l1 ^ (mask & (ifYes.l1 ^ ifNo.l1)),
            ifNo.l2 ^ (mask & (ifYes.l2 ^ ifNo.l2)), ifNo.l3 ^ (mask & (ifYes.l3 ^ ifNo.l3)),
            ifNo.l4 ^ (mask & (ifYes.l4 ^ ifNo.l4)))
    }

    /// Exchanges two numbers where the mask is all ones.
    @inline(__always)
    static func exchange(_ mask: UInt64, _ a: inout Field25519, _ b: inout Field25519) {
        let (x0, x1, x2) = (mask & (a.l0 ^ b.l0), mask & (a.l1 ^ b.l1), mask & (a.l2 ^ b.l2))
        let (x3, x4) = (mask & (a.l3 ^ b.l3), mask & (a.l4 ^ b.l4))
        a = Field25519(a.l0 ^ x0, a.l1 ^ x1, a.l2 ^ x2, a.l3 ^ x3, a.l4 ^ x4)
        b = Field25519(b.l0 ^ x0, b.l1 ^ x1, b.l2 ^ x2, b.l3 ^ x3, b.l4 ^ x4)
    }
}

@inline(__always)
private func wide(_ a: UInt64, _ b: UInt64) -> UInt128 { UInt128(a) &* UInt128(b) }

extension Field25519 {
    /// p.
    private static let modulus = Modulus("7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFED")

    /// 1/self, or zero for zero.
    func inverted() -> Field25519 {
        var memory = LimbMemory(capacity: 32)
        let element = memory.element(4)
        let a = reduced()
        unsafe element.limbs[0] = a.l0 | a.l1 << 51
        unsafe element.limbs[1] = a.l1 >> 13 | a.l2 << 38
        unsafe element.limbs[2] = a.l2 >> 26 | a.l3 << 25
        unsafe element.limbs[3] = a.l3 >> 39 | a.l4 << 12
        unsafe Inversion.invert(element.limbs, ConstantLimbs(element.limbs), Self.modulus, &memory)
        return unsafe Field25519(element.limbs[0], element.limbs[1], element.limbs[2], element.limbs[3])
    }

    /// self^((p − 5)/8), for square roots (RFC 8032 §5.1.3).
    func rootPower() -> Field25519 { chain.squared(2) * self }

    /// self^(2²⁵⁰ − 1).
    private var chain: Field25519 {
        let two = squared()
        let nine = two.squared(2) * self
        let eleven = nine * two
        let power5 = eleven.squared() * nine  // 2⁵ − 1
        let power10 = power5.squared(5) * power5
        let power20 = power10.squared(10) * power10
        let power40 = power20.squared(20) * power20
        let power50 = power40.squared(10) * power10
        let power100 = power50.squared(50) * power50
        let power200 = power100.squared(100) * power100
        return power200.squared(50) * power50
    }

    /// The number written in 32 bytes from `offset` on, the lowest first; the topmost bit is not looked at.
    init(_ bytes: Span<UInt8>, at offset: Int = 0) {
        self.init(
            word(bytes, offset), word(bytes, offset + 8), word(bytes, offset + 16), word(bytes, offset + 24))
    }

    /// From four limbs of 64 bits; the topmost bit is not looked at.
    private init(_ w0: UInt64, _ w1: UInt64, _ w2: UInt64, _ w3: UInt64) {
        let mask = Field25519.mask
        self.init(
            w0 & mask, (w0 >> 51 | w1 << 13) & mask, (w1 >> 38 | w2 << 26) & mask, (w2 >> 25 | w3 << 39) & mask,
            w3 >> 12 & mask)
    }

    /// The same number with limbs of 51 bits, less than p.
    func reduced() -> Field25519 {
        let mask = Field25519.mask
        // Twice through the carries: the first may leave a limb of 51 bits and a little.
        var a = self
        for _ in 0..<2 {
            a.l1 &+= a.l0 >> 51
            a.l2 &+= a.l1 >> 51
            a.l3 &+= a.l2 >> 51
            a.l4 &+= a.l3 >> 51
            let over = a.l4 >> 51
            a = Field25519((a.l0 & mask) &+ 19 &* over, a.l1 & mask, a.l2 & mask, a.l3 & mask, a.l4 & mask)
        }
        // Whether the number is p or more: then the sum with 19 reaches 2²⁵⁵.
        var excess = (a.l0 &+ 19) >> 51
        excess = (a.l1 &+ excess) >> 51
        excess = (a.l2 &+ excess) >> 51
        excess = (a.l3 &+ excess) >> 51
        excess = (a.l4 &+ excess) >> 51
        a.l0 &+= 19 &* excess
        a.l1 &+= a.l0 >> 51
        a.l2 &+= a.l1 >> 51
        a.l3 &+= a.l2 >> 51
        a.l4 &+= a.l3 >> 51
        return Field25519(a.l0 & mask, a.l1 & mask, a.l2 & mask, a.l3 & mask, a.l4 & mask)
    }

    /// Appends the 32 bytes of the number, the lowest first, with `sign` in the topmost bit.
    func encode(sign: UInt64 = 0, into output: inout OutputSpan<UInt8>) {
        let a = reduced()
        append(a.l0 | a.l1 << 51, &output)
        append(a.l1 >> 13 | a.l2 << 38, &output)
        append(a.l2 >> 26 | a.l3 << 25, &output)
        append(a.l3 >> 39 | a.l4 << 12 | sign << 63, &output)
    }

    /// The lowest bit of the number: its sign in an encoded point (RFC 8032 §5.1.2).
    var sign: UInt64 { reduced().l0 & 1 }

    /// One if the number is zero, else zero.
    var isZero: UInt64 {
        let a = reduced()
        let bits = a.l0 | a.l1 | a.l2 | a.l3 | a.l4
        return (bits | (0 &- bits)) >> 63 ^ 1
    }
}

private func word(_ bytes: Span<UInt8>, _ offset: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in 0..<8 { word |= UInt64(bytes[offset + index]) << (8 &* UInt64(index)) }
    return word
}

private func append(_ word: UInt64, _ output: inout OutputSpan<UInt8>) {
    for index in 0..<8 { output.append(UInt8(truncatingIfNeeded: word >> (8 &* UInt64(index)))) }
}
