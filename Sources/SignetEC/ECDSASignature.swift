public import SignetBytes

/// The two numbers of an ECDSA signature (SEC 1 §4.1.3), big-endian.
public struct ECDSASignature: Hashable, Sendable {
    /// The first: the x of a point that was made for this signature, modulo n.
    public let r: Bytes
    /// The second.
    public let s: Bytes

    /// Gathers two unsigned big-endian numbers, unchecked, of any length: verification refuses what is out of range.
    public init(r: Bytes, s: Bytes) {
        self.r = r
        self.s = s
    }

    /// Cuts the fixed-width form (IEEE P1363 §E.3.1): r, then s, each as long as the order of the group.
    ///
    /// - Throws: `.wrongSignatureLength`.
    public init(_ curve: EllipticCurve, concatenated: Bytes) throws(ECError) {
        guard concatenated.count == 2 * curve.byteCount else {
            throw .wrongSignatureLength(byteCount: concatenated.count, expected: 2 * curve.byteCount)
        }
        r = concatenated[0..<curve.byteCount]
        s = concatenated[curve.byteCount..<2 * curve.byteCount]
    }

    /// r, then s: the fixed-width form, where this key's own `sign` made them.
    public var concatenated: Bytes {
        Bytes(capacity: r.count + s.count) { output in
            output.append(copying: r.span)
            output.append(copying: s.span)
        }
    }
}
