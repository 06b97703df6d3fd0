#if arch(x86_64)
internal import CInstructions

extension AESAVX512 {
    /// Writes the powers H¹⁶ … H¹ of GCM's hash key at `powers`, as `authenticate` takes them (see `AESX86`),
    /// and the sums of their halves: 512 bytes.
    public static func expandPowers(_ hashKey: UnsafeRawPointer, into powers: UnsafeMutableRawPointer) {
        let h = unsafe bytesReversed(_mm512_broadcast_i32x4(movdqu(hashKey)))
        // mulX_POLYVAL (RFC 8452 Appendix A): doubled, and x¹²⁸ + x¹²⁷ + x¹²⁶ + x¹²¹ + 1 added if a bit fell out.
        let carries = zmm_vpsrlq_63(h)
        let doubled = _mm512_or_si512(zmm_vpsllq_1(h), zmm_vpslldq_8(carries))
        let fell = _mm512_sub_epi64(_mm512_setzero_si512(), zmm_vpshufd_2323(carries))
        let polynomial = _mm512_broadcast_i32x4(_mm_set_epi64x(Int64(bitPattern: 0xC200_0000_0000_0000), 1))
        let one = _mm512_xor_si512(doubled, _mm512_and_si512(fell, polynomial))
        let two = multiply(one, one)
        let three = multiply(two, one)
        let four = multiply(two, two)
        var group = _mm512_mask_blend_epi64(0b0000_1100, four, three)
        group = _mm512_mask_blend_epi64(0b0011_0000, group, two)
        group = _mm512_mask_blend_epi64(0b1100_0000, group, one)
        unsafe storePowers(group, powers + 192)
        let (eight, next) = (multiply(four, four), multiply(group, four))
        unsafe storePowers(next, powers + 128)
        unsafe storePowers(multiply(group, eight), powers + 64)
        unsafe storePowers(multiply(next, eight), powers)
    }

    /// Writes H³² … H¹⁷ and the sums of their halves, 512 bytes, at `more`: with them thirty-two blocks are taken in under one
    /// reduction.
    @inline(__always)
    private static func expandMore(_ powers: UnsafeRawPointer, into more: UnsafeMutableRawPointer) {
        let sixteen = unsafe _mm512_broadcast_i32x4(movdqu(powers))
        var offset = 0
        while offset < 256 {
            unsafe storePowers(multiply(zmm_vmovdqu(powers + offset), sixteen), more + offset)
            offset &+= 64
        }
    }

    /// Writes four powers, and 256 bytes further on the sums of their halves.
    @inline(__always)
    private static func storePowers(_ group: __m512i, _ powers: UnsafeMutableRawPointer) {
        unsafe zmm_vmovdqu_to(powers, group)
        unsafe zmm_vmovdqu_to(powers + 256, halvesAdded(group))
    }

    /// GHASH (SP 800-38D §6.4): takes whole blocks into `hash`, sixteen at a time under one reduction.
    public static func authenticate(
        _ blocks: UnsafeRawPointer, count: Int, hash: UnsafeMutableRawPointer, powers: UnsafeRawPointer
    ) {
        var sum = unsafe _mm512_castsi512_si128(bytesReversed(_mm512_castsi128_si512(movdqu(hash))))
        var block = unsafe blocks
        var left = count
        while left >= 16 {
            unsafe takeIn(loadSixteen(block), &sum, powers)
            unsafe block += 256
            left &-= 16
        }
        if left > 0 { unsafe takeInRest(block, left, &sum, powers) }
        unsafe movdqu_to(hash, _mm512_castsi512_si128(bytesReversed(_mm512_castsi128_si512(sum))))
    }

