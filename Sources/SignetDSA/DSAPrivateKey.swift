internal import SignetBigNum
public import SignetBytes

/// A DSA private key (FIPS 186-4 §4.1), so that old files that hold one can be read, shown and converted. It does not
/// sign: FIPS 186-5 has no such signatures any more.
public struct DSAPrivateKey: Sendable {
    /// The key that verifies.
    public let publicKey: DSAPublicKey
    /// x, big-endian, as long as q, in memory that is erased.
    public let x: SecretSlice

    /// Takes x, big-endian, and computes y.
    ///
    /// - Throws: `.invalidKey(.privateKey)` unless x is from 1 to q − 1.
    public init(_ parameters: DSAParameters, x: SecretSlice) throws(DSAError) {
        let orderByteCount = (parameters.order.bitCount + 7) / 8
        let limbCount = SecretNatural.limbCount(bitCount: 8 * orderByteCount)
        var start = 0
        while x.count - start > orderByteCount, x.span[start] == 0 { start += 1 }
        guard x.count - start <= orderByteCount, let order = SecretModulus(parameters.order),
            let field = SecretModulus(parameters.modulus)
        else { throw .invalidKey(.privateKey) }
        let number = SecretNatural(bigEndian: x.span.extracting(droppingFirst: start), limbCount: limbCount)
        // A number that is not reduced differs from its remainder.
        let remainder = order.remainder(of: number)
        let (bytes, reduced) = (
            number.bytes(count: orderByteCount).shared(), remainder.bytes(count: orderByteCount).shared()
        )
        guard Choice(bytes.span, equals: reduced.span).declassified else { throw .invalidKey(.privateKey) }
        let base = SecretNatural(parameters.generator, limbCount: field.limbCount)
        let y = field.power(base, number, exponentBitCount: parameters.order.bitCount).declassified()
        do throws(DSAError) {
            publicKey = try DSAPublicKey(parameters, y: y.bytes().span)
        } catch { throw .invalidKey(.privateKey) }
        self.x = bytes
    }
}

extension DSAPrivateKey: CustomStringConvertible {
    /// Names the algorithm, and nothing else.
    public var description: String { "DSA private key" }
}
