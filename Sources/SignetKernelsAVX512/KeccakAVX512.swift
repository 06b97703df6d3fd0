#if arch(x86_64)
internal import CInstructions

/// Keccak-f[1600] (FIPS 202 §3.3) with the state in 25 of the 32 vector registers, one lane in each.
///
/// A lane needs no more than general registers have, but there are too few of those; and here VPTERNLOGQ does in one
/// operation what θ and χ take two or three for. A round is 95 operations, of which 29 rotations; four start a cycle, and two
/// of rotation: the limit is 24 cycles a round.
public enum KeccakAVX512 {
    /// Absorbs `count` blocks of `rateByteCount` bytes into the state, 200 bytes. `constants` are those of the 24 rounds.
    public static func absorb(
        _ blocks: UnsafeRawPointer, count: Int, rateByteCount: Int, into state: UnsafeMutableRawPointer,
        constants: UnsafePointer<UInt64>
    ) {
        var block = unsafe blocks
        var left = count
        while left > 0 {
            var offset = 0
            while offset < rateByteCount {
                let sum =
                    unsafe state.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    ^ block.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                unsafe state.storeBytes(of: sum, toByteOffset: offset, as: UInt64.self)
                offset &+= 8
            }
            unsafe permute(state, constants: constants)
            unsafe block += rateByteCount
            left &-= 1
        }
    }