    /// Counter mode, and GHASH of what comes out, in one pass. The hash is thirty-two blocks behind the cipher. For many blocks
    /// there may be 512 bytes of room for more powers, which the caller erases.
    public static func seal(
        _ blocks: UnsafeMutableRawPointer, count: Int, counter: UnsafeMutableRawPointer,
        hash: UnsafeMutableRawPointer, keys: UnsafeRawPointer, roundCount: Int, powers: UnsafeRawPointer,
        more: UnsafeMutableRawPointer?
    ) {
        var value = unsafe counterVectors(counter)
        var sum = unsafe _mm512_castsi512_si128(bytesReversed(_mm512_castsi128_si512(movdqu(hash))))
        var block = unsafe blocks
        var left = count
        if left >= 64 {
            unsafe addKeyStream(block, &value, keys, roundCount)
            let wide = left / 32 &- 1
            unsafe steps(
                block + 512, block + 512, block, wide, &value, &sum, keys, roundCount, powers, more)
            unsafe block += wide &* 512
            unsafe takeIn(loadSixteen(block), &sum, powers)
            unsafe takeIn(loadSixteen(block + 256), &sum, powers)
            unsafe block += 512
            left &-= (wide &+ 1) &* 32
        }
        while left >= 16 {
            unsafe takeIn(addKeyStreamToSixteen(block, &value, keys, roundCount), &sum, powers)
            unsafe block += 256
            left &-= 16
        }
        if left > 0 {
            unsafe addRestOfKeyStream(block, left, &value, keys, roundCount)
            unsafe takeInRest(block, left, &sum, powers)
        }
        unsafe advance(counter, by: count)
        unsafe movdqu_to(hash, _mm512_castsi512_si128(bytesReversed(_mm512_castsi128_si512(sum))))
    }

    /// Counter mode from `source` into `blocks`, which may be the same, and GHASH of what goes in, in one pass; `more` as in `seal`.
    public static func open(
        _ source: UnsafeRawPointer, into blocks: UnsafeMutableRawPointer, count: Int,
        counter: UnsafeMutableRawPointer, hash: UnsafeMutableRawPointer, keys: UnsafeRawPointer, roundCount: Int,
        powers: UnsafeRawPointer, more: UnsafeMutableRawPointer?
    ) {
        let wide = count / 32
        let done = wide &* 32
        if wide > 0 {
            var value = unsafe counterVectors(counter)
            var sum = unsafe _mm512_castsi512_si128(bytesReversed(_mm512_castsi128_si512(movdqu(hash))))
            unsafe steps(
                source, blocks, source, wide, &value, &sum, keys, roundCount, powers, more)
            unsafe advance(counter, by: done)
            unsafe movdqu_to(hash, _mm512_castsi512_si128(bytesReversed(_mm512_castsi128_si512(sum))))
        }
        let (rest, left) = unsafe (blocks + done &* 16, count &- done)
        unsafe authenticate(source + done &* 16, count: left, hash: hash, powers: powers)
        unsafe rest.copyMemory(from: source + done &* 16, byteCount: left &* 16)
        unsafe applyCounter(rest, count: left, counter: counter, keys: keys, roundCount: roundCount)
    }

    /// `count` times: adds key stream to thirty-two blocks on their way from `source` to `target`, and takes in the next
    /// thirty-two at `hashed`. A loop for each size of key: a branch between the rounds would part the cipher from the products.
    @inline(__always)
    private static func steps(
        _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, _ hashed: UnsafeRawPointer, _ count: Int,
        _ value: inout CounterVectors, _ sum: inout __m128i, _ keys: UnsafeRawPointer, _ roundCount: Int,
        _ powers: UnsafeRawPointer, _ more: UnsafeMutableRawPointer?
    ) {
        guard let more = unsafe more else {
            switch roundCount {
            case 10: unsafe interleave(source, target, hashed, count, &value, &sum, keys, 10, powers, nil)
            case 12: unsafe interleave(source, target, hashed, count, &value, &sum, keys, 12, powers, nil)
            default: unsafe interleave(source, target, hashed, count, &value, &sum, keys, 14, powers, nil)
            }
            return
        }
        unsafe expandMore(powers, into: more)
        switch roundCount {
        case 10: unsafe interleave(source, target, hashed, count, &value, &sum, keys, 10, powers, more)
        case 12: unsafe interleave(source, target, hashed, count, &value, &sum, keys, 12, powers, more)
        default: unsafe interleave(source, target, hashed, count, &value, &sum, keys, 14, powers, more)
        }
    }

