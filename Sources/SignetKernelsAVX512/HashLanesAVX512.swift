#if arch(x86_64)
internal import CInstructions

/// A word of each of sixteen messages, or of eight where words have 64 bits; see `HashLanes`.
typealias HashVector = __m512i
/// What its instructions take for the count of a rotation.
typealias RotationCount = Int64

/// SHA-1 and SHA-2 of sixteen messages at once, of eight for SHA-512 and Keccak.
///
/// A round of SHA-256 is 17 operations and a word of its schedule 11, of SHA-1 some 11 together. At two a cycle, and with the words
/// to be turned, the limits are 850 and 440 cycles for sixteen blocks, 1100 for eight of SHA-512 and 1200 for eight of Keccak;
/// measured on Zen 4 are 1070, 640, 1300 and 1650.
public enum HashLanesAVX512 {
    /// How many messages with words of 32 bits go side by side; half as many with words of 64 bits.
    public static let count = 16
    /// How much memory a chaining value of up to eight words wants, and half of what the schedule does.
    public static let chainingByteCount = 8 &* 64

    /// Compresses `count` blocks of each message; see `HashLanes.compress`.
    public static func compressSHA1(
        _ blocks: UnsafePointer<UnsafeRawPointer>, count: Int, into chaining: UnsafeMutableRawPointer,
        schedule: UnsafeMutableRawPointer
    ) {
        unsafe HashLanes.compress(
            .sha1, blocks, count: count, into: chaining, schedule: schedule, constants: schedule)
    }

    /// The inner loop of PBKDF2; see `HashLanes.iterate`.
    public static func iterateSHA1(
        _ value: UnsafeMutableRawPointer, sum: UnsafeMutableRawPointer, inner: UnsafeRawPointer,
        outer: UnsafeRawPointer, digestWordCount: Int, count: Int, schedule: UnsafeMutableRawPointer
    ) {
        unsafe HashLanes.iterate(
            .sha1, value, sum: sum, inner: inner, outer: outer, digestWordCount: digestWordCount, count: count,
            schedule: schedule, constants: schedule)
    }

    /// Compresses `count` blocks of each message; see `HashLanes.compress`.
    public static func compressSHA256(
        _ blocks: UnsafePointer<UnsafeRawPointer>, count: Int, into chaining: UnsafeMutableRawPointer,
        schedule: UnsafeMutableRawPointer, constants: UnsafePointer<UInt32>
    ) {
        unsafe HashLanes.compress(
            .sha256, blocks, count: count, into: chaining, schedule: schedule, constants: UnsafeRawPointer(constants))
    }

    /// The inner loop of PBKDF2; see `HashLanes.iterate`.
    public static func iterateSHA256(
        _ value: UnsafeMutableRawPointer, sum: UnsafeMutableRawPointer, inner: UnsafeRawPointer,
        outer: UnsafeRawPointer, digestWordCount: Int, count: Int, schedule: UnsafeMutableRawPointer,
        constants: UnsafePointer<UInt32>
    ) {
        unsafe HashLanes.iterate(
            .sha256, value, sum: sum, inner: inner, outer: outer, digestWordCount: digestWordCount, count: count,
            schedule: schedule, constants: UnsafeRawPointer(constants))
    }

    /// Compresses `count` blocks of each message; see `HashLanes.compress`.
    public static func compressSHA512(
        _ blocks: UnsafePointer<UnsafeRawPointer>, count: Int, into chaining: UnsafeMutableRawPointer,
        schedule: UnsafeMutableRawPointer, constants: UnsafePointer<UInt64>
    ) {
        unsafe HashLanes.compress(
            .sha512, blocks, count: count, into: chaining, schedule: schedule, constants: UnsafeRawPointer(constants))
    }

    /// The inner loop of PBKDF2; see `HashLanes.iterate`.
    public static func iterateSHA512(
        _ value: UnsafeMutableRawPointer, sum: UnsafeMutableRawPointer, inner: UnsafeRawPointer,
        outer: UnsafeRawPointer, digestWordCount: Int, count: Int, schedule: UnsafeMutableRawPointer,
        constants: UnsafePointer<UInt64>
    ) {
        unsafe HashLanes.iterate(
            .sha512, value, sum: sum, inner: inner, outer: outer, digestWordCount: digestWordCount, count: count,
            schedule: schedule, constants: UnsafeRawPointer(constants))
    }

    /// Absorbs `count` blocks of each message; see `KeccakLanes.absorb`.
    public static func absorbKeccak(
        _ blocks: UnsafePointer<UnsafeRawPointer>, count: Int, rateByteCount: Int, into states: UnsafeMutableRawPointer,
        constants: UnsafePointer<UInt64>
    ) {
        unsafe KeccakLanes.absorb(
            blocks, count: count, rateByteCount: rateByteCount, into: states, constants: constants)
    }
}

/// Writes the sixteen words of the block at `offset` of each message.
@inline(__always)
func loadWords32(_ blocks: UnsafePointer<UnsafeRawPointer>, _ offset: Int, into words: UnsafeMutableRawPointer) {
    // Four words of four messages at a time; vector j then has words j, 4 + j, 8 + j and 12 + j in its parts.
    var message = 0
    while message < 16 {
        let (a, b) = unsafe (zmm_vmovdqu(blocks[message] + offset), zmm_vmovdqu(blocks[message &+ 1] + offset))
        let (c, d) = unsafe (zmm_vmovdqu(blocks[message &+ 2] + offset), zmm_vmovdqu(blocks[message &+ 3] + offset))
        let (low0, high0) = (_mm512_unpacklo_epi32(a, b), _mm512_unpackhi_epi32(a, b))
        let (low1, high1) = (_mm512_unpacklo_epi32(c, d), _mm512_unpackhi_epi32(c, d))
        let target = unsafe words + message &* 64
        unsafe storeVector(target, bytesReversed32(_mm512_unpacklo_epi64(low0, low1)))
        unsafe storeVector(target + 64, bytesReversed32(_mm512_unpackhi_epi64(low0, low1)))
        unsafe storeVector(target + 128, bytesReversed32(_mm512_unpacklo_epi64(high0, high1)))
        unsafe storeVector(target + 192, bytesReversed32(_mm512_unpackhi_epi64(high0, high1)))
        message &+= 4
    }
    var word = 0
    while word < 4 {
        unsafe gatherParts(words + word &* 64, distance: 256)
        word &+= 1
    }
}

