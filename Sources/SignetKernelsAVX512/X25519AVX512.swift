#if arch(x86_64)
internal import CInstructions

/// The ladder of X25519 (RFC 7748 §5) by VPMADD52: four numbers modulo p = 2^255 − 19 side by side, in five digits of 51
/// bits, a vector holding one digit of the four.
///
/// A step is three products one after the other, the first two of four multiplications, the last of two: the time is that
/// of the chain. A digit may have 52 bits when it is multiplied, which leaves room for what carrying all digits at the same
/// time leaves above 51.
public enum X25519AVX512 {
    /// result ← X and Z of the multiple of the point at x1 by a scalar of 32 bytes, the lowest first, of which bit 255 is
    /// not looked at. Numbers are five limbs of 51 bits.
    public static func ladder(_ result: UnsafeMutableRawPointer, _ x1: UnsafeRawPointer, scalar: UnsafeRawPointer) {
        let u = unsafe Lanes(everywhere: x1)
        // x2, z2, x3, z3 = 1, 0, u, 1
        let one = Lanes(_mm256_setr_epi64x(1, 0, 0, 1), zero(), zero(), zero(), zero())
        var points = one.with(0b0100, u)
        var swap: UInt64 = 0
        var bit = 255
        while bit > 0 {
            bit &-= 1
            let byte = unsafe scalar.load(fromByteOffset: bit &>> 3, as: UInt8.self)
            let next = UInt64(byte) &>> UInt64(truncatingIfNeeded: bit & 7) & 1
            points = points.exchanged(swap ^ next)
            swap = next
            points = step(points, u)
        }
        points = points.exchanged(swap)
        unsafe points.store(0, to: result)
        unsafe points.store(1, to: result + 40)
    }

    /// 2·(x2 : z2), and its sum with (x3 : z3), whose difference is u.
    @inline(__always)
    private static func step(_ points: Lanes, _ u: Lanes) -> Lanes {
        // A, B, D, C
        let sums = points.even().adding(points.odd(), negative: _mm256_setr_epi64x(0, -1, -1, 0))
        // AA, BB, DA, CB
        let products = sums * sums.lanes(0, 1, 0, 1)
        // AA, DA + CB, DA − CB, E
        let second = products.lanes(1, 3, 3, 1)
        let terms = products.lanes(0, 2, 2, 0).adding(second.only(0b1110), negative: _mm256_setr_epi64x(0, 0, -1, -1))
        let small = Lanes(_mm256_set1_epi64x(121_665), zero(), zero(), zero(), zero())
        // x2, x3, (DA − CB)², a24·E
        let squares = terms * terms.with(0b0001, second).with(0b1000, small)
        // –, AA + a24·E, –, (DA − CB)²
        let last = (squares.lanes(0, 3, 0, 2) + products.lanes(0, 0, 0, 0).only(0b0010)).carried()
        // –, z2, –, z3
        let ends = last * u.with(0b0010, terms.lanes(3, 3, 3, 3))
        return squares.lanes(0, 0, 1, 1).with(0b1010, ends)
    }
}

/// Four numbers modulo p.
private struct Lanes {
    var a, b, c, d, e: __m256i

    @inline(__always)
    init(_ a: __m256i, _ b: __m256i, _ c: __m256i, _ d: __m256i, _ e: __m256i) {
        (self.a, self.b, self.c, self.d, self.e) = (a, b, c, d, e)
    }

    @inline(__always)
    init(everywhere limbs: UnsafeRawPointer) {
        unsafe (a, b, c) = (Lanes.word(limbs, 0), Lanes.word(limbs, 1), Lanes.word(limbs, 2))
        unsafe (d, e) = (Lanes.word(limbs, 3), Lanes.word(limbs, 4))
    }

    @inline(__always)
    private static func word(_ limbs: UnsafeRawPointer, _ index: Int) -> __m256i {
        unsafe _mm256_set1_epi64x(limbs.loadUnaligned(fromByteOffset: 8 &* index, as: Int64.self))
    }

