#if arch(x86_64)
internal import _Builtin_intrinsics.intel.sse2
#endif

/// One vector of planes, or two whose work is done side by side, an operation of the one after the same of the other: each chain
/// of operations leaves the processor room for another.
protocol PlaneVectors {
    func mapped(_ body: (AESPlanes.Vector) -> AESPlanes.Vector) -> Self
    func combined(with other: Self, _ body: (AESPlanes.Vector, AESPlanes.Vector) -> AESPlanes.Vector) -> Self
}

extension AESPlanes {
    struct One: PlaneVectors {
        let a: Vector

        @inline(__always)
        init(_ a: Vector) { self.a = a }

        @inline(__always)
        func mapped(_ body: (Vector) -> Vector) -> One { One(body(a)) }

        @inline(__always)
        func combined(with other: One, _ body: (Vector, Vector) -> Vector) -> One { One(body(a, other.a)) }
    }

    struct Two: PlaneVectors {
        let a, b: Vector

        @inline(__always)
        init(_ a: Vector, _ b: Vector) { (self.a, self.b) = (a, b) }

        @inline(__always)
        func mapped(_ body: (Vector) -> Vector) -> Two { Two(body(a), body(b)) }

        @inline(__always)
        func combined(with other: Two, _ body: (Vector, Vector) -> Vector) -> Two {
            Two(body(a, other.a), body(b, other.b))
        }
    }

    /// SubBytes (FIPS 197 §5.1.1).
    @inline(__always)
    static func substituted<Planes: PlaneVectors>(_ state: Planes) -> Planes {
        // Into the tower: l in the lower half, h in the upper; and the other way round.
        let (x, y) = (Turned(state), Turned(state.mapped(exchanged)))
        let lh = Turned(
            xor(
                xor(
                    xor(
                        and(x.by0, mask(0xFFFF_0000_0000_FFFF, 0xFFFF_FFFF_0000_0000)),
                        and(x.by1, mask(0xFFFF_0000_FFFF_FFFF, 0xFFFF_FFFF_0000_FFFF))),
                    xor(and(x.by2, mask(0xFFFF_FFFF_FFFF_0000, 0x0000_FFFF_FFFF_0000)), x.by3)),
                xor(
                    xor(
                        and(y.by0, mask(0xFFFF_0000_FFFF_0000, 0xFFFF_FFFF_FFFF_FFFF)),
                        and(y.by1, mask(0x0000_0000_0000_0000, 0xFFFF_FFFF_0000_0000))),
                    xor(
                        and(y.by2, mask(0xFFFF_0000_0000_0000, 0xFFFF_FFFF_0000_0000)),
                        and(y.by3, mask(0x0000_FFFF_FFFF_0000, 0xFFFF_FFFF_FFFF_FFFF))))))
        let hl = Turned(lh.by0.mapped(exchanged))
        // d = h·l + ν·(h + l)², in both halves.
        let (s0, s1) = (xor(lh.by0, hl.by0), xor(lh.by1, hl.by1))
        let (s2, s3) = (xor(lh.by2, hl.by2), xor(lh.by3, hl.by3))
        let square = xor(
            xor(
                and(s0, mask(0x0000_FFFF_FFFF_0000, 0x0000_FFFF_FFFF_0000)),
                and(s1, mask(0xFFFF_0000_0000_FFFF, 0xFFFF_0000_0000_FFFF))),
            xor(
                and(s2, mask(0xFFFF_0000_FFFF_0000, 0xFFFF_0000_FFFF_0000)),
                and(s3, mask(0xFFFF_0000_FFFF_FFFF, 0xFFFF_0000_FFFF_FFFF))))
        let d = Turned(xor(lh.times(Factor(hl)), square))
        // The inverse in GF(2⁴), the same function at each turn.
        let difference = xor(d.by0, d.by3)
        let e = Turned(
            xor(and(d.by0, difference), or(d.by2, and(xor(d.by0, d.by1), difference))))
        // Out of the tower, with the affine map.
        let output = hl.times(Factor(e))
        let (p, q) = (Turned(output), Turned(output.mapped(exchanged)))
        return xor(
            xor(
                xor(
                    xor(
                        and(p.by0, mask(0xFFFF_FFFF_0000_FFFF, 0x0000_0000_0000_0000)),
                        and(p.by1, mask(0x0000_FFFF_0000_0000, 0xFFFF_FFFF_FFFF_FFFF))),
                    xor(
                        and(p.by2, mask(0x0000_0000_FFFF_FFFF, 0xFFFF_FFFF_FFFF_0000)),
                        and(p.by3, mask(0x0000_FFFF_0000_FFFF, 0xFFFF_FFFF_0000_0000)))),
                xor(
                    xor(
                        and(q.by0, mask(0xFFFF_0000_FFFF_FFFF, 0x0000_0000_FFFF_0000)),
                        and(q.by1, mask(0x0000_FFFF_0000_0000, 0x0000_FFFF_FFFF_0000))),
                    xor(
                        and(q.by2, mask(0x0000_FFFF_FFFF_0000, 0xFFFF_FFFF_0000_FFFF)),
                        and(q.by3, mask(0xFFFF_0000_0000_FFFF, 0x0000_FFFF_0000_FFFF))))),
            mask(0x0000_0000_FFFF_FFFF, 0x0000_FFFF_FFFF_0000))
    }

