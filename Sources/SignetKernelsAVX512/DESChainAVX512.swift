#if arch(x86_64)
internal import CInstructions

/// DES and triple DES of one block after another, as encryption in chaining needs it, by look-ups that VPERMI2B makes
/// inside registers: nothing is read from a place that depends on a secret.
///
/// A half is kept expanded (FIPS 46-3, E): byte j holds the six bits that go into S-box j + 1, so that a round is two
/// additions, the look-ups, and the permutation P with E after it, both linear. Bits stand where each output byte of an
/// S-box holds six bits that go to six different places and to six different boxes: then P and E are eight exchanges of
/// bytes, and choices between them bit by bit.
///
/// Each round waits for the one before: addition, VPERMI2B, VPSHUFB and three choices, some 12 cycles, 48 times.
public enum DESChainAVX512 {
    /// The size of a round key: the six bits of each box, and in every other byte bit 6, which chooses between two boxes.
    public static let roundKeyByteCount = 8
    /// The size of the tables: eight of 64 bytes each for the boxes, for putting bits into their places and for taking
    /// them out; then for each two boxes two exchanges of 8 bytes and two masks.
    public static let tablesByteCount = 3 * 512 + 128

    /// Encrypts in cipher block chaining, in place. `halves` are blocks after the initial permutation, the left half of 32
    /// bits first; `chain` is the block before them, likewise. `keys` are the round keys of all passes, in order.
    public static func encrypt(
        _ halves: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer, keys: UnsafeRawPointer,
        passCount: Int, tables: UnsafeRawPointer
    ) {
        let boxes = unsafe Boxes(tables)
        let (into, out) = unsafe (Boxes(tables + 512), Boxes(tables + 1024))
        let wiring = unsafe Wiring(tables + 1536)
        var left = unsafe expanded(chain.loadUnaligned(as: UInt32.self), into)
        var right = unsafe expanded(chain.loadUnaligned(fromByteOffset: 4, as: UInt32.self), into)
        var block = unsafe halves
        var blocksLeft = count
        while blocksLeft > 0 {
            left = unsafe _mm_xor_si128(left, expanded(block.loadUnaligned(as: UInt32.self), into))
            right = unsafe _mm_xor_si128(right, expanded(block.loadUnaligned(fromByteOffset: 4, as: UInt32.self), into))
            var key = unsafe keys
            var pass = 0
            while pass < passCount {
                var input = unsafe _mm_xor_si128(right, roundKey(key))
                var round = 0
                while round < 15 {
                    unsafe key += roundKeyByteCount
                    // What is added to the output for the next look-up is ready before it.
                    let next = unsafe _mm_xor_si128(left, roundKey(key))
                    let output = wiring.mixed(boxes, input)
                    input = _mm_xor_si128(next, output)
                    (left, right) = (right, _mm_xor_si128(left, output))
                    round &+= 1
                }
                // After the last round the halves stay where they are.
                left = _mm_xor_si128(left, wiring.mixed(boxes, input))
                unsafe key += roundKeyByteCount
                pass &+= 1
            }
            unsafe block.storeBytes(of: compressed(left, out), as: UInt32.self)
            unsafe block.storeBytes(of: compressed(right, out), toByteOffset: 4, as: UInt32.self)
            unsafe block += 8
            blocksLeft &-= 1
        }
        unsafe chain.storeBytes(of: compressed(left, out), as: UInt32.self)
        unsafe chain.storeBytes(of: compressed(right, out), toByteOffset: 4, as: UInt32.self)
    }

    @inline(__always)
    private static func roundKey(_ key: UnsafeRawPointer) -> __m128i {
        unsafe _mm_cvtsi64_si128(key.loadUnaligned(as: Int64.self))
    }

    /// E, and the bits of each byte put where they belong.
    @inline(__always)
    private static func expanded(_ half: UInt32, _ into: Boxes) -> __m128i {
        let nibbles = _pdep_u64(UInt64(half), 0x0F0F_0F0F_0F0F_0F0F).byteSwapped
        let before = nibbles &<< 8 | nibbles &>> 56
        let after = nibbles &>> 8 | nibbles &<< 56
        let bits =
            nibbles &<< 1 | (before & 0x0101_0101_0101_0101) &<< 5 | (after & 0x0808_0808_0808_0808) &>> 3
            | 0x4000_4000_4000_4000
        let (a, b, c, d) = into.lookUp(_mm_cvtsi64_si128(Int64(bitPattern: bits)))
        return inPairs(a, b, c, d)
    }

