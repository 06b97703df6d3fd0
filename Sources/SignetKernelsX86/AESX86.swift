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
        // The block before each is still in place, and is added at last.
        while left >= 8 {
            var (s, t) = unsafe (Four(block), Four(block + 64))
            let next = t.d
            unsafe s.add(roundKey(keys, 0))
            unsafe t.add(roundKey(keys, 0))
            unsafe decryptInnerRounds(&s, &t, keys, roundCount)
            let last = unsafe roundKey(keys, roundCount)
            unsafe s.decryptLast(last, before, block)
            unsafe t.decryptLast(last, movdqu(block + 48), block + 64)
            unsafe s.store(block)
            unsafe t.store(block + 64)
            before = next
            unsafe block += 128
            left &-= 8
        }
        if left >= 4 {
            var s = unsafe Four(block)
            let next = s.d
            unsafe decryptInnerRounds(&s, keys, roundCount)
            unsafe s.decryptLast(roundKey(keys, roundCount), before, block)
            unsafe s.store(block)
            before = next
            unsafe block += 64
            left &-= 4
        }
        while left > 0 {
            let next = unsafe movdqu(block)
            var state = unsafe _mm_xor_si128(next, roundKey(keys, 0))
            unsafe decryptInnerRounds(&state, keys, roundCount)
            let last = unsafe _mm_xor_si128(roundKey(keys, roundCount), before)
            unsafe movdqu_to(block, _mm_aesdeclast_si128(state, last))
            before = next
            unsafe block += 16
            left &-= 1
        }
        unsafe movdqu_to(chain, before)
    }

    /// Adds the key stream of counter mode (SP 800-38A §6.5), eight blocks at a time: 5 cycles a block with a key of 128 bits, 7
    /// with one of 256, if both units always find a round to do. The last four bytes of `counter` count, modulo 2³², and are
    /// left at the next value.
    public static func applyCounter(
        _ blocks: UnsafeMutableRawPointer, count: Int, counter: UnsafeMutableRawPointer, keys: UnsafeRawPointer,
        roundCount: Int
    ) {
        var value = unsafe Counter(counter, keys)
        var block = unsafe blocks
        var left = count
        while left >= 8 {
            unsafe addKeyStream(block, block, &value, keys, roundCount)
            unsafe block += 128
            left &-= 8
        }
        unsafe addRestOfKeyStream(block, block, left, &value, keys, roundCount)
        unsafe value.store(counter)
    }

    /// Writes the powers H⁸ … H¹ of GCM's hash key, as `authenticate` takes them, in the upper half of 256 bytes at `powers`:
    /// `AESAVX512` has eight more in the lower.
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
        let one = _mm_xor_si128(doubled, _mm_and_si128(fell, polynomial))
        let two = Product(one, one).reduced
        let (three, four) = (Product(two, one).reduced, Product(two, two).reduced)
        unsafe movdqu_to(powers + 240, one)
        unsafe movdqu_to(powers + 224, two)
        unsafe movdqu_to(powers + 208, three)
        unsafe movdqu_to(powers + 192, four)
        unsafe movdqu_to(powers + 176, Product(four, one).reduced)
        unsafe movdqu_to(powers + 160, Product(four, two).reduced)
        unsafe movdqu_to(powers + 144, Product(four, three).reduced)
        unsafe movdqu_to(powers + 128, Product(four, four).reduced)
    }

    /// The end of a message: takes the block of its two lengths in bits into `hash`, and adds `mask`.
    public static func finish(
        _ firstBitCount: UInt64, _ secondBitCount: UInt64, hash: UnsafeMutableRawPointer, mask: UnsafeRawPointer,
        powers: UnsafeRawPointer
    ) {
        let lengths = _mm_set_epi64x(Int64(bitPattern: firstBitCount), Int64(bitPattern: secondBitCount))
        let sum = unsafe _mm_xor_si128(bytesReversed(movdqu(hash)), lengths)
        let product = unsafe Product(sum, movdqu(powers + 240)).reduced
        unsafe movdqu_to(hash, _mm_xor_si128(bytesReversed(product), movdqu(mask)))
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

    /// Counter mode and GHASH of the ciphertext in one pass: eight blocks are hashed between the rounds of the next eight. With a
    /// key of 256 bits that takes 11 cycles a block, where the rounds alone take 7 and the products alone 6.
    public static func seal(
        _ blocks: UnsafeMutableRawPointer, count: Int, counter: UnsafeMutableRawPointer,
        hash: UnsafeMutableRawPointer, keys: UnsafeRawPointer, roundCount: Int, powers: UnsafeRawPointer
    ) {
        var value = unsafe Counter(counter, keys)
        var sum = unsafe bytesReversed(movdqu(hash))
        var block = unsafe blocks
        var left = count
        if left >= 8 {
            unsafe addKeyStream(block, block, &value, keys, roundCount)
            left &-= 8
            while left >= 8 {
                unsafe addKeyStream(block + 128, block + 128, &value, keys, roundCount, takingIn: block, &sum, powers)
                unsafe block += 128
                left &-= 8
            }
            unsafe takeIn(block, 8, &sum, powers)
            unsafe block += 128
        }
        if left > 0 {
            unsafe addRestOfKeyStream(block, block, left, &value, keys, roundCount)
            unsafe takeIn(block, left, &sum, powers)
        }
        unsafe value.store(counter)
        unsafe movdqu_to(hash, bytesReversed(sum))
    }

    /// Counter mode from `source` into `blocks`, which may be the same, and GHASH of what goes in, in one pass.
    public static func open(
        _ source: UnsafeRawPointer, into blocks: UnsafeMutableRawPointer, count: Int,
        counter: UnsafeMutableRawPointer, hash: UnsafeMutableRawPointer, keys: UnsafeRawPointer, roundCount: Int,
        powers: UnsafeRawPointer
    ) {
        var value = unsafe Counter(counter, keys)
        var sum = unsafe bytesReversed(movdqu(hash))
        var (source, block) = unsafe (source, blocks)
        var left = count
        while left >= 8 {
            unsafe addKeyStream(source, block, &value, keys, roundCount, takingIn: source, &sum, powers)
            unsafe source += 128
            unsafe block += 128
            left &-= 8
        }
        if left > 0 {
            unsafe takeIn(source, left, &sum, powers)
            unsafe addRestOfKeyStream(source, block, left, &value, keys, roundCount)
        }
        unsafe value.store(counter)
        unsafe movdqu_to(hash, bytesReversed(sum))
    }
}

