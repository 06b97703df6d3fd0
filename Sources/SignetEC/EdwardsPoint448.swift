internal import SignetBytes

/// A point of the curve x² + y² = 1 + d·x²·y² modulo 2⁴⁴⁸ − 2²²⁴ − 1, d = −39081, in projective coordinates: x = X/Z,
/// y = Y/Z (RFC 8032 §5.2.4). The formula for addition holds for every pair of points.
struct EdwardsPoint448: Sendable {
    var x, y, z: Field448

    /// The neutral element.
    static var identity: EdwardsPoint448 { EdwardsPoint448(x: .zero, y: .one, z: .one) }

    /// The base point (RFC 8032 §5.2).
    static var base: EdwardsPoint448 {
        EdwardsPoint448(
            x: Field448(
                0x26a82bc70cc05e, 0x80e18b00938e26, 0xf72ab66511433b, 0xa3d3a46412ae1a, 0x0f1767ea6de324,
                0x36da9e14657047, 0xed221d15a622bf, 0x4f1970c66bed0d),
            y: Field448(
                0x08795bf230fa14, 0x132c4ed7c8ad98, 0x1ce67c39c4fdbd, 0x05a0c2d73ad3ff, 0xa3984087789c1e,
                0xc7624bea73736c, 0x248876203756c9, 0x693f46716eb6bc),
            z: .one)
    }

    /// A point with Z = 1, less than p.
    struct Affine: Sendable {
        var x, y: Field448
    }

    /// Twice the point (RFC 8032 §5.2.4).
    func doubled() -> EdwardsPoint448 {
        let b = (x + y).squared()
        let c = x.squared()
        let d = y.squared()
        let e = c + d
        let h = z.squared()
        let j = e - (h + h)
        return EdwardsPoint448(x: (b - e) * j, y: e * (c - d), z: e * j)
    }

    /// The sum of two points.
    func adding(_ other: EdwardsPoint448) -> EdwardsPoint448 { combine(z * other.z, other.x, other.y) }

    /// The sum with a point whose Z is 1.
    func adding(_ other: Affine) -> EdwardsPoint448 { combine(z, other.x, other.y) }

    /// RFC 8032 §5.2.4, d's sign turned: `e` is −d·C·D.
    @inline(__always)
    private func combine(_ a: Field448, _ x2: Field448, _ y2: Field448) -> EdwardsPoint448 {
        let b = a.squared()
        let c = x * x2
        let d = y * y2
        let e = (c * d).multiplied(by: 39_081)
        let f = b + e
        let g = b - e
        let h = (x + y) * (x2 + y2)
        return EdwardsPoint448(x: a * f * (h - (c + d)), y: a * g * (d - c), z: f * g)
    }

    /// The opposite point.
    var negated: EdwardsPoint448 { EdwardsPoint448(x: (.zero - x) * .one, y: y, z: z) }

    /// Whether four times the point is the neutral element: so for the points of small order. Not for secrets.
    var hasSmallOrder: Bool {
        let four = doubled().doubled()
        return (four.x.isZero & (four.y - four.z).isZero) == 1
    }
}

extension EdwardsPoint448 {
    /// The point that 57 bytes from `offset` on encode (RFC 8032 §5.2.3); nil for what is not the one encoding of a point:
    /// a y that is not less than p, no root, or a sign of x = 0. Not for secrets.
    init?(_ bytes: Span<UInt8>, at offset: Int = 0) {
        let y = Field448(bytes, at: offset)
        let sign = bytes[offset + 56] >> 7
        guard bytes[offset + 56] & 127 == 0 else { return nil }
        // "If the resulting value is >= p, decoding fails": then its bytes are not the ones that stand here.
        let canonical = Bytes(capacity: 56) { output in y.encode(into: &output) }
        for index in 0..<56 where canonical[index] != bytes[offset + index] { return nil }

        // x = u³·v·(u⁵·v³)^((p − 3)/4), u = y² − 1, v = d·y² − 1.
        let yy = y.squared()
        let u = yy - .one
        let v = .zero - (yy.multiplied(by: 39_081) + .one)
        let uuuv = u.squared() * u * v
        let power = (uuuv * u.squared() * v.squared()).rootPower()
        var x = uuuv * power
        guard (v * x.squared() - u * .one).isZero == 1 else { return nil }
        if x.isZero == 1, sign == 1 { return nil }
        if x.sign != UInt64(sign) { x = (.zero - x) * .one }
        self.init(x: x, y: y, z: .one)
    }

    /// The 57 bytes that encode the point (RFC 8032 §5.2.2).
    var encoding: Bytes {
        let inverse = z.inverted()
        let sign = UInt8(truncatingIfNeeded: (x * inverse).sign)
        return Bytes(capacity: 57) { output in
            (y * inverse).encode(into: &output)
            output.append(sign << 7)
        }
    }
}
