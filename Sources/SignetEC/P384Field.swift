/// Arithmetic modulo p = 2^384 − 2^128 − 2^96 + 2^32 − 1 (SP 800-186 §3.2.1.4), in Montgomery form with R = 2^384.
///
/// −1/p is 2^32 + 1 modulo 2^64: quotients of the reduction, and their products with p, come to shifts and sums. No
/// multiplication is spent on reducing.
@safe
struct P384Field: PrimeField {
    let modulus: Modulus
    var limbCount: Int { 6 }

    @inline(never)
    func multiply(_ result: Element, _ a: Element, _ b: Element) {
        let (b0, b1, b2) = unsafe (b.limbs[0], b.limbs[1], b.limbs[2])
        let (b3, b4, b5) = unsafe (b.limbs[3], b.limbs[4], b.limbs[5])
        var (t0, t1, t2, t3, t4, t5, t6): (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)
        (t0, t1, t2, t3, t4, t5, t6) = (0, 0, 0, 0, 0, 0, 0)
        for index in 0..<6 {
            let factor = unsafe a.limbs[index]
            var carry: UInt64
            (carry, t0) = fused(factor, b0, t0, 0)
            (carry, t1) = fused(factor, b1, t1, carry)
            (carry, t2) = fused(factor, b2, t2, carry)
            (carry, t3) = fused(factor, b3, t3, carry)
            (carry, t4) = fused(factor, b4, t4, carry)
            (carry, t5) = fused(factor, b5, t5, carry)
            let wide = UInt128(t6) &+ UInt128(carry)
            t6 = low(wide)
            let t7 = high(wide)
            reduceRound(&t0, &t1, &t2, &t3, &t4, &t5, &t6, t7)
        }
        finish(result, t0, t1, t2, t3, t4, t5, t6)
    }

    @inline(never)
    func square(_ result: Element, _ a: Element) {
        let (a0, a1, a2) = unsafe (a.limbs[0], a.limbs[1], a.limbs[2])
        let (a3, a4, a5) = unsafe (a.limbs[3], a.limbs[4], a.limbs[5])
        // The products of two different limbs, once each …
        var carry: UInt64
        var (t0, t1, t2, t3, t4, t5): (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)
        var (t6, t7, t8, t9, t10): (UInt64, UInt64, UInt64, UInt64, UInt64)
        (carry, t1) = fused(a0, a1, 0, 0)
        (carry, t2) = fused(a0, a2, carry, 0)
        (carry, t3) = fused(a0, a3, carry, 0)
        (carry, t4) = fused(a0, a4, carry, 0)
        (t6, t5) = fused(a0, a5, carry, 0)
        (carry, t3) = fused(a1, a2, t3, 0)
        (carry, t4) = fused(a1, a3, t4, carry)
        (carry, t5) = fused(a1, a4, t5, carry)
        (t7, t6) = fused(a1, a5, t6, carry)
        (carry, t5) = fused(a2, a3, t5, 0)
        (carry, t6) = fused(a2, a4, t6, carry)
        (t8, t7) = fused(a2, a5, t7, carry)
        (carry, t7) = fused(a3, a4, t7, 0)
        (t9, t8) = fused(a3, a5, t8, carry)
        (t10, t9) = fused(a4, a5, t9, 0)
        // … doubled …
        var t11 = t10 >> 63
        t10 = t10 << 1 | t9 >> 63
        t9 = t9 << 1 | t8 >> 63
        t8 = t8 << 1 | t7 >> 63
        t7 = t7 << 1 | t6 >> 63
        t6 = t6 << 1 | t5 >> 63
        t5 = t5 << 1 | t4 >> 63
        t4 = t4 << 1 | t3 >> 63
        t3 = t3 << 1 | t2 >> 63
        t2 = t2 << 1 | t1 >> 63
        t1 = t1 << 1
        // … and the squares.
        t0 = 0
        carry = 0
        addSquare(a0, &t0, &t1, &carry)
        addSquare(a1, &t2, &t3, &carry)
        addSquare(a2, &t4, &t5, &carry)
        addSquare(a3, &t6, &t7, &carry)
        addSquare(a4, &t8, &t9, &carry)
        addSquare(a5, &t10, &t11, &carry)

        // The lower half is reduced away, then the upper half is added.
        var top: UInt64 = 0
        for _ in 0..<6 { reduceRound(&t0, &t1, &t2, &t3, &t4, &t5, &top, 0) }
        var wide = UInt128(t0) &+ UInt128(t6)
        t0 = low(wide)
        wide = UInt128(t1) &+ UInt128(t7) &+ (wide >> 64)
        t1 = low(wide)
        wide = UInt128(t2) &+ UInt128(t8) &+ (wide >> 64)
        t2 = low(wide)
        wide = UInt128(t3) &+ UInt128(t9) &+ (wide >> 64)
        t3 = low(wide)
        wide = UInt128(t4) &+ UInt128(t10) &+ (wide >> 64)
        t4 = low(wide)
        wide = UInt128(t5) &+ UInt128(t11) &+ (wide >> 64)
        t5 = low(wide)
        finish(result, t0, t1, t2, t3, t4, t5, top &+ high(wide))
    }

