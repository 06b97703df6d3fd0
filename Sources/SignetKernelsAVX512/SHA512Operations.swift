#if arch(x86_64)
internal import CInstructions
internal import _Builtin_intrinsics.intel.sse2

extension SHA512Schedule {
    /// What stands at place `n` of σ₁(W(t-2)) + W(t-7) + σ₀(W(t-15)) + W(t-16), which is written with its constant added: 14 operations,
    /// because two shifts and ⊕, or two ⊕, are one instruction.
    @_transparent
    static func next(_ n: Int, _ s: inout Step) {
        switch n {
        case 1:
            unsafe s.q = unsafe s.odd
            unsafe s.odd = xmm_here(odd(s.x4, s.x5))
        case 5: unsafe s.x0 = xmm_here(add(s.x0, s.odd))
        case 9: unsafe s.p = xmm_here(rotated(s.q, 1))
        case 10: unsafe s.r = xmm_here(rotated(s.q, 8))
        case 14: unsafe s.q = xmm_here(right(s.q, 7))
        case 16: unsafe s.p = xmm_here(xor(xor(s.p, s.r), s.q))
        case 20: unsafe s.x0 = xmm_here(add(s.x0, s.p))
        case 24: unsafe s.p = xmm_here(rotated(s.x7, 19))
        case 28: unsafe s.q = xmm_here(rotated(s.x7, 61))
        case 32: unsafe s.r = xmm_here(right(s.x7, 6))
        case 33: unsafe s.p = xmm_here(xor(xor(s.p, s.r), s.q))
        case 37: unsafe s.x0 = xmm_here(add(s.x0, s.p))
        case 39: unsafe s.q = xmm_here(add(s.x0, constants(s.k, s.offset)))
        case 43: unsafe s.words.storeBytes(of: s.q, toByteOffset: s.offset, as: Vector.self)
        default: break
        }
    }
}

/// VPRORQ.
@inline(__always)
private func rotated(_ a: SHA512Schedule.Vector, _ count: Int32) -> SHA512Schedule.Vector {
    _mm_or_si128(_mm_srli_epi64(a, count), _mm_slli_epi64(a, 64 &- count))
}
#else
extension SHA512Schedule {
    /// Elsewhere nobody calls this module, and what it shares with others is compiled all the same.
    static func next(_ n: Int, _ s: inout Step) {}
}
#endif
