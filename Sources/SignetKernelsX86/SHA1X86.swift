#if arch(x86_64)
internal import CInstructions

/// SHA-1 by the processor's SHA instructions (FIPS 180-4 §6.1).
///
/// Each block waits for the one before it: 20 times SHA1RNDS4, 6 cycles each, 120 cycles for 64 bytes.
public enum SHA1X86 {
    /// Compresses `count` blocks into the five big-endian words at `chaining`.
    public static func compress(
        _ blocks: UnsafeRawPointer, count: Int, into chaining: UnsafeMutableRawPointer
    ) {
        var state = unsafe State(chaining)
        var block = unsafe blocks
        var left = count
        while left > 0 {
            unsafe state.compress(
                words(block), words(block + 16), words(block + 32), words(block + 48))
            unsafe block += 64
            left &-= 1
        }
        unsafe state.store(chaining)
    }

    /// The inner loop of PBKDF2 with HMAC-SHA-1 (RFC 8018 §5.2): U_j = PRF (P, U_(j-1)), `count` times, each added to
    /// `sum`. `inner` and `outer` are the chaining values after the padded keys; U is at `value`. Everything stays in
    /// registers: 240 cycles an iteration.
    public static func iterate(
        _ value: UnsafeMutableRawPointer, sum: UnsafeMutableRawPointer, inner: UnsafeRawPointer,
        outer: UnsafeRawPointer, count: Int
    ) {
        let (inner, outer) = unsafe (State(inner), State(outer))
        var state = unsafe State(value)
        var total = unsafe State(sum)
        // The end of the block that holds a digest after one block of padded key (FIPS 180-4 §5.1.1): 672 bits.
        let mark = _mm_setr_epi32(0, 0, Int32(bitPattern: 0x8000_0000), 0)
        let length = _mm_setr_epi32(672, 0, 0, 0)
        var left = count
        while left > 0 {
            let message = state
            state = inner
            state.compress(message.abcd, _mm_or_si128(message.e, mark), _mm_setzero_si128(), length)
            let digest = state
            state = outer
            state.compress(digest.abcd, _mm_or_si128(digest.e, mark), _mm_setzero_si128(), length)
            total.abcd = _mm_xor_si128(total.abcd, state.abcd)
            total.e = _mm_xor_si128(total.e, state.e)
            left &-= 1
        }
        unsafe state.store(value)
        unsafe total.store(sum)
    }

    /// Compresses `count` blocks of each of two messages, whose chaining values lie 64 bytes apart: neither waits for the
    /// other, and the time is hardly longer than for one.
    public static func compressTwo(
        _ blocks: UnsafePointer<UnsafeRawPointer>, count: Int, into chaining: UnsafeMutableRawPointer
    ) {
        var (x, y) = unsafe (State(chaining), State(chaining + 64))
        var (blockX, blockY) = unsafe (blocks[0], blocks[1])
        var left = count
        while left > 0 {
            unsafe compressBoth(
                &x, words(blockX), words(blockX + 16), words(blockX + 32), words(blockX + 48), &y, words(blockY),
                words(blockY + 16), words(blockY + 32), words(blockY + 48))
            unsafe blockX += 64
            unsafe blockY += 64
            left &-= 1
        }
        unsafe x.store(chaining)
        unsafe y.store(chaining + 64)
    }

    /// The inner loop of PBKDF2 for two blocks at once, of one password or of two: everything 64 bytes apart. `value` is used
    /// up.
    public static func iterateTwo(
        _ value: UnsafeMutableRawPointer, sum: UnsafeMutableRawPointer, inner: UnsafeRawPointer,
        outer: UnsafeRawPointer, count: Int
    ) {
        let (innerX, innerY) = unsafe (State(inner), State(inner + 64))
        let (outerX, outerY) = unsafe (State(outer), State(outer + 64))
        var (x, y) = unsafe (State(value), State(value + 64))
        var (totalX, totalY) = unsafe (State(sum), State(sum + 64))
        let (mark, zero) = (_mm_setr_epi32(0, 0, Int32(bitPattern: 0x8000_0000), 0), _mm_setzero_si128())
        let length = _mm_setr_epi32(672, 0, 0, 0)
        var left = count
        while left > 0 {
            let (messageX, messageY) = (x, y)
            (x, y) = (innerX, innerY)
            compressBoth(
                &x, messageX.abcd, _mm_or_si128(messageX.e, mark), zero, length, &y, messageY.abcd,
                _mm_or_si128(messageY.e, mark), zero, length)
            let (digestX, digestY) = (x, y)
            (x, y) = (outerX, outerY)
            compressBoth(
                &x, digestX.abcd, _mm_or_si128(digestX.e, mark), zero, length, &y, digestY.abcd,
                _mm_or_si128(digestY.e, mark), zero, length)
            totalX.abcd = _mm_xor_si128(totalX.abcd, x.abcd)
            totalX.e = _mm_xor_si128(totalX.e, x.e)
            totalY.abcd = _mm_xor_si128(totalY.abcd, y.abcd)
            totalY.e = _mm_xor_si128(totalY.e, y.e)
            left &-= 1
        }
        unsafe totalX.store(sum)
        unsafe totalY.store(sum + 64)
    }
}

