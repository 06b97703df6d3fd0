#if arch(x86_64)
internal import CInstructions

extension AESX86 {
    /// Writes the powers H⁸ … H¹ of GCM's hash key, as `authenticate` takes them, in the upper half of 256 bytes at `powers`:
    /// `AESAVX512` has eight more in the lower. In 256 bytes more are the sums of their halves.
    ///
    /// In the bit order of POLYVAL, where GHASH's H is multiplied by x first (RFC 8452 Appendix A), a carry-less product
    /// needs no shift.
    public static func expandPowers(_ hashKey: UnsafeRawPointer, into powers: UnsafeMutableRawPointer) {
        let h = unsafe blockReversed(movdqu(hashKey))
        // mulX_POLYVAL: doubled, and x¹²⁸ + x¹²⁷ + x¹²⁶ + x¹²¹ + 1 added if a bit fell out.
        let carries = _mm_srli_epi64(h, 63)
        let doubled = _mm_or_si128(_mm_slli_epi64(h, 1), pslldq_8(carries))
        let fell = _mm_sub_epi64(_mm_setzero_si128(), pshufd_2323(carries))
        let polynomial = _mm_set_epi64x(Int64(bitPattern: 0xC200_0000_0000_0000), 1)
        let one = _mm_xor_si128(doubled, _mm_and_si128(fell, polynomial))
        let two = multiply(one, one)
        let (three, four) = (multiply(two, one), multiply(two, two))
        unsafe storePower(one, powers + 240)
        unsafe storePower(two, powers + 224)
        unsafe storePower(three, powers + 208)
        unsafe storePower(four, powers + 192)
        unsafe storePower(multiply(four, one), powers + 176)
        unsafe storePower(multiply(four, two), powers + 160)
        unsafe storePower(multiply(four, three), powers + 144)
        unsafe storePower(multiply(four, four), powers + 128)
    }

    @inline(__always)
    private static func multiply(_ a: __m128i, _ b: __m128i) -> __m128i { Product(a, b, halvesAdded(b)).reduced }

    /// Writes a power, and 256 bytes further on the sum of its halves.
    @inline(__always)
    private static func storePower(_ power: __m128i, _ powers: UnsafeMutableRawPointer) {
        unsafe movdqu_to(powers, power)
        unsafe movdqu_to(powers + 256, halvesAdded(power))
    }

    /// The end of a message: takes the block of its two lengths in bits into `hash`, and adds `mask`.
    public static func finish(
        _ firstBitCount: UInt64, _ secondBitCount: UInt64, hash: UnsafeMutableRawPointer, mask: UnsafeRawPointer,
        powers: UnsafeRawPointer
    ) {
        let lengths = _mm_set_epi64x(Int64(bitPattern: firstBitCount), Int64(bitPattern: secondBitCount))
        let sum = unsafe _mm_xor_si128(blockReversed(movdqu(hash)), lengths)
        let product = unsafe Product(sum, movdqu(powers + 240), movdqu(powers + 496)).reduced
        unsafe movdqu_to(hash, _mm_xor_si128(blockReversed(product), movdqu(mask)))
    }

    /// GHASH (SP 800-38D §6.4): takes whole blocks into `hash`, eight at a time under one reduction.
    public static func authenticate(
        _ blocks: UnsafeRawPointer, count: Int, hash: UnsafeMutableRawPointer, powers: UnsafeRawPointer
    ) {
        var sum = unsafe blockReversed(movdqu(hash))
        var block = unsafe blocks
        var left = count
        while left > 0 {
            let taken = left < 8 ? left : 8
            unsafe takeIn(block, taken, &sum, powers)
            unsafe block += taken &* 16
            left &-= taken
        }
        unsafe movdqu_to(hash, blockReversed(sum))
    }

    /// Counter mode, and GHASH of what comes out, in one pass. The hash is eight blocks behind the cipher.
    public static func seal(
        _ blocks: UnsafeMutableRawPointer, count: Int, counter: UnsafeMutableRawPointer,
        hash: UnsafeMutableRawPointer, keys: UnsafeRawPointer, roundCount: Int, powers: UnsafeRawPointer
    ) {
        var value = unsafe counterBlocks(counter, keys)
        var sum = unsafe blockReversed(movdqu(hash))
        var block = unsafe blocks
        let eights = count / 8
        if eights > 0 {
            unsafe addKeyStream(block, block, &value, keys, roundCount)
            unsafe steps(
                block + 128, block + 128, block, eights &- 1, &value, counter, &sum, keys, roundCount, powers)
            unsafe block += eights &* 128 &- 128
            unsafe takeIn(block, 8, &sum, powers)
            unsafe block += 128
        }
        if count & 7 > 0 {
            unsafe addRestOfKeyStream(block, block, count & 7, &value, keys, roundCount)
            unsafe takeIn(block, count & 7, &sum, powers)
        }
        unsafe store(value, counter)
        unsafe movdqu_to(hash, blockReversed(sum))
    }

