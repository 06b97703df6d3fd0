#if arch(x86_64)
internal import _Builtin_intrinsics.intel.sse2
#endif

/// AES encryption (FIPS 197 §5.1) of one block, whose eight bit planes of 16 bits lie side by side in one vector.
///
/// A byte is l·Y + h·Y¹⁶ over GF(2⁴), with Y = {12} and Y + Y¹⁶ = 1; an element of GF(2⁴) is written in the normal basis β, β²,
/// β⁴, β⁸ with β = {0c}, one plane for each. There to square is to turn the four planes, a product is the same sum of products
/// at each turn, and (l·Y + h·Y¹⁶)⁻¹ = d⁻¹·(h·Y + l·Y¹⁶) with d = h·l + ν·(h + l)², ν = Y¹⁷ = {0d}. A linear map is a sum of
/// turned vectors, each under a mask.
///
/// Each operation of a round waits for one before it: 177 instructions take 74 cycles on a Zen 4, where they could be done in 30,
/// for with one block alone there is nothing to do meanwhile. To look bytes up in tables takes a quarter of that time, and tells
/// the cache the key.
enum AESPlanes {
    /// The planes of a block, plane 0 lowest.
    typealias Vector = SIMD2<Int64>

    /// One block. `keys` are the round keys as planes, 16 bytes each.
    static func encrypt(_ block: Vector, _ keys: UnsafeRawPointer, _ roundCount: Int) -> Vector {
        var state = unsafe xor(block, keys.loadUnaligned(as: Vector.self))
        var key = unsafe keys
        for _ in 1..<roundCount {
            unsafe key += 16
            state = unsafe xor(mixColumns(shiftRows(substituted(state))), key.loadUnaligned(as: Vector.self))
        }
        return unsafe xor(shiftRows(substituted(state)), (key + 16).loadUnaligned(as: Vector.self))
    }

    /// KeyExpansion (FIPS 197 §5.2) of a key of 16, 24 or 32 bytes, all in planes: SubBytes of a block for each SubWord, of which
    /// one waits for the other.
    static func expand(_ key: UnsafeRawPointer, roundCount: Int, into keys: UnsafeMutableRawPointer) {
        switch roundCount {
        case 10: unsafe expandFour(AESBlock.load(key), keys)
        case 12: unsafe expandSix(AESBlock.load(key), AESBlock.loadHalf(key + 16), keys)
        default: unsafe expandEight(AESBlock.load(key), AESBlock.load(key + 16), keys)
        }
    }

    /// A key of 128 bits: four words from the four before them.
    private static func expandFour(_ key: Vector, _ keys: UnsafeMutableRawPointer) {
        var (four, constant) = (key, vector(SIMD8(1, 0, 0, 0, 0, 0, 0, 0)))
        unsafe keys.storeBytes(of: four, as: Vector.self)
        for round in 1...10 {
            four = xor(added(four), turnedWord(four, constant))
            unsafe keys.storeBytes(of: four, toByteOffset: round &* 16, as: Vector.self)
            constant = doubled(constant)
        }
    }

    /// A key of 192 bits: six words from the six before them, of which two turns fill three round keys.
    private static func expandSix(_ first: Vector, _ second: Vector, _ keys: UnsafeMutableRawPointer) {
        var (four, two, constant) = (first, second, vector(SIMD8(1, 0, 0, 0, 0, 0, 0, 0)))
        unsafe keys.storeBytes(of: four, as: Vector.self)
        var key = unsafe keys + 16
        for step in 1...8 {
            let before = two
            four = xor(added(four), turnedWord(left(two, 8), constant))
            two = xor(and(xor(two, left(two, 4)), all(0x00FF)), and(inAllColumns(right(four, 12)), all(0x00FF)))
            if step & 1 == 0 {
                unsafe key.storeBytes(of: four, as: Vector.self)
                unsafe key += 16
            } else {
                unsafe key.storeBytes(of: or(before, left(four, 8)), as: Vector.self)
                unsafe key.storeBytes(of: or(right(four, 8), left(two, 8)), toByteOffset: 16, as: Vector.self)
                unsafe key += 32
            }
            constant = doubled(constant)
        }
    }

    /// A key of 256 bits: four words from the eight before them, every other time without RotWord and Rcon.
    private static func expandEight(_ first: Vector, _ second: Vector, _ keys: UnsafeMutableRawPointer) {
        var (low, high, constant) = (first, second, vector(SIMD8(1, 0, 0, 0, 0, 0, 0, 0)))
        unsafe keys.storeBytes(of: low, as: Vector.self)
        unsafe keys.storeBytes(of: high, toByteOffset: 16, as: Vector.self)
        for round in stride(from: 2, through: 14, by: 2) {
            low = xor(added(low), turnedWord(high, constant))
            unsafe keys.storeBytes(of: low, toByteOffset: round &* 16, as: Vector.self)
            if round == 14 { return }
            high = xor(added(high), inAllColumns(right(substituted(low), 12)))
            unsafe keys.storeBytes(of: high, toByteOffset: round &* 16 &+ 16, as: Vector.self)
            constant = doubled(constant)
        }
    }

    /// To each of four columns those before it.
    @inline(__always)
    private static func added(_ four: Vector) -> Vector {
        let two = xor(four, left(four, 4))
        return xor(two, left(two, 8))
    }

    /// RotWord and SubWord of the last column, with Rcon, in all columns.
    @inline(__always)
    private static func turnedWord(_ four: Vector, _ constant: Vector) -> Vector {
        let word = substituted(four)
        return inAllColumns(xor(or(right(word, 13), and(right(word, 9), all(0x0008))), constant))
    }

    @inline(__always)
    private static func inAllColumns(_ column: Vector) -> Vector {
        let two = or(column, left(column, 4))
        return or(two, left(two, 8))
    }

