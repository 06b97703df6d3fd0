internal import CInstructions

/// SHA-512 with rounds in general registers and the message schedule in vector registers (FIPS 180-4 §6.4).
///
/// There is no instruction for it. A round is 22 operations in general registers, four a cycle: 440 cycles for a block, to which
/// the processor comes no nearer than 470, with rounds and nothing else. The schedule goes through other units beside them, two
/// words in two rounds, for the sixteen rounds after these; beside a block's last sixteen rounds the next block is read.
///
/// The order is the point: it was found by measuring some thousands, and is kept. Two neighbours that change places, or operations
/// of the schedule that stand together instead of among those of the rounds, cost up to a cycle a round.
///
/// What is called is transparent, and so brought in before the optimiser looks: by its own measure it would leave calls, and at run time
/// ask which place is meant, which is six times slower.
///
/// This file is compiled for every level: with BMI2 a rotation leaves its operand alone. What the schedule is made of is in
/// `SHA512Schedule`, which AVX-512 has its own of.
enum SHA512Rounds {
    /// Compresses `count` blocks, at least one, into the eight big-endian words at `chaining`. `schedule` is room for 128 bytes;
    /// `constants` are those of FIPS 180-4 §4.2.3.
    static func compress(
        _ blocks: UnsafeRawPointer, count: Int, into chaining: UnsafeMutableRawPointer,
        schedule words: UnsafeMutableRawPointer, constants: UnsafeRawPointer
    ) {
        var block = unsafe blocks
        var left = count
        var schedule = unsafe SHA512Schedule.begin(block, constants, words)
        var (a, b, c, d) = unsafe (word(chaining, 0), word(chaining, 1), word(chaining, 2), word(chaining, 3))
        var (e, f, g, h) = unsafe (word(chaining, 4), word(chaining, 5), word(chaining, 6), word(chaining, 7))
        while left > 0 {
            left &-= 1
            // The last block is read again, for nothing.
            if left > 0 { unsafe block += 128 }
            var (bc, notEG) = (b ^ c, ~e & g)
            var k = unsafe constants + 128
            var turns = 4
            while turns > 0 {
                unsafe sixteen(&a, &b, &c, &d, &e, &f, &g, &h, &bc, &notEG, &schedule, words, address_barrier(k), nil)
                unsafe k += 128
                turns &-= 1
            }
            unsafe sixteen(&a, &b, &c, &d, &e, &f, &g, &h, &bc, &notEG, &schedule, words, constants, block)
            unsafe add(&a, &b, &c, &d, chaining)
            unsafe add(&e, &f, &g, &h, chaining + 32)
        }
    }
}

/// Sixteen rounds with the sixteen words, constants added, at `words`, in whose place the next sixteen are put: of the block at
/// `block`, if there is one, and else of the schedule.
@_transparent
private func sixteen(
    _ a: inout UInt64, _ b: inout UInt64, _ c: inout UInt64, _ d: inout UInt64, _ e: inout UInt64, _ f: inout UInt64,
    _ g: inout UInt64, _ h: inout UInt64, _ bc: inout UInt64, _ notEG: inout UInt64,
    _ s: inout SHA512Schedule.State, _ words: UnsafeMutableRawPointer, _ k: UnsafeRawPointer,
    _ block: UnsafeRawPointer?
) {
    let words = unsafe UnsafeMutableRawPointer(mutating: address_barrier(words))
    unsafe two(a, b, &c, &d, e, f, &g, &h, &bc, &notEG, &s.0, s.4, s.5, s.7, &s.8, words, k, block, 0)
    unsafe two(g, h, &a, &b, c, d, &e, &f, &bc, &notEG, &s.1, s.5, s.6, s.0, &s.9, words, k, block, 16)
    unsafe two(e, f, &g, &h, a, b, &c, &d, &bc, &notEG, &s.2, s.6, s.7, s.1, &s.10, words, k, block, 32)
    unsafe two(c, d, &e, &f, g, h, &a, &b, &bc, &notEG, &s.3, s.7, s.0, s.2, &s.11, words, k, block, 48)
    unsafe two(a, b, &c, &d, e, f, &g, &h, &bc, &notEG, &s.4, s.0, s.1, s.3, &s.8, words, k, block, 64)
    unsafe two(g, h, &a, &b, c, d, &e, &f, &bc, &notEG, &s.5, s.1, s.2, s.4, &s.9, words, k, block, 80)
    unsafe two(e, f, &g, &h, a, b, &c, &d, &bc, &notEG, &s.6, s.2, s.3, s.5, &s.10, words, k, block, 96)
    unsafe two(c, d, &e, &f, g, h, &a, &b, &bc, &notEG, &s.7, s.3, s.4, s.6, &s.11, words, k, block, 112)
}

/// Two rounds, and two words of the schedule.
@_transparent
private func two(
    _ a: UInt64, _ b: UInt64, _ c: inout UInt64, _ d: inout UInt64, _ e: UInt64, _ f: UInt64, _ g: inout UInt64,
    _ h: inout UInt64, _ bc: inout UInt64, _ notEG: inout UInt64, _ x0: inout SHA512Schedule.Vector,
    _ x4: SHA512Schedule.Vector, _ x5: SHA512Schedule.Vector, _ x7: SHA512Schedule.Vector,
    _ odd: inout SHA512Schedule.Vector, _ words: UnsafeMutableRawPointer, _ k: UnsafeRawPointer,
    _ block: UnsafeRawPointer?, _ offset: Int
) {
    var step = unsafe SHA512Schedule.Step(
        x0, x4, x5, x7, odd, odd, odd, odd, k: k, words: words, block: block, offset: offset)
    unsafe round(a, b, &d, e, f, g, &h, &bc, &notEG, words, offset, &step, 0)
    unsafe round(h, a, &c, d, e, f, &g, &bc, &notEG, words, offset &+ 8, &step, 23)
    (x0, odd) = unsafe (step.x0, step.odd)
}

