#if arch(x86_64)
internal import _Builtin_intrinsics.intel.sse2
#endif

/// The words of `DESBatch`, and the gates of its circuits.
typealias DESLanes = SIMD2<UInt64>

// The standard library shifts lane by lane.

@inline(__always)
func shiftedRight(_ a: DESLanes, _ count: Int) -> DESLanes {
    #if arch(x86_64)
    unsafe unsafeBitCast(
        _mm_srli_epi64(unsafeBitCast(a, to: SIMD2<Int64>.self), Int32(truncatingIfNeeded: count)), to: DESLanes.self)
    #else
    a &>> DESLanes(repeating: UInt64(truncatingIfNeeded: count))
    #endif
}

@inline(__always)
func shiftedLeft(_ a: DESLanes, _ count: Int) -> DESLanes {
    #if arch(x86_64)
    unsafe unsafeBitCast(
        _mm_slli_epi64(unsafeBitCast(a, to: SIMD2<Int64>.self), Int32(truncatingIfNeeded: count)), to: DESLanes.self)
    #else
    a &<< DESLanes(repeating: UInt64(truncatingIfNeeded: count))
    #endif
}

/// The circuits as functions of their own: all eight inlined into one would want more registers than there are.
enum DESBoxes {
    typealias Outputs = DESSubstitution.Outputs

    @inline(never)
    static func s1(
        _ a: DESLanes, _ b: DESLanes, _ c: DESLanes, _ d: DESLanes, _ e: DESLanes, _ f: DESLanes
    ) -> Outputs { DESSubstitution.s1(a, b, c, d, e, f) }

    @inline(never)
    static func s2(
        _ a: DESLanes, _ b: DESLanes, _ c: DESLanes, _ d: DESLanes, _ e: DESLanes, _ f: DESLanes
    ) -> Outputs { DESSubstitution.s2(a, b, c, d, e, f) }

    @inline(never)
    static func s3(
        _ a: DESLanes, _ b: DESLanes, _ c: DESLanes, _ d: DESLanes, _ e: DESLanes, _ f: DESLanes
    ) -> Outputs { DESSubstitution.s3(a, b, c, d, e, f) }

    @inline(never)
    static func s4(
        _ a: DESLanes, _ b: DESLanes, _ c: DESLanes, _ d: DESLanes, _ e: DESLanes, _ f: DESLanes
    ) -> Outputs { DESSubstitution.s4(a, b, c, d, e, f) }

    @inline(never)
    static func s5(
        _ a: DESLanes, _ b: DESLanes, _ c: DESLanes, _ d: DESLanes, _ e: DESLanes, _ f: DESLanes
    ) -> Outputs { DESSubstitution.s5(a, b, c, d, e, f) }

    @inline(never)
    static func s6(
        _ a: DESLanes, _ b: DESLanes, _ c: DESLanes, _ d: DESLanes, _ e: DESLanes, _ f: DESLanes
    ) -> Outputs { DESSubstitution.s6(a, b, c, d, e, f) }

    @inline(never)
    static func s7(
        _ a: DESLanes, _ b: DESLanes, _ c: DESLanes, _ d: DESLanes, _ e: DESLanes, _ f: DESLanes
    ) -> Outputs { DESSubstitution.s7(a, b, c, d, e, f) }

    @inline(never)
    static func s8(
        _ a: DESLanes, _ b: DESLanes, _ c: DESLanes, _ d: DESLanes, _ e: DESLanes, _ f: DESLanes
    ) -> Outputs { DESSubstitution.s8(a, b, c, d, e, f) }
}
