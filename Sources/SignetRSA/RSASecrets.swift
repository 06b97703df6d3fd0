internal import SignetBigNum
internal import SignetBytes
internal import Synchronization

/// The numbers of a private key, each in erased memory, with the names and letters of RFC 8017 §3.2.
final class RSASecrets: Sendable {
    let publicKey: RSAPublicKey
    /// n, ready to reduce secrets by.
    let modulus: SecretModulus
    /// d. Files hold it; the private operation works with dP and dQ.
    let privateExponent: SecretNatural
    /// p.
    let prime1: SecretModulus
    /// q.
    let prime2: SecretModulus
    /// dP.
    let exponent1: SecretNatural
    /// dQ.
    let exponent2: SecretNatural
    /// qInv.
    let coefficient: SecretNatural
    /// The primes after the first two.
    let otherPrimes: [OtherPrime]

    let blinding = Mutex<Blinding?>(nil)
    /// What the private operation is done with where the processor multiplies vectors: p and q, and n.
    let primeVectors, modulusVectors: VectorModulus?

    /// Numbers that belong together.
    init(
        publicKey: RSAPublicKey, privateExponent: consuming SecretNatural, prime1: consuming SecretModulus,
        prime2: consuming SecretModulus, exponent1: borrowing SecretNatural, exponent2: borrowing SecretNatural,
        coefficient: borrowing SecretNatural, otherPrimes: [OtherPrime] = [], level: CPU.Level = CPU.level
    ) {
        self.publicKey = publicKey
        self.otherPrimes = otherPrimes
        primeVectors = VectorModulus(prime1, prime2, level: level)
        modulusVectors = VectorModulus(SecretNatural(publicKey.modulusNumber.number), level: level)
        modulus = SecretModulus(publicKey.modulusNumber.number)!
        self.privateExponent = privateExponent
        // Reduced numbers are as wide as what they are reduced by.
        self.exponent1 = exponent1.resized(to: prime1.limbCount)
        self.exponent2 = exponent2.resized(to: prime2.limbCount)
        self.coefficient = coefficient.resized(to: prime1.limbCount)
        self.prime1 = prime1
        self.prime2 = prime2
    }

    /// Reads the numbers; that they belong together is another matter.
    convenience init(_ components: RSAPrivateKey.Components) throws(RSAError) {
        let publicKey = try RSAPublicKey(
            modulus: components.modulus.span, publicExponent: components.publicExponent.span)
        let primeCount = 2 + components.otherPrimes.count
        guard primeCount <= Self.maximumPrimeCount,
            let prime1 = SecretModulus(SecretNatural(components.prime1)),
            let prime2 = SecretModulus(SecretNatural(components.prime2)),
            prime1.isFactor(of: publicKey, primeCount), prime2.isFactor(of: publicKey, primeCount)
        else { throw .invalidKey(.primes) }
        var otherPrimes: [OtherPrime] = []
        var product = prime1.number.multiplied(by: prime2.number)
        for other in components.otherPrimes {
            guard let prime = SecretModulus(SecretNatural(other.prime)), prime.isFactor(of: publicKey, primeCount)
            else {
                throw .invalidKey(.primes)
            }
            let next = product.multiplied(by: prime.number)
            otherPrimes.append(OtherPrime(prime, other, productBefore: product))
            product = next.duplicate()
        }
        self.init(
            publicKey: publicKey,
            privateExponent: SecretNatural(components.privateExponent),
            prime1: prime1, prime2: prime2,
            exponent1: SecretNatural(components.exponent1), exponent2: SecretNatural(components.exponent2),
            coefficient: SecretNatural(components.coefficient), otherPrimes: otherPrimes)
    }

    /// Nobody makes keys of more primes than five: the smaller they are, the sooner they are found.
    private static let maximumPrimeCount = 8