    /// The half that was expanded.
    @inline(__always)
    private static func compressed(_ half: __m128i, _ out: Boxes) -> UInt32 {
        let (a, b, c, d) = out.lookUp(_mm_or_si128(half, _mm_set1_epi16(0x4000)))
        let nibbles = UInt64(bitPattern: _mm_cvtsi128_si64(inPairs(a, b, c, d))).byteSwapped
        return UInt32(truncatingIfNeeded: _pext_u64(nibbles, 0x0F0F_0F0F_0F0F_0F0F))
    }

    /// Two bytes of each.
    @inline(__always)
    private static func inPairs(_ a: __m128i, _ b: __m128i, _ c: __m128i, _ d: __m128i) -> __m128i {
        let low = vpternlogq_select(_mm_set_epi64x(0, 0xFFFF), a, b)
        let high = vpternlogq_select(_mm_set_epi64x(0, 0xFFFF_0000_0000), c, d)
        return vpternlogq_select(_mm_set_epi64x(0, 0xFFFF_FFFF), low, high)
    }
}

/// Eight tables of 64 bytes in registers.
private struct Boxes {
    let a, b, c, d, e, f, g, h: __m512i

    @inline(__always)
    init(_ tables: UnsafeRawPointer) {
        (a, b) = unsafe (zmm_vmovdqu(tables), zmm_vmovdqu(tables + 64))
        (c, d) = unsafe (zmm_vmovdqu(tables + 128), zmm_vmovdqu(tables + 192))
        (e, f) = unsafe (zmm_vmovdqu(tables + 256), zmm_vmovdqu(tables + 320))
        (g, h) = unsafe (zmm_vmovdqu(tables + 384), zmm_vmovdqu(tables + 448))
    }

    /// What two tables at a time make of eight bytes: of the first the first two are wanted, and so on.
    @inline(__always)
    func lookUp(_ bytes: __m128i) -> (__m128i, __m128i, __m128i, __m128i) {
        let places = _mm512_castsi128_si512(bytes)
        return (
            _mm512_castsi512_si128(_mm512_permutex2var_epi8(a, places, b)),
            _mm512_castsi512_si128(_mm512_permutex2var_epi8(c, places, d)),
            _mm512_castsi512_si128(_mm512_permutex2var_epi8(e, places, f)),
            _mm512_castsi512_si128(_mm512_permutex2var_epi8(g, places, h))
        )
    }
}

/// P and E: for each two boxes which of their bytes goes where, once and once again, and which bits of it are meant.
private struct Wiring {
    let a0, a1, b0, b1, c0, c1, d0, d1: __m128i
    let a, b, c, d, ab, cd, first: __m128i

    @inline(__always)
    init(_ wiring: UnsafeRawPointer) {
        (a0, a1) = unsafe (Wiring.half(wiring, 0), Wiring.half(wiring, 1))
        (b0, b1) = unsafe (Wiring.half(wiring, 2), Wiring.half(wiring, 3))
        (c0, c1) = unsafe (Wiring.half(wiring, 4), Wiring.half(wiring, 5))
        (d0, d1) = unsafe (Wiring.half(wiring, 6), Wiring.half(wiring, 7))
        (a, b) = unsafe (Wiring.half(wiring, 8), Wiring.half(wiring, 10))
        (c, d) = unsafe (Wiring.half(wiring, 12), Wiring.half(wiring, 14))
        ab = unsafe _mm_or_si128(a, Wiring.half(wiring, 9))
        cd = unsafe _mm_or_si128(c, Wiring.half(wiring, 13))
        first = unsafe _mm_or_si128(ab, _mm_or_si128(b, Wiring.half(wiring, 11)))
    }

    @inline(__always)
    private static func half(_ wiring: UnsafeRawPointer, _ index: Int) -> __m128i {
        unsafe _mm_cvtsi64_si128((wiring + index &* 8).loadUnaligned(as: Int64.self))
    }

    /// The function f of FIPS 46-3, between expanded halves.
    @inline(__always)
    func mixed(_ boxes: Boxes, _ input: __m128i) -> __m128i {
        let s = boxes.lookUp(input)
        let a = vpternlogq_select(self.a, _mm_shuffle_epi8(s.0, a0), _mm_shuffle_epi8(s.0, a1))
        let b = vpternlogq_select(self.b, _mm_shuffle_epi8(s.1, b0), _mm_shuffle_epi8(s.1, b1))
        let c = vpternlogq_select(self.c, _mm_shuffle_epi8(s.2, c0), _mm_shuffle_epi8(s.2, c1))
        let d = vpternlogq_select(self.d, _mm_shuffle_epi8(s.3, d0), _mm_shuffle_epi8(s.3, d1))
        return vpternlogq_select(first, vpternlogq_select(ab, a, b), vpternlogq_select(cd, c, d))
    }
}
#endif
