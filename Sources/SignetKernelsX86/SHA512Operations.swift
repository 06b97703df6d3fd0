internal import CInstructions

extension SHA512Schedule {
    /// What stands at place `n` of σ₁(W(t-2)) + W(t-7) + σ₀(W(t-15)) + W(t-16), which is written with its constant added: 24 operations
    /// and a copy.
    @_transparent
    static func next(_ n: Int, _ s: inout Step) {
        switch n {
        case 1:
            unsafe s.q = unsafe s.odd
            unsafe s.odd = xmm_here(odd(s.x4, s.x5))
        case 3: unsafe s.x0 = xmm_here(add(s.x0, s.odd))
        case 4: unsafe s.p = xmm_here(right(s.q, 1))
        case 7:
            unsafe s.r = xmm_here(left(s.q, 63))
            unsafe s.p = xmm_here(xor(s.p, s.r))
        case 8: unsafe s.r = xmm_here(right(s.q, 8))
        case 10: unsafe s.p = xmm_here(xor(s.p, s.r))
        case 12:
            unsafe s.r = xmm_here(left(s.q, 56))
            unsafe s.p = xmm_here(xor(s.p, s.r))
        case 14: unsafe s.q = xmm_here(right(s.q, 7))
        case 17: unsafe s.p = xmm_here(xor(s.p, s.q))
        case 19: unsafe s.q = xmm_here(right(s.x7, 19))
        case 24: unsafe s.x0 = xmm_here(add(s.x0, s.p))
        case 26: unsafe s.r = xmm_here(left(s.x7, 45))
        case 27: unsafe s.q = xmm_here(xor(s.q, s.r))
        case 30:
            unsafe s.r = xmm_here(right(s.x7, 61))
            unsafe s.q = xmm_here(xor(s.q, s.r))
        case 31: unsafe s.r = xmm_here(left(s.x7, 3))
        case 33: unsafe s.q = xmm_here(xor(s.q, s.r))
        case 35:
            unsafe s.r = xmm_here(right(s.x7, 6))
            unsafe s.q = xmm_here(xor(s.q, s.r))
        case 37: unsafe s.x0 = xmm_here(add(s.x0, s.q))
        case 40: unsafe s.q = xmm_here(add(s.x0, constants(s.k, s.offset)))
        case 42: unsafe s.words.storeBytes(of: s.q, toByteOffset: s.offset, as: Vector.self)
        default: break
        }
    }
}
