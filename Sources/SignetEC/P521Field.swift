/// Arithmetic modulo p = 2^521 − 1 (SP 800-186 §3.2.1.5), in Montgomery form with R = 2^576.
///
/// Modulo p a shift by 521 bits changes nothing, so that to divide by R is to turn the bits of a number by 55: nothing is
/// multiplied to reduce. Products are made of digits of 58 bits, whose sums leave room for carries: what is above digit 8
/// counts twice, 2^522 being 2.
@safe
struct P521Field: PrimeField {
    let modulus: Modulus
    var limbCount: Int { 9 }
    /// 36 words to work in: the digits of one factor, those of the other doubled and single, and those of the product.
    private let scratch: Limbs

    init(_ modulus: Modulus, _ memory: inout LimbMemory) {
        self.modulus = modulus
        unsafe scratch = memory.element(36).limbs
    }

    @inline(never)
    func multiply(_ result: Element, _ a: Element, _ b: Element) {
        let (f, d, g, product) = unsafe (scratch, scratch + 9, scratch + 18, scratch + 27)
        unsafe split(a.limbs, into: f)
        unsafe split(b.limbs, into: g)
        for index in 0..<9 { unsafe d[index] = 2 &* g[index] }
        var wide = unsafe times(f[0], g[0]) &+ times(f[1], d[8]) &+ times(f[2], d[7])
        unsafe wide = wide &+ times(f[3], d[6]) &+ times(f[4], d[5]) &+ times(f[5], d[4])
        unsafe wide = wide &+ times(f[6], d[3]) &+ times(f[7], d[2]) &+ times(f[8], d[1])
        unsafe product[0] = low(wide) & digitMask
        unsafe wide = wide >> 58 &+ times(f[0], g[1]) &+ times(f[1], g[0]) &+ times(f[2], d[8])
        unsafe wide = wide &+ times(f[3], d[7]) &+ times(f[4], d[6]) &+ times(f[5], d[5])
        unsafe wide = wide &+ times(f[6], d[4]) &+ times(f[7], d[3]) &+ times(f[8], d[2])
        unsafe product[1] = low(wide) & digitMask
        unsafe wide = wide >> 58 &+ times(f[0], g[2]) &+ times(f[1], g[1]) &+ times(f[2], g[0])
        unsafe wide = wide &+ times(f[3], d[8]) &+ times(f[4], d[7]) &+ times(f[5], d[6])
        unsafe wide = wide &+ times(f[6], d[5]) &+ times(f[7], d[4]) &+ times(f[8], d[3])
        unsafe product[2] = low(wide) & digitMask
        unsafe wide = wide >> 58 &+ times(f[0], g[3]) &+ times(f[1], g[2]) &+ times(f[2], g[1])
        unsafe wide = wide &+ times(f[3], g[0]) &+ times(f[4], d[8]) &+ times(f[5], d[7])
        unsafe wide = wide &+ times(f[6], d[6]) &+ times(f[7], d[5]) &+ times(f[8], d[4])
        unsafe product[3] = low(wide) & digitMask
        unsafe wide = wide >> 58 &+ times(f[0], g[4]) &+ times(f[1], g[3]) &+ times(f[2], g[2])
        unsafe wide = wide &+ times(f[3], g[1]) &+ times(f[4], g[0]) &+ times(f[5], d[8])
        unsafe wide = wide &+ times(f[6], d[7]) &+ times(f[7], d[6]) &+ times(f[8], d[5])
        unsafe product[4] = low(wide) & digitMask
        unsafe wide = wide >> 58 &+ times(f[0], g[5]) &+ times(f[1], g[4]) &+ times(f[2], g[3])
        unsafe wide = wide &+ times(f[3], g[2]) &+ times(f[4], g[1]) &+ times(f[5], g[0])
        unsafe wide = wide &+ times(f[6], d[8]) &+ times(f[7], d[7]) &+ times(f[8], d[6])
        unsafe product[5] = low(wide) & digitMask
        unsafe wide = wide >> 58 &+ times(f[0], g[6]) &+ times(f[1], g[5]) &+ times(f[2], g[4])
        unsafe wide = wide &+ times(f[3], g[3]) &+ times(f[4], g[2]) &+ times(f[5], g[1])
        unsafe wide = wide &+ times(f[6], g[0]) &+ times(f[7], d[8]) &+ times(f[8], d[7])
        unsafe product[6] = low(wide) & digitMask
        unsafe wide = wide >> 58 &+ times(f[0], g[7]) &+ times(f[1], g[6]) &+ times(f[2], g[5])
        unsafe wide = wide &+ times(f[3], g[4]) &+ times(f[4], g[3]) &+ times(f[5], g[2])
        unsafe wide = wide &+ times(f[6], g[1]) &+ times(f[7], g[0]) &+ times(f[8], d[8])
        unsafe product[7] = low(wide) & digitMask
        unsafe wide = wide >> 58 &+ times(f[0], g[8]) &+ times(f[1], g[7]) &+ times(f[2], g[6])
        unsafe wide = wide &+ times(f[3], g[5]) &+ times(f[4], g[4]) &+ times(f[5], g[3])
        unsafe wide = wide &+ times(f[6], g[2]) &+ times(f[7], g[1]) &+ times(f[8], g[0])
        unsafe join(product, highest: wide, into: result)
    }