    /// Counter mode from `source` into `blocks`, which may be the same, and GHASH of what goes in, in one pass.
    public static func open(
        _ source: UnsafeRawPointer, into blocks: UnsafeMutableRawPointer, count: Int,
        counter: UnsafeMutableRawPointer, hash: UnsafeMutableRawPointer, keys: UnsafeRawPointer, roundCount: Int,
        powers: UnsafeRawPointer
    ) {
        var value = unsafe counterBlocks(counter, keys)
        var sum = unsafe blockReversed(movdqu(hash))
        if count >= 8 {
            unsafe steps(source, blocks, source, count / 8, &value, counter, &sum, keys, roundCount, powers)
        }
        let (rest, block) = unsafe (source + (count & ~7) &* 16, blocks + (count & ~7) &* 16)
        if count & 7 > 0 {
            unsafe takeIn(rest, count & 7, &sum, powers)
            unsafe addRestOfKeyStream(rest, block, count & 7, &value, keys, roundCount)
        }
        unsafe store(value, counter)
        unsafe movdqu_to(hash, blockReversed(sum))
    }

    /// `count` times: adds key stream to eight blocks on their way from `source` to `target`, and takes in the next eight at
    /// `hashed`. A loop for each size of key: a branch between the rounds would part the cipher from the products.
    @inline(__always)
    private static func steps(
        _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, _ hashed: UnsafeRawPointer, _ count: Int,
        _ value: inout CounterBlocks, _ counter: UnsafeRawPointer, _ sum: inout __m128i, _ keys: UnsafeRawPointer,
        _ roundCount: Int, _ powers: UnsafeRawPointer
    ) {
        var (offset, left) = (0, count)
        switch roundCount {
        case 10:
            while left > 0 {
                unsafe step(
                    source + offset, target + offset, hashed + offset, &value, counter, &sum, keys, 10, powers)
                offset &+= 128
                left &-= 1
            }
        case 12:
            while left > 0 {
                unsafe step(
                    source + offset, target + offset, hashed + offset, &value, counter, &sum, keys, 12, powers)
                offset &+= 128
                left &-= 1
            }
        default:
            while left > 0 {
                unsafe step(
                    source + offset, target + offset, hashed + offset, &value, counter, &sum, keys, 14, powers)
                offset &+= 128
                left &-= 1
            }
        }
    }

    /// The products stand between the rounds, so that there is always something that waits for neither. With a key of 256 bits the
    /// limit is some 72 cycles for 128 bytes: 112 rounds, two a cycle, and 26 multiplications, each of which takes two cycles of a
    /// unit of their own and six tenths of a cycle of the rounds' two.
    @inline(__always)
    private static func step(
        _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, _ hashed: UnsafeRawPointer,
        _ value: inout CounterBlocks, _ counter: UnsafeRawPointer, _ sum: inout __m128i, _ keys: UnsafeRawPointer,
        _ roundCount: Int, _ powers: UnsafeRawPointer
    ) {
        unsafe reload(&value, counter, keys)
        var (s, t) = (nextFour(&value), nextFour(&value))
        unsafe bothRounds(&s, &t, roundKey(keys, 1))
        var product = unsafe firstProduct(hashed, sum, powers + 128)
        unsafe bothRounds(&s, &t, roundKey(keys, 2))
        unsafe addProduct(&product, hashed + 16, powers + 144)
        unsafe bothRounds(&s, &t, roundKey(keys, 3))
        unsafe addProduct(&product, hashed + 32, powers + 160)
        unsafe bothRounds(&s, &t, roundKey(keys, 4))
        unsafe addProduct(&product, hashed + 48, powers + 176)
        unsafe bothRounds(&s, &t, roundKey(keys, 5))
        unsafe bothRounds(&s, &t, roundKey(keys, 6))
        unsafe addProduct(&product, hashed + 64, powers + 192)
        unsafe bothRounds(&s, &t, roundKey(keys, 7))
        unsafe addProduct(&product, hashed + 80, powers + 208)
        unsafe bothRounds(&s, &t, roundKey(keys, 8))
        unsafe addProduct(&product, hashed + 96, powers + 224)
        unsafe bothRounds(&s, &t, roundKey(keys, 9))
        unsafe addProduct(&product, hashed + 112, powers + 240)
        if roundCount > 10 {
            unsafe bothRounds(&s, &t, roundKey(keys, 10))
            unsafe bothRounds(&s, &t, roundKey(keys, 11))
        }
        if roundCount > 12 {
            unsafe bothRounds(&s, &t, roundKey(keys, 12))
            unsafe bothRounds(&s, &t, roundKey(keys, 13))
        }
        sum = product.reduced
        let last = unsafe roundKey(keys, roundCount)
        unsafe encryptLast(&s, last, adding: source)
        unsafe encryptLast(&t, last, adding: source + 64)
        unsafe store(s, target)
        unsafe store(t, target + 64)
    }

