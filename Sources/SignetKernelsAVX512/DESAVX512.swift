internal import CInstructions

/// The words of `DESBatch`, and the gates of its circuits: 512 blocks.
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

/// DES and triple DES decryption of 512 blocks at a time. The limit is the circuits, whose 22 000 gates a batch become some 15 000 of three inputs, two a cycle.
public enum DESAVX512 {
    /// How much memory a message wants, besides what each key wants.
    public static let memoryByteCount = 2 &* DESBatch.stateByteCount
    /// How much memory each key wants.
    public static let keyByteCount = DESBatch.stateByteCount

    /// Decrypts in cipher block chaining, in place. `keys` are one or three, 8 bytes each; `memory` is room for
    /// `memoryByteCount` and `keyCount` times `keyByteCount` bytes, and `wiring` is the key schedule.
    public static func decryptChained(
        _ blocks: UnsafeMutableRawPointer, count: Int, chain: UnsafeMutableRawPointer, keys: UnsafeRawPointer,
        keyCount: Int, wiring: UnsafePointer<UInt8>, memory: UnsafeMutableRawPointer
    ) {
        let words = unsafe memory + memoryByteCount
        var index = 0
        while index < keyCount {
            unsafe DESBatch.expand(keys + index &* 8, into: words + index &* keyByteCount)
            index &+= 1
        }
        unsafe DESBatch.decrypt(
            blocks, count: count, chain: chain, state: memory, keys: words, keyCount: keyCount, wiring: wiring)
    }
}
