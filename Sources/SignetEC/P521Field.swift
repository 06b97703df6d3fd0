/// Arithmetic modulo p = 2^521 − 1 (SP 800-186 §3.2.1.5), in Montgomery form with R = 2^576.
///
/// Modulo p a shift by 521 bits changes nothing, so that dividing a product by R comes to cutting it up and adding two
/// numbers of 521 bits: nothing is multiplied to reduce.
@safe
struct P521Field: PrimeField {
    let modulus: Modulus
    var limbCount: Int { 9 }
    /// 18 limbs to work in.
    private let scratch: Limbs

    init(_ modulus: Modulus, _ memory: inout LimbMemory) {
        self.modulus = modulus
        unsafe scratch = memory.element(18).limbs
    }

    @inline(never)
    func multiply(_ result: Element, _ a: Element, _ b: Element) {
        let (b0, b1, b2) = unsafe (b.limbs[0], b.limbs[1], b.limbs[2])
        let (b3, b4, b5) = unsafe (b.limbs[3], b.limbs[4], b.limbs[5])
        let (b6, b7, b8) = unsafe (b.limbs[6], b.limbs[7], b.limbs[8])
        var (t0, t1, t2, t3, t4): (UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0)
        var (t5, t6, t7, t8): (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        for index in 0..<9 {
            let factor = unsafe a.limbs[index]
            var carry: UInt64
            (carry, t0) = fused(factor, b0, t0, 0)
            unsafe scratch[index] = t0
            (carry, t0) = fused(factor, b1, t1, carry)
            (carry, t1) = fused(factor, b2, t2, carry)
            (carry, t2) = fused(factor, b3, t3, carry)
            (carry, t3) = fused(factor, b4, t4, carry)
            (carry, t4) = fused(factor, b5, t5, carry)
            (carry, t5) = fused(factor, b6, t6, carry)
            (carry, t6) = fused(factor, b7, t7, carry)
            (t8, t7) = fused(factor, b8, t8, carry)
        }
        unsafe (scratch[9], scratch[10], scratch[11]) = (t0, t1, t2)
        unsafe (scratch[12], scratch[13], scratch[14]) = (t3, t4, t5)
        unsafe (scratch[15], scratch[16], scratch[17]) = (t6, t7, t8)
        reduceProduct(result)
    }

    func square(_ result: Element, _ a: Element) { multiply(result, a, a) }

    /// The product in `scratch`, divided by 2^576, modulo p.
    @inline(__always)
    private func reduceProduct(_ result: Element) {
        // The product is less than 2^1042: its limbs from 9 up are a number of 466 bits. The limbs below are
        // l = l₀ + 2^55·l₁ with l₁ of 521 bits: l·2^(−576) = l₁·2^(−521) + l₀·2^(−576) ≡ l₁ + l₀·2^466. In all that is
        // less than 2p, since not every bit of a product is set.
        let top = unsafe scratch[0] << 9
        var wide: UInt128 = 0
        for index in 0..<7 {
            wide = unsafe UInt128(scratch[9 + index]) &+ UInt128(shifted(index)) &+ (wide >> 64)
            unsafe result.limbs[index] = low(wide)
        }
        // Limb 7 takes the lowest 46 bits of l₀·2^466 from bit 18 up, limb 8 the upper 9.
        wide = unsafe UInt128(scratch[16]) &+ UInt128(shifted(7)) &+ UInt128(top << 9) &+ (wide >> 64)
        let limb7 = low(wide)
        wide = unsafe UInt128(scratch[17]) &+ UInt128(scratch[8] >> 55) &+ UInt128(top >> 55) &+ (wide >> 64)
        unsafe result.limbs[7] = limb7
        unsafe result.limbs[8] = low(wide)
        finish(result)
    }

    /// Limb `index` of the lower nine, shifted right by 55 bits.
    @inline(__always)
    private func shifted(_ index: Int) -> UInt64 { unsafe scratch[index] >> 55 | scratch[index + 1] << 9 }

    func add(_ result: Element, _ a: Element, _ b: Element) {
        var wide: UInt128 = 0
        for index in 0..<9 {
            wide = unsafe UInt128(a.limbs[index]) &+ UInt128(b.limbs[index]) &+ (wide >> 64)
            unsafe result.limbs[index] = low(wide)
        }
        finish(result)
    }

    func subtract(_ result: Element, _ a: Element, _ b: Element) {
        // a + (p − b), where p − b is the complement of b within 521 bits.
        var wide: UInt128 = 0
        for index in 0..<8 {
            wide = unsafe UInt128(a.limbs[index]) &+ UInt128(~b.limbs[index]) &+ (wide >> 64)
            unsafe result.limbs[index] = low(wide)
        }
        unsafe result.limbs[8] = a.limbs[8] &+ (b.limbs[8] ^ topMask) &+ high(wide)
        finish(result)
    }

    /// Reduces in place what is at most 2p: t − p is t + 1 − 2^521.
    @inline(__always)
    private func finish(_ result: Element) {
        var carry: UInt64 = 1
        for index in 0..<9 {
            let wide = unsafe UInt128(result.limbs[index]) &+ UInt128(carry)
            unsafe scratch[index] = low(wide)
            carry = high(wide)
        }
        // Bit 521 of t + 1 says whether t ≥ p.
        let mask = unsafe opaqueMask(scratch[8] >> 9 & 1)
        for index in 0..<9 {
            unsafe result.limbs[index] ^= mask & (result.limbs[index] ^ scratch[index])
        }
        unsafe result.limbs[8] &= topMask
    }
}

/// The bits of a number less than 2^521 in its uppermost limb.
private let topMask: UInt64 = 0x1FF

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
