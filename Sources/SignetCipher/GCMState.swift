internal import SignetBytes

/// A message under way in Galois/counter mode (SP 800-38D §7): counter mode, and GHASH over the ciphertext.
struct GCMState: ~Copyable, Sendable {
    /// How long a tag may be (SP 800-38D §5.2.1.2; RFC 5084 §3.2 leaves out the two short ones).
    static let tagByteCounts = 12...16
    /// SP 800-38D §5.2.1.1.
    static let largestByteCount = UInt64(1) << 36 - 32

    // The memory: the hash key's powers, which stay; those of the message: counter mode's, the hash, the block that
    // the hash still waits for, and what is added to the hash at last; then the round keys.
    private static let counterOffset = GHASH.powersByteCount
    private static let hashOffset = counterOffset + CounterMode.memoryByteCount
    private static let blockOffset = hashOffset + 16
    private static let maskOffset = blockOffset + 16
    private static let keysOffset = maskOffset + 16

    private let cipher: AES
    private let memory: SecretMemory
    private var mode = CounterMode(countsWhole: false)
    /// How many bytes the block that the hash waits for has.
    private var filled = 0
    private var additionalByteCount: UInt64 = 0
    private var byteCount: UInt64 = 0

    init(key: Span<UInt8>, _ level: CPU.Level) throws(CipherError) {
        cipher = try AES(keyByteCount: key.count, level)
        memory = SecretMemory(byteCount: GCMState.keysOffset + cipher.keysByteCount)
        unsafe cipher.expand(key, into: keys)
        // H is the encryption of a block of zeros: the key stream at a counter of zero, added to zeros.
        unsafe cipher.applyCounter(mask, count: 1, counter: counter, keys: keys)
        unsafe GHASH.expand(mask, into: powers, level)
    }

    private var powers: UnsafeMutableRawPointer { unsafe memory.start }
    private var counter: UnsafeMutableRawPointer { unsafe memory.start + GCMState.counterOffset }
    private var hash: UnsafeMutableRawPointer { unsafe memory.start + GCMState.hashOffset }
    private var block: UnsafeMutableRawPointer { unsafe memory.start + GCMState.blockOffset }
    private var mask: UnsafeMutableRawPointer { unsafe memory.start + GCMState.maskOffset }
    private var keys: UnsafeMutableRawPointer { unsafe memory.start + GCMState.keysOffset }

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
        (mode, filled, byteCount, additionalByteCount) = (CounterMode(countsWhole: false), 0, 0, 0)
        unsafe hash.storeBytes(of: .zero, as: Block.self)
        unsafe mask.storeBytes(of: .zero, as: Block.self)
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
        unsafe cipher.applyCounter(mask, count: 1, counter: counter, keys: keys)
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
                if whole > 0 {
                    unsafe cipher.open(
                        source, into: target, count: whole, counter: counter, hash: hash, keys: keys, powers: powers)
                }
                guard rest > 0 else { return }
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
                if sealing {
                    unsafe cipher.seal(
                        next, count: whole, counter: counter, hash: hash, keys: keys, powers: powers)
                } else {
                    unsafe cipher.open(
                        next, into: next, count: whole, counter: counter, hash: hash, keys: keys, powers: powers)
                }
                unsafe next += whole * 16
            }
            unsafe applyPart(next, count: left & 15, sealing)
        }
    }

    private mutating func applyPart(_ bytes: UnsafeMutableRawPointer, count: Int, _ sealing: Bool) {
        guard count > 0 else { return }
        if !sealing { unsafe absorb(bytes, count: count) }
        unsafe mode.apply(bytes, count: count, cipher, keys: keys, counter)
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
        var next = unsafe bytes
        var left = count
        if filled > 0 {
            let taken = min(left, 16 - filled)
            unsafe (block + filled).copyMemory(from: next, byteCount: taken)
            filled += taken
            unsafe next += taken
            left -= taken
            guard filled == 16 else { return }
            unsafe GHASH.authenticate(block, count: 1, hash: hash, powers: powers, cipher.level)
            filled = 0
        }
        let whole = left / 16
        if whole > 0 {
            unsafe GHASH.authenticate(next, count: whole, hash: hash, powers: powers, cipher.level)
            unsafe next += whole * 16
        }
        filled = left & 15
        if filled > 0 { unsafe block.copyMemory(from: next, byteCount: filled) }
    }

    /// Completes the block under way with zeros.
    private mutating func padHash() {
        guard filled > 0 else { return }
        unsafe (block + filled).initializeMemory(as: UInt8.self, repeating: 0, count: 16 - filled)
        unsafe GHASH.authenticate(block, count: 1, hash: hash, powers: powers, cipher.level)
        filled = 0
    }

    /// A last block: two lengths in bits.
    private mutating func absorbLengths(_ first: UInt64, _ second: UInt64) {
        padHash()
        unsafe GHASH.finish(first, second, hash: hash, mask: mask, powers: powers, cipher.level)
    }
}
