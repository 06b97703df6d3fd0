internal import SignetBigNum

/// A pair of numbers, `r^e` and `r⁻¹` modulo n, that hide what the private operation works on: it is done to `c·r^e` and
/// gives `c^d·r` (P. Kocher, "Timing attacks on implementations of Diffie–Hellman, RSA, DSS", CRYPTO '96, §10).
struct Blinding: ~Copyable, Sendable {
    let factor: SecretNatural
    let inverse: SecretNatural
    /// How many times the pair may still be squared.
    private let uses: Int

    /// How many operations go by until r is drawn anew. Between them it is squared, which nobody who does not know r
    /// can follow and which costs less.
    private static let usesOfOneDraw = 32

    /// Draws a new r.
    init(for key: RSASecrets) {
        let modulus = key.publicKey.modulusNumber
        while true {
            let random = key.modulus.randomRemainder()
            // r is inverted behind a second random number s: r·s tells nothing of r, so that its inverse may be found by the
            // fast way, and r⁻¹ = s·(r·s)⁻¹.
            let mask = key.modulus.randomRemainder()
            let masked = key.product(random, mask).declassified()
            // No inverse would mean a factor of n found by chance.
            guard let inverse = modulus.inverse(of: masked) else { continue }
            factor = modulus.power(random, key.publicKey.exponent)
            self.inverse = key.product(mask, SecretNatural(inverse, limbCount: modulus.limbCount))
            uses = Self.usesOfOneDraw
            return
        }
    }

    private init(factor: consuming SecretNatural, inverse: consuming SecretNatural, uses: Int) {
        self.factor = factor
        self.inverse = inverse
        self.uses = uses
    }

    /// The pair of r², or of a new r in its turn.
    borrowing func successor(for key: RSASecrets) -> Blinding {
        guard uses > 1 else { return Blinding(for: key) }
        return Blinding(
            factor: key.product(factor, factor), inverse: key.product(inverse, inverse), uses: uses - 1)
    }

    borrowing func duplicate() -> Blinding {
        Blinding(factor: factor.duplicate(), inverse: inverse.duplicate(), uses: uses)
    }
}
