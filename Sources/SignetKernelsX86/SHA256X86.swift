#if arch(x86_64)
internal import CInstructions

/// SHA-256 by the processor's SHA instructions (FIPS 180-4 §6.2).
///
/// Each block waits for the one before it: 32 times SHA256RNDS2, 4 cycles each, 128 cycles for 64 bytes. All else
/// happens beside that.
public enum SHA256X86 {
    /// Compresses `count` blocks into the eight big-endian words at `chaining`.
    public static func compress(
        _ blocks: UnsafeRawPointer, count: Int, into chaining: UnsafeMutableRawPointer
    ) {
        var state = unsafe State(chaining)
        var block = unsafe blocks
        var left = count
        while left > 0 {
            let before = state
            unsafe state.compress(
                words(block), words(block + 16), words(block + 32), words(block + 48))
            state.add(before)
            unsafe block += 64
            left &-= 1
        }
        unsafe state.store(chaining)
    }

    /// The inner loop of PBKDF2 with HMAC-SHA-256 (RFC 8018 §5.2): U_j = PRF (P, U_(j-1)), `count` times, each added
    /// to `sum`. `inner` and `outer` are the chaining values after the padded keys; U is at `value`. Everything
    /// stays in registers: 256 cycles an iteration.
    public static func iterate(
        _ value: UnsafeMutableRawPointer, sum: UnsafeMutableRawPointer, inner: UnsafeRawPointer,
        outer: UnsafeRawPointer, count: Int
    ) {
        let (inner, outer) = unsafe (State(inner), State(outer))
        var (low, high) = unsafe (words(value), words(value + 16))
        var (sumLow, sumHigh) = unsafe (words(sum), words(sum + 16))
        // The end of the block that holds a digest after one block of padded key (FIPS 180-4 §5.1.1): 768 bits.
        let mark = _mm_setr_epi32(Int32(bitPattern: 0x8000_0000), 0, 0, 0)
        let length = _mm_setr_epi32(0, 0, 0, 768)
        var left = count
        while left > 0 {
            var state = inner
            state.compress(low, high, mark, length)
            state.add(inner)
            (low, high) = (state.low, state.high)
            state = outer
            state.compress(low, high, mark, length)
            state.add(outer)
            (low, high) = (state.low, state.high)
            sumLow = _mm_xor_si128(sumLow, low)
            sumHigh = _mm_xor_si128(sumHigh, high)
            left &-= 1
        }
        unsafe movdqu_to(value, bytesReversed(low))
        unsafe movdqu_to(value + 16, bytesReversed(high))
        unsafe movdqu_to(sum, bytesReversed(sumLow))
        unsafe movdqu_to(sum + 16, bytesReversed(sumHigh))
    }

    /// Compresses `count` blocks of each of two messages, whose chaining values lie 64 bytes apart: neither waits for the
    /// other, and the time is hardly longer than for one. The instruction starts every second cycle, so that more than two
    /// would gain nothing.
    public static func compressTwo(
        _ blocks: UnsafePointer<UnsafeRawPointer>, count: Int, into chaining: UnsafeMutableRawPointer
    ) {
        var (a, b) = unsafe (State(chaining), State(chaining + 64))
        var (blockA, blockB) = unsafe (blocks[0], blocks[1])
        var left = count
        while left > 0 {
            let (beforeA, beforeB) = (a, b)
            unsafe compressBoth(
                &a, words(blockA), words(blockA + 16), words(blockA + 32), words(blockA + 48), &b, words(blockB),
                words(blockB + 16), words(blockB + 32), words(blockB + 48))
            a.add(beforeA)
            b.add(beforeB)
            unsafe blockA += 64
            unsafe blockB += 64
            left &-= 1
        }
        unsafe a.store(chaining)
        unsafe b.store(chaining + 64)
    }

