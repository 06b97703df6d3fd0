/// Why a DSA key was refused.
public enum DSAError: Error, Equatable, Sendable {
    /// p has a size, in bits, outside the accepted range.
    case unsupportedKeySize(bitCount: Int)
    /// q has a size, in bits, outside the accepted range.
    case unsupportedOrderSize(bitCount: Int)
    /// The numbers do not belong together.
    case invalidKey(Flaw)

    /// Which property does not hold (FIPS 186-4 §4.1, §4.3).
    public enum Flaw: Sendable {
        /// p or q is even.
        case evenPrime
        /// q does not divide p − 1.
        case order
        /// g is not a number from 2 to p − 1 with g^q ≡ 1 (mod p).
        case generator
        /// y is not a number from 2 to p − 2 with y^q ≡ 1 (mod p).
        case publicKey
        /// x is not a number from 1 to q − 1.
        case privateKey
    }
}

extension DSAError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .unsupportedKeySize(let bitCount):
            "DSA key of \(bitCount) bits; from \(DSAParameters.acceptedBitCounts.lowerBound) to "
                + "\(DSAParameters.acceptedBitCounts.upperBound) are read"
        case .unsupportedOrderSize(let bitCount):
            "DSA q of \(bitCount) bits; from \(DSAParameters.acceptedOrderBitCounts.lowerBound) to "
                + "\(DSAParameters.acceptedOrderBitCounts.upperBound) are read"
        case .invalidKey(.evenPrime): "DSA key is not valid: p or q is even"
        case .invalidKey(.order): "DSA key is not valid: q does not divide p − 1"
        case .invalidKey(.generator): "DSA key is not valid: g does not generate the group of order q"
        case .invalidKey(.privateKey): "DSA key is not valid: x is not a number from 1 to q − 1"
        case .invalidKey(.publicKey): "DSA key is not valid: y is not in the group of order q"
        }
    }
}