    func add(_ result: Element, _ a: Element, _ b: Element) {
        var wide = unsafe UInt128(a.limbs[0]) &+ UInt128(b.limbs[0])
        let t0 = low(wide)
        wide = unsafe UInt128(a.limbs[1]) &+ UInt128(b.limbs[1]) &+ (wide >> 64)
        let t1 = low(wide)
        wide = unsafe UInt128(a.limbs[2]) &+ UInt128(b.limbs[2]) &+ (wide >> 64)
        let t2 = low(wide)
        wide = unsafe UInt128(a.limbs[3]) &+ UInt128(b.limbs[3]) &+ (wide >> 64)
        let t3 = low(wide)
        wide = unsafe UInt128(a.limbs[4]) &+ UInt128(b.limbs[4]) &+ (wide >> 64)
        let t4 = low(wide)
        wide = unsafe UInt128(a.limbs[5]) &+ UInt128(b.limbs[5]) &+ (wide >> 64)
        finish(result, t0, t1, t2, t3, t4, low(wide), high(wide))
    }

    func subtract(_ result: Element, _ a: Element, _ b: Element) {
        var borrow: UInt64 = 0
        var (t0, t1, t2, t3, t4, t5): (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)
        unsafe (t0, borrow) = difference(a.limbs[0], b.limbs[0], 0)
        unsafe (t1, borrow) = difference(a.limbs[1], b.limbs[1], borrow)
        unsafe (t2, borrow) = difference(a.limbs[2], b.limbs[2], borrow)
        unsafe (t3, borrow) = difference(a.limbs[3], b.limbs[3], borrow)
        unsafe (t4, borrow) = difference(a.limbs[4], b.limbs[4], borrow)
        unsafe (t5, borrow) = difference(a.limbs[5], b.limbs[5], borrow)
        // p is added back where a < b.
        let mask = opaqueMask(borrow)
        var wide = UInt128(t0) &+ UInt128(mask & p0)
        unsafe result.limbs[0] = low(wide)
        wide = UInt128(t1) &+ UInt128(mask & p1) &+ (wide >> 64)
        unsafe result.limbs[1] = low(wide)
        wide = UInt128(t2) &+ UInt128(mask & p2) &+ (wide >> 64)
        unsafe result.limbs[2] = low(wide)
        wide = UInt128(t3) &+ UInt128(mask) &+ (wide >> 64)
        unsafe result.limbs[3] = low(wide)
        wide = UInt128(t4) &+ UInt128(mask) &+ (wide >> 64)
        unsafe result.limbs[4] = low(wide)
        unsafe result.limbs[5] = t5 &+ mask &+ high(wide)
    }

