internal import SignetBytes

#if arch(x86_64)
internal import SignetKernelsAVX2
internal import SignetKernelsAVX512
internal import SignetKernelsX86
internal import _Builtin_intrinsics.intel.sse2
#endif

/// The stream cipher ChaCha20 (RFC 8439 §2.3, §2.4), over whole blocks of 64 bytes.
///
/// The state is 16 words: four constants, the key, the counter of blocks, the nonce. It lies in memory that its owner
/// erases.
enum ChaCha20 {
    static let stateByteCount = 64
    static let blockByteCount = 64

    private typealias Row = SIMD4<UInt32>

    /// Puts a key of 32 bytes into the state (§2.3), where it stays.
    static func setKey(_ state: UnsafeMutableRawPointer, _ key: Span<UInt8>) {
        // "expand 32-byte k"
        unsafe state.storeBytes(of: Row(0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574), as: Row.self)
        unsafe copy(key, to: state + 16)
    }

    /// Starts a message: the counter of blocks, which is zero, and a nonce of 12 bytes.
    static func begin(_ state: UnsafeMutableRawPointer, nonce: Span<UInt8>) {
        unsafe state.storeBytes(of: 0, toByteOffset: 48, as: UInt32.self)
        unsafe copy(nonce, to: state + 52)
    }

    /// Adds the key stream to `count` blocks, and leaves the counter at the next.
    static func apply(
        _ blocks: UnsafeMutableRawPointer, count: Int, state: UnsafeMutableRawPointer, _ level: CPU.Level
    ) {
        var (blocks, count) = unsafe (blocks, count)
        #if arch(x86_64)
        if level >= .avx512 { return unsafe ChaCha20AVX512.apply(blocks, count: count, state: state) }
        if level >= .avx2 { return unsafe ChaCha20AVX2.apply(blocks, count: count, state: state) }
        if level >= .x86 {
            unsafe ChaCha20X86.apply(blocks, count: count / 4, state: state)
            unsafe blocks += count & ~3 &* 64
            count &= 3
        }
        #endif
        var start = unsafe State(state)
        for index in stride(from: 0, to: count &- 1, by: 2) {
            // Two blocks side by side: one alone would wait for its own results.
            var second = start
            second.d[0] &+= 1
            let (first, next) = (start, second)
            var (x, y) = (first, next)
            for _ in 0..<10 {
                x.quarterRounds()
                y.quarterRounds()
                x.turn()
                y.turn()
                x.quarterRounds()
                y.quarterRounds()
                x.turnBack()
                y.turnBack()
            }
            unsafe x.add(first, to: blocks + index &* 64)
            unsafe y.add(next, to: blocks + (index &* 64 &+ 64))
            start.d[0] &+= 2
        }
        if count & 1 != 0 {
            var x = start
            for _ in 0..<10 {
                x.quarterRounds()
                x.turn()
                x.quarterRounds()
                x.turnBack()
            }
            unsafe x.add(start, to: blocks + (count &- 1) &* 64)
            start.d[0] &+= 1
        }
        unsafe state.storeBytes(of: start.d[0], toByteOffset: 48, as: UInt32.self)
    }

    /// Adds the key stream to as many blocks as a kernel takes at once, and what comes out to the sum of Poly1305.
    ///
    /// - Returns: How many bytes that were, from the first on.
    static func seal(
        _ bytes: UnsafeMutableRawPointer, count: Int, state: UnsafeMutableRawPointer,
        authenticator: UnsafeMutableRawPointer,
        _ level: CPU.Level
    ) -> Int {
        #if arch(x86_64)
        switch level {
        case .x86 where count >= 512:
            unsafe ChaCha20X86.seal(bytes, count: count / 256, state: state, authenticator: authenticator)
            return count & ~255
        case .avx2 where count >= 1024:
            unsafe ChaCha20AVX2.seal(bytes, count: count / 512, state: state, authenticator: authenticator)
            return count & ~511
        default: break
        }
        #endif
        return 0
    }

    /// The rows of the state's matrix; each operation works on a row.
    private struct State {
        var a, b, c, d: Row

        @inline(__always)
        init(_ words: UnsafeRawPointer) {
            a = unsafe words.loadUnaligned(as: Row.self)
            b = unsafe words.loadUnaligned(fromByteOffset: 16, as: Row.self)
            c = unsafe words.loadUnaligned(fromByteOffset: 32, as: Row.self)
            d = unsafe words.loadUnaligned(fromByteOffset: 48, as: Row.self)
        }

        /// §2.1, on all four columns.
        @inline(__always)
        mutating func quarterRounds() {
            a &+= b
            d = rotated(d ^ a, 16)
            c &+= d
            b = rotated(b ^ c, 12)
            a &+= b
            d = rotated(d ^ a, 8)
            c &+= d
            b = rotated(b ^ c, 7)
        }

        /// Brings the diagonals into the columns.
        @inline(__always)
        mutating func turn() {
            b = Row(b[1], b[2], b[3], b[0])
            c = Row(c[2], c[3], c[0], c[1])
            d = Row(d[3], d[0], d[1], d[2])
        }

        @inline(__always)
        mutating func turnBack() {
            b = Row(b[3], b[0], b[1], b[2])
            c = Row(c[2], c[3], c[0], c[1])
            d = Row(d[1], d[2], d[3], d[0])
        }

        /// Adds the state that the rounds began with, and the sum to the message.
        @inline(__always)
        func add(_ start: State, to block: UnsafeMutableRawPointer) {
            unsafe add(a &+ start.a, to: block)
            unsafe add(b &+ start.b, to: block + 16)
            unsafe add(c &+ start.c, to: block + 32)
            unsafe add(d &+ start.d, to: block + 48)
        }

        @inline(__always)
        private func add(_ stream: Row, to bytes: UnsafeMutableRawPointer) {
            unsafe bytes.storeBytes(of: bytes.loadUnaligned(as: Row.self) ^ stream, as: Row.self)
        }

        @inline(__always)
        private func rotated(_ x: Row, _ count: Int32) -> Row {
            #if arch(x86_64)
            // The standard library shifts lane by lane.
            let x = unsafe unsafeBitCast(x, to: SIMD2<Int64>.self)
            return unsafe unsafeBitCast(_mm_slli_epi32(x, count) | _mm_srli_epi32(x, 32 &- count), to: Row.self)
            #else
            let count = UInt32(truncatingIfNeeded: count)
            return x &<< Row(repeating: count) | x &>> Row(repeating: 32 &- count)
            #endif
        }
    }
}
