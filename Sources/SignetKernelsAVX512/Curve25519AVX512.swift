#if arch(x86_64)
internal import CInstructions

/// X25519 and Ed25519 by VPMADD52: four numbers modulo p = 2^255 − 19 side by side, in five digits of 51 bits, a vector
/// holding one digit of the four.
///
/// A step of the ladder is three products one after the other, the first two of four multiplications, the last of two; on
/// the Edwards curve, a point's four coordinates are doubled or added to in two of four: the time is that of the chain. A
/// digit may have 52 bits when it is multiplied, which leaves room for what carrying all digits at the same time leaves
/// above 51. Nothing branches on a number or looks anything up by one, but in `sum`, which is for public numbers.
///
/// Where four numbers are in memory, they are 20 words: the lowest digits of the four, then the next.
public enum Curve25519AVX512 {
    /// How many bytes four numbers take.
    public static let byteCount = 160

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

extension Curve25519AVX512 {
    /// result ← X, Y, Z, T of Σ 256^i·(16·d₂ᵢ₊₁ + d₂ᵢ)·B, for 64 digits from −8 to 8. Eight entries of the table are y − x,
    /// y + x, 2 and 2d·x·y of 256^i times B, 2B … 8B.
    public static func multiplyBase(
        _ result: UnsafeMutableRawPointer, table: UnsafeRawPointer, digits: UnsafeRawPointer
    ) {
        var point = Lanes(_mm256_setr_epi64x(0, 1, 1, 0), zero(), zero(), zero(), zero())
        for index in 0..<32 {
            point = unsafe sum(point, select(table + index &* 8 &* byteCount, digits, 2 &* index &+ 1))
        }
        for _ in 0..<4 { point = double(point) }
        for index in 0..<32 {
            point = unsafe sum(point, select(table + index &* 8 &* byteCount, digits, 2 &* index))
        }
        unsafe point.store(to: result)
    }

    /// result ← X, Y, Z, T of Σ 2^i·(sᵢ·B + kᵢ·A) + R for public digits that are zero or odd: kᵢ from −15 to 15, sᵢ of the
    /// odd multiples of B that are given, prepared as for `multiplyBase`. A and R are X, Y, Z, T; `memory` has room for
    /// eight such.
    public static func sum(
        _ result: UnsafeMutableRawPointer, base: UnsafeRawPointer, s: UnsafePointer<Int8>, a: UnsafeRawPointer,
        k: UnsafePointer<Int8>, r: UnsafeRawPointer, digitCount: Int, memory: UnsafeMutableRawPointer
    ) {
        let first = unsafe Lanes(a).carried()
        let two = prepared(double(first))
        var multiple = first
        unsafe prepared(first).store(to: memory)
        for index in 1..<8 {
            multiple = sum(multiple, two)
            unsafe prepared(multiple).store(to: memory + index &* byteCount)
        }
        var point = Lanes(_mm256_setr_epi64x(0, 1, 1, 0), zero(), zero(), zero(), zero())
        var index = digitCount
        while index > 0, unsafe s[index &- 1] | k[index &- 1] == 0 { index &-= 1 }
        while index > 0 {
            index &-= 1
            point = double(point)
            let (sDigit, kDigit) = unsafe (Int(s[index]), Int(k[index]))
            if kDigit != 0 { point = unsafe sum(point, signed(memory, kDigit)) }
            if sDigit != 0 { point = unsafe sum(point, signed(base, sDigit)) }
        }
        unsafe sum(point, prepared(Lanes(r).carried())).store(to: result)
    }

    /// An odd multiple of a table, or its opposite.
    @inline(__always)
    private static func signed(_ table: UnsafeRawPointer, _ digit: Int) -> Lanes {
        let place = Int(bitPattern: digit.magnitude &>> 1) &* byteCount
        return unsafe Lanes(table + place).opposite(UInt64(truncatingIfNeeded: digit &>> 63))
    }

    /// The multiple that a digit stands for; zero is the neutral element. All eight are read.
    @inline(__always)
    private static func select(_ table: UnsafeRawPointer, _ digits: UnsafeRawPointer, _ index: Int) -> Lanes {
        let digit = unsafe Int64(digits.load(fromByteOffset: index, as: Int8.self))
        let negative = UInt64(bitPattern: digit &>> 63)
        let size = UInt64(bitPattern: digit) ^ negative &- negative
        let wanted = _mm256_set1_epi64x(Int64(bitPattern: size))
        let neutral = _mm256_and_si256(_mm256_cmpeq_epi64(wanted, zero()), _mm256_setr_epi64x(1, 1, 2, 0))
        var found = Lanes(neutral, zero(), zero(), zero(), zero())
        var number = zero()
        var entry = unsafe table
        for _ in 0..<8 {
            number = add(number, _mm256_set1_epi64x(1))
            let mask = _mm256_cmpeq_epi64(number, wanted)
            let item = unsafe Lanes(entry)
            found = Lanes(
                include(found.a, mask, item.a), include(found.b, mask, item.b),
                include(found.c, mask, item.c), include(found.d, mask, item.d),
                include(found.e, mask, item.e))
            unsafe entry += byteCount
        }
        return found.opposite(negative)
    }

