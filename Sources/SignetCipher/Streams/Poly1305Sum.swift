/// What Poly1305 does with each block (RFC 8439 §2.5.1), in words of 64 bits. Kernels that encrypt meanwhile have it too: it
/// takes general registers, and they vectors.
///
/// A block waits for the one before it: two multiplications, four additions and the carry, some 11 cycles.
///
/// There is no type for it, but six words: a type that several files see comes with functions that modules share.
enum Poly1305Sum {
    /// The sum h, the clamped r, and what stands for r1 · 2¹²⁸.
    typealias Words = (h0: UInt64, h1: UInt64, h2: UInt64, r0: UInt64, r1: UInt64, s1: UInt64)

    /// The sum and the clamped r, as `Poly1305` keeps them.
    @inline(__always)
    static func words(_ memory: UnsafeRawPointer) -> Words {
        let r1 = unsafe word(memory, 4)
        // r1 · 2¹²⁸ ≡ r1 · 5/4 (mod 2¹³⁰ - 5), and clamping left r1 divisible by four.
        return unsafe (word(memory, 0), word(memory, 1), word(memory, 2), word(memory, 3), r1, r1 &+ r1 &>> 2)
    }

    /// Takes in 16 bytes and a bit above them.
    @inline(__always)
    static func add(_ block: UnsafeRawPointer, to words: inout Words) {
        var (h0, h1, h2) = (words.h0, words.h1, words.h2)
        let (r0, r1, s1) = (words.r0, words.r1, words.s1)
        let a0 = unsafe UInt128(h0) &+ UInt128(word(block, 0))
        let a1 = unsafe UInt128(h1) &+ UInt128(word(block, 1)) &+ a0 &>> 64
        (h0, h1) = (UInt64(truncatingIfNeeded: a0), UInt64(truncatingIfNeeded: a1))
        h2 &+= 1 &+ UInt64(truncatingIfNeeded: a1 &>> 64)
        // h · r, h2 being below 8.
        let low = product(h0, r0) &+ product(h1, s1)
        var middle = product(h0, r1) &+ product(h1, r0)
        middle &+= UInt128(h2 &* s1) &+ low &>> 64
        let high = h2 &* r0 &+ UInt64(truncatingIfNeeded: middle &>> 64)
        // What lies above 2¹³⁰ comes back five times.
        let b0 = UInt128(UInt64(truncatingIfNeeded: low)) &+ UInt128(high &>> 2 &+ high & ~3)
        let b1 = UInt128(UInt64(truncatingIfNeeded: middle)) &+ b0 &>> 64
        (h0, h1) = (UInt64(truncatingIfNeeded: b0), UInt64(truncatingIfNeeded: b1))
        h2 = high & 3 &+ UInt64(truncatingIfNeeded: b1 &>> 64)
        (words.h0, words.h1, words.h2) = (h0, h1, h2)
    }

    @inline(__always)
    static func store(_ words: Words, _ memory: UnsafeMutableRawPointer) {
        unsafe memory.storeBytes(of: words.h0, as: UInt64.self)
        unsafe memory.storeBytes(of: words.h1, toByteOffset: 8, as: UInt64.self)
        unsafe memory.storeBytes(of: words.h2, toByteOffset: 16, as: UInt64.self)
    }

    @inline(__always)
    private static func product(_ a: UInt64, _ b: UInt64) -> UInt128 {
        let (high, low) = a.multipliedFullWidth(by: b)
        return UInt128(high) &<< 64 | UInt128(low)
    }

    @inline(__always)
    private static func word(_ bytes: UnsafeRawPointer, _ index: Int) -> UInt64 {
        UInt64(littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: index &* 8, as: UInt64.self))
    }
}
