package import SignetBytes

/// CMAC with AES (SP 800-38B, RFC 4493): a message authentication code from a block cipher.
public struct CMAC: ~Copyable, Sendable {
    // The memory: the chain, the block that is not full yet, and the subkeys K1 and K2.
    private static let blockOffset = 16
    private static let subkeysOffset = 32
    private static let memoryByteCount = 64

    private let cipher: AES
    private var memory: SecretBytes
    private var filled = 0

    /// Sets up a key of 16, 24 or 32 bytes and starts a message.
    public init(key: Span<UInt8>) throws(CipherError) { try self.init(key: key, level: CPU.level) }

    package init(key: Span<UInt8>, level: CPU.Level) throws(CipherError) {
        let cipher = try AES(checking: key, level)
        self.cipher = cipher
        memory = SecretBytes(zeros: CMAC.memoryByteCount)
        var bytes = memory.mutableSpan
        unsafe bytes.withUnsafeMutableBytes { buffer in
            let memory = buffer.baseAddress!
            // SP 800-38B §6.1: L is the encryption of zeros, K1 is L doubled, K2 is K1 doubled.
            let subkeys = unsafe memory + CMAC.subkeysOffset
            unsafe cipher.authenticate(subkeys, count: 1, chain: memory)
            unsafe CMAC.double(memory, into: subkeys)
            unsafe CMAC.double(subkeys, into: subkeys + 16)
            unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: 16)
        }
    }

    /// Takes in more of the message.
    public mutating func update(_ bytes: Span<UInt8>) {
        let cipher = cipher
        var filled = filled
        var memory = memory.mutableSpan
        unsafe memory.withUnsafeMutableBytes { memory in
            unsafe bytes.withUnsafeBytes { bytes in
                guard var next = bytes.baseAddress, let chain = memory.baseAddress else { return }
                let block = unsafe chain + CMAC.blockOffset
                var left = bytes.count
                // The last block is kept back, full or not: it is treated differently.
                if filled > 0 {
                    let taken = min(left, 16 - filled)
                    unsafe (block + filled).copyMemory(from: next, byteCount: taken)
                    filled += taken
                    unsafe next += taken
                    left -= taken
                    guard left > 0 else { return }
                    unsafe cipher.authenticate(block, count: 1, chain: chain)
                }
                let whole = max(left - 1, 0) / 16
                unsafe cipher.authenticate(next, count: whole, chain: chain)
                unsafe next += whole * 16
                filled = left - whole * 16
                unsafe block.copyMemory(from: next, byteCount: filled)
            }
        }
        self.filled = filled
    }

    /// The code of all that was taken in. The next `update` starts another message under the same key.
    public mutating func finalize() -> AuthenticationTag {
        // SP 800-38B §6.2: a last block that is full is added to K1; one that is not is padded and added to K2.
        let (cipher, isFull, filled) = (cipher, filled == 16, filled)
        var bytes = memory.mutableSpan
        if !isFull {
            bytes[CMAC.blockOffset + filled] = 0x80
            for index in (filled + 1)..<16 { bytes[CMAC.blockOffset + index] = 0 }
        }
        for index in 0..<16 {
            bytes[CMAC.blockOffset + index] ^= bytes[CMAC.subkeysOffset + (isFull ? 0 : 16) + index]
        }
        unsafe bytes.withUnsafeMutableBytes { buffer in
            let memory = buffer.baseAddress!
            unsafe cipher.authenticate(memory + CMAC.blockOffset, count: 1, chain: memory)
        }
        let tag = AuthenticationTag(copying: memory.span.extracting(first: 16))
        var chain = memory.mutableSpan
        for index in 0..<16 { chain[index] = 0 }
        self.filled = 0
        return tag
    }

    /// The code of one message.
    public static func authenticate(
        _ message: Span<UInt8>, key: Span<UInt8>
    ) throws(CipherError) -> AuthenticationTag {
        var code = try CMAC(key: key)
        code.update(message)
        return code.finalize()
    }

    /// Doubling in GF(2¹²⁸), by x¹²⁸ = x⁷ + x² + x + 1, the first bit being the highest.
    private static func double(_ source: UnsafeRawPointer, into target: UnsafeMutableRawPointer) {
        let high = unsafe UInt64(bigEndian: source.loadUnaligned(as: UInt64.self))
        let low = unsafe UInt64(bigEndian: source.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        unsafe target.storeBytes(of: (high << 1 | low >> 63).bigEndian, as: UInt64.self)
        unsafe target.storeBytes(of: (low << 1 ^ (high >> 63) &* 0x87).bigEndian, toByteOffset: 8, as: UInt64.self)
    }
}
