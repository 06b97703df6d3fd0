import Foundation
import SignetBigNum
import SignetBytes
import TestSupport
import Testing

/// What the vector instructions give, beside what GMP gives.
@Suite("Digits of 52 bits", .enabled(if: CPU.level >= .avx512))
struct VectorTests {
    /// How many random inputs a size: `SIGNET_INPUTS` for the long run of `.ci/slow`.
    static let inputCount = ProcessInfo.processInfo.environment["SIGNET_INPUTS"].flatMap { Int($0) } ?? 12

    /// Sizes of an RSA prime: every second multiple of 256 bits up to 2048, and their neighbours. In a long run the sizes
    /// that are not those of a key of 2048, 3072 or 4096 bits have a twentieth of the inputs.
    @Test("Powers of pairs", arguments: [1024, 1536, 2048, 512, 513, 768, 1023, 1025, 1280, 1537, 1792, 2056])
    func powers(bitCount: Int) throws {
        let isOfCommonKeys = [1024, 1536, 2048].contains(bitCount)
        let count = Self.inputCount > 1000 && !isOfCommonKeys ? Self.inputCount / 20 : Self.inputCount
        for round in 0..<count {
            let ones = Natural(bigEndian: [UInt8](repeating: 0xFF, count: bitCount / 8).span)
            let m1 = round == 0 && bitCount % 8 == 0 ? ones : Natural.randomOdd(bitCount: bitCount)
            let m2 = round % 3 == 1 ? m1 : Natural.randomOdd(bitCount: bitCount - round % 2)
            let p = SecretModulus(m1)!
            let q = SecretModulus(m2)!
            let made = VectorModulus(p, q)
            let vectors = try #require(made)
            // A base of up to twice the bits, as the private operation of RSA has it.
            let baseBitCount = [2 * bitCount, 2 * bitCount - 3, bitCount, 64, 1][round % 5]
            let width = SecretNatural.limbCount(bitCount: 2 * bitCount)
            let wide = Natural(bigEndian: [UInt8](repeating: 0xFF, count: bitCount / 4).span)
            let base = SecretNatural(round == 2 ? wide : .random(bitCount: baseBitCount), limbCount: width)
            let other = SecretNatural(round % 4 == 3 ? m2 : .random(bitCount: bitCount), limbCount: width)
            let exponentBitCount = round % 7 == 6 ? 65 : bitCount
            let exponentWidth = SecretNatural.limbCount(bitCount: bitCount)
            let e1 = SecretNatural(.random(bitCount: exponentBitCount), limbCount: exponentWidth)
            let e2 = SecretNatural(
                round == 4 ? Natural(0) : .random(bitCount: exponentBitCount), limbCount: exponentWidth)
            let pair = vectors.powers(base, other, e1, e2, exponentBitCount: exponentBitCount)
            let first = p.power(base, e1, exponentBitCount: exponentBitCount)
            let second = q.power(other, e2, exponentBitCount: exponentBitCount)
            let areEqual = (pair.first.equals(first) & pair.second.equals(second)).declassified
            #expect(areEqual, "\(m1.hexadecimal) \(m2.hexadecimal) \(base.hexadecimal) \(other.hexadecimal)")
        }
        TestFiles.report("Powers of pairs of \(bitCount) bits", ran: count)
    }

    @Test("Products and powers of one", arguments: [512, 1000, 1024, 1536, 2048, 2050, 3071, 3072, 4095, 4096])
    func one(bitCount: Int) throws {
        for round in 0..<Self.inputCount {
            let m = Natural.randomOdd(bitCount: bitCount)
            let modulus = SecretModulus(m)!
            let made = VectorModulus(modulus.number)
            let vectors = try #require(made)
            let publicModulus = try #require(PublicModulus(m))
            let last = modulus.number.subtracting(1)
            let a = round == 0 ? last.duplicate() : modulus.randomRemainder()
            let b = round < 2 ? last.duplicate() : modulus.randomRemainder()
            let isProductRight = vectors.product(a, b).equals(modulus.product(a, b)).declassified
            #expect(isProductRight, "\(m.hexadecimal) \(a.hexadecimal) \(b.hexadecimal)")
            for exponent in [1, 3, 65537, 0xFFFF_FFFF_FFFF_FFFF] as [UInt64] {
                let power = publicModulus.power(a, exponent, level: .portable)
                let isPowerRight =
                    (vectors.power(a, exponent).equals(power) & publicModulus.power(a, exponent).equals(power))
                    .declassified
                #expect(isPowerRight, "\(m.hexadecimal) \(a.hexadecimal) \(exponent)")
            }
        }
    }

    @Test("There is none where the instructions, or the code for the size, are missing")
    func none() {
        let m = SecretModulus(Natural.randomOdd(bitCount: 1024))!
        #expect(VectorModulus(m.number, level: .avx2) == nil)
        #expect(VectorModulus(m, m, level: .portable) == nil)
        let large = SecretModulus(Natural.randomOdd(bitCount: 2080))!
        #expect(VectorModulus(large, large) == nil)
        #expect(VectorModulus(SecretModulus(Natural.randomOdd(bitCount: 4160))!.number) == nil)
    }
}
