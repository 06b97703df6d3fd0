internal import SignetBytes

#if arch(x86_64)
internal import SignetKernelsAVX512
#endif

/// The permutation Keccak-f[1600] and the sponge over it (FIPS 202 §3, §4), below SHA-3 and SHAKE.
///
/// The state, 200 bytes, is kept as bytes in the standard's order, so that what is squeezed out is a plain copy, and
/// lies in memory that the caller owns and, if it is a secret, erases.
enum Keccak {
    /// The size of the state.
    static let stateByteCount = 200

    /// The round constants (FIPS 202 §3.2.5).
    private static let constants: InlineArray<24, UInt64> = [
        0x0000_0000_0000_0001, 0x0000_0000_0000_8082, 0x8000_0000_0000_808a, 0x8000_0000_8000_8000,
        0x0000_0000_0000_808b, 0x0000_0000_8000_0001, 0x8000_0000_8000_8081, 0x8000_0000_0000_8009,
        0x0000_0000_0000_008a, 0x0000_0000_0000_0088, 0x0000_0000_8000_8009, 0x0000_0000_8000_000a,
        0x0000_0000_8000_808b, 0x8000_0000_0000_008b, 0x8000_0000_0000_8089, 0x8000_0000_0000_8003,
        0x8000_0000_0000_8002, 0x8000_0000_0000_0080, 0x0000_0000_0000_800a, 0x8000_0000_8000_000a,
        0x8000_0000_8000_8081, 0x8000_0000_0000_8080, 0x0000_0000_8000_0001, 0x8000_0000_8000_8008,
    ]

    /// Absorbs `count` blocks of `rateByteCount` bytes, a multiple of eight, into the state.
    static func absorb(
        _ blocks: UnsafeRawPointer, count: Int, rateByteCount: Int, into state: UnsafeMutableRawPointer,
        _ level: CPU.Level
    ) {
        #if arch(x86_64)
        if level >= .avx512 {
            return unsafe constants.span.withUnsafeBufferPointer {
                unsafe KeccakAVX512.absorb(
                    blocks, count: count, rateByteCount: rateByteCount, into: state, constants: $0.baseAddress!)
            }
        }
        #endif
        var block = unsafe blocks
        for _ in 0..<count {
            for offset in stride(from: 0, to: rateByteCount, by: 8) {
                let sum =
                    unsafe state.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    ^ block.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                unsafe state.storeBytes(of: sum, toByteOffset: offset, as: UInt64.self)
            }
            unsafe permute(state, level)
            unsafe block += rateByteCount
        }
    }

    /// Keccak-f[1600]: 24 rounds (FIPS 202 §3.3).
    static func permute(_ state: UnsafeMutableRawPointer, _ level: CPU.Level) {
        #if arch(x86_64)
        if level >= .avx512 {
            return unsafe constants.span.withUnsafeBufferPointer {
                unsafe KeccakAVX512.permute(state, constants: $0.baseAddress!)
            }
        }
        #endif
        var lanes = unsafe Lanes(state)
        for index in 0..<24 { unsafe lanes = round(lanes, constants[unchecked: index]) }
        unsafe lanes.store(state)
    }

    /// θ, ρ, π, χ and ι (FIPS 202 §3.2). Lane `a(x + 5y)` is the standard's A[x, y].
    @inline(__always)
    private static func round(_ a: Lanes, _ constant: UInt64) -> Lanes {
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
        // ρ and π: each lane is rotated and moved; `bxy` is where it goes.
        let b00 = a.a0 ^ d0
        let b10 = (a.a6 ^ d1).rotated(left: 44)
        let b20 = (a.a12 ^ d2).rotated(left: 43)
        let b30 = (a.a18 ^ d3).rotated(left: 21)
        let b40 = (a.a24 ^ d4).rotated(left: 14)
        let b01 = (a.a3 ^ d3).rotated(left: 28)
        let b11 = (a.a9 ^ d4).rotated(left: 20)
        let b21 = (a.a10 ^ d0).rotated(left: 3)
        let b31 = (a.a16 ^ d1).rotated(left: 45)
        let b41 = (a.a22 ^ d2).rotated(left: 61)
        let b02 = (a.a1 ^ d1).rotated(left: 1)
        let b12 = (a.a7 ^ d2).rotated(left: 6)
        let b22 = (a.a13 ^ d3).rotated(left: 25)
        let b32 = (a.a19 ^ d4).rotated(left: 8)
        let b42 = (a.a20 ^ d0).rotated(left: 18)
        let b03 = (a.a4 ^ d4).rotated(left: 27)
        let b13 = (a.a5 ^ d0).rotated(left: 36)
        let b23 = (a.a11 ^ d1).rotated(left: 10)
        let b33 = (a.a17 ^ d2).rotated(left: 15)
        let b43 = (a.a23 ^ d3).rotated(left: 56)
        let b04 = (a.a2 ^ d2).rotated(left: 62)
        let b14 = (a.a8 ^ d3).rotated(left: 55)
        let b24 = (a.a14 ^ d4).rotated(left: 39)
        let b34 = (a.a15 ^ d0).rotated(left: 41)
        let b44 = (a.a21 ^ d1).rotated(left: 2)
        // χ, and ι in the first lane.
        return Lanes(
            a0: b00 ^ (~b10 & b20) ^ constant,
            a1: b10 ^ (~b20 & b30),
            a2: b20 ^ (~b30 & b40),
            a3: b30 ^ (~b40 & b00),
            a4: b40 ^ (~b00 & b10),
            a5: b01 ^ (~b11 & b21),
            a6: b11 ^ (~b21 & b31),
            a7: b21 ^ (~b31 & b41),
            a8: b31 ^ (~b41 & b01),
            a9: b41 ^ (~b01 & b11),
            a10: b02 ^ (~b12 & b22),
            a11: b12 ^ (~b22 & b32),
            a12: b22 ^ (~b32 & b42),
            a13: b32 ^ (~b42 & b02),
            a14: b42 ^ (~b02 & b12),
            a15: b03 ^ (~b13 & b23),
            a16: b13 ^ (~b23 & b33),
            a17: b23 ^ (~b33 & b43),
            a18: b33 ^ (~b43 & b03),
            a19: b43 ^ (~b03 & b13),
            a20: b04 ^ (~b14 & b24),
            a21: b14 ^ (~b24 & b34),
            a22: b24 ^ (~b34 & b44),
            a23: b34 ^ (~b44 & b04),
            a24: b44 ^ (~b04 & b14)
        )
    }

    /// The state as numbers (FIPS 202 §3.1.2).
    fileprivate struct Lanes {
        let a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12: UInt64
        let a13, a14, a15, a16, a17, a18, a19, a20, a21, a22, a23, a24: UInt64
    }
}

extension Keccak.Lanes {
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
