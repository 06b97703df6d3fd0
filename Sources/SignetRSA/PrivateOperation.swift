internal import SignetBigNum
internal import SignetBytes
internal import Synchronization

extension RSASecrets {
    /// `c^d mod n` for a `c` less than n and as wide: RSADP and RSASP1 (RFC 8017 §5.1.2, §5.2.1) by the Chinese remainder
    /// theorem, blinded, in constant time, and checked with the public exponent before it leaves.
    ///
    /// - Throws: `.faultDetected`. A result that is right modulo one prime and wrong modulo the other would give the key
    ///   away to anyone who sees it (D. Boneh, R. DeMillo, R. Lipton 1997).
    func power(_ c: borrowing SecretNatural) throws(RSAError) -> SecretNatural {
        let blinding = nextBlinding()
        let blinded = product(c, blinding.factor)
        // RFC 8017 §5.1.2 step 2.b, i to iv, with p for the first prime and q for the second:
        // m1 = c^dP mod p, m2 = c^dQ mod q, h = (m1 − m2)·qInv mod p, m = m2 + q·h.
        let halves = powers(blinded)
        let h = prime1.product(prime1.difference(halves.first, prime1.remainder(of: halves.second)), coefficient)
        var m = h.multiplied(by: prime2.number).resized(to: modulus.limbCount).adding(halves.second)
        // v, for each further prime: m = m + R·h with h = (mᵢ − m)·tᵢ mod rᵢ, R being the product of the primes before.
        for other in otherPrimes {
            let mi = other.prime.power(blinded, other.exponent, exponentBitCount: other.prime.bitCount)
            let h = other.prime.product(
                other.prime.difference(mi, other.prime.remainder(of: m)), other.coefficient)
            m = m.adding(h.multiplied(by: other.productBefore).resized(to: modulus.limbCount))
        }
        let result = product(m, blinding.inverse)
        let check =
            modulusVectors?.power(result, publicKey.exponent)
            ?? publicKey.modulusNumber.power(result, publicKey.exponent, level: .portable)
        guard check.equals(c).declassified else { throw .faultDetected }
        return result
    }

    /// c^dP mod p and c^dQ mod q.
    private func powers(_ c: borrowing SecretNatural) -> SecretPair {
        if let primeVectors {
            let bitCount = max(prime1.bitCount, prime2.bitCount)
            // Of two primes, the larger has half of n's bits at least: c is not too long for it.
            guard !otherPrimes.isEmpty else {
                return primeVectors.powers(c, c, exponent1, exponent2, exponentBitCount: bitCount)
            }
            return primeVectors.powers(
                prime1.remainder(of: c), prime2.remainder(of: c), exponent1, exponent2, exponentBitCount: bitCount)
        }
        return SecretPair(
            first: prime1.power(c, exponent1, exponentBitCount: prime1.bitCount),
            second: prime2.power(c, exponent2, exponentBitCount: prime2.bitCount))
    }

    /// a·b mod n.
    func product(_ a: borrowing SecretNatural, _ b: borrowing SecretNatural) -> SecretNatural {
        modulusVectors?.product(a, b) ?? modulus.product(a, b)
    }

    /// Every operation has a pair of its own, also when several threads work with one key.
    private func nextBlinding() -> Blinding {
        blinding.withLock { pair in
            let next =
                switch consume pair {
                case .some(let last): last.successor(for: self)
                case .none: Blinding(for: self)
                }
            let result = next.duplicate()
            pair = consume next
            return result
        }
    }
}
