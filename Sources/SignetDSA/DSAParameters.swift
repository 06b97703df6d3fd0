internal import SignetBigNum
public import SignetBytes

/// The group that DSA keys share (FIPS 186-4 §4.1): `Dss-Parms` of certificates (RFC 3279 §2.3.2).
public struct DSAParameters: Hashable, Sendable {
    let modulus: Natural
    let order: Natural
    let generator: Natural

    /// The prime of the field, big-endian, without leading zeros.
    public var p: Bytes { modulus.bytes() }
    /// The prime that divides p − 1, the order of g, big-endian, without leading zeros.
    public var q: Bytes { order.bytes() }
    /// The generator, big-endian, without leading zeros.
    public var g: Bytes { generator.bytes() }

    /// The sizes of p, in bits, that are read: the 1990s began with 512.
    public static let acceptedBitCounts = 512...8192
    /// The sizes of q, in bits, that are read.
    public static let acceptedOrderBitCounts = 160...512

    /// Takes the three numbers, big-endian; leading zeros are allowed. That p and q are prime is not checked.
    ///
    /// - Throws: `.unsupportedKeySize`, `.unsupportedOrderSize`, `.invalidKey`.
    public init(p: Span<UInt8>, q: Span<UInt8>, g: Span<UInt8>) throws(DSAError) {
        modulus = Natural(bigEndian: p)
        order = Natural(bigEndian: q)
        generator = Natural(bigEndian: g)
        guard Self.acceptedBitCounts.contains(modulus.bitCount) else {
            throw .unsupportedKeySize(bitCount: modulus.bitCount)
        }
        guard Self.acceptedOrderBitCounts.contains(order.bitCount), order < modulus else {
            throw .unsupportedOrderSize(bitCount: order.bitCount)
        }
        guard modulus.isOdd, order.isOdd else { throw .invalidKey(.evenPrime) }
        guard modulus.reduced(modulo: order) == .one else { throw .invalidKey(.order) }
        guard isInSubgroup(generator) else { throw .invalidKey(.generator) }
    }

    /// Whether a number is one of the powers of g, but not 1. (p − 1, whose square is 1, is none: q is odd.)
    func isInSubgroup(_ number: Natural) -> Bool {
        number > .one && number < modulus && number.power(order, modulo: modulus) == .one
    }
}
