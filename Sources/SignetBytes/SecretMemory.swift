/// Memory on the heap for secrets that change in place, as key schedules and the states of ciphers do: it stays where it is, has
/// one owner, and is erased when that goes away.
///
/// One request for memory and no counting of references: a short message costs little more than its cipher.
@safe
package struct SecretMemory: ~Copyable, @unchecked Sendable {
    /// Where it begins, at a multiple of 16. Whoever uses it answers for the bounds.
    @unsafe package let start: UnsafeMutableRawPointer
    private let byteCount: Int

    /// So many bytes, all zero.
    package init(byteCount: Int) {
        unsafe start = .allocate(byteCount: byteCount, alignment: 16)
        unsafe start.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
        self.byteCount = byteCount
    }

    deinit {
        unsafe erase(UnsafeMutableRawBufferPointer(start: start, count: byteCount))
        unsafe start.deallocate()
    }
}
