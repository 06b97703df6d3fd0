#if arch(x86_64)
internal import CInstructions

extension AESAVX512 {
    /// Decrypts in cipher block chaining. `keys` are those of the inverse cipher. The limit is a VAESDEC a cycle: 14
    /// cycles for 64 bytes with a key of 256 bits.
    public static func decryptChained(
        _ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer, keys: UnsafeRawPointer,
        roundCount: Int
    ) {
        guard count > 0 else { return }
        let last = unsafe movdqu(blocks + (count &- 1) &* 16)
        // The vector whose last block comes before the next.
        var before = unsafe _mm512_broadcast_i32x4(movdqu(chain))
        var block = unsafe blocks
        var left = count
        while left >= 32 {
            var (s, t) = unsafe (loadSixteen(block), loadSixteen(block + 256))
            let first = valignq_6(s.a, before)
            before = t.d
            unsafe add(&s, roundKey(keys, 0))
            unsafe add(&t, roundKey(keys, 0))
            var round = 1
            while round < roundCount {
                let key = unsafe roundKey(keys, round)
                decrypt(&s, key)
                decrypt(&t, key)
                round &+= 1
            }
            // The block before each is still in place, and is added with the last round key.
            let key = unsafe roundKey(keys, roundCount)
            s.a = _mm512_aesdeclast_epi128(s.a, _mm512_xor_si512(key, first))
            s.b = unsafe _mm512_aesdeclast_epi128(s.b, _mm512_xor_si512(key, zmm_vmovdqu(block + 48)))
            s.c = unsafe _mm512_aesdeclast_epi128(s.c, _mm512_xor_si512(key, zmm_vmovdqu(block + 112)))
            s.d = unsafe _mm512_aesdeclast_epi128(s.d, _mm512_xor_si512(key, zmm_vmovdqu(block + 176)))
            t.a = unsafe _mm512_aesdeclast_epi128(t.a, _mm512_xor_si512(key, zmm_vmovdqu(block + 240)))
            t.b = unsafe _mm512_aesdeclast_epi128(t.b, _mm512_xor_si512(key, zmm_vmovdqu(block + 304)))
            t.c = unsafe _mm512_aesdeclast_epi128(t.c, _mm512_xor_si512(key, zmm_vmovdqu(block + 368)))
            t.d = unsafe _mm512_aesdeclast_epi128(t.d, _mm512_xor_si512(key, zmm_vmovdqu(block + 432)))
            unsafe store(s, block)
            unsafe store(t, block + 256)
            unsafe block += 512
            left &-= 32
        }
        while left >= 16 {
            let cipher = unsafe loadSixteen(block)
            var s = cipher
            unsafe add(&s, roundKey(keys, 0))
            var round = 1
            while round < roundCount {
                unsafe decrypt(&s, roundKey(keys, round))
                round &+= 1
            }
            let key = unsafe roundKey(keys, roundCount)
            // The block before each is added with the last round key.
            s.a = _mm512_aesdeclast_epi128(s.a, _mm512_xor_si512(key, valignq_6(cipher.a, before)))
            s.b = _mm512_aesdeclast_epi128(s.b, _mm512_xor_si512(key, valignq_6(cipher.b, cipher.a)))
            s.c = _mm512_aesdeclast_epi128(s.c, _mm512_xor_si512(key, valignq_6(cipher.c, cipher.b)))
            s.d = _mm512_aesdeclast_epi128(s.d, _mm512_xor_si512(key, valignq_6(cipher.d, cipher.c)))
            unsafe store(s, block)
            before = cipher.d
            unsafe block += 256
            left &-= 16
        }
        while left > 0 {
            let mask = firstBlocks(left)
            // Whole vectors without a mask: what is stored under one is not at hand for who loads it next.
            let cipher = unsafe left < 4 ? _mm512_maskz_loadu_epi64(mask, block) : zmm_vmovdqu(block)
            var state = unsafe _mm512_xor_si512(cipher, roundKey(keys, 0))
            var round = 1
            while round < roundCount {
                state = unsafe _mm512_aesdec_epi128(state, roundKey(keys, round))
                round &+= 1
            }
            state = unsafe _mm512_aesdeclast_epi128(
                state, _mm512_xor_si512(roundKey(keys, roundCount), valignq_6(cipher, before)))
            if left < 4 {
                unsafe _mm512_mask_storeu_epi64(block, mask, state)
            } else {
                unsafe zmm_vmovdqu_to(block, state)
            }
            before = cipher
            unsafe block += 64
            left &-= 4
        }
        unsafe movdqu_to(chain, last)
    }
}
#endif
