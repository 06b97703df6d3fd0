#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Working memory for secrets that are not bytes (limbs, residues): zero at first, erased at the end.
///
/// On the heap for the reason that `SecretBytes` is: a move of inline storage leaves a copy behind. The memory can be
/// written through a borrow, so that several buffers can take part in one call; who hands a buffer out as a value does
/// not write to it any more.
@safe
struct ErasedBuffer<Element: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
    /// The memory itself, for GMP.
    let base: UnsafeMutablePointer<Element>
    let count: Int

    init(zeros count: Int) {
        precondition(count >= 0)
        // Never an empty allocation: GMP wants an address even where it needs no scratch memory.
        // At the start of a cache line, which vector instructions like.
        let byteCount = max(count, 1) * MemoryLayout<Element>.stride
        let memory = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 64)
        unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
        unsafe base = memory.assumingMemoryBound(to: Element.self)
        self.count = count
    }

    deinit {
        let byteCount = count * MemoryLayout<Element>.stride
        #if canImport(Darwin)
        _ = unsafe memset_s(base, byteCount, 0, byteCount)
        #else
        unsafe explicit_bzero(base, byteCount)
        #endif
        unsafe UnsafeMutableRawPointer(base).deallocate()
    }

    /// `index` is public, the element is not.
    subscript(index: Int) -> Element {
        get {
            precondition(index >= 0 && index < count)
            return unsafe base[index]
        }
        nonmutating set {
            precondition(index >= 0 && index < count)
            unsafe base[index] = newValue
        }
    }
}
