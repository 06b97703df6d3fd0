#if arch(x86_64)
internal import CInstructions

extension AESAVX512 {
    /// Adds the key stream of counter mode (SP 800-38A §6.5). The last four bytes of `counter` count, modulo 2³², and
    /// are left at the next value.
    public static func applyCounter(
        _ blocks: UnsafeMutableRawPointer, count: Int, counter: UnsafeMutableRawPointer, keys: UnsafeRawPointer,
        roundCount: Int
    ) {
        var value = unsafe counterVectors(counter)
        var block = unsafe blocks
        var left = count
        while left >= 32 {
            unsafe addKeyStream(block, &value, keys, roundCount)
            unsafe block += 512
            left &-= 32
        }
        while left >= 16 {
            unsafe addKeyStreamToSixteen(block, &value, keys, roundCount)
            unsafe block += 256
            left &-= 16
        }
        unsafe addRestOfKeyStream(block, left, &value, keys, roundCount)
        unsafe advance(counter, by: count)
    }

    /// Adds key stream to thirty-two blocks.
    @inline(__always)
    static func addKeyStream(
        _ block: UnsafeMutableRawPointer, _ value: inout CounterVectors, _ keys: UnsafeRawPointer, _ roundCount: Int
    ) {
        var (s, t) = unsafe nextThirtyTwo(&value, roundKey(keys, 0))
        var round = 1
        while round < roundCount {
            let key = unsafe roundKey(keys, round)
            encrypt(&s, key)
            encrypt(&t, key)
            round &+= 1
        }
        let last = unsafe roundKey(keys, roundCount)
        unsafe encryptLast(&s, last, adding: loadSixteen(block))
        unsafe encryptLast(&t, last, adding: loadSixteen(block + 256))
        unsafe store(s, block)
        unsafe store(t, block + 256)
    }

    /// Adds key stream to sixteen blocks.
    @inline(__always) @discardableResult
    static func addKeyStreamToSixteen(
        _ block: UnsafeMutableRawPointer, _ value: inout CounterVectors, _ keys: UnsafeRawPointer, _ roundCount: Int
    ) -> Sixteen {
        var s = unsafe nextSixteen(&value, roundKey(keys, 0))
        var round = 1
        while round < roundCount {
            unsafe encrypt(&s, roundKey(keys, round))
            round &+= 1
        }
        unsafe encryptLast(&s, roundKey(keys, roundCount), adding: loadSixteen(block))
        unsafe store(s, block)
        return s
    }

    /// Adds key stream to up to fifteen blocks.
    @inline(__always)
    static func addRestOfKeyStream(
        _ blocks: UnsafeMutableRawPointer, _ count: Int, _ value: inout CounterVectors, _ keys: UnsafeRawPointer,
        _ roundCount: Int
    ) {
        var (block, left) = unsafe (blocks, count)
        while left > 0 {
            let mask = firstBlocks(left)
            let data = unsafe _mm512_maskz_loadu_epi64(mask, block)
            var state = unsafe nextFour(&value, roundKey(keys, 0))
            var round = 1
            while round < roundCount {
                state = unsafe _mm512_aesenc_epi128(state, roundKey(keys, round))
                round &+= 1
            }
            let last = unsafe _mm512_xor_si512(roundKey(keys, roundCount), data)
            unsafe _mm512_mask_storeu_epi64(block, mask, _mm512_aesenclast_epi128(state, last))
            unsafe block += 64
            left &-= 4
        }
    }

    /// The last four bytes, a big-endian number, move on.
    @inline(__always)
    static func advance(_ counter: UnsafeMutableRawPointer, by count: Int) {
        let value = unsafe counter.loadUnaligned(fromByteOffset: 12, as: UInt32.self).byteSwapped
        unsafe counter.storeBytes(
            of: (value &+ UInt32(truncatingIfNeeded: count)).byteSwapped, toByteOffset: 12, as: UInt32.self)
    }
}

/// The counter of counter mode, whose last four bytes count: `value` is that of the next block and the three after it, bytes
/// reversed, so that each counts in its lowest word, and `lowest` the lowest byte of the first, which is no secret.
typealias CounterVectors = (value: __m512i, lowest: Int)

@inline(__always)
func counterVectors(_ counter: UnsafeRawPointer) -> CounterVectors {
    let first = unsafe bytesReversed(_mm512_broadcast_i32x4(movdqu(counter)))
    let next = _mm512_add_epi32(first, _mm512_set_epi32(0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0))
    return unsafe (next, Int(counter.load(fromByteOffset: 15, as: UInt8.self)))
}

/// The next four blocks, with the first round key added.
@inline(__always)
func nextFour(_ counter: inout CounterVectors, _ key: __m512i) -> __m512i {
    let four = _mm512_xor_si512(bytesReversed(counter.value), key)
    counter = (_mm512_add_epi32(counter.value, inEachBlock(4)), counter.lowest &+ 4)
    return four
}

/// The next sixteen.
@inline(__always)
func nextSixteen(_ counter: inout CounterVectors, _ key: __m512i) -> Sixteen {
    (nextFour(&counter, key), nextFour(&counter, key), nextFour(&counter, key), nextFour(&counter, key))
}

/// The next thirty-two. Where the lowest byte does not run over in them, seven times out of eight, it alone is added to, and bytes
/// need not be reversed: the units that do that are also those of the rounds.
@inline(__always)
func nextThirtyTwo(_ counter: inout CounterVectors, _ key: __m512i) -> (Sixteen, Sixteen) {
    guard counter.lowest & 0xFF <= 0xE0 else { return (nextSixteen(&counter, key), nextSixteen(&counter, key)) }
    let first = bytesReversed(counter.value)
    counter = (_mm512_add_epi32(counter.value, inEachBlock(32)), counter.lowest &+ 32)
    return (
        (_mm512_xor_si512(first, key), later(first, 4, key), later(first, 8, key), later(first, 12, key)),
        (later(first, 16, key), later(first, 20, key), later(first, 24, key), later(first, 28, key))
    )
}

/// Four blocks so many counts after these, with the first round key added.
@inline(__always)
private func later(_ four: __m512i, _ count: Int32, _ key: __m512i) -> __m512i {
    let (c, o) = (count &<< 24, Int32(0))
    let added = _mm512_add_epi32(four, _mm512_set_epi32(c, o, o, o, c, o, o, o, c, o, o, o, c, o, o, o))
    return _mm512_xor_si512(added, key)
}

@inline(__always)
private func inEachBlock(_ c: Int32) -> __m512i {
    let o = Int32(0)
    return _mm512_set_epi32(o, o, o, c, o, o, o, c, o, o, o, c, o, o, o, c)
}
#endif
