#if arch(x86_64)
internal import _Builtin_intrinsics.intel.sse2
#endif

/// SHA-512 with rounds in general registers and the message schedule in vector registers (FIPS 180-4 §6.4).
///
/// There is no instruction for it. A round's chain of dependencies is 5 cycles and its 22 operations take as long; the
/// schedule, two words at a time, goes through other units beside it. This file is compiled for every level: with BMI2 a
/// rotation leaves its operand alone, and with AVX-512 two shifts and three ⊕ of vectors are one instruction each.
enum SHA512Rounds {
    /// Compresses `count` blocks into the eight big-endian words at `chaining`. `schedule` is room for 128 bytes.
    static func compress(
        _ blocks: UnsafeRawPointer, count: Int, into chaining: UnsafeMutableRawPointer,
        schedule words: UnsafeMutableRawPointer
    ) {
        let value = UnsafeRawPointer(chaining)
        var (h0, h1, h2, h3) = unsafe (word(value, 0), word(value, 1), word(value, 2), word(value, 3))
        var (h4, h5, h6, h7) = unsafe (word(value, 4), word(value, 5), word(value, 6), word(value, 7))
        var block = unsafe blocks
        var left = count
        while left > 0 {
            var (x0, x1, x2, x3) = unsafe (load(block, 0), load(block, 1), load(block, 2), load(block, 3))
            var (x4, x5, x6, x7) = unsafe (load(block, 4), load(block, 5), load(block, 6), load(block, 7))
            var (a, b, c, d, e, f, g, h) = (h0, h1, h2, h3, h4, h5, h6, h7)
            // b ⊕ c, which is a ⊕ b of the round before.
            var bc = b ^ c
            unsafe put(x0, 0x428a_2f98_d728_ae22, 0x7137_4491_23ef_65cd, words, 0)
            unsafe put(x1, 0xb5c0_fbcf_ec4d_3b2f, 0xe9b5_dba5_8189_dbbc, words, 1)
            unsafe put(x2, 0x3956_c25b_f348_b538, 0x59f1_11f1_b605_d019, words, 2)
            unsafe put(x3, 0x923f_82a4_af19_4f9b, 0xab1c_5ed5_da6d_8118, words, 3)
            unsafe put(x4, 0xd807_aa98_a303_0242, 0x1283_5b01_4570_6fbe, words, 4)
            unsafe put(x5, 0x2431_85be_4ee4_b28c, 0x550c_7dc3_d5ff_b4e2, words, 5)
            unsafe put(x6, 0x72be_5d74_f27b_896f, 0x80de_b1fe_3b16_96b1, words, 6)
            unsafe put(x7, 0x9bdc_06a7_25c7_1235, 0xc19b_f174_cf69_2694, words, 7)
            unsafe pair(a, b, &c, &d, e, f, &g, &h, &bc, words, 0)
            x0 = next(x0, x1, x4, x5, x7)
            unsafe put(x0, 0xe49b_69c1_9ef1_4ad2, 0xefbe_4786_384f_25e3, words, 0)
            unsafe pair(g, h, &a, &b, c, d, &e, &f, &bc, words, 1)
            x1 = next(x1, x2, x5, x6, x0)
            unsafe put(x1, 0x0fc1_9dc6_8b8c_d5b5, 0x240c_a1cc_77ac_9c65, words, 1)
            unsafe pair(e, f, &g, &h, a, b, &c, &d, &bc, words, 2)
            x2 = next(x2, x3, x6, x7, x1)
            unsafe put(x2, 0x2de9_2c6f_592b_0275, 0x4a74_84aa_6ea6_e483, words, 2)
            unsafe pair(c, d, &e, &f, g, h, &a, &b, &bc, words, 3)
            x3 = next(x3, x4, x7, x0, x2)
            unsafe put(x3, 0x5cb0_a9dc_bd41_fbd4, 0x76f9_88da_8311_53b5, words, 3)
            unsafe pair(a, b, &c, &d, e, f, &g, &h, &bc, words, 4)
            x4 = next(x4, x5, x0, x1, x3)
            unsafe put(x4, 0x983e_5152_ee66_dfab, 0xa831_c66d_2db4_3210, words, 4)
            unsafe pair(g, h, &a, &b, c, d, &e, &f, &bc, words, 5)
            x5 = next(x5, x6, x1, x2, x4)
            unsafe put(x5, 0xb003_27c8_98fb_213f, 0xbf59_7fc7_beef_0ee4, words, 5)
            unsafe pair(e, f, &g, &h, a, b, &c, &d, &bc, words, 6)
            x6 = next(x6, x7, x2, x3, x5)
            unsafe put(x6, 0xc6e0_0bf3_3da8_8fc2, 0xd5a7_9147_930a_a725, words, 6)
            unsafe pair(c, d, &e, &f, g, h, &a, &b, &bc, words, 7)
            x7 = next(x7, x0, x3, x4, x6)
            unsafe put(x7, 0x06ca_6351_e003_826f, 0x1429_2967_0a0e_6e70, words, 7)
            unsafe pair(a, b, &c, &d, e, f, &g, &h, &bc, words, 0)
            x0 = next(x0, x1, x4, x5, x7)
            unsafe put(x0, 0x27b7_0a85_46d2_2ffc, 0x2e1b_2138_5c26_c926, words, 0)
            unsafe pair(g, h, &a, &b, c, d, &e, &f, &bc, words, 1)
            x1 = next(x1, x2, x5, x6, x0)
            unsafe put(x1, 0x4d2c_6dfc_5ac4_2aed, 0x5338_0d13_9d95_b3df, words, 1)
            unsafe pair(e, f, &g, &h, a, b, &c, &d, &bc, words, 2)
            x2 = next(x2, x3, x6, x7, x1)
            unsafe put(x2, 0x650a_7354_8baf_63de, 0x766a_0abb_3c77_b2a8, words, 2)
            unsafe pair(c, d, &e, &f, g, h, &a, &b, &bc, words, 3)
            x3 = next(x3, x4, x7, x0, x2)
            unsafe put(x3, 0x81c2_c92e_47ed_aee6, 0x9272_2c85_1482_353b, words, 3)
            unsafe pair(a, b, &c, &d, e, f, &g, &h, &bc, words, 4)
            x4 = next(x4, x5, x0, x1, x3)
            unsafe put(x4, 0xa2bf_e8a1_4cf1_0364, 0xa81a_664b_bc42_3001, words, 4)
            unsafe pair(g, h, &a, &b, c, d, &e, &f, &bc, words, 5)
            x5 = next(x5, x6, x1, x2, x4)
            unsafe put(x5, 0xc24b_8b70_d0f8_9791, 0xc76c_51a3_0654_be30, words, 5)
            unsafe pair(e, f, &g, &h, a, b, &c, &d, &bc, words, 6)
            x6 = next(x6, x7, x2, x3, x5)
            unsafe put(x6, 0xd192_e819_d6ef_5218, 0xd699_0624_5565_a910, words, 6)
            unsafe pair(c, d, &e, &f, g, h, &a, &b, &bc, words, 7)
            x7 = next(x7, x0, x3, x4, x6)
            unsafe put(x7, 0xf40e_3585_5771_202a, 0x106a_a070_32bb_d1b8, words, 7)
            unsafe pair(a, b, &c, &d, e, f, &g, &h, &bc, words, 0)
            x0 = next(x0, x1, x4, x5, x7)
            unsafe put(x0, 0x19a4_c116_b8d2_d0c8, 0x1e37_6c08_5141_ab53, words, 0)
            unsafe pair(g, h, &a, &b, c, d, &e, &f, &bc, words, 1)
            x1 = next(x1, x2, x5, x6, x0)
            unsafe put(x1, 0x2748_774c_df8e_eb99, 0x34b0_bcb5_e19b_48a8, words, 1)
            unsafe pair(e, f, &g, &h, a, b, &c, &d, &bc, words, 2)
            x2 = next(x2, x3, x6, x7, x1)
            unsafe put(x2, 0x391c_0cb3_c5c9_5a63, 0x4ed8_aa4a_e341_8acb, words, 2)
            unsafe pair(c, d, &e, &f, g, h, &a, &b, &bc, words, 3)
            x3 = next(x3, x4, x7, x0, x2)
            unsafe put(x3, 0x5b9c_ca4f_7763_e373, 0x682e_6ff3_d6b2_b8a3, words, 3)
            unsafe pair(a, b, &c, &d, e, f, &g, &h, &bc, words, 4)
            x4 = next(x4, x5, x0, x1, x3)
            unsafe put(x4, 0x748f_82ee_5def_b2fc, 0x78a5_636f_4317_2f60, words, 4)
            unsafe pair(g, h, &a, &b, c, d, &e, &f, &bc, words, 5)
            x5 = next(x5, x6, x1, x2, x4)
            unsafe put(x5, 0x84c8_7814_a1f0_ab72, 0x8cc7_0208_1a64_39ec, words, 5)
            unsafe pair(e, f, &g, &h, a, b, &c, &d, &bc, words, 6)
            x6 = next(x6, x7, x2, x3, x5)
            unsafe put(x6, 0x90be_fffa_2363_1e28, 0xa450_6ceb_de82_bde9, words, 6)
            unsafe pair(c, d, &e, &f, g, h, &a, &b, &bc, words, 7)
            x7 = next(x7, x0, x3, x4, x6)
            unsafe put(x7, 0xbef9_a3f7_b2c6_7915, 0xc671_78f2_e372_532b, words, 7)
            unsafe pair(a, b, &c, &d, e, f, &g, &h, &bc, words, 0)
            x0 = next(x0, x1, x4, x5, x7)
            unsafe put(x0, 0xca27_3ece_ea26_619c, 0xd186_b8c7_21c0_c207, words, 0)
            unsafe pair(g, h, &a, &b, c, d, &e, &f, &bc, words, 1)
            x1 = next(x1, x2, x5, x6, x0)
            unsafe put(x1, 0xeada_7dd6_cde0_eb1e, 0xf57d_4f7f_ee6e_d178, words, 1)
            unsafe pair(e, f, &g, &h, a, b, &c, &d, &bc, words, 2)
            x2 = next(x2, x3, x6, x7, x1)
            unsafe put(x2, 0x06f0_67aa_7217_6fba, 0x0a63_7dc5_a2c8_98a6, words, 2)
            unsafe pair(c, d, &e, &f, g, h, &a, &b, &bc, words, 3)
            x3 = next(x3, x4, x7, x0, x2)
            unsafe put(x3, 0x113f_9804_bef9_0dae, 0x1b71_0b35_131c_471b, words, 3)
            unsafe pair(a, b, &c, &d, e, f, &g, &h, &bc, words, 4)
            x4 = next(x4, x5, x0, x1, x3)
            unsafe put(x4, 0x28db_77f5_2304_7d84, 0x32ca_ab7b_40c7_2493, words, 4)
            unsafe pair(g, h, &a, &b, c, d, &e, &f, &bc, words, 5)
            x5 = next(x5, x6, x1, x2, x4)
            unsafe put(x5, 0x3c9e_be0a_15c9_bebc, 0x431d_67c4_9c10_0d4c, words, 5)
            unsafe pair(e, f, &g, &h, a, b, &c, &d, &bc, words, 6)
            x6 = next(x6, x7, x2, x3, x5)
            unsafe put(x6, 0x4cc5_d4be_cb3e_42b6, 0x597f_299c_fc65_7e2a, words, 6)
            unsafe pair(c, d, &e, &f, g, h, &a, &b, &bc, words, 7)
            x7 = next(x7, x0, x3, x4, x6)
            unsafe put(x7, 0x5fcb_6fab_3ad6_faec, 0x6c44_198c_4a47_5817, words, 7)
            unsafe pair(a, b, &c, &d, e, f, &g, &h, &bc, words, 0)
            unsafe pair(g, h, &a, &b, c, d, &e, &f, &bc, words, 1)
            unsafe pair(e, f, &g, &h, a, b, &c, &d, &bc, words, 2)
            unsafe pair(c, d, &e, &f, g, h, &a, &b, &bc, words, 3)
            unsafe pair(a, b, &c, &d, e, f, &g, &h, &bc, words, 4)
            unsafe pair(g, h, &a, &b, c, d, &e, &f, &bc, words, 5)
            unsafe pair(e, f, &g, &h, a, b, &c, &d, &bc, words, 6)
            unsafe pair(c, d, &e, &f, g, h, &a, &b, &bc, words, 7)
            (h0, h1, h2, h3) = (h0 &+ a, h1 &+ b, h2 &+ c, h3 &+ d)
            (h4, h5, h6, h7) = (h4 &+ e, h5 &+ f, h6 &+ g, h7 &+ h)
            unsafe block += 128
            left &-= 1
        }
        unsafe setWord(chaining, 0, h0)
        unsafe setWord(chaining, 1, h1)
        unsafe setWord(chaining, 2, h2)
        unsafe setWord(chaining, 3, h3)
        unsafe setWord(chaining, 4, h4)
        unsafe setWord(chaining, 5, h5)
        unsafe setWord(chaining, 6, h6)
        unsafe setWord(chaining, 7, h7)
    }
}