    /// Checks each number against the others (RFC 8017 §3.2).
    ///
    /// Every line declassifies one thing, whether the congruence holds, which the answer tells anyway.
    func check(_ components: RSAPrivateKey.Components) throws(RSAError) {
        func require(_ condition: Choice, _ flaw: KeyFlaw) throws(RSAError) {
            guard condition.declassified else { throw .invalidKey(flaw) }
        }
        // n = p·q, or the product of all primes.
        let product =
            otherPrimes.last?.productWithPrime() ?? prime1.number.multiplied(by: prime2.number)
        try require(product.equals(modulus.number), .modulusIsNotProductOfPrimes)

        // d < n, and e·d ≡ 1 modulo p − 1 and q − 1. Then (x^e)^d ≡ x modulo p and q by Fermat's little theorem, also for an x
        // that p or q divides, and so modulo n by the Chinese remainder theorem.
        let exponent = SecretNatural(Natural(publicKey.exponent))
        try require(privateExponent.isLess(than: modulus.number), .privateExponentOutOfRange)
        guard let order1 = prime1.predecessor(), let order2 = prime2.predecessor() else { throw .invalidKey(.primes) }
        let reduced1 = order1.remainder(of: privateExponent)
        let reduced2 = order2.remainder(of: privateExponent)
        try require(order1.product(reduced1, exponent).equals(1), .privateExponent)
        try require(order2.product(reduced2, exponent).equals(1), .privateExponent)

        // dP = d mod (p − 1) and dQ = d mod (q − 1). As they came, before they were cut to the width of p and q.
        try require(SecretNatural(components.exponent1).equals(reduced1), .exponent1)
        try require(SecretNatural(components.exponent2).equals(reduced2), .exponent2)

        // qInv < p, and qInv·q ≡ 1 (mod p).
        try require(SecretNatural(components.coefficient).isLess(than: prime1.number), .coefficient)
        try require(prime1.product(coefficient, prime2.number).equals(1), .coefficient)

        // The same of every other prime: e·d ≡ 1 (mod r − 1), dᵢ = d mod (r − 1), t < r, t·(the primes before) ≡ 1 (mod r).
        for (other, component) in zip(otherPrimes, components.otherPrimes) {
            guard let order = other.prime.predecessor() else { throw .invalidKey(.primes) }
            let reduced = order.remainder(of: privateExponent)
            try require(order.product(reduced, exponent).equals(1), .privateExponent)
            try require(SecretNatural(component.exponent).equals(reduced), .otherExponent)
            try require(SecretNatural(component.coefficient).isLess(than: other.prime.number), .otherCoefficient)
            try require(other.prime.product(other.coefficient, other.productBefore).equals(1), .otherCoefficient)
        }
    }
}

/// A prime after the first two (RFC 8017 §3.2).
final class OtherPrime: Sendable {
    /// rᵢ.
    let prime: SecretModulus
    /// dᵢ.
    let exponent: SecretNatural
    /// tᵢ.
    let coefficient: SecretNatural
    /// r₁·…·rᵢ₋₁.
    let productBefore: SecretNatural

    init(
        _ prime: consuming SecretModulus, _ components: RSAPrivateKey.OtherPrime, productBefore: borrowing SecretNatural
    ) {
        // Reduced numbers are as wide as what they are reduced by.
        exponent = SecretNatural(components.exponent).resized(to: prime.limbCount)
        coefficient = SecretNatural(components.coefficient).resized(to: prime.limbCount)
        self.productBefore = productBefore.duplicate()
        self.prime = prime
    }

    /// r₁·…·rᵢ.
    func productWithPrime() -> SecretNatural { productBefore.multiplied(by: prime.number) }
}

extension SecretNatural {
    /// The number that the bytes of a secret write.
    init(_ bytes: SecretSlice) { self.init(bigEndian: bytes.span, limbCount: max(1, (bytes.count + 7) / 8)) }
}

extension SecretModulus {
    /// Whether this number could be one of so many factors: odd, and of a size that no factor of a real key falls short of.
    fileprivate func isFactor(of key: RSAPublicKey, _ primeCount: Int) -> Bool {
        number.isOdd.declassified && bitCount < key.bitCount && bitCount * 2 * primeCount >= key.bitCount
    }
}