    /// result ← t, which is less than 2p, less p if it is not below it.
    @inline(__always)
    private func finish(
        _ result: Element, _ t0: UInt64, _ t1: UInt64, _ t2: UInt64, _ t3: UInt64, _ t4: UInt64, _ t5: UInt64,
        _ t6: UInt64
    ) {
        var borrow: UInt64 = 0
        var (s0, s1, s2, s3, s4, s5): (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)
        (s0, borrow) = difference(t0, p0, 0)
        (s1, borrow) = difference(t1, p1, borrow)
        (s2, borrow) = difference(t2, p2, borrow)
        (s3, borrow) = difference(t3, ~0, borrow)
        (s4, borrow) = difference(t4, ~0, borrow)
        (s5, borrow) = difference(t5, ~0, borrow)
        (_, borrow) = difference(t6, 0, borrow)
        let mask = opaqueMask(borrow)
        unsafe result.limbs[0] = s0 ^ (mask & (s0 ^ t0))
        unsafe result.limbs[1] = s1 ^ (mask & (s1 ^ t1))
        unsafe result.limbs[2] = s2 ^ (mask & (s2 ^ t2))
        unsafe result.limbs[3] = s3 ^ (mask & (s3 ^ t3))
        unsafe result.limbs[4] = s4 ^ (mask & (s4 ^ t4))
        unsafe result.limbs[5] = s5 ^ (mask & (s5 ^ t5))
    }
}

private let p0: UInt64 = 0x0000_0000_FFFF_FFFF
private let p1: UInt64 = 0xFFFF_FFFF_0000_0000
private let p2: UInt64 = 0xFFFF_FFFF_FFFF_FFFE

/// t ← (t + q·p)/2^64 for the q that makes the lowest limb zero. `t7` is the limb above, and zero afterwards.
///
/// q·p = q·2^384 − v with v = q·(2^128 + 2^96 − 2^32 + 1); the lowest limb of v is that of t.
@inline(__always)
private func reduceRound(
    _ t0: inout UInt64, _ t1: inout UInt64, _ t2: inout UInt64, _ t3: inout UInt64, _ t4: inout UInt64,
    _ t5: inout UInt64, _ t6: inout UInt64, _ t7: UInt64
) {
    let quotient = t0 &+ (t0 << 32)
    let (shifted, rest) = (quotient << 32, quotient >> 32)
    // v without its lowest limb.
    var (v1, borrow) = difference(shifted, rest, difference(quotient, shifted, 0).1)
    let wide = UInt128(quotient) &+ UInt128(rest) &- UInt128(borrow)
    let (v2, v3) = (low(wide), high(wide))
    (v1, borrow) = difference(t1, v1, 0)
    t0 = v1
    (t1, borrow) = difference(t2, v2, borrow)
    (t2, borrow) = difference(t3, v3, borrow)
    (t3, borrow) = difference(t4, 0, borrow)
    (t4, borrow) = difference(t5, 0, borrow)
    // q·2^384 comes in at t6, which then is t5; nothing is left to borrow from t7.
    let top = UInt128(t6) &+ UInt128(quotient) &+ (UInt128(t7) << 64) &- UInt128(borrow)
    t5 = low(top)
    t6 = high(top)
}

@inline(__always)
private func addSquare(_ a: UInt64, _ low0: inout UInt64, _ low1: inout UInt64, _ carry: inout UInt64) {
    let (squareHigh, squareLow) = fused(a, a, 0, 0)
    var wide = UInt128(low0) &+ UInt128(squareLow) &+ UInt128(carry)
    low0 = low(wide)
    wide = UInt128(low1) &+ UInt128(squareHigh) &+ (wide >> 64)
    low1 = low(wide)
    carry = high(wide)
}

/// The 128 bits of a·b + c + d, which cannot overflow.
@inline(__always)
private func fused(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) -> (high: UInt64, low: UInt64) {
    let wide = UInt128(a) &* UInt128(b) &+ UInt128(c) &+ UInt128(d)
    return (high(wide), low(wide))
}

@inline(__always)
private func low(_ wide: UInt128) -> UInt64 { UInt64(truncatingIfNeeded: wide) }

@inline(__always)
private func high(_ wide: UInt128) -> UInt64 { UInt64(truncatingIfNeeded: wide >> 64) }

/// a − b − borrow, and what is borrowed from above it. Numbers all the way: of a Bool the compiler makes a branch.
@inline(__always)
private func difference(_ a: UInt64, _ b: UInt64, _ borrow: UInt64) -> (UInt64, UInt64) {
    let wide = UInt128(a) &- UInt128(b) &- UInt128(borrow)
    return (UInt64(truncatingIfNeeded: wide), UInt64(truncatingIfNeeded: wide >> 64) & 1)
}
