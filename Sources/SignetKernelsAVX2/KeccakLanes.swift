#if arch(x86_64)
/// Keccak-f[1600] (FIPS 202 §3.3) of as many messages at once as a vector has words of 64 bits; compiled into two kernel
/// modules as `HashLanes` is.
///
/// A state is 25 vectors, a word of every message in each. With 32 registers they stay there; with 16 a good part of them is
/// on its way to memory and back.
enum KeccakLanes {
    /// Absorbs `count` blocks of each message into the states; `blocks` says where those of each begin.
    @inline(__always)
    static func absorb(
        _ blocks: UnsafePointer<UnsafeRawPointer>, count: Int, rateByteCount: Int, into states: UnsafeMutableRawPointer,
        constants: UnsafePointer<UInt64>
    ) {
        let size = MemoryLayout<HashVector>.size
        var start = 0
        var left = count
        while left > 0 {
            var offset = 0
            while offset < rateByteCount {
                let row = unsafe states + offset &* (size &>> 3)
                var place = 0
                while place < size {
                    let word = unsafe blocks[place &>> 3].loadUnaligned(
                        fromByteOffset: start &+ offset, as: UInt64.self)
                    let sum = unsafe row.loadUnaligned(fromByteOffset: place, as: UInt64.self) ^ word
                    unsafe row.storeBytes(of: sum, toByteOffset: place, as: UInt64.self)
                    place &+= 8
                }
                offset &+= 8
            }
            unsafe permute(states, constants: constants)
            start &+= rateByteCount
            left &-= 1
        }
    }

