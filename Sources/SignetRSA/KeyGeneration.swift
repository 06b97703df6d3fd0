internal import SignetBigNum
internal import SignetBytes

extension RSAPrivateKey {
    /// The sizes, in bits, in which keys are generated: even ones in this range. 3072 for a key of today.
    public static let generatedBitCounts = 2048...16384

    /// Makes a new key (FIPS 186-5 §A.1.3, with the choices that `SecretModulus.randomPrime` tells).
    ///
    /// - Parameters:
    ///   - bitCount: the size of the modulus, an even number in `generatedBitCounts`.
    ///   - publicExponent: an odd number of more than 16 bits (FIPS 186-5 §A.1.1); everyone takes 65537.
    /// - Throws: `.unsupportedKeySize`, or `.invalidKey(.publicExponent)`.
    public static func generate(bitCount: Int, publicExponent: UInt64 = 65537) throws(RSAError) -> RSAPrivateKey {
        guard generatedBitCounts.contains(bitCount), bitCount % 2 == 0 else {
            throw .unsupportedKeySize(bitCount: bitCount)
        }
        guard publicExponent > 1 << 16, publicExponent & 1 == 1 else { throw .invalidKey(.publicExponent) }
        while true {
            let first = SecretModulus.randomPrime(bitCount: bitCount / 2, exponent: publicExponent)
            let second = SecretModulus.randomPrime(bitCount: bitCount / 2, exponent: publicExponent)
            guard first.isFar(from: second) else { continue }
            // p > q is what files are used to; the files tell which is which.
            let secrets =
                second.number.isLess(than: first.number).declassified
                ? RSASecrets(prime1: first, prime2: second, publicExponent: publicExponent)
                : RSASecrets(prime1: second, prime2: first, publicExponent: publicExponent)
            // d > 2^(bitCount / 2) fails once in 2^(bitCount / 2) times (FIPS 186-5 §A.1.1).
            guard let secrets, secrets.privateExponent.declassifiedBitCount() > bitCount / 2 else { continue }
            return RSAPrivateKey(secrets)
        }
    }
}

extension RSASecrets {
    /// Completes a key from two primes that are 3 modulo 4; nil when no d exists for this e, or with a chance of 2^−60.
    convenience init?(
        prime1: consuming SecretModulus, prime2: consuming SecretModulus, publicExponent: UInt64
    ) {
        let product = prime1.number.multiplied(by: prime2.number).declassified()
        guard let number = PublicModulus(product), let order1 = prime1.predecessor(), let order2 = prime2.predecessor(),
            let exponent = SecretModulus(Natural(publicExponent))
        else { return nil }

        // λ = lcm(p − 1, q − 1). Half of each is odd, so that the divisor they have in common is 2·gcd of the halves. It divides
        // n − 1 and is nearly always small; which makes it safe to divide by, and to look at its size.
        let half1 = order1.number.halved()
        let half2 = order2.number.halved()
        guard let common = SecretModulus(half1.greatestCommonDivisor(withOdd: half2)), common.limbCount == 1 else {
            return nil
        }
        let lambda = order1.number.multiplied(by: half2).divided(by: common)

        // d = e⁻¹ mod λ by way of the small modulus: with k = −λ⁻¹ mod e, e divides 1 + k·λ, and d = (1 + k·λ)/e < λ.
        guard let inverse = exponent.inverse(of: exponent.remainder(of: lambda)) else { return nil }
        let multiple = exponent.number.subtracting(inverse).multiplied(by: lambda).adding(1)
        let privateExponent = multiple.divided(by: exponent)

        guard let coefficient = prime1.inverse(of: prime1.remainder(of: prime2.number)) else { return nil }
        let exponent1 = order1.remainder(of: privateExponent)
        let exponent2 = order2.remainder(of: privateExponent)
        self.init(
            publicKey: RSAPublicKey(number, exponent: publicExponent),
            privateExponent: privateExponent.resized(to: number.limbCount),
            prime1: prime1, prime2: prime2, exponent1: exponent1, exponent2: exponent2, coefficient: coefficient)
    }
}
