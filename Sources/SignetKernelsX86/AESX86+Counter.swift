#if arch(x86_64)
internal import CInstructions

extension AESX86 {
    /// Adds the key stream of counter mode (SP 800-38A §6.5): 5 cycles a block with a key of 128 bits, 7 with one of 256, if both
    /// units always find a round to do. Twelve blocks go together; see `decryptChained`. With the shorter key eight, their rounds
    /// written out, were a little faster. The last four bytes of `counter` count, modulo 2³², and are left at the next value.
    public static func applyCounter(
        _ blocks: UnsafeMutableRawPointer, count: Int, counter: UnsafeMutableRawPointer, keys: UnsafeRawPointer,
        roundCount: Int
    ) {
        var value = unsafe counterBlocks(counter, keys)
        var block = unsafe blocks
        var left = count
        if roundCount == 10 {
            while left >= 8 {
                unsafe addKeyStream(block, block, &value, keys, 10)
                unsafe block += 128
                left &-= 8
            }
        }
        // The last of the twelves leave eight blocks at least.
        while left >= 20 {
            unsafe addKeyStreamToTwelve(block, &value, keys, roundCount)
            unsafe block += 192
            left &-= 12
        }
        while left >= 8 {
            unsafe addKeyStream(block, block, &value, keys, roundCount)
            unsafe block += 128
            left &-= 8
        }
        unsafe addRestOfKeyStream(block, block, left, &value, keys, roundCount)
        unsafe store(value, counter)
    }

    @inline(__always)
    private static func addKeyStreamToTwelve(
        _ blocks: UnsafeMutableRawPointer, _ value: inout CounterBlocks, _ keys: UnsafeRawPointer, _ roundCount: Int
    ) {
        var (s, t, u) = (nextFour(&value), nextFour(&value), nextFour(&value))
        var round = 1
        while round < roundCount {
            let key = unsafe roundKey(keys, round)
            encrypt(&s, key)
            encrypt(&t, key)
            encrypt(&u, key)
            round &+= 1
        }
        let last = unsafe roundKey(keys, roundCount)
        unsafe encryptLast(&s, last, adding: blocks)
        unsafe encryptLast(&t, last, adding: blocks + 64)
        unsafe encryptLast(&u, last, adding: blocks + 128)
        unsafe store(s, blocks)
        unsafe store(t, blocks + 64)
        unsafe store(u, blocks + 128)
    }

    /// Adds key stream to eight blocks on their way.
    @inline(__always)
    static func addKeyStream(
        _ source: UnsafeRawPointer, _ blocks: UnsafeMutableRawPointer, _ value: inout CounterBlocks,
        _ keys: UnsafeRawPointer, _ roundCount: Int
    ) {
        var (s, t) = (nextFour(&value), nextFour(&value))
        var round = 1
        while round < roundCount {
            let key = unsafe roundKey(keys, round)
            encrypt(&s, key)
            encrypt(&t, key)
            round &+= 1
        }
        let last = unsafe roundKey(keys, roundCount)
        unsafe encryptLast(&s, last, adding: source)
        unsafe encryptLast(&t, last, adding: source + 64)
        unsafe store(s, blocks)
        unsafe store(t, blocks + 64)
    }

    /// Adds key stream to up to seven blocks on their way.
    @inline(__always)
    static func addRestOfKeyStream(
        _ source: UnsafeRawPointer, _ blocks: UnsafeMutableRawPointer, _ count: Int, _ value: inout CounterBlocks,
        _ keys: UnsafeRawPointer, _ roundCount: Int
    ) {
        let last = unsafe roundKey(keys, roundCount)
        var (from, block, left) = unsafe (source, blocks, count)
        if left >= 4 {
            var s = nextFour(&value)
            var round = 1
            while round < roundCount {
                unsafe encrypt(&s, roundKey(keys, round))
                round &+= 1
            }
            unsafe encryptLast(&s, last, adding: from)
            unsafe store(s, block)
            unsafe from += 64
            unsafe block += 64
            left &-= 4
        }
        while left > 0 {
            var state = nextBlock(&value)
            unsafe encryptInnerRounds(&state, keys, roundCount)
            unsafe movdqu_to(block, _mm_aesenclast_si128(state, _mm_xor_si128(last, movdqu(from))))
            unsafe from += 16
            unsafe block += 16
            left &-= 1
        }
    }
}

/// The counter of counter mode, whose last four bytes count, modulo 2³².
///
/// Its blocks are made by one insertion each into what stays the same, to which the first round key has been added before: `rest`,
/// whose last word does not matter. `key` is the last word of that round key, and `words` are the last words of the next four
/// blocks, as numbers.
typealias CounterBlocks = (rest: __m128i, key: __m128i, words: __m128i)

@inline(__always)
func counterBlocks(_ counter: UnsafeRawPointer, _ keys: UnsafeRawPointer) -> CounterBlocks {
    let (block, first) = unsafe (movdqu(counter), roundKey(keys, 0))
    let words = _mm_add_epi32(pshufd_3333(wordsReversed(block)), _mm_setr_epi32(0, 1, 2, 3))
    return (_mm_xor_si128(block, first), pshufd_3333(first), words)
}

/// Makes all but the words anew of what is in memory: where registers are few, nothing of a key is to be kept on the stack.
@inline(__always)
func reload(_ value: inout CounterBlocks, _ counter: UnsafeRawPointer, _ keys: UnsafeRawPointer) {
    let first = unsafe roundKey(keys, 0)
    value.rest = unsafe _mm_xor_si128(movdqu(counter), first)
    value.key = pshufd_3333(first)
}

/// The next four blocks, with the first round key added.
@inline(__always)
func nextFour(_ value: inout CounterBlocks) -> FourBlocks {
    let four = _mm_xor_si128(wordsReversed(value.words), value.key)
    value.words = _mm_add_epi32(value.words, _mm_set1_epi32(4))
    return (
        insertps_0_3(value.rest, four), insertps_1_3(value.rest, four), insertps_2_3(value.rest, four),
        insertps_3_3(value.rest, four)
    )
}

/// The next block, with the first round key added.
@inline(__always)
private func nextBlock(_ value: inout CounterBlocks) -> __m128i {
    let block = insertps_0_3(value.rest, _mm_xor_si128(wordsReversed(value.words), value.key))
    value.words = _mm_add_epi32(value.words, _mm_set1_epi32(1))
    return block
}

/// Writes the counter of the next block, of which the first twelve bytes are as they were.
@inline(__always)
func store(_ value: CounterBlocks, _ counter: UnsafeMutableRawPointer) {
    unsafe movdqu_to(counter, insertps_0_3(movdqu(counter), wordsReversed(value.words)))
}

/// Each word of 32 bits with its bytes reversed.
@inline(__always)
private func wordsReversed(_ block: __m128i) -> __m128i {
    _mm_shuffle_epi8(block, _mm_setr_epi8(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12))
}
#endif