    /// The permutation. Lane `a(x + 5y)` is the standard's A[x, y].
    @inline(never)
    private static func permute(_ state: UnsafeMutableRawPointer, constants: UnsafePointer<UInt64>) {
        var a0 = unsafe vector(state, 0)
        var a1 = unsafe vector(state, 1)
        var a2 = unsafe vector(state, 2)
        var a3 = unsafe vector(state, 3)
        var a4 = unsafe vector(state, 4)
        var a5 = unsafe vector(state, 5)
        var a6 = unsafe vector(state, 6)
        var a7 = unsafe vector(state, 7)
        var a8 = unsafe vector(state, 8)
        var a9 = unsafe vector(state, 9)
        var a10 = unsafe vector(state, 10)
        var a11 = unsafe vector(state, 11)
        var a12 = unsafe vector(state, 12)
        var a13 = unsafe vector(state, 13)
        var a14 = unsafe vector(state, 14)
        var a15 = unsafe vector(state, 15)
        var a16 = unsafe vector(state, 16)
        var a17 = unsafe vector(state, 17)
        var a18 = unsafe vector(state, 18)
        var a19 = unsafe vector(state, 19)
        var a20 = unsafe vector(state, 20)
        var a21 = unsafe vector(state, 21)
        var a22 = unsafe vector(state, 22)
        var a23 = unsafe vector(state, 23)
        var a24 = unsafe vector(state, 24)
        var round = 0
        while round < 24 {
            // θ
            let c0 = exclusiveOr(exclusiveOr(a0, a5, a10), a15, a20)
            let c1 = exclusiveOr(exclusiveOr(a1, a6, a11), a16, a21)
            let c2 = exclusiveOr(exclusiveOr(a2, a7, a12), a17, a22)
            let c3 = exclusiveOr(exclusiveOr(a3, a8, a13), a18, a23)
            let c4 = exclusiveOr(exclusiveOr(a4, a9, a14), a19, a24)
            let d0 = exclusiveOr(c4, rotatedLeft(c1, 1))
            let d1 = exclusiveOr(c0, rotatedLeft(c2, 1))
            let d2 = exclusiveOr(c1, rotatedLeft(c3, 1))
            let d3 = exclusiveOr(c2, rotatedLeft(c4, 1))
            let d4 = exclusiveOr(c3, rotatedLeft(c0, 1))
            // ρ and π: `bxy` is what comes to A[x, y].
            let b00 = exclusiveOr(a0, d0)
            let b10 = rotatedLeft(exclusiveOr(a6, d1), 44)
            let b20 = rotatedLeft(exclusiveOr(a12, d2), 43)
            let b30 = rotatedLeft(exclusiveOr(a18, d3), 21)
            let b40 = rotatedLeft(exclusiveOr(a24, d4), 14)
            let b01 = rotatedLeft(exclusiveOr(a3, d3), 28)
            let b11 = rotatedLeft(exclusiveOr(a9, d4), 20)
            let b21 = rotatedLeft(exclusiveOr(a10, d0), 3)
            let b31 = rotatedLeft(exclusiveOr(a16, d1), 45)
            let b41 = rotatedLeft(exclusiveOr(a22, d2), 61)
            let b02 = rotatedLeft(exclusiveOr(a1, d1), 1)
            let b12 = rotatedLeft(exclusiveOr(a7, d2), 6)
            let b22 = rotatedLeft(exclusiveOr(a13, d3), 25)
            let b32 = rotatedLeft(exclusiveOr(a19, d4), 8)
            let b42 = rotatedLeft(exclusiveOr(a20, d0), 18)
            let b03 = rotatedLeft(exclusiveOr(a4, d4), 27)
            let b13 = rotatedLeft(exclusiveOr(a5, d0), 36)
            let b23 = rotatedLeft(exclusiveOr(a11, d1), 10)
            let b33 = rotatedLeft(exclusiveOr(a17, d2), 15)
            let b43 = rotatedLeft(exclusiveOr(a23, d3), 56)
            let b04 = rotatedLeft(exclusiveOr(a2, d2), 62)
            let b14 = rotatedLeft(exclusiveOr(a8, d3), 55)
            let b24 = rotatedLeft(exclusiveOr(a14, d4), 39)
            let b34 = rotatedLeft(exclusiveOr(a15, d0), 41)
            let b44 = rotatedLeft(exclusiveOr(a21, d1), 2)
            // χ, and ι in the first lane.
            a0 = unsafe exclusiveOr(chi(b00, b10, b20), repeated64(constants[round]))
            a1 = chi(b10, b20, b30)
            a2 = chi(b20, b30, b40)
            a3 = chi(b30, b40, b00)
            a4 = chi(b40, b00, b10)
            a5 = chi(b01, b11, b21)
            a6 = chi(b11, b21, b31)
            a7 = chi(b21, b31, b41)
            a8 = chi(b31, b41, b01)
            a9 = chi(b41, b01, b11)
            a10 = chi(b02, b12, b22)
            a11 = chi(b12, b22, b32)
            a12 = chi(b22, b32, b42)
            a13 = chi(b32, b42, b02)
            a14 = chi(b42, b02, b12)
            a15 = chi(b03, b13, b23)
            a16 = chi(b13, b23, b33)
            a17 = chi(b23, b33, b43)
            a18 = chi(b33, b43, b03)
            a19 = chi(b43, b03, b13)
            a20 = chi(b04, b14, b24)
            a21 = chi(b14, b24, b34)
            a22 = chi(b24, b34, b44)
            a23 = chi(b34, b44, b04)
            a24 = chi(b44, b04, b14)
            round &+= 1
        }
        unsafe setVector(state, 0, a0)
        unsafe setVector(state, 1, a1)
        unsafe setVector(state, 2, a2)
        unsafe setVector(state, 3, a3)
        unsafe setVector(state, 4, a4)
        unsafe setVector(state, 5, a5)
        unsafe setVector(state, 6, a6)
        unsafe setVector(state, 7, a7)
        unsafe setVector(state, 8, a8)
        unsafe setVector(state, 9, a9)
        unsafe setVector(state, 10, a10)
        unsafe setVector(state, 11, a11)
        unsafe setVector(state, 12, a12)
        unsafe setVector(state, 13, a13)
        unsafe setVector(state, 14, a14)
        unsafe setVector(state, 15, a15)
        unsafe setVector(state, 16, a16)
        unsafe setVector(state, 17, a17)
        unsafe setVector(state, 18, a18)
        unsafe setVector(state, 19, a19)
        unsafe setVector(state, 20, a20)
        unsafe setVector(state, 21, a21)
        unsafe setVector(state, 22, a22)
        unsafe setVector(state, 23, a23)
        unsafe setVector(state, 24, a24)
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

@inline(__always)
private func rotatedLeft(_ x: HashVector, _ count: RotationCount) -> HashVector { rotated64(x, 64 &- count) }
#endif