/// Four blocks.
private struct Four {
    var a, b, c, d: __m128i

    @inline(__always)
    init(_ bytes: UnsafeRawPointer) {
        (a, b) = unsafe (movdqu(bytes), movdqu(bytes + 16))
        (c, d) = unsafe (movdqu(bytes + 32), movdqu(bytes + 48))
    }

    /// Four counter blocks, with the first round key added: what they have in common, and their last words.
    @inline(__always)
    init(_ rest: __m128i, _ words: __m128i) {
        (a, b) = (insertps_0_3(rest, words), insertps_1_3(rest, words))
        (c, d) = (insertps_2_3(rest, words), insertps_3_3(rest, words))
    }

    @inline(__always)
    func store(_ bytes: UnsafeMutableRawPointer) {
        unsafe movdqu_to(bytes, a)
        unsafe movdqu_to(bytes + 16, b)
        unsafe movdqu_to(bytes + 32, c)
        unsafe movdqu_to(bytes + 48, d)
    }

    @inline(__always)
    mutating func add(_ key: __m128i) {
        (a, b, c, d) = (_mm_xor_si128(a, key), _mm_xor_si128(b, key), _mm_xor_si128(c, key), _mm_xor_si128(d, key))
    }

    @inline(__always)
    mutating func encrypt(_ key: __m128i) {
        (a, b) = (_mm_aesenc_si128(a, key), _mm_aesenc_si128(b, key))
        (c, d) = (_mm_aesenc_si128(c, key), _mm_aesenc_si128(d, key))
    }

    /// The last round; `data` is added with its key.
    @inline(__always)
    mutating func encryptLast(_ key: __m128i, adding data: UnsafeRawPointer) {
        a = unsafe _mm_aesenclast_si128(a, _mm_xor_si128(key, movdqu(data)))
        b = unsafe _mm_aesenclast_si128(b, _mm_xor_si128(key, movdqu(data + 16)))
        c = unsafe _mm_aesenclast_si128(c, _mm_xor_si128(key, movdqu(data + 32)))
        d = unsafe _mm_aesenclast_si128(d, _mm_xor_si128(key, movdqu(data + 48)))
    }

    @inline(__always)
    mutating func decrypt(_ key: __m128i) {
        (a, b) = (_mm_aesdec_si128(a, key), _mm_aesdec_si128(b, key))
        (c, d) = (_mm_aesdec_si128(c, key), _mm_aesdec_si128(d, key))
    }

    /// The last round; then a block is added, and the three that begin at `data`.
    @inline(__always)
    mutating func decryptLast(_ key: __m128i, _ before: __m128i, _ data: UnsafeRawPointer) {
        a = _mm_xor_si128(_mm_aesdeclast_si128(a, key), before)
        b = unsafe _mm_xor_si128(_mm_aesdeclast_si128(b, key), movdqu(data))
        c = unsafe _mm_xor_si128(_mm_aesdeclast_si128(c, key), movdqu(data + 16))
        d = unsafe _mm_xor_si128(_mm_aesdeclast_si128(d, key), movdqu(data + 32))
    }
}