    /// The multiplications stand between the rounds: both want the same two units, and neither then waits for its own results. With
    /// a key of 256 bits the limit is 14 cycles for the cipher and 3.3 for the products, 3 and a share of the reduction, for 64 bytes;
    /// a product has a unit of its own for two cycles, and one of the rounds' for one.
    @inline(__always)
    private static func interleave(
        _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, _ hashed: UnsafeRawPointer, _ count: Int,
        _ value: inout CounterVectors, _ sum: inout __m128i, _ keys: UnsafeRawPointer, _ roundCount: Int,
        _ powers: UnsafeRawPointer, _ more: UnsafeRawPointer?
    ) {
        let (first, isLong) = unsafe (more ?? powers, more != nil)
        var offset = 0
        var left = count
        while left > 0 {
            let block = unsafe hashed + offset
            var (s, t) = unsafe nextThirtyTwo(&value, roundKey(keys, 0))
            unsafe bothRounds(&s, &t, roundKey(keys, 1))
            var products = unsafe firstProducts(zmm_vmovdqu(block), sum, first)
            unsafe bothRounds(&s, &t, roundKey(keys, 2))
            unsafe addProducts(&products, zmm_vmovdqu(block + 64), first + 64)
            unsafe bothRounds(&s, &t, roundKey(keys, 3))
            unsafe addProducts(&products, zmm_vmovdqu(block + 128), first + 128)
            unsafe bothRounds(&s, &t, roundKey(keys, 4))
            unsafe addProducts(&products, zmm_vmovdqu(block + 192), first + 192)
            unsafe bothRounds(&s, &t, roundKey(keys, 5))
            if !isLong { sum = folded(products.reduced) }
            unsafe bothRounds(&s, &t, roundKey(keys, 6))
            if isLong {
                unsafe addProducts(&products, zmm_vmovdqu(block + 256), powers)
            } else {
                products = unsafe firstProducts(zmm_vmovdqu(block + 256), sum, powers)
            }
            unsafe bothRounds(&s, &t, roundKey(keys, 7))
            unsafe addProducts(&products, zmm_vmovdqu(block + 320), powers + 64)
            unsafe bothRounds(&s, &t, roundKey(keys, 8))
            unsafe addProducts(&products, zmm_vmovdqu(block + 384), powers + 128)
            unsafe bothRounds(&s, &t, roundKey(keys, 9))
            unsafe addProducts(&products, zmm_vmovdqu(block + 448), powers + 192)
            if roundCount > 10 {
                unsafe bothRounds(&s, &t, roundKey(keys, 10))
                unsafe bothRounds(&s, &t, roundKey(keys, 11))
            }
            if roundCount > 12 {
                unsafe bothRounds(&s, &t, roundKey(keys, 12))
                unsafe bothRounds(&s, &t, roundKey(keys, 13))
            }
            sum = folded(products.reduced)
            let last = unsafe roundKey(keys, roundCount)
            unsafe encryptLast(&s, last, adding: loadSixteen(source + offset))
            unsafe encryptLast(&t, last, adding: loadSixteen(source + (offset &+ 256)))
            unsafe store(s, target + offset)
            unsafe store(t, target + (offset &+ 256))
            offset &+= 512
            left &-= 1
        }
    }

    /// A round of thirty-two blocks. It begins where it is written: the compiler would otherwise put all products after
    /// all rounds, to keep fewer values.
    @inline(__always)
    private static func bothRounds(_ s: inout Sixteen, _ t: inout Sixteen, _ key: __m512i) {
        encrypt(&s, key)
        encrypt(&t, key)
        s.a = zmm_here(s.a)
    }
}

/// Four carry-less products of 256 bits, or sums of such: their lower and upper parts, and what lies across.
private struct Products {
    var low, middle, high: __m512i

    /// Three multiplications do for four (Karatsuba): what lies across comes out with the other two added.
    @inline(__always)
    init(_ a: __m512i, _ b: __m512i, _ halvesOfB: __m512i) {
        low = zmm_vpclmulqdq_00(a, b)
        middle = zmm_vpclmulqdq_00(halvesAdded(a), halvesOfB)
        high = zmm_vpclmulqdq_11(a, b)
    }

    @inline(__always)
    mutating func add(_ a: __m512i, _ b: __m512i, _ halvesOfB: __m512i) {
        low = _mm512_xor_si512(low, zmm_vpclmulqdq_00(a, b))
        middle = _mm512_xor_si512(middle, zmm_vpclmulqdq_00(halvesAdded(a), halvesOfB))
        high = _mm512_xor_si512(high, zmm_vpclmulqdq_11(a, b))
    }

