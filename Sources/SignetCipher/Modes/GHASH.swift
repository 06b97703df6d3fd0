internal import SignetBytes

#if arch(x86_64)
internal import SignetKernelsAVX512
internal import SignetKernelsX86
#endif

/// GHASH, the universal hash of GCM (SP 800-38D §6.4), over whole blocks.
///
/// Portably by integer multiplication with holes: factors whose bits are four apart have products whose columns hold at
/// most 16 and do not run into one another, and multiplication takes the same time whatever the factors are on every
/// processor of 64 bits that we know of. No table is read at a secret place.
enum GHASH {
    /// How much room the powers need.
    static let powersByteCount = 512

    /// Prepares for the hash key H.
    static func expand(_ hashKey: UnsafeRawPointer, into powers: UnsafeMutableRawPointer, _ level: CPU.Level) {
        #if arch(x86_64)
        if level >= .avx512 { return unsafe AESAVX512.expandPowers(hashKey, into: powers) }
        if level >= .x86 { return unsafe AESX86.expandPowers(hashKey, into: powers) }
        #endif
        unsafe powers.copyMemory(from: hashKey, byteCount: 16)
    }

    /// The end of a message: takes the block of its two lengths, which are told in bytes, into `hash`, and adds `mask`.
    static func finish(
        _ first: UInt64, _ second: UInt64, hash: UnsafeMutableRawPointer, mask: UnsafeRawPointer,
        powers: UnsafeRawPointer, _ level: CPU.Level
    ) {
        #if arch(x86_64)
        if level >= .x86 {
            return unsafe AESX86.finish(first &* 8, second &* 8, hash: hash, mask: mask, powers: powers)
        }
        #endif
        let lengths = Block((first &* 8).bigEndian, (second &* 8).bigEndian)
        unsafe withUnsafeBytes(of: lengths) {
            unsafe authenticate($0.baseAddress!, count: 1, hash: hash, powers: powers, level)
        }
        unsafe hash.storeBytes(
            of: hash.loadUnaligned(as: Block.self) ^ mask.loadUnaligned(as: Block.self), as: Block.self)
    }

    /// Takes `count` blocks into `hash`.
    static func authenticate(
        _ blocks: UnsafeRawPointer, count: Int, hash: UnsafeMutableRawPointer, powers: UnsafeRawPointer,
        _ level: CPU.Level
    ) {
        #if arch(x86_64)
        if level >= .avx512, count >= 8 {
            return unsafe AESAVX512.authenticate(blocks, count: count, hash: hash, powers: powers)
        }
        if level >= .x86 {
            return unsafe AESX86.authenticate(blocks, count: count, hash: hash, powers: powers)
        }
        #endif
        // The first bit of a block is the coefficient of x⁰ and stands highest in the first word.
        let (h1, h0) = unsafe (bigEndian(powers, 0), bigEndian(powers, 8))
        let (r1, r0) = (reversed(h1), reversed(h0))
        let (h2, r2) = (h0 ^ h1, r0 ^ r1)
        var (y1, y0) = unsafe (bigEndian(hash, 0), bigEndian(hash, 8))
        for index in 0..<count {
            y1 ^= unsafe bigEndian(blocks, index &* 16)
            y0 ^= unsafe bigEndian(blocks, index &* 16 &+ 8)
            // Three products of 64 bits (Karatsuba). The lower half of a product of reversed words is the upper half of
            // the product, reversed, and one bit further down.
            let (s1, s0) = (reversed(y1), reversed(y0))
            let low0 = product(y0, h0)
            let low1 = product(y1, h1)
            let low2 = product(y0 ^ y1, h2) ^ low0 ^ low1
            let high0 = reversed(product(s0, r0)) &>> 1
            let high1 = reversed(product(s1, r1)) &>> 1
            let high2 = (reversed(product(s0 ^ s1, r2)) &>> 1) ^ high0 ^ high1
            // 255 bits; shifted by one, for the order of the bits is reversed.
            let (v0, v1, v2, v3) = (low0, high0 ^ low2, low1 ^ high2, high1)
            let w3 = v3 &<< 1 | v2 &>> 63
            var w2 = v2 &<< 1 | v1 &>> 63
            var w1 = v1 &<< 1 | v0 &>> 63
            let w0 = v0 &<< 1
            // x¹²⁸ = x⁷ + x² + x + 1 (SP 800-38D §6.3): the lower words come back higher up.
            w2 ^= w0 ^ w0 &>> 1 ^ w0 &>> 2 ^ w0 &>> 7
            w1 ^= w0 &<< 63 ^ w0 &<< 62 ^ w0 &<< 57
            y1 = w3 ^ w1 ^ w1 &>> 1 ^ w1 &>> 2 ^ w1 &>> 7
            y0 = w2 ^ w1 &<< 63 ^ w1 &<< 62 ^ w1 &<< 57
        }
        unsafe hash.storeBytes(of: y1.bigEndian, as: UInt64.self)
        unsafe hash.storeBytes(of: y0.bigEndian, toByteOffset: 8, as: UInt64.self)
    }

    /// The lower 64 bits of the carry-less product.
    @inline(__always)
    private static func product(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let (a0, a1) = (a & 0x1111_1111_1111_1111, a & 0x2222_2222_2222_2222)
        let (a2, a3) = (a & 0x4444_4444_4444_4444, a & 0x8888_8888_8888_8888)
        let (b0, b1) = (b & 0x1111_1111_1111_1111, b & 0x2222_2222_2222_2222)
        let (b2, b3) = (b & 0x4444_4444_4444_4444, b & 0x8888_8888_8888_8888)
        let c0 = (a0 &* b0) ^ (a1 &* b3) ^ (a2 &* b2) ^ (a3 &* b1)
        let c1 = (a0 &* b1) ^ (a1 &* b0) ^ (a2 &* b3) ^ (a3 &* b2)
        let c2 = (a0 &* b2) ^ (a1 &* b1) ^ (a2 &* b0) ^ (a3 &* b3)
        let c3 = (a0 &* b3) ^ (a1 &* b2) ^ (a2 &* b1) ^ (a3 &* b0)
        return c0 & 0x1111_1111_1111_1111 | c1 & 0x2222_2222_2222_2222 | c2 & 0x4444_4444_4444_4444
            | c3 & 0x8888_8888_8888_8888
    }

    /// The bits the other way round.
    @inline(__always)
    private static func reversed(_ word: UInt64) -> UInt64 {
        var x = word.byteSwapped
        x = (x &>> 4) & 0x0F0F_0F0F_0F0F_0F0F | (x & 0x0F0F_0F0F_0F0F_0F0F) &<< 4
        x = (x &>> 2) & 0x3333_3333_3333_3333 | (x & 0x3333_3333_3333_3333) &<< 2
        return (x &>> 1) & 0x5555_5555_5555_5555 | (x & 0x5555_5555_5555_5555) &<< 1
    }

    @inline(__always)
    private static func bigEndian(_ bytes: UnsafeRawPointer, _ offset: Int) -> UInt64 {
        UInt64(bigEndian: unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}
