#if arch(x86_64)
internal import SignetKernelsAVX512
#endif

#if arch(x86_64)
extension VectorModulus {
    /// Takes a number of at most 2·digitCount digits into Montgomery's form, at one place or both: less than 4m.
    private func enter(_ first: borrowing SecretNatural, _ second: borrowing SecretNatural) -> Digits {
        let result = makeDigits()
        load(first, from: 0, into: result, at: 0)
        if moduliCount > 1 { load(second, from: 0, into: result, at: 1) }
        multiply(result, result, squareOfRadix)
        let radixBitCount = digitCount * Self.digitBitCount
        guard max(first.limbCount, second.limbCount) * UInt.bitWidth > radixBitCount else { return result }
        // What is above R is multiplied by R once more.
        let upper = makeDigits()
        load(first, from: radixBitCount, into: upper, at: 0)
        if moduliCount > 1 { load(second, from: radixBitCount, into: upper, at: 1) }
        multiply(upper, upper, squareOfRadix)
        multiply(upper, upper, squareOfRadix)
        add(upper, to: result)
        return result
    }

    /// `a += b`, with carries.
    private func add(_ b: borrowing Digits, to a: borrowing Digits) {
        for place in 0..<moduliCount {
            var carry: UInt64 = 0
            for index in place * vectorCount * 8..<place * vectorCount * 8 + digitCount {
                let sum = unsafe a.base[index] &+ b.base[index] &+ carry
                unsafe a.base[index] = sum & (1 << UInt64(Self.digitBitCount) - 1)
                carry = sum &>> UInt64(Self.digitBitCount)
            }
        }
    }

    /// `a · b mod m`, of numbers less than the one modulus.
    public func product(_ a: borrowing SecretNatural, _ b: borrowing SecretNatural) -> SecretNatural {
        let x = enter(a, a)
        let y = makeDigits()
        load(b, from: 0, into: y, at: 0)
        multiply(x, x, y)
        return store(x, at: 0)
    }

    /// `base ^ exponent mod m` of the one modulus, for a public, odd exponent and a base that is less than the modulus.
    public func power(_ base: borrowing SecretNatural, _ exponent: UInt64) -> SecretNatural {
        precondition(exponent & 1 == 1 && moduliCount == 1, "VectorModulus: not an odd exponent")
        let form = enter(base, base)
        let plain = makeDigits()
        let result = makeDigits()
        load(base, from: 0, into: plain, at: 0)
        guard exponent > 1 else { return base.duplicate() }
        // Less than 2m, as the base is less than R.
        for index in 0..<vectorCount * 8 { unsafe result.base[index] = form.base[index] }
        var bit = UInt64.bitWidth - exponent.leadingZeroBitCount - 1
        while bit > 0 {
            bit -= 1
            multiply(result, result, result)
            guard exponent >> UInt64(bit) & 1 == 1 else { continue }
            // The last factor is the base as it came: (x·R)·y/R leaves Montgomery's form on the way.
            if bit == 0 { multiply(result, result, plain) } else { multiply(result, result, form) }
        }
        return store(result, at: 0)
    }

    /// Powers modulo both moduli. A base may have twice the bits of its modulus; the exponents are read as
    /// `exponentBitCount` bits, their real sizes stay hidden.
    public func powers(
        _ base1: borrowing SecretNatural, _ base2: borrowing SecretNatural, _ exponent1: borrowing SecretNatural,
        _ exponent2: borrowing SecretNatural, exponentBitCount: Int
    ) -> SecretPair {
        precondition(moduliCount == 2 && exponentBitCount > 0, "VectorModulus: not two moduli")
        let width = 5
        let entryCount = 1 << width
        let size = 2 * vectorCount * 8
        // base⁰, base¹, base², …
        let table = Digits(zeros: entryCount * size)
        let base = enter(base1, base2)
        // 1 in Montgomery's form is R.
        let one = makeDigits()
        multiply(one, squareOfRadix, plainOne)
        let result = makeDigits()
        let factor = makeDigits()
        for index in 0..<size {
            unsafe table.base[index] = one.base[index]
            unsafe table.base[size + index] = base.base[index]
            unsafe result.base[index] = base.base[index]
        }
        for entry in 2..<entryCount {
            multiply(result, result, base)
            for index in 0..<size { unsafe table.base[entry * size + index] = result.base[index] }
        }
        /// factor = the entries that `width` bits of the exponents from `bit` on name.
        func select(_ bit: Int) {
            for place in 0..<2 {
                let index =
                    place == 0
                    ? exponent1.bits(from: bit, count: width) : exponent2.bits(from: bit, count: width)
                let offset = place * vectorCount * 8
                unsafe MontgomeryAVX512.select(
                    factor.base + offset, table.base + offset, index, entryCount: entryCount, stride: 8 * size,
                    vectorCount: vectorCount)
            }
        }
        var bit = (exponentBitCount + width - 1) / width * width - width
        select(bit)
        multiply(result, factor, one)
        while bit > 0 {
            bit -= width
            for _ in 0..<width { multiply(result, result, result) }
            select(bit)
            multiply(result, result, factor)
        }
        multiply(result, result, plainOne)
        return SecretPair(first: store(result, at: 0), second: store(result, at: 1))
    }
}

extension SecretNatural {
    /// Some bits of the number, fewer than 64, as a number.
    fileprivate borrowing func bits(from start: Int, count: Int) -> UInt64 {
        let (limb, shift) = (start >> 6, UInt64(start & 63))
        var bits = limb < limbCount ? unsafe UInt64(limbs.base[limb]) &>> shift : 0
        if shift > 0, limb + 1 < limbCount { unsafe bits |= UInt64(limbs.base[limb + 1]) &<< (64 &- shift) }
        return bits & (1 << UInt64(count) - 1)
    }
}
#else
// There is no `VectorModulus` on other processors, and nobody to call these.
extension VectorModulus {
    /// `a · b mod m`.
    public func product(_ a: borrowing SecretNatural, _ b: borrowing SecretNatural) -> SecretNatural { fatalError() }
    /// `base ^ exponent mod m`.
    public func power(_ base: borrowing SecretNatural, _ exponent: UInt64) -> SecretNatural { fatalError() }
    /// Powers modulo both moduli.
    public func powers(
        _ base1: borrowing SecretNatural, _ base2: borrowing SecretNatural, _ exponent1: borrowing SecretNatural,
        _ exponent2: borrowing SecretNatural, exponentBitCount: Int
    ) -> SecretPair { fatalError() }
}
#endif

/// Two numbers that were computed side by side.
public struct SecretPair: ~Copyable, Sendable {
    /// Modulo the first modulus.
    public let first: SecretNatural
    /// Modulo the second.
    public let second: SecretNatural

    /// Gathers two numbers.
    public init(first: consuming SecretNatural, second: consuming SecretNatural) {
        self.first = first
        self.second = second
    }
}
