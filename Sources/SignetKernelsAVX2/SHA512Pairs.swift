#if arch(x86_64)
internal import CInstructions

/// SHA-512 (FIPS 180-4 §6.4) of two blocks at a time: one vector holds words of the message schedules of both, so that a schedule
/// costs half. Compiled for `avx2` and `avx512`.
///
/// The first block's rounds go beside the schedule, as in `SHA512Rounds`; the second's words wait in memory until the first is
/// done. A round is 22 operations in general registers, four a cycle: 440 cycles for a block. On Zen 4 a block takes 550, 80 %
/// of the limit, the second of a pair alone some 515.
///
/// What a round adds up is ordered by `value_barrier`: the optimiser would else choose anew in every round, and lengthen the chain.
/// The state's sum lies in memory, not in eight variables, for which it would move the working variables to the stack.
enum SHA512Pairs {
    /// Compresses `count` pairs of blocks into the eight big-endian words at `chaining`. `schedule` is room for 128 bytes,
    /// `second` for 640: both hold what was hashed.
    static func compress(
        _ blocks: UnsafeRawPointer, count: Int, into chaining: UnsafeMutableRawPointer,
        schedule words: UnsafeMutableRawPointer, second: UnsafeMutableRawPointer
    ) {
        unsafe reverseBytes(chaining)
        var block = unsafe blocks
        var left = count
        while left > 0 {
            var (x0, x1, x2, x3) = unsafe (load(block, 0), load(block, 1), load(block, 2), load(block, 3))
            var (x4, x5, x6, x7) = unsafe (load(block, 4), load(block, 5), load(block, 6), load(block, 7))
            var (a, b, c, d) = unsafe (word(chaining, 0), word(chaining, 1), word(chaining, 2), word(chaining, 3))
            var (e, f, g, h) = unsafe (word(chaining, 4), word(chaining, 5), word(chaining, 6), word(chaining, 7))
            // b ⊕ c, which is a ⊕ b of the round before.
            var bc = b ^ c
            unsafe put(x0, 0x428a_2f98_d728_ae22, 0x7137_4491_23ef_65cd, words, 0, second, 0)
            unsafe put(x1, 0xb5c0_fbcf_ec4d_3b2f, 0xe9b5_dba5_8189_dbbc, words, 1, second, 1)
            unsafe put(x2, 0x3956_c25b_f348_b538, 0x59f1_11f1_b605_d019, words, 2, second, 2)
            unsafe put(x3, 0x923f_82a4_af19_4f9b, 0xab1c_5ed5_da6d_8118, words, 3, second, 3)
            unsafe put(x4, 0xd807_aa98_a303_0242, 0x1283_5b01_4570_6fbe, words, 4, second, 4)
            unsafe put(x5, 0x2431_85be_4ee4_b28c, 0x550c_7dc3_d5ff_b4e2, words, 5, second, 5)
            unsafe put(x6, 0x72be_5d74_f27b_896f, 0x80de_b1fe_3b16_96b1, words, 6, second, 6)
            unsafe put(x7, 0x9bdc_06a7_25c7_1235, 0xc19b_f174_cf69_2694, words, 7, second, 7)
            unsafe pair(a, b, &c, &d, e, f, &g, &h, &bc, words, 0)
            x0 = next(x0, x1, x4, x5, x7)
            unsafe put(x0, 0xe49b_69c1_9ef1_4ad2, 0xefbe_4786_384f_25e3, words, 0, second, 8)
            unsafe pair(g, h, &a, &b, c, d, &e, &f, &bc, words, 1)
            x1 = next(x1, x2, x5, x6, x0)
            unsafe put(x1, 0x0fc1_9dc6_8b8c_d5b5, 0x240c_a1cc_77ac_9c65, words, 1, second, 9)
            unsafe pair(e, f, &g, &h, a, b, &c, &d, &bc, words, 2)
            x2 = next(x2, x3, x6, x7, x1)
            unsafe put(x2, 0x2de9_2c6f_592b_0275, 0x4a74_84aa_6ea6_e483, words, 2, second, 10)
            unsafe pair(c, d, &e, &f, g, h, &a, &b, &bc, words, 3)
            x3 = next(x3, x4, x7, x0, x2)
            unsafe put(x3, 0x5cb0_a9dc_bd41_fbd4, 0x76f9_88da_8311_53b5, words, 3, second, 11)
            unsafe pair(a, b, &c, &d, e, f, &g, &h, &bc, words, 4)
            x4 = next(x4, x5, x0, x1, x3)
            unsafe put(x4, 0x983e_5152_ee66_dfab, 0xa831_c66d_2db4_3210, words, 4, second, 12)
            unsafe pair(g, h, &a, &b, c, d, &e, &f, &bc, words, 5)
            x5 = next(x5, x6, x1, x2, x4)
            unsafe put(x5, 0xb003_27c8_98fb_213f, 0xbf59_7fc7_beef_0ee4, words, 5, second, 13)
            unsafe pair(e, f, &g, &h, a, b, &c, &d, &bc, words, 6)
            x6 = next(x6, x7, x2, x3, x5)
            unsafe put(x6, 0xc6e0_0bf3_3da8_8fc2, 0xd5a7_9147_930a_a725, words, 6, second, 14)
            unsafe pair(c, d, &e, &f, g, h, &a, &b, &bc, words, 7)
            x7 = next(x7, x0, x3, x4, x6)
            unsafe put(x7, 0x06ca_6351_e003_826f, 0x1429_2967_0a0e_6e70, words, 7, second, 15)
            unsafe pair(a, b, &c, &d, e, f, &g, &h, &bc, words, 0)
            x0 = next(x0, x1, x4, x5, x7)
            unsafe put(x0, 0x27b7_0a85_46d2_2ffc, 0x2e1b_2138_5c26_c926, words, 0, second, 16)
            unsafe pair(g, h, &a, &b, c, d, &e, &f, &bc, words, 1)
            x1 = next(x1, x2, x5, x6, x0)
            unsafe put(x1, 0x4d2c_6dfc_5ac4_2aed, 0x5338_0d13_9d95_b3df, words, 1, second, 17)
            unsafe pair(e, f, &g, &h, a, b, &c, &d, &bc, words, 2)
            x2 = next(x2, x3, x6, x7, x1)
            unsafe put(x2, 0x650a_7354_8baf_63de, 0x766a_0abb_3c77_b2a8, words, 2, second, 18)
            unsafe pair(c, d, &e, &f, g, h, &a, &b, &bc, words, 3)
            x3 = next(x3, x4, x7, x0, x2)
            unsafe put(x3, 0x81c2_c92e_47ed_aee6, 0x9272_2c85_1482_353b, words, 3, second, 19)
            unsafe pair(a, b, &c, &d, e, f, &g, &h, &bc, words, 4)
            x4 = next(x4, x5, x0, x1, x3)
            unsafe put(x4, 0xa2bf_e8a1_4cf1_0364, 0xa81a_664b_bc42_3001, words, 4, second, 20)
            unsafe pair(g, h, &a, &b, c, d, &e, &f, &bc, words, 5)
            x5 = next(x5, x6, x1, x2, x4)
            unsafe put(x5, 0xc24b_8b70_d0f8_9791, 0xc76c_51a3_0654_be30, words, 5, second, 21)
            unsafe pair(e, f, &g, &h, a, b, &c, &d, &bc, words, 6)
            x6 = next(x6, x7, x2, x3, x5)
            unsafe put(x6, 0xd192_e819_d6ef_5218, 0xd699_0624_5565_a910, words, 6, second, 22)
            unsafe pair(c, d, &e, &f, g, h, &a, &b, &bc, words, 7)
            x7 = next(x7, x0, x3, x4, x6)
            unsafe put(x7, 0xf40e_3585_5771_202a, 0x106a_a070_32bb_d1b8, words, 7, second, 23)
            unsafe pair(a, b, &c, &d, e, f, &g, &h, &bc, words, 0)
            x0 = next(x0, x1, x4, x5, x7)
            unsafe put(x0, 0x19a4_c116_b8d2_d0c8, 0x1e37_6c08_5141_ab53, words, 0, second, 24)
            unsafe pair(g, h, &a, &b, c, d, &e, &f, &bc, words, 1)
            x1 = next(x1, x2, x5, x6, x0)
            unsafe put(x1, 0x2748_774c_df8e_eb99, 0x34b0_bcb5_e19b_48a8, words, 1, second, 25)
            unsafe pair(e, f, &g, &h, a, b, &c, &d, &bc, words, 2)
            x2 = next(x2, x3, x6, x7, x1)
            unsafe put(x2, 0x391c_0cb3_c5c9_5a63, 0x4ed8_aa4a_e341_8acb, words, 2, second, 26)
            unsafe pair(c, d, &e, &f, g, h, &a, &b, &bc, words, 3)
            x3 = next(x3, x4, x7, x0, x2)
            unsafe put(x3, 0x5b9c_ca4f_7763_e373, 0x682e_6ff3_d6b2_b8a3, words, 3, second, 27)
            unsafe pair(a, b, &c, &d, e, f, &g, &h, &bc, words, 4)
            x4 = next(x4, x5, x0, x1, x3)
            unsafe put(x4, 0x748f_82ee_5def_b2fc, 0x78a5_636f_4317_2f60, words, 4, second, 28)
            unsafe pair(g, h, &a, &b, c, d, &e, &f, &bc, words, 5)
            x5 = next(x5, x6, x1, x2, x4)
            unsafe put(x5, 0x84c8_7814_a1f0_ab72, 0x8cc7_0208_1a64_39ec, words, 5, second, 29)
            unsafe pair(e, f, &g, &h, a, b, &c, &d, &bc, words, 6)
            x6 = next(x6, x7, x2, x3, x5)
            unsafe put(x6, 0x90be_fffa_2363_1e28, 0xa450_6ceb_de82_bde9, words, 6, second, 30)
            unsafe pair(c, d, &e, &f, g, h, &a, &b, &bc, words, 7)
            x7 = next(x7, x0, x3, x4, x6)
            unsafe put(x7, 0xbef9_a3f7_b2c6_7915, 0xc671_78f2_e372_532b, words, 7, second, 31)
            unsafe pair(a, b, &c, &d, e, f, &g, &h, &bc, words, 0)
            x0 = next(x0, x1, x4, x5, x7)
            unsafe put(x0, 0xca27_3ece_ea26_619c, 0xd186_b8c7_21c0_c207, words, 0, second, 32)
            unsafe pair(g, h, &a, &b, c, d, &e, &f, &bc, words, 1)
            x1 = next(x1, x2, x5, x6, x0)
            unsafe put(x1, 0xeada_7dd6_cde0_eb1e, 0xf57d_4f7f_ee6e_d178, words, 1, second, 33)
            unsafe pair(e, f, &g, &h, a, b, &c, &d, &bc, words, 2)
            x2 = next(x2, x3, x6, x7, x1)
            unsafe put(x2, 0x06f0_67aa_7217_6fba, 0x0a63_7dc5_a2c8_98a6, words, 2, second, 34)
            unsafe pair(c, d, &e, &f, g, h, &a, &b, &bc, words, 3)
            x3 = next(x3, x4, x7, x0, x2)
            unsafe put(x3, 0x113f_9804_bef9_0dae, 0x1b71_0b35_131c_471b, words, 3, second, 35)
            unsafe pair(a, b, &c, &d, e, f, &g, &h, &bc, words, 4)
            x4 = next(x4, x5, x0, x1, x3)
            unsafe put(x4, 0x28db_77f5_2304_7d84, 0x32ca_ab7b_40c7_2493, words, 4, second, 36)
            unsafe pair(g, h, &a, &b, c, d, &e, &f, &bc, words, 5)
            x5 = next(x5, x6, x1, x2, x4)
            unsafe put(x5, 0x3c9e_be0a_15c9_bebc, 0x431d_67c4_9c10_0d4c, words, 5, second, 37)
            unsafe pair(e, f, &g, &h, a, b, &c, &d, &bc, words, 6)
            x6 = next(x6, x7, x2, x3, x5)
            unsafe put(x6, 0x4cc5_d4be_cb3e_42b6, 0x597f_299c_fc65_7e2a, words, 6, second, 38)
            unsafe pair(c, d, &e, &f, g, h, &a, &b, &bc, words, 7)
            x7 = next(x7, x0, x3, x4, x6)
            unsafe put(x7, 0x5fcb_6fab_3ad6_faec, 0x6c44_198c_4a47_5817, words, 7, second, 39)
            unsafe pair(a, b, &c, &d, e, f, &g, &h, &bc, words, 0)
            unsafe pair(g, h, &a, &b, c, d, &e, &f, &bc, words, 1)
            unsafe pair(e, f, &g, &h, a, b, &c, &d, &bc, words, 2)
            unsafe pair(c, d, &e, &f, g, h, &a, &b, &bc, words, 3)
            unsafe pair(a, b, &c, &d, e, f, &g, &h, &bc, words, 4)
            unsafe pair(g, h, &a, &b, c, d, &e, &f, &bc, words, 5)
            unsafe pair(e, f, &g, &h, a, b, &c, &d, &bc, words, 6)
            unsafe pair(c, d, &e, &f, g, h, &a, &b, &bc, words, 7)
            unsafe add(&a, &b, &c, &d, chaining)
            unsafe add(&e, &f, &g, &h, chaining + 32)
            bc = b ^ c
            var later = UnsafeRawPointer(second)
            var turns = 5
            while turns > 0 {
                unsafe pair(a, b, &c, &d, e, f, &g, &h, &bc, later, 0)
                unsafe pair(g, h, &a, &b, c, d, &e, &f, &bc, later, 1)
                unsafe pair(e, f, &g, &h, a, b, &c, &d, &bc, later, 2)
                unsafe pair(c, d, &e, &f, g, h, &a, &b, &bc, later, 3)
                unsafe pair(a, b, &c, &d, e, f, &g, &h, &bc, later, 4)
                unsafe pair(g, h, &a, &b, c, d, &e, &f, &bc, later, 5)
                unsafe pair(e, f, &g, &h, a, b, &c, &d, &bc, later, 6)
                unsafe pair(c, d, &e, &f, g, h, &a, &b, &bc, later, 7)
                unsafe later += 128
                turns &-= 1
            }
            unsafe add(&a, &b, &c, &d, chaining)
            unsafe add(&e, &f, &g, &h, chaining + 32)
            unsafe block += 256
            left &-= 1
        }
        unsafe reverseBytes(chaining)
    }
}

