#if arch(x86_64)
internal import CInstructions

/// SHA-1 and SHA-2 (FIPS 180-4 §6) of as many messages at once as a vector has words.
///
/// A vector holds one word of every message, so that no round waits for an exchange between lanes, and what one message's
/// chain of dependencies leaves idle the others use: the limit is the number of operations, not their latency. This file
/// is compiled into two kernel modules, with their own width and their own words of it; the sixteen words of the schedule
/// lie in memory, each written over the one sixteen before it.
enum HashLanes {
    /// The functions, by what a round does. (The witnesses of an enumeration would be code that other modules share.)
    struct Function {
        private let number: Int

        static var sha1: Function { Function(number: 1) }
        static var sha256: Function { Function(number: 256) }
        static var sha512: Function { Function(number: 512) }

        @inline(__always)
        static func == (a: Function, b: Function) -> Bool { a.number == b.number }

        var wordByteCount: Int { self == .sha512 ? 8 : 4 }
        var chainingWordCount: Int { self == .sha1 ? 5 : 8 }
    }

    /// Compresses `count` blocks of each message; `blocks` says where those of each lane begin. A chaining value is a
    /// vector a word at `chaining`; `schedule` is room for sixteen vectors, and `constants` are those of all rounds.
    @inline(__always)
    static func compress(
        _ function: Function, _ blocks: UnsafePointer<UnsafeRawPointer>, count: Int,
        into chaining: UnsafeMutableRawPointer, schedule: UnsafeMutableRawPointer, constants: UnsafeRawPointer
    ) {
        var index = 0
        while index < count {
            if function == .sha512 {
                unsafe loadWords64(blocks, index &* 128, into: schedule)
            } else {
                unsafe loadWords32(blocks, index &* 64, into: schedule)
            }
            unsafe compress(function, chaining, schedule, constants)
            index &+= 1
        }
    }

    /// The inner loop of PBKDF2 with HMAC (RFC 8018 §5.2), for a password or a block in each lane: U_j = PRF (P, U_(j-1)),
    /// `count` times, each added to `sum`. All four are chaining values as above: U is at `value`, and `inner` and
    /// `outer` are those after the padded keys. Words never leave their lanes.
    @inline(__always)
    static func iterate(
        _ function: Function, _ value: UnsafeMutableRawPointer, sum: UnsafeMutableRawPointer, inner: UnsafeRawPointer,
        outer: UnsafeRawPointer, digestWordCount: Int, count: Int, schedule: UnsafeMutableRawPointer,
        constants: UnsafeRawPointer
    ) {
        var left = count
        while left > 0 {
            unsafe hashDigest(function, value, from: inner, digestWordCount, schedule, constants)
            unsafe hashDigest(function, value, from: outer, digestWordCount, schedule, constants)
            var index = 0
            while index < digestWordCount {
                unsafe setVector(sum, index, exclusiveOr(vector(sum, index), vector(value, index)))
                index &+= 1
            }
            left &-= 1
        }
    }

    /// The hash, at `value`, of the digest that is there, after the block of padded key that led to `start`.
    @inline(__always)
    private static func hashDigest(
        _ function: Function, _ value: UnsafeMutableRawPointer, from start: UnsafeRawPointer, _ digestWordCount: Int,
        _ schedule: UnsafeMutableRawPointer, _ constants: UnsafeRawPointer
    ) {
        var index = 0
        while index < digestWordCount {
            unsafe setVector(schedule, index, vector(value, index))
            index &+= 1
        }
        // FIPS 180-4 §5.1: the end mark, zeros, and the length of both in bits.
        unsafe setVector(schedule, index, repeated(function, 1 &<< (function.wordByteCount &* 8 &- 1)))
        index &+= 1
        while index < 15 {
            unsafe setVector(schedule, index, repeated(function, 0))
            index &+= 1
        }
        let bitCount = (16 &+ digestWordCount) &* function.wordByteCount &* 8
        unsafe setVector(schedule, 15, repeated(function, UInt64(truncatingIfNeeded: bitCount)))
        index = 0
        while index < function.chainingWordCount {
            unsafe setVector(value, index, vector(start, index))
            index &+= 1
        }
        unsafe compress(function, value, schedule, constants)
    }

