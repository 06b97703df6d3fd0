package import SignetBytes

/// CMAC with AES (SP 800-38B, RFC 4493): a message authentication code from a block cipher.
public struct CMAC: ~Copyable, Sendable {
    // The memory: the chain, the block that is not full yet, the subkeys K1 and K2, and the round keys.
    private static let blockOffset = 16
    private static let subkeysOffset = 32
    private static let keysOffset = 64

    private let cipher: AES
    private let memory: SecretMemory
    private var partial = PartialBlock()

    /// Sets up a key of 16, 24 or 32 bytes and starts a message.
    public init(key: Span<UInt8>) throws(CipherError) { try self.init(key: key, level: CPU.level) }

    package init(key: Span<UInt8>, level: CPU.Level) throws(CipherError) {
        cipher = try AES(keyByteCount: key.count, level)
        memory = SecretMemory(byteCount: CMAC.keysOffset + cipher.keysByteCount)
        unsafe cipher.expand(key, into: memory.start + CMAC.keysOffset)
        // SP 800-38B §6.1: L is the encryption of zeros, K1 is L doubled, K2 is K1 doubled.
        let (chain, subkeys) = unsafe (memory.start, memory.start + CMAC.subkeysOffset)
        unsafe authenticate(subkeys, count: 1)
        unsafe CMAC.double(chain, into: subkeys)
        unsafe CMAC.double(subkeys, into: subkeys + 16)
        unsafe chain.initializeMemory(as: UInt8.self, repeating: 0, count: 16)
    }

    /// Takes in more of the message.
    public mutating func update(_ bytes: Span<UInt8>) {
        let (cipher, memory) = unsafe (cipher, memory.start)
        unsafe bytes.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            // The last block is kept back, full or not: it is treated differently.
            unsafe partial.take(base, count: bytes.count, at: memory + CMAC.blockOffset, keepingLast: true) {
                unsafe cipher.authenticate($0, count: $1, chain: memory, keys: memory + CMAC.keysOffset)
            }
        }
    }

    /// The code of all that was taken in. The next `update` starts another message under the same key.
    public mutating func finalize() -> AuthenticationTag {
        // SP 800-38B §6.2: a last block that is full is added to K1; one that is not is padded and added to K2.
        let (chain, block) = unsafe (memory.start, memory.start + CMAC.blockOffset)
        let filled = partial.count
        let subkey = unsafe memory.start + (CMAC.subkeysOffset + (filled == 16 ? 0 : 16))
        if filled < 16 {
            unsafe block.storeBytes(of: 0x80, toByteOffset: filled, as: UInt8.self)
            unsafe (block + filled + 1).initializeMemory(as: UInt8.self, repeating: 0, count: 15 - filled)
        }
        let last = unsafe block.loadUnaligned(as: Block.self) ^ subkey.loadUnaligned(as: Block.self)
        unsafe block.storeBytes(of: last, as: Block.self)
        unsafe authenticate(block, count: 1)
        let tag = unsafe AuthenticationTag(chain.loadUnaligned(as: Block.self), byteCount: 16)
        unsafe chain.storeBytes(of: .zero, as: Block.self)
        partial = PartialBlock()
        return tag
    }

    private func authenticate(_ blocks: UnsafeRawPointer, count: Int) {
        unsafe cipher.authenticate(
            blocks, count: count, chain: memory.start, keys: memory.start + CMAC.keysOffset)
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