    /// A round of eight blocks. It begins where it is written: the compiler would otherwise put all products after all rounds.
    @inline(__always)
    private static func bothRounds(_ s: inout FourBlocks, _ t: inout FourBlocks, _ key: __m128i) {
        encrypt(&s, key)
        encrypt(&t, key)
        s.a = xmm_here(s.a)
    }
}

/// A carry-less product of 256 bits, or a sum of such: its lower and upper part, and what lies across with both added. Three
/// multiplications, of which one begins every second cycle, do for four (Karatsuba).
private struct Product {
    private var low, across, high: __m128i

    @inline(__always)
    init(_ a: __m128i, _ b: __m128i, _ halvesOfB: __m128i) {
        low = pclmulqdq_00(a, b)
        across = pclmulqdq_00(halvesAdded(a), halvesOfB)
        high = pclmulqdq_11(a, b)
    }

    @inline(__always)
    mutating func add(_ a: __m128i, _ b: __m128i, _ halvesOfB: __m128i) {
        low = _mm_xor_si128(low, pclmulqdq_00(a, b))
        across = _mm_xor_si128(across, pclmulqdq_00(halvesAdded(a), halvesOfB))
        high = _mm_xor_si128(high, pclmulqdq_11(a, b))
    }

    /// Keeps what was multiplied so far where it is written.
    @inline(__always)
    mutating func stay() { (high, across) = (xmm_here(high), xmm_here(across)) }

    /// The product times x⁻¹²⁸, modulo the polynomial: twice, the lowest 64 bits are cancelled by a multiple of it,
    /// whose lower part is 1 and whose upper part is x⁶³ + x⁶² + x⁵⁷ there.
    var reduced: __m128i {
        @inline(__always)
        get {
            let polynomial = _mm_set_epi64x(0, Int64(bitPattern: 0xC200_0000_0000_0000))
            let middle = _mm_xor_si128(_mm_xor_si128(across, high), _mm_xor_si128(low, pshufd_2301(low)))
            let once = _mm_xor_si128(middle, pclmulqdq_00(low, polynomial))
            return _mm_xor_si128(high, _mm_xor_si128(pshufd_2301(once), pclmulqdq_00(once, polynomial)))
        }
    }
}

/// In the lower half, the sum of the halves.
@inline(__always)
private func halvesAdded(_ block: __m128i) -> __m128i { _mm_xor_si128(block, pshufd_2301(block)) }

@inline(__always)
private func firstProduct(_ block: UnsafeRawPointer, _ sum: __m128i, _ power: UnsafeRawPointer) -> Product {
    var product = unsafe Product(
        _mm_xor_si128(sum, blockReversed(movdqu(block))), movdqu(power), movdqu(power + 256))
    product.stay()
    return product
}

@inline(__always)
private func addProduct(_ product: inout Product, _ block: UnsafeRawPointer, _ power: UnsafeRawPointer) {
    unsafe product.add(blockReversed(movdqu(block)), movdqu(power), movdqu(power + 256))
    product.stay()
}

/// Takes up to eight blocks into `sum`: the first times the highest power, the last times H.
@inline(__always)
private func takeIn(_ blocks: UnsafeRawPointer, _ count: Int, _ sum: inout __m128i, _ powers: UnsafeRawPointer) {
    let powers = unsafe powers + (16 &- count) &* 16
    var product = unsafe firstProduct(blocks, sum, powers)
    var offset = 16
    while offset < count &* 16 {
        unsafe addProduct(&product, blocks + offset, powers + offset)
        offset &+= 16
    }
    sum = product.reduced
}

@inline(__always)
private func blockReversed(_ block: __m128i) -> __m128i {
    _mm_shuffle_epi8(block, _mm_setr_epi8(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0))
}
#endif