/// Two rounds, with the two words of schedule and constant at `index`.
@inline(__always)
private func pair(
    _ a: UInt64, _ b: UInt64, _ c: inout UInt64, _ d: inout UInt64, _ e: UInt64, _ f: UInt64, _ g: inout UInt64,
    _ h: inout UInt64, _ bc: inout UInt64, _ words: UnsafeRawPointer, _ index: Int
) {
    unsafe round(a, b, c, &d, e, f, g, &h, &bc, words.loadUnaligned(fromByteOffset: index &* 16, as: UInt64.self))
    unsafe round(
        h, a, b, &c, d, e, f, &g, &bc, words.loadUnaligned(fromByteOffset: index &* 16 &+ 8, as: UInt64.self))
}

/// FIPS 180-4 §6.4.2 step 3; what the standard calls a new `a` and `e` is left in `h` and `d`.
@inline(__always)
private func round(
    _ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: inout UInt64, _ e: UInt64, _ f: UInt64, _ g: UInt64,
    _ h: inout UInt64, _ bc: inout UInt64, _ word: UInt64
) {
    let choose = (e & f) ^ (~e & g)
    let first = h &+ word &+ choose &+ (rotated(e, 14) ^ rotated(e, 18) ^ rotated(e, 41))
    d = d &+ first
    // The majority is b, unless a differs from b and b from c.
    let ab = a ^ b
    h = first &+ ((ab & bc) ^ b) &+ (rotated(a, 28) ^ rotated(a, 34) ^ rotated(a, 39))
    bc = ab
}

