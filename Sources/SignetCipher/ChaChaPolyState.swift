internal import SignetBytes

/// A message under way in ChaCha20-Poly1305 (RFC 8439 §2.8).
struct ChaChaPolyState: ~Copyable, Sendable {
    static let keyByteCount = 32
    static let nonceByteCount = 12
    /// §2.8: the counter of blocks has 32 bits, and the first is the authenticator's key.
    static let largestByteCount = (UInt64(1) << 32 - 1) * 64

    // The memory: the cipher's state and its key stream under way; the authenticator's, and the block it waits for; and the
    // key, which stays.
    private static let streamOffset = ChaCha20.stateByteCount
    private static let authenticatorOffset = streamOffset + ChaCha20.blockByteCount
    private static let blockOffset = authenticatorOffset + Poly1305.memoryByteCount
    private static let keyOffset = blockOffset + 16
    private static let memoryByteCount = keyOffset + keyByteCount

    private let level: CPU.Level
    private var memory: SecretBytes
    /// How much of the key stream under way has been used; 0 between blocks.
    private var used = 0
    /// How many bytes the block that the authenticator waits for has.
    private var filled = 0
    private var additionalByteCount: UInt64 = 0
    private var byteCount: UInt64 = 0

    init(key: Span<UInt8>, _ level: CPU.Level) throws(CipherError) {
        guard key.count == ChaChaPolyState.keyByteCount else {
            throw .keyByteCount(key.count, allowed: 32...32)
        }
        self.level = level
        memory = SecretBytes(zeros: ChaChaPolyState.memoryByteCount)
        var bytes = memory.mutableSpan
        for index in key.indices { bytes[ChaChaPolyState.keyOffset + index] = key[index] }
    }

    /// Starts a message, and takes in what is only authenticated.
    mutating func begin(nonce: Span<UInt8>, additionalData: Span<UInt8>) throws(CipherError) {
        guard nonce.count == ChaChaPolyState.nonceByteCount else {
            throw .nonceByteCount(nonce.count, allowed: 12...12)
        }
        (used, filled, byteCount) = (0, 0, 0)
        additionalByteCount = UInt64(additionalData.count)
        let memory = unsafe mutableMemory
        let stream = unsafe memory + ChaChaPolyState.streamOffset
        unsafe ChaCha20.begin(
            memory,
            key: self.memory.span.extracting(ChaChaPolyState.keyOffset..<ChaChaPolyState.memoryByteCount),
            nonce: nonce, counter: 0)
        // §2.6: the first 32 bytes of the first block of the key stream are the key of the authenticator.
        unsafe stream.initializeMemory(as: UInt8.self, repeating: 0, count: ChaCha20.blockByteCount)
        unsafe ChaCha20.apply(stream, count: 1, state: memory, level)
        unsafe Poly1305.begin(memory + ChaChaPolyState.authenticatorOffset, key: stream, level)
        absorb(additionalData)
        pad()
    }

    /// Encrypts the next bytes in place and takes in what comes out.
    mutating func seal(_ bytes: inout MutableSpan<UInt8>) throws(CipherError) {
        try count(bytes.count)
        let sealed = sealWhole(&bytes)
        applyStream(&bytes, from: sealed)
        absorb(bytes.span.extracting(droppingFirst: sealed))
    }

    /// Both at once, as far as there are whole blocks for it. The answer is how many bytes that were.
    private mutating func sealWhole(_ bytes: inout MutableSpan<UInt8>) -> Int {
        guard used == 0, filled == 0 else { return 0 }
        let memory = unsafe mutableMemory
        let level = level
        return unsafe bytes.withUnsafeMutableBytes { buffer in
            guard let next = buffer.baseAddress else { return 0 }
            return unsafe ChaCha20.seal(
                next, count: buffer.count, state: memory,
                authenticator: memory + ChaChaPolyState.authenticatorOffset, level)
        }
    }

    /// Takes in the next bytes of ciphertext.
    mutating func authenticate(_ bytes: Span<UInt8>) throws(CipherError) {
        try count(bytes.count)
        absorb(bytes)
    }

