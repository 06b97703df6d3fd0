/// Inverses modulo an odd number by division steps (D. J. Bernstein, B.-Y. Yang, "Fast constant-time gcd computation and
/// modular inversion", TCHES 2019, theorem 11.2 for how many there must be).
///
/// From f = m and g = a, a step makes of (δ, f, g), where f is odd: (1 − δ, g, (g − f)/2) if δ > 0 and g is odd, and else
/// (1 + δ, f, (g + (g mod 2)·f)/2). In the end g = 0 and f = ±1. What is divided goes with d and e too, such that
/// f ≡ d·a and g ≡ e·a (mod m) all the time: d becomes ±1/a.
///
/// 62 steps are worked out on the lowest bits of f and g, which is all that they look at, and come to a matrix that the whole
/// numbers are multiplied by. These are in limbs of 62 bits, the highest of which carries the sign. Nothing branches on a
/// number or looks anything up by one, but in `invertPublic`.
@safe
struct Inversion {
    /// The elements of a matrix of 62 steps, times 2^62.
    private struct Steps {
        var u, v, q, r: Int64
    }

    private static let mask: Int64 = 1 << 62 - 1

    /// result ← 1/a mod m, or 0 for 0; a < m. Both have the limbs of the modulus, and may be the same.
    static func invert(_ result: Limbs, _ a: ConstantLimbs, _ modulus: Modulus, _ memory: inout LimbMemory) {
        unsafe invert(result, a, modulus, &memory, isPublic: false)
    }

    /// The same of a public number, in a time that depends on it: about half.
    static func invertPublic(_ result: Limbs, _ a: ConstantLimbs, _ modulus: Modulus, _ memory: inout LimbMemory) {
        unsafe invert(result, a, modulus, &memory, isPublic: true)
    }

    @inline(__always)
    private static func invert(
        _ result: Limbs, _ a: ConstantLimbs, _ modulus: Modulus, _ memory: inout LimbMemory, isPublic: Bool
    ) {
        let count = (modulus.bitCount + 63) / 62
        let before = memory.used
        defer { memory.release(to: before) }
        let base = unsafe memory.element(5 * count).limbs
        // With a count that it knows, the compiler unrolls the loops.
        switch count {
        case 5: unsafe invert(result, a, modulus, base, 5, isPublic: isPublic)
        case 7: unsafe invert(result, a, modulus, base, 7, isPublic: isPublic)
        default: unsafe invert(result, a, modulus, base, count, isPublic: isPublic)
        }
    }

    @inline(__always)
    private static func invert(
        _ result: Limbs, _ a: ConstantLimbs, _ modulus: Modulus, _ base: Limbs, _ count: Int, isPublic: Bool
    ) {
        unsafe base.withMemoryRebound(to: Int64.self, capacity: 5 * count) { base in
            let (f, g, d, e, m) = unsafe (base, base + count, base + 2 * count, base + 3 * count, base + 4 * count)
            unsafe load(m, modulus.number.limbs, modulus.limbCount, count)
            unsafe load(g, a, modulus.limbCount, count)
            for index in 0..<count {
                unsafe f[index] = m[index]
                unsafe d[index] = 0
                unsafe e[index] = 0
            }
            unsafe e[0] = 1
            let inverse = Int64(truncatingIfNeeded: 0 &- modulus.negatedInverse) & mask
            var delta: Int64 = 1
            for _ in 0..<((49 * modulus.bitCount + 57) / 17 + 61) / 62 {
                if isPublic, unsafe isZero(g, count) { break }
                let steps = unsafe isPublic ? dividePublic(&delta, f[0], g[0]) : divide(&delta, f[0], g[0])
                unsafe multiply(d, e, by: steps, modulo: m, inverse, count)
                unsafe multiply(f, g, by: steps, count)
            }
            // d, which is from −2m to m, times the sign of f, from 0 to m.
            unsafe add(m, to: d, where: d[count - 1] >> 63, count)
            unsafe negate(d, where: f[count - 1] >> 63, count)
            unsafe add(m, to: d, where: d[count - 1] >> 63, count)
            unsafe store(result, d, modulus.limbCount, count)
        }
    }

