internal import SignetBigNum
public import SignetBytes

extension RSAPrivateKey {
    /// Takes a key of which only n, e and d are known, big-endian, and finds the two primes (SP 800-56B revision 2, §C.1).
    ///
    /// - Throws: `.invalidKey(.notFactored)` when d does not belong to n and e, or what else `init(_:)` throws.
    public init(modulus: Bytes, publicExponent: Bytes, privateExponent: SecretSlice) throws(RSAError) {
        let publicKey = try RSAPublicKey(modulus: modulus.span, publicExponent: publicExponent.span)
        let n = SecretModulus(publicKey.modulusNumber.number)!
        let d = SecretNatural(privateExponent)
        guard d.isLess(than: n.number).declassified else { throw .invalidKey(.privateExponentOutOfRange) }
        guard let first = n.factor(exponents: d, publicKey.exponent) else { throw .invalidKey(.notFactored) }
        let second = n.number.divided(by: first)
        // p > q is what files are used to.
        let isFirstLess = first.number.isLess(than: second)
        let wide = first.number.resized(to: n.limbCount)
        guard let prime1 = SecretModulus(SecretNatural.select(isFirstLess, second, wide)),
            let prime2 = SecretModulus(SecretNatural.select(isFirstLess, wide, second)),
            prime1.number.isOdd.declassified, let order1 = prime1.predecessor(), let order2 = prime2.predecessor(),
            let coefficient = prime1.inverse(of: prime1.remainder(of: prime2.number))
        else { throw .invalidKey(.notFactored) }
        let exponent1 = order1.remainder(of: d)
        let exponent2 = order2.remainder(of: d)
        let secrets = RSASecrets(
            publicKey: publicKey, privateExponent: d, prime1: prime1, prime2: prime2,
            exponent1: exponent1, exponent2: exponent2, coefficient: coefficient)
        // Whether all of it belongs together is judged where every key is judged.
        try self.init(RSAPrivateKey(secrets).components)
    }
}

extension SecretModulus {
    /// A factor of this number, found with a multiple of the order of everything modulo it: e·d − 1; nil if that is none.
    ///
    /// How many tries it took becomes public, and how often 2 divides e·d − 1; neither tells the factor.
    fileprivate func factor(exponents d: borrowing SecretNatural, _ e: UInt64) -> SecretModulus? {
        // 1. k = e·d − 1 is even. 2. k = 2^t·r with an odd r.
        var r = d.multiplied(by: SecretNatural(Natural(e))).subtracting(1)
        var t = 0
        while !r.isOdd.declassified {
            r = r.halved()
            t += 1
            guard t <= r.limbCount * UInt.bitWidth else { return nil }
        }
        let last = number.subtracting(1)
        // 3. For random g, g^r squared t times becomes 1; just before, it is a root of 1 other than ±1 half of the time.
        tries: for _ in 0..<64 {
            var x = power(randomRemainder(), r, exponentBitCount: r.limbCount * UInt.bitWidth)
            guard !(x.equals(1) | x.equals(last)).declassified else { continue }
            for _ in 0..<t {
                let y = product(x, x)
                if y.equals(1).declassified {
                    // 5. p = gcd(x − 1, n).
                    return SecretModulus(x.subtracting(1).greatestCommonDivisor(withOdd: number))
                }
                x = y.duplicate()
                if y.equals(last).declassified { continue tries }
            }
            return nil  // g^k ≠ 1
        }
        return nil
    }
}
