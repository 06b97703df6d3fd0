internal import SignetBigNum
public import SignetBytes

/// An RSA public key (RFC 8017 §3.1).
public struct RSAPublicKey: Sendable {
    /// n, big-endian, without leading zeros.
    public let modulus: Bytes
    /// e, big-endian, without leading zeros.
    public let publicExponent: Bytes

    let modulusNumber: PublicModulus
    let exponent: UInt64

    /// The sizes of modulus, in bits, that are taken from others. Keys are made from 2048 bits up.
    public static let acceptedBitCounts = 1024...16384

    /// Takes a key from its two numbers, big-endian; leading zeros are allowed.
    ///
    /// - Parameters:
    ///   - modulus: n, of 1024 to 16384 bits.
    ///   - publicExponent: e, odd, from 3 up to 64 bits.
    ///   - minimumBitCount: what the modulus must have at least. Who has to read what the 1990s left may go down to
    ///     512, knowing that such a key can be broken in hours.
    /// - Throws: `.keyTooSmall`, `.keyTooLarge`, or `.invalidKey` when n is even or e is not an odd number from 3 up to
    ///   64 bits and less than n.
    public init(
        modulus: Span<UInt8>, publicExponent: Span<UInt8>, minimumBitCount: Int = acceptedBitCounts.lowerBound
    ) throws(RSAError) {
        let number = Natural(bigEndian: modulus)
        let minimum = max(minimumBitCount, 512)
        guard number.bitCount >= minimum else {
            throw .keyTooSmall(bitCount: number.bitCount, minimum: minimum)
        }
        guard number.bitCount <= Self.acceptedBitCounts.upperBound else {
            throw .keyTooLarge(bitCount: number.bitCount, maximum: Self.acceptedBitCounts.upperBound)
        }
        guard let modulusNumber = PublicModulus(number) else { throw .invalidKey(.evenModulus) }
        let exponent = Natural(bigEndian: publicExponent)
        guard let value = exponent.uint64, value >= 3, exponent.isOdd else { throw .invalidKey(.publicExponent) }
        self.init(modulusNumber, exponent: value)
    }

    init(_ modulusNumber: PublicModulus, exponent: UInt64) {
        self.modulusNumber = modulusNumber
        self.exponent = exponent
        modulus = modulusNumber.number.bytes()
        publicExponent = Natural(exponent).bytes()
    }

    /// The size of the modulus in bits: what is called the size of the key.
    public var bitCount: Int { modulusNumber.number.bitCount }

    /// The size of the modulus in bytes, which is that of every signature and ciphertext.
    public var byteCount: Int { modulus.count }

    /// The number that big-endian bytes of a public value write, if it is less than the modulus.
    func representative(_ bytes: Span<UInt8>) -> Natural? {
        let number = Natural(bigEndian: bytes)
        return number < modulusNumber.number ? number : nil
    }
}

extension RSAPublicKey: Hashable {
    /// Whether modulus and exponent are the same.
    public static func == (a: RSAPublicKey, b: RSAPublicKey) -> Bool {
        a.modulus == b.modulus && a.exponent == b.exponent
    }

    /// Hashes modulus and exponent.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(modulus)
        hasher.combine(exponent)
    }
}
