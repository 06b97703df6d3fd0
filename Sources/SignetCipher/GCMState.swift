internal import SignetBytes

/// A message under way in Galois/counter mode (SP 800-38D §7): counter mode, and GHASH over the ciphertext.
struct GCMState: ~Copyable, Sendable {
    /// How long a tag may be (SP 800-38D §5.2.1.2; RFC 5084 §3.2 leaves out the two short ones).
    static let tagByteCounts = 12...16
    /// SP 800-38D §5.2.1.1.
    static let largestByteCount = UInt64(1) << 36 - 32

    // The memory: the hash key's powers, which stay; then those of the message: counter mode's, the hash, the block that
    // the hash still waits for, and what is added to the hash at last.
    private static let counterOffset = GHASH.powersByteCount
    private static let hashOffset = counterOffset + CounterMode.memoryByteCount
    private static let blockOffset = hashOffset + 16
    private static let maskOffset = blockOffset + 16
    private static let memoryByteCount = maskOffset + 16

    private let cipher: AES
    private var memory: SecretBytes
    private var mode = CounterMode(countsWhole: false)
    /// How many bytes the block that the hash waits for has.
    private var filled = 0
    private var additionalByteCount: UInt64 = 0
    private var byteCount: UInt64 = 0

    init(key: Span<UInt8>, _ level: CPU.Level) throws(CipherError) {
        let cipher = try AES(checking: key, level)
        self.cipher = cipher
        memory = SecretBytes(zeros: GCMState.memoryByteCount)
        var bytes = memory.mutableSpan
        unsafe bytes.withUnsafeMutableBytes { buffer in
            let memory = buffer.baseAddress!
            let (counter, block) = unsafe (memory + GCMState.counterOffset, memory + GCMState.blockOffset)
            // H is the encryption of a block of zeros: the key stream at a counter of zero, added to zeros.
            unsafe cipher.applyCounter(block, count: 1, counter: counter)
            unsafe GHASH.expand(block, into: memory, level)
        }
    }

    static func check(tagByteCount: Int) throws(CipherError) {
        guard tagByteCounts.contains(tagByteCount) else {
            throw .tagByteCount(tagByteCount, allowed: tagByteCounts)
        }
    }

    /// Starts a message, and takes in what is only authenticated.
    mutating func begin(nonce: Span<UInt8>, additionalData: Span<UInt8>) throws(CipherError) {
        try begin(nonce: nonce)
        absorbAdditional(additionalData)
        padHash()
    }

    /// Takes in the next bytes of what is only authenticated.
    mutating func absorbAdditional(_ bytes: Span<UInt8>) {
        additionalByteCount += UInt64(bytes.count)
        absorb(bytes)
    }

    /// Starts a message (SP 800-38D §7.1 steps 2 and 3).
    mutating func begin(nonce: Span<UInt8>) throws(CipherError) {
        guard nonce.count > 0 else { throw .nonceByteCount(0, allowed: 1...Int(Int32.max)) }
        clear(GCMState.counterOffset..<GCMState.memoryByteCount)
        (mode, filled, byteCount, additionalByteCount) = (CounterMode(countsWhole: false), 0, 0, 0)
        if nonce.count == 12 {
            // J₀ = IV ‖ 0³¹ ‖ 1
            var bytes = memory.mutableSpan
            for index in nonce.indices { bytes[GCMState.counterOffset + index] = nonce[index] }
            bytes[GCMState.counterOffset + 15] = 1
        } else {
            // J₀ = GHASH (IV ‖ 0^s ‖ [len (IV)]₆₄)
            absorb(nonce)
            absorbLengths(0, UInt64(nonce.count))
            let memory = unsafe mutableMemory
            unsafe (memory + GCMState.counterOffset).copyMemory(from: memory + GCMState.hashOffset, byteCount: 16)
            clear(GCMState.hashOffset..<GCMState.blockOffset)
        }
        let memory = unsafe mutableMemory
        unsafe cipher.applyCounter(
            memory + GCMState.maskOffset, count: 1, counter: memory + GCMState.counterOffset)
    }

    /// Encrypts the next bytes in place and takes in what comes out.
    mutating func seal(_ bytes: inout MutableSpan<UInt8>) throws(CipherError) { try apply(&bytes, sealing: true) }

    /// Takes in the next bytes and decrypts them in place, where nobody else sees them before the tag is judged.
    mutating func open(_ bytes: inout MutableSpan<UInt8>) throws(CipherError) { try apply(&bytes, sealing: false) }

    /// The same, of a whole message, from `ciphertext` into memory of the same size, which nobody has seen yet either.
    mutating func open(
        _ ciphertext: Span<UInt8>, into plaintext: inout MutableSpan<UInt8>
    ) throws(CipherError) {
        try count(ciphertext.count)
        let (whole, rest) = (ciphertext.count / 16, ciphertext.count & 15)
        unsafe ciphertext.withUnsafeBytes { source in
            unsafe plaintext.withUnsafeMutableBytes { target in
                guard let source = source.baseAddress, let target = target.baseAddress else { return }
                let memory = unsafe mutableMemory
                if whole > 0 {
                    unsafe cipher.open(
                        source, into: target, count: whole, counter: memory + GCMState.counterOffset,
                        hash: memory + GCMState.hashOffset, powers: memory)
                }
                let last = unsafe target + whole * 16
                unsafe last.copyMemory(from: source + whole * 16, byteCount: rest)
                unsafe applyPart(last, count: rest, false)
            }
        }
    }