    /// One of the four, as limbs.
    @inline(__always)
    func store(_ lane: Int, to result: UnsafeMutableRawPointer) {
        unsafe result.storeBytes(of: lane == 0 ? a[0] : a[1], as: Int64.self)
        unsafe result.storeBytes(of: lane == 0 ? b[0] : b[1], toByteOffset: 8, as: Int64.self)
        unsafe result.storeBytes(of: lane == 0 ? c[0] : c[1], toByteOffset: 16, as: Int64.self)
        unsafe result.storeBytes(of: lane == 0 ? d[0] : d[1], toByteOffset: 24, as: Int64.self)
        unsafe result.storeBytes(of: lane == 0 ? e[0] : e[1], toByteOffset: 32, as: Int64.self)
    }

    @inline(__always)
    static func + (x: Lanes, y: Lanes) -> Lanes {
        Lanes(add(x.a, y.a), add(x.b, y.b), add(x.c, y.c), add(x.d, y.d), add(x.e, y.e))
    }

    /// These and others, the others taken away where the mask is all ones.
    @inline(__always)
    func adding(_ other: Lanes, negative mask: __m256i) -> Lanes {
        // 2p, so that no digit falls below zero.
        let first = _mm256_and_si256(mask, _mm256_set1_epi64x(0xF_FFFF_FFFF_FFDA))
        let rest = _mm256_and_si256(mask, _mm256_set1_epi64x(0xF_FFFF_FFFF_FFFE))
        return
            (self
            + Lanes(
                add(first, negate(other.a, mask)), add(rest, negate(other.b, mask)), add(rest, negate(other.c, mask)),
                add(rest, negate(other.d, mask)), add(rest, negate(other.e, mask)))).carried()
    }

    /// The numbers in the lanes of the mask, zero in the others.
    @inline(__always)
    func only(_ mask: UInt8) -> Lanes {
        Lanes(
            _mm256_maskz_mov_epi64(mask, a), _mm256_maskz_mov_epi64(mask, b), _mm256_maskz_mov_epi64(mask, c),
            _mm256_maskz_mov_epi64(mask, d), _mm256_maskz_mov_epi64(mask, e))
    }

    /// These numbers, with `other`'s in the lanes of the mask.
    @inline(__always)
    func with(_ mask: UInt8, _ other: Lanes) -> Lanes {
        Lanes(
            _mm256_mask_blend_epi64(mask, a, other.a), _mm256_mask_blend_epi64(mask, b, other.b),
            _mm256_mask_blend_epi64(mask, c, other.c), _mm256_mask_blend_epi64(mask, d, other.d),
            _mm256_mask_blend_epi64(mask, e, other.e))
    }

    /// The numbers of these four lanes.
    @inline(__always)
    func lanes(_ first: Int64, _ second: Int64, _ third: Int64, _ fourth: Int64) -> Lanes {
        let places = _mm256_setr_epi64x(first, second, third, fourth)
        return Lanes(
            _mm256_permutexvar_epi64(places, a), _mm256_permutexvar_epi64(places, b),
            _mm256_permutexvar_epi64(places, c), _mm256_permutexvar_epi64(places, d),
            _mm256_permutexvar_epi64(places, e))
    }

    /// The numbers of lanes 0 and 2, twice each; those of lanes 1 and 3.
    @inline(__always)
    func even() -> Lanes {
        Lanes(
            _mm256_unpacklo_epi64(a, a), _mm256_unpacklo_epi64(b, b), _mm256_unpacklo_epi64(c, c),
            _mm256_unpacklo_epi64(d, d), _mm256_unpacklo_epi64(e, e))
    }
    @inline(__always)
    func odd() -> Lanes {
        Lanes(
            _mm256_unpackhi_epi64(a, a), _mm256_unpackhi_epi64(b, b), _mm256_unpackhi_epi64(c, c),
            _mm256_unpackhi_epi64(d, d), _mm256_unpackhi_epi64(e, e))
    }

    /// The two points, one in the place of the other where the bit is set.
    @inline(__always)
    func exchanged(_ bit: UInt64) -> Lanes {
        let mask = _mm256_set1_epi64x(Int64(bitPattern: 0 &- value_barrier(bit)))
        let other = lanes(2, 3, 0, 1)
        return Lanes(
            choose(mask, other.a, a), choose(mask, other.b, b), choose(mask, other.c, c), choose(mask, other.d, d),
            choose(mask, other.e, e))
    }

    /// Digits below 2^62, all carried at the same time; where they are below 2^61, at most 2^15 is left above 51 bits.
    @inline(__always)
    func carried() -> Lanes {
        let over = right(e)
        return Lanes(
            ymm_vpmadd52luq(low(a), over, _mm256_set1_epi64x(19)), add(low(b), right(a)), add(low(c), right(b)),
            add(low(d), right(c)), add(low(e), right(d)))
    }

