#if arch(x86_64)
internal import CInstructions

/// Poly1305 (RFC 8439 §2.5) by VPMADD52, eight blocks at a time.
///
/// Numbers are three limbs of 44, 44 and 42 bits, a vector holding one limb of eight numbers. Block i of each eight is
/// summed in lane i, times r⁸ from one eight to the next, and at the end times r to the power that its place wants. A
/// product is 18 multiplications, one a cycle, and then a chain of some 25 cycles for 128 bytes.
public enum Poly1305AVX512 {
    /// Takes in a multiple of eight blocks, at least eight. `memory` holds the sum, three words of 64 bits, and r, two.
    public static func authenticate(_ blocks: UnsafeRawPointer, count: Int, _ memory: UnsafeMutableRawPointer) {
        let one = unsafe Limbs(memory.word(3), memory.word(4), 0)
        let two = one.times(Factor(one))
        let factorOne = Factor(one)
        let three = two.times(factorOne)
        let four = two.times(Factor(two))
        // Lanes come in the order 0, 4, 1, 5, 2, 6, 3, 7: r⁸ r⁴ r⁷ r³ r⁶ r² r⁵ r.
        var powers = four
        powers.replace(0b0000_1100, three)
        powers.replace(0b0011_0000, two)
        powers.replace(0b1100_0000, one)
        var even = Limbs(one: ())
        even.replace(0b0101_0101, four)
        powers = powers.times(Factor(even))
        let eight = Factor(powers.firstEverywhere)

        var block = unsafe blocks
        var sum = unsafe Limbs(first: memory.word(0), memory.word(1), memory.word(2))
        unsafe sum.add(Limbs(blocks: block))
        var left = count &- 8
        while left > 0 {
            unsafe block += 128
            sum = sum.times(eight)
            unsafe sum.add(Limbs(blocks: block))
            left &-= 8
        }
        unsafe sum.times(Factor(powers)).store(memory)
    }
}

/// Eight numbers.
private struct Limbs {
    var a, b, c: __m512i

    @inline(__always)
    init(_ a: __m512i, _ b: __m512i, _ c: __m512i) { (self.a, self.b, self.c) = (a, b, c) }

    /// One number everywhere, from words of 64 bits.
    @inline(__always)
    init(_ low: UInt64, _ high: UInt64, _ top: UInt64) {
        a = everywhere(low & 0xFFF_FFFF_FFFF)
        b = everywhere((low &>> 44 | high &<< 20) & 0xFFF_FFFF_FFFF)
        c = everywhere(high &>> 24 | top &<< 40)
    }

    /// One number in the first lane, over zeros.
    @inline(__always)
    init(first low: UInt64, _ high: UInt64, _ top: UInt64) {
        let all = Limbs(low, high, top)
        a = _mm512_maskz_mov_epi64(1, all.a)
        b = _mm512_maskz_mov_epi64(1, all.b)
        c = _mm512_maskz_mov_epi64(1, all.c)
    }

    /// 1 everywhere.
    @inline(__always)
    init(one: ()) { (a, b, c) = (everywhere(1), _mm512_setzero_si512(), _mm512_setzero_si512()) }

    /// Eight blocks, each with a bit above its 16 bytes.
    @inline(__always)
    init(blocks: UnsafeRawPointer) {
        let (first, second) = unsafe (zmm_vmovdqu(blocks), zmm_vmovdqu(blocks + 64))
        let (low, high) = (_mm512_unpacklo_epi64(first, second), _mm512_unpackhi_epi64(first, second))
        let mask = everywhere(0xFFF_FFFF_FFFF)
        a = _mm512_and_si512(low, mask)
        b = _mm512_and_si512(_mm512_or_si512(_mm512_srli_epi64(low, 44), _mm512_slli_epi64(high, 20)), mask)
        c = _mm512_or_si512(_mm512_srli_epi64(high, 24), everywhere(1 &<< 40))
    }

    @inline(__always)
    mutating func add(_ other: Limbs) {
        a = _mm512_add_epi64(a, other.a)
        b = _mm512_add_epi64(b, other.b)
        c = _mm512_add_epi64(c, other.c)
    }

    @inline(__always)
    mutating func replace(_ lanes: UInt8, _ other: Limbs) {
        a = _mm512_mask_mov_epi64(a, lanes, other.a)
        b = _mm512_mask_mov_epi64(b, lanes, other.b)
        c = _mm512_mask_mov_epi64(c, lanes, other.c)
    }

    var firstEverywhere: Limbs {
        @inline(__always) get {
            Limbs(
                _mm512_broadcastq_epi64(_mm512_castsi512_si128(a)), _mm512_broadcastq_epi64(_mm512_castsi512_si128(b)),
                _mm512_broadcastq_epi64(_mm512_castsi512_si128(c)))
        }
    }