/// Two rounds, with the two words of schedule and constant at `index`.
@inline(__always)
private func pair(
    _ a: UInt64, _ b: UInt64, _ c: inout UInt64, _ d: inout UInt64, _ e: UInt64, _ f: UInt64, _ g: inout UInt64,
    _ h: inout UInt64, _ bc: inout UInt64, _ words: UnsafeRawPointer, _ index: Int
) {
    unsafe round(a, b, &d, e, f, g, &h, &bc, word(words, index &* 2))
    unsafe round(h, a, &c, d, e, f, &g, &bc, word(words, index &* 2 &+ 1))
}

/// FIPS 180-4 §6.4.2 step 3; what the standard calls a new `a` and `e` is left in `h` and `d`.
@inline(__always)
private func round(
    _ a: UInt64, _ b: UInt64, _ d: inout UInt64, _ e: UInt64, _ f: UInt64, _ g: UInt64, _ h: inout UInt64,
    _ bc: inout UInt64, _ word: UInt64
) {
    // What Ch chooses of f and of g has no bit in common, so that the two can be added.
    let early = value_barrier(value_barrier(value_barrier(h &+ word) &+ (~e & g)) &+ (e & f))
    let first = value_barrier(early &+ (rotated(e, 14) ^ rotated(e, 18) ^ rotated(e, 41)))
    d = d &+ first
    // The majority is b, unless a differs from b and b from c.
    let ab = a ^ b
    h = value_barrier(first &+ ((ab & bc) ^ b)) &+ (rotated(a, 28) ^ rotated(a, 34) ^ rotated(a, 39))
    bc = ab
}

