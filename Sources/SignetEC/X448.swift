public import SignetBytes

/// The public key of X448 (RFC 7748 §5): the u-coordinate of a point on Curve448.
public struct X448PublicKey: Hashable, Sendable {
    /// The size of a key.
    public static let byteCount = 56
    /// The 56 bytes of the key, as they came.
    public let bytes: Bytes

    /// Takes a key from its bytes. Any 56 bytes are one: values of p and more are taken modulo p (RFC 7748 §5). Points
    /// of small order are found out by `agree`.
    ///
    /// - Throws: `ECError.wrongKeyLength`.
    public init(_ bytes: Span<UInt8>) throws(ECError) {
        guard bytes.count == Self.byteCount else {
            throw .wrongKeyLength(byteCount: bytes.count, expected: Self.byteCount)
        }
        self.bytes = Bytes(copying: bytes)
    }

    init(point: EdwardsPoint448) {
        // y²/x²: the 4-isogeny takes the base point to the base point (RFC 7748 §4.2).
        let root = point.y * point.x.inverted()
        let u = root.squared()
        bytes = Bytes(capacity: 56) { output in u.encode(into: &output) }
    }
}

/// A private key of X448 (RFC 7748 §5): a handle on 56 bytes that are erased when the last handle goes away.
public struct X448PrivateKey: Sendable {
    /// The 56 bytes of the key, as they came.
    public let bytes: SecretSlice
    /// The key that goes to the other side.
    public let publicKey: X448PublicKey

    /// A new key.
    public init() { self.init(checked: Randomness.secret(count: X448PublicKey.byteCount).shared()) }

    /// Takes a key from its bytes. Any 56 bytes are one.
    ///
    /// - Throws: `ECError.wrongKeyLength`.
    public init(_ bytes: Span<UInt8>) throws(ECError) {
        guard bytes.count == X448PublicKey.byteCount else {
            throw .wrongKeyLength(byteCount: bytes.count, expected: X448PublicKey.byteCount)
        }
        self.init(checked: SecretBytes(copying: bytes).shared())
    }

    private init(checked bytes: SecretSlice) {
        self.bytes = bytes
        publicKey = erasingStack {
            let clamped = X448.clamp(bytes.span)
            let scalar = GroupOrder.ed448.reduce(clamped.span)
            return X448PublicKey(point: EdwardsPoint448(base: scalar.span))
        }
    }

    /// The secret that this key and the other side's lead to (RFC 7748 §6.2): 56 bytes, to be put through a key
    /// derivation.
    ///
    /// - Throws: `ECError.zeroSharedSecret` when the other key is a point of small order.
    public func agree(with other: X448PublicKey) throws(ECError) -> SecretBytes {
        let secret = X448.multiply(bytes.span, other.bytes.span)
        guard !isZero(secret) else { throw .zeroSharedSecret }
        return secret
    }
}

extension X448PrivateKey: CustomStringConvertible {
    /// Names the curve, and nothing else.
    public var description: String { "X448 private key" }
}

/// The function itself.
enum X448 {
    /// The scalar of a private key: a multiple of four with bit 447 set (RFC 7748 §5, decodeScalar448).
    static func clamp(_ key: Span<UInt8>) -> SecretBytes {
        var scalar = SecretBytes(copying: key)
        var bytes = scalar.mutableSpan
        bytes[0] &= 252
        bytes[55] |= 128
        return scalar
    }

    /// X448(k, u) (RFC 7748 §5): the Montgomery ladder, with the standard's names.
    static func multiply(_ k: Span<UInt8>, _ u: Span<UInt8>) -> SecretBytes {
        let scalar = clamp(k)
        return erasingStack {
            let result = ladder(scalar.span, Field448(u))
            return SecretBytes(capacity: 56) { output in result.encode(into: &output) }
        }
    }

    @inline(never)
    private static func ladder(_ k: Span<UInt8>, _ x1: Field448) -> Field448 {
        var (x2, z2, x3, z3) = (Field448.one, Field448.zero, x1, Field448.one)
        var swap: UInt64 = 0
        for t in stride(from: 447, through: 0, by: -1) {
            let bit = UInt64(k[t >> 3] >> UInt8(truncatingIfNeeded: t & 7) & 1)
            let mask = opaqueMask(swap ^ bit)
            swap = bit
            Field448.exchange(mask, &x2, &x3)
            Field448.exchange(mask, &z2, &z3)
            let a = x2 + z2
            let b = x2 - z2
            let c = x3 + z3
            let d = x3 - z3
            let da = d * a
            let cb = c * b
            let aa = a.squared()
            let bb = b.squared()
            let e = aa - bb
            x3 = (da + cb).squared()
            z3 = x1 * (da - cb).squared()
            x2 = aa * bb
            z2 = e * (aa + e.multiplied(by: 39_081))
        }
        let mask = opaqueMask(swap)
        Field448.exchange(mask, &x2, &x3)
        Field448.exchange(mask, &z2, &z3)
        return x2 * z2.inverted()
    }
}