/// The same for words of 64 bits.
@inline(__always)
func loadWords64(_ blocks: UnsafePointer<UnsafeRawPointer>, _ offset: Int, into words: UnsafeMutableRawPointer) {
    var half = 0
    while half < 2 {
        let (start, target) = unsafe (offset &+ half &* 64, words + half &* 512)
        var message = 0
        while message < 8 {
            let (a, b) = unsafe (zmm_vmovdqu(blocks[message] + start), zmm_vmovdqu(blocks[message &+ 1] + start))
            unsafe storeVector(target + message &* 64, bytesReversed64(_mm512_unpacklo_epi64(a, b)))
            unsafe storeVector(target + message &* 64 + 64, bytesReversed64(_mm512_unpackhi_epi64(a, b)))
            message &+= 2
        }
        unsafe gatherParts(target, distance: 128)
        unsafe gatherParts(target + 64, distance: 128)
        half &+= 1
    }
}

/// Part i of each of four vectors, together, in place of vector i.
@inline(__always)
private func gatherParts(_ vectors: UnsafeMutableRawPointer, distance: Int) {
    let (a, b) = unsafe (loadVector(vectors), loadVector(vectors + distance))
    let (c, d) = unsafe (loadVector(vectors + 2 &* distance), loadVector(vectors + 3 &* distance))
    let (first0, last0) = (vshufi32x4_first(a, b), vshufi32x4_last(a, b))
    let (first1, last1) = (vshufi32x4_first(c, d), vshufi32x4_last(c, d))
    unsafe storeVector(vectors, vshufi32x4_even(first0, first1))
    unsafe storeVector(vectors + distance, vshufi32x4_odd(first0, first1))
    unsafe storeVector(vectors + 2 &* distance, vshufi32x4_even(last0, last1))
    unsafe storeVector(vectors + 3 &* distance, vshufi32x4_odd(last0, last1))
}

@inline(__always)
private func bytesReversed32(_ x: HashVector) -> HashVector {
    _mm512_shuffle_epi8(x, _mm512_set4_epi32(0x0C0D_0E0F, 0x0809_0A0B, 0x0405_0607, 0x0001_0203))
}

@inline(__always)
private func bytesReversed64(_ x: HashVector) -> HashVector {
    _mm512_shuffle_epi8(x, _mm512_set4_epi32(0x0809_0A0B, 0x0C0D_0E0F, 0x0001_0203, 0x0405_0607))
}

@inline(__always)
func loadVector(_ bytes: UnsafeRawPointer) -> HashVector { unsafe zmm_vmovdqu(bytes) }

@inline(__always)
func storeVector(_ bytes: UnsafeMutableRawPointer, _ x: HashVector) { unsafe zmm_vmovdqu_to(bytes, x) }

@inline(__always)
func repeated32(_ word: UInt32) -> HashVector { _mm512_set1_epi32(Int32(bitPattern: word)) }

@inline(__always)
func repeated64(_ word: UInt64) -> HashVector { _mm512_set1_epi64(Int64(bitPattern: word)) }

@inline(__always)
func add32(_ a: HashVector, _ b: HashVector) -> HashVector { _mm512_add_epi32(a, b) }

@inline(__always)
func add64(_ a: HashVector, _ b: HashVector) -> HashVector { _mm512_add_epi64(a, b) }

@inline(__always)
func rotated32(_ x: HashVector, _ count: Int32) -> HashVector { _mm512_rorv_epi32(x, _mm512_set1_epi32(count)) }

@inline(__always)
func rotated64(_ x: HashVector, _ count: RotationCount) -> HashVector { _mm512_rorv_epi64(x, _mm512_set1_epi64(count)) }

@inline(__always)
func shifted32(_ x: HashVector, _ count: UInt32) -> HashVector { _mm512_srli_epi32(x, count) }

@inline(__always)
func shifted64(_ x: HashVector, _ count: UInt32) -> HashVector { _mm512_srli_epi64(x, count) }

@inline(__always)
func exclusiveOr(_ a: HashVector, _ b: HashVector) -> HashVector { _mm512_xor_si512(a, b) }

@inline(__always)
func exclusiveOr(_ a: HashVector, _ b: HashVector, _ c: HashVector) -> HashVector { zmm_vpternlogq_xor(a, b, c) }

/// b where a has ones, c where it has zeros.
@inline(__always)
func select(_ a: HashVector, _ b: HashVector, _ c: HashVector) -> HashVector { zmm_vpternlogq_select(a, b, c) }

@inline(__always)
func majority(_ a: HashVector, _ b: HashVector, _ c: HashVector) -> HashVector { zmm_vpternlogq_majority(a, b, c) }

/// a ⊕ (¬b ∧ c)
@inline(__always)
func chi(_ a: HashVector, _ b: HashVector, _ c: HashVector) -> HashVector { zmm_vpternlogq_chi(a, b, c) }
#endif
