#if arch(x86_64)
internal import CInstructions
internal import _Builtin_intrinsics.intel.sse2
#endif

/// The message schedule of SHA-512 (FIPS 180-4 §6.4.2 step 1), two words a vector, as single operations: `SHA512Rounds` places
/// them among those of the rounds.
enum SHA512Schedule {
    typealias Vector = SIMD2<Int64>

    /// Sixteen words, from W(t-16) to W(t-1), and four pairs at odd places: W(t-15) and W(t-14), to W(t-9) and W(t-8).
    typealias State = (
        Vector, Vector, Vector, Vector, Vector, Vector, Vector, Vector, Vector, Vector, Vector, Vector
    )

    /// What two words are made from, and where they are. W(t-16) is in `x0`, which becomes W(t); W(t-8), W(t-6), W(t-2) are in
    /// `x4`, `x5`, `x7`; W(t-15) is in `odd`, which becomes W(t-7). The table of constants, the room for sixteen words and the block
    /// have them at `offset`.
    typealias Step = (
        x0: Vector, x4: Vector, x5: Vector, x7: Vector, odd: Vector, p: Vector, q: Vector, r: Vector,
        k: UnsafeRawPointer, words: UnsafeMutableRawPointer, block: UnsafeRawPointer?, offset: Int
    )

    /// The first sixteen words of a block, written with their constants added.
    @inline(__always)
    static func begin(
        _ block: UnsafeRawPointer, _ k: UnsafeRawPointer, _ words: UnsafeMutableRawPointer
    ) -> State {
        let (x0, x1) = unsafe (first(block, k, words, 0), first(block, k, words, 16))
        let (x2, x3) = unsafe (first(block, k, words, 32), first(block, k, words, 48))
        let (x4, x5) = unsafe (first(block, k, words, 64), first(block, k, words, 80))
        let (x6, x7) = unsafe (first(block, k, words, 96), first(block, k, words, 112))
        return (
            x0, x1, x2, x3, x4, x5, x6, x7, odd(x0, x1), odd(x1, x2), odd(x2, x3), odd(x3, x4)
        )
    }

    /// What stands at place `n` of 46: an operation of σ₁(W(t-2)) + W(t-7) + σ₀(W(t-15)) + W(t-16), which is written with its
    /// constant added; where there is a block, of reading two of its words instead.
    @_transparent
    static func operation(_ n: Int, _ s: inout Step) {
        if let block = unsafe s.block {
            switch n {
            case 1: unsafe s.x0 = xmm_here(read(block, s.offset))
            case 19: unsafe s.q = xmm_here(add(s.x0, constants(s.k, s.offset)))
            case 29: unsafe s.odd = xmm_here(odd(s.x4, s.x5))
            case 42: unsafe s.words.storeBytes(of: s.q, toByteOffset: s.offset, as: Vector.self)
            default: break
            }
            return
        }
        unsafe next(n, &s)
    }

    // MARK: - What the operations are made of

    @inline(__always)
    static func first(
        _ block: UnsafeRawPointer, _ k: UnsafeRawPointer, _ words: UnsafeMutableRawPointer, _ offset: Int
    ) -> Vector {
        let x = unsafe read(block, offset)
        unsafe words.storeBytes(of: add(x, constants(k, offset)), toByteOffset: offset, as: Vector.self)
        return x
    }

    /// Two big-endian words.
    @inline(__always)
    static func read(_ block: UnsafeRawPointer, _ offset: Int) -> Vector {
        let first = unsafe UInt64(bigEndian: block.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        let second = unsafe UInt64(bigEndian: block.loadUnaligned(fromByteOffset: offset &+ 8, as: UInt64.self))
        return Vector(Int64(bitPattern: first), Int64(bitPattern: second))
    }

    /// FIPS 180-4 §4.2.3.
    @inline(__always)
    static func constants(_ k: UnsafeRawPointer, _ offset: Int) -> Vector {
        unsafe k.loadUnaligned(fromByteOffset: offset, as: Vector.self)
    }

    /// The second of two words, and the first of the next two.
    @inline(__always)
    static func odd(_ x: Vector, _ y: Vector) -> Vector { Vector(x[1], y[0]) }

    // Two words of 64 bits. On x86 every processor of 64 bits has the instructions that are meant, by name: the standard library's
    // operators go lane by lane, and long chains of them come out of the optimiser as scalar instructions.

    #if arch(x86_64)
    @inline(__always)
    static func add(_ a: Vector, _ b: Vector) -> Vector { _mm_add_epi64(a, b) }
    @inline(__always)
    static func xor(_ a: Vector, _ b: Vector) -> Vector { _mm_xor_si128(a, b) }
    @inline(__always)
    static func right(_ a: Vector, _ count: Int32) -> Vector { _mm_srli_epi64(a, count) }
    @inline(__always)
    static func left(_ a: Vector, _ count: Int32) -> Vector { _mm_slli_epi64(a, count) }
    #else
    @inline(__always)
    static func add(_ a: Vector, _ b: Vector) -> Vector { a &+ b }
    @inline(__always)
    static func xor(_ a: Vector, _ b: Vector) -> Vector { a ^ b }
    @inline(__always)
    static func right(_ a: Vector, _ count: UInt64) -> Vector {
        let words = unsafe unsafeBitCast(a, to: SIMD2<UInt64>.self) &>> SIMD2(repeating: count)
        return unsafe unsafeBitCast(words, to: Vector.self)
    }
    @inline(__always)
    static func left(_ a: Vector, _ count: Int64) -> Vector { a &<< Vector(repeating: count) }
    @inline(__always)
    static func xmm_here(_ a: Vector) -> Vector { a }
    #endif
}