/// Two further words of each block's schedule: σ₁(W(t-2)) + W(t-7) + σ₀(W(t-15)) + W(t-16). At `avx512` two shifts and three ⊕
/// become one instruction each.
@inline(__always)
private func next(_ x0: __m256i, _ x1: __m256i, _ x4: __m256i, _ x5: __m256i, _ x7: __m256i) -> __m256i {
    let (fifteen, seven) = (ymm_vpalignr_8(x1, x0), ymm_vpalignr_8(x5, x4))
    let sigma0 = xor(xor(rotated(fifteen, 1), rotated(fifteen, 8)), _mm256_srli_epi64(fifteen, 7))
    let sigma1 = xor(xor(rotated(x7, 19), rotated(x7, 61)), _mm256_srli_epi64(x7, 6))
    return add(add(add(x0, seven), sigma0), sigma1)
}

/// Writes two words of each block's schedule with their constants (FIPS 180-4 §4.2.3) added.
@inline(__always)
private func put(
    _ x: __m256i, _ k0: UInt64, _ k1: UInt64, _ words: UnsafeMutableRawPointer, _ index: Int,
    _ second: UnsafeMutableRawPointer, _ later: Int
) {
    let (k0, k1) = (Int64(bitPattern: k0), Int64(bitPattern: k1))
    let sum = add(x, _mm256_set_epi64x(k1, k0, k1, k0))
    unsafe movdqu_to(words + index &* 16, _mm256_castsi256_si128(sum))
    unsafe movdqu_to(second + later &* 16, ymm_vextracti128_1(sum))
}