    /// 62 steps.
    @inline(__always)
    private static func divide(_ delta: inout Int64, _ f0: Int64, _ g0: Int64) -> Steps {
        var (f, g) = (f0, g0)
        var (u, v, q, r): (Int64, Int64, Int64, Int64) = (1, 0, 0, 1)
        for _ in 0..<62 {
            var swap = (0 &- delta) &>> 63
            let odd = 0 &- (g & 1)
            g = g &+ (((f ^ swap) &- swap) & odd)
            q = q &+ (((u ^ swap) &- swap) & odd)
            r = r &+ (((v ^ swap) &- swap) & odd)
            // Where g − f has replaced g, adding it to f gives the old g.
            swap &= odd
            delta = ((delta ^ swap) &- swap) &+ 1
            f = f &+ (g & swap)
            u = u &+ (q & swap)
            v = v &+ (r & swap)
            g &>>= 1
            u &<<= 1
            v &<<= 1
        }
        return Steps(u: u, v: v, q: q, r: r)
    }

    /// 62 steps of public numbers: those at which g is even all at once, and the others by what they are.
    @inline(__always)
    private static func dividePublic(_ delta: inout Int64, _ f0: Int64, _ g0: Int64) -> Steps {
        var (f, g) = (f0, g0)
        var (u, v, q, r): (Int64, Int64, Int64, Int64) = (1, 0, 0, 1)
        var left = 62
        while true {
            let zeros = min(g.trailingZeroBitCount, left)
            g &>>= Int64(zeros)
            u &<<= Int64(zeros)
            v &<<= Int64(zeros)
            delta &+= Int64(zeros)
            left &-= zeros
            if left == 0 { return Steps(u: u, v: v, q: q, r: r) }
            // One step but for the halving, which comes with the zeros.
            if delta > 0 {
                delta = 0 &- delta
                (f, g) = (g, g &- f)
                (u, q) = (q, q &- u)
                (v, r) = (r, r &- v)
            } else {
                g = g &+ f
                q = q &+ u
                r = r &+ v
            }
        }
    }

    @inline(__always)
    private static func isZero(_ a: UnsafeMutablePointer<Int64>, _ count: Int) -> Bool {
        var bits: Int64 = 0
        for index in 0..<count { unsafe bits |= a[index] }
        return bits == 0
    }

    /// (f, g) ← the matrix · (f, g) / 2^62, which is whole.
    @inline(__always)
    private static func multiply(
        _ f: UnsafeMutablePointer<Int64>, _ g: UnsafeMutablePointer<Int64>, by steps: Steps, _ count: Int
    ) {
        var (carryF, carryG): (Int128, Int128) = (0, 0)
        for index in 0..<count {
            let (fi, gi) = unsafe (Int128(f[index]), Int128(g[index]))
            carryF = carryF &+ Int128(steps.u) &* fi &+ Int128(steps.v) &* gi
            carryG = carryG &+ Int128(steps.q) &* fi &+ Int128(steps.r) &* gi
            if index > 0 {
                unsafe f[index - 1] = Int64(truncatingIfNeeded: carryF) & mask
                unsafe g[index - 1] = Int64(truncatingIfNeeded: carryG) & mask
            }
            carryF &>>= 62
            carryG &>>= 62
        }
        unsafe f[count - 1] = Int64(truncatingIfNeeded: carryF)
        unsafe g[count - 1] = Int64(truncatingIfNeeded: carryG)
    }

