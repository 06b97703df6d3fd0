#if arch(x86_64)
internal import CInstructions
internal import _Builtin_intrinsics.intel.sse2

/// The message schedule of SHA-512 (FIPS 180-4 §6.4.2 step 1), two words a vector, as single operations, as in
/// `SHA512Schedule` of the other levels; here two shifts and ⊕, or two ⊕, are one instruction.
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
    ///
    /// Transparent, because the optimiser would not bring so many calls of it in.
    @_transparent
    static func operation(_ n: Int, _ s: inout Step) {
        if let block = unsafe s.block {
            switch n {
            case 1: unsafe s.x0 = xmm_in_order(read(block, s.offset))
            case 19: unsafe s.q = xmm_in_order(add(s.x0, constants(s.k, s.offset)))
            case 29: unsafe s.odd = xmm_in_order(odd(s.x4, s.x5))
            case 42: unsafe s.words.storeBytes(of: s.q, toByteOffset: s.offset, as: Vector.self)
            default: break
            }
            return
        }
        switch n {
        case 1:
            unsafe s.q = unsafe s.odd
            unsafe s.odd = xmm_in_order(odd(s.x4, s.x5))
        case 5: unsafe s.x0 = xmm_in_order(add(s.x0, s.odd))
        case 9: unsafe s.p = xmm_in_order(rotated(s.q, 1))
        case 10: unsafe s.r = xmm_in_order(rotated(s.q, 8))
        case 14: unsafe s.q = xmm_in_order(right(s.q, 7))
        case 16: unsafe s.p = xmm_in_order(xor(xor(s.p, s.r), s.q))
        case 20: unsafe s.x0 = xmm_in_order(add(s.x0, s.p))
        case 24: unsafe s.p = xmm_in_order(rotated(s.x7, 19))
        case 28: unsafe s.q = xmm_in_order(rotated(s.x7, 61))
        case 32: unsafe s.r = xmm_in_order(right(s.x7, 6))
        case 33: unsafe s.p = xmm_in_order(xor(xor(s.p, s.r), s.q))
        case 37: unsafe s.x0 = xmm_in_order(add(s.x0, s.p))
        case 39: unsafe s.q = xmm_in_order(add(s.x0, constants(s.k, s.offset)))
        case 43: unsafe s.words.storeBytes(of: s.q, toByteOffset: s.offset, as: Vector.self)
        default: break
        }
    }
}

@inline(__always)
private func first(
    _ block: UnsafeRawPointer, _ k: UnsafeRawPointer, _ words: UnsafeMutableRawPointer, _ offset: Int
) -> Vector {
    let x = unsafe read(block, offset)
    unsafe words.storeBytes(of: add(x, constants(k, offset)), toByteOffset: offset, as: Vector.self)
    return x
}

/// Two big-endian words.
@inline(__always)
private func read(_ block: UnsafeRawPointer, _ offset: Int) -> Vector {
    let first = unsafe UInt64(bigEndian: block.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    let second = unsafe UInt64(bigEndian: block.loadUnaligned(fromByteOffset: offset &+ 8, as: UInt64.self))
    return Vector(Int64(bitPattern: first), Int64(bitPattern: second))
}

/// FIPS 180-4 §4.2.3.
@inline(__always)
private func constants(_ k: UnsafeRawPointer, _ offset: Int) -> Vector {
    unsafe k.loadUnaligned(fromByteOffset: offset, as: Vector.self)
}

/// The second of two words, and the first of the next two.
@inline(__always)
private func odd(_ x: Vector, _ y: Vector) -> Vector { Vector(x[1], y[0]) }

private typealias Vector = SIMD2<Int64>

@inline(__always)
private func add(_ a: Vector, _ b: Vector) -> Vector { _mm_add_epi64(a, b) }
@inline(__always)
private func xor(_ a: Vector, _ b: Vector) -> Vector { _mm_xor_si128(a, b) }
@inline(__always)
private func right(_ a: Vector, _ count: Int32) -> Vector { _mm_srli_epi64(a, count) }
/// VPRORQ.
@inline(__always)
private func rotated(_ a: Vector, _ count: Int32) -> Vector {
    _mm_or_si128(_mm_srli_epi64(a, count), _mm_slli_epi64(a, 64 &- count))
}
#endif
