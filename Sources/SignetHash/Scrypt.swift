public import SignetBytes

#if arch(x86_64)
internal import _Builtin_intrinsics.intel.sse2
#endif

/// The password-based key derivation function scrypt (RFC 7914), which makes guessing cost memory.
///
/// Where it reads in that memory depends on the password: that is its nature, and no implementation can help it.
public enum Scrypt {
    /// What is allowed unless the caller says otherwise: 256 MiB. The parameters come from files, and a file must not
    /// exhaust the memory.
    public static let usualMemoryLimit = 1 << 28

    /// Derives `byteCount` bytes, 16 MiB at most. Needs 128·N·r bytes of memory, and more if `parallelization` is large.
    public static func derive(
        password: Span<UInt8>, salt: Span<UInt8>, cost: Int, blockSize: Int, parallelization: Int, byteCount: Int,
        memoryLimit: Int = usualMemoryLimit
    ) throws(KDFError) -> SecretBytes {
        try KDFError.check(iterations: 1, byteCount: byteCount, maximum: KDFError.largestByteCount)
        guard blockSize >= 1, parallelization >= 1, cost > 1, cost < 1 << 32, cost & (cost - 1) == 0,
            // §6: r·p < 2³⁰, and N < 2^(128·r/8).
            blockSize < 1 << 30, parallelization < 1 << 30, blockSize * parallelization < 1 << 30,
            blockSize > 3 || cost < 1 << (16 * blockSize)
        else { throw .scryptParameters(cost: cost, blockSize: blockSize, parallelization: parallelization) }
        let blockByteCount = 128 * blockSize
        let (product, overflows) = blockByteCount.multipliedReportingOverflow(by: cost)
        let (sum, overflowsToo) = product.addingReportingOverflow(blockByteCount * (parallelization + 1))
        let needed = overflows || overflowsToo ? Int.max : sum
        guard needed < Int.max, needed <= memoryLimit else { throw .memoryByteCount(needed, limit: memoryLimit) }

        // §6 step 1: B[0] ‖ … ‖ B[p - 1] = PBKDF2-HMAC-SHA256 (P, S, 1, p · 128 · r).
        var blocks = try PBKDF2.expand(
            password: password, salt: salt, byteCount: blockByteCount * parallelization)
        // Step 2: each by scryptROMix. The table, and room for X.
        do {
            var table = SecretBytes(zeros: blockByteCount * (cost + 1))
            var bytes = blocks.mutableSpan
            var memory = table.mutableSpan
            unsafe bytes.withUnsafeMutableBytes { bytes in
                unsafe memory.withUnsafeMutableBytes { memory in
                    for index in 0..<parallelization {
                        unsafe mix(
                            bytes.baseAddress! + index * blockByteCount, blockSize, cost, memory.baseAddress!)
                    }
                }
            }
        }
        // Step 3.
        return try PBKDF2.expand(password: password, salt: blocks.span, byteCount: byteCount)
    }

    private typealias Lanes = SIMD4<UInt32>

    /// scryptROMix (§5). `memory` holds V, N blocks, and one more for X.
    private static func mix(
        _ block: UnsafeMutableRawPointer, _ blockSize: Int, _ cost: Int, _ memory: UnsafeMutableRawPointer
    ) {
        let blockByteCount = 128 &* blockSize
        unsafe gather(block, 2 &* blockSize)
        // Steps 1 and 2: V[i] = X, X = scryptBlockMix (X); the next V[i] is where X goes.
        unsafe memory.copyMemory(from: block, byteCount: blockByteCount)
        for index in 0..<(cost &- 1) {
            let source = unsafe memory + index &* blockByteCount
            unsafe mixBlock(source, nil, source + blockByteCount, blockSize)
        }
        var x = unsafe memory + cost &* blockByteCount
        var y = unsafe block
        unsafe mixBlock(x - blockByteCount, nil, x, blockSize)
        // Step 3: j = Integerify (X) mod N, X = scryptBlockMix (X ⊕ V[j]).
        for _ in 0..<cost {
            let word = unsafe x.loadUnaligned(fromByteOffset: blockByteCount &- 64, as: UInt32.self)
            let place = Int(truncatingIfNeeded: word) & (cost &- 1)
            unsafe mixBlock(x, memory + place &* blockByteCount, y, blockSize)
            unsafe swap(&x, &y)
        }
        if unsafe x != block { unsafe block.copyMemory(from: x, byteCount: blockByteCount) }
        unsafe scatter(block, 2 &* blockSize)
    }

    /// scryptBlockMix (§4) of `source`, or of its sum with `other`: 2·r blocks of 64 bytes, of which the even ones go to
    /// the first half of `target` and the odd ones to the second.
    private static func mixBlock(
        _ source: UnsafeRawPointer, _ other: UnsafeRawPointer?, _ target: UnsafeMutableRawPointer, _ blockSize: Int
    ) {
        let count = 2 &* blockSize
        var x = unsafe Block(source, other, count &- 1)
        for index in 0..<count {
            unsafe x.add(Block(source, other, index))
            x.permute()
            let place = (index & 1) &* blockSize &+ index &>> 1
            unsafe x.store(target + place &* 64)
        }
    }

