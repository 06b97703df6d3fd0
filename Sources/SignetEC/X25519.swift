public import SignetBytes

#if arch(x86_64)
internal import SignetKernelsAVX512
#endif

/// The public key of X25519 (RFC 7748 §5): the u-coordinate of a point on Curve25519.
public struct X25519PublicKey: Hashable, Sendable {
    /// The size of a key.
    public static let byteCount = 32
    /// The 32 bytes of the key, as they came.
    public let bytes: Bytes

    /// Takes a key from its bytes. Any 32 bytes are one: values of 2²⁵⁵ − 19 and more are taken modulo that number, and
    /// the topmost bit is not looked at (RFC 7748 §5). Points of small order are found out by `agree`.
    ///
    /// - Throws: `ECError.wrongKeyLength`.
    public init(_ bytes: Span<UInt8>) throws(ECError) {
        guard bytes.count == Self.byteCount else {
            throw .wrongKeyLength(byteCount: bytes.count, expected: Self.byteCount)
        }
        self.bytes = Bytes(copying: bytes)
    }

    init(point: EdwardsPoint25519) {
        // (1 + y)/(1 − y) (RFC 7748 §4.1).
        let u = (point.z + point.y) * (point.z - point.y).inverted()
        bytes = Bytes(capacity: 32) { output in u.encode(into: &output) }
    }
}

/// A private key of X25519 (RFC 7748 §5): a handle on 32 bytes that are erased when the last handle goes away.
public struct X25519PrivateKey: Sendable {
    /// The 32 bytes of the key, as they came.
    public let bytes: SecretSlice
    /// The key that goes to the other side.
    public let publicKey: X25519PublicKey

    /// A new key.
    public init() { self.init(checked: Randomness.secret(count: X25519PublicKey.byteCount).shared()) }

    /// Takes a key from its bytes. Any 32 bytes are one.
    ///
    /// - Throws: `ECError.wrongKeyLength`.
    public init(_ bytes: Span<UInt8>) throws(ECError) {
        guard bytes.count == X25519PublicKey.byteCount else {
            throw .wrongKeyLength(byteCount: bytes.count, expected: X25519PublicKey.byteCount)
        }
        self.init(checked: SecretBytes(copying: bytes).shared())
    }

    private init(checked bytes: SecretSlice) {
        self.bytes = bytes
        publicKey = erasingStack {
            let scalar = X25519.clamp(bytes.span)
            return X25519PublicKey(point: EdwardsPoint25519(base: scalar.span))
        }
    }

    /// The secret that this key and the other side's lead to (RFC 7748 §6.1): 32 bytes, to be put through a key
    /// derivation.
    ///
    /// - Throws: `ECError.zeroSharedSecret` when the other key is a point of small order.
    public func agree(with other: X25519PublicKey) throws(ECError) -> SecretBytes {
        let secret = X25519.multiply(bytes.span, other.bytes.span)
        guard !isZero(secret) else { throw .zeroSharedSecret }
        return secret
    }
}

extension X25519PrivateKey: CustomStringConvertible {
    /// Names the curve, and nothing else.
    public var description: String { "X25519 private key" }
}

/// The function itself.
enum X25519 {
    /// The scalar of a private key: a multiple of eight with bit 254 set (RFC 7748 §5, decodeScalar25519).
    static func clamp(_ key: Span<UInt8>) -> SecretBytes {
        var scalar = SecretBytes(copying: key)
        var bytes = scalar.mutableSpan
        bytes[0] &= 248
        bytes[31] = bytes[31] & 127 | 64
        return scalar
    }

    /// X25519(k, u) (RFC 7748 §5): the Montgomery ladder, with the standard's names.
    static func multiply(_ k: Span<UInt8>, _ u: Span<UInt8>) -> SecretBytes {
        let scalar = clamp(k)
        return erasingStack {
            let result = ladder(scalar.span, Field25519(u))
            return SecretBytes(capacity: 32) { output in result.encode(into: &output) }
        }
    }

    #if arch(x86_64)
    private static let hasVectors = CPU.level >= .avx512

    /// The ladder by AVX-512 IFMA.
    @inline(never)
    private static func ladderByVectors(_ k: Span<UInt8>, _ x1: Field25519) -> Field25519 {
        let limbs: InlineArray<5, UInt64> = [x1.l0, x1.l1, x1.l2, x1.l3, x1.l4]
        var result = InlineArray<10, UInt64>(repeating: 0)
        unsafe k.withUnsafeBytes { scalar in
            unsafe withUnsafePointer(to: limbs) { limbs in
                unsafe withUnsafeMutablePointer(to: &result) { result in
                    unsafe Curve25519AVX512.ladder(result, limbs, scalar: scalar.baseAddress!)
                }
            }
        }
        let x = Field25519(result[0], result[1], result[2], result[3], result[4])
        let z = Field25519(result[5], result[6], result[7], result[8], result[9])
        return x * z.inverted()
    }
    #endif

    @inline(never)
    private static func ladder(_ k: Span<UInt8>, _ x1: Field25519) -> Field25519 {
        #if arch(x86_64)
        if hasVectors { return ladderByVectors(k, x1) }
        #endif
        var (x2, z2, x3, z3) = (Field25519.one, Field25519.zero, x1, Field25519.one)
        var swap: UInt64 = 0
        var t = 255
        while t > 0 {
            t -= 1
            let bit = UInt64(k[t >> 3] >> UInt8(truncatingIfNeeded: t & 7) & 1)
            let mask = opaqueMask(swap ^ bit)
            swap = bit
            Field25519.exchange(mask, &x2, &x3)
            Field25519.exchange(mask, &z2, &z3)
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
            z2 = e * (aa + e.multiplied(by: 121_665))
        }
        let mask = opaqueMask(swap)
        Field25519.exchange(mask, &x2, &x3)
        Field25519.exchange(mask, &z2, &z3)
        return x2 * z2.inverted()
    }
}

/// Whether a shared secret is zero, which is itself no secret: it would be so with any private key.
func isZero(_ secret: borrowing SecretBytes) -> Bool {
    let zeros = SecretBytes(zeros: secret.count)
    return Choice(secret.span, equals: zeros.span).declassified
}