    /// The product modulo 2¹³⁰ - 5, limbs a little above their size at most.
    @inline(__always)
    func times(_ f: Factor) -> Limbs {
        let zero = _mm512_setzero_si512()
        var (low0, low1, low2) = (zero, zero, zero)
        var (high0, high1, high2) = (zero, zero, zero)
        low0 = _mm512_madd52lo_epu64(low0, c, f.b20)
        high0 = _mm512_madd52hi_epu64(high0, c, f.b20)
        low1 = _mm512_madd52lo_epu64(low1, c, f.c20)
        high1 = _mm512_madd52hi_epu64(high1, c, f.c20)
        low2 = _mm512_madd52lo_epu64(low2, c, f.a)
        high2 = _mm512_madd52hi_epu64(high2, c, f.a)
        low0 = _mm512_madd52lo_epu64(low0, b, f.c20)
        high0 = _mm512_madd52hi_epu64(high0, b, f.c20)
        low1 = _mm512_madd52lo_epu64(low1, b, f.a)
        high1 = _mm512_madd52hi_epu64(high1, b, f.a)
        low2 = _mm512_madd52lo_epu64(low2, b, f.b)
        high2 = _mm512_madd52hi_epu64(high2, b, f.b)
        low0 = _mm512_madd52lo_epu64(low0, a, f.a)
        high0 = _mm512_madd52hi_epu64(high0, a, f.a)
        low1 = _mm512_madd52lo_epu64(low1, a, f.b)
        high1 = _mm512_madd52hi_epu64(high1, a, f.b)
        low2 = _mm512_madd52lo_epu64(low2, a, f.c)
        high2 = _mm512_madd52hi_epu64(high2, a, f.c)
        // The upper halves stand 52 bits up, which is 8 above the next limb; above 2¹³⁰ things come back five times.
        let mask = everywhere(0xFFF_FFFF_FFFF)
        low1 = _mm512_add_epi64(low1, _mm512_slli_epi64(high0, 8))
        low2 = _mm512_add_epi64(low2, _mm512_slli_epi64(high1, 8))
        low1 = _mm512_add_epi64(low1, _mm512_srli_epi64(low0, 44))
        low2 = _mm512_add_epi64(low2, _mm512_srli_epi64(low1, 44))
        let above = _mm512_add_epi64(_mm512_slli_epi64(high2, 10), _mm512_srli_epi64(low2, 42))
        low0 = _mm512_add_epi64(
            _mm512_and_si512(low0, mask), _mm512_add_epi64(above, _mm512_slli_epi64(above, 2)))
        low1 = _mm512_add_epi64(_mm512_and_si512(low1, mask), _mm512_srli_epi64(low0, 44))
        return Limbs(
            _mm512_and_si512(low0, mask), low1, _mm512_and_si512(low2, everywhere(0x3FF_FFFF_FFFF)))
    }

    /// The sum of the eight, as three words of 64 bits of which the third is small.
    @inline(__always)
    func store(_ memory: UnsafeMutableRawPointer) {
        let s0 = UInt64(bitPattern: _mm512_reduce_add_epi64(a))
        var s1 = UInt64(bitPattern: _mm512_reduce_add_epi64(b))
        var s2 = UInt64(bitPattern: _mm512_reduce_add_epi64(c))
        s1 &+= s0 &>> 44
        s2 &+= s1 &>> 44
        var t0 = s0 & 0xFFF_FFFF_FFFF &+ (s2 &>> 42) &* 5
        let t1 = s1 & 0xFFF_FFFF_FFFF &+ t0 &>> 44
        t0 &= 0xFFF_FFFF_FFFF
        let t2 = s2 & 0x3FF_FFFF_FFFF &+ t1 &>> 44
        let middle = t1 & 0xFFF_FFFF_FFFF
        unsafe memory.storeBytes(of: t0 | middle &<< 44, as: UInt64.self)
        unsafe memory.storeBytes(of: middle &>> 20 | t2 &<< 24, toByteOffset: 8, as: UInt64.self)
        unsafe memory.storeBytes(of: t2 &>> 40, toByteOffset: 16, as: UInt64.self)
    }
}

/// Eight numbers to multiply by: their limbs, and twenty times those that come back from above 2¹³² = 4 · 2¹³⁰.
private struct Factor {
    let a, b, c, b20, c20: __m512i

    @inline(__always)
    init(_ limbs: Limbs) {
        (a, b, c) = (limbs.a, limbs.b, limbs.c)
        b20 = Factor.twenty(b)
        c20 = Factor.twenty(c)
    }

    @inline(__always)
    private static func twenty(_ x: __m512i) -> __m512i {
        _mm512_add_epi64(_mm512_slli_epi64(x, 4), _mm512_slli_epi64(x, 2))
    }
}

@inline(__always)
private func everywhere(_ number: UInt64) -> __m512i { _mm512_set1_epi64(Int64(bitPattern: number)) }

extension UnsafeMutableRawPointer {
    @inline(__always)
    fileprivate func word(_ index: Int) -> UInt64 {
        unsafe loadUnaligned(fromByteOffset: index &* 8, as: UInt64.self)
    }
}
#endif
