#if arch(x86_64)
internal import CInstructions

/// AES by the processor's AES instructions (FIPS 197), and GCM's authentication by carry-less multiplication.
///
/// Keys are `roundCount + 1` round keys of 16 bytes. Everything works in place on whole blocks.
public enum AESX86 {
    /// Expands a key of `wordCount` words into the round keys of FIPS 197 §5.2, and after these the keys of the
    /// equivalent inverse cipher (§5.3.5), in the order in which decryption takes them.
    public static func expand(
        _ key: UnsafeRawPointer, wordCount: Int, roundCount: Int, into keys: UnsafeMutableRawPointer
    ) {
        switch wordCount {
        case 4: unsafe expandFour(key, keys)
        case 8: unsafe expandEight(key, keys)
        default: unsafe expandWords(key, wordCount: wordCount, total: 4 &* (roundCount &+ 1), keys)
        }
        let inverse = unsafe keys + (roundCount &+ 1) &* 16
        unsafe movdqu_to(inverse, roundKey(keys, roundCount))
        unsafe movdqu_to(inverse + roundCount &* 16, roundKey(keys, 0))
        var round = 1
        while round < roundCount {
            unsafe movdqu_to(inverse + round &* 16, _mm_aesimc_si128(roundKey(keys, roundCount &- round)))
            round &+= 1
        }
    }

