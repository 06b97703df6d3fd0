/// Arithmetic modulo p = 2^256 − 2^224 + 2^192 + 2^96 − 1 (SP 800-186 §3.2.1.3), in Montgomery form with R = 2^256.
///
/// −1/p is 1 modulo 2^64, so each round of the reduction takes the lowest limb itself as its quotient, and adding that
/// many times p comes to shifts and one subtraction: no multiplication is spent on reducing.
@safe
struct P256Field: PrimeField {
    let modulus: Modulus
    var limbCount: Int { 4 }

    @inline(never)
    func multiply(_ result: Element, _ a: Element, _ b: Element) {
        let (b0, b1, b2, b3) = unsafe (b.limbs[0], b.limbs[1], b.limbs[2], b.limbs[3])
        var factor = unsafe a.limbs[0]
        var (carry, t0) = fused(factor, b0, 0, 0)
        var (t1, t2, t3, t4): (UInt64, UInt64, UInt64, UInt64)
        (carry, t1) = fused(factor, b1, carry, 0)
        (carry, t2) = fused(factor, b2, carry, 0)
        (t4, t3) = fused(factor, b3, carry, 0)
        var t5: UInt64 = 0
        reduceRound(t0, &t1, &t2, &t3, &t4, &t5)

        factor = unsafe a.limbs[1]
        (carry, t1) = fused(factor, b0, t1, 0)
        (carry, t2) = fused(factor, b1, t2, carry)
        (carry, t3) = fused(factor, b2, t3, carry)
        (carry, t4) = fused(factor, b3, t4, carry)
        var wide = UInt128(t5) &+ UInt128(carry)
        t5 = low(wide)
        t0 = low(wide >> 64)
        reduceRound(t1, &t2, &t3, &t4, &t5, &t0)

        factor = unsafe a.limbs[2]
        (carry, t2) = fused(factor, b0, t2, 0)
        (carry, t3) = fused(factor, b1, t3, carry)
        (carry, t4) = fused(factor, b2, t4, carry)
        (carry, t5) = fused(factor, b3, t5, carry)
        wide = UInt128(t0) &+ UInt128(carry)
        t0 = low(wide)
        t1 = low(wide >> 64)
        reduceRound(t2, &t3, &t4, &t5, &t0, &t1)

        factor = unsafe a.limbs[3]
        (carry, t3) = fused(factor, b0, t3, 0)
        (carry, t4) = fused(factor, b1, t4, carry)
        (carry, t5) = fused(factor, b2, t5, carry)
        (carry, t0) = fused(factor, b3, t0, carry)
        wide = UInt128(t1) &+ UInt128(carry)
        t1 = low(wide)
        t2 = low(wide >> 64)
        reduceRound(t3, &t4, &t5, &t0, &t1, &t2)

        finish(result, t4, t5, t0, t1, t2)
    }

