/// What has come of a block of 16 bytes, where bytes come in pieces of any size and whole blocks are worked on. The bytes lie in
/// memory that its owner erases.
struct PartialBlock: Sendable {
    /// How many bytes of the block have come.
    private(set) var count = 0

    /// Hands whole blocks to `work`: the one under way, once it is full, and then all that come in a row. The rest is kept at
    /// `block`; when `keepingLast`, so is a block that is whole, if it is the last.
    @inline(__always)
    mutating func take(
        _ bytes: UnsafeRawPointer, count byteCount: Int, at block: UnsafeMutableRawPointer, keepingLast: Bool = false,
        _ work: (_ blocks: UnsafeRawPointer, _ count: Int) -> Void
    ) {
        var (next, left) = unsafe (bytes, byteCount)
        if count > 0 {
            let taken = min(left, 16 - count)
            unsafe (block + count).copyMemory(from: next, byteCount: taken)
            count += taken
            unsafe next += taken
            left -= taken
            guard count == 16, left > 0 || !keepingLast else { return }
            unsafe work(block, 1)
        }
        let whole = (keepingLast ? max(left - 1, 0) : left) / 16
        if whole > 0 {
            unsafe work(next, whole)
            unsafe next += whole * 16
        }
        count = left - whole * 16
        if count > 0 { unsafe block.copyMemory(from: next, byteCount: count) }
    }

    /// Completes a block under way with zeros and hands it to `work`.
    @inline(__always)
    mutating func pad(at block: UnsafeMutableRawPointer, _ work: (_ blocks: UnsafeRawPointer, _ count: Int) -> Void) {
        guard count > 0 else { return }
        unsafe (block + count).initializeMemory(as: UInt8.self, repeating: 0, count: 16 - count)
        unsafe work(block, 1)
        count = 0
    }
}