    /// x·y modulo p. The digits of x and y have 52 bits at most.
    @inline(__always)
    static func * (x: Lanes, y: Lanes) -> Lanes {
        // The columns, the lower and the upper halves of the products apart: the upper ones weigh 2^52, twice a column.
        let l0 = low(zero(), x.a, y.a)
        let l1 = low(low(zero(), x.a, y.b), x.b, y.a)
        let h1 = high(zero(), x.a, y.a)
        let l2 = low(low(low(zero(), x.a, y.c), x.b, y.b), x.c, y.a)
        let h2 = high(high(zero(), x.a, y.b), x.b, y.a)
        let l3 = low(low(low(low(zero(), x.a, y.d), x.b, y.c), x.c, y.b), x.d, y.a)
        let h3 = high(high(high(zero(), x.a, y.c), x.b, y.b), x.c, y.a)
        let l4 = low(low(low(low(low(zero(), x.a, y.e), x.b, y.d), x.c, y.c), x.d, y.b), x.e, y.a)
        let h4 = high(high(high(high(zero(), x.a, y.d), x.b, y.c), x.c, y.b), x.d, y.a)
        let l5 = low(low(low(low(zero(), x.b, y.e), x.c, y.d), x.d, y.c), x.e, y.b)
        let h5 = high(high(high(high(high(zero(), x.a, y.e), x.b, y.d), x.c, y.c), x.d, y.b), x.e, y.a)
        let l6 = low(low(low(zero(), x.c, y.e), x.d, y.d), x.e, y.c)
        let h6 = high(high(high(high(zero(), x.b, y.e), x.c, y.d), x.d, y.c), x.e, y.b)
        let l7 = low(low(zero(), x.d, y.e), x.e, y.d)
        let h7 = high(high(high(zero(), x.c, y.e), x.d, y.d), x.e, y.c)
        let l8 = low(zero(), x.e, y.e)
        let h8 = high(high(zero(), x.d, y.e), x.e, y.d)
        let h9 = high(zero(), x.e, y.e)
        // 2^255 is 19.
        return Lanes(
            folded(l0, twice(l5, h5)), folded(twice(l1, h1), twice(l6, h6)), folded(twice(l2, h2), twice(l7, h7)),
            folded(twice(l3, h3), twice(l8, h8)), folded(twice(l4, h4), add(h9, h9))
        ).carried()
    }
}

@inline(__always)
private func zero() -> __m256i { _mm256_setzero_si256() }
@inline(__always)
private func add(_ a: __m256i, _ b: __m256i) -> __m256i { _mm256_add_epi64(a, b) }
/// a + 2·b
@inline(__always)
private func twice(_ a: __m256i, _ b: __m256i) -> __m256i { add(a, add(b, b)) }
/// a + 19·b
@inline(__always)
private func folded(_ a: __m256i, _ b: __m256i) -> __m256i {
    add(add(a, b), add(_mm256_slli_epi64(b, 1), _mm256_slli_epi64(b, 4)))
}
@inline(__always)
private func negate(_ a: __m256i, _ mask: __m256i) -> __m256i {
    _mm256_sub_epi64(_mm256_xor_si256(a, mask), mask)
}
@inline(__always)
private func choose(_ mask: __m256i, _ a: __m256i, _ b: __m256i) -> __m256i {
    _mm256_xor_si256(b, _mm256_and_si256(mask, _mm256_xor_si256(a, b)))
}
/// The lowest 51 bits, and those above.
@inline(__always)
private func low(_ a: __m256i) -> __m256i { _mm256_and_si256(a, _mm256_set1_epi64x(1 << 51 - 1)) }
@inline(__always)
private func right(_ a: __m256i) -> __m256i { _mm256_srli_epi64(a, 51) }
/// sum + the lower 52 bits of a·b.
@inline(__always)
private func low(_ sum: __m256i, _ a: __m256i, _ b: __m256i) -> __m256i { ymm_vpmadd52luq(sum, a, b) }
/// sum + the upper 52 bits of a·b.
@inline(__always)
private func high(_ sum: __m256i, _ a: __m256i, _ b: __m256i) -> __m256i { ymm_vpmadd52huq(sum, a, b) }
#endif
