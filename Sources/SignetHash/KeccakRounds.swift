/// Keccak-f[1600] (FIPS 202 §3.3) in general registers. This file is compiled into a kernel module too, where BMI has ANDN
/// and a rotation that leaves its operand alone.
enum KeccakRounds {
    /// Absorbs `count` blocks of `rateByteCount` bytes into the state, 200 bytes. `constants` are those of the 24 rounds.
    @inline(__always)
    static func absorb(
        _ blocks: UnsafeRawPointer, count: Int, rateByteCount: Int, into state: UnsafeMutableRawPointer,
        constants: UnsafePointer<UInt64>, isInverted: Bool
    ) {
        var block = unsafe blocks
        var left = count
        while left > 0 {
            var offset = 0
            while offset < rateByteCount {
                let sum =
                    unsafe state.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    ^ block.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                unsafe state.storeBytes(of: sum, toByteOffset: offset, as: UInt64.self)
                offset &+= 8
            }
            unsafe permute(state, constants: constants, isInverted: isInverted)
            unsafe block += rateByteCount
            left &-= 1
        }
    }

    /// The permutation, four rounds a turn: 25 lanes and 16 registers, and so each turn ends with lanes that are moved.
    @inline(__always)
    static func permute(
        _ state: UnsafeMutableRawPointer, constants: UnsafePointer<UInt64>, isInverted: Bool
    ) {
        var lanes = unsafe Lanes(state)
        if isInverted { lanes = lanes.inverted }
        var index = 0
        while index < 24 {
            unsafe lanes = round(lanes, constants[index], isInverted)
            unsafe lanes = round(lanes, constants[index &+ 1], isInverted)
            unsafe lanes = round(lanes, constants[index &+ 2], isInverted)
            unsafe lanes = round(lanes, constants[index &+ 3], isInverted)
            index &+= 4
        }
        if isInverted { lanes = lanes.inverted }
        unsafe lanes.store(state)
    }