    @inline(never)
    func square(_ result: Element, _ a: Element) {
        let (s, d, product) = unsafe (scratch, scratch + 9, scratch + 27)
        unsafe split(a.limbs, into: s)
        for index in 0..<9 { unsafe d[index] = 2 &* s[index] }
        // Of two different digits the product counts twice, and what is above digit 8 twice again.
        var wide = unsafe times(s[0], s[0]) &+ times(d[1], d[8]) &+ times(d[2], d[7])
        unsafe wide = wide &+ times(d[3], d[6]) &+ times(d[4], d[5])
        unsafe product[0] = low(wide) & digitMask
        unsafe wide = wide >> 58 &+ times(s[5], d[5]) &+ times(d[4], d[6]) &+ times(d[3], d[7])
        unsafe wide = wide &+ times(d[2], d[8]) &+ times(d[0], s[1])
        unsafe product[1] = low(wide) & digitMask
        unsafe wide = wide >> 58 &+ times(s[1], s[1]) &+ times(d[0], s[2]) &+ times(d[3], d[8])
        unsafe wide = wide &+ times(d[4], d[7]) &+ times(d[5], d[6])
        unsafe product[2] = low(wide) & digitMask
        unsafe wide = wide >> 58 &+ times(s[6], d[6]) &+ times(d[5], d[7]) &+ times(d[4], d[8])
        unsafe wide = wide &+ times(d[0], s[3]) &+ times(d[1], s[2])
        unsafe product[3] = low(wide) & digitMask
        unsafe wide = wide >> 58 &+ times(s[2], s[2]) &+ times(d[1], s[3]) &+ times(d[0], s[4])
        unsafe wide = wide &+ times(d[5], d[8]) &+ times(d[6], d[7])
        unsafe product[4] = low(wide) & digitMask
        unsafe wide = wide >> 58 &+ times(s[7], d[7]) &+ times(d[6], d[8]) &+ times(d[0], s[5])
        unsafe wide = wide &+ times(d[1], s[4]) &+ times(d[2], s[3])
        unsafe product[5] = low(wide) & digitMask
        unsafe wide = wide >> 58 &+ times(s[3], s[3]) &+ times(d[2], s[4]) &+ times(d[1], s[5])
        unsafe wide = wide &+ times(d[0], s[6]) &+ times(d[7], d[8])
        unsafe product[6] = low(wide) & digitMask
        unsafe wide = wide >> 58 &+ times(s[8], d[8]) &+ times(d[0], s[7]) &+ times(d[1], s[6])
        unsafe wide = wide &+ times(d[2], s[5]) &+ times(d[3], s[4])
        unsafe product[7] = low(wide) & digitMask
        unsafe wide = wide >> 58 &+ times(s[4], s[4]) &+ times(d[3], s[5]) &+ times(d[2], s[6])
        unsafe wide = wide &+ times(d[1], s[7]) &+ times(d[0], s[8])
        unsafe join(product, highest: wide, into: result)
    }

    /// The nine digits of a number.
    @inline(__always)
    private func split(_ a: Limbs, into digits: Limbs) {
        unsafe digits[0] = a[0] & digitMask
        for index in 1..<9 {
            let shift = UInt64(6 * index)
            unsafe digits[index] = a[index - 1] &>> (64 &- shift) | (a[index] &<< shift & digitMask)
        }
    }

