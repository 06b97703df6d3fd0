internal import SignetBigNum
public import SignetBytes

/// An RSA private key of two primes (RFC 8017 §3.2): a handle on numbers that are erased when the last handle goes away.
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
    /// The eight numbers of a private key, as its files write them (RFC 8017 §A.1.2): big-endian.
    public struct Components: Sendable {
        /// n = p·q.
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

        /// Gathers the eight numbers, unchecked. Leading zeros are allowed.
        public init(
            modulus: Bytes, publicExponent: Bytes, privateExponent: SecretSlice, prime1: SecretSlice,
            prime2: SecretSlice, exponent1: SecretSlice, exponent2: SecretSlice, coefficient: SecretSlice
        ) {
            self.modulus = modulus
            self.publicExponent = publicExponent
            self.privateExponent = privateExponent
            self.prime1 = prime1
            self.prime2 = prime2
            self.exponent1 = exponent1
            self.exponent2 = exponent2
            self.coefficient = coefficient
        }
    }

    /// Takes a key from its numbers, after checking each that has to do with another.
    ///
    /// That p and q are prime is not checked, which would take longer than many signatures: a key for which that is not so
    /// gives results that the check with the public exponent drops.
    ///
    /// - Throws: `.invalidKey` with the congruence that does not hold, `.keyTooSmall` or `.keyTooLarge`.
    public init(_ components: Components) throws(RSAError) {
        secrets = try RSASecrets(components)
        try secrets.check(components)
    }

    /// For tests: a key whose numbers need not belong together.
    package init(unchecked components: Components) throws(RSAError) { secrets = try RSASecrets(components) }

    /// The eight numbers, in new memory that is erased in its turn; none has leading zeros, so that how long each is
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
            coefficient: minimal(secrets.coefficient))
    }
}