/// Two further words of the schedule: σ₁(W(t-2)) + W(t-7) + σ₀(W(t-15)) + W(t-16).
@inline(__always)
private func next(_ x0: Vector, _ x1: Vector, _ x4: Vector, _ x5: Vector, _ x7: Vector) -> Vector {
    let (fifteen, seven) = (Vector(x0[1], x1[0]), Vector(x4[1], x5[0]))
    let rotated1 = or(right(fifteen, 1), left(fifteen, 63))
    let rotated8 = or(right(fifteen, 8), left(fifteen, 56))
    let sigma0 = xor(xor(rotated1, rotated8), right(fifteen, 7))
    let rotated19 = or(right(x7, 19), left(x7, 45))
    let rotated61 = or(right(x7, 61), left(x7, 3))
    let sigma1 = xor(xor(rotated19, rotated61), right(x7, 6))
    return add(add(add(x0, seven), sigma0), sigma1)
}

/// Writes two words of the schedule with their constants (FIPS 180-4 §4.2.3) added.
@inline(__always)
private func put(_ x: Vector, _ k0: UInt64, _ k1: UInt64, _ words: UnsafeMutableRawPointer, _ index: Int) {
    let constants = Vector(Int64(bitPattern: k0), Int64(bitPattern: k1))
    unsafe words.storeBytes(of: add(x, constants), toByteOffset: index &* 16, as: Vector.self)
}

