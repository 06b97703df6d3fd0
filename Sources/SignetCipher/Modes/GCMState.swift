internal import SignetBytes

/// A message under way in Galois/counter mode (SP 800-38D §7): counter mode, and GHASH over the ciphertext.
struct GCMState: ~Copyable, Sendable {
    /// How long a tag may be (SP 800-38D §5.2.1.2; RFC 5084 §3.2 leaves out the two short ones).
    static let tagByteCounts = 12...16
    /// SP 800-38D §5.2.1.1.
    static let largestByteCount = UInt64(1) << 36 - 32

    // The memory: what belongs to the message, the hash, the block that the hash still waits for, and counter mode's, whose key
    // stream begins with what is added to the hash at last; then what stays, the hash key's powers and the round keys.
    private static let blockOffset = 16
    private static let counterOffset = 32
    private static let streamOffset = counterOffset + CounterMode.streamOffset

    private let cipher: AES
    private let memory: SecretMemory
    /// How many blocks of key stream a message begins with: the mask of the tag, and what takes no longer beside it.
    private let firstBlockCount: Int
    /// The room for them: for the mask, and a block of the message at the least.
    private let streamByteCount: Int
    private let powersOffset: Int
    private let keysOffset: Int
    private var mode = CounterMode(countsWhole: false)
    private var partial = PartialBlock()
    private var additionalByteCount: UInt64 = 0
    private var byteCount: UInt64 = 0

    init(key: Span<UInt8>, _ level: CPU.Level) throws(CipherError) {
        cipher = try AES(keyByteCount: key.count, level)
        firstBlockCount = cipher.blocksAtOnce
        streamByteCount = max(firstBlockCount, 2) * 16
        powersOffset = GCMState.streamOffset + streamByteCount
        keysOffset = powersOffset + GHASH.powersByteCount
        memory = SecretMemory(byteCount: keysOffset + cipher.keysByteCount)
        unsafe cipher.expand(key, into: keys)
        // H is the encryption of a block of zeros: the key stream at a counter of zero, added to zeros.
        unsafe cipher.applyCounter(mask, count: 1, counter: counter, keys: keys)
        unsafe GHASH.expand(mask, into: powers, level)
    }