    private mutating func apply(_ bytes: inout MutableSpan<UInt8>, sealing: Bool) throws(CipherError) {
        try count(bytes.count)
        unsafe bytes.withUnsafeMutableBytes { buffer in
            guard var next = buffer.baseAddress else { return }
            var left = buffer.count
            // To the end of the block under way, then whole blocks in one go, then the rest.
            let head = mode.used == 0 ? 0 : min(left, 16 - mode.used)
            unsafe applyPart(next, count: head, sealing)
            unsafe next += head
            left -= head
            let whole = left / 16
            if whole > 0 {
                let memory = unsafe mutableMemory
                let (counter, hash) = unsafe (memory + GCMState.counterOffset, memory + GCMState.hashOffset)
                if sealing {
                    unsafe cipher.seal(next, count: whole, counter: counter, hash: hash, powers: memory)
                } else {
                    unsafe cipher.open(
                        next, into: next, count: whole, counter: counter, hash: hash, powers: memory)
                }
                unsafe next += whole * 16
            }
            unsafe applyPart(next, count: left & 15, sealing)
        }
    }

    private mutating func applyPart(_ bytes: UnsafeMutableRawPointer, count: Int, _ sealing: Bool) {
        guard count > 0 else { return }
        if !sealing { unsafe absorb(bytes, count: count) }
        unsafe mode.apply(bytes, count: count, cipher, mutableMemory + GCMState.counterOffset)
        if sealing { unsafe absorb(bytes, count: count) }
    }

    /// Takes in the next bytes of ciphertext.
    mutating func authenticate(_ bytes: Span<UInt8>) throws(CipherError) {
        try count(bytes.count)
        absorb(bytes)
    }

    /// Decrypts the next bytes in place.
    mutating func decrypt(_ bytes: inout MutableSpan<UInt8>) {
        unsafe bytes.withUnsafeMutableBytes { buffer in
            guard let base = buffer.baseAddress else { return }
            unsafe mode.apply(base, count: buffer.count, cipher, mutableMemory + GCMState.counterOffset)
        }
    }

    /// The tag of all that was taken in (SP 800-38D §7.1 steps 5 and 6).
    mutating func tag(byteCount tagByteCount: Int) -> AuthenticationTag {
        absorbLengths(additionalByteCount, byteCount)
        let memory = unsafe mutableMemory
        let hash = unsafe memory + GCMState.hashOffset
        for index in stride(from: 0, to: 16, by: 8) {
            let sum =
                unsafe hash.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                ^ memory.loadUnaligned(fromByteOffset: GCMState.maskOffset + index, as: UInt64.self)
            unsafe hash.storeBytes(of: sum, toByteOffset: index, as: UInt64.self)
        }
        return AuthenticationTag(
            copying: self.memory.span.extracting(GCMState.hashOffset..<(GCMState.hashOffset + tagByteCount)))
    }

    private mutating func count(_ more: Int) throws(CipherError) {
        byteCount += UInt64(more)
        guard byteCount <= GCMState.largestByteCount else { throw .messageTooLong }
    }

    private mutating func absorb(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBytes { buffer in
            if let base = buffer.baseAddress { unsafe absorb(base, count: buffer.count) }
        }
    }

    /// GHASH of bytes that come in pieces of any size.
    private mutating func absorb(_ bytes: UnsafeRawPointer, count: Int) {
        let memory = unsafe mutableMemory
        let (hash, block) = unsafe (memory + GCMState.hashOffset, memory + GCMState.blockOffset)
        var next = unsafe bytes
        var left = count
        if filled > 0 {
            let taken = min(left, 16 - filled)
            unsafe (block + filled).copyMemory(from: next, byteCount: taken)
            filled += taken
            unsafe next += taken
            left -= taken
            guard filled == 16 else { return }
            unsafe GHASH.authenticate(block, count: 1, hash: hash, powers: memory, cipher.level)
            filled = 0
        }
        let whole = left / 16
        if whole > 0 {
            unsafe GHASH.authenticate(next, count: whole, hash: hash, powers: memory, cipher.level)
            unsafe next += whole * 16
        }
        filled = left & 15
        unsafe block.copyMemory(from: next, byteCount: filled)
    }

    /// Completes the block under way with zeros.
    private mutating func padHash() {
        guard filled > 0 else { return }
        let memory = unsafe mutableMemory
        let block = unsafe memory + GCMState.blockOffset
        unsafe (block + filled).initializeMemory(as: UInt8.self, repeating: 0, count: 16 - filled)
        unsafe GHASH.authenticate(
            block, count: 1, hash: memory + GCMState.hashOffset, powers: memory, cipher.level)
        filled = 0
    }

    /// The last block: two lengths in bits.
    private mutating func absorbLengths(_ first: UInt64, _ second: UInt64) {
        padHash()
        let memory = unsafe mutableMemory
        let block = unsafe memory + GCMState.blockOffset
        unsafe block.storeBytes(of: (first &* 8).bigEndian, as: UInt64.self)
        unsafe block.storeBytes(of: (second &* 8).bigEndian, toByteOffset: 8, as: UInt64.self)
        unsafe GHASH.authenticate(
            block, count: 1, hash: memory + GCMState.hashOffset, powers: memory, cipher.level)
    }

    private mutating func clear(_ range: Range<Int>) {
        var bytes = memory.mutableSpan
        unsafe bytes.withUnsafeMutableBytes {
            _ = unsafe UnsafeMutableRawBufferPointer(rebasing: $0[range]).initializeMemory(as: UInt8.self, repeating: 0)
        }
    }

    /// The memory, which lies on the heap and stays where it is as long as `self` lives.
    private var mutableMemory: UnsafeMutableRawPointer {
        mutating get {
            var bytes = memory.mutableSpan
            return unsafe bytes.withUnsafeMutableBytes { $0.baseAddress! }
        }
    }
}
