#if arch(x86_64)
internal import _Builtin_intrinsics.intel.sse2
#endif

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
    let sigma1 = rotated(rotated(rotated(e, 14) ^ e, 5) ^ e, 6)
    let first = h &+ word &+ (g ^ (e & (f ^ g))) &+ sigma1
    d = d &+ first
    // The majority is b, unless a differs from b and b from c.
    let ab = a ^ b
    let sigma0 = rotated(rotated(rotated(a, 9) ^ a, 11) ^ a, 2)
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
private func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 { word &>> count | word &<< (32 &- count) }

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