    private var powers: UnsafeMutableRawPointer { unsafe memory.start + powersOffset }
    private var counter: UnsafeMutableRawPointer { unsafe memory.start + GCMState.counterOffset }
    private var hash: UnsafeMutableRawPointer { unsafe memory.start }
    private var block: UnsafeMutableRawPointer { unsafe memory.start + GCMState.blockOffset }
    private var mask: UnsafeMutableRawPointer { unsafe memory.start + GCMState.streamOffset }
    private var keys: UnsafeMutableRawPointer { unsafe memory.start + keysOffset }

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
        (partial, byteCount, additionalByteCount) = (PartialBlock(), 0, 0)
        mode = CounterMode(countsWhole: false, streamByteCount: streamByteCount, left: firstBlockCount * 16 - 16)
        unsafe hash.storeBytes(of: .zero, as: Block.self)
        for index in 0..<firstBlockCount { unsafe mask.storeBytes(of: .zero, toByteOffset: index * 16, as: Block.self) }
        if nonce.count == 12 {
            // J₀ = IV ‖ 0³¹ ‖ 1, in one piece: it is read in one.
            let start = unsafe nonce.withUnsafeBytes { bytes in
                unsafe Block(
                    bytes.loadUnaligned(as: UInt64.self),
                    UInt64(bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self)) | UInt64(1).byteSwapped)
            }
            unsafe counter.storeBytes(of: start, as: Block.self)
        } else {
            // J₀ = GHASH (IV ‖ 0^s ‖ [len (IV)]₆₄)
            absorb(nonce)
            absorbLengths(0, UInt64(nonce.count))
            unsafe counter.copyMemory(from: hash, byteCount: 16)
            unsafe hash.storeBytes(of: .zero, as: Block.self)
        }
        unsafe cipher.applyCounter(mask, count: firstBlockCount, counter: counter, keys: keys)
    }

    /// Encrypts the next bytes in place and takes in what comes out.
    mutating func seal(_ bytes: inout MutableSpan<UInt8>) throws(CipherError) { try apply(&bytes, sealing: true) }

    /// Takes in the next bytes and decrypts them in place, where nobody else sees them before the tag is judged.
    mutating func open(_ bytes: inout MutableSpan<UInt8>) throws(CipherError) { try apply(&bytes, sealing: false) }

    /// The same, from `ciphertext` into memory of the same size, which nobody has seen yet either.
    mutating func open(
        _ ciphertext: Span<UInt8>, into plaintext: inout MutableSpan<UInt8>
    ) throws(CipherError) {
        try count(ciphertext.count)
        unsafe ciphertext.withUnsafeBytes { source in
            unsafe plaintext.withUnsafeMutableBytes { target in
                guard let source = source.baseAddress, let target = target.baseAddress else { return }
                unsafe apply(source, target, count: ciphertext.count, sealing: false)
            }
        }
    }

    private mutating func apply(_ bytes: inout MutableSpan<UInt8>, sealing: Bool) throws(CipherError) {
        try count(bytes.count)
        unsafe bytes.withUnsafeMutableBytes { buffer in
            guard let base = buffer.baseAddress else { return }
            unsafe apply(base, base, count: buffer.count, sealing: sealing)
        }
    }

    /// From `source` to `target`, which may be the same; what is sealed is in place.
    private mutating func apply(
        _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, count: Int, sealing: Bool
    ) {
        // To the end of the key stream that is there, then whole blocks in one go, then the rest.
        let head = min(count, mode.left)
        unsafe applyPart(source, target, count: head, sealing)
        let whole = (count - head) / 16
        let (next, block) = unsafe (source + head, target + head)
        if whole > 0 {
            if sealing {
                unsafe cipher.seal(block, count: whole, counter: counter, hash: hash, keys: keys, powers: powers)
            } else {
                unsafe cipher.open(
                    next, into: block, count: whole, counter: counter, hash: hash, keys: keys, powers: powers)
            }
        }
        unsafe applyPart(next + whole * 16, block + whole * 16, count: (count - head) & 15, sealing)
    }

    private mutating func applyPart(
        _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, count: Int, _ sealing: Bool
    ) {
        guard count > 0 else { return }
        if !sealing {
            unsafe absorb(source, count: count)
            if unsafe source != UnsafeRawPointer(target) { unsafe target.copyMemory(from: source, byteCount: count) }
        }
        unsafe mode.apply(target, count: count, cipher, keys: keys, counter)
        if sealing { unsafe absorb(target, count: count) }
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
            unsafe mode.apply(base, count: buffer.count, cipher, keys: keys, counter)
        }
    }

    /// The tag of all that was taken in (SP 800-38D §7.1 steps 5 and 6).
    mutating func tag(byteCount tagByteCount: Int) -> AuthenticationTag {
        padHash()
        unsafe GHASH.finish(
            additionalByteCount, byteCount, hash: hash, mask: mask, powers: powers, cipher.level)
        return unsafe AuthenticationTag(hash.loadUnaligned(as: Block.self), byteCount: tagByteCount)
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
        let (hash, powers, level) = unsafe (hash, powers, cipher.level)
        unsafe partial.take(bytes, count: count, at: block) {
            unsafe GHASH.authenticate($0, count: $1, hash: hash, powers: powers, level)
        }
    }

    /// Completes the block under way with zeros.
    private mutating func padHash() {
        let (hash, powers, level) = unsafe (hash, powers, cipher.level)
        unsafe partial.pad(at: block) {
            unsafe GHASH.authenticate($0, count: $1, hash: hash, powers: powers, level)
        }
    }

    /// A last block: two lengths in bits.
    private mutating func absorbLengths(_ first: UInt64, _ second: UInt64) {
        padHash()
        unsafe GHASH.finish(first, second, hash: hash, mask: mask, powers: powers, cipher.level)
    }
}
