/// Why an RSA key or operation was refused. No case carries anything secret.
public enum RSAError: Error, Equatable, Sendable {
    /// The modulus has fewer bits than are accepted.
    case keyTooSmall(bitCount: Int, minimum: Int)
    /// The modulus has more bits than are accepted.
    case keyTooLarge(bitCount: Int, maximum: Int)
    /// Keys are not generated in this size.
    case unsupportedKeySize(bitCount: Int)
    /// The numbers of the key do not belong together.
    case invalidKey(KeyFlaw)
    /// What is to be signed, wrapped or expected needs a longer modulus.
    case messageTooLong(byteCount: Int, maximum: Int)
    /// The ciphertext is not as long as the modulus.
    case wrongCiphertextLength(byteCount: Int, expected: Int)
    /// The ciphertext, as a number, is not less than the modulus.
    case ciphertextOutOfRange
    /// The ciphertext does not open with this key and padding: nothing says why.
    case undecryptable
    /// The key is for signatures by RSASSA-PSS alone (RFC 4055 §1.2), and something was to be wrapped or unwrapped.
    case signingKeyOnly
    /// The result of the private operation did not stand the check with the public key: the machine erred, or somebody made
    /// it err, and the result, which could give the key away, was dropped.
    case faultDetected
}

/// Which property of a key does not hold (RFC 8017 §3).
public enum KeyFlaw: Error, Equatable, Sendable {
    /// The modulus is even.
    case evenModulus
    /// e is even, less than 3, longer than 64 bits, or not less than n.
    case publicExponent
    /// A prime is even, or shorter than half of its share of n, or there are more than eight.
    case primes
    /// n is not the product of the primes.
    case modulusIsNotProductOfPrimes
    /// d is not less than n.
    case privateExponentOutOfRange
    /// e·d ≢ 1, modulo p − 1, q − 1, or a further prime less 1.
    case privateExponent
    /// dP ≠ d mod (p − 1).
    case exponent1
    /// dQ ≠ d mod (q − 1).
    case exponent2
    /// qInv·q ≢ 1 (mod p), or qInv is not less than p.
    case coefficient
    /// dᵢ ≠ d mod (rᵢ − 1), of a prime after the first two.
    case otherExponent
    /// tᵢ·r₁·…·rᵢ₋₁ ≢ 1 (mod rᵢ), or tᵢ is not less than rᵢ, of a prime after the first two.
    case otherCoefficient
    /// n could not be factored with e and d, which therefore do not belong to it.
    case notFactored
}

extension RSAError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .keyTooSmall(let bitCount, let minimum): "RSA key of \(bitCount) bits; at least \(minimum) are accepted"
        case .keyTooLarge(let bitCount, let maximum): "RSA key of \(bitCount) bits; at most \(maximum) are accepted"
        case .unsupportedKeySize(let bitCount):
            "RSA keys of \(bitCount) bits are not generated; an even number from 2048 to 16384 is"
        case .invalidKey(let flaw): "RSA key is not valid: \(flaw)"
        case .messageTooLong(let byteCount, let maximum):
            "\(byteCount) bytes are too long for this RSA key, which takes \(maximum)"
        case .wrongCiphertextLength(let byteCount, let expected):
            "RSA ciphertext of \(byteCount) bytes; this key's have \(expected)"
        case .ciphertextOutOfRange: "RSA ciphertext is not less than the modulus of this key"
        case .undecryptable: "RSA ciphertext does not open with this key and padding"
        case .signingKeyOnly: "the RSA key is for RSASSA-PSS signatures alone"
        case .faultDetected: "the RSA result failed its own check and was dropped; the hardware may be faulty"
        }
    }
}

extension KeyFlaw: CustomStringConvertible {
    /// The property, as RFC 8017 §3 states it, that does not hold.
    public var description: String {
        switch self {
        case .evenModulus: "n is even"
        case .publicExponent: "e is not an odd number from 3 to 2^64 − 1 that is less than n"
        case .primes: "the primes are not odd numbers of about equal size, from two to eight of them"
        case .modulusIsNotProductOfPrimes: "n is not the product of the primes"
        case .privateExponentOutOfRange: "d is not less than n"
        case .privateExponent: "e·d ≢ 1 modulo p − 1 and q − 1"
        case .exponent1: "dP ≠ d mod (p − 1)"
        case .exponent2: "dQ ≠ d mod (q − 1)"
        case .coefficient: "qInv·q ≢ 1 (mod p)"
        case .otherExponent: "dᵢ ≠ d mod (rᵢ − 1) for a further prime"
        case .otherCoefficient: "tᵢ·r₁·…·rᵢ₋₁ ≢ 1 (mod rᵢ) for a further prime"
        case .notFactored: "e and d do not belong to n"
        }
    }
}