    /// The permutation. Lane `a(x + 5y)` is the standard's A[x, y].
    public static func permute(_ state: UnsafeMutableRawPointer, constants: UnsafePointer<UInt64>) {
        var a0 = unsafe lane(state, 0)
        var a1 = unsafe lane(state, 1)
        var a2 = unsafe lane(state, 2)
        var a3 = unsafe lane(state, 3)
        var a4 = unsafe lane(state, 4)
        var a5 = unsafe lane(state, 5)
        var a6 = unsafe lane(state, 6)
        var a7 = unsafe lane(state, 7)
        var a8 = unsafe lane(state, 8)
        var a9 = unsafe lane(state, 9)
        var a10 = unsafe lane(state, 10)
        var a11 = unsafe lane(state, 11)
        var a12 = unsafe lane(state, 12)
        var a13 = unsafe lane(state, 13)
        var a14 = unsafe lane(state, 14)
        var a15 = unsafe lane(state, 15)
        var a16 = unsafe lane(state, 16)
        var a17 = unsafe lane(state, 17)
        var a18 = unsafe lane(state, 18)
        var a19 = unsafe lane(state, 19)
        var a20 = unsafe lane(state, 20)
        var a21 = unsafe lane(state, 21)
        var a22 = unsafe lane(state, 22)
        var a23 = unsafe lane(state, 23)
        var a24 = unsafe lane(state, 24)
        var round = 0
        while round < 24 {
            // θ
            let c0 = xor3(xor3(a0, a5, a10), a15, a20)
            let c1 = xor3(xor3(a1, a6, a11), a16, a21)
            let c2 = xor3(xor3(a2, a7, a12), a17, a22)
            let c3 = xor3(xor3(a3, a8, a13), a18, a23)
            let c4 = xor3(xor3(a4, a9, a14), a19, a24)
            let d0 = _mm_xor_si128(c4, rotated(c1, 1))
            let d1 = _mm_xor_si128(c0, rotated(c2, 1))
            let d2 = _mm_xor_si128(c1, rotated(c3, 1))
            let d3 = _mm_xor_si128(c2, rotated(c4, 1))
            let d4 = _mm_xor_si128(c3, rotated(c0, 1))
            // ρ and π: `bxy` is what comes to A[x, y].
            let b00 = _mm_xor_si128(a0, d0)
            let b10 = rotated(_mm_xor_si128(a6, d1), 44)
            let b20 = rotated(_mm_xor_si128(a12, d2), 43)
            let b30 = rotated(_mm_xor_si128(a18, d3), 21)
            let b40 = rotated(_mm_xor_si128(a24, d4), 14)
            let b01 = rotated(_mm_xor_si128(a3, d3), 28)
            let b11 = rotated(_mm_xor_si128(a9, d4), 20)
            let b21 = rotated(_mm_xor_si128(a10, d0), 3)
            let b31 = rotated(_mm_xor_si128(a16, d1), 45)
            let b41 = rotated(_mm_xor_si128(a22, d2), 61)
            let b02 = rotated(_mm_xor_si128(a1, d1), 1)
            let b12 = rotated(_mm_xor_si128(a7, d2), 6)
            let b22 = rotated(_mm_xor_si128(a13, d3), 25)
            let b32 = rotated(_mm_xor_si128(a19, d4), 8)
            let b42 = rotated(_mm_xor_si128(a20, d0), 18)
            let b03 = rotated(_mm_xor_si128(a4, d4), 27)
            let b13 = rotated(_mm_xor_si128(a5, d0), 36)
            let b23 = rotated(_mm_xor_si128(a11, d1), 10)
            let b33 = rotated(_mm_xor_si128(a17, d2), 15)
            let b43 = rotated(_mm_xor_si128(a23, d3), 56)
            let b04 = rotated(_mm_xor_si128(a2, d2), 62)
            let b14 = rotated(_mm_xor_si128(a8, d3), 55)
            let b24 = rotated(_mm_xor_si128(a14, d4), 39)
            let b34 = rotated(_mm_xor_si128(a15, d0), 41)
            let b44 = rotated(_mm_xor_si128(a21, d1), 2)
            // χ, and ι in the first lane.
            a0 = unsafe _mm_xor_si128(chi(b00, b10, b20), lane(UnsafeRawPointer(constants), round))
            a1 = chi(b10, b20, b30)
            a2 = chi(b20, b30, b40)
            a3 = chi(b30, b40, b00)
            a4 = chi(b40, b00, b10)
            a5 = chi(b01, b11, b21)
            a6 = chi(b11, b21, b31)
            a7 = chi(b21, b31, b41)
            a8 = chi(b31, b41, b01)
            a9 = chi(b41, b01, b11)
            a10 = chi(b02, b12, b22)
            a11 = chi(b12, b22, b32)
            a12 = chi(b22, b32, b42)
            a13 = chi(b32, b42, b02)
            a14 = chi(b42, b02, b12)
            a15 = chi(b03, b13, b23)
            a16 = chi(b13, b23, b33)
            a17 = chi(b23, b33, b43)
            a18 = chi(b33, b43, b03)
            a19 = chi(b43, b03, b13)
            a20 = chi(b04, b14, b24)
            a21 = chi(b14, b24, b34)
            a22 = chi(b24, b34, b44)
            a23 = chi(b34, b44, b04)
            a24 = chi(b44, b04, b14)
            round &+= 1
        }
        unsafe setLane(state, 0, a0)
        unsafe setLane(state, 1, a1)
        unsafe setLane(state, 2, a2)
        unsafe setLane(state, 3, a3)
        unsafe setLane(state, 4, a4)
        unsafe setLane(state, 5, a5)
        unsafe setLane(state, 6, a6)
        unsafe setLane(state, 7, a7)
        unsafe setLane(state, 8, a8)
        unsafe setLane(state, 9, a9)
        unsafe setLane(state, 10, a10)
        unsafe setLane(state, 11, a11)
        unsafe setLane(state, 12, a12)
        unsafe setLane(state, 13, a13)
        unsafe setLane(state, 14, a14)
        unsafe setLane(state, 15, a15)
        unsafe setLane(state, 16, a16)
        unsafe setLane(state, 17, a17)
        unsafe setLane(state, 18, a18)
        unsafe setLane(state, 19, a19)
        unsafe setLane(state, 20, a20)
        unsafe setLane(state, 21, a21)
        unsafe setLane(state, 22, a22)
        unsafe setLane(state, 23, a23)
        unsafe setLane(state, 24, a24)
    }
}

@inline(__always)
private func lane(_ words: UnsafeRawPointer, _ index: Int) -> __m128i {
    unsafe _mm_cvtsi64_si128(words.loadUnaligned(fromByteOffset: index &* 8, as: Int64.self))
}

@inline(__always)
private func setLane(_ words: UnsafeMutableRawPointer, _ index: Int, _ lane: __m128i) {
    unsafe words.storeBytes(of: _mm_cvtsi128_si64(lane), toByteOffset: index &* 8, as: Int64.self)
}

@inline(__always)
private func rotated(_ lane: __m128i, _ count: Int64) -> __m128i { _mm_rolv_epi64(lane, _mm_set1_epi64x(count)) }

@inline(__always)
private func xor3(_ a: __m128i, _ b: __m128i, _ c: __m128i) -> __m128i { vpternlogq_xor(a, b, c) }

/// a ⊕ (¬b ∧ c)
@inline(__always)
private func chi(_ a: __m128i, _ b: __m128i, _ c: __m128i) -> __m128i { vpternlogq_chi(a, b, c) }
#endif