    /// Compresses the block whose words are in the schedule.
    @inline(__always)
    private static func compress(
        _ function: Function, _ chaining: UnsafeMutableRawPointer, _ schedule: UnsafeMutableRawPointer,
        _ constants: UnsafeRawPointer
    ) {
        if function == .sha1 {
            unsafe compressSHA1(chaining, schedule)
        } else if function == .sha256 {
            unsafe compressSHA256(chaining, schedule, constants)
        } else {
            unsafe compressSHA512(chaining, schedule, constants)
        }
    }

    @inline(never)
    private static func compressSHA256(
        _ chaining: UnsafeMutableRawPointer, _ schedule: UnsafeMutableRawPointer, _ constants: UnsafeRawPointer
    ) {
        unsafe compressSHA2(.sha256, chaining, schedule, constants)
    }

    @inline(never)
    private static func compressSHA512(
        _ chaining: UnsafeMutableRawPointer, _ schedule: UnsafeMutableRawPointer, _ constants: UnsafeRawPointer
    ) {
        unsafe compressSHA2(.sha512, chaining, schedule, constants)
    }
}

// MARK: SHA-2

extension HashLanes {
    /// The working variables.
    private struct Variables {
        var a, b, c, d, e, f, g, h: HashVector
    }

    /// FIPS 180-4 §6.2.2 and §6.4.2, steps 2 to 4.
    @inline(__always)
    private static func compressSHA2(
        _ function: Function, _ chaining: UnsafeMutableRawPointer, _ schedule: UnsafeMutableRawPointer,
        _ constants: UnsafeRawPointer
    ) {
        var v = unsafe Variables(
            a: vector(chaining, 0), b: vector(chaining, 1), c: vector(chaining, 2), d: vector(chaining, 3),
            e: vector(chaining, 4), f: vector(chaining, 5), g: vector(chaining, 6), h: vector(chaining, 7))
        var t = 0
        while t < 16 {
            unsafe eight(function, &v, t, isFirst: true, schedule, constants)
            t &+= 8
        }
        let sixteenByteCount = 16 &* function.wordByteCount
        var constant = unsafe constants + sixteenByteCount
        var left = function == .sha512 ? 4 : 3
        while left > 0 {
            unsafe eight(function, &v, 0, isFirst: false, schedule, constant)
            unsafe eight(function, &v, 8, isFirst: false, schedule, constant)
            unsafe constant += sixteenByteCount
            left &-= 1
        }
        unsafe setVector(chaining, 0, add(function, vector(chaining, 0), v.a))
        unsafe setVector(chaining, 1, add(function, vector(chaining, 1), v.b))
        unsafe setVector(chaining, 2, add(function, vector(chaining, 2), v.c))
        unsafe setVector(chaining, 3, add(function, vector(chaining, 3), v.d))
        unsafe setVector(chaining, 4, add(function, vector(chaining, 4), v.e))
        unsafe setVector(chaining, 5, add(function, vector(chaining, 5), v.f))
        unsafe setVector(chaining, 6, add(function, vector(chaining, 6), v.g))
        unsafe setVector(chaining, 7, add(function, vector(chaining, 7), v.h))
    }

    /// Eight rounds, the variables renamed instead of moved. `t` is 0 or 8: the round's number but for its sixteens.
    @inline(__always)
    private static func eight(
        _ function: Function, _ v: inout Variables, _ t: Int, isFirst: Bool, _ words: UnsafeMutableRawPointer,
        _ constants: UnsafeRawPointer
    ) {
        unsafe round(function, v.a, v.b, v.c, &v.d, v.e, v.f, v.g, &v.h, t, isFirst, words, constants)
        unsafe round(function, v.h, v.a, v.b, &v.c, v.d, v.e, v.f, &v.g, t &+ 1, isFirst, words, constants)
        unsafe round(function, v.g, v.h, v.a, &v.b, v.c, v.d, v.e, &v.f, t &+ 2, isFirst, words, constants)
        unsafe round(function, v.f, v.g, v.h, &v.a, v.b, v.c, v.d, &v.e, t &+ 3, isFirst, words, constants)
        unsafe round(function, v.e, v.f, v.g, &v.h, v.a, v.b, v.c, &v.d, t &+ 4, isFirst, words, constants)
        unsafe round(function, v.d, v.e, v.f, &v.g, v.h, v.a, v.b, &v.c, t &+ 5, isFirst, words, constants)
        unsafe round(function, v.c, v.d, v.e, &v.f, v.g, v.h, v.a, &v.b, t &+ 6, isFirst, words, constants)
        unsafe round(function, v.b, v.c, v.d, &v.e, v.f, v.g, v.h, &v.a, t &+ 7, isFirst, words, constants)
    }

