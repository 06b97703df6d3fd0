#if arch(x86_64)
internal import CInstructions

/// AES in vectors of two blocks (VAES), and GCM's authentication likewise (VPCLMULQDQ), for processors that have these and AVX2
/// but not AVX-512: most of those for desks and laps since 2020.
///
/// Keys and powers are those of `AESX86`, which is given what is left: everything here works on whole sixteens of blocks, and says
/// how many blocks it did. A vector instruction has a latency of 4 cycles and two start each cycle, so that eight vectors keep
/// both units busy.
public enum AESAVX2 {
    /// Decrypts in cipher block chaining. `keys` are those of the inverse cipher. The limit is two VAESDEC a cycle: 7 cycles for
    /// two blocks with a key of 256 bits.
    public static func decryptChained(
        _ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer, keys: UnsafeRawPointer,
        roundCount: Int
    ) -> Int {
        let groups = count / 16
        guard groups > 0 else { return 0 }
        let last = unsafe movdqu(blocks + (groups &* 256 &- 16))
        // The vector whose last block comes before the next.
        var before = unsafe _mm256_broadcastsi128_si256(movdqu(chain))
        var block = unsafe blocks
        var left = groups
        while left > 0 {
            var s = unsafe Sixteen(block)
            let first = ymm_vperm2i128_21(before, s.a)
            before = s.h
            unsafe s.add(roundKey(keys, 0))
            var round = 1
            while round < roundCount {
                unsafe s.decrypt(roundKey(keys, round))
                round &+= 1
            }
            // The block before each is still in place, and is added with the last round key.
            unsafe s.decryptLast(roundKey(keys, roundCount), first, block + 16)
            unsafe s.store(block)
            unsafe block += 256
            left &-= 1
        }
        unsafe movdqu_to(chain, last)
        return groups &* 16
    }

    /// Adds the key stream of counter mode (SP 800-38A §6.5). The last four bytes of `counter` count, modulo 2³², and are
    /// left at the next value.
    public static func applyCounter(
        _ blocks: UnsafeMutableRawPointer, count: Int, counter: UnsafeMutableRawPointer, keys: UnsafeRawPointer,
        roundCount: Int
    ) -> Int {
        let groups = count / 16
        guard groups > 0 else { return 0 }
        var value = unsafe Counter(counter)
        var block = unsafe blocks
        var left = groups
        while left > 0 {
            unsafe addKeyStream(block, &value, keys, roundCount)
            unsafe block += 256
            left &-= 1
        }
        unsafe value.store(counter)
        return groups &* 16
    }

    /// Counter mode, and GHASH (SP 800-38D §6.4) of what comes out, in one pass. The hash is sixteen blocks behind the cipher.
    public static func seal(
        _ blocks: UnsafeMutableRawPointer, count: Int, counter: UnsafeMutableRawPointer,
        hash: UnsafeMutableRawPointer, keys: UnsafeRawPointer, roundCount: Int, powers: UnsafeRawPointer
    ) -> Int {
        let groups = count / 16
        guard groups > 0 else { return 0 }
        var value = unsafe Counter(counter)
        var sum = unsafe bytesReversed(movdqu(hash))
        unsafe addKeyStream(blocks, &value, keys, roundCount)
        let next = unsafe blocks + 256
        // A loop for each size of key: a branch between the rounds would part the cipher from the products.
        switch roundCount {
        case 10: unsafe steps(next, next, blocks, groups &- 1, &value, &sum, keys, 10, powers)
        case 12: unsafe steps(next, next, blocks, groups &- 1, &value, &sum, keys, 12, powers)
        default: unsafe steps(next, next, blocks, groups &- 1, &value, &sum, keys, 14, powers)
        }
        let last = unsafe blocks + (groups &- 1) &* 256
        unsafe takeIn(last, &sum, powers)
        unsafe takeIn(last + 128, &sum, powers)
        unsafe value.store(counter)
        unsafe movdqu_to(hash, bytesReversed(sum))
        return groups &* 16
    }

    /// Counter mode from `source` into `blocks`, which may be the same, and GHASH of what goes in, in one pass.
    public static func open(
        _ source: UnsafeRawPointer, into blocks: UnsafeMutableRawPointer, count: Int,
        counter: UnsafeMutableRawPointer, hash: UnsafeMutableRawPointer, keys: UnsafeRawPointer, roundCount: Int,
        powers: UnsafeRawPointer
    ) -> Int {
        let groups = count / 16
        guard groups > 0 else { return 0 }
        var value = unsafe Counter(counter)
        var sum = unsafe bytesReversed(movdqu(hash))
        switch roundCount {
        case 10: unsafe steps(source, blocks, source, groups, &value, &sum, keys, 10, powers)
        case 12: unsafe steps(source, blocks, source, groups, &value, &sum, keys, 12, powers)
        default: unsafe steps(source, blocks, source, groups, &value, &sum, keys, 14, powers)
        }
        unsafe value.store(counter)
        unsafe movdqu_to(hash, bytesReversed(sum))
        return groups &* 16
    }