    /// A vector, and what it is when the four planes of each half are turned down by one, two and three places.
    private struct Turned<Planes: PlaneVectors> {
        let by0, by1, by2, by3: Planes

        @inline(__always)
        init(_ x: Planes) {
            by0 = x
            by1 = x.mapped { word in
                let p = planes(word)
                return vector(SIMD8(p[1], p[2], p[3], p[0], p[5], p[6], p[7], p[4]))
            }
            by2 = x.mapped { word in
                let p = planes(word)
                return vector(SIMD8(p[2], p[3], p[0], p[1], p[6], p[7], p[4], p[5]))
            }
            by3 = x.mapped { word in
                let p = planes(word)
                return vector(SIMD8(p[3], p[0], p[1], p[2], p[7], p[4], p[5], p[6]))
            }
        }

        /// The product in GF(2⁴): its plane k is a(k)·b(k+2) + a(k+1)·(b(k+2) + b(k+3)) + a(k+2)·(b(k) + b(k+1)) +
        /// a(k+3)·(b(k+1) + b(k+3)).
        @inline(__always)
        func times(_ b: Factor<Planes>) -> Planes {
            xor(xor(and(by0, b.second), and(by1, b.upper)), xor(and(by2, b.lower), and(by3, b.across)))
        }
    }

    /// What a product wants of its second factor.
    private struct Factor<Planes: PlaneVectors> {
        let second, lower, upper, across: Planes

        @inline(__always)
        init(_ b: Turned<Planes>) {
            second = b.by2
            lower = xor(b.by0, b.by1)
            upper = xor(b.by2, b.by3)
            across = xor(b.by1, b.by3)
        }
    }
}

extension AESPlanes {
    @inline(__always)
    private static func and<Planes: PlaneVectors>(_ a: Planes, _ b: Planes) -> Planes { a.combined(with: b, and) }
    @inline(__always)
    private static func and<Planes: PlaneVectors>(_ a: Planes, _ mask: Vector) -> Planes { a.mapped { and($0, mask) } }
    @inline(__always)
    private static func or<Planes: PlaneVectors>(_ a: Planes, _ b: Planes) -> Planes { a.combined(with: b, or) }
    @inline(__always)
    private static func xor<Planes: PlaneVectors>(_ a: Planes, _ b: Planes) -> Planes { a.combined(with: b, xor) }
    @inline(__always)
    private static func xor<Planes: PlaneVectors>(_ a: Planes, _ b: Vector) -> Planes { a.mapped { xor($0, b) } }

    /// The halves exchanged.
    @inline(__always)
    private static func exchanged(_ x: Vector) -> Vector { Vector(x[1], x[0]) }
    @inline(__always)
    private static func mask(_ lower: UInt64, _ upper: UInt64) -> Vector {
        Vector(Int64(bitPattern: lower), Int64(bitPattern: upper))
    }
    @inline(__always)
    static func planes(_ x: Vector) -> SIMD8<UInt16> { unsafe unsafeBitCast(x, to: SIMD8<UInt16>.self) }
    @inline(__always)
    static func vector(_ x: SIMD8<UInt16>) -> Vector { unsafe unsafeBitCast(x, to: Vector.self) }

    // On x86 every processor of 64 bits has the instructions that are meant, by name: the standard library's operators go lane by
    // lane, and long chains of them come out of the optimiser as scalar instructions.
    #if arch(x86_64)
    @inline(__always)
    static func and(_ a: Vector, _ b: Vector) -> Vector { _mm_and_si128(a, b) }
    @inline(__always)
    static func or(_ a: Vector, _ b: Vector) -> Vector { _mm_or_si128(a, b) }
    @inline(__always)
    static func xor(_ a: Vector, _ b: Vector) -> Vector { _mm_xor_si128(a, b) }
    @inline(__always)
    static func right(_ a: Vector, _ count: Int32) -> Vector { _mm_srli_epi16(a, count) }
    @inline(__always)
    static func left(_ a: Vector, _ count: Int32) -> Vector { _mm_slli_epi16(a, count) }
    #else
    @inline(__always)
    static func and(_ a: Vector, _ b: Vector) -> Vector { a & b }
    @inline(__always)
    static func or(_ a: Vector, _ b: Vector) -> Vector { a | b }
    @inline(__always)
    static func xor(_ a: Vector, _ b: Vector) -> Vector { a ^ b }
    @inline(__always)
    static func right(_ a: Vector, _ count: UInt16) -> Vector { vector(planes(a) &>> SIMD8(repeating: count)) }
    @inline(__always)
    static func left(_ a: Vector, _ count: UInt16) -> Vector { vector(planes(a) &<< SIMD8(repeating: count)) }
    #endif
}