    /// θ, ρ, π, χ and ι (FIPS 202 §3.2). Lane `a(x + 5y)` is the standard's A[x, y].
    ///
    /// Where the lanes that `inverted` names are kept inverted, ¬b ∧ c becomes b ∨ c or b ∧ c in most places: five inversions
    /// are left of 25. Where ¬b ∧ c is one instruction, that is no gain.
    @inline(__always)
    private static func round(_ a: Lanes, _ constant: UInt64, _ isInverted: Bool) -> Lanes {
        // θ: each lane takes in the parity of two columns beside it.
        let c0 = a.a0 ^ a.a5 ^ a.a10 ^ a.a15 ^ a.a20
        let c1 = a.a1 ^ a.a6 ^ a.a11 ^ a.a16 ^ a.a21
        let c2 = a.a2 ^ a.a7 ^ a.a12 ^ a.a17 ^ a.a22
        let c3 = a.a3 ^ a.a8 ^ a.a13 ^ a.a18 ^ a.a23
        let c4 = a.a4 ^ a.a9 ^ a.a14 ^ a.a19 ^ a.a24
        let d0 = c4 ^ c1.rotated(left: 1)
        let d1 = c0 ^ c2.rotated(left: 1)
        let d2 = c1 ^ c3.rotated(left: 1)
        let d3 = c2 ^ c4.rotated(left: 1)
        let d4 = c3 ^ c0.rotated(left: 1)
        // ρ, π and χ, row by row, so that few lanes are under way at a time: each is rotated and moved, and `bxy` is where it
        // goes. ι in the first lane.
        let b00 = a.a0 ^ d0
        let b10 = (a.a6 ^ d1).rotated(left: 44)
        let b20 = (a.a12 ^ d2).rotated(left: 43)
        let b30 = (a.a18 ^ d3).rotated(left: 21)
        let b40 = (a.a24 ^ d4).rotated(left: 14)
        let e0 = isInverted ? b00 ^ (b10 | b20) ^ constant : b00 ^ (~b10 & b20) ^ constant
        let e1 = isInverted ? b10 ^ (~b20 | b30) : b10 ^ (~b20 & b30)
        let e2 = isInverted ? b20 ^ (b30 & b40) : b20 ^ (~b30 & b40)
        let e3 = isInverted ? b30 ^ (b40 | b00) : b30 ^ (~b40 & b00)
        let e4 = isInverted ? b40 ^ (b00 & b10) : b40 ^ (~b00 & b10)
        let b01 = (a.a3 ^ d3).rotated(left: 28)
        let b11 = (a.a9 ^ d4).rotated(left: 20)
        let b21 = (a.a10 ^ d0).rotated(left: 3)
        let b31 = (a.a16 ^ d1).rotated(left: 45)
        let b41 = (a.a22 ^ d2).rotated(left: 61)
        let e5 = isInverted ? b01 ^ (b11 | b21) : b01 ^ (~b11 & b21)
        let e6 = isInverted ? b11 ^ (b21 & b31) : b11 ^ (~b21 & b31)
        let e7 = isInverted ? b21 ^ (b31 | ~b41) : b21 ^ (~b31 & b41)
        let e8 = isInverted ? b31 ^ (b41 | b01) : b31 ^ (~b41 & b01)
        let e9 = isInverted ? b41 ^ (b01 & b11) : b41 ^ (~b01 & b11)
        let b02 = (a.a1 ^ d1).rotated(left: 1)
        let b12 = (a.a7 ^ d2).rotated(left: 6)
        let b22 = (a.a13 ^ d3).rotated(left: 25)
        let b32 = (a.a19 ^ d4).rotated(left: 8)
        let b42 = (a.a20 ^ d0).rotated(left: 18)
        let n32 = ~b32
        let e10 = isInverted ? b02 ^ (b12 | b22) : b02 ^ (~b12 & b22)
        let e11 = isInverted ? b12 ^ (b22 & b32) : b12 ^ (~b22 & b32)
        let e12 = isInverted ? b22 ^ (n32 & b42) : b22 ^ (~b32 & b42)
        let e13 = isInverted ? n32 ^ (b42 | b02) : b32 ^ (~b42 & b02)
        let e14 = isInverted ? b42 ^ (b02 & b12) : b42 ^ (~b02 & b12)
        let b03 = (a.a4 ^ d4).rotated(left: 27)
        let b13 = (a.a5 ^ d0).rotated(left: 36)
        let b23 = (a.a11 ^ d1).rotated(left: 10)
        let b33 = (a.a17 ^ d2).rotated(left: 15)
        let b43 = (a.a23 ^ d3).rotated(left: 56)
        let n33 = ~b33
        let e15 = isInverted ? b03 ^ (b13 & b23) : b03 ^ (~b13 & b23)
        let e16 = isInverted ? b13 ^ (b23 | b33) : b13 ^ (~b23 & b33)
        let e17 = isInverted ? b23 ^ (n33 | b43) : b23 ^ (~b33 & b43)
        let e18 = isInverted ? n33 ^ (b43 & b03) : b33 ^ (~b43 & b03)
        let e19 = isInverted ? b43 ^ (b03 | b13) : b43 ^ (~b03 & b13)
        let b04 = (a.a2 ^ d2).rotated(left: 62)
        let b14 = (a.a8 ^ d3).rotated(left: 55)
        let b24 = (a.a14 ^ d4).rotated(left: 39)
        let b34 = (a.a15 ^ d0).rotated(left: 41)
        let b44 = (a.a21 ^ d1).rotated(left: 2)
        let n14 = ~b14
        let e20 = isInverted ? b04 ^ (n14 & b24) : b04 ^ (~b14 & b24)
        let e21 = isInverted ? n14 ^ (b24 | b34) : b14 ^ (~b24 & b34)
        let e22 = isInverted ? b24 ^ (b34 & b44) : b24 ^ (~b34 & b44)
        let e23 = isInverted ? b34 ^ (b44 | b04) : b34 ^ (~b44 & b04)
        let e24 = isInverted ? b44 ^ (b04 & b14) : b44 ^ (~b04 & b14)
        return Lanes(
            a0: e0, a1: e1, a2: e2, a3: e3, a4: e4, a5: e5, a6: e6, a7: e7, a8: e8, a9: e9, a10: e10, a11: e11,
            a12: e12, a13: e13, a14: e14, a15: e15, a16: e16, a17: e17, a18: e18, a19: e19, a20: e20, a21: e21,
            a22: e22, a23: e23, a24: e24)
    }

