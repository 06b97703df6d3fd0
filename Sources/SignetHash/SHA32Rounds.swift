#if arch(x86_64)
internal import _Builtin_intrinsics.intel.sse2
#endif

// SHA-1 and SHA-256 in one file: they share what they do with words of 32 bits, which is at its end.

/// SHA-1 without its instructions (FIPS 180-4 §6.1): rounds in general registers, the message schedule in vector registers.
///
/// A round's chain of dependencies is a rotation and an addition, and its nine operations find four units: 80 rounds cannot take
/// less than 180 cycles (206 were measured on a Zen 4). The schedule, four words at a time, goes through other units beside
/// them, and adds the constants.
enum SHA1Rounds {
    /// Compresses `count` blocks into the five big-endian words at `chaining`. `schedule` is room for 64 bytes.
    static func compress(
        _ blocks: UnsafeRawPointer, count: Int, into chaining: UnsafeMutableRawPointer,
        schedule words: UnsafeMutableRawPointer
    ) {
        let value = UnsafeRawPointer(chaining)
        var (h0, h1, h2, h3) = unsafe (word(value, 0), word(value, 1), word(value, 2), word(value, 3))
        var h4 = unsafe word(value, 4)
        var block = unsafe blocks
        // FIPS 180-4 §4.2.1.
        let k0 = vector(SIMD4(repeating: 0x5a82_7999))
        let k1 = vector(SIMD4(repeating: 0x6ed9_eba1))
        let k2 = vector(SIMD4(repeating: 0x8f1b_bcdc))
        let k3 = vector(SIMD4(repeating: 0xca62_c1d6))
        for _ in 0..<count {
            var (x0, x1) = unsafe (load(block, 0), load(block, 1))
            var (x2, x3) = unsafe (load(block, 2), load(block, 3))
            unsafe put(add(x0, k0), words, 0)
            unsafe put(add(x1, k0), words, 1)
            unsafe put(add(x2, k0), words, 2)
            unsafe put(add(x3, k0), words, 3)
            var (a, b, c, d, e) = (h0, h1, h2, h3, h4)
            // Four rounds, and the words for those sixteen later.
            unsafe choose(&a, &b, &c, &d, &e, words, 0)
            var x4 = following(x0, x1, x2, x3)
            unsafe put(add(x4, k0), words, 0)
            unsafe choose(&b, &c, &d, &e, &a, words, 1)
            var x5 = following(x1, x2, x3, x4)
            unsafe put(add(x5, k1), words, 1)
            unsafe choose(&c, &d, &e, &a, &b, words, 2)
            var x6 = following(x2, x3, x4, x5)
            unsafe put(add(x6, k1), words, 2)
            unsafe choose(&d, &e, &a, &b, &c, words, 3)
            var x7 = following(x3, x4, x5, x6)
            unsafe put(add(x7, k1), words, 3)
            unsafe choose(&e, &a, &b, &c, &d, words, 0)
            x0 = later(x0, x1, x4, x6, x7)
            unsafe put(add(x0, k1), words, 0)
            unsafe parity(&a, &b, &c, &d, &e, words, 1)
            x1 = later(x1, x2, x5, x7, x0)
            unsafe put(add(x1, k1), words, 1)
            unsafe parity(&b, &c, &d, &e, &a, words, 2)
            x2 = later(x2, x3, x6, x0, x1)
            unsafe put(add(x2, k2), words, 2)
            unsafe parity(&c, &d, &e, &a, &b, words, 3)
            x3 = later(x3, x4, x7, x1, x2)
            unsafe put(add(x3, k2), words, 3)
            unsafe parity(&d, &e, &a, &b, &c, words, 0)
            x4 = later(x4, x5, x0, x2, x3)
            unsafe put(add(x4, k2), words, 0)
            unsafe parity(&e, &a, &b, &c, &d, words, 1)
            x5 = later(x5, x6, x1, x3, x4)
            unsafe put(add(x5, k2), words, 1)
            unsafe majority(&a, &b, &c, &d, &e, words, 2)
            x6 = later(x6, x7, x2, x4, x5)
            unsafe put(add(x6, k2), words, 2)
            unsafe majority(&b, &c, &d, &e, &a, words, 3)
            x7 = later(x7, x0, x3, x5, x6)
            unsafe put(add(x7, k3), words, 3)
            unsafe majority(&c, &d, &e, &a, &b, words, 0)
            x0 = later(x0, x1, x4, x6, x7)
            unsafe put(add(x0, k3), words, 0)
            unsafe majority(&d, &e, &a, &b, &c, words, 1)
            x1 = later(x1, x2, x5, x7, x0)
            unsafe put(add(x1, k3), words, 1)
            unsafe majority(&e, &a, &b, &c, &d, words, 2)
            x2 = later(x2, x3, x6, x0, x1)
            unsafe put(add(x2, k3), words, 2)
            unsafe parity(&a, &b, &c, &d, &e, words, 3)
            x3 = later(x3, x4, x7, x1, x2)
            unsafe put(add(x3, k3), words, 3)
            unsafe parity(&b, &c, &d, &e, &a, words, 0)
            unsafe parity(&c, &d, &e, &a, &b, words, 1)
            unsafe parity(&d, &e, &a, &b, &c, words, 2)
            unsafe parity(&e, &a, &b, &c, &d, words, 3)
            (h0, h1, h2, h3, h4) = (h0 &+ a, h1 &+ b, h2 &+ c, h3 &+ d, h4 &+ e)
            unsafe block += 64
        }
        unsafe setWord(chaining, 0, h0)
        unsafe setWord(chaining, 1, h1)
        unsafe setWord(chaining, 2, h2)
        unsafe setWord(chaining, 3, h3)
        unsafe setWord(chaining, 4, h4)
    }
}

