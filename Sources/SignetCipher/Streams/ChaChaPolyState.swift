internal import SignetBytes

/// A message under way in ChaCha20-Poly1305 (RFC 8439 §2.8).
struct ChaChaPolyState: ~Copyable, Sendable {
    static let keyByteCount = 32
    static let nonceByteCount = 12
    /// §2.8: the counter of blocks has 32 bits, and the first is the authenticator's key.
    static let largestByteCount = (UInt64(1) << 32 - 1) * 64

    // The memory: the cipher's state, in which the key stays, and its key stream under way; the authenticator's, and the block it
    // waits for.
    private static let streamOffset = ChaCha20.stateByteCount
    private static let authenticatorOffset = streamOffset + ChaCha20.blockByteCount
    private static let blockOffset = authenticatorOffset + Poly1305.memoryByteCount
    private static let memoryByteCount = blockOffset + 16

    private let level: CPU.Level
    private let memory: SecretMemory
    /// How much of the key stream under way has been used; 0 between blocks.
    private var used = 0
    private var partial = PartialBlock()
    private var additionalByteCount: UInt64 = 0
    private var byteCount: UInt64 = 0

    init(key: Span<UInt8>, _ level: CPU.Level) throws(CipherError) {
        guard key.count == ChaChaPolyState.keyByteCount else {
            throw .keyByteCount(key.count, allowed: 32...32)
        }
        self.level = level
        memory = SecretMemory(byteCount: ChaChaPolyState.memoryByteCount)
        unsafe ChaCha20.setKey(state, key)
    }

    private var state: UnsafeMutableRawPointer { unsafe memory.start }
    private var stream: UnsafeMutableRawPointer { unsafe memory.start + ChaChaPolyState.streamOffset }
    private var authenticator: UnsafeMutableRawPointer { unsafe memory.start + ChaChaPolyState.authenticatorOffset }
    private var block: UnsafeMutableRawPointer { unsafe memory.start + ChaChaPolyState.blockOffset }

    static func check(tagByteCount: Int) throws(CipherError) {
        guard tagByteCount == 16 else { throw .tagByteCount(tagByteCount, allowed: 16...16) }
    }

    /// Starts a message, and takes in what is only authenticated.
    mutating func begin(nonce: Span<UInt8>, additionalData: Span<UInt8>) throws(CipherError) {
        guard nonce.count == ChaChaPolyState.nonceByteCount else {
            throw .nonceByteCount(nonce.count, allowed: 12...12)
        }
        (used, partial, byteCount) = (0, PartialBlock(), 0)
        additionalByteCount = UInt64(additionalData.count)
        unsafe ChaCha20.begin(state, nonce: nonce)
        // §2.6: the first 32 bytes of the first block of the key stream are the key of the authenticator.
        unsafe stream.initializeMemory(as: UInt8.self, repeating: 0, count: ChaCha20.blockByteCount)
        unsafe ChaCha20.apply(stream, count: 1, state: state, level)
        unsafe Poly1305.begin(authenticator, key: stream, level)
        absorb(additionalData)
        pad()
    }

    /// Encrypts the next bytes in place and takes in what comes out.
    mutating func seal(_ bytes: inout MutableSpan<UInt8>) throws(CipherError) {
        try count(bytes.count)
        var start = sealWhole(&bytes)
        // In pieces, so that the authenticator finds in a near cache what the cipher has written there.
        while start < bytes.count {
            let piece = start..<min(start + (1 << 16), bytes.count)
            applyStream(&bytes, piece)
            absorb(bytes.span.extracting(piece))
            start = piece.upperBound
        }
    }

    /// Both at once, as far as there are whole blocks for it. The answer is how many bytes that were.
    private mutating func sealWhole(_ bytes: inout MutableSpan<UInt8>) -> Int {
        guard used == 0, partial.count == 0 else { return 0 }
        return unsafe bytes.withUnsafeMutableBytes { buffer in
            guard let next = buffer.baseAddress else { return 0 }
            return unsafe ChaCha20.seal(
                next, count: buffer.count, state: state, authenticator: authenticator, level)
        }
    }

    /// Takes in the next bytes of ciphertext.
    mutating func authenticate(_ bytes: Span<UInt8>) throws(CipherError) {
        try count(bytes.count)
        absorb(bytes)
    }

    /// Adds the key stream to the next bytes.
    mutating func applyStream(_ bytes: inout MutableSpan<UInt8>) { applyStream(&bytes, 0..<bytes.count) }

    /// Adds the key stream to the next bytes, which are at `piece`.
    private mutating func applyStream(_ bytes: inout MutableSpan<UInt8>, _ piece: Range<Int>) {
        unsafe bytes.withUnsafeMutableBytes { buffer in
            guard var next = buffer.baseAddress else { return }
            unsafe next += piece.lowerBound
            var left = piece.count
            if used > 0 {
                let taken = min(left, 64 - used)
                unsafe add(stream + used, to: next, count: taken)
                used = (used + taken) & 63
                unsafe next += taken
                left -= taken
            }
            let whole = left / 64
            unsafe ChaCha20.apply(next, count: whole, state: state, level)
            unsafe next += whole * 64
            left &= 63
            if left > 0 {
                unsafe stream.initializeMemory(as: UInt8.self, repeating: 0, count: 64)
                unsafe ChaCha20.apply(stream, count: 1, state: state, level)
                unsafe add(stream, to: next, count: left)
                used = left
            }
        }
    }

    /// The tag of all that was taken in: the lengths come last, in bytes.
    mutating func tag() -> AuthenticationTag {
        pad()
        unsafe block.storeBytes(of: additionalByteCount.littleEndian, as: UInt64.self)
        unsafe block.storeBytes(of: byteCount.littleEndian, toByteOffset: 8, as: UInt64.self)
        unsafe Poly1305.authenticate(block, count: 1, authenticator, level)
        unsafe Poly1305.finalize(authenticator, into: block)
        return unsafe AuthenticationTag(block.loadUnaligned(as: Block.self), byteCount: 16)
    }

    private mutating func count(_ more: Int) throws(CipherError) {
        byteCount += UInt64(more)
        guard byteCount <= ChaChaPolyState.largestByteCount else { throw .messageTooLong }
    }

    private mutating func absorb(_ bytes: Span<UInt8>) {
        let (authenticator, level) = unsafe (authenticator, level)
        unsafe bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return }
            unsafe partial.take(base, count: buffer.count, at: block) {
                unsafe Poly1305.authenticate($0, count: $1, authenticator, level)
            }
        }
    }

    /// Completes the block under way with zeros.
    private mutating func pad() {
        let (authenticator, level) = unsafe (authenticator, level)
        unsafe partial.pad(at: block) { unsafe Poly1305.authenticate($0, count: $1, authenticator, level) }
    }
}