    /// The state as numbers (FIPS 202 §3.1.2).
    fileprivate struct Lanes {
        let a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12: UInt64
        let a13, a14, a15, a16, a17, a18, a19, a20, a21, a22, a23, a24: UInt64
    }
}

extension KeccakRounds.Lanes {
    /// The same with lanes 1, 2, 8, 12, 17 and 20 inverted.
    fileprivate var inverted: KeccakRounds.Lanes {
        @inline(__always)
        get {
            KeccakRounds.Lanes(
                a0: a0, a1: ~a1, a2: ~a2, a3: a3, a4: a4, a5: a5, a6: a6, a7: a7, a8: ~a8, a9: a9, a10: a10, a11: a11,
                a12: ~a12, a13: a13, a14: a14, a15: a15, a16: a16, a17: ~a17, a18: a18, a19: a19, a20: ~a20, a21: a21,
                a22: a22, a23: a23, a24: a24)
        }
    }

    @inline(__always)
    fileprivate init(_ state: UnsafeRawPointer) {
        unsafe self.init(
            a0: state.lane(0), a1: state.lane(1), a2: state.lane(2), a3: state.lane(3),
            a4: state.lane(4), a5: state.lane(5), a6: state.lane(6), a7: state.lane(7),
            a8: state.lane(8), a9: state.lane(9), a10: state.lane(10), a11: state.lane(11),
            a12: state.lane(12), a13: state.lane(13), a14: state.lane(14), a15: state.lane(15),
            a16: state.lane(16), a17: state.lane(17), a18: state.lane(18), a19: state.lane(19),
            a20: state.lane(20), a21: state.lane(21), a22: state.lane(22), a23: state.lane(23),
            a24: state.lane(24)
        )
    }

    @inline(__always)
    fileprivate func store(_ state: UnsafeMutableRawPointer) {
        unsafe state.setLane(0, a0)
        unsafe state.setLane(1, a1)
        unsafe state.setLane(2, a2)
        unsafe state.setLane(3, a3)
        unsafe state.setLane(4, a4)
        unsafe state.setLane(5, a5)
        unsafe state.setLane(6, a6)
        unsafe state.setLane(7, a7)
        unsafe state.setLane(8, a8)
        unsafe state.setLane(9, a9)
        unsafe state.setLane(10, a10)
        unsafe state.setLane(11, a11)
        unsafe state.setLane(12, a12)
        unsafe state.setLane(13, a13)
        unsafe state.setLane(14, a14)
        unsafe state.setLane(15, a15)
        unsafe state.setLane(16, a16)
        unsafe state.setLane(17, a17)
        unsafe state.setLane(18, a18)
        unsafe state.setLane(19, a19)
        unsafe state.setLane(20, a20)
        unsafe state.setLane(21, a21)
        unsafe state.setLane(22, a22)
        unsafe state.setLane(23, a23)
        unsafe state.setLane(24, a24)
    }
}

extension UnsafeRawPointer {
    /// The lane at `index`, whose bytes run from the lowest to the highest (FIPS 202 §B.1).
    @inline(__always)
    fileprivate func lane(_ index: Int) -> UInt64 {
        UInt64(littleEndian: unsafe loadUnaligned(fromByteOffset: index &* 8, as: UInt64.self))
    }
}

extension UnsafeMutableRawPointer {
    @inline(__always)
    fileprivate func setLane(_ index: Int, _ lane: UInt64) {
        unsafe storeBytes(of: lane.littleEndian, toByteOffset: index &* 8, as: UInt64.self)
    }
}

extension UInt64 {
    @inline(__always)
    fileprivate func rotated(left count: UInt64) -> UInt64 { self &<< count | self &>> (64 &- count) }
}