/// The working variables: a in the highest word, and e in the highest word of its own, over zeros.
private struct State {
    var abcd: __m128i
    var e: __m128i

    @inline(__always)
    init(_ chaining: UnsafeRawPointer) {
        abcd = unsafe words(chaining)
        e = unsafe pinsrd_3(_mm_setzero_si128(), (chaining + 16).loadUnaligned(as: UInt32.self).byteSwapped)
    }

    @inline(__always)
    func store(_ chaining: UnsafeMutableRawPointer) {
        unsafe movdqu_to(chaining, bytesReversed(abcd))
        unsafe (chaining + 16).storeBytes(of: pextrd_3(e).byteSwapped, as: UInt32.self)
    }

    /// FIPS 180-4 §6.1.2, four rounds a line. SHA1NEXTE makes e of the a of four rounds before, and adds words.
    @inline(__always)
    mutating func compress(_ w0: __m128i, _ w1: __m128i, _ w2: __m128i, _ w3: __m128i) {
        var (w0, w1, w2, w3) = (w0, w1, w2, w3)
        let start = abcd
        var before = abcd
        abcd = sha1rnds4_0(abcd, _mm_add_epi32(e, w0))
        (before, abcd) = (abcd, sha1rnds4_0(abcd, _mm_sha1nexte_epu32(before, w1)))
        (before, abcd) = (abcd, sha1rnds4_0(abcd, _mm_sha1nexte_epu32(before, w2)))
        (before, abcd) = (abcd, sha1rnds4_0(abcd, _mm_sha1nexte_epu32(before, w3)))
        w0 = next(w0, w1, w2, w3)
        (before, abcd) = (abcd, sha1rnds4_0(abcd, _mm_sha1nexte_epu32(before, w0)))
        w1 = next(w1, w2, w3, w0)
        (before, abcd) = (abcd, sha1rnds4_1(abcd, _mm_sha1nexte_epu32(before, w1)))
        w2 = next(w2, w3, w0, w1)
        (before, abcd) = (abcd, sha1rnds4_1(abcd, _mm_sha1nexte_epu32(before, w2)))
        w3 = next(w3, w0, w1, w2)
        (before, abcd) = (abcd, sha1rnds4_1(abcd, _mm_sha1nexte_epu32(before, w3)))
        w0 = next(w0, w1, w2, w3)
        (before, abcd) = (abcd, sha1rnds4_1(abcd, _mm_sha1nexte_epu32(before, w0)))
        w1 = next(w1, w2, w3, w0)
        (before, abcd) = (abcd, sha1rnds4_1(abcd, _mm_sha1nexte_epu32(before, w1)))
        w2 = next(w2, w3, w0, w1)
        (before, abcd) = (abcd, sha1rnds4_2(abcd, _mm_sha1nexte_epu32(before, w2)))
        w3 = next(w3, w0, w1, w2)
        (before, abcd) = (abcd, sha1rnds4_2(abcd, _mm_sha1nexte_epu32(before, w3)))
        w0 = next(w0, w1, w2, w3)
        (before, abcd) = (abcd, sha1rnds4_2(abcd, _mm_sha1nexte_epu32(before, w0)))
        w1 = next(w1, w2, w3, w0)
        (before, abcd) = (abcd, sha1rnds4_2(abcd, _mm_sha1nexte_epu32(before, w1)))
        w2 = next(w2, w3, w0, w1)
        (before, abcd) = (abcd, sha1rnds4_2(abcd, _mm_sha1nexte_epu32(before, w2)))
        w3 = next(w3, w0, w1, w2)
        (before, abcd) = (abcd, sha1rnds4_3(abcd, _mm_sha1nexte_epu32(before, w3)))
        w0 = next(w0, w1, w2, w3)
        (before, abcd) = (abcd, sha1rnds4_3(abcd, _mm_sha1nexte_epu32(before, w0)))
        w1 = next(w1, w2, w3, w0)
        (before, abcd) = (abcd, sha1rnds4_3(abcd, _mm_sha1nexte_epu32(before, w1)))
        w2 = next(w2, w3, w0, w1)
        (before, abcd) = (abcd, sha1rnds4_3(abcd, _mm_sha1nexte_epu32(before, w2)))
        w3 = next(w3, w0, w1, w2)
        (before, abcd) = (abcd, sha1rnds4_3(abcd, _mm_sha1nexte_epu32(before, w3)))
        e = _mm_sha1nexte_epu32(before, e)
        abcd = _mm_add_epi32(abcd, start)
    }
}