/// The counter of counter mode: its last four bytes count, modulo 2³².
///
/// Its blocks are made by one insertion each into what stays the same, to which the first round key has been added before.
private struct Counter {
    /// The counter with the first round key added; its last word does not matter.
    let rest: __m128i
    /// The last words of the next four blocks, as numbers.
    private var words: __m128i
    /// The last word of the first round key.
    private let key: __m128i

    @inline(__always)
    init(_ counter: UnsafeRawPointer, _ keys: UnsafeRawPointer) {
        let (block, first) = unsafe (movdqu(counter), roundKey(keys, 0))
        rest = _mm_xor_si128(block, first)
        key = pshufd_3333(first)
        words = _mm_add_epi32(pshufd_3333(wordsReversed(block)), _mm_setr_epi32(0, 1, 2, 3))
    }

    /// The last words of the next four blocks, with the key's added.
    @inline(__always)
    mutating func nextFour() -> __m128i {
        let four = _mm_xor_si128(wordsReversed(words), key)
        words = _mm_add_epi32(words, _mm_set1_epi32(4))
        return four
    }

    /// The next block, with the first round key added.
    @inline(__always)
    mutating func next() -> __m128i {
        let block = insertps_0_3(rest, _mm_xor_si128(wordsReversed(words), key))
        words = _mm_add_epi32(words, _mm_set1_epi32(1))
        return block
    }

    /// Writes the counter of the next block, of which the first twelve bytes are as they were.
    @inline(__always)
    func store(_ counter: UnsafeMutableRawPointer) {
        unsafe movdqu_to(counter, insertps_0_3(movdqu(counter), wordsReversed(words)))
    }
}

/// A carry-less product of 256 bits, or a sum of such: its lower and upper part, and what lies across.
private struct Product {
    private var low, middle, high: __m128i

    /// Three multiplications do for four (Karatsuba): what lies across comes out with the other two added.
    @inline(__always)
    init(_ a: __m128i, _ b: __m128i) {
        low = pclmulqdq_00(a, b)
        middle = pclmulqdq_00(halvesAdded(a), halvesAdded(b))
        high = pclmulqdq_11(a, b)
    }

    @inline(__always)
    mutating func add(_ a: __m128i, _ b: __m128i) {
        low = _mm_xor_si128(low, pclmulqdq_00(a, b))
        middle = _mm_xor_si128(middle, pclmulqdq_00(halvesAdded(a), halvesAdded(b)))
        high = _mm_xor_si128(high, pclmulqdq_11(a, b))
    }

    /// The product times x⁻¹²⁸, modulo the polynomial: twice, the lowest 64 bits are cancelled by a multiple of it,
    /// whose lower part is 1 and whose upper part is x⁶³ + x⁶² + x⁵⁷ there.
    var reduced: __m128i {
        @inline(__always)
        get {
            let polynomial = _mm_set_epi64x(0, Int64(bitPattern: 0xC200_0000_0000_0000))
            let across = _mm_xor_si128(middle, _mm_xor_si128(low, high))
            let once = _mm_xor_si128(across, _mm_xor_si128(pshufd_2301(low), pclmulqdq_00(low, polynomial)))
            return _mm_xor_si128(high, _mm_xor_si128(pshufd_2301(once), pclmulqdq_00(once, polynomial)))
        }
    }
}

/// In the lower half, the sum of the halves.
@inline(__always)
private func halvesAdded(_ block: __m128i) -> __m128i { _mm_xor_si128(block, pshufd_2301(block)) }

/// Takes up to eight blocks into `sum`: the first times the highest power, the last times H.
@inline(__always)
private func takeIn(_ blocks: UnsafeRawPointer, _ count: Int, _ sum: inout __m128i, _ powers: UnsafeRawPointer) {
    let powers = unsafe powers + (16 &- count) &* 16
    var product = unsafe Product(_mm_xor_si128(sum, bytesReversed(movdqu(blocks))), movdqu(powers))
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
    _ source: UnsafeRawPointer, _ blocks: UnsafeMutableRawPointer, _ value: inout Counter, _ keys: UnsafeRawPointer,
    _ roundCount: Int
) {
    let (first, second) = (value.nextFour(), value.nextFour())
    var (s, t) = (Four(value.rest, first), Four(value.rest, second))
    unsafe encryptInnerRounds(&s, &t, keys, roundCount)
    let last = unsafe roundKey(keys, roundCount)
    unsafe s.encryptLast(last, adding: source)
    unsafe t.encryptLast(last, adding: source + 64)
    unsafe s.store(blocks)
    unsafe t.store(blocks + 64)
}

