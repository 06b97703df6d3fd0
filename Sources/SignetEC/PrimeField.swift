internal import SignetBytes

/// Arithmetic modulo an odd number, on elements in Montgomery form (x·R mod m, with R = 2^(64·limbCount)), fully reduced.
///
/// No branch and no index depends on an element. A result may lie where an operand does.
protocol PrimeField {
    /// The number of 64-bit limbs of an element.
    var limbCount: Int { get }
    /// The modulus and what comes with it.
    var modulus: Modulus { get }

    func multiply(_ result: Element, _ a: Element, _ b: Element)
    func square(_ result: Element, _ a: Element)
    func add(_ result: Element, _ a: Element, _ b: Element)
    func subtract(_ result: Element, _ a: Element, _ b: Element)
}

extension PrimeField {
    /// result ← 2·a.
    @inline(__always)
    func double(_ result: Element, _ a: Element) { add(result, a, a) }

    /// result ← a.
    @inline(__always)
    func copy(_ result: Element, _ a: Element) {
        for index in 0..<limbCount { unsafe result.limbs[index] = a.limbs[index] }
    }

    /// result ← a where `mask` is all ones, unchanged where it is zero.
    @inline(__always)
    func copy(_ result: Element, _ a: Element, where mask: UInt64) {
        for index in 0..<limbCount {
            unsafe result.limbs[index] ^= mask & (result.limbs[index] ^ a.limbs[index])
        }
    }

    /// All ones when a = 0, else zero.
    @inline(__always)
    func zeroMask(_ a: Element) -> UInt64 {
        var bits: UInt64 = 0
        for index in 0..<limbCount { unsafe bits |= a.limbs[index] }
        return maskOfZero(bits)
    }

    /// Whether a = b, declassified.
    func areEqual(_ a: Element, _ b: Element) -> Bool {
        var difference: UInt64 = 0
        for index in 0..<limbCount { unsafe difference |= a.limbs[index] ^ b.limbs[index] }
        return declassified(UInt(difference)) == 0
    }

    /// Takes a plain number less than 2^(64·limbCount) into Montgomery form.
    func enter(_ result: Element, _ a: Element) { multiply(result, a, modulus.squareOfRadix) }

    /// Takes an element out of Montgomery form: result < m. `plainOne` is the number 1, not R.
    func leave(_ result: Element, _ a: Element) { multiply(result, a, modulus.plainOne) }

    /// result ← base^exponent; the exponent is public, the base need not be. `result` lies apart from `base`.
    ///
    /// Four bits at a time, from the top.
    func power(_ result: Element, _ base: Element, _ exponent: Element, _ memory: inout LimbMemory) {
        let table = (0..<16).map { _ in memory.element(limbCount) }
        copy(table[0], modulus.one)
        for index in 1..<16 { multiply(table[index], table[index - 1], base) }
        copy(result, modulus.one)
        for position in stride(from: 16 * limbCount - 1, through: 0, by: -1) {
            for _ in 0..<4 { square(result, result) }
            let limb = unsafe exponent.limbs[position >> 4]
            let digit = Int(truncatingIfNeeded: limb >> UInt64(4 * (position & 15)) & 15)
            if digit != 0 { multiply(result, result, table[digit]) }
        }
    }

    /// result ← 1/a, or 0 for 0.
    func invert(_ result: Element, _ a: Element, _ memory: inout LimbMemory) {
        unsafe Inversion.invert(result.limbs, ConstantLimbs(a.limbs), modulus, &memory)
        finishInversion(result)
    }

    /// result ← 1/a, or 0 for 0, of a public number: the time depends on it.
    func invertPublic(_ result: Element, _ a: Element, _ memory: inout LimbMemory) {
        unsafe Inversion.invertPublic(result.limbs, ConstantLimbs(a.limbs), modulus, &memory)
        finishInversion(result)
    }

    private func finishInversion(_ result: Element) {
        // 1/(a·R), times R² and R² in Montgomery's multiplication, is R/a.
        multiply(result, result, modulus.squareOfRadix)
        multiply(result, result, modulus.squareOfRadix)
    }
}

/// All ones when `bits` is zero, else zero.
@inline(__always)
func maskOfZero(_ bits: UInt64) -> UInt64 {
    opaqueMask((~bits & (bits &- 1)) >> 63)
}
