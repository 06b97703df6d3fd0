public import SignetBytes

extension SecretModulus {
    /// A random prime of exactly `bitCount` bits for an RSA key (FIPS 186-5 §A.1.3).
    ///
    /// Its two highest bits are set, so that the product of two has twice as many bits. It is 3 modulo 4, a choice that
    /// FIPS 186-5 leaves open: half of what is one less is then odd, and a round of Miller and Rabin's test is one power,
    /// with no loop whose length would tell something of the prime. It is the first prime after a random number rather than
    /// the first of many random numbers: the bias is beyond measure (J. Brandt and I. Damgård, "On generation of probable
    /// primes by incremental search", CRYPTO '92), and dividing by small primes gets nearly free.
    ///
    /// - Parameters:
    ///   - bitCount: at least 512.
    ///   - exponent: an odd number; one less than the prime has no factor in common with it.
    public static func randomPrime(bitCount: Int, exponent: UInt64, level: CPU.Level = CPU.level) -> SecretModulus {
        precondition(bitCount >= 512 && exponent & 1 == 1 && exponent > 1, "SecretModulus: not a size for an RSA prime")
        let exponent = SecretModulus(Natural(exponent))!
        while true {
            let base = randomCandidate(bitCount: bitCount)
            var sieve = PrimeSieve(base: base, count: bitCount)
            let rounds = rounds(bitCount: bitCount)
            func next() -> SecretModulus? {
                while let offset = sieve.next() {
                    guard let candidate = SecretModulus(base.adding(offset)), candidate.bitCount == bitCount,
                        exponent.inverse(of: exponent.remainder(of: candidate.number.subtracting(1))) != nil
                    else { continue }
                    return candidate
                }
                return nil
            }
            while let candidate = next() {
                guard level >= .avx512, let other = next(),
                    let vectors = VectorModulus(candidate, other, level: level)
                else {
                    guard candidate.isProbablePrime(rounds: rounds, level: level) else { continue }
                    return candidate
                }
                // The first round for two at a time, the others for the one that stands it.
                let standing = candidate.standsRound(beside: other, vectors)
                if standing.first.declassified, candidate.isProbablePrime(rounds: rounds - 1, level: level) {
                    return candidate
                }
                if standing.second.declassified, other.isProbablePrime(rounds: rounds - 1, level: level) {
                    return other
                }
            }
        }
    }

    /// Rounds of Miller and Rabin's test after which a random number is prime but for 2^−112 (1024 bits), 2^−128 (1536 bits)
    /// and less (FIPS 186-5 table B.1).
    private static func rounds(bitCount: Int) -> Int {
        switch bitCount {
        case ..<1024: 7
        case ..<1536: 5
        default: 4
        }
    }

    private static func randomCandidate(bitCount: Int) -> SecretNatural {
        let limbCount = SecretNatural.limbCount(bitCount: bitCount)
        let number = SecretNatural.random(limbCount: limbCount)
        number.limbs[limbCount - 1] &= UInt.max >> UInt(limbCount * UInt.bitWidth - bitCount)
        for bit in [bitCount - 1, bitCount - 2, 1, 0] {
            number.limbs[bit / UInt.bitWidth] |= 1 << UInt(bit % UInt.bitWidth)
        }
        return number
    }

    /// Miller and Rabin's test (FIPS 186-5 §B.3.1) of a number that is 3 modulo 4, with random bases.
    ///
    /// Such a number p is one more than twice an odd number: the sequence of squares that the test looks at has one
    /// member, `w = base ^ ((p − 1) / 2)`, which is 1 or p − 1 when p is prime.
    borrowing func isProbablePrime(rounds: Int, level: CPU.Level = CPU.level) -> Bool {
        if let vectors = VectorModulus(self, self, level: level) {
            // Two rounds at a time.
            for _ in 0..<(rounds + 1) / 2 {
                let standing = standsRound(beside: self, vectors)
                guard (standing.first & standing.second).declassified else { return false }
            }
            return true
        }
        let half = number.halved()
        let last = number.subtracting(1)
        for _ in 0..<rounds {
            let power = power(randomRemainder(), half, exponentBitCount: bitCount - 1)
            guard (power.equals(1) | power.equals(last)).declassified else { return false }
        }
        return true
    }

    /// A round each of the test for two numbers of one size, which are the moduli of `vectors`.
    private borrowing func standsRound(
        beside other: borrowing SecretModulus, _ vectors: VectorModulus
    ) -> (first: Choice, second: Choice) {
        let powers = vectors.powers(
            randomRemainder(), other.randomRemainder(), number.halved(), other.number.halved(),
            exponentBitCount: max(bitCount, other.bitCount) - 1)
        return (
            powers.first.equals(1) | powers.first.equals(number.subtracting(1)),
            powers.second.equals(1) | powers.second.equals(other.number.subtracting(1))
        )
    }

    /// Whether two primes of the same size differ by more than 2^(bitCount − 100), that is, in their first 100 bits
    /// (FIPS 186-5 §A.1.3 step 5.4).
    public borrowing func isFar(from other: borrowing SecretModulus) -> Bool {
        precondition(other.bitCount == bitCount && bitCount > 100, "SecretModulus: different sizes")
        let distance = SecretNatural.select(
            number.isLess(than: other.number), other.number.subtracting(number), number.subtracting(other.number))
        return SecretNatural(.powerOfTwo(bitCount - 100)).isLess(than: distance).declassified
    }
}