    /// y − x, y + x, 2z and 2d·t.
    @inline(__always)
    private static func prepared(_ point: Lanes) -> Lanes {
        let factors = Lanes(
            _mm256_setr_epi64x(1, 1, 2, 0x6_9B94_26B2_F159), _mm256_setr_epi64x(0, 0, 0, 0x3_5050_762A_DD7A),
            _mm256_setr_epi64x(0, 0, 0, 0x3_CF44_C003_8052), _mm256_setr_epi64x(0, 0, 0, 0x6_738C_C740_7977),
            _mm256_setr_epi64x(0, 0, 0, 0x2_406D_9DC5_6DFF))
        return differences(point) * factors
    }

    /// Y − X, Y + X, Z, T.
    @inline(__always)
    private static func differences(_ point: Lanes) -> Lanes {
        point.lanes(1, 1, 2, 3).adding(
            point.lanes(0, 0, 0, 0).only(0b0011), negative: _mm256_setr_epi64x(-1, 0, 0, 0))
    }

    /// The sum with a prepared point (RFC 8032 §5.1.4).
    @inline(__always)
    private static func sum(_ point: Lanes, _ other: Lanes) -> Lanes {
        // A, B, D, C
        let products = differences(point) * other
        let (even, odd) = (products.even(), products.odd())
        // B − A, B + A, D − C, D + C
        return combined(
            even.with(0b0011, odd).adding(odd.with(0b0011, even), negative: _mm256_setr_epi64x(-1, 0, -1, 0)))
    }

    /// Twice the point, with the signs of F and H turned, which turns those of all four coordinates.
    @inline(__always)
    private static func double(_ point: Lanes) -> Lanes {
        let factors = (point.lanes(0, 1, 2, 0) + point.lanes(1, 1, 1, 1).only(0b1000)).carried()
        // A, B, Z², (X + Y)²
        let squares = factors * factors
        // (X + Y)² − A − B, A + B, 2Z² + A − B, B − A
        let first = squares.lanes(3, 0, 2, 1) + squares.only(0b0100)
        let second = squares.lanes(0, 1, 0, 0)
        let third = squares.lanes(1, 1, 1, 1).only(0b0101)
        return combined(
            first.adding(second, negative: _mm256_setr_epi64x(-1, 0, 0, -1))
                .adding(third, negative: _mm256_setr_epi64x(-1, 0, -1, 0)))
    }

    /// E·F, G·H, F·G, E·H of E, H, F, G.
    @inline(__always)
    private static func combined(_ terms: Lanes) -> Lanes { terms.lanes(0, 3, 2, 0) * terms.lanes(2, 1, 3, 1) }
}

/// Four numbers modulo p.
private struct Lanes {
    var a, b, c, d, e: __m256i

    @inline(__always)
    init(_ a: __m256i, _ b: __m256i, _ c: __m256i, _ d: __m256i, _ e: __m256i) {
        (self.a, self.b, self.c, self.d, self.e) = (a, b, c, d, e)
    }

    @inline(__always)
    init(_ memory: UnsafeRawPointer) {
        unsafe (a, b, c) = (ymm_vmovdqu(memory), ymm_vmovdqu(memory + 32), ymm_vmovdqu(memory + 64))
        unsafe (d, e) = (ymm_vmovdqu(memory + 96), ymm_vmovdqu(memory + 128))
    }

    @inline(__always)
    func store(to memory: UnsafeMutableRawPointer) {
        unsafe ymm_vmovdqu_to(memory, a)
        unsafe ymm_vmovdqu_to(memory + 32, b)
        unsafe ymm_vmovdqu_to(memory + 64, c)
        unsafe ymm_vmovdqu_to(memory + 96, d)
        unsafe ymm_vmovdqu_to(memory + 128, e)
    }

    /// The opposite of a prepared point where the mask is all ones: the first two exchanged, the last negative.
    @inline(__always)
    func opposite(_ mask: UInt64) -> Lanes {
        let all = _mm256_set1_epi64x(Int64(bitPattern: mask))
        let other = lanes(1, 0, 2, 3)
        let chosen = Lanes(
            choose(all, other.a, a), choose(all, other.b, b), choose(all, other.c, c), choose(all, other.d, d),
            choose(all, other.e, e))
        return Lanes(zero(), zero(), zero(), zero(), zero()).with(0b0111, chosen).adding(
            chosen.only(0b1000), negative: _mm256_and_si256(all, _mm256_setr_epi64x(0, 0, 0, -1)))
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
/// a or, where the mask is all ones, b.
@inline(__always)
private func include(_ a: __m256i, _ mask: __m256i, _ b: __m256i) -> __m256i {
    _mm256_or_si256(a, _mm256_and_si256(mask, b))
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