    /// `count` times: adds key stream to sixteen blocks on their way from `source` to `target`, and takes in the next sixteen at
    /// `hashed`. The multiplications stand between the rounds: both want the same two units, and neither then waits for its own
    /// results. With a key of 256 bits it takes 11.8 cycles for two blocks, where `AESAVX512` takes 10.7, with half the reductions.
    @inline(__always)
    private static func steps(
        _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, _ hashed: UnsafeRawPointer, _ count: Int,
        _ value: inout Counter, _ sum: inout __m128i, _ keys: UnsafeRawPointer, _ roundCount: Int,
        _ powers: UnsafeRawPointer
    ) {
        var offset = 0
        var left = count
        while left > 0 {
            let (first, second) = unsafe (hashed + offset, hashed + (offset &+ 128))
            var s = Sixteen(countingFrom: &value)
            unsafe s.add(roundKey(keys, 0))
            unsafe s.encryptHere(roundKey(keys, 1))
            var products = unsafe Products(first, after: sum, powers)
            unsafe s.encryptHere(roundKey(keys, 2))
            unsafe products.add(first, powers, 32)
            unsafe s.encryptHere(roundKey(keys, 3))
            unsafe products.add(first, powers, 64)
            unsafe s.encryptHere(roundKey(keys, 4))
            unsafe products.add(first, powers, 96)
            unsafe s.encryptHere(roundKey(keys, 5))
            sum = folded(products.reduced)
            unsafe s.encryptHere(roundKey(keys, 6))
            products = unsafe Products(second, after: sum, powers)
            unsafe s.encryptHere(roundKey(keys, 7))
            unsafe products.add(second, powers, 32)
            unsafe s.encryptHere(roundKey(keys, 8))
            unsafe products.add(second, powers, 64)
            unsafe s.encryptHere(roundKey(keys, 9))
            unsafe products.add(second, powers, 96)
            sum = folded(products.reduced)
            if roundCount > 10 {
                unsafe s.encrypt(roundKey(keys, 10))
                unsafe s.encrypt(roundKey(keys, 11))
            }
            if roundCount > 12 {
                unsafe s.encrypt(roundKey(keys, 12))
                unsafe s.encrypt(roundKey(keys, 13))
            }
            unsafe s.encryptLast(roundKey(keys, roundCount), adding: source + offset)
            unsafe s.store(target + offset)
            offset &+= 256
            left &-= 1
        }
    }
}

/// Sixteen blocks in eight vectors.
private struct Sixteen {
    var a, b, c, d, e, f, g, h: __m256i

    @inline(__always)
    init(_ bytes: UnsafeRawPointer) {
        (a, b) = unsafe (ymm_vmovdqu(bytes), ymm_vmovdqu(bytes + 32))
        (c, d) = unsafe (ymm_vmovdqu(bytes + 64), ymm_vmovdqu(bytes + 96))
        (e, f) = unsafe (ymm_vmovdqu(bytes + 128), ymm_vmovdqu(bytes + 160))
        (g, h) = unsafe (ymm_vmovdqu(bytes + 192), ymm_vmovdqu(bytes + 224))
    }

    /// Sixteen counter blocks from `value` on.
    @inline(__always)
    init(countingFrom value: inout Counter) {
        (a, b, c, d) = (value.nextTwo(), value.nextTwo(), value.nextTwo(), value.nextTwo())
        (e, f, g, h) = (value.nextTwo(), value.nextTwo(), value.nextTwo(), value.nextTwo())
    }

    @inline(__always)
    func store(_ bytes: UnsafeMutableRawPointer) {
        unsafe ymm_vmovdqu_to(bytes, a)
        unsafe ymm_vmovdqu_to(bytes + 32, b)
        unsafe ymm_vmovdqu_to(bytes + 64, c)
        unsafe ymm_vmovdqu_to(bytes + 96, d)
        unsafe ymm_vmovdqu_to(bytes + 128, e)
        unsafe ymm_vmovdqu_to(bytes + 160, f)
        unsafe ymm_vmovdqu_to(bytes + 192, g)
        unsafe ymm_vmovdqu_to(bytes + 224, h)
    }

    @inline(__always)
    mutating func add(_ key: __m256i) {
        (a, b, c, d) = (xor(a, key), xor(b, key), xor(c, key), xor(d, key))
        (e, f, g, h) = (xor(e, key), xor(f, key), xor(g, key), xor(h, key))
    }