/// FIPS 180-4 §6.4.2 step 3; what the standard calls a new `a` and `e` is left in `h` and `d`. After each operation may stand one
/// of the schedule.
@_transparent
private func round(
    _ a: UInt64, _ b: UInt64, _ d: inout UInt64, _ e: UInt64, _ f: UInt64, _ g: UInt64, _ h: inout UInt64,
    _ bc: inout UInt64, _ notEG: inout UInt64, _ words: UnsafeRawPointer, _ offset: Int,
    _ step: inout SHA512Schedule.Step, _ n: Int
) {
    // What Ch chooses of f and of g has no bit in common, so that the two can be added.
    let andEF = value_in_order(e & f)
    unsafe SHA512Schedule.operation(n &+ 1, &step)
    h = unsafe value_in_order(h &+ words.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    unsafe SHA512Schedule.operation(n &+ 2, &step)
    h = value_in_order(h &+ notEG)
    unsafe SHA512Schedule.operation(n &+ 3, &step)
    h = value_in_order(h &+ andEF)
    unsafe SHA512Schedule.operation(n &+ 4, &step)
    let e18 = value_in_order(rotated(e, 18))
    unsafe SHA512Schedule.operation(n &+ 5, &step)
    var sigma1 = value_in_order(rotated(e, 14))
    unsafe SHA512Schedule.operation(n &+ 6, &step)
    let e41 = value_in_order(rotated(e, 41))
    unsafe SHA512Schedule.operation(n &+ 7, &step)
    sigma1 = value_in_order(sigma1 ^ e18)
    unsafe SHA512Schedule.operation(n &+ 8, &step)
    sigma1 = value_in_order(sigma1 ^ e41)
    unsafe SHA512Schedule.operation(n &+ 9, &step)
    var sigma0 = value_in_order(rotated(a, 28))
    unsafe SHA512Schedule.operation(n &+ 10, &step)
    let a34 = value_in_order(rotated(a, 34))
    unsafe SHA512Schedule.operation(n &+ 11, &step)
    sigma0 = value_in_order(sigma0 ^ a34)
    unsafe SHA512Schedule.operation(n &+ 12, &step)
    let ab = value_in_order(a ^ b)
    unsafe SHA512Schedule.operation(n &+ 13, &step)
    h = sum_in_order(h, sigma1)
    unsafe SHA512Schedule.operation(n &+ 14, &step)
    let a39 = value_in_order(rotated(a, 39))
    unsafe SHA512Schedule.operation(n &+ 15, &step)
    d = value_in_order(d &+ h)
    unsafe SHA512Schedule.operation(n &+ 16, &step)
    // The majority is b, unless a differs from b and b from c.
    var majority = value_in_order(ab & bc)
    unsafe SHA512Schedule.operation(n &+ 17, &step)
    majority = value_in_order(majority ^ b)
    unsafe SHA512Schedule.operation(n &+ 18, &step)
    h = sum_in_order(h, majority)
    unsafe SHA512Schedule.operation(n &+ 19, &step)
    // For the next round, whose e is this d and whose g is f.
    notEG = value_in_order(~d & f)
    unsafe SHA512Schedule.operation(n &+ 20, &step)
    sigma0 = value_in_order(sigma0 ^ a39)
    unsafe SHA512Schedule.operation(n &+ 21, &step)
    h = sum_in_order(h, sigma0)
    unsafe SHA512Schedule.operation(n &+ 22, &step)
    // For the next round, whose b ⊕ c is this a ⊕ b.
    bc = ab
}

@inline(__always)
private func rotated(_ word: UInt64, _ count: UInt64) -> UInt64 { word &>> count | word &<< (64 &- count) }

/// Adds four words of the state to what they were before the block, there and here. (The optimiser would make vectors of them, and
/// take thirty cycles to bring them together and apart.)
@inline(__always)
private func add(
    _ a: inout UInt64, _ b: inout UInt64, _ c: inout UInt64, _ d: inout UInt64, _ chaining: UnsafeMutableRawPointer
) {
    a = unsafe value_in_order(a &+ word(chaining, 0))
    b = unsafe value_in_order(b &+ word(chaining, 1))
    c = unsafe value_in_order(c &+ word(chaining, 2))
    d = unsafe value_in_order(d &+ word(chaining, 3))
    unsafe chaining.storeBytes(of: value_in_order(a.bigEndian), toByteOffset: 0, as: UInt64.self)
    unsafe chaining.storeBytes(of: value_in_order(b.bigEndian), toByteOffset: 8, as: UInt64.self)
    unsafe chaining.storeBytes(of: value_in_order(c.bigEndian), toByteOffset: 16, as: UInt64.self)
    unsafe chaining.storeBytes(of: value_in_order(d.bigEndian), toByteOffset: 24, as: UInt64.self)
}

/// A big-endian word.
@inline(__always)
private func word(_ bytes: UnsafeRawPointer, _ index: Int) -> UInt64 {
    UInt64(bigEndian: unsafe bytes.loadUnaligned(fromByteOffset: index &* 8, as: UInt64.self))
}