    /// The inner loop of PBKDF2 for two blocks at once, of one password or of two: everything 64 bytes apart. `value` is used
    /// up.
    public static func iterateTwo(
        _ value: UnsafeMutableRawPointer, sum: UnsafeMutableRawPointer, inner: UnsafeRawPointer,
        outer: UnsafeRawPointer, count: Int
    ) {
        let (innerA, innerB) = unsafe (State(inner), State(inner + 64))
        let (outerA, outerB) = unsafe (State(outer), State(outer + 64))
        var (lowA, highA) = unsafe (words(value), words(value + 16))
        var (lowB, highB) = unsafe (words(value + 64), words(value + 80))
        var (sumLowA, sumHighA) = unsafe (words(sum), words(sum + 16))
        var (sumLowB, sumHighB) = unsafe (words(sum + 64), words(sum + 80))
        let mark = _mm_setr_epi32(Int32(bitPattern: 0x8000_0000), 0, 0, 0)
        let length = _mm_setr_epi32(0, 0, 0, 768)
        var left = count
        while left > 0 {
            var (a, b) = (innerA, innerB)
            compressBoth(&a, lowA, highA, mark, length, &b, lowB, highB, mark, length)
            a.add(innerA)
            b.add(innerB)
            (lowA, highA, lowB, highB) = (a.low, a.high, b.low, b.high)
            (a, b) = (outerA, outerB)
            compressBoth(&a, lowA, highA, mark, length, &b, lowB, highB, mark, length)
            a.add(outerA)
            b.add(outerB)
            (lowA, highA, lowB, highB) = (a.low, a.high, b.low, b.high)
            sumLowA = _mm_xor_si128(sumLowA, lowA)
            sumHighA = _mm_xor_si128(sumHighA, highA)
            sumLowB = _mm_xor_si128(sumLowB, lowB)
            sumHighB = _mm_xor_si128(sumHighB, highB)
            left &-= 1
        }
        unsafe movdqu_to(sum, bytesReversed(sumLowA))
        unsafe movdqu_to(sum + 16, bytesReversed(sumHighA))
        unsafe movdqu_to(sum + 64, bytesReversed(sumLowB))
        unsafe movdqu_to(sum + 80, bytesReversed(sumHighB))
    }
}

/// The working variables as the instructions want them, named from the highest word to the lowest.
private struct State {
    var abef: __m128i
    var cdgh: __m128i

    @inline(__always)
    init(_ chaining: UnsafeRawPointer) {
        let abcd = unsafe pshufd_2301(pshufd_1032(words(chaining)))
        let efgh = unsafe pshufd_2301(pshufd_1032(words(chaining + 16)))
        abef = _mm_unpackhi_epi64(efgh, abcd)
        cdgh = _mm_unpacklo_epi64(efgh, abcd)
    }

    /// a, b, c, d from the lowest word to the highest, as in a message.
    var low: __m128i {
        @inline(__always) get { pshufd_1032(_mm_unpackhi_epi64(abef, cdgh)) }
    }

    /// e, f, g, h from the lowest word to the highest, as in a message.
    var high: __m128i {
        @inline(__always) get { pshufd_1032(_mm_unpacklo_epi64(abef, cdgh)) }
    }

    @inline(__always)
    func store(_ chaining: UnsafeMutableRawPointer) {
        unsafe movdqu_to(chaining, bytesReversed(low))
        unsafe movdqu_to(chaining + 16, bytesReversed(high))
    }

    @inline(__always)
    mutating func add(_ other: State) {
        abef = _mm_add_epi32(abef, other.abef)
        cdgh = _mm_add_epi32(cdgh, other.cdgh)
    }

    /// FIPS 180-4 §6.2.2 steps 1 to 3.
    @inline(__always)
    mutating func compress(_ w0: __m128i, _ w1: __m128i, _ w2: __m128i, _ w3: __m128i) {
        var (w0, w1, w2, w3) = (w0, w1, w2, w3)
        rounds(&self, w0, 0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5)
        rounds(&self, w1, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5)
        rounds(&self, w2, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3)
        rounds(&self, w3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174)
        w0 = next(w0, w1, w2, w3)
        rounds(&self, w0, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc)
        w1 = next(w1, w2, w3, w0)
        rounds(&self, w1, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da)
        w2 = next(w2, w3, w0, w1)
        rounds(&self, w2, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7)
        w3 = next(w3, w0, w1, w2)
        rounds(&self, w3, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967)
        w0 = next(w0, w1, w2, w3)
        rounds(&self, w0, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13)
        w1 = next(w1, w2, w3, w0)
        rounds(&self, w1, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85)
        w2 = next(w2, w3, w0, w1)
        rounds(&self, w2, 0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3)
        w3 = next(w3, w0, w1, w2)
        rounds(&self, w3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070)
        w0 = next(w0, w1, w2, w3)
        rounds(&self, w0, 0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5)
        w1 = next(w1, w2, w3, w0)
        rounds(&self, w1, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3)
        w2 = next(w2, w3, w0, w1)
        rounds(&self, w2, 0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208)
        w3 = next(w3, w0, w1, w2)
        rounds(&self, w3, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2)
    }
}