    @inline(__always)
    mutating func decrypt(_ key: __m256i) {
        (a, b) = (_mm256_aesdec_epi128(a, key), _mm256_aesdec_epi128(b, key))
        (c, d) = (_mm256_aesdec_epi128(c, key), _mm256_aesdec_epi128(d, key))
        (e, f) = (_mm256_aesdec_epi128(e, key), _mm256_aesdec_epi128(f, key))
        (g, h) = (_mm256_aesdec_epi128(g, key), _mm256_aesdec_epi128(h, key))
    }

    /// The last round; with its key, `before` is added to the first two blocks, and what is at `data` to the others.
    @inline(__always)
    mutating func decryptLast(_ key: __m256i, _ before: __m256i, _ data: UnsafeRawPointer) {
        a = _mm256_aesdeclast_epi128(a, xor(key, before))
        b = unsafe _mm256_aesdeclast_epi128(b, xor(key, ymm_vmovdqu(data)))
        c = unsafe _mm256_aesdeclast_epi128(c, xor(key, ymm_vmovdqu(data + 32)))
        d = unsafe _mm256_aesdeclast_epi128(d, xor(key, ymm_vmovdqu(data + 64)))
        e = unsafe _mm256_aesdeclast_epi128(e, xor(key, ymm_vmovdqu(data + 96)))
        f = unsafe _mm256_aesdeclast_epi128(f, xor(key, ymm_vmovdqu(data + 128)))
        g = unsafe _mm256_aesdeclast_epi128(g, xor(key, ymm_vmovdqu(data + 160)))
        h = unsafe _mm256_aesdeclast_epi128(h, xor(key, ymm_vmovdqu(data + 192)))
    }

    @inline(__always)
    mutating func encrypt(_ key: __m256i) {
        (a, b) = (_mm256_aesenc_epi128(a, key), _mm256_aesenc_epi128(b, key))
        (c, d) = (_mm256_aesenc_epi128(c, key), _mm256_aesenc_epi128(d, key))
        (e, f) = (_mm256_aesenc_epi128(e, key), _mm256_aesenc_epi128(f, key))
        (g, h) = (_mm256_aesenc_epi128(g, key), _mm256_aesenc_epi128(h, key))
    }

    /// A round that begins where it is written: the compiler would otherwise put all products after all rounds.
    @inline(__always)
    mutating func encryptHere(_ key: __m256i) {
        encrypt(key)
        a = ymm_here(a)
    }

    /// The last round; what is at `data` is added with its key.
    @inline(__always)
    mutating func encryptLast(_ key: __m256i, adding data: UnsafeRawPointer) {
        a = unsafe _mm256_aesenclast_epi128(a, xor(key, ymm_vmovdqu(data)))
        b = unsafe _mm256_aesenclast_epi128(b, xor(key, ymm_vmovdqu(data + 32)))
        c = unsafe _mm256_aesenclast_epi128(c, xor(key, ymm_vmovdqu(data + 64)))
        d = unsafe _mm256_aesenclast_epi128(d, xor(key, ymm_vmovdqu(data + 96)))
        e = unsafe _mm256_aesenclast_epi128(e, xor(key, ymm_vmovdqu(data + 128)))
        f = unsafe _mm256_aesenclast_epi128(f, xor(key, ymm_vmovdqu(data + 160)))
        g = unsafe _mm256_aesenclast_epi128(g, xor(key, ymm_vmovdqu(data + 192)))
        h = unsafe _mm256_aesenclast_epi128(h, xor(key, ymm_vmovdqu(data + 224)))
    }
}

/// Adds key stream to sixteen blocks in place.
@inline(__always)
private func addKeyStream(
    _ block: UnsafeMutableRawPointer, _ value: inout Counter, _ keys: UnsafeRawPointer, _ roundCount: Int
) {
    var s = Sixteen(countingFrom: &value)
    unsafe s.add(roundKey(keys, 0))
    var round = 1
    while round < roundCount {
        unsafe s.encrypt(roundKey(keys, round))
        round &+= 1
    }
    unsafe s.encryptLast(roundKey(keys, roundCount), adding: block)
    unsafe s.store(block)
}

/// The counter of counter mode: its last four bytes count, modulo 2³².
private struct Counter {
    /// The next block and the one after it, bytes reversed, so that each counts in its lowest word.
    private var value: __m256i

    @inline(__always)
    init(_ counter: UnsafeRawPointer) {
        let first = unsafe _mm256_broadcastsi128_si256(bytesReversed(movdqu(counter)))
        value = _mm256_add_epi32(first, _mm256_set_epi32(0, 0, 0, 1, 0, 0, 0, 0))
    }