/// Two compressions side by side.
@inline(__always)
private func compressBoth(
    _ x: inout State, _ a0: __m128i, _ a1: __m128i, _ a2: __m128i, _ a3: __m128i,
    _ y: inout State, _ b0: __m128i, _ b1: __m128i, _ b2: __m128i, _ b3: __m128i
) {
    var (a0, a1, a2, a3) = (a0, a1, a2, a3)
    var (b0, b1, b2, b3) = (b0, b1, b2, b3)
    let (startX, startY) = (x.abcd, y.abcd)
    var (beforeX, beforeY) = (startX, startY)
    x.abcd = sha1rnds4_0(x.abcd, _mm_add_epi32(x.e, a0))
    y.abcd = sha1rnds4_0(y.abcd, _mm_add_epi32(y.e, b0))
    (beforeX, x.abcd) = (x.abcd, sha1rnds4_0(x.abcd, _mm_sha1nexte_epu32(beforeX, a1)))
    (beforeY, y.abcd) = (y.abcd, sha1rnds4_0(y.abcd, _mm_sha1nexte_epu32(beforeY, b1)))
    (beforeX, x.abcd) = (x.abcd, sha1rnds4_0(x.abcd, _mm_sha1nexte_epu32(beforeX, a2)))
    (beforeY, y.abcd) = (y.abcd, sha1rnds4_0(y.abcd, _mm_sha1nexte_epu32(beforeY, b2)))
    (beforeX, x.abcd) = (x.abcd, sha1rnds4_0(x.abcd, _mm_sha1nexte_epu32(beforeX, a3)))
    (beforeY, y.abcd) = (y.abcd, sha1rnds4_0(y.abcd, _mm_sha1nexte_epu32(beforeY, b3)))
    a0 = next(a0, a1, a2, a3)
    b0 = next(b0, b1, b2, b3)
    (beforeX, x.abcd) = (x.abcd, sha1rnds4_0(x.abcd, _mm_sha1nexte_epu32(beforeX, a0)))
    (beforeY, y.abcd) = (y.abcd, sha1rnds4_0(y.abcd, _mm_sha1nexte_epu32(beforeY, b0)))
    a1 = next(a1, a2, a3, a0)
    b1 = next(b1, b2, b3, b0)
    (beforeX, x.abcd) = (x.abcd, sha1rnds4_1(x.abcd, _mm_sha1nexte_epu32(beforeX, a1)))
    (beforeY, y.abcd) = (y.abcd, sha1rnds4_1(y.abcd, _mm_sha1nexte_epu32(beforeY, b1)))
    a2 = next(a2, a3, a0, a1)
    b2 = next(b2, b3, b0, b1)
    (beforeX, x.abcd) = (x.abcd, sha1rnds4_1(x.abcd, _mm_sha1nexte_epu32(beforeX, a2)))
    (beforeY, y.abcd) = (y.abcd, sha1rnds4_1(y.abcd, _mm_sha1nexte_epu32(beforeY, b2)))
    a3 = next(a3, a0, a1, a2)
    b3 = next(b3, b0, b1, b2)
    (beforeX, x.abcd) = (x.abcd, sha1rnds4_1(x.abcd, _mm_sha1nexte_epu32(beforeX, a3)))
    (beforeY, y.abcd) = (y.abcd, sha1rnds4_1(y.abcd, _mm_sha1nexte_epu32(beforeY, b3)))
    a0 = next(a0, a1, a2, a3)
    b0 = next(b0, b1, b2, b3)
    (beforeX, x.abcd) = (x.abcd, sha1rnds4_1(x.abcd, _mm_sha1nexte_epu32(beforeX, a0)))
    (beforeY, y.abcd) = (y.abcd, sha1rnds4_1(y.abcd, _mm_sha1nexte_epu32(beforeY, b0)))
    a1 = next(a1, a2, a3, a0)
    b1 = next(b1, b2, b3, b0)
    (beforeX, x.abcd) = (x.abcd, sha1rnds4_1(x.abcd, _mm_sha1nexte_epu32(beforeX, a1)))
    (beforeY, y.abcd) = (y.abcd, sha1rnds4_1(y.abcd, _mm_sha1nexte_epu32(beforeY, b1)))
    a2 = next(a2, a3, a0, a1)
    b2 = next(b2, b3, b0, b1)
    (beforeX, x.abcd) = (x.abcd, sha1rnds4_2(x.abcd, _mm_sha1nexte_epu32(beforeX, a2)))
    (beforeY, y.abcd) = (y.abcd, sha1rnds4_2(y.abcd, _mm_sha1nexte_epu32(beforeY, b2)))
    a3 = next(a3, a0, a1, a2)
    b3 = next(b3, b0, b1, b2)
    (beforeX, x.abcd) = (x.abcd, sha1rnds4_2(x.abcd, _mm_sha1nexte_epu32(beforeX, a3)))
    (beforeY, y.abcd) = (y.abcd, sha1rnds4_2(y.abcd, _mm_sha1nexte_epu32(beforeY, b3)))
    a0 = next(a0, a1, a2, a3)
    b0 = next(b0, b1, b2, b3)
    (beforeX, x.abcd) = (x.abcd, sha1rnds4_2(x.abcd, _mm_sha1nexte_epu32(beforeX, a0)))
    (beforeY, y.abcd) = (y.abcd, sha1rnds4_2(y.abcd, _mm_sha1nexte_epu32(beforeY, b0)))
    a1 = next(a1, a2, a3, a0)
    b1 = next(b1, b2, b3, b0)
    (beforeX, x.abcd) = (x.abcd, sha1rnds4_2(x.abcd, _mm_sha1nexte_epu32(beforeX, a1)))
    (beforeY, y.abcd) = (y.abcd, sha1rnds4_2(y.abcd, _mm_sha1nexte_epu32(beforeY, b1)))
    a2 = next(a2, a3, a0, a1)
    b2 = next(b2, b3, b0, b1)
    (beforeX, x.abcd) = (x.abcd, sha1rnds4_2(x.abcd, _mm_sha1nexte_epu32(beforeX, a2)))
    (beforeY, y.abcd) = (y.abcd, sha1rnds4_2(y.abcd, _mm_sha1nexte_epu32(beforeY, b2)))
    a3 = next(a3, a0, a1, a2)
    b3 = next(b3, b0, b1, b2)
    (beforeX, x.abcd) = (x.abcd, sha1rnds4_3(x.abcd, _mm_sha1nexte_epu32(beforeX, a3)))
    (beforeY, y.abcd) = (y.abcd, sha1rnds4_3(y.abcd, _mm_sha1nexte_epu32(beforeY, b3)))
    a0 = next(a0, a1, a2, a3)
    b0 = next(b0, b1, b2, b3)
    (beforeX, x.abcd) = (x.abcd, sha1rnds4_3(x.abcd, _mm_sha1nexte_epu32(beforeX, a0)))
    (beforeY, y.abcd) = (y.abcd, sha1rnds4_3(y.abcd, _mm_sha1nexte_epu32(beforeY, b0)))
    a1 = next(a1, a2, a3, a0)
    b1 = next(b1, b2, b3, b0)
    (beforeX, x.abcd) = (x.abcd, sha1rnds4_3(x.abcd, _mm_sha1nexte_epu32(beforeX, a1)))
    (beforeY, y.abcd) = (y.abcd, sha1rnds4_3(y.abcd, _mm_sha1nexte_epu32(beforeY, b1)))
    a2 = next(a2, a3, a0, a1)
    b2 = next(b2, b3, b0, b1)
    (beforeX, x.abcd) = (x.abcd, sha1rnds4_3(x.abcd, _mm_sha1nexte_epu32(beforeX, a2)))
    (beforeY, y.abcd) = (y.abcd, sha1rnds4_3(y.abcd, _mm_sha1nexte_epu32(beforeY, b2)))
    a3 = next(a3, a0, a1, a2)
    b3 = next(b3, b0, b1, b2)
    (beforeX, x.abcd) = (x.abcd, sha1rnds4_3(x.abcd, _mm_sha1nexte_epu32(beforeX, a3)))
    (beforeY, y.abcd) = (y.abcd, sha1rnds4_3(y.abcd, _mm_sha1nexte_epu32(beforeY, b3)))
    x.e = _mm_sha1nexte_epu32(beforeX, x.e)
    y.e = _mm_sha1nexte_epu32(beforeY, y.e)
    x.abcd = _mm_add_epi32(x.abcd, startX)
    y.abcd = _mm_add_epi32(y.abcd, startY)
}

/// The next four words of the message schedule, from the sixteen before them.
@inline(__always)
private func next(_ w0: __m128i, _ w1: __m128i, _ w2: __m128i, _ w3: __m128i) -> __m128i {
    _mm_sha1msg2_epu32(_mm_xor_si128(_mm_sha1msg1_epu32(w0, w1), w2), w3)
}

/// Four big-endian words, the first of them the highest.
@inline(__always)
private func words(_ bytes: UnsafeRawPointer) -> __m128i {
    unsafe bytesReversed(movdqu(bytes))
}

@inline(__always)
private func bytesReversed(_ words: __m128i) -> __m128i {
    _mm_shuffle_epi8(words, _mm_setr_epi8(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0))
}
#endif