/// Two compressions side by side.
@inline(__always)
private func compressBoth(
    _ a: inout State, _ a0: __m128i, _ a1: __m128i, _ a2: __m128i, _ a3: __m128i,
    _ b: inout State, _ b0: __m128i, _ b1: __m128i, _ b2: __m128i, _ b3: __m128i
) {
    var (a0, a1, a2, a3) = (a0, a1, a2, a3)
    var (b0, b1, b2, b3) = (b0, b1, b2, b3)
    rounds(&a, a0, 0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5)
    rounds(&b, b0, 0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5)
    rounds(&a, a1, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5)
    rounds(&b, b1, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5)
    rounds(&a, a2, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3)
    rounds(&b, b2, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3)
    rounds(&a, a3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174)
    rounds(&b, b3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174)
    a0 = next(a0, a1, a2, a3)
    b0 = next(b0, b1, b2, b3)
    rounds(&a, a0, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc)
    rounds(&b, b0, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc)
    a1 = next(a1, a2, a3, a0)
    b1 = next(b1, b2, b3, b0)
    rounds(&a, a1, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da)
    rounds(&b, b1, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da)
    a2 = next(a2, a3, a0, a1)
    b2 = next(b2, b3, b0, b1)
    rounds(&a, a2, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7)
    rounds(&b, b2, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7)
    a3 = next(a3, a0, a1, a2)
    b3 = next(b3, b0, b1, b2)
    rounds(&a, a3, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967)
    rounds(&b, b3, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967)
    a0 = next(a0, a1, a2, a3)
    b0 = next(b0, b1, b2, b3)
    rounds(&a, a0, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13)
    rounds(&b, b0, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13)
    a1 = next(a1, a2, a3, a0)
    b1 = next(b1, b2, b3, b0)
    rounds(&a, a1, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85)
    rounds(&b, b1, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85)
    a2 = next(a2, a3, a0, a1)
    b2 = next(b2, b3, b0, b1)
    rounds(&a, a2, 0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3)
    rounds(&b, b2, 0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3)
    a3 = next(a3, a0, a1, a2)
    b3 = next(b3, b0, b1, b2)
    rounds(&a, a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070)
    rounds(&b, b3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070)
    a0 = next(a0, a1, a2, a3)
    b0 = next(b0, b1, b2, b3)
    rounds(&a, a0, 0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5)
    rounds(&b, b0, 0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5)
    a1 = next(a1, a2, a3, a0)
    b1 = next(b1, b2, b3, b0)
    rounds(&a, a1, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3)
    rounds(&b, b1, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3)
    a2 = next(a2, a3, a0, a1)
    b2 = next(b2, b3, b0, b1)
    rounds(&a, a2, 0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208)
    rounds(&b, b2, 0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208)
    a3 = next(a3, a0, a1, a2)
    b3 = next(b3, b0, b1, b2)
    rounds(&a, a3, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2)
    rounds(&b, b3, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2)
}

/// Four rounds. SHA256RNDS2 does two and leaves the new a, b, e, f, while the old ones become c, d, g, h.
@inline(__always)
private func rounds(
    _ s: inout State, _ words: __m128i, _ k0: UInt32, _ k1: UInt32, _ k2: UInt32, _ k3: UInt32
) {
    let constants = _mm_setr_epi32(
        Int32(bitPattern: k0), Int32(bitPattern: k1), Int32(bitPattern: k2), Int32(bitPattern: k3))
    let sum = _mm_add_epi32(words, constants)
    s.cdgh = _mm_sha256rnds2_epu32(s.cdgh, s.abef, sum)
    s.abef = _mm_sha256rnds2_epu32(s.abef, s.cdgh, pshufd_2323(sum))
}

/// The next four words of the message schedule, from the sixteen before them.
@inline(__always)
private func next(_ w0: __m128i, _ w1: __m128i, _ w2: __m128i, _ w3: __m128i) -> __m128i {
    _mm_sha256msg2_epu32(_mm_add_epi32(_mm_sha256msg1_epu32(w0, w1), palignr_4(w3, w2)), w3)
}

/// Four big-endian words.
@inline(__always)
private func words(_ bytes: UnsafeRawPointer) -> __m128i {
    unsafe bytesReversed(movdqu(bytes))
}

/// The bytes of each word the other way round.
@inline(__always)
private func bytesReversed(_ words: __m128i) -> __m128i {
    _mm_shuffle_epi8(words, _mm_setr_epi8(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12))
}
#endif