    /// Step 3; what the standard calls a new `a` and `e` is left in `h` and `d`.
    @inline(__always)
    private static func round(
        _ function: Function, _ a: HashVector, _ b: HashVector, _ c: HashVector, _ d: inout HashVector, _ e: HashVector,
        _ f: HashVector, _ g: HashVector, _ h: inout HashVector, _ t: Int, _ isFirst: Bool,
        _ words: UnsafeMutableRawPointer, _ constants: UnsafeRawPointer
    ) {
        var word = unsafe vector(words, t)
        if !isFirst {
            // σ₁(W(t-2)) + W(t-7) + σ₀(W(t-15)) + W(t-16) (step 1).
            let (two, seven) = unsafe (vector(words, (t &+ 14) & 15), vector(words, (t &+ 9) & 15))
            let fifteen = unsafe vector(words, (t &+ 1) & 15)
            word = add(
                function, add(function, word, seven),
                add(function, smallSigma0(function, fifteen), smallSigma1(function, two)))
            unsafe setVector(words, t, word)
        }
        let constant = unsafe repeated(function, at: constants, t)
        let first = add(
            function, add(function, add(function, h, constant), word),
            add(function, bigSigma1(function, e), select(e, f, g)))
        d = add(function, d, first)
        h = add(function, add(function, first, bigSigma0(function, a)), majority(a, b, c))
    }

    /// Σ₀ and Σ₁, σ₀ and σ₁ (FIPS 180-4 §4.1.2, §4.1.3).
    @inline(__always)
    private static func bigSigma0(_ function: Function, _ x: HashVector) -> HashVector {
        function == .sha512
            ? exclusiveOr(rotated64(x, 28), rotated64(x, 34), rotated64(x, 39))
            : exclusiveOr(rotated32(x, 2), rotated32(x, 13), rotated32(x, 22))
    }

    @inline(__always)
    private static func bigSigma1(_ function: Function, _ x: HashVector) -> HashVector {
        function == .sha512
            ? exclusiveOr(rotated64(x, 14), rotated64(x, 18), rotated64(x, 41))
            : exclusiveOr(rotated32(x, 6), rotated32(x, 11), rotated32(x, 25))
    }

    @inline(__always)
    private static func smallSigma0(_ function: Function, _ x: HashVector) -> HashVector {
        function == .sha512
            ? exclusiveOr(rotated64(x, 1), rotated64(x, 8), shifted64(x, 7))
            : exclusiveOr(rotated32(x, 7), rotated32(x, 18), shifted32(x, 3))
    }

    @inline(__always)
    private static func smallSigma1(_ function: Function, _ x: HashVector) -> HashVector {
        function == .sha512
            ? exclusiveOr(rotated64(x, 19), rotated64(x, 61), shifted64(x, 6))
            : exclusiveOr(rotated32(x, 17), rotated32(x, 19), shifted32(x, 10))
    }

    @inline(__always)
    private static func add(_ function: Function, _ a: HashVector, _ b: HashVector) -> HashVector {
        function == .sha512 ? add64(a, b) : add32(a, b)
    }

    /// A word in all lanes.
    @inline(__always)
    private static func repeated(_ function: Function, _ word: UInt64) -> HashVector {
        function == .sha512 ? repeated64(word) : repeated32(UInt32(truncatingIfNeeded: word))
    }

    @inline(__always)
    private static func repeated(_ function: Function, at constants: UnsafeRawPointer, _ index: Int) -> HashVector {
        unsafe function == .sha512
            ? repeated64(constants.loadUnaligned(fromByteOffset: index &* 8, as: UInt64.self))
            : repeated32(constants.loadUnaligned(fromByteOffset: index &* 4, as: UInt32.self))
    }
}

// MARK: SHA-1