    /// 64 bytes as the diagonals of Salsa20's matrix, so that all four columns, and all four rows, are worked on at once.
    private struct Block {
        var a, b, c, d: Lanes

        @inline(__always)
        init(_ source: UnsafeRawPointer, _ other: UnsafeRawPointer?, _ index: Int) {
            let bytes = unsafe source + index &* 64
            a = unsafe bytes.loadUnaligned(as: Lanes.self)
            b = unsafe bytes.loadUnaligned(fromByteOffset: 16, as: Lanes.self)
            c = unsafe bytes.loadUnaligned(fromByteOffset: 32, as: Lanes.self)
            d = unsafe bytes.loadUnaligned(fromByteOffset: 48, as: Lanes.self)
            if let other = unsafe other { unsafe add(Block(other, nil, index)) }
        }

        @inline(__always)
        mutating func add(_ other: Block) {
            (a, b, c, d) = (a ^ other.a, b ^ other.b, c ^ other.c, d ^ other.d)
        }

        @inline(__always)
        func store(_ bytes: UnsafeMutableRawPointer) {
            unsafe bytes.storeBytes(of: a, as: Lanes.self)
            unsafe bytes.storeBytes(of: b, toByteOffset: 16, as: Lanes.self)
            unsafe bytes.storeBytes(of: c, toByteOffset: 32, as: Lanes.self)
            unsafe bytes.storeBytes(of: d, toByteOffset: 48, as: Lanes.self)
        }

        /// Salsa20/8 (§3): eight rounds, and what came in added.
        @inline(__always)
        mutating func permute() {
            let (a0, b0, c0, d0) = (a, b, c, d)
            for _ in 0..<4 {
                // The columns, then the rows.
                quarterRounds()
                (b, c, d) = (turned1(d), turned2(c), turned3(b))
                quarterRounds()
                (b, c, d) = (turned1(d), turned2(c), turned3(b))
            }
            (a, b, c, d) = (a &+ a0, b &+ b0, c &+ c0, d &+ d0)
        }

        @inline(__always)
        private mutating func quarterRounds() {
            b ^= rotated(a &+ d, 7)
            c ^= rotated(b &+ a, 9)
            d ^= rotated(c &+ b, 13)
            a ^= rotated(d &+ c, 18)
        }
    }

    @inline(__always)
    private static func rotated(_ x: Lanes, _ count: Int32) -> Lanes {
        #if arch(x86_64)
        // The standard library shifts lane by lane.
        let x = unsafe unsafeBitCast(x, to: SIMD2<Int64>.self)
        return unsafe unsafeBitCast(_mm_slli_epi32(x, count) | _mm_srli_epi32(x, 32 &- count), to: Lanes.self)
        #else
        let count = UInt32(truncatingIfNeeded: count)
        return x &<< Lanes(repeating: count) | x &>> Lanes(repeating: 32 &- count)
        #endif
    }
    @inline(__always)
    private static func turned1(_ x: Lanes) -> Lanes { Lanes(x[1], x[2], x[3], x[0]) }
    @inline(__always)
    private static func turned2(_ x: Lanes) -> Lanes { Lanes(x[2], x[3], x[0], x[1]) }
    @inline(__always)
    private static func turned3(_ x: Lanes) -> Lanes { Lanes(x[3], x[0], x[1], x[2]) }

    /// Where a word of 64 bytes goes: its diagonal, then its column.
    private static func place(_ word: Int) -> Int {
        let (row, column) = (word >> 2, word & 3)
        return ((row - column) & 3) * 4 + column
    }

    private static func gather(_ bytes: UnsafeMutableRawPointer, _ count: Int) {
        unsafe rearrange(bytes, count) { (place($0), $0) }
    }

    private static func scatter(_ bytes: UnsafeMutableRawPointer, _ count: Int) {
        unsafe rearrange(bytes, count) { ($0, place($0)) }
    }

    /// Moves the words of each 64 bytes: `route` gives for each of 16 the place to write and the place to read.
    private static func rearrange(
        _ bytes: UnsafeMutableRawPointer, _ count: Int, _ route: (Int) -> (to: Int, from: Int)
    ) {
        for index in 0..<count {
            let block = unsafe bytes + index &* 64
            let words = unsafe block.loadUnaligned(as: SIMD16<UInt32>.self)
            for word in 0..<16 {
                let (to, from) = route(word)
                unsafe block.storeBytes(of: UInt32(littleEndian: words[from]), toByteOffset: to &* 4, as: UInt32.self)
            }
        }
    }
}

extension PBKDF2 {
    /// PBKDF2-HMAC-SHA256 with one iteration, of any length.
    fileprivate static func expand(
        password: Span<UInt8>, salt: Span<UInt8>, byteCount: Int
    ) throws(KDFError) -> SecretBytes {
        try derive(
            password: password, salt: salt, iterations: 1, byteCount: byteCount, algorithm: .sha256, level: CPU.level,
            maximum: .max)
    }
}
