#if arch(x86_64)
internal import _Builtin_intrinsics.intel.sse2
#endif

/// A vector of 128 bits, as the portable forms of AES use it.
///
/// The standard library's bitwise operators go lane by lane, and a circuit of some size comes out of the optimiser as
/// scalar instructions, half as fast. On x86 every processor of 64 bits has the instructions that are meant, by name.
struct AESLanes {
    typealias Vector = SIMD2<Int64>
    let value: Vector

    @inline(__always)
    init(_ value: Vector) { self.value = value }

    /// The vector at `index` of `vectors`.
    @inline(__always)
    init(_ vectors: UnsafeRawPointer, _ index: Int = 0) {
        value = unsafe vectors.loadUnaligned(fromByteOffset: index &* 16, as: Vector.self)
    }

    @inline(__always)
    init(words: SIMD4<UInt32>) { value = unsafe unsafeBitCast(words, to: Vector.self) }

    @inline(__always)
    init(bytes: SIMD16<UInt8>) { value = unsafe unsafeBitCast(bytes, to: Vector.self) }

    /// Writes the vector at `index` of `vectors`.
    @inline(__always)
    func store(_ vectors: UnsafeMutableRawPointer, _ index: Int = 0) {
        unsafe vectors.storeBytes(of: value, toByteOffset: index &* 16, as: Vector.self)
    }

    @inline(__always)
    var words: SIMD4<UInt32> { unsafe unsafeBitCast(value, to: SIMD4<UInt32>.self) }

    @inline(__always)
    var shorts: SIMD8<UInt16> { unsafe unsafeBitCast(value, to: SIMD8<UInt16>.self) }

    @inline(__always)
    var bytes: SIMD16<UInt8> { unsafe unsafeBitCast(value, to: SIMD16<UInt8>.self) }

    #if arch(x86_64)
    @inline(__always)
    static func & (a: AESLanes, b: AESLanes) -> AESLanes { AESLanes(_mm_and_si128(a.value, b.value)) }
    @inline(__always)
    static func | (a: AESLanes, b: AESLanes) -> AESLanes { AESLanes(_mm_or_si128(a.value, b.value)) }
    @inline(__always)
    static func ^ (a: AESLanes, b: AESLanes) -> AESLanes { AESLanes(_mm_xor_si128(a.value, b.value)) }
    @inline(__always)
    static prefix func ~ (a: AESLanes) -> AESLanes { AESLanes(_mm_xor_si128(a.value, Vector(repeating: -1))) }

    /// Words of 16 bits, shifted.
    @inline(__always)
    func shiftedRight(_ count: Int32) -> AESLanes { AESLanes(_mm_srli_epi16(value, count)) }
    @inline(__always)
    func shiftedLeft(_ count: Int32) -> AESLanes { AESLanes(_mm_slli_epi16(value, count)) }

    /// Each byte all ones or zero: whether it is the same in both.
    @inline(__always)
    func equalBytes(_ other: AESLanes) -> AESLanes { AESLanes(_mm_cmpeq_epi8(value, other.value)) }

    /// Each word of 32 bits all ones or zero.
    @inline(__always)
    func equalWords(_ other: AESLanes) -> AESLanes { AESLanes(_mm_cmpeq_epi32(value, other.value)) }

    /// The bytes of the lower half, each followed by that of `other`; and of the upper half.
    @inline(__always)
    func interleavedLow(_ other: AESLanes) -> AESLanes { AESLanes(_mm_unpacklo_epi8(value, other.value)) }
    @inline(__always)
    func interleavedHigh(_ other: AESLanes) -> AESLanes { AESLanes(_mm_unpackhi_epi8(value, other.value)) }
    #else
    @inline(__always)
    static func & (a: AESLanes, b: AESLanes) -> AESLanes { AESLanes(a.value & b.value) }
    @inline(__always)
    static func | (a: AESLanes, b: AESLanes) -> AESLanes { AESLanes(a.value | b.value) }
    @inline(__always)
    static func ^ (a: AESLanes, b: AESLanes) -> AESLanes { AESLanes(a.value ^ b.value) }
    @inline(__always)
    static prefix func ~ (a: AESLanes) -> AESLanes { AESLanes(~a.value) }

    /// Words of 16 bits, shifted.
    @inline(__always)
    func shiftedRight(_ count: UInt16) -> AESLanes { AESLanes(shorts: shorts &>> SIMD8(repeating: count)) }
    @inline(__always)
    func shiftedLeft(_ count: UInt16) -> AESLanes { AESLanes(shorts: shorts &<< SIMD8(repeating: count)) }

    /// Each byte all ones or zero: whether it is the same in both.
    @inline(__always)
    func equalBytes(_ other: AESLanes) -> AESLanes {
        AESLanes(bytes: SIMD16<UInt8>.zero.replacing(with: 0xFF, where: bytes .== other.bytes))
    }

    /// Each word of 32 bits all ones or zero.
    @inline(__always)
    func equalWords(_ other: AESLanes) -> AESLanes {
        AESLanes(words: SIMD4<UInt32>.zero.replacing(with: ~0, where: words .== other.words))
    }

    /// The bytes of the lower half, each followed by that of `other`; and of the upper half.
    @inline(__always)
    func interleavedLow(_ other: AESLanes) -> AESLanes { interleaved(bytes.lowHalf, other.bytes.lowHalf) }
    @inline(__always)
    func interleavedHigh(_ other: AESLanes) -> AESLanes { interleaved(bytes.highHalf, other.bytes.highHalf) }

    @inline(__always)
    private func interleaved(_ even: SIMD8<UInt8>, _ odd: SIMD8<UInt8>) -> AESLanes {
        var both = SIMD16<UInt8>.zero
        (both.evenHalf, both.oddHalf) = (even, odd)
        return AESLanes(bytes: both)
    }
    #endif

    @inline(__always)
    init(shorts: SIMD8<UInt16>) { value = unsafe unsafeBitCast(shorts, to: Vector.self) }
}
