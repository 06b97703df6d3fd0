#if arch(x86_64)
internal import CInstructions

extension AESX86 {
    /// Encrypts in cipher block chaining. Each block waits for the one before it: AESENC has a latency of 4 cycles and
    /// there are as many as rounds, 56 cycles a block for a key of 256 bits.
    ///
    /// Nothing else is on that path: the last instruction of a block adds, besides the last round key, the first round
    /// key and the next plaintext.
    public static func encryptChained(
        _ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer, keys: UnsafeRawPointer,
        roundCount: Int
    ) {
        guard count > 0 else { return }
        let last = unsafe roundKey(keys, roundCount)
        let both = unsafe _mm_xor_si128(roundKey(keys, 0), last)
        var state = unsafe _mm_xor_si128(_mm_xor_si128(movdqu(chain), roundKey(keys, 0)), movdqu(blocks))
        var block = unsafe blocks
        var left = count
        while left > 1 {
            unsafe encryptInnerRounds(&state, keys, roundCount)
            let next = unsafe _mm_xor_si128(both, movdqu(block + 16))
            unsafe movdqu_to(block, _mm_aesenclast_si128(state, last))
            state = _mm_aesenclast_si128(state, next)
            unsafe block += 16
            left &-= 1
        }
        unsafe encryptInnerRounds(&state, keys, roundCount)
        let output = _mm_aesenclast_si128(state, last)
        unsafe movdqu_to(block, output)
        unsafe movdqu_to(chain, output)
    }

    /// Encrypts in cipher block chaining and keeps only the last block, in `chain`: CBC-MAC.
    public static func authenticateChained(
        _ blocks: UnsafeRawPointer, count: Int, chain: UnsafeMutableRawPointer, keys: UnsafeRawPointer,
        roundCount: Int
    ) {
        guard count > 0 else { return }
        let last = unsafe roundKey(keys, roundCount)
        let both = unsafe _mm_xor_si128(roundKey(keys, 0), last)
        var state = unsafe _mm_xor_si128(_mm_xor_si128(movdqu(chain), roundKey(keys, 0)), movdqu(blocks))
        var block = unsafe blocks
        var left = count
        while left > 1 {
            unsafe encryptInnerRounds(&state, keys, roundCount)
            state = unsafe _mm_aesenclast_si128(state, _mm_xor_si128(both, movdqu(block + 16)))
            unsafe block += 16
            left &-= 1
        }
        unsafe encryptInnerRounds(&state, keys, roundCount)
        unsafe movdqu_to(chain, _mm_aesenclast_si128(state, last))
    }

    /// Decrypts in cipher block chaining, twelve blocks at a time. The latency of 4 cycles and two units want eight; where they are
    /// fewer than twelve, what comes between the rounds takes a unit from them now and then, and nothing makes that good. `keys`
    /// are those of the inverse cipher.
    public static func decryptChained(
        _ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer, keys: UnsafeRawPointer,
        roundCount: Int
    ) {
        var before = unsafe movdqu(chain)
        var block = unsafe blocks
        var left = count
        // The last of the twelves leave eight blocks at least.
        while left >= 20 {
            unsafe decryptTwelve(block, &before, keys, roundCount)
            unsafe block += 192
            left &-= 12
        }
        while left >= 8 {
            unsafe decryptEight(block, &before, keys, roundCount)
            unsafe block += 128
            left &-= 8
        }
        if left >= 4 {
            unsafe decryptFour(block, &before, keys, roundCount)
            unsafe block += 64
            left &-= 4
        }
        while left > 0 {
            let next = unsafe movdqu(block)
            var state = unsafe _mm_xor_si128(next, roundKey(keys, 0))
            var round = 1
            while round < roundCount {
                state = unsafe _mm_aesdec_si128(state, roundKey(keys, round))
                round &+= 1
            }
            let last = unsafe _mm_xor_si128(roundKey(keys, roundCount), before)
            unsafe movdqu_to(block, _mm_aesdeclast_si128(state, last))
            before = next
            unsafe block += 16
            left &-= 1
        }
        unsafe movdqu_to(chain, before)
    }

    @inline(__always)
    private static func decryptTwelve(
        _ block: UnsafeMutableRawPointer, _ before: inout __m128i, _ keys: UnsafeRawPointer, _ roundCount: Int
    ) {
        var (s, t, u) = unsafe (loadFour(block), loadFour(block + 64), loadFour(block + 128))
        let next = u.d
        let first = unsafe roundKey(keys, 0)
        add(&s, first)
        add(&t, first)
        add(&u, first)
        // The block before each is still in place, and is added at last: twelve states leave no room to keep them.
        memory_anew()
        var round = 1
        while round < roundCount {
            let key = unsafe roundKey(keys, round)
            decrypt(&s, key)
            decrypt(&t, key)
            decrypt(&u, key)
            round &+= 1
        }
        let last = unsafe roundKey(keys, roundCount)
        unsafe decryptLast(&s, last, before, block)
        unsafe decryptLast(&t, last, movdqu(block + 48), block + 64)
        unsafe decryptLast(&u, last, movdqu(block + 112), block + 128)
        unsafe store(s, block)
        unsafe store(t, block + 64)
        unsafe store(u, block + 128)
        before = next
    }

    @inline(__always)
    private static func decryptEight(
        _ block: UnsafeMutableRawPointer, _ before: inout __m128i, _ keys: UnsafeRawPointer, _ roundCount: Int
    ) {
        var (s, t) = unsafe (loadFour(block), loadFour(block + 64))
        let next = t.d
        let first = unsafe roundKey(keys, 0)
        add(&s, first)
        add(&t, first)
        memory_anew()
        var round = 1
        while round < roundCount {
            let key = unsafe roundKey(keys, round)
            decrypt(&s, key)
            decrypt(&t, key)
            round &+= 1
        }
        let last = unsafe roundKey(keys, roundCount)
        unsafe decryptLast(&s, last, before, block)
        unsafe decryptLast(&t, last, movdqu(block + 48), block + 64)
        unsafe store(s, block)
        unsafe store(t, block + 64)
        before = next
    }

    @inline(__always)
    private static func decryptFour(
        _ block: UnsafeMutableRawPointer, _ before: inout __m128i, _ keys: UnsafeRawPointer, _ roundCount: Int
    ) {
        var s = unsafe loadFour(block)
        let next = s.d
        unsafe add(&s, roundKey(keys, 0))
        var round = 1
        while round < roundCount {
            unsafe decrypt(&s, roundKey(keys, round))
            round &+= 1
        }
        unsafe decryptLast(&s, roundKey(keys, roundCount), before, block)
        unsafe store(s, block)
        before = next
    }
}
#endif
