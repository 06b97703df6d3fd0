internal import SignetBytes

/// A message under way in counter mode with CBC-MAC (SP 800-38C, RFC 3610).
///
/// The code is of the plaintext, and begins with the message's length.
struct CCMState: ~Copyable, Sendable {
    /// How long a nonce may be (SP 800-38C Appendix A.1).
    static let nonceByteCounts = 7...13

    // The memory: counter mode's, the chain of CBC-MAC, the block that it still waits for, the first counter block.
    private static let chainOffset = CounterMode.memoryByteCount
    private static let blockOffset = chainOffset + 16
    private static let startOffset = blockOffset + 16
    private static let memoryByteCount = startOffset + 16

    private let cipher: AES
    private var memory: SecretBytes
    private var mode = CounterMode(countsWhole: true)
    private var filled = 0
    private var expected: UInt64 = 0
    private var byteCount: UInt64 = 0
    private var tagByteCount = 16

    init(key: Span<UInt8>, _ level: CPU.Level) throws(CipherError) {
        cipher = try AES(checking: key, level)
        memory = SecretBytes(zeros: CCMState.memoryByteCount)
    }

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
        (mode, filled, self.byteCount) = (CounterMode(countsWhole: true), 0, 0)
        (expected, self.tagByteCount) = (byteCount, tagByteCount)
        var bytes = memory.mutableSpan
        for index in bytes.indices { bytes[index] = 0 }

        // Appendix A.3: Ctr_i = [q - 1] ‖ N ‖ [i]; message blocks take the counters from 1 on.
        bytes[0] = UInt8(q - 1)
        for index in nonce.indices { bytes[1 + index] = nonce[index] }
        for index in 0..<16 { bytes[CCMState.startOffset + index] = bytes[index] }
        bytes[15] = 1
        // Appendix A.2.1: B_0 = flags ‖ N ‖ Q.
        let hasData: UInt8 = additionalData.isEmpty ? 0 : 0x40
        let flags = hasData | UInt8((tagByteCount - 2) / 2) << 3 | UInt8(q - 1)
        bytes[CCMState.blockOffset] = flags
        for index in nonce.indices { bytes[CCMState.blockOffset + 1 + index] = nonce[index] }
        for index in 0..<q {
            bytes[CCMState.blockOffset + 15 - index] =
                index < 8 ? UInt8(truncatingIfNeeded: byteCount >> UInt64(8 * index)) : 0
        }
        filled = 16
        absorbFullBlock()

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
            unsafe mode.apply(base, count: buffer.count, cipher, mutableMemory)
        }
    }

    /// Goes back to the beginning of the key stream.
    mutating func rewind() {
        var bytes = memory.mutableSpan
        for index in 0..<16 { bytes[index] = bytes[CCMState.startOffset + index] }
        bytes[15] = 1
        mode = CounterMode(countsWhole: true)
    }

    /// The tag of all that was taken in: the chain, encrypted with the counter 0 (SP 800-38C §6.1).
    mutating func tag() throws(CipherError) -> AuthenticationTag {
        guard byteCount == expected else { throw .messageByteCount(byteCount, expected: expected) }
        pad()
        let memory = unsafe mutableMemory
        let counter = unsafe memory + CCMState.blockOffset
        unsafe counter.copyMemory(from: memory + CCMState.startOffset, byteCount: 16)
        unsafe cipher.applyCounter(memory + CCMState.chainOffset, count: 1, counter: counter)
        return AuthenticationTag(
            copying: self.memory.span.extracting(CCMState.chainOffset..<(CCMState.chainOffset + tagByteCount)))
    }

    private mutating func count(_ more: Int) throws(CipherError) {
        byteCount += UInt64(more)
        guard byteCount <= expected else { throw .messageByteCount(byteCount, expected: expected) }
    }

    /// CBC-MAC of bytes that come in pieces of any size.
    private mutating func absorb(_ bytes: Span<UInt8>) {
        let memory = unsafe mutableMemory
        let (chain, block) = unsafe (memory + CCMState.chainOffset, memory + CCMState.blockOffset)
        unsafe bytes.withUnsafeBytes { buffer in
            guard var next = buffer.baseAddress else { return }
            var left = buffer.count
            if filled > 0 {
                let taken = min(left, 16 - filled)
                unsafe (block + filled).copyMemory(from: next, byteCount: taken)
                filled += taken
                unsafe next += taken
                left -= taken
                guard filled == 16 else { return }
                absorbFullBlock()
            }
            let whole = left / 16
            unsafe cipher.authenticate(next, count: whole, chain: chain)
            unsafe next += whole * 16
            filled = left & 15
            unsafe block.copyMemory(from: next, byteCount: filled)
        }
    }

    private mutating func absorbFullBlock() {
        let memory = unsafe mutableMemory
        unsafe cipher.authenticate(
            memory + CCMState.blockOffset, count: 1, chain: memory + CCMState.chainOffset)
        filled = 0
    }

    /// Completes the block under way with zeros.
    private mutating func pad() {
        guard filled > 0 else { return }
        let block = unsafe mutableMemory + CCMState.blockOffset
        unsafe (block + filled).initializeMemory(as: UInt8.self, repeating: 0, count: 16 - filled)
        absorbFullBlock()
    }

    /// The memory, which lies on the heap and stays where it is as long as `self` lives.
    private var mutableMemory: UnsafeMutableRawPointer {
        mutating get {
            var bytes = memory.mutableSpan
            return unsafe bytes.withUnsafeMutableBytes { $0.baseAddress! }
        }
    }
}