    /// Keeps what was multiplied so far where it is written.
    @inline(__always)
    mutating func stay() { low = zmm_here(low) }

    /// The products times x⁻¹²⁸, modulo the polynomial: twice, the lowest 64 bits are cancelled by a multiple of it,
    /// whose lower part is 1 and whose upper part is x⁶³ + x⁶² + x⁵⁷ there.
    var reduced: __m512i {
        @inline(__always)
        get {
            let polynomial = _mm512_set1_epi64(Int64(bitPattern: 0xC200_0000_0000_0000))
            let across = zmm_vpternlogq_xor(middle, low, high)
            let once = zmm_vpternlogq_xor(across, zmm_vpshufd_2301(low), zmm_vpclmulqdq_00(low, polynomial))
            return zmm_vpternlogq_xor(high, zmm_vpshufd_2301(once), zmm_vpclmulqdq_00(once, polynomial))
        }
    }
}

@inline(__always)
private func multiply(_ a: __m512i, _ b: __m512i) -> __m512i { Products(a, b, halvesAdded(b)).reduced }

/// In the lower half of each block, the sum of its halves.
@inline(__always)
private func halvesAdded(_ blocks: __m512i) -> __m512i { _mm512_xor_si512(blocks, zmm_vpshufd_2301(blocks)) }

/// Takes sixteen blocks into the first block of `sum`: the first times H¹⁶, the last times H.
@inline(__always)
private func takeIn(_ s: Sixteen, _ sum: inout __m128i, _ powers: UnsafeRawPointer) {
    var products = unsafe firstProducts(s.a, sum, powers)
    unsafe addProducts(&products, s.b, powers + 64)
    unsafe addProducts(&products, s.c, powers + 128)
    unsafe addProducts(&products, s.d, powers + 192)
    sum = folded(products.reduced)
}

@inline(__always)
private func firstProducts(_ blocks: __m512i, _ sum: __m128i, _ powers: UnsafeRawPointer) -> Products {
    var products = unsafe Products(
        added(sum, bytesReversed(blocks)), zmm_vmovdqu(powers), zmm_vmovdqu(powers + 256))
    products.stay()
    return products
}

/// Adds to the first block.
@inline(__always)
private func added(_ sum: __m128i, _ blocks: __m512i) -> __m512i {
    _mm512_mask_xor_epi64(blocks, 0b11, blocks, _mm512_castsi128_si512(sum))
}

@inline(__always)
private func addProducts(_ products: inout Products, _ blocks: __m512i, _ powers: UnsafeRawPointer) {
    unsafe products.add(bytesReversed(blocks), zmm_vmovdqu(powers), zmm_vmovdqu(powers + 256))
    products.stay()
}

/// Takes one to fifteen blocks into the first block of `sum`.
@inline(__always)
private func takeInRest(
    _ blocks: UnsafeRawPointer, _ count: Int, _ sum: inout __m128i, _ powers: UnsafeRawPointer
) {
    let powers = unsafe powers + (16 &- count) &* 16
    var mask = firstBlocks(count)
    var products = unsafe Products(
        added(sum, bytesReversed(_mm512_maskz_loadu_epi64(mask, blocks))),
        _mm512_maskz_loadu_epi64(mask, powers), _mm512_maskz_loadu_epi64(mask, powers + 256))
    var done = 4
    while done < count {
        mask = firstBlocks(count &- done)
        let part = unsafe powers + done &* 16
        unsafe products.add(
            bytesReversed(_mm512_maskz_loadu_epi64(mask, blocks + done &* 16)),
            _mm512_maskz_loadu_epi64(mask, part), _mm512_maskz_loadu_epi64(mask, part + 256))
        done &+= 4
    }
    sum = folded(products.reduced)
}

/// The sum of the four blocks.
@inline(__always)
private func folded(_ vector: __m512i) -> __m128i {
    let first = _mm512_castsi512_si128(vector)
    let rest = vpternlogq_xor(vextracti32x4_1(vector), vextracti32x4_2(vector), vextracti32x4_3(vector))
    return _mm_xor_si128(first, rest)
}
#endif