@inline(__always)
private func rotated(_ word: UInt64, _ count: UInt64) -> UInt64 { word &>> count | word &<< (64 &- count) }

/// Two big-endian words.
@inline(__always)
private func load(_ block: UnsafeRawPointer, _ index: Int) -> Vector {
    unsafe Vector(
        Int64(bitPattern: word(block, index &* 2)), Int64(bitPattern: word(block, index &* 2 &+ 1)))
}

/// A big-endian word.
@inline(__always)
private func word(_ bytes: UnsafeRawPointer, _ index: Int) -> UInt64 {
    UInt64(bigEndian: unsafe bytes.loadUnaligned(fromByteOffset: index &* 8, as: UInt64.self))
}

@inline(__always)
private func setWord(_ bytes: UnsafeMutableRawPointer, _ index: Int, _ word: UInt64) {
    unsafe bytes.storeBytes(of: word.bigEndian, toByteOffset: index &* 8, as: UInt64.self)
}

// Two words of 64 bits. On x86 every processor of 64 bits has the instructions that are meant, by name: the standard library's
// operators go lane by lane, and long chains of them come out of the optimiser as scalar instructions.

private typealias Vector = SIMD2<Int64>

#if arch(x86_64)
@inline(__always)
private func add(_ a: Vector, _ b: Vector) -> Vector { _mm_add_epi64(a, b) }
@inline(__always)
private func xor(_ a: Vector, _ b: Vector) -> Vector { _mm_xor_si128(a, b) }
@inline(__always)
private func or(_ a: Vector, _ b: Vector) -> Vector { _mm_or_si128(a, b) }
@inline(__always)
private func right(_ a: Vector, _ count: Int32) -> Vector { _mm_srli_epi64(a, count) }
@inline(__always)
private func left(_ a: Vector, _ count: Int32) -> Vector { _mm_slli_epi64(a, count) }
#else
@inline(__always)
private func add(_ a: Vector, _ b: Vector) -> Vector { a &+ b }
@inline(__always)
private func xor(_ a: Vector, _ b: Vector) -> Vector { a ^ b }
@inline(__always)
private func or(_ a: Vector, _ b: Vector) -> Vector { a | b }
@inline(__always)
private func right(_ a: Vector, _ count: UInt64) -> Vector {
    let words = unsafe unsafeBitCast(a, to: SIMD2<UInt64>.self) &>> SIMD2(repeating: count)
    return unsafe unsafeBitCast(words, to: Vector.self)
}
@inline(__always)
private func left(_ a: Vector, _ count: Int64) -> Vector { a &<< Vector(repeating: count) }
#endif
