internal import SignetBytes

/// A message under way in counter mode with CBC-MAC (SP 800-38C, RFC 3610).
///
/// The code is of the plaintext, and begins with the message's length.
struct CCMState: ~Copyable, Sendable {
    /// How long a nonce may be (SP 800-38C Appendix A.1).
    static let nonceByteCounts = 7...13

    // The memory: counter mode's, the chain of CBC-MAC, the block that it still waits for, the first counter block; then the
    // round keys.
    private static let chainOffset = CounterMode.memoryByteCount
    private static let blockOffset = chainOffset + 16
    private static let startOffset = blockOffset + 16
    private static let keysOffset = startOffset + 16

    private let cipher: AES
    private let memory: SecretMemory
    private var mode = CounterMode(countsWhole: true)
    private var partial = PartialBlock()
    private var expected: UInt64 = 0
    private var byteCount: UInt64 = 0
    private var tagByteCount = 16

    init(key: Span<UInt8>, _ level: CPU.Level) throws(CipherError) {
        cipher = try AES(keyByteCount: key.count, level)
        memory = SecretMemory(byteCount: CCMState.keysOffset + cipher.keysByteCount)
        unsafe cipher.expand(key, into: keys)
    }

    private var counter: UnsafeMutableRawPointer { unsafe memory.start }
    private var chain: UnsafeMutableRawPointer { unsafe memory.start + CCMState.chainOffset }
    private var block: UnsafeMutableRawPointer { unsafe memory.start + CCMState.blockOffset }
    private var start: UnsafeMutableRawPointer { unsafe memory.start + CCMState.startOffset }
    private var keys: UnsafeMutableRawPointer { unsafe memory.start + CCMState.keysOffset }

    /// Starts a message of `byteCount` bytes, and takes in what is only authenticated.
    mutating func begin(
        nonce: Span<UInt8>, additionalData: Span<UInt8>, byteCount: UInt64, tagByteCount: Int
    ) throws(CipherError) {
        guard CCMState.nonceByteCounts.contains(nonce.count) else {
            throw .nonceByteCount(nonce.count, allowed: CCMState.nonceByteCounts)
        }
        guard (4...16).contains(tagByteCount), tagByteCount % 2 == 0 else {
            throw .tagByteCount(tagByteCount, allowed: 4...16)
        }
        // What the nonce leaves of a block holds the length.
        let q = 15 - nonce.count
        guard q == 8 || byteCount >> UInt64(8 * q) == 0 else { throw .messageTooLong }
        (mode, partial, self.byteCount) = (CounterMode(countsWhole: true), PartialBlock(), 0)
        (expected, self.tagByteCount) = (byteCount, tagByteCount)
        unsafe chain.storeBytes(of: .zero, as: Block.self)

        // Appendix A.3: Ctr_i = [q - 1] ‖ N ‖ [i]; message blocks take the counters from 1 on.
        unsafe start.storeBytes(of: .zero, as: Block.self)
        unsafe start.storeBytes(of: UInt8(q - 1), as: UInt8.self)
        unsafe copy(nonce, to: start + 1)
        rewind()
        // Appendix A.2.1: B_0 = flags ‖ N ‖ Q.
        let hasData: UInt8 = additionalData.isEmpty ? 0 : 0x40
        let flags = hasData | UInt8((tagByteCount - 2) / 2) << 3 | UInt8(q - 1)
        unsafe block.storeBytes(of: byteCount.bigEndian, toByteOffset: 8, as: UInt64.self)
        unsafe block.storeBytes(of: flags, as: UInt8.self)
        unsafe copy(nonce, to: block + 1)
        unsafe cipher.authenticate(block, count: 1, chain: chain, keys: keys)

        // Appendix A.2.2: the length of the additional data in two, six or ten bytes.
        if !additionalData.isEmpty {
            let count = UInt64(additionalData.count)
            let prefix: (UInt64, Int) =
                count < 0xFF00 ? (count, 2) : count >> 32 == 0 ? (0xFFFE << 32 | count, 6) : (count, 10)
            if prefix.1 == 10 { absorb([0xFF, 0xFF].span) }
            let digits = min(prefix.1, 8)
            for index in stride(from: digits - 1, through: 0, by: -1) {
                absorb([UInt8(truncatingIfNeeded: prefix.0 >> UInt64(8 * index))].span)
            }
            absorb(additionalData)
            pad()
        }
    }

    /// Takes in the next bytes of plaintext and encrypts them in place.
    mutating func seal(_ bytes: inout MutableSpan<UInt8>) throws(CipherError) {
        try count(bytes.count)
        absorb(bytes.span)
        applyStream(&bytes)
    }

    /// Decrypts the next bytes in place, where nobody else sees them, and takes them in.
    mutating func authenticate(_ bytes: inout MutableSpan<UInt8>) throws(CipherError) {
        try count(bytes.count)
        applyStream(&bytes)
        absorb(bytes.span)
    }

    /// Adds the key stream to the next bytes.
    mutating func applyStream(_ bytes: inout MutableSpan<UInt8>) {
        unsafe bytes.withUnsafeMutableBytes { buffer in
            guard let base = buffer.baseAddress else { return }
            unsafe mode.apply(base, count: buffer.count, cipher, keys: keys, counter)
        }
    }

    /// Goes back to the beginning of the key stream.
    mutating func rewind() {
        unsafe counter.copyMemory(from: start, byteCount: 16)
        unsafe counter.storeBytes(of: 1, toByteOffset: 15, as: UInt8.self)
        mode = CounterMode(countsWhole: true)
    }

    /// The tag of all that was taken in: the chain, encrypted with the counter 0 (SP 800-38C §6.1).
    mutating func tag() throws(CipherError) -> AuthenticationTag {
        guard byteCount == expected else { throw .messageByteCount(byteCount, expected: expected) }
        pad()
        unsafe block.copyMemory(from: start, byteCount: 16)
        unsafe cipher.applyCounter(chain, count: 1, counter: block, keys: keys)
        return unsafe AuthenticationTag(chain.loadUnaligned(as: Block.self), byteCount: tagByteCount)
    }

    private mutating func count(_ more: Int) throws(CipherError) {
        byteCount += UInt64(more)
        guard byteCount <= expected else { throw .messageByteCount(byteCount, expected: expected) }
    }

    /// CBC-MAC of bytes that come in pieces of any size.
    private mutating func absorb(_ bytes: Span<UInt8>) {
        let (cipher, chain, keys) = unsafe (cipher, chain, keys)
        unsafe bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return }
            unsafe partial.take(base, count: buffer.count, at: block) {
                unsafe cipher.authenticate($0, count: $1, chain: chain, keys: keys)
            }
        }
    }

    /// Completes the block under way with zeros.
    private mutating func pad() {
        let (cipher, chain, keys) = unsafe (cipher, chain, keys)
        unsafe partial.pad(at: block) { unsafe cipher.authenticate($0, count: $1, chain: chain, keys: keys) }
    }
}
