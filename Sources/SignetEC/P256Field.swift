/// Arithmetic modulo p = 2^256 − 2^224 + 2^192 + 2^96 − 1 (SP 800-186 §3.2.1.3), in Montgomery form with R = 2^256.
///
/// −1/p is 1 modulo 2^64, so each round of the reduction takes the lowest limb itself as its quotient, and adding that
/// many times p comes to a shift and one multiplication. Sums are chains with one carry, of which the compiler makes
/// one instruction a limb; where p is subtracted, its complement is added.
@safe
struct P256Field: PrimeField {
    let modulus: Modulus
    var limbCount: Int { 4 }

    @inline(never)
    func multiply(_ result: Element, _ a: Element, _ b: Element) {
        let (b0, b1, b2, b3) = unsafe (b.limbs[0], b.limbs[1], b.limbs[2], b.limbs[3])
        var (t0, t1, t2, t3, t4) = unsafe row(a.limbs[0], b0, b1, b2, b3)
        var t5 = reduceRound(t0, &t1, &t2, &t3, &t4)

        var (r0, r1, r2, r3, r4) = unsafe row(a.limbs[1], b0, b1, b2, b3)
        t0 = accumulate(r0, r1, r2, r3, r4, to: &t1, &t2, &t3, &t4, &t5)
        t0 = t0 &+ reduceRound(t1, &t2, &t3, &t4, &t5)

        (r0, r1, r2, r3, r4) = unsafe row(a.limbs[2], b0, b1, b2, b3)
        t1 = accumulate(r0, r1, r2, r3, r4, to: &t2, &t3, &t4, &t5, &t0)
        t1 = t1 &+ reduceRound(t2, &t3, &t4, &t5, &t0)

        (r0, r1, r2, r3, r4) = unsafe row(a.limbs[3], b0, b1, b2, b3)
        t2 = accumulate(r0, r1, r2, r3, r4, to: &t3, &t4, &t5, &t0, &t1)
        t2 = t2 &+ reduceRound(t3, &t4, &t5, &t0, &t1)

        finish(result, t4, t5, t0, t1, t2)
    }

    @inline(never)
    func square(_ result: Element, _ a: Element) {
        let (a0, a1, a2, a3) = unsafe (a.limbs[0], a.limbs[1], a.limbs[2], a.limbs[3])
        // The products of two different limbs, once each …
        var (t1, t2, t3, t4, t5, t6, t7): (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)
        var (high0, high1, high2, low0): (UInt64, UInt64, UInt64, UInt64)
        (high0, t1) = product(a0, a1)
        (high1, t2) = product(a0, a2)
        (high2, t3) = product(a0, a3)
        var wide = UInt128(t2) &+ UInt128(high0)
        t2 = low(wide)
        wide = UInt128(t3) &+ UInt128(high1) &+ (wide >> 64)
        t3 = low(wide)
        t4 = high2 &+ high(wide)
        (high0, low0) = product(a1, a2)
        (high1, t5) = product(a1, a3)
        wide = UInt128(t3) &+ UInt128(low0)
        t3 = low(wide)
        wide = UInt128(t4) &+ UInt128(high0) &+ (wide >> 64)
        t4 = low(wide)
        high1 = high1 &+ high(wide)
        (high2, low0) = product(a2, a3)
        wide = UInt128(t4) &+ UInt128(t5)
        t4 = low(wide)
        wide = UInt128(high1) &+ UInt128(low0) &+ (wide >> 64)
        t5 = low(wide)
        t6 = high2 &+ high(wide)
        // … doubled …
        wide = UInt128(t1) &+ UInt128(t1)
        t1 = low(wide)
        wide = UInt128(t2) &+ UInt128(t2) &+ (wide >> 64)
        t2 = low(wide)
        wide = UInt128(t3) &+ UInt128(t3) &+ (wide >> 64)
        t3 = low(wide)
        wide = UInt128(t4) &+ UInt128(t4) &+ (wide >> 64)
        t4 = low(wide)
        wide = UInt128(t5) &+ UInt128(t5) &+ (wide >> 64)
        t5 = low(wide)
        wide = UInt128(t6) &+ UInt128(t6) &+ (wide >> 64)
        t6 = low(wide)
        t7 = high(wide)
        // … and the squares.
        let (square0, t0) = product(a0, a0)
        wide = UInt128(t1) &+ UInt128(square0)
        t1 = low(wide)
        (high0, low0) = product(a1, a1)
        wide = UInt128(t2) &+ UInt128(low0) &+ (wide >> 64)
        t2 = low(wide)
        wide = UInt128(t3) &+ UInt128(high0) &+ (wide >> 64)
        t3 = low(wide)
        (high0, low0) = product(a2, a2)
        wide = UInt128(t4) &+ UInt128(low0) &+ (wide >> 64)
        t4 = low(wide)
        wide = UInt128(t5) &+ UInt128(high0) &+ (wide >> 64)
        t5 = low(wide)
        (high0, low0) = product(a3, a3)
        wide = UInt128(t6) &+ UInt128(low0) &+ (wide >> 64)
        t6 = low(wide)
        t7 = t7 &+ high0 &+ high(wide)

        // The lower half is reduced away, then the upper half is added. What the lower comes to is at most p: no round
        // carries anything out.
        var s0: UInt64 = 0
        _ = reduceRound(t0, &t1, &t2, &t3, &s0)
        var s1: UInt64 = 0
        _ = reduceRound(t1, &t2, &t3, &s0, &s1)
        var s2: UInt64 = 0
        _ = reduceRound(t2, &t3, &s0, &s1, &s2)
        var s3: UInt64 = 0
        _ = reduceRound(t3, &s0, &s1, &s2, &s3)
        wide = UInt128(s0) &+ UInt128(t4)
        t4 = low(wide)
        wide = UInt128(s1) &+ UInt128(t5) &+ (wide >> 64)
        t5 = low(wide)
        wide = UInt128(s2) &+ UInt128(t6) &+ (wide >> 64)
        t6 = low(wide)
        wide = UInt128(s3) &+ UInt128(t7) &+ (wide >> 64)
        t7 = low(wide)
        finish(result, t4, t5, t6, t7, high(wide))
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
        finish(result, t0, t1, t2, low(wide), high(wide))
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
        // t − p + 2^256
        var wide = UInt128(t0) &+ 1
        let s0 = low(wide)
        wide = UInt128(t1) &+ UInt128(~p1) &+ (wide >> 64)
        let s1 = low(wide)
        wide = UInt128(t2) &+ UInt128(UInt64.max) &+ (wide >> 64)
        let s2 = low(wide)
        wide = UInt128(t3) &+ UInt128(~p3) &+ (wide >> 64)
        // p is added back where t < p: where neither t nor that reaches 2^256.
        addModulus(result, s0, s1, s2, low(wide), where: opaqueMask((high(wide) | t4) ^ 1))
    }

