internal import SignetBigNum
public import SignetBytes
public import SignetHash

/// A DSA public key (FIPS 186-4 §4.1), which old mail is verified with. Signet makes no such keys and signatures:
/// FIPS 186-5 has none any more.
public struct DSAPublicKey: Hashable, Sendable {
    /// The group.
    public let parameters: DSAParameters
    private let number: Natural

    /// g^x mod p, big-endian, without leading zeros.
    public var y: Bytes { number.bytes() }

    /// Takes y, big-endian; leading zeros are allowed.
    ///
    /// - Throws: `.invalidKey(.publicKey)`.
    public init(_ parameters: DSAParameters, y: Span<UInt8>) throws(DSAError) {
        number = Natural(bigEndian: y)
        self.parameters = parameters
        guard parameters.isInSubgroup(number) else { throw .invalidKey(.publicKey) }
    }

    /// The size of p in bits: what is called the size of the key.
    public var bitCount: Int { parameters.modulus.bitCount }

    /// Whether this key made `signature` over a digest of any length: of a digest longer than q, the leading bits count
    /// (FIPS 186-4 §4.7). All that is read is public, and the time depends on it.
    public func accepts(_ signature: DSASignature, digest: Span<UInt8>) -> Bool {
        let (p, q) = (parameters.modulus, parameters.order)
        let (r, s) = (Natural(bigEndian: signature.r.span), Natural(bigEndian: signature.s.span))
        guard r != .zero, s != .zero, max(r, s) < q, let w = s.inverse(modulo: q) else { return false }
        let z = Natural(bigEndian: digest).shifted(rightBy: 8 * digest.count - q.bitCount)
        let u1 = z.multiplied(by: w, modulo: q)
        let u2 = r.multiplied(by: w, modulo: q)
        let v = parameters.generator.power(u1, modulo: p).multiplied(by: number.power(u2, modulo: p), modulo: p)
        return v.reduced(modulo: q) == r
    }

    /// Whether this key made `signature` over a digest. See `accepts(_:digest:)`.
    public func accepts(_ signature: DSASignature, _ digest: Digest) -> Bool {
        digest.withSpan { accepts(signature, digest: $0) }
    }
}

/// The two numbers of a DSA signature (FIPS 186-4 §4.6), big-endian: `Dss-Sig-Value` (RFC 3279 §2.2.2).
public struct DSASignature: Hashable, Sendable {
    /// (g^k mod p) mod q.
    public let r: Bytes
    /// (z + x·r)/k mod q.
    public let s: Bytes

    /// Gathers two unsigned big-endian numbers, unchecked, of any length: verification refuses what is out of range.
    public init(r: Bytes, s: Bytes) {
        self.r = r
        self.s = s
    }
}
