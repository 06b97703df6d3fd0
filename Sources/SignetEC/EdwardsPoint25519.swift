internal import SignetBytes

/// A point of the curve −x² + y² = 1 + d·x²·y² modulo 2²⁵⁵ − 19 in extended coordinates: x = X/Z, y = Y/Z, x·y = T/Z
/// (RFC 8032 §5.1.4). The formulas for addition hold for every pair of points.
struct EdwardsPoint25519: Sendable {
    var x, y, z, t: Field25519

    /// The neutral element.
    static var identity: EdwardsPoint25519 { EdwardsPoint25519(x: .zero, y: .one, z: .one, t: .zero) }

    /// The base point (RFC 8032 §5.1).
    static var base: EdwardsPoint25519 {
        let x = Field25519(0x62d608f25d51a, 0x412a4b4f6592a, 0x75b7171a4b31d, 0x1ff60527118fe, 0x216936d3cd6e5)
        let y = Field25519(0x6666666666658, 0x4cccccccccccc, 0x1999999999999, 0x3333333333333, 0x6666666666666)
        return EdwardsPoint25519(x: x, y: y, z: .one, t: x * y)
    }

    /// d = −121665/121666 (RFC 8032 §5.1).
    static var d: Field25519 {
        Field25519(0x34dca135978a3, 0x1a8283b156ebd, 0x5e7a26001c029, 0x739c663a03cbb, 0x52036cee2b6ff)
    }

    static var doubleD: Field25519 {
        Field25519(0x69b9426b2f159, 0x35050762add7a, 0x3cf44c0038052, 0x6738cc7407977, 0x2406d9dc56dff)
    }

    /// 2^((p − 1)/4), whose square is −1.
    static var rootOfMinusOne: Field25519 {
        Field25519(0x61b274a0ea0b0, 0x0d5a5fc8f189d, 0x7ef5e9cbd0c60, 0x78595a6804c9e, 0x2b8324804fc1d)
    }

    /// What is added of a point, prepared: Y + X, Y − X, 2Z and 2d·T.
    struct Prepared: Sendable {
        var sum, difference, z2, t2d: Field25519
    }

    /// What is added of a point with Z = 1, prepared: y + x, y − x and 2d·x·y, less than p.
    struct PreparedAffine: Sendable {
        var sum, difference, t2d: Field25519
    }

    var prepared: Prepared {
        Prepared(sum: y + x, difference: y - x, z2: z + z, t2d: t * EdwardsPoint25519.doubleD)
    }

    /// Twice the point. T costs a multiplication, and only an addition that follows needs it.
    @inline(__always)
    func doubled(withT: Bool = true) -> EdwardsPoint25519 {
        // RFC 8032 §5.1.4, with the signs of F and H turned, which turns those of all four coordinates.
        let a = x.squared()
        let b = y.squared()
        let zz = z.squared()
        let h = a + b
        let e = (x + y).squared() - h
        let g = b - a
        let f = (zz + zz + a) - b
        return EdwardsPoint25519(x: e * f, y: g * h, z: f * g, t: withT ? e * h : .zero)
    }

    /// The sum with a prepared point.
    @inline(__always)
    func adding(_ other: Prepared, withT: Bool = true) -> EdwardsPoint25519 {
        combine((y - x) * other.difference, (y + x) * other.sum, t * other.t2d, z * other.z2, withT)
    }

    /// The difference with a prepared point: the sum with −x, y.
    @inline(__always)
    func subtracting(_ other: Prepared, withT: Bool = true) -> EdwardsPoint25519 {
        combine((y - x) * other.sum, (y + x) * other.difference, .zero - t * other.t2d, z * other.z2, withT)
    }

    @inline(__always)
    func adding(_ other: PreparedAffine, withT: Bool = true) -> EdwardsPoint25519 {
        combine((y - x) * other.difference, (y + x) * other.sum, t * other.t2d, z + z, withT)
    }

    @inline(__always)
    func subtracting(_ other: PreparedAffine, withT: Bool = true) -> EdwardsPoint25519 {
        combine((y - x) * other.sum, (y + x) * other.difference, .zero - t * other.t2d, z + z, withT)
    }

    /// The second half of the addition (RFC 8032 §5.1.4). `c` may be a difference.
    @inline(__always)
    private func combine(
        _ a: Field25519, _ b: Field25519, _ c: Field25519, _ d: Field25519, _ withT: Bool
    ) -> EdwardsPoint25519 {
        let e = b - a
        let f = d - c
        let g = d + c
        let h = b + a
        return EdwardsPoint25519(x: e * f, y: g * h, z: f * g, t: withT ? e * h : .zero)
    }

    /// The opposite point.
    var negated: EdwardsPoint25519 { EdwardsPoint25519(x: .zero - x, y: y, z: z, t: .zero - t) }

    /// Whether eight times the point is the neutral element: so for the points of small order. Not for secrets.
    var hasSmallOrder: Bool {
        let eight = doubled(withT: false).doubled(withT: false).doubled(withT: false)
        return (eight.x.isZero & (eight.y - eight.z).isZero) == 1
    }
}

extension EdwardsPoint25519 {
    /// The point that 32 bytes from `offset` on encode (RFC 8032 §5.1.3); nil for what is not the one encoding of a point:
    /// a y that is not less than p, no root, or a sign of x = 0. Not for secrets.
    init?(_ bytes: Span<UInt8>, at offset: Int = 0) {
        let y = Field25519(bytes, at: offset)
        // "If the resulting value is >= p, decoding fails": then its bytes are not the ones that stand here.
        let canonical = Bytes(capacity: 32) { output in
            y.encode(sign: UInt64(bytes[offset + 31] >> 7), into: &output)
        }
        for index in 0..<32 where canonical[index] != bytes[offset + index] { return nil }

        // x = u·v³·(u·v⁷)^((p − 5)/8), u = y² − 1, v = d·y² + 1.
        let yy = y.squared()
        let u = yy - .one
        let v = yy * EdwardsPoint25519.d + .one
        let uv3 = u * v.squared() * v
        let uv7 = uv3 * v.squared().squared()
        var x = uv3 * uv7.rootPower()
        let check = v * x.squared()
        if (check - u.carried()).isZero == 0 {
            guard (check + u).isZero == 1 else { return nil }
            x = x * EdwardsPoint25519.rootOfMinusOne
        }
        if x.isZero == 1, bytes[offset + 31] >> 7 == 1 { return nil }
        if x.sign != UInt64(bytes[offset + 31] >> 7) { x = (.zero - x).carried() }
        self.init(x: x, y: y, z: .one, t: x * y)
    }

    /// The 32 bytes that encode the point (RFC 8032 §5.1.2).
    var encoding: Bytes {
        let inverse = z.inverted()
        let sign = (x * inverse).sign
        return Bytes(capacity: 32) { output in (y * inverse).encode(sign: sign, into: &output) }
    }
}

extension Field25519 {
    /// The same number with tight limbs.
    @inline(__always)
    func carried() -> Field25519 { self * .one }
}
