internal import SignetBigNum
public import SignetBytes

/// An RSA private key (RFC 8017 §3.2), of two primes or more: a handle on numbers that are erased when the last handle goes away.
public struct RSAPrivateKey: Sendable {
    let secrets: RSASecrets

    init(_ secrets: RSASecrets) { self.secrets = secrets }

    /// The key that verifies and wraps.
    public var publicKey: RSAPublicKey { secrets.publicKey }
}

extension RSAPrivateKey: CustomStringConvertible {
    /// Says how long the key is, and nothing else.
    public var description: String { "RSA private key (\(publicKey.bitCount) bits)" }
}

extension RSAPrivateKey {
    /// A prime after the first two, with what belongs to it (RFC 8017 §3.2), big-endian.
    public struct OtherPrime: Sendable {
        /// rᵢ.
        public var prime: SecretSlice
        /// dᵢ = d mod (rᵢ − 1).
        public var exponent: SecretSlice
        /// tᵢ, with tᵢ·r₁·…·rᵢ₋₁ ≡ 1 (mod rᵢ).
        public var coefficient: SecretSlice

        /// Gathers the three numbers, unchecked. Leading zeros are allowed.
        public init(prime: SecretSlice, exponent: SecretSlice, coefficient: SecretSlice) {
            self.prime = prime
            self.exponent = exponent
            self.coefficient = coefficient
        }
    }

    /// The numbers of a private key, as its files write them (RFC 8017 §A.1.2): big-endian.
    public struct Components: Sendable {
        /// n = p·q, or the product of all primes.
        public var modulus: Bytes
        /// e.
        public var publicExponent: Bytes
        /// d, with e·d ≡ 1 modulo p − 1 and q − 1.
        public var privateExponent: SecretSlice
        /// p.
        public var prime1: SecretSlice
        /// q.
        public var prime2: SecretSlice
        /// dP = d mod (p − 1).
        public var exponent1: SecretSlice
        /// dQ = d mod (q − 1).
        public var exponent2: SecretSlice
        /// qInv, with qInv·q ≡ 1 (mod p).
        public var coefficient: SecretSlice
        /// The primes after the first two. Few keys have any.
        public var otherPrimes: [OtherPrime]

        /// Gathers the numbers, unchecked. Leading zeros are allowed.
        public init(
            modulus: Bytes, publicExponent: Bytes, privateExponent: SecretSlice, prime1: SecretSlice,
            prime2: SecretSlice, exponent1: SecretSlice, exponent2: SecretSlice, coefficient: SecretSlice,
            otherPrimes: [OtherPrime] = []
        ) {
            self.modulus = modulus
            self.publicExponent = publicExponent
            self.privateExponent = privateExponent
            self.prime1 = prime1
            self.prime2 = prime2
            self.exponent1 = exponent1
            self.exponent2 = exponent2
            self.coefficient = coefficient
            self.otherPrimes = otherPrimes
        }

        /// Whether everything is zero that the Chinese remainder theorem wants: some write no more than n, e and d.
        var lacksPrimes: Bool {
            func isZero(_ number: SecretSlice) -> Bool { SecretNatural(number).isZero.declassified }
            return isZero(prime1) && isZero(prime2) && isZero(exponent1) && isZero(exponent2) && isZero(coefficient)
                && otherPrimes.isEmpty
        }
    }

    /// Takes a key from its numbers, after checking each that has to do with another.
    ///
    /// Where all but n, e and d are zero, they are computed. That p and q are prime is not checked, which would take longer than many signatures: a key for which that is not so
    /// gives results that the check with the public exponent drops.
    ///
    /// - Throws: `.invalidKey` with the congruence that does not hold, `.keyTooSmall` or `.keyTooLarge`.
    public init(_ components: Components) throws(RSAError) {
        if components.lacksPrimes {
            try self.init(
                modulus: components.modulus, publicExponent: components.publicExponent,
                privateExponent: components.privateExponent)
        } else {
            let secrets = try RSASecrets(components)
            try secrets.check(components)
            self.init(secrets)
        }
    }

    /// For tests: a key whose numbers need not belong together.
    package init(unchecked components: Components) throws(RSAError) { secrets = try RSASecrets(components) }

    /// The numbers, in new memory that is erased in its turn; none has leading zeros, so that how long each is
    /// becomes public, as it does in any file that holds them.
    public var components: Components {
        func minimal(_ number: borrowing SecretNatural) -> SecretSlice {
            number.bytes(count: max(1, (number.declassifiedBitCount() + 7) / 8)).shared()
        }
        return Components(
            modulus: publicKey.modulus, publicExponent: publicKey.publicExponent,
            privateExponent: minimal(secrets.privateExponent),
            prime1: minimal(secrets.prime1.number), prime2: minimal(secrets.prime2.number),
            exponent1: minimal(secrets.exponent1), exponent2: minimal(secrets.exponent2),
            coefficient: minimal(secrets.coefficient),
            otherPrimes: secrets.otherPrimes.map {
                OtherPrime(
                    prime: minimal($0.prime.number), exponent: minimal($0.exponent),
                    coefficient: minimal($0.coefficient))
            })
    }
}
