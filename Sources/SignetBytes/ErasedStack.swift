/// Memory on the stack for what is computed between secrets, erased before it is given back.
///
/// `withUnsafeTemporaryAllocation` asks the heap for anything that is larger than a kibibyte or has no constant size; here
/// the stack frame has the memory. Three sizes, because a generic one would run unspecialised in other modules.
package enum ErasedStack {
    /// Lends 1 KiB of zeros.
    package static func with1KiB(_ body: (UnsafeMutableRawPointer) -> Void) {
        var memory = InlineArray<64, SIMD2<UInt64>>(repeating: SIMD2())
        unsafe lend(&memory, MemoryLayout.size(ofValue: memory), body)
    }

    /// Lends 8 KiB of zeros.
    package static func with8KiB(_ body: (UnsafeMutableRawPointer) -> Void) {
        var memory = InlineArray<512, SIMD2<UInt64>>(repeating: SIMD2())
        unsafe lend(&memory, MemoryLayout.size(ofValue: memory), body)
    }

    /// Lends 20 KiB of zeros.
    package static func with20KiB(_ body: (UnsafeMutableRawPointer) -> Void) {
        var memory = InlineArray<1280, SIMD2<UInt64>>(repeating: SIMD2())
        unsafe lend(&memory, MemoryLayout.size(ofValue: memory), body)
    }

    private static func lend(
        _ memory: UnsafeMutableRawPointer, _ byteCount: Int, _ body: (UnsafeMutableRawPointer) -> Void
    ) {
        unsafe body(memory)
        unsafe erase(UnsafeMutableRawBufferPointer(start: memory, count: byteCount))
    }
}