    /// A key of 128 bits: four words from the four before them.
    @inline(__always)
    private static func expandFour(_ key: UnsafeRawPointer, _ keys: UnsafeMutableRawPointer) {
        var four = unsafe movdqu(key)
        unsafe movdqu_to(keys, four)
        var (round, constant) = (1, Int32(1))
        while round <= 10 {
            // AESKEYGENASSIST leaves RotWord (SubWord) of the last word there.
            let last = _mm_xor_si128(pshufd_3333(aeskeygenassist_0(four)), _mm_set1_epi32(constant))
            four = _mm_xor_si128(added(four), last)
            unsafe movdqu_to(keys + round &* 16, four)
            constant = constant &<< 1 ^ (constant &>> 7) &* 0x11B
            round &+= 1
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
            let last = _mm_xor_si128(pshufd_3333(aeskeygenassist_0(high)), _mm_set1_epi32(constant))
            low = _mm_xor_si128(added(low), last)
            unsafe movdqu_to(keys + round &* 16, low)
            if round == 14 { return }
            high = _mm_xor_si128(added(high), pshufd_2222(aeskeygenassist_0(low)))
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

    /// A key of 192 bits, word by word.
    @inline(__always)
    private static func expandWords(
        _ key: UnsafeRawPointer, wordCount: Int, total: Int, _ keys: UnsafeMutableRawPointer
    ) {
        unsafe keys.copyMemory(from: key, byteCount: wordCount &* 4)
        var word = unsafe keys.loadUnaligned(fromByteOffset: wordCount &* 4 &- 4, as: UInt32.self)
        var constant: UInt32 = 1
        var (index, place) = (wordCount, 0)
        while index < total {
            if place == 0 {
                // RotWord, SubWord, Rcon.
                word = substitute(word)
                word = (word &>> 8 | word &<< 24) ^ constant
                constant = constant &<< 1 ^ (constant &>> 7) &* 0x11B
            }
            word ^= unsafe keys.loadUnaligned(fromByteOffset: (index &- wordCount) &* 4, as: UInt32.self)
            unsafe keys.storeBytes(of: word, toByteOffset: index &* 4, as: UInt32.self)
            index &+= 1
            place = place &+ 1 == wordCount ? 0 : place &+ 1
        }
    }

    /// SubWord.
    @inline(__always)
    private static func substitute(_ word: UInt32) -> UInt32 {
        // AESKEYGENASSIST substitutes its second word into its first.
        pextrd_0(aeskeygenassist_0(pinsrd_1(_mm_setzero_si128(), word)))
    }

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

    /// Decrypts in cipher block chaining, eight blocks at a time: as many as the latency of 4 cycles and two units
    /// keep busy. `keys` are those of the inverse cipher.
    public static func decryptChained(
        _ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer, keys: UnsafeRawPointer,
        roundCount: Int
    ) {
        var before = unsafe movdqu(chain)
        var block = unsafe blocks
        var left = count
        while left >= 8 {
            var s = unsafe Eight(block)
            unsafe s.add(roundKey(keys, 0))
            var round = 1
            while round < roundCount {
                unsafe s.decrypt(roundKey(keys, round))
                round &+= 1
            }
            unsafe s.decryptLast(roundKey(keys, roundCount))
            let next = unsafe movdqu(block + 112)
            s.a = _mm_xor_si128(s.a, before)
            s.b = unsafe _mm_xor_si128(s.b, movdqu(block))
            s.c = unsafe _mm_xor_si128(s.c, movdqu(block + 16))
            s.d = unsafe _mm_xor_si128(s.d, movdqu(block + 32))
            s.e = unsafe _mm_xor_si128(s.e, movdqu(block + 48))
            s.f = unsafe _mm_xor_si128(s.f, movdqu(block + 64))
            s.g = unsafe _mm_xor_si128(s.g, movdqu(block + 80))
            s.h = unsafe _mm_xor_si128(s.h, movdqu(block + 96))
            unsafe s.store(block)
            before = next
            unsafe block += 128
            left &-= 8
        }
        while left > 0 {
            let next = unsafe movdqu(block)
            var state = unsafe _mm_xor_si128(next, roundKey(keys, 0))
            var round = 1
            while round < roundCount {
                state = unsafe _mm_aesdec_si128(state, roundKey(keys, round))
                round &+= 1
            }
            state = unsafe _mm_aesdeclast_si128(state, roundKey(keys, roundCount))
            unsafe movdqu_to(block, _mm_xor_si128(state, before))
            before = next
            unsafe block += 16
            left &-= 1
        }
        unsafe movdqu_to(chain, before)
    }

    /// Adds the key stream of counter mode (SP 800-38A §6.5), eight blocks at a time. The last four bytes of `counter`
    /// count, modulo 2³², and are left at the next value.
    public static func applyCounter(
        _ blocks: UnsafeMutableRawPointer, count: Int, counter: UnsafeMutableRawPointer, keys: UnsafeRawPointer,
        roundCount: Int
    ) {
        var value = unsafe bytesReversed(movdqu(counter))
        var block = unsafe blocks
        var left = count
        while left >= 8 {
            unsafe addKeyStream(block, block, &value, keys, roundCount)
            unsafe block += 128
            left &-= 8
        }
        while left > 0 {
            unsafe addKeyStreamBlock(block, block, &value, keys, roundCount)
            unsafe block += 16
            left &-= 1
        }
        unsafe movdqu_to(counter, bytesReversed(value))
    }

    /// Writes the powers H¹⁶ … H¹ of GCM's hash key at `powers`, as `authenticate` takes them.
    ///
    /// In the bit order of POLYVAL, where GHASH's H is multiplied by x first (RFC 8452 Appendix A), a carry-less product
    /// needs no shift.
    public static func expandPowers(_ hashKey: UnsafeRawPointer, into powers: UnsafeMutableRawPointer) {
        let h = unsafe bytesReversed(movdqu(hashKey))
        // mulX_POLYVAL: doubled, and x¹²⁸ + x¹²⁷ + x¹²⁶ + x¹²¹ + 1 added if a bit fell out.
        let carries = _mm_srli_epi64(h, 63)
        let doubled = _mm_or_si128(_mm_slli_epi64(h, 1), pslldq_8(carries))
        let fell = _mm_sub_epi64(_mm_setzero_si128(), pshufd_2323(carries))
        let polynomial = _mm_set_epi64x(Int64(bitPattern: 0xC200_0000_0000_0000), 1)
        let first = _mm_xor_si128(doubled, _mm_and_si128(fell, polynomial))
        var power = first
        unsafe movdqu_to(powers + 240, power)
        var offset = 224
        while offset >= 0 {
            var product = Product()
            product.add(power, first)
            power = product.reduced
            unsafe movdqu_to(powers + offset, power)
            offset &-= 16
        }
    }

    /// GHASH (SP 800-38D §6.4): takes whole blocks into `hash`, eight at a time under one reduction.
    public static func authenticate(
        _ blocks: UnsafeRawPointer, count: Int, hash: UnsafeMutableRawPointer, powers: UnsafeRawPointer
    ) {
        var sum = unsafe bytesReversed(movdqu(hash))
        var block = unsafe blocks
        var left = count
        while left > 0 {
            let taken = left < 8 ? left : 8
            unsafe takeIn(block, taken, &sum, powers)
            unsafe block += taken &* 16
            left &-= taken
        }
        unsafe movdqu_to(hash, bytesReversed(sum))
    }

    /// Counter mode and GHASH of the ciphertext in one pass. The processor overlaps the hash of some blocks with the
    /// cipher of the next ones by itself.
    public static func seal(
        _ blocks: UnsafeMutableRawPointer, count: Int, counter: UnsafeMutableRawPointer,
        hash: UnsafeMutableRawPointer, keys: UnsafeRawPointer, roundCount: Int, powers: UnsafeRawPointer
    ) {
        var value = unsafe bytesReversed(movdqu(counter))
        var sum = unsafe bytesReversed(movdqu(hash))
        var block = unsafe blocks
        var left = count
        while left >= 8 {
            unsafe addKeyStream(block, block, &value, keys, roundCount)
            unsafe takeIn(block, 8, &sum, powers)
            unsafe block += 128
            left &-= 8
        }
        if left > 0 {
            var index = 0
            while index < left {
                unsafe addKeyStreamBlock(block + index &* 16, block + index &* 16, &value, keys, roundCount)
                index &+= 1
            }
            unsafe takeIn(block, left, &sum, powers)
        }
        unsafe movdqu_to(counter, bytesReversed(value))
        unsafe movdqu_to(hash, bytesReversed(sum))
    }

    /// Counter mode from `source` into `blocks`, which may be the same, and GHASH of what goes in, in one pass.
    public static func open(
        _ source: UnsafeRawPointer, into blocks: UnsafeMutableRawPointer, count: Int,
        counter: UnsafeMutableRawPointer, hash: UnsafeMutableRawPointer, keys: UnsafeRawPointer, roundCount: Int,
        powers: UnsafeRawPointer
    ) {
        var value = unsafe bytesReversed(movdqu(counter))
        var sum = unsafe bytesReversed(movdqu(hash))
        var (source, block) = unsafe (source, blocks)
        var left = count
        while left >= 8 {
            unsafe takeIn(source, 8, &sum, powers)
            unsafe addKeyStream(source, block, &value, keys, roundCount)
            unsafe source += 128
            unsafe block += 128
            left &-= 8
        }
        if left > 0 {
            unsafe takeIn(source, left, &sum, powers)
            var index = 0
            while index < left {
                unsafe addKeyStreamBlock(source + index &* 16, block + index &* 16, &value, keys, roundCount)
                index &+= 1
            }
        }
        unsafe movdqu_to(counter, bytesReversed(value))
        unsafe movdqu_to(hash, bytesReversed(sum))
    }
}

/// Eight blocks.
private struct Eight {
    var a, b, c, d, e, f, g, h: __m128i

    @inline(__always)
    init(_ bytes: UnsafeRawPointer) {
        (a, b) = unsafe (movdqu(bytes), movdqu(bytes + 16))
        (c, d) = unsafe (movdqu(bytes + 32), movdqu(bytes + 48))
        (e, f) = unsafe (movdqu(bytes + 64), movdqu(bytes + 80))
        (g, h) = unsafe (movdqu(bytes + 96), movdqu(bytes + 112))
    }

    /// Eight counter blocks from `value` on, which is kept with its bytes reversed.
    @inline(__always)
    init(countingFrom value: inout __m128i) {
        let one = _mm_setr_epi32(1, 0, 0, 0)
        a = bytesReversed(value)
        value = _mm_add_epi32(value, one)
        b = bytesReversed(value)
        value = _mm_add_epi32(value, one)
        c = bytesReversed(value)
        value = _mm_add_epi32(value, one)
        d = bytesReversed(value)
        value = _mm_add_epi32(value, one)
        e = bytesReversed(value)
        value = _mm_add_epi32(value, one)
        f = bytesReversed(value)
        value = _mm_add_epi32(value, one)
        g = bytesReversed(value)
        value = _mm_add_epi32(value, one)
        h = bytesReversed(value)
        value = _mm_add_epi32(value, one)
    }

    @inline(__always)
    func store(_ bytes: UnsafeMutableRawPointer) {
        unsafe movdqu_to(bytes, a)
        unsafe movdqu_to(bytes + 16, b)
        unsafe movdqu_to(bytes + 32, c)
        unsafe movdqu_to(bytes + 48, d)
        unsafe movdqu_to(bytes + 64, e)
        unsafe movdqu_to(bytes + 80, f)
        unsafe movdqu_to(bytes + 96, g)
        unsafe movdqu_to(bytes + 112, h)
    }

    @inline(__always)
    mutating func add(_ key: __m128i) {
        (a, b, c, d) = (_mm_xor_si128(a, key), _mm_xor_si128(b, key), _mm_xor_si128(c, key), _mm_xor_si128(d, key))
        (e, f, g, h) = (_mm_xor_si128(e, key), _mm_xor_si128(f, key), _mm_xor_si128(g, key), _mm_xor_si128(h, key))
    }

    @inline(__always)
    mutating func add(_ other: Eight) {
        (a, b) = (_mm_xor_si128(a, other.a), _mm_xor_si128(b, other.b))
        (c, d) = (_mm_xor_si128(c, other.c), _mm_xor_si128(d, other.d))
        (e, f) = (_mm_xor_si128(e, other.e), _mm_xor_si128(f, other.f))
        (g, h) = (_mm_xor_si128(g, other.g), _mm_xor_si128(h, other.h))
    }

    @inline(__always)
    mutating func encrypt(_ key: __m128i) {
        (a, b) = (_mm_aesenc_si128(a, key), _mm_aesenc_si128(b, key))
        (c, d) = (_mm_aesenc_si128(c, key), _mm_aesenc_si128(d, key))
        (e, f) = (_mm_aesenc_si128(e, key), _mm_aesenc_si128(f, key))
        (g, h) = (_mm_aesenc_si128(g, key), _mm_aesenc_si128(h, key))
    }

    @inline(__always)
    mutating func encryptLast(_ key: __m128i) {
        (a, b) = (_mm_aesenclast_si128(a, key), _mm_aesenclast_si128(b, key))
        (c, d) = (_mm_aesenclast_si128(c, key), _mm_aesenclast_si128(d, key))
        (e, f) = (_mm_aesenclast_si128(e, key), _mm_aesenclast_si128(f, key))
        (g, h) = (_mm_aesenclast_si128(g, key), _mm_aesenclast_si128(h, key))
    }

    @inline(__always)
    mutating func decrypt(_ key: __m128i) {
        (a, b) = (_mm_aesdec_si128(a, key), _mm_aesdec_si128(b, key))
        (c, d) = (_mm_aesdec_si128(c, key), _mm_aesdec_si128(d, key))
        (e, f) = (_mm_aesdec_si128(e, key), _mm_aesdec_si128(f, key))
        (g, h) = (_mm_aesdec_si128(g, key), _mm_aesdec_si128(h, key))
    }

    @inline(__always)
    mutating func decryptLast(_ key: __m128i) {
        (a, b) = (_mm_aesdeclast_si128(a, key), _mm_aesdeclast_si128(b, key))
        (c, d) = (_mm_aesdeclast_si128(c, key), _mm_aesdeclast_si128(d, key))
        (e, f) = (_mm_aesdeclast_si128(e, key), _mm_aesdeclast_si128(f, key))
        (g, h) = (_mm_aesdeclast_si128(g, key), _mm_aesdeclast_si128(h, key))
    }
}

/// A carry-less product of 256 bits, or a sum of such: its lower and upper part, and what lies across.
private struct Product {
    var low = _mm_setzero_si128()
    var middle = _mm_setzero_si128()
    var high = _mm_setzero_si128()

    @inline(__always)
    mutating func add(_ a: __m128i, _ b: __m128i) {
        low = _mm_xor_si128(low, pclmulqdq_00(a, b))
        middle = _mm_xor_si128(middle, _mm_xor_si128(pclmulqdq_01(a, b), pclmulqdq_10(a, b)))
        high = _mm_xor_si128(high, pclmulqdq_11(a, b))
    }

    /// The product times x⁻¹²⁸, modulo the polynomial: twice, the lowest 64 bits are cancelled by a multiple of it,
    /// whose lower part is 1 and whose upper part is x⁶³ + x⁶² + x⁵⁷ there.
    var reduced: __m128i {
        @inline(__always)
        get {
            let polynomial = _mm_set_epi64x(0, Int64(bitPattern: 0xC200_0000_0000_0000))
            let once = _mm_xor_si128(middle, _mm_xor_si128(pshufd_2301(low), pclmulqdq_00(low, polynomial)))
            return _mm_xor_si128(high, _mm_xor_si128(pshufd_2301(once), pclmulqdq_00(once, polynomial)))
        }
    }
}

/// Takes up to eight blocks into `sum`: the first times the highest power, the last times H.
@inline(__always)
private func takeIn(_ blocks: UnsafeRawPointer, _ count: Int, _ sum: inout __m128i, _ powers: UnsafeRawPointer) {
    let powers = unsafe powers + (16 &- count) &* 16
    var product = Product()
    unsafe product.add(_mm_xor_si128(sum, bytesReversed(movdqu(blocks))), movdqu(powers))
    var index = 1
    while index < count {
        unsafe product.add(bytesReversed(movdqu(blocks + index &* 16)), movdqu(powers + index &* 16))
        index &+= 1
    }
    sum = product.reduced
}

/// Adds key stream to eight blocks on their way.
@inline(__always)
private func addKeyStream(
    _ source: UnsafeRawPointer, _ blocks: UnsafeMutableRawPointer, _ value: inout __m128i, _ keys: UnsafeRawPointer,
    _ roundCount: Int
) {
    var s = Eight(countingFrom: &value)
    unsafe s.add(roundKey(keys, 0))
    var round = 1
    while round < roundCount {
        unsafe s.encrypt(roundKey(keys, round))
        round &+= 1
    }
    unsafe s.encryptLast(roundKey(keys, roundCount))
    unsafe s.add(Eight(source))
    unsafe s.store(blocks)
}

/// Adds key stream to one block on its way.
@inline(__always)
private func addKeyStreamBlock(
    _ source: UnsafeRawPointer, _ block: UnsafeMutableRawPointer, _ value: inout __m128i, _ keys: UnsafeRawPointer,
    _ roundCount: Int
) {
    var state = unsafe _mm_xor_si128(bytesReversed(value), roundKey(keys, 0))
    unsafe encryptInnerRounds(&state, keys, roundCount)
    state = unsafe _mm_aesenclast_si128(state, roundKey(keys, roundCount))
    unsafe movdqu_to(block, _mm_xor_si128(state, movdqu(source)))
    value = _mm_add_epi32(value, _mm_setr_epi32(1, 0, 0, 0))
}

/// All rounds of one block but the last, after the first round key has been added.
@inline(__always)
private func encryptInnerRounds(_ state: inout __m128i, _ keys: UnsafeRawPointer, _ roundCount: Int) {
    state = unsafe _mm_aesenc_si128(state, roundKey(keys, 1))
    state = unsafe _mm_aesenc_si128(state, roundKey(keys, 2))
    state = unsafe _mm_aesenc_si128(state, roundKey(keys, 3))
    state = unsafe _mm_aesenc_si128(state, roundKey(keys, 4))
    state = unsafe _mm_aesenc_si128(state, roundKey(keys, 5))
    state = unsafe _mm_aesenc_si128(state, roundKey(keys, 6))
    state = unsafe _mm_aesenc_si128(state, roundKey(keys, 7))
    state = unsafe _mm_aesenc_si128(state, roundKey(keys, 8))
    state = unsafe _mm_aesenc_si128(state, roundKey(keys, 9))
    if roundCount > 10 {
        state = unsafe _mm_aesenc_si128(state, roundKey(keys, 10))
        state = unsafe _mm_aesenc_si128(state, roundKey(keys, 11))
    }
    if roundCount > 12 {
        state = unsafe _mm_aesenc_si128(state, roundKey(keys, 12))
        state = unsafe _mm_aesenc_si128(state, roundKey(keys, 13))
    }
}

@inline(__always)
private func roundKey(_ keys: UnsafeRawPointer, _ round: Int) -> __m128i { unsafe movdqu(keys + round &* 16) }

@inline(__always)
private func bytesReversed(_ block: __m128i) -> __m128i {
    _mm_shuffle_epi8(block, _mm_setr_epi8(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0))
}
#endif