    /// Adds the key stream to the next bytes, which are those from `start` on.
    mutating func applyStream(_ bytes: inout MutableSpan<UInt8>, from start: Int = 0) {
        unsafe bytes.withUnsafeMutableBytes { buffer in
            guard var next = buffer.baseAddress else { return }
            unsafe next += start
            let memory = unsafe mutableMemory
            let stream = unsafe memory + ChaChaPolyState.streamOffset
            var left = buffer.count - start
            if used > 0 {
                let taken = min(left, 64 - used)
                unsafe add(stream + used, to: next, count: taken)
                used = (used + taken) & 63
                unsafe next += taken
                left -= taken
            }
            let whole = left / 64
            unsafe ChaCha20.apply(next, count: whole, state: memory, level)
            unsafe next += whole * 64
            left &= 63
            if left > 0 {
                unsafe stream.initializeMemory(as: UInt8.self, repeating: 0, count: 64)
                unsafe ChaCha20.apply(stream, count: 1, state: memory, level)
                unsafe add(stream, to: next, count: left)
                used = left
            }
        }
    }

    private func add(_ stream: UnsafeRawPointer, to bytes: UnsafeMutableRawPointer, count: Int) {
        for index in 0..<count {
            let sum =
                unsafe bytes.load(fromByteOffset: index, as: UInt8.self)
                ^ stream.load(fromByteOffset: index, as: UInt8.self)
            unsafe bytes.storeBytes(of: sum, toByteOffset: index, as: UInt8.self)
        }
    }

    /// The tag of all that was taken in: the lengths come last, in bytes.
    mutating func tag() -> AuthenticationTag {
        pad()
        let memory = unsafe mutableMemory
        let block = unsafe memory + ChaChaPolyState.blockOffset
        let authenticator = unsafe memory + ChaChaPolyState.authenticatorOffset
        unsafe block.storeBytes(of: additionalByteCount.littleEndian, as: UInt64.self)
        unsafe block.storeBytes(of: byteCount.littleEndian, toByteOffset: 8, as: UInt64.self)
        unsafe Poly1305.authenticate(block, count: 1, authenticator, level)
        unsafe Poly1305.finalize(authenticator, into: block)
        return AuthenticationTag(
            copying: self.memory.span.extracting(
                ChaChaPolyState.blockOffset..<(ChaChaPolyState.blockOffset + 16)))
    }

    private mutating func count(_ more: Int) throws(CipherError) {
        byteCount += UInt64(more)
        guard byteCount <= ChaChaPolyState.largestByteCount else { throw .messageTooLong }
    }

    private mutating func absorb(_ bytes: Span<UInt8>) {
        let memory = unsafe mutableMemory
        let authenticator = unsafe memory + ChaChaPolyState.authenticatorOffset
        let block = unsafe memory + ChaChaPolyState.blockOffset
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
                unsafe Poly1305.authenticate(block, count: 1, authenticator, level)
            }
            let whole = left / 16
            unsafe Poly1305.authenticate(next, count: whole, authenticator, level)
            unsafe next += whole * 16
            filled = left & 15
            unsafe block.copyMemory(from: next, byteCount: filled)
        }
    }

    /// Completes the block under way with zeros.
    private mutating func pad() {
        guard filled > 0 else { return }
        let memory = unsafe mutableMemory
        let block = unsafe memory + ChaChaPolyState.blockOffset
        unsafe (block + filled).initializeMemory(as: UInt8.self, repeating: 0, count: 16 - filled)
        unsafe Poly1305.authenticate(block, count: 1, memory + ChaChaPolyState.authenticatorOffset, level)
        filled = 0
    }

    /// The memory, which lies on the heap and stays where it is as long as `self` lives.
    private var mutableMemory: UnsafeMutableRawPointer {
        mutating get {
            var bytes = memory.mutableSpan
            return unsafe bytes.withUnsafeMutableBytes { $0.baseAddress! }
        }
    }
}