    /// (d, e) ← the matrix · (d, e) / 2^62 modulo m: multiples of m are added that make it whole, and keep it from −2m to m.
    @inline(__always)
    private static func multiply(
        _ d: UnsafeMutablePointer<Int64>, _ e: UnsafeMutablePointer<Int64>, by steps: Steps,
        modulo m: UnsafeMutablePointer<Int64>, _ inverse: Int64, _ count: Int
    ) {
        let (signD, signE) = unsafe (d[count - 1] &>> 63, e[count - 1] &>> 63)
        var multipleD = (steps.u & signD) &+ (steps.v & signE)
        var multipleE = (steps.q & signD) &+ (steps.r & signE)
        let lowD = unsafe steps.u &* d[0] &+ steps.v &* e[0]
        let lowE = unsafe steps.q &* d[0] &+ steps.r &* e[0]
        multipleD = multipleD &- ((inverse &* lowD &+ multipleD) & mask)
        multipleE = multipleE &- ((inverse &* lowE &+ multipleE) & mask)
        var (carryD, carryE): (Int128, Int128) = (0, 0)
        for index in 0..<count {
            let (di, ei, mi) = unsafe (Int128(d[index]), Int128(e[index]), Int128(m[index]))
            carryD = carryD &+ Int128(steps.u) &* di &+ Int128(steps.v) &* ei &+ Int128(multipleD) &* mi
            carryE = carryE &+ Int128(steps.q) &* di &+ Int128(steps.r) &* ei &+ Int128(multipleE) &* mi
            if index > 0 {
                unsafe d[index - 1] = Int64(truncatingIfNeeded: carryD) & mask
                unsafe e[index - 1] = Int64(truncatingIfNeeded: carryE) & mask
            }
            carryD &>>= 62
            carryE &>>= 62
        }
        unsafe d[count - 1] = Int64(truncatingIfNeeded: carryD)
        unsafe e[count - 1] = Int64(truncatingIfNeeded: carryE)
    }

    /// a ← a + m where `condition` is all ones.
    @inline(__always)
    private static func add(
        _ m: UnsafeMutablePointer<Int64>, to a: UnsafeMutablePointer<Int64>, where condition: Int64, _ count: Int
    ) {
        var carry: Int64 = 0
        for index in 0..<count {
            let sum = unsafe a[index] &+ (m[index] & condition) &+ carry
            carry = sum &>> 62
            unsafe a[index] = index < count - 1 ? sum & mask : sum
        }
    }

    /// a ← −a where `condition` is all ones.
    @inline(__always)
    private static func negate(_ a: UnsafeMutablePointer<Int64>, where condition: Int64, _ count: Int) {
        var carry: Int64 = 0
        for index in 0..<count {
            let limb = unsafe ((a[index] ^ condition) &- condition) &+ carry
            carry = limb &>> 62
            unsafe a[index] = index < count - 1 ? limb & mask : limb
        }
    }

    /// From limbs of 64 bits to limbs of 62.
    @inline(__always)
    private static func load(
        _ target: UnsafeMutablePointer<Int64>, _ source: ConstantLimbs, _ sourceCount: Int, _ count: Int
    ) {
        for index in 0..<count {
            let (limb, shift) = ((62 * index) >> 6, UInt64((62 * index) & 63))
            var bits = limb < sourceCount ? unsafe source[limb] &>> shift : 0
            if shift > 2, limb + 1 < sourceCount { unsafe bits |= source[limb + 1] &<< (64 &- shift) }
            unsafe target[index] = Int64(truncatingIfNeeded: bits) & mask
        }
    }

    /// From limbs of 62 bits, none negative, to limbs of 64.
    @inline(__always)
    private static func store(
        _ target: Limbs, _ source: UnsafeMutablePointer<Int64>, _ targetCount: Int, _ count: Int
    ) {
        for index in 0..<targetCount {
            let (limb, shift) = ((64 * index) / 62, UInt64((64 * index) % 62))
            var bits = limb < count ? unsafe UInt64(truncatingIfNeeded: source[limb]) &>> shift : 0
            if limb + 1 < count { unsafe bits |= UInt64(truncatingIfNeeded: source[limb + 1]) &<< (62 &- shift) }
            unsafe target[index] = bits
        }
    }
}
