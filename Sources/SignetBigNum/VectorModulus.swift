public import SignetBytes

#if arch(x86_64)
internal import SignetKernelsAVX512
#endif

/// One odd modulus, or two side by side, for multiplication by AVX-512 IFMA: numbers in digits of 52 bits, in Montgomery's
/// form with R = 2^(52·digitCount).
///
/// Powers take a third of the time that `mpn_sec_powm` takes. What is secret of the values stays so: steps and addresses
/// depend on sizes alone.
public final class VectorModulus: Sendable {
    typealias Digits = ErasedBuffer<UInt64>

    /// 1, or 2.
    let moduliCount: Int
    /// How many digits of 52 bits a number has: R ≥ 16·m, so that products need no subtraction.
    let digitCount: Int
    /// How many vectors of eight digits that is.
    let vectorCount: Int
    /// The moduli, and R² modulo them.
    let modulus, squareOfRadix: Digits
    /// −1/m modulo 2^52.
    private let inverse: (UInt64, UInt64)
    /// How many limbs of 64 bits a reduced number takes.
    private let limbCount: (Int, Int)
    private let numbers: Numbers

    /// The moduli in limbs.
    private struct Numbers: ~Copyable {
        let first, second: SecretNatural
    }

    static let digitBitCount = 52

    private init?(
        _ first: borrowing SecretNatural, _ second: borrowing SecretNatural, moduliCount: Int, bitCount: Int,
        level: CPU.Level
    ) {
        #if arch(x86_64)
        let digitCount = (bitCount + 4 + Self.digitBitCount - 1) / Self.digitBitCount
        let vectorCount = max((digitCount + 7) / 8, 2)
        let maximum =
            moduliCount == 1 ? MontgomeryAVX512.maximumVectorCount : MontgomeryAVX512.maximumPairVectorCount
        guard level >= .avx512, vectorCount <= maximum else { return nil }
        (self.moduliCount, self.digitCount, self.vectorCount) = (moduliCount, digitCount, vectorCount)
        limbCount = (first.limbCount, second.limbCount)
        inverse = (Self.inverse(first.limbs[0]), Self.inverse(second.limbs[0]))
        let digitTotal = moduliCount * vectorCount * 8
        modulus = Digits(zeros: digitTotal)
        squareOfRadix = Digits(zeros: digitTotal)
        numbers = Numbers(first: first.duplicate(), second: second.duplicate())
        load(first, from: 0, into: modulus, at: 0)
        if moduliCount > 1 { load(second, from: 0, into: modulus, at: 1) }
        setSquareOfRadix()
        #else
        return nil
        #endif
    }

    /// One modulus, its highest limb not zero; nil when it is too large, or the processor has no such instructions.
    public convenience init?(_ modulus: borrowing SecretNatural, level: CPU.Level = CPU.level) {
        self.init(
            modulus, modulus, moduliCount: 1, bitCount: modulus.limbCount * UInt.bitWidth, level: level)
    }

    /// Two moduli, with the sizes that they announce.
    public convenience init?(
        _ first: borrowing SecretModulus, _ second: borrowing SecretModulus, level: CPU.Level = CPU.level
    ) {
        self.init(
            first.number, second.number, moduliCount: 2, bitCount: max(first.bitCount, second.bitCount), level: level)
    }

    /// −1/number modulo 2^52, by Newton's iteration.
    private static func inverse(_ number: UInt) -> UInt64 {
        let number = UInt64(number)
        var inverse = number
        for _ in 0..<5 { inverse = inverse &* (2 &- number &* inverse) }
        return (0 &- inverse) & (1 << UInt64(digitBitCount) - 1)
    }

    #if arch(x86_64)
    /// R². With x = 2^t·R, x·x/R = 2^(2t)·R: from a small t, which is cheap to divide, to 2^(52·digitCount).
    private func setSquareOfRadix() {
        let radixBitCount = digitCount * Self.digitBitCount
        let doublings = min(radixBitCount.trailingZeroBitCount, 4)
        let start = SecretNatural(.powerOfTwo(radixBitCount + radixBitCount >> doublings))
        load(
            SecretNatural(limbs: GMP.remainder(start.limbs, by: numbers.first.limbs)), from: 0, into: squareOfRadix,
            at: 0)
        if moduliCount > 1 {
            load(
                SecretNatural(limbs: GMP.remainder(start.limbs, by: numbers.second.limbs)), from: 0,
                into: squareOfRadix, at: 1)
        }
        for _ in 0..<doublings { multiply(squareOfRadix, squareOfRadix, squareOfRadix) }
    }
    #endif

    /// 1, not in Montgomery's form.
    var plainOne: Digits {
        let digits = makeDigits()
        for place in 0..<moduliCount { digits[place * vectorCount * 8] = 1 }
        return digits
    }

    /// Room for a number, or for two.
    func makeDigits() -> Digits { Digits(zeros: moduliCount * vectorCount * 8) }
}

#if arch(x86_64)
extension VectorModulus {
    /// Writes `digitCount` digits of a number from bit `start` on, at place 0 or 1.
    func load(_ number: borrowing SecretNatural, from start: Int, into digits: borrowing Digits, at place: Int) {
        let count = number.limbCount
        let mask: UInt64 = 1 << UInt64(Self.digitBitCount) - 1
        let target = unsafe digits.base + place * vectorCount * 8
        for index in 0..<digitCount {
            let bit = start + index * Self.digitBitCount
            let (limb, shift) = (bit >> 6, UInt64(bit & 63))
            var digit = limb < count ? unsafe UInt64(number.limbs.base[limb]) &>> shift : 0
            if shift > 12, limb + 1 < count { unsafe digit |= UInt64(number.limbs.base[limb + 1]) &<< (64 &- shift) }
            unsafe target[index] = digit & mask
        }
    }

    /// The number at place 0 or 1, which is less than 2m, reduced.
    func store(_ digits: borrowing Digits, at place: Int) -> SecretNatural {
        let source = unsafe digits.base + place * vectorCount * 8
        let count = place == 0 ? limbCount.0 : limbCount.1
        // A limb more: twice the modulus may need it.
        let result = SecretNatural(zeros: count + 1)
        for index in 0..<digitCount {
            let bit = index * Self.digitBitCount
            let (limb, shift) = (bit >> 6, UInt64(bit & 63))
            guard limb <= count else { break }
            let digit = unsafe source[index]
            unsafe result.limbs.base[limb] |= UInt(digit &<< shift)
            if shift > 12, limb < count { unsafe result.limbs.base[limb + 1] |= UInt(digit &>> (64 &- shift)) }
        }
        let modulus = place == 0 ? numbers.first.resized(to: count + 1) : numbers.second.resized(to: count + 1)
        let borrow = GMP.subtract(modulus.limbs, from: result.limbs, if: 1)
        GMP.add(modulus.limbs, to: result.limbs, if: borrow)
        return result.resized(to: count)
    }

    /// `result = a·b/R`, less than 2m, when a·b < 16·m².
    func multiply(_ result: borrowing Digits, _ a: borrowing Digits, _ b: borrowing Digits) {
        if moduliCount == 1 {
            unsafe MontgomeryAVX512.multiply(
                result.base, a.base, b.base, modulus: modulus.base, inverse: inverse.0, digitCount: digitCount,
                vectorCount: vectorCount)
        } else {
            unsafe MontgomeryAVX512.multiplyPair(
                result.base, a.base, b.base, modulus: modulus.base, inverse: inverse, digitCount: digitCount,
                vectorCount: vectorCount)
        }
    }
}
#endif