    @inline(never)
    func square(_ result: Element, _ a: Element) {
        let (a0, a1, a2, a3) = unsafe (a.limbs[0], a.limbs[1], a.limbs[2], a.limbs[3])
        // The products of two different limbs, once each …
        var (carry, t1) = fused(a0, a1, 0, 0)
        var (t2, t3, t4, t5, t6): (UInt64, UInt64, UInt64, UInt64, UInt64)
        (carry, t2) = fused(a0, a2, carry, 0)
        (t4, t3) = fused(a0, a3, carry, 0)
        (carry, t3) = fused(a1, a2, t3, 0)
        (t5, t4) = fused(a1, a3, t4, carry)
        (t6, t5) = fused(a2, a3, t5, 0)
        // … doubled …
        var t7 = t6 >> 63
        t6 = t6 << 1 | t5 >> 63
        t5 = t5 << 1 | t4 >> 63
        t4 = t4 << 1 | t3 >> 63
        t3 = t3 << 1 | t2 >> 63
        t2 = t2 << 1 | t1 >> 63
        t1 = t1 << 1
        // … and the squares.
        var t0: UInt64
        var high: UInt64
        (high, t0) = fused(a0, a0, 0, 0)
        var wide = UInt128(t1) &+ UInt128(high)
        t1 = low(wide)
        var (squareHigh, squareLow) = fused(a1, a1, 0, 0)
        wide = UInt128(t2) &+ UInt128(squareLow) &+ (wide >> 64)
        t2 = low(wide)
        wide = UInt128(t3) &+ UInt128(squareHigh) &+ (wide >> 64)
        t3 = low(wide)
        (squareHigh, squareLow) = fused(a2, a2, 0, 0)
        wide = UInt128(t4) &+ UInt128(squareLow) &+ (wide >> 64)
        t4 = low(wide)
        wide = UInt128(t5) &+ UInt128(squareHigh) &+ (wide >> 64)
        t5 = low(wide)
        (squareHigh, squareLow) = fused(a3, a3, 0, 0)
        wide = UInt128(t6) &+ UInt128(squareLow) &+ (wide >> 64)
        t6 = low(wide)
        t7 = t7 &+ squareHigh &+ low(wide >> 64)

        // The lower half is reduced away, then the upper half is added.
        high = 0
        reduceRound(t0, &t1, &t2, &t3, &high)
        t0 = 0
        reduceRound(t1, &t2, &t3, &high, &t0)
        t1 = 0
        reduceRound(t2, &t3, &high, &t0, &t1)
        t2 = 0
        reduceRound(t3, &high, &t0, &t1, &t2)
        wide = UInt128(high) &+ UInt128(t4)
        t4 = low(wide)
        wide = UInt128(t0) &+ UInt128(t5) &+ (wide >> 64)
        t5 = low(wide)
        wide = UInt128(t1) &+ UInt128(t6) &+ (wide >> 64)
        t6 = low(wide)
        wide = UInt128(t2) &+ UInt128(t7) &+ (wide >> 64)
        t7 = low(wide)
        finish(result, t4, t5, t6, t7, low(wide >> 64))
    }

    @inline(__always)
    func add(_ result: Element, _ a: Element, _ b: Element) {
        var wide = unsafe UInt128(a.limbs[0]) &+ UInt128(b.limbs[0])
        let t0 = low(wide)
        wide = unsafe UInt128(a.limbs[1]) &+ UInt128(b.limbs[1]) &+ (wide >> 64)
        let t1 = low(wide)
        wide = unsafe UInt128(a.limbs[2]) &+ UInt128(b.limbs[2]) &+ (wide >> 64)
        let t2 = low(wide)
        wide = unsafe UInt128(a.limbs[3]) &+ UInt128(b.limbs[3]) &+ (wide >> 64)
        finish(result, t0, t1, t2, low(wide), low(wide >> 64))
    }

    @inline(__always)
    func subtract(_ result: Element, _ a: Element, _ b: Element) {
        var borrow: UInt64 = 0
        var (t0, t1, t2, t3): (UInt64, UInt64, UInt64, UInt64)
        unsafe (t0, borrow) = difference(a.limbs[0], b.limbs[0], 0)
        unsafe (t1, borrow) = difference(a.limbs[1], b.limbs[1], borrow)
        unsafe (t2, borrow) = difference(a.limbs[2], b.limbs[2], borrow)
        unsafe (t3, borrow) = difference(a.limbs[3], b.limbs[3], borrow)
        // p is added back where a < b.
        let mask = opaqueMask(borrow)
        var wide = UInt128(t0) &+ UInt128(mask)
        unsafe result.limbs[0] = low(wide)
        wide = UInt128(t1) &+ UInt128(mask & p1) &+ (wide >> 64)
        unsafe result.limbs[1] = low(wide)
        wide = UInt128(t2) &+ (wide >> 64)
        unsafe result.limbs[2] = low(wide)
        unsafe result.limbs[3] = t3 &+ (mask & p3) &+ low(wide >> 64)
    }

