/// AES encryption (FIPS 197 §5.1) of one block, whose eight bit planes of 16 bits lie side by side in one vector.
///
/// A byte is l·Y + h·Y¹⁶ over GF(2⁴), with Y = {12} and Y + Y¹⁶ = 1; an element of GF(2⁴) is written in the normal basis β, β²,
/// β⁴, β⁸ with β = {0c}, one plane for each. There to square is to turn the four planes, a product is the same sum of products
/// at each turn, and (l·Y + h·Y¹⁶)⁻¹ = d⁻¹·(h·Y + l·Y¹⁶) with d = h·l + ν·(h + l)², ν = Y¹⁷ = {0d}. A linear map is a sum of
/// turned vectors, each under a mask.
///
/// Each operation of a round waits for one before it: 177 instructions take 74 cycles on a Zen 4, where they could be done in 30,
/// for with one block alone there is nothing to do meanwhile. To look bytes up in tables takes a quarter of that time, and tells
/// the cache the key.
enum AESPlanes {
    /// The planes of a block, plane 0 lowest.
    typealias Vector = SIMD2<Int64>

    /// One block. `keys` are the round keys as planes, 16 bytes each.
    static func encrypt(_ block: Vector, _ keys: UnsafeRawPointer, _ roundCount: Int) -> Vector {
        var state = unsafe xor(block, keys.loadUnaligned(as: Vector.self))
        var key = unsafe keys
        for _ in 1..<roundCount {
            unsafe key += 16
            state = unsafe xor(mixColumns(shiftRows(substituted(One(state)).a)), key.loadUnaligned(as: Vector.self))
        }
        return unsafe xor(shiftRows(substituted(One(state)).a), (key + 16).loadUnaligned(as: Vector.self))
    }

    /// ShiftRows (FIPS 197 §5.1.2): row r, which is every fourth bit from r, moves r columns, which are four bits each.
    @inline(__always)
    static func shiftRows(_ x: Vector) -> Vector {
        let first = or(and(right(x, 4), all(0x0222)), and(left(x, 12), all(0x2000)))
        let second = or(and(right(x, 8), all(0x0044)), and(left(x, 8), all(0x4400)))
        let third = or(and(right(x, 12), all(0x0008)), and(left(x, 4), all(0x8880)))
        return or(or(and(x, all(0x1111)), first), or(second, third))
    }

    /// MixColumns (FIPS 197 §5.1.3): with a′ the column turned by one and t = a ⊕ a′, the result is
    /// {02}·t ⊕ a′ ⊕ t turned by two.
    @inline(__always)
    static func mixColumns(_ x: Vector) -> Vector {
        let next = or(and(right(x, 1), all(0x7777)), and(left(x, 3), all(0x8888)))
        let sum = xor(x, next)
        let twice = or(and(right(sum, 2), all(0x3333)), and(left(sum, 2), all(0xCCCC)))
        return xor(doubled(sum), xor(next, twice))
    }

    /// {02}·x: each plane becomes the next, and the highest returns to planes 0, 1, 3 and 4.
    @inline(__always)
    static func doubled(_ x: Vector) -> Vector {
        let s = planes(x)
        let double = vector(SIMD8(0, s[0], s[1], s[2], s[3], s[4], s[5], s[6]))
        let carry = vector(SIMD8(s[7], s[7], 0, s[7], s[7], 0, 0, 0))
        return xor(double, carry)
    }

    @inline(__always)
    static func all(_ plane: UInt16) -> Vector { vector(SIMD8(repeating: plane)) }
}