extension HashLanes {
    /// FIPS 180-4 §6.1.2, steps 2 to 4.
    @inline(never)
    private static func compressSHA1(_ chaining: UnsafeMutableRawPointer, _ schedule: UnsafeMutableRawPointer) {
        var v = unsafe VariablesSHA1(
            a: vector(chaining, 0), b: vector(chaining, 1), c: vector(chaining, 2), d: vector(chaining, 3),
            e: vector(chaining, 4))
        var t = 0
        while t < 15 {
            unsafe five(&v, t, 0, isFirst: true, schedule)
            t &+= 5
        }
        unsafe five(&v, 15, 0, isFirst: false, schedule)
        t = 20
        while t < 40 {
            unsafe five(&v, t, 1, isFirst: false, schedule)
            t &+= 5
        }
        while t < 60 {
            unsafe five(&v, t, 2, isFirst: false, schedule)
            t &+= 5
        }
        while t < 80 {
            unsafe five(&v, t, 3, isFirst: false, schedule)
            t &+= 5
        }
        unsafe setVector(chaining, 0, add32(vector(chaining, 0), v.a))
        unsafe setVector(chaining, 1, add32(vector(chaining, 1), v.b))
        unsafe setVector(chaining, 2, add32(vector(chaining, 2), v.c))
        unsafe setVector(chaining, 3, add32(vector(chaining, 3), v.d))
        unsafe setVector(chaining, 4, add32(vector(chaining, 4), v.e))
    }

    private struct VariablesSHA1 {
        var a, b, c, d, e: HashVector
    }

    /// Five rounds of a phase of twenty, the variables renamed instead of moved. `isFirst` where the schedule is the block
    /// itself; in round 15 it is too.
    @inline(__always)
    private static func five(
        _ v: inout VariablesSHA1, _ t: Int, _ phase: Int, isFirst: Bool, _ words: UnsafeMutableRawPointer
    ) {
        unsafe round(v.a, &v.b, v.c, v.d, &v.e, phase, isFirst || t == 15 ? word(words, t) : next(words, t))
        unsafe round(v.e, &v.a, v.b, v.c, &v.d, phase, isFirst ? word(words, t &+ 1) : next(words, t &+ 1))
        unsafe round(v.d, &v.e, v.a, v.b, &v.c, phase, isFirst ? word(words, t &+ 2) : next(words, t &+ 2))
        unsafe round(v.c, &v.d, v.e, v.a, &v.b, phase, isFirst ? word(words, t &+ 3) : next(words, t &+ 3))
        unsafe round(v.b, &v.c, v.d, v.e, &v.a, phase, isFirst ? word(words, t &+ 4) : next(words, t &+ 4))
    }

    @inline(__always)
    private static func word(_ words: UnsafeMutableRawPointer, _ t: Int) -> HashVector {
        unsafe vector(words, t & 15)
    }

    /// Step 1, from the seventeenth word on.
    @inline(__always)
    private static func next(_ words: UnsafeMutableRawPointer, _ t: Int) -> HashVector {
        let sum = unsafe exclusiveOr(word(words, t), word(words, t &- 3), word(words, t &- 8))
        let next = unsafe rotated32(exclusiveOr(sum, word(words, t &- 14)), 31)
        unsafe setVector(words, t & 15, next)
        return next
    }

    /// Step 3; what the standard calls a new `a` and `c` is left in `e` and `b`.
    @inline(__always)
    private static func round(
        _ a: HashVector, _ b: inout HashVector, _ c: HashVector, _ d: HashVector, _ e: inout HashVector,
        _ phase: Int, _ word: HashVector
    ) {
        let (mixed, constant): (HashVector, UInt32) =
            if phase == 0 {
                (select(b, c, d), 0x5a82_7999)
            } else if phase == 1 {
                (exclusiveOr(b, c, d), 0x6ed9_eba1)
            } else if phase == 2 {
                (majority(b, c, d), 0x8f1b_bcdc)
            } else {
                (exclusiveOr(b, c, d), 0xca62_c1d6)
            }
        e = add32(add32(add32(e, word), add32(mixed, repeated32(constant))), rotated32(a, 27))
        b = rotated32(b, 2)
    }
}

@inline(__always)
private func vector(_ vectors: UnsafeRawPointer, _ index: Int) -> HashVector {
    unsafe loadVector(vectors + index &* MemoryLayout<HashVector>.size)
}

@inline(__always)
private func setVector(_ vectors: UnsafeMutableRawPointer, _ index: Int, _ vector: HashVector) {
    unsafe storeVector(vectors + index &* MemoryLayout<HashVector>.size, vector)
}
#endif