/// Four rounds with Ch (FIPS 180-4 §4.1.1), with the four words of schedule and constant at `index`.
@inline(__always)
private func choose(
    _ a: inout UInt32, _ b: inout UInt32, _ c: inout UInt32, _ d: inout UInt32, _ e: inout UInt32,
    _ words: UnsafeRawPointer, _ index: Int
) {
    let words = unsafe words + index &* 16
    unsafe round(a, &b, &e, d ^ (b & (c ^ d)), words.loadUnaligned(as: UInt32.self))
    unsafe round(e, &a, &d, c ^ (a & (b ^ c)), words.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
    unsafe round(d, &e, &c, b ^ (e & (a ^ b)), words.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
    unsafe round(c, &d, &b, a ^ (d & (e ^ a)), words.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
}

/// Four rounds with Parity.
@inline(__always)
private func parity(
    _ a: inout UInt32, _ b: inout UInt32, _ c: inout UInt32, _ d: inout UInt32, _ e: inout UInt32,
    _ words: UnsafeRawPointer, _ index: Int
) {
    let words = unsafe words + index &* 16
    unsafe round(a, &b, &e, b ^ c ^ d, words.loadUnaligned(as: UInt32.self))
    unsafe round(e, &a, &d, a ^ b ^ c, words.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
    unsafe round(d, &e, &c, e ^ a ^ b, words.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
    unsafe round(c, &d, &b, d ^ e ^ a, words.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
}

/// Four rounds with Maj, of whose two parts no bit is in both.
@inline(__always)
private func majority(
    _ a: inout UInt32, _ b: inout UInt32, _ c: inout UInt32, _ d: inout UInt32, _ e: inout UInt32,
    _ words: UnsafeRawPointer, _ index: Int
) {
    let words = unsafe words + index &* 16
    unsafe round(a, &b, &e, (b & c) &+ (d & (b ^ c)), words.loadUnaligned(as: UInt32.self))
    unsafe round(e, &a, &d, (a & b) &+ (c & (a ^ b)), words.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
    unsafe round(d, &e, &c, (e & a) &+ (b & (e ^ a)), words.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
    unsafe round(c, &d, &b, (d & e) &+ (a & (d ^ e)), words.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
}

/// FIPS 180-4 §6.1.2 step 3; what the standard calls a new `a` and `c` is left in `e` and `b`.
@inline(__always)
private func round(_ a: UInt32, _ b: inout UInt32, _ e: inout UInt32, _ mixed: UInt32, _ word: UInt32) {
    e = e &+ word &+ mixed &+ rotated(a, left: 5)
    b = rotated(b, left: 30)
}

/// Four further words of the schedule (FIPS 180-4 §6.1.2 step 1): (W(t-3) ⊕ W(t-8) ⊕ W(t-14) ⊕ W(t-16)) rotated by one, of which
/// the last waits for the first.
@inline(__always)
private func following(_ x0: Vector, _ x1: Vector, _ x2: Vector, _ x3: Vector) -> Vector {
    let (w0, w1, w3) = (lanes(x0), lanes(x1), lanes(x3))
    let three = vector(SIMD4(w3[1], w3[2], w3[3], 0))
    let fourteen = vector(SIMD4(w0[2], w0[3], w1[0], w1[1]))
    let sum = xor(xor(x0, three), xor(x2, fourteen))
    let last = vector(SIMD4(0, 0, 0, lanes(sum)[0]))
    return xor(or(left(sum, 1), right(sum, 31)), or(left(last, 2), right(last, 30)))
}

/// The same two steps back, from word 32 on: (W(t-6) ⊕ W(t-16) ⊕ W(t-28) ⊕ W(t-32)) rotated by two. None waits for another.
@inline(__always)
private func later(_ x0: Vector, _ x1: Vector, _ x4: Vector, _ x6: Vector, _ x7: Vector) -> Vector {
    let (w6, w7) = (lanes(x6), lanes(x7))
    let six = vector(SIMD4(w6[2], w6[3], w7[0], w7[1]))
    let sum = xor(xor(x0, x1), xor(x4, six))
    return or(left(sum, 2), right(sum, 30))
}

@inline(__always)
private func put(_ x: Vector, _ words: UnsafeMutableRawPointer, _ index: Int) {
    unsafe words.storeBytes(of: x, toByteOffset: index &* 16, as: Vector.self)
}

/// SHA-256 without its instructions (FIPS 180-4 §6.2): rounds in general registers, the message schedule in vector registers.
///
/// A round's chain of dependencies is 7 operations: 64 rounds cannot take less than 450 cycles (510 were measured on a Zen 4).
/// The schedule, four words at a time, goes through other units beside them, and adds the constants.
enum SHA256Rounds {
    /// Compresses `count` blocks into the eight big-endian words at `chaining`. `schedule` is room for 64 bytes, `constants`
    /// are those of FIPS 180-4 §4.2.2.
    static func compress(
        _ blocks: UnsafeRawPointer, count: Int, into chaining: UnsafeMutableRawPointer,
        schedule words: UnsafeMutableRawPointer, constants: UnsafeRawPointer
    ) {
        let value = UnsafeRawPointer(chaining)
        var (h0, h1, h2, h3) = unsafe (word(value, 0), word(value, 1), word(value, 2), word(value, 3))
        var (h4, h5, h6, h7) = unsafe (word(value, 4), word(value, 5), word(value, 6), word(value, 7))
        var block = unsafe blocks
        for _ in 0..<count {
            var (x0, x1) = unsafe (load(block, 0), load(block, 1))
            var (x2, x3) = unsafe (load(block, 2), load(block, 3))
            unsafe put(x0, constants, words, 0)
            unsafe put(x1, constants + 16, words, 1)
            unsafe put(x2, constants + 32, words, 2)
            unsafe put(x3, constants + 48, words, 3)
            var (a, b, c, d, e, f, g, h) = (h0, h1, h2, h3, h4, h5, h6, h7)
            // b ⊕ c, which is a ⊕ b of the round before.
            var bc = b ^ c
            for turn in 1..<4 {
                let constants = unsafe constants + turn &* 64
                unsafe four(&a, &b, &c, &d, &e, &f, &g, &h, &bc, words, 0)
                x0 = next(x0, x1, x2, x3)
                unsafe put(x0, constants, words, 0)
                unsafe four(&e, &f, &g, &h, &a, &b, &c, &d, &bc, words, 1)
                x1 = next(x1, x2, x3, x0)
                unsafe put(x1, constants + 16, words, 1)
                unsafe four(&a, &b, &c, &d, &e, &f, &g, &h, &bc, words, 2)
                x2 = next(x2, x3, x0, x1)
                unsafe put(x2, constants + 32, words, 2)
                unsafe four(&e, &f, &g, &h, &a, &b, &c, &d, &bc, words, 3)
                x3 = next(x3, x0, x1, x2)
                unsafe put(x3, constants + 48, words, 3)
            }
            unsafe four(&a, &b, &c, &d, &e, &f, &g, &h, &bc, words, 0)
            unsafe four(&e, &f, &g, &h, &a, &b, &c, &d, &bc, words, 1)
            unsafe four(&a, &b, &c, &d, &e, &f, &g, &h, &bc, words, 2)
            unsafe four(&e, &f, &g, &h, &a, &b, &c, &d, &bc, words, 3)
            (h0, h1, h2, h3) = (h0 &+ a, h1 &+ b, h2 &+ c, h3 &+ d)
            (h4, h5, h6, h7) = (h4 &+ e, h5 &+ f, h6 &+ g, h7 &+ h)
            unsafe block += 64
        }
        unsafe setWord(chaining, 0, h0)
        unsafe setWord(chaining, 1, h1)
        unsafe setWord(chaining, 2, h2)
        unsafe setWord(chaining, 3, h3)
        unsafe setWord(chaining, 4, h4)
        unsafe setWord(chaining, 5, h5)
        unsafe setWord(chaining, 6, h6)
        unsafe setWord(chaining, 7, h7)
    }
}

/// Four rounds, with the four words of schedule and constant at `index`.
@inline(__always)
private func four(
    _ a: inout UInt32, _ b: inout UInt32, _ c: inout UInt32, _ d: inout UInt32, _ e: inout UInt32, _ f: inout UInt32,
    _ g: inout UInt32, _ h: inout UInt32, _ bc: inout UInt32, _ words: UnsafeRawPointer, _ index: Int
) {
    let words = unsafe words + index &* 16
    unsafe round(a, b, &d, e, f, g, &h, &bc, words.loadUnaligned(as: UInt32.self))
    unsafe round(h, a, &c, d, e, f, &g, &bc, words.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
    unsafe round(g, h, &b, c, d, e, &f, &bc, words.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
    unsafe round(f, g, &a, b, c, d, &e, &bc, words.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
}

/// FIPS 180-4 §6.2.2 step 3; what the standard calls a new `a` and `e` is left in `h` and `d`.
@inline(__always)
private func round(
    _ a: UInt32, _ b: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32, _ g: UInt32, _ h: inout UInt32,
    _ bc: inout UInt32, _ word: UInt32
) {
    // Σ₁ and Σ₀: each rotation but the last turns what comes after it too.
    let sigma1 = rotated(rotated(rotated(e, right: 14) ^ e, right: 5) ^ e, right: 6)
    let first = h &+ word &+ (g ^ (e & (f ^ g))) &+ sigma1
    d = d &+ first
    // The majority is b, unless a differs from b and b from c.
    let ab = a ^ b
    let sigma0 = rotated(rotated(rotated(a, right: 9) ^ a, right: 11) ^ a, right: 2)
    h = first &+ (b ^ (ab & bc)) &+ sigma0
    bc = ab
}

/// Four further words of the schedule (FIPS 180-4 §6.2.2 step 1): σ₁(W(t-2)) + W(t-7) + σ₀(W(t-15)) + W(t-16).
///
/// The last two wait for the first two. A word beside itself makes a shift of 64 bits a rotation.
@inline(__always)
private func next(_ x0: Vector, _ x1: Vector, _ x2: Vector, _ x3: Vector) -> Vector {
    let (w0, w1, w2, w3) = (lanes(x0), lanes(x1), lanes(x2), lanes(x3))
    let fifteen = vector(SIMD4(w0[1], w0[2], w0[3], w1[0]))
    let seven = vector(SIMD4(w2[1], w2[2], w2[3], w3[0]))
    let rotated7 = or(right(fifteen, 7), left(fifteen, 25))
    let rotated18 = or(right(fifteen, 18), left(fifteen, 14))
    let sigma0 = xor(xor(rotated7, rotated18), right(fifteen, 3))
    let sum = add(add(x0, seven), sigma0)
    let low = lanes(sigma1(vector(SIMD4(w3[2], w3[2], w3[3], w3[3]))))
    let half = add(sum, vector(SIMD4(low[0], low[2], 0, 0)))
    let first = lanes(half)
    let high = lanes(sigma1(vector(SIMD4(first[0], first[0], first[1], first[1]))))
    return add(half, vector(SIMD4(0, 0, high[0], high[2])))
}

/// σ₁ of two words, each given twice and left in the lower of its two places.
@inline(__always)
private func sigma1(_ x: Vector) -> Vector { xor(xor(rightPairs(x, 17), rightPairs(x, 19)), right(x, 10)) }

/// Writes four words of the schedule with their constants added.
@inline(__always)
private func put(_ x: Vector, _ constants: UnsafeRawPointer, _ words: UnsafeMutableRawPointer, _ index: Int) {
    let constants = unsafe constants.loadUnaligned(as: Vector.self)
    unsafe words.storeBytes(of: add(x, constants), toByteOffset: index &* 16, as: Vector.self)
}

// MARK: - Words

/// Four big-endian words.
@inline(__always)
private func load(_ block: UnsafeRawPointer, _ index: Int) -> Vector {
    let bytes = unsafe block.loadUnaligned(fromByteOffset: index &* 16, as: SIMD8<UInt16>.self)
    // The halves of each word, and then the bytes of each half, change places.
    let h = SIMD8(bytes[1], bytes[0], bytes[3], bytes[2], bytes[5], bytes[4], bytes[7], bytes[6])
    let halves = unsafe unsafeBitCast(h, to: Vector.self)
    return or(rightHalves(halves, 8), leftHalves(halves, 8))
}

@inline(__always)
private func rotated(_ word: UInt32, left count: UInt32) -> UInt32 { word &<< count | word &>> (32 &- count) }
@inline(__always)
private func rotated(_ word: UInt32, right count: UInt32) -> UInt32 { word &>> count | word &<< (32 &- count) }

/// A big-endian word.
@inline(__always)
private func word(_ bytes: UnsafeRawPointer, _ index: Int) -> UInt32 {
    UInt32(bigEndian: unsafe bytes.loadUnaligned(fromByteOffset: index &* 4, as: UInt32.self))
}

@inline(__always)
private func setWord(_ bytes: UnsafeMutableRawPointer, _ index: Int, _ word: UInt32) {
    unsafe bytes.storeBytes(of: word.bigEndian, toByteOffset: index &* 4, as: UInt32.self)
}

// Four words of 32 bits. On x86 every processor of 64 bits has the instructions that are meant, by name: the standard library's
// operators go lane by lane, and long chains of them come out of the optimiser as scalar instructions.

private typealias Vector = SIMD2<Int64>

@inline(__always)
private func lanes(_ x: Vector) -> SIMD4<UInt32> { unsafe unsafeBitCast(x, to: SIMD4<UInt32>.self) }
@inline(__always)
private func vector(_ x: SIMD4<UInt32>) -> Vector { unsafe unsafeBitCast(x, to: Vector.self) }
@inline(__always)
private func halves(_ x: Vector) -> SIMD8<UInt16> { unsafe unsafeBitCast(x, to: SIMD8<UInt16>.self) }

#if arch(x86_64)
@inline(__always)
private func add(_ a: Vector, _ b: Vector) -> Vector { _mm_add_epi32(a, b) }
@inline(__always)
private func xor(_ a: Vector, _ b: Vector) -> Vector { _mm_xor_si128(a, b) }
@inline(__always)
private func or(_ a: Vector, _ b: Vector) -> Vector { _mm_or_si128(a, b) }
@inline(__always)
private func right(_ a: Vector, _ count: Int32) -> Vector { _mm_srli_epi32(a, count) }
@inline(__always)
private func left(_ a: Vector, _ count: Int32) -> Vector { _mm_slli_epi32(a, count) }
@inline(__always)
private func rightPairs(_ a: Vector, _ count: Int32) -> Vector { _mm_srli_epi64(a, count) }
@inline(__always)
private func rightHalves(_ a: Vector, _ count: Int32) -> Vector { _mm_srli_epi16(a, count) }
@inline(__always)
private func leftHalves(_ a: Vector, _ count: Int32) -> Vector { _mm_slli_epi16(a, count) }
#else
@inline(__always)
private func add(_ a: Vector, _ b: Vector) -> Vector { vector(lanes(a) &+ lanes(b)) }
@inline(__always)
private func xor(_ a: Vector, _ b: Vector) -> Vector { a ^ b }
@inline(__always)
private func or(_ a: Vector, _ b: Vector) -> Vector { a | b }
@inline(__always)
private func right(_ a: Vector, _ count: UInt32) -> Vector { vector(lanes(a) &>> SIMD4(repeating: count)) }
@inline(__always)
private func left(_ a: Vector, _ count: UInt32) -> Vector { vector(lanes(a) &<< SIMD4(repeating: count)) }
@inline(__always)
private func rightPairs(_ a: Vector, _ count: UInt64) -> Vector {
    let pairs = unsafe unsafeBitCast(a, to: SIMD2<UInt64>.self)
    return unsafe unsafeBitCast(pairs &>> SIMD2(repeating: count), to: Vector.self)
}
@inline(__always)
private func rightHalves(_ a: Vector, _ count: UInt16) -> Vector {
    unsafe unsafeBitCast(halves(a) &>> SIMD8(repeating: count), to: Vector.self)
}
@inline(__always)
private func leftHalves(_ a: Vector, _ count: UInt16) -> Vector {
    unsafe unsafeBitCast(halves(a) &<< SIMD8(repeating: count), to: Vector.self)
}
#endif