    /// result ← the number with these digits, of which `highest` has the last with all that is carried, divided by 2^576.
    @inline(__always)
    private func join(_ r: Limbs, highest: UInt128, into result: Element) {
        // What is above bit 521 is added at bit 0, which the division takes to bit 466; what that takes above bit 521
        // comes to bit 0 once more.
        let carried = low(highest >> 57)
        let (above, below) = (carried >> 55, carried & (1 << 55 - 1))
        let last = low(highest) & (digitMask >> 1)
        let out = unsafe result.limbs
        // The sum is less than 2^522 after one is added, for `finish`.
        var wide = unsafe UInt128(r[0] >> 55 | r[1] << 3 | r[2] << 61) &+ UInt128(above &+ 1)
        unsafe out[0] = low(wide)
        wide = unsafe UInt128(r[2] >> 3 | r[3] << 55) &+ (wide >> 64)
        unsafe out[1] = low(wide)
        wide = unsafe UInt128(r[3] >> 9 | r[4] << 49) &+ (wide >> 64)
        unsafe out[2] = low(wide)
        wide = unsafe UInt128(r[4] >> 15 | r[5] << 43) &+ (wide >> 64)
        unsafe out[3] = low(wide)
        wide = unsafe UInt128(r[5] >> 21 | r[6] << 37) &+ (wide >> 64)
        unsafe out[4] = low(wide)
        wide = unsafe UInt128(r[6] >> 27 | r[7] << 31) &+ (wide >> 64)
        unsafe out[5] = low(wide)
        wide = unsafe UInt128(r[7] >> 33 | last << 25) &+ (wide >> 64)
        unsafe out[6] = low(wide)
        wide = unsafe UInt128(last >> 39 | r[0] << 18) &+ UInt128(below << 18) &+ (wide >> 64)
        unsafe out[7] = low(wide)
        unsafe out[8] = r[0] >> 46 & topMask &+ below >> 46 &+ high(wide)
        finish(result)
    }

    @inline(__always)
    func add(_ result: Element, _ a: Element, _ b: Element) {
        var wide: UInt128 = 1 << 64
        for index in 0..<9 {
            wide = unsafe UInt128(a.limbs[index]) &+ UInt128(b.limbs[index]) &+ (wide >> 64)
            unsafe result.limbs[index] = low(wide)
        }
        finish(result)
    }

    @inline(__always)
    func subtract(_ result: Element, _ a: Element, _ b: Element) {
        // a + (p − b) + 1, where p − b is the complement of b within 521 bits.
        var wide: UInt128 = 1 << 64
        for index in 0..<9 {
            let complement = unsafe index < 8 ? ~b.limbs[index] : b.limbs[8] ^ topMask
            wide = unsafe UInt128(a.limbs[index]) &+ UInt128(complement) &+ (wide >> 64)
            unsafe result.limbs[index] = low(wide)
        }
        finish(result)
    }

    /// Reduces in place t + 1 of a t that is at most 2p: to t + 1 − 2^521 = t − p where that is not negative, else to t.
    @inline(__always)
    private func finish(_ result: Element) {
        // All ones, which is −1, where bit 521 is not set.
        let mask = unsafe opaqueMask(~result.limbs[8] >> 9 & 1)
        var wide: UInt128 = 0
        for index in 0..<9 {
            wide = unsafe UInt128(result.limbs[index]) &+ UInt128(mask) &+ (wide >> 64)
            unsafe result.limbs[index] = low(wide)
        }
        unsafe result.limbs[8] &= topMask
    }
}

/// The bits of a digit.
private let digitMask: UInt64 = 1 << 58 - 1

/// The bits of a number less than 2^521 in its uppermost limb.
private let topMask: UInt64 = 0x1FF

@inline(__always)
private func times(_ a: UInt64, _ b: UInt64) -> UInt128 { UInt128(a) &* UInt128(b) }

@inline(__always)
private func low(_ wide: UInt128) -> UInt64 { UInt64(truncatingIfNeeded: wide) }

@inline(__always)
private func high(_ wide: UInt128) -> UInt64 { UInt64(truncatingIfNeeded: wide >> 64) }