    /// result ← t, which is less than 2p, less p if it is not below it.
    @inline(__always)
    private func finish(
        _ result: Element, _ t0: UInt64, _ t1: UInt64, _ t2: UInt64, _ t3: UInt64, _ t4: UInt64
    ) {
        var borrow: UInt64 = 0
        var (s0, s1, s2, s3): (UInt64, UInt64, UInt64, UInt64)
        (s0, borrow) = difference(t0, p0, 0)
        (s1, borrow) = difference(t1, p1, borrow)
        (s2, borrow) = difference(t2, 0, borrow)
        (s3, borrow) = difference(t3, p3, borrow)
        (_, borrow) = difference(t4, 0, borrow)
        let mask = opaqueMask(borrow)
        unsafe result.limbs[0] = s0 ^ (mask & (s0 ^ t0))
        unsafe result.limbs[1] = s1 ^ (mask & (s1 ^ t1))
        unsafe result.limbs[2] = s2 ^ (mask & (s2 ^ t2))
        unsafe result.limbs[3] = s3 ^ (mask & (s3 ^ t3))
    }
}

private let p0: UInt64 = 0xFFFF_FFFF_FFFF_FFFF
private let p1: UInt64 = 0x0000_0000_FFFF_FFFF
private let p3: UInt64 = 0xFFFF_FFFF_0000_0001

/// Adds t0·p, which makes the lowest limb zero and is t0·(2^256 − 2^224 + 2^192 + 2^96) on those above it.
@inline(__always)
private func reduceRound(
    _ t0: UInt64, _ t1: inout UInt64, _ t2: inout UInt64, _ t3: inout UInt64, _ t4: inout UInt64, _ t5: inout UInt64
) {
    let (high, lowPart) = quotientTerms(t0)
    var wide = UInt128(t1) &+ UInt128(t0 << 32)
    t1 = low(wide)
    wide = UInt128(t2) &+ UInt128(t0 >> 32) &+ (wide >> 64)
    t2 = low(wide)
    wide = UInt128(t3) &+ UInt128(lowPart) &+ (wide >> 64)
    t3 = low(wide)
    wide = UInt128(t4) &+ UInt128(high) &+ (wide >> 64)
    t4 = low(wide)
    t5 = t5 &+ low(wide >> 64)
}

/// The same where the limb above is not in use yet, so that nothing can overflow.
@inline(__always)
private func reduceRound(
    _ t0: UInt64, _ t1: inout UInt64, _ t2: inout UInt64, _ t3: inout UInt64, _ t4: inout UInt64
) {
    let (high, lowPart) = quotientTerms(t0)
    var wide = UInt128(t1) &+ UInt128(t0 << 32)
    t1 = low(wide)
    wide = UInt128(t2) &+ UInt128(t0 >> 32) &+ (wide >> 64)
    t2 = low(wide)
    wide = UInt128(t3) &+ UInt128(lowPart) &+ (wide >> 64)
    t3 = low(wide)
    t4 = high &+ low(wide >> 64)
}

/// t·(2^64 − 2^32 + 1), the upper limb of p times t.
@inline(__always)
private func quotientTerms(_ t: UInt64) -> (high: UInt64, low: UInt64) {
    let (lowPart, borrow) = difference(t, t << 32, 0)
    return (t &- (t >> 32) &- borrow, lowPart)
}

/// The 128 bits of a·b + c + d, which cannot overflow.
@inline(__always)
private func fused(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) -> (high: UInt64, low: UInt64) {
    let wide = UInt128(a) &* UInt128(b) &+ UInt128(c) &+ UInt128(d)
    return (low(wide >> 64), low(wide))
}

@inline(__always)
private func low(_ wide: UInt128) -> UInt64 { UInt64(truncatingIfNeeded: wide) }

/// a − b − borrow, and what is borrowed from above it. Numbers all the way: of a Bool the compiler makes a branch.
@inline(__always)
private func difference(_ a: UInt64, _ b: UInt64, _ borrow: UInt64) -> (UInt64, UInt64) {
    let wide = UInt128(a) &- UInt128(b) &- UInt128(borrow)
    return (UInt64(truncatingIfNeeded: wide), UInt64(truncatingIfNeeded: wide >> 64) & 1)
}
