internal import CInstructions

/// The words of `DESBatch`, and the gates of its circuits: 512 blocks. The limit is the circuits, whose 22 000 gates a
/// batch become some 15 000 of three inputs, two a cycle.
typealias DESLanes = SIMD8<UInt64>

/// The circuits, inlined: between functions such vectors would go in pieces.
typealias DESBoxes = DESSubstitution

#if arch(x86_64)
@inline(__always)
func shiftedRight(_ a: DESLanes, _ count: Int) -> DESLanes {
    unsafe unsafeBitCast(
        _mm512_srli_epi64(unsafeBitCast(a, to: SIMD8<Int64>.self), UInt32(truncatingIfNeeded: count)), to: DESLanes.self
    )
}

@inline(__always)
func shiftedLeft(_ a: DESLanes, _ count: Int) -> DESLanes {
    unsafe unsafeBitCast(
        _mm512_slli_epi64(unsafeBitCast(a, to: SIMD8<Int64>.self), UInt32(truncatingIfNeeded: count)), to: DESLanes.self
    )
}
#else
@inline(__always)
func shiftedRight(_ a: DESLanes, _ count: Int) -> DESLanes {
    a &>> DESLanes(repeating: UInt64(truncatingIfNeeded: count))
}

@inline(__always)
func shiftedLeft(_ a: DESLanes, _ count: Int) -> DESLanes {
    a &<< DESLanes(repeating: UInt64(truncatingIfNeeded: count))
}
#endif
