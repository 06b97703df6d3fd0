internal import SignetBytes

#if arch(x86_64)
internal import SignetKernelsAVX512
#endif

/// The one-time authenticator Poly1305 (RFC 8439 §2.5), over whole blocks of 16 bytes.
///
/// Its memory holds, in words of 64 bits: the sum h (three), r clamped (two), s (two).
enum Poly1305 {
    static let memoryByteCount = 56

    private static let keyOffset = 24
    private static let finalOffset = 40

    /// Starts a message under a key of 32 bytes: r ‖ s.
    static func begin(_ memory: UnsafeMutableRawPointer, key: UnsafeRawPointer, _ level: CPU.Level) {
        unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: keyOffset)
        // Clamped: bits that would carry are zero (§2.5.1).
        let r0 = unsafe word(key, 0) & 0x0FFF_FFFC_0FFF_FFFF
        let r1 = unsafe word(key, 1) & 0x0FFF_FFFC_0FFF_FFFC
        unsafe memory.storeBytes(of: r0, toByteOffset: keyOffset, as: UInt64.self)
        unsafe memory.storeBytes(of: r1, toByteOffset: keyOffset + 8, as: UInt64.self)
        unsafe (memory + finalOffset).copyMemory(from: key + 16, byteCount: 16)
    }

    /// Takes in `count` blocks, each with a bit above its 16 bytes.
    static func authenticate(
        _ blocks: UnsafeRawPointer, count: Int, _ memory: UnsafeMutableRawPointer, _ level: CPU.Level
    ) {
        var (blocks, count) = unsafe (blocks, count)
        #if arch(x86_64)
        // Setting up the powers of r costs as much as the kernel takes for some thirty blocks.
        if level >= .avx512, count >= 40 {
            let whole = count & ~7
            unsafe Poly1305AVX512.authenticate(blocks, count: whole, memory)
            unsafe blocks += whole * 16
            count -= whole
        }
        #endif
        var sum = unsafe Poly1305Sum.words(memory)
        for index in 0..<count { unsafe Poly1305Sum.add(blocks + index &* 16, to: &sum) }
        unsafe Poly1305Sum.store(sum, memory)
    }

    /// The tag, 16 bytes: h modulo 2¹³⁰ - 5, and s added modulo 2¹²⁸.
    static func finalize(_ memory: UnsafeRawPointer, into tag: UnsafeMutableRawPointer) {
        let (h0, h1, h2) = unsafe (word(memory, 0), word(memory, 1), word(memory, 2))
        // h + 5, which has bit 130 when h is not below the modulus; then that, without the bit, is the remainder.
        let low = UInt128(h0) &+ 5
        let high = UInt128(h1) &+ low &>> 64
        let reduces = 0 &- ((h2 &+ UInt64(truncatingIfNeeded: high &>> 64)) &>> 2 & 1)
        let g0 = h0 ^ reduces & (h0 ^ UInt64(truncatingIfNeeded: low))
        let g1 = h1 ^ reduces & (h1 ^ UInt64(truncatingIfNeeded: high))
        let t0 = unsafe UInt128(g0) &+ UInt128(word(memory, 5))
        let t1 = unsafe UInt128(g1) &+ UInt128(word(memory, 6)) &+ t0 &>> 64
        unsafe tag.storeBytes(of: UInt64(truncatingIfNeeded: t0).littleEndian, as: UInt64.self)
        unsafe tag.storeBytes(of: UInt64(truncatingIfNeeded: t1).littleEndian, toByteOffset: 8, as: UInt64.self)
    }

    @inline(__always)
    private static func word(_ bytes: UnsafeRawPointer, _ index: Int) -> UInt64 {
        UInt64(littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: index &* 8, as: UInt64.self))
    }
}
