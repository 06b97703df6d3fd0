/// Montgomery arithmetic for any odd modulus and any number of limbs: the orders of all curves, and the fields of those
/// that have no code of their own.
@safe
struct MontgomeryField: PrimeField {
    let modulus: Modulus
    let limbCount: Int
    private let number: ConstantLimbs
    private let negatedInverse: UInt64
    /// limbCount + 2 limbs to work in.
    private let scratch: Limbs

    init(_ modulus: Modulus, scratch: Element) {
        self.modulus = modulus
        limbCount = modulus.limbCount
        unsafe number = ConstantLimbs(modulus.number.limbs)
        negatedInverse = modulus.negatedInverse
        unsafe self.scratch = scratch.limbs
    }

    init(_ modulus: Modulus, _ memory: inout LimbMemory) {
        self.init(modulus, scratch: memory.element(modulus.limbCount + 2))
    }

    func multiply(_ result: Element, _ a: Element, _ b: Element) {
        // With a count that it knows, the compiler unrolls the loops.
        switch limbCount {
        case 4: multiply(result, a, b, 4)
        case 6: multiply(result, a, b, 6)
        default: multiply(result, a, b, limbCount)
        }
    }

    /// a·b/R mod m (Koç, Acar, Kaliski 1996: CIOS).
    @inline(__always)
    private func multiply(_ result: Element, _ a: Element, _ b: Element, _ count: Int) {
        let sum = unsafe scratch
        for index in 0...count { unsafe sum[index] = 0 }
        for outer in 0..<count {
            let factor = unsafe a.limbs[outer]
            var carry: UInt64 = 0
            for inner in 0..<count {
                unsafe (carry, sum[inner]) = fused(factor, b.limbs[inner], sum[inner], carry)
            }
            let top = unsafe UInt128(sum[count]) &+ UInt128(carry)
            let quotient = unsafe sum[0] &* negatedInverse
            (carry, _) = unsafe fused(quotient, number[0], sum[0], 0)
            for inner in 1..<count {
                unsafe (carry, sum[inner - 1]) = fused(quotient, number[inner], sum[inner], carry)
            }
            let next = top &+ UInt128(carry)
            unsafe sum[count - 1] = UInt64(truncatingIfNeeded: next)
            unsafe sum[count] = UInt64(truncatingIfNeeded: next >> 64)
        }
        unsafe reduce(result.limbs, sum, top: sum[count], count)
    }

    func square(_ result: Element, _ a: Element) { multiply(result, a, a) }

    func add(_ result: Element, _ a: Element, _ b: Element) {
        var carry: UInt64 = 0
        for index in 0..<limbCount {
            let wide = unsafe UInt128(a.limbs[index]) &+ UInt128(b.limbs[index]) &+ UInt128(carry)
            unsafe scratch[index] = UInt64(truncatingIfNeeded: wide)
            carry = UInt64(truncatingIfNeeded: wide >> 64)
        }
        unsafe reduce(result.limbs, scratch, top: carry, limbCount)
    }

    func subtract(_ result: Element, _ a: Element, _ b: Element) {
        var borrow: UInt64 = 0
        for index in 0..<limbCount {
            let wide = unsafe UInt128(a.limbs[index]) &- UInt128(b.limbs[index]) &- UInt128(borrow)
            unsafe result.limbs[index] = UInt64(truncatingIfNeeded: wide)
            borrow = UInt64(truncatingIfNeeded: wide >> 64) & 1
        }
        let mask = opaqueMask(borrow)
        var carry: UInt64 = 0
        for index in 0..<limbCount {
            let wide = unsafe UInt128(result.limbs[index]) &+ UInt128(number[index] & mask) &+ UInt128(carry)
            unsafe result.limbs[index] = UInt64(truncatingIfNeeded: wide)
            carry = UInt64(truncatingIfNeeded: wide >> 64)
        }
    }

    /// result ← top·R + sum, less m if that is not below it; it is less than 2m.
    @inline(__always)
    private func reduce(_ result: Limbs, _ sum: ConstantLimbs, top: UInt64, _ count: Int) {
        var borrow: UInt64 = 0
        for index in 0..<count {
            let wide = unsafe UInt128(sum[index]) &- UInt128(number[index]) &- UInt128(borrow)
            borrow = UInt64(truncatingIfNeeded: wide >> 64) & 1
        }
        // All ones when sum − m < 0.
        let keep = opaqueMask(borrow & ~top & 1)
        borrow = 0
        for index in 0..<count {
            let wide = unsafe UInt128(sum[index]) &- UInt128(number[index] & ~keep) &- UInt128(borrow)
            unsafe result[index] = UInt64(truncatingIfNeeded: wide)
            borrow = UInt64(truncatingIfNeeded: wide >> 64) & 1
        }
    }
}

/// The 128 bits of a·b + c + d, which cannot overflow.
@inline(__always)
private func fused(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) -> (high: UInt64, low: UInt64) {
    let wide = UInt128(a) &* UInt128(b) &+ UInt128(c) &+ UInt128(d)
    return (UInt64(truncatingIfNeeded: wide >> 64), UInt64(truncatingIfNeeded: wide))
}