/// Adds key stream to eight blocks on their way, and takes the eight at `others` into `sum`: a product a round.
@inline(__always)
private func addKeyStream(
    _ source: UnsafeRawPointer, _ blocks: UnsafeMutableRawPointer, _ value: inout Counter, _ keys: UnsafeRawPointer,
    _ roundCount: Int, takingIn others: UnsafeRawPointer, _ sum: inout __m128i, _ powers: UnsafeRawPointer
) {
    let (first, second) = (value.nextFour(), value.nextFour())
    var (s, t) = (Four(value.rest, first), Four(value.rest, second))
    var key = unsafe roundKey(keys, 1)
    s.encrypt(key)
    t.encrypt(key)
    var product = unsafe Product(_mm_xor_si128(sum, bytesReversed(movdqu(others))), movdqu(powers + 128))
    var round = 2
    while round <= 8 {
        key = unsafe roundKey(keys, round)
        s.encrypt(key)
        t.encrypt(key)
        unsafe product.add(bytesReversed(movdqu(others + (round &- 1) &* 16)), movdqu(powers + (round &+ 7) &* 16))
        round &+= 1
    }
    sum = product.reduced
    while round < roundCount {
        key = unsafe roundKey(keys, round)
        s.encrypt(key)
        t.encrypt(key)
        round &+= 1
    }
    let last = unsafe roundKey(keys, roundCount)
    unsafe s.encryptLast(last, adding: source)
    unsafe t.encryptLast(last, adding: source + 64)
    unsafe s.store(blocks)
    unsafe t.store(blocks + 64)
}

/// Adds key stream to up to seven blocks on their way.
@inline(__always)
private func addRestOfKeyStream(
    _ source: UnsafeRawPointer, _ blocks: UnsafeMutableRawPointer, _ count: Int, _ value: inout Counter,
    _ keys: UnsafeRawPointer, _ roundCount: Int
) {
    let last = unsafe roundKey(keys, roundCount)
    var (from, block, left) = unsafe (source, blocks, count)
    if left >= 4 {
        var s = Four(value.rest, value.nextFour())
        var round = 1
        while round < roundCount {
            unsafe s.encrypt(roundKey(keys, round))
            round &+= 1
        }
        unsafe s.encryptLast(last, adding: from)
        unsafe s.store(block)
        unsafe from += 64
        unsafe block += 64
        left &-= 4
    }
    while left > 0 {
        var state = value.next()
        unsafe encryptInnerRounds(&state, keys, roundCount)
        unsafe movdqu_to(block, _mm_aesenclast_si128(state, _mm_xor_si128(last, movdqu(from))))
        unsafe from += 16
        unsafe block += 16
        left &-= 1
    }
}

/// All rounds of eight blocks but the last, after the first round key has been added.
@inline(__always)
private func encryptInnerRounds(_ s: inout Four, _ t: inout Four, _ keys: UnsafeRawPointer, _ roundCount: Int) {
    var round = 1
    while round < roundCount {
        let key = unsafe roundKey(keys, round)
        s.encrypt(key)
        t.encrypt(key)
        round &+= 1
    }
}

/// All rounds of eight blocks but the last, after the first round key has been added.
@inline(__always)
private func decryptInnerRounds(_ s: inout Four, _ t: inout Four, _ keys: UnsafeRawPointer, _ roundCount: Int) {
    var round = 1
    while round < roundCount {
        let key = unsafe roundKey(keys, round)
        s.decrypt(key)
        t.decrypt(key)
        round &+= 1
    }
}

/// All rounds of four blocks but the last, and the first round key.
@inline(__always)
private func decryptInnerRounds(_ s: inout Four, _ keys: UnsafeRawPointer, _ roundCount: Int) {
    unsafe s.add(roundKey(keys, 0))
    var round = 1
    while round < roundCount {
        unsafe s.decrypt(roundKey(keys, round))
        round &+= 1
    }
}

/// All rounds of one block but the last, after the first round key has been added.
@inline(__always)
private func decryptInnerRounds(_ state: inout __m128i, _ keys: UnsafeRawPointer, _ roundCount: Int) {
    var round = 1
    while round < roundCount {
        state = unsafe _mm_aesdec_si128(state, roundKey(keys, round))
        round &+= 1
    }
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

/// Each word of 32 bits with its bytes reversed.
@inline(__always)
private func wordsReversed(_ block: __m128i) -> __m128i {
    _mm_shuffle_epi8(block, _mm_setr_epi8(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12))
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