    /// result ← t + p modulo 2^256 where `mask` is all ones, t where it is zero.
    @inline(__always)
    private func addModulus(
        _ result: Element, _ t0: UInt64, _ t1: UInt64, _ t2: UInt64, _ t3: UInt64, where mask: UInt64
    ) {
        var wide = UInt128(t0) &+ UInt128(mask)
        unsafe result.limbs[0] = low(wide)
        wide = UInt128(t1) &+ UInt128(mask & p1) &+ (wide >> 64)
        unsafe result.limbs[1] = low(wide)
        wide = UInt128(t2) &+ (wide >> 64)
        unsafe result.limbs[2] = low(wide)
        unsafe result.limbs[3] = t3 &+ (mask & p3) &+ high(wide)
    }
}

// The limbs of p but the lowest, all ones, and the third, which is zero.
private let p1: UInt64 = 0x0000_0000_FFFF_FFFF
private let p3: UInt64 = 0xFFFF_FFFF_0000_0001

/// A limb times four.
@inline(__always)
private func row(
    _ factor: UInt64, _ b0: UInt64, _ b1: UInt64, _ b2: UInt64, _ b3: UInt64
) -> (UInt64, UInt64, UInt64, UInt64, UInt64) {
    let (high0, low0) = product(factor, b0)
    let (high1, low1) = product(factor, b1)
    let (high2, low2) = product(factor, b2)
    let (high3, low3) = product(factor, b3)
    let sum1 = UInt128(low1) &+ UInt128(high0)
    let sum2 = UInt128(low2) &+ UInt128(high1) &+ (sum1 >> 64)
    let sum3 = UInt128(low3) &+ UInt128(high2) &+ (sum2 >> 64)
    return (low0, low(sum1), low(sum2), low(sum3), high3 &+ high(sum3))
}

/// t ← t + r; what is carried.
@inline(__always)
private func accumulate(
    _ r0: UInt64, _ r1: UInt64, _ r2: UInt64, _ r3: UInt64, _ r4: UInt64, to t0: inout UInt64, _ t1: inout UInt64,
    _ t2: inout UInt64, _ t3: inout UInt64, _ t4: inout UInt64
) -> UInt64 {
    var wide = UInt128(t0) &+ UInt128(r0)
    t0 = low(wide)
    wide = UInt128(t1) &+ UInt128(r1) &+ (wide >> 64)
    t1 = low(wide)
    wide = UInt128(t2) &+ UInt128(r2) &+ (wide >> 64)
    t2 = low(wide)
    wide = UInt128(t3) &+ UInt128(r3) &+ (wide >> 64)
    t3 = low(wide)
    wide = UInt128(t4) &+ UInt128(r4) &+ (wide >> 64)
    t4 = low(wide)
    return high(wide)
}

/// Adds t0·p, which makes the lowest limb zero and is t0·(2^256 − 2^224 + 2^192 + 2^96) on those above it. Returns what is
/// carried.
@inline(__always)
private func reduceRound(
    _ t0: UInt64, _ t1: inout UInt64, _ t2: inout UInt64, _ t3: inout UInt64, _ t4: inout UInt64
) -> UInt64 {
    let (high3, low3) = product(t0, p3)
    var wide = UInt128(t1) &+ UInt128(t0 << 32)
    t1 = low(wide)
    wide = UInt128(t2) &+ UInt128(t0 >> 32) &+ (wide >> 64)
    t2 = low(wide)
    wide = UInt128(t3) &+ UInt128(low3) &+ (wide >> 64)
    t3 = low(wide)
    wide = UInt128(t4) &+ UInt128(high3) &+ (wide >> 64)
    t4 = low(wide)
    return high(wide)
}

@inline(__always)
private func product(_ a: UInt64, _ b: UInt64) -> (high: UInt64, low: UInt64) {
    let wide = UInt128(a) &* UInt128(b)
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