    /// SubBytes (FIPS 197 §5.1.1).
    @inline(__always)
    private static func substituted(_ state: Vector) -> Vector {
        // Into the tower: l in the lower half, h in the upper; and the other way round.
        let (x, y) = (Turned(state), Turned(exchanged(state)))
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
        let hl = Turned(exchanged(lh.by0))
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
        let (p, q) = (Turned(output), Turned(exchanged(output)))
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

    /// ShiftRows (FIPS 197 §5.1.2): row r, which is every fourth bit from r, moves r columns, which are four bits each.
    @inline(__always)
    private static func shiftRows(_ x: Vector) -> Vector {
        let first = or(and(right(x, 4), all(0x0222)), and(left(x, 12), all(0x2000)))
        let second = or(and(right(x, 8), all(0x0044)), and(left(x, 8), all(0x4400)))
        let third = or(and(right(x, 12), all(0x0008)), and(left(x, 4), all(0x8880)))
        return or(or(and(x, all(0x1111)), first), or(second, third))
    }

    /// MixColumns (FIPS 197 §5.1.3): with a′ the column turned by one and t = a ⊕ a′, the result is
    /// {02}·t ⊕ a′ ⊕ t turned by two.
    @inline(__always)
    private static func mixColumns(_ x: Vector) -> Vector {
        let next = or(and(right(x, 1), all(0x7777)), and(left(x, 3), all(0x8888)))
        let sum = xor(x, next)
        let twice = or(and(right(sum, 2), all(0x3333)), and(left(sum, 2), all(0xCCCC)))
        return xor(doubled(sum), xor(next, twice))
    }

    /// {02}·x: each plane becomes the next, and the highest returns to planes 0, 1, 3 and 4.
    @inline(__always)
    private static func doubled(_ x: Vector) -> Vector {
        let s = planes(x)
        let double = vector(SIMD8(0, s[0], s[1], s[2], s[3], s[4], s[5], s[6]))
        let carry = vector(SIMD8(s[7], s[7], 0, s[7], s[7], 0, 0, 0))
        return xor(double, carry)
    }

    /// A vector, and what it is when the four planes of each half are turned down by one, two and three places.
    private struct Turned {
        let by0, by1, by2, by3: Vector

        @inline(__always)
        init(_ x: Vector) {
            let p = planes(x)
            by0 = x
            by1 = vector(SIMD8(p[1], p[2], p[3], p[0], p[5], p[6], p[7], p[4]))
            by2 = vector(SIMD8(p[2], p[3], p[0], p[1], p[6], p[7], p[4], p[5]))
            by3 = vector(SIMD8(p[3], p[0], p[1], p[2], p[7], p[4], p[5], p[6]))
        }

        /// The product in GF(2⁴): its plane k is a(k)·b(k+2) + a(k+1)·(b(k+2) + b(k+3)) + a(k+2)·(b(k) + b(k+1)) +
        /// a(k+3)·(b(k+1) + b(k+3)).
        @inline(__always)
        func times(_ b: Factor) -> Vector {
            xor(xor(and(by0, b.second), and(by1, b.upper)), xor(and(by2, b.lower), and(by3, b.across)))
        }
    }

    /// What a product wants of its second factor.
    private struct Factor {
        let second, lower, upper, across: Vector

        @inline(__always)
        init(_ b: Turned) {
            second = b.by2
            lower = xor(b.by0, b.by1)
            upper = xor(b.by2, b.by3)
            across = xor(b.by1, b.by3)
        }
    }
}

private typealias Vector = AESPlanes.Vector

/// The halves exchanged.
@inline(__always)
private func exchanged(_ x: Vector) -> Vector { Vector(x[1], x[0]) }
@inline(__always)
private func mask(_ lower: UInt64, _ upper: UInt64) -> Vector {
    Vector(Int64(bitPattern: lower), Int64(bitPattern: upper))
}
@inline(__always)
private func all(_ plane: UInt16) -> Vector { vector(SIMD8(repeating: plane)) }
@inline(__always)
private func planes(_ x: Vector) -> SIMD8<UInt16> { unsafe unsafeBitCast(x, to: SIMD8<UInt16>.self) }
@inline(__always)
private func vector(_ x: SIMD8<UInt16>) -> Vector { unsafe unsafeBitCast(x, to: Vector.self) }

// On x86 every processor of 64 bits has the instructions that are meant, by name: the standard library's operators go lane by
// lane, and long chains of them come out of the optimiser as scalar instructions.
#if arch(x86_64)
@inline(__always)
private func and(_ a: Vector, _ b: Vector) -> Vector { _mm_and_si128(a, b) }
@inline(__always)
private func or(_ a: Vector, _ b: Vector) -> Vector { _mm_or_si128(a, b) }
@inline(__always)
private func xor(_ a: Vector, _ b: Vector) -> Vector { _mm_xor_si128(a, b) }
@inline(__always)
private func right(_ a: Vector, _ count: Int32) -> Vector { _mm_srli_epi16(a, count) }
@inline(__always)
private func left(_ a: Vector, _ count: Int32) -> Vector { _mm_slli_epi16(a, count) }
#else
@inline(__always)
private func and(_ a: Vector, _ b: Vector) -> Vector { a & b }
@inline(__always)
private func or(_ a: Vector, _ b: Vector) -> Vector { a | b }
@inline(__always)
private func xor(_ a: Vector, _ b: Vector) -> Vector { a ^ b }
@inline(__always)
private func right(_ a: Vector, _ count: UInt16) -> Vector { vector(planes(a) &>> SIMD8(repeating: count)) }
@inline(__always)
private func left(_ a: Vector, _ count: UInt16) -> Vector { vector(planes(a) &<< SIMD8(repeating: count)) }
#endif