/// Two words of each block, from big-endian.
@inline(__always)
private func load(_ block: UnsafeRawPointer, _ index: Int) -> __m256i {
    let two = unsafe _mm256_set_m128i(movdqu(block + (128 &+ index &* 16)), movdqu(block + index &* 16))
    return _mm256_shuffle_epi8(
        two,
        _mm256_set_epi64x(
            0x0809_0a0b_0c0d_0e0f, 0x0001_0203_0405_0607, 0x0809_0a0b_0c0d_0e0f, 0x0001_0203_0405_0607))
}

/// Adds four words of the state to what they were before the block, there and here.
@inline(__always)
private func add(
    _ a: inout UInt64, _ b: inout UInt64, _ c: inout UInt64, _ d: inout UInt64, _ chaining: UnsafeMutableRawPointer
) {
    (a, b) = unsafe (a &+ word(chaining, 0), b &+ word(chaining, 1))
    (c, d) = unsafe (c &+ word(chaining, 2), d &+ word(chaining, 3))
    unsafe chaining.storeBytes(of: a, toByteOffset: 0, as: UInt64.self)
    unsafe chaining.storeBytes(of: b, toByteOffset: 8, as: UInt64.self)
    unsafe chaining.storeBytes(of: c, toByteOffset: 16, as: UInt64.self)
    unsafe chaining.storeBytes(of: d, toByteOffset: 24, as: UInt64.self)
}

/// The eight words of the state from big-endian, or back.
@inline(__always)
private func reverseBytes(_ chaining: UnsafeMutableRawPointer) {
    var index = 0
    while index < 8 {
        unsafe chaining.storeBytes(of: word(chaining, index).byteSwapped, toByteOffset: index &* 8, as: UInt64.self)
        index &+= 1
    }
}

@inline(__always)
private func word(_ words: UnsafeRawPointer, _ index: Int) -> UInt64 {
    unsafe words.loadUnaligned(fromByteOffset: index &* 8, as: UInt64.self)
}

@inline(__always)
private func rotated(_ word: UInt64, _ count: UInt64) -> UInt64 { word &>> count | word &<< (64 &- count) }
@inline(__always)
private func rotated(_ words: __m256i, _ count: Int32) -> __m256i {
    _mm256_or_si256(_mm256_srli_epi64(words, count), _mm256_slli_epi64(words, 64 &- count))
}
@inline(__always)
private func add(_ a: __m256i, _ b: __m256i) -> __m256i { _mm256_add_epi64(a, b) }
@inline(__always)
private func xor(_ a: __m256i, _ b: __m256i) -> __m256i { _mm256_xor_si256(a, b) }
#endif
