#if arch(x86_64)
internal import CInstructions

/// AES by the processor's AES instructions (FIPS 197), and GCM's authentication by carry-less multiplication.
///
/// Keys are `roundCount + 1` round keys of 16 bytes. Everything works in place on whole blocks.
public enum AESX86 {
    /// Expands a key into the round keys of FIPS 197 §5.2, or into those of the equivalent inverse cipher (§5.3.5), in the
    /// order in which decryption takes them.
    ///
    /// AESENCLAST of a word in all four columns is SubWord, for ShiftRows then changes nothing, and adds Rcon: 4 cycles, where
    /// AESKEYGENASSIST takes twice as long. With an exchange of bytes and an addition that is 6 cycles for four words or six.
    public static func expand(
        _ key: UnsafeRawPointer, roundCount: Int, decrypting: Bool, into keys: UnsafeMutableRawPointer
    ) {
        switch roundCount {
        case 10: unsafe expandFour(key, keys)
        case 12: unsafe expandSix(key, keys)
        default: unsafe expandEight(key, keys)
        }
        if decrypting { unsafe invert(keys, roundCount) }
    }

    /// A key of 128 bits: four words from the four before them.
    @inline(__always)
    private static func expandFour(_ key: UnsafeRawPointer, _ keys: UnsafeMutableRawPointer) {
        var four = unsafe movdqu(key)
        unsafe movdqu_to(keys, four)
        var (round, constant) = (1, Int32(1))
        while round <= 10 {
            four = _mm_xor_si128(added(four), turnedWord(four, constant))
            unsafe movdqu_to(keys + round &* 16, four)
            constant = constant &<< 1 ^ (constant &>> 7) &* 0x11B
            round &+= 1
        }
    }

    /// A key of 192 bits: six words from the six before them.
    @inline(__always)
    private static func expandSix(_ key: UnsafeRawPointer, _ keys: UnsafeMutableRawPointer) {
        var (four, two) = unsafe (movdqu(key), eight(key + 16))
        unsafe movdqu_to(keys, four)
        unsafe movq_to(keys + 16, two)
        var (step, constant) = (1, Int32(1))
        while true {
            // The last word is the second of these two; the word before a half that is moved up is zero.
            let last = turnedWord(pslldq_8(two), constant)
            four = _mm_xor_si128(added(four), last)
            unsafe movdqu_to(keys + step &* 24, four)
            if step == 8 { return }
            two = _mm_xor_si128(_mm_xor_si128(two, pslldq_4(two)), pshufd_3333(four))
            unsafe movq_to(keys + (step &* 24 &+ 16), two)
            constant &<<= 1
            step &+= 1
        }
    }

    /// A key of 256 bits: four words from the eight before them, every other time without RotWord and Rcon.
    @inline(__always)
    private static func expandEight(_ key: UnsafeRawPointer, _ keys: UnsafeMutableRawPointer) {
        var (low, high) = unsafe (movdqu(key), movdqu(key + 16))
        unsafe movdqu_to(keys, low)
        unsafe movdqu_to(keys + 16, high)
        var (round, constant) = (2, Int32(1))
        while true {
            low = _mm_xor_si128(added(low), turnedWord(high, constant))
            unsafe movdqu_to(keys + round &* 16, low)
            if round == 14 { return }
            let last = _mm_aesenclast_si128(pshufd_3333(low), _mm_setzero_si128())
            high = _mm_xor_si128(added(high), last)
            unsafe movdqu_to(keys + (round &* 16 &+ 16), high)
            constant &<<= 1
            round &+= 2
        }
    }

    /// To each of four words those before it.
    @inline(__always)
    private static func added(_ four: __m128i) -> __m128i {
        let two = _mm_xor_si128(four, pslldq_4(four))
        return _mm_xor_si128(two, pslldq_8(two))
    }

    /// RotWord and SubWord of the last word, with Rcon, four times.
    @inline(__always)
    private static func turnedWord(_ four: __m128i, _ constant: Int32) -> __m128i {
        let turned = _mm_shuffle_epi8(
            four, _mm_setr_epi8(13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15, 12))
        return _mm_aesenclast_si128(turned, _mm_set1_epi32(constant))
    }

    /// The round keys in reverse, all but the first and the last through InvMixColumns.
    @inline(__always)
    private static func invert(_ keys: UnsafeMutableRawPointer, _ roundCount: Int) {
        let first = unsafe roundKey(keys, 0)
        unsafe movdqu_to(keys, roundKey(keys, roundCount))
        unsafe movdqu_to(keys + roundCount &* 16, first)
        var (low, high) = (1, roundCount &- 1)
        while low <= high {
            let (a, b) = unsafe (roundKey(keys, low), roundKey(keys, high))
            unsafe movdqu_to(keys + high &* 16, _mm_aesimc_si128(a))
            unsafe movdqu_to(keys + low &* 16, _mm_aesimc_si128(b))
            low &+= 1
            high &-= 1
        }
    }
}

@inline(__always)
private func eight(_ bytes: UnsafeRawPointer) -> __m128i {
    unsafe _mm_cvtsi64_si128(bytes.loadUnaligned(as: Int64.self))
}

@inline(__always)
private func movq_to(_ bytes: UnsafeMutableRawPointer, _ a: __m128i) {
    unsafe bytes.storeBytes(of: _mm_cvtsi128_si64(a), as: Int64.self)
}
#endif