    @inline(__always)
    mutating func nextTwo() -> __m256i {
        let two = bytesReversed(value)
        value = _mm256_add_epi32(value, _mm256_set_epi32(0, 0, 0, 2, 0, 0, 0, 2))
        return two
    }

    @inline(__always)
    func store(_ counter: UnsafeMutableRawPointer) {
        unsafe movdqu_to(counter, bytesReversed(_mm256_castsi256_si128(value)))
    }
}

/// Two carry-less products of 256 bits, or sums of such: their lower and upper parts, and what lies across.
private struct Products {
    private var low, middle, high: __m256i

    /// Of the first two of eight blocks, to which the sum of those before is added, with H⁸ and H⁷.
    ///
    /// Three multiplications do for four (Karatsuba): what lies across comes out with the other two added.
    @inline(__always)
    init(_ blocks: UnsafeRawPointer, after sum: __m128i, _ powers: UnsafeRawPointer) {
        let a = unsafe xor(bytesReversed(ymm_vmovdqu(blocks)), _mm256_zextsi128_si256(sum))
        let (b, halves) = unsafe (ymm_vmovdqu(powers + 128), ymm_vmovdqu(powers + 384))
        low = ymm_vpclmulqdq_00(a, b)
        middle = ymm_vpclmulqdq_00(halvesAdded(a), halves)
        high = ymm_vpclmulqdq_11(a, b)
    }

    /// Adds those of the next two, `offset` bytes further on, and stays where it is written.
    @inline(__always)
    mutating func add(_ blocks: UnsafeRawPointer, _ powers: UnsafeRawPointer, _ offset: Int) {
        let a = unsafe bytesReversed(ymm_vmovdqu(blocks + offset))
        let (b, halves) = unsafe (ymm_vmovdqu(powers + (128 &+ offset)), ymm_vmovdqu(powers + (384 &+ offset)))
        low = ymm_here(xor(low, ymm_vpclmulqdq_00(a, b)))
        middle = xor(middle, ymm_vpclmulqdq_00(halvesAdded(a), halves))
        high = xor(high, ymm_vpclmulqdq_11(a, b))
    }

    /// The products times x⁻¹²⁸, modulo the polynomial; see `AESX86`.
    var reduced: __m256i {
        @inline(__always)
        get {
            let polynomial = _mm256_set1_epi64x(Int64(bitPattern: 0xC200_0000_0000_0000))
            let across = xor(middle, xor(low, high))
            let once = xor(across, xor(ymm_vpshufd_2301(low), ymm_vpclmulqdq_00(low, polynomial)))
            return xor(high, xor(ymm_vpshufd_2301(once), ymm_vpclmulqdq_00(once, polynomial)))
        }
    }
}

/// Takes eight blocks into `sum`.
@inline(__always)
private func takeIn(_ blocks: UnsafeRawPointer, _ sum: inout __m128i, _ powers: UnsafeRawPointer) {
    var products = unsafe Products(blocks, after: sum, powers)
    unsafe products.add(blocks, powers, 32)
    unsafe products.add(blocks, powers, 64)
    unsafe products.add(blocks, powers, 96)
    sum = folded(products.reduced)
}

/// The sum of both blocks.
@inline(__always)
private func folded(_ vector: __m256i) -> __m128i {
    _mm_xor_si128(_mm256_castsi256_si128(vector), ymm_vextracti128_1(vector))
}

/// In the lower half of each block, the sum of its halves.
@inline(__always)
private func halvesAdded(_ blocks: __m256i) -> __m256i { xor(blocks, ymm_vpshufd_2301(blocks)) }

@inline(__always)
private func roundKey(_ keys: UnsafeRawPointer, _ round: Int) -> __m256i {
    unsafe _mm256_broadcastsi128_si256(movdqu(keys + round &* 16))
}

@inline(__always)
private func bytesReversed(_ blocks: __m256i) -> __m256i {
    _mm256_shuffle_epi8(
        blocks,
        _mm256_set_epi64x(
            0x0001_0203_0405_0607, 0x0809_0a0b_0c0d_0e0f, 0x0001_0203_0405_0607, 0x0809_0a0b_0c0d_0e0f))
}

@inline(__always)
private func bytesReversed(_ block: __m128i) -> __m128i {
    _mm_shuffle_epi8(block, _mm_set_epi64x(0x0001_0203_0405_0607, 0x0809_0a0b_0c0d_0e0f))
}

@inline(__always)
private func xor(_ a: __m256i, _ b: __m256i) -> __m256i { _mm256_xor_si256(a, b) }
#endif
