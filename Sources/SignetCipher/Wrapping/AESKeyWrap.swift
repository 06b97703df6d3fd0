public import SignetBytes

/// Keys under an AES key: key wrap (RFC 3394, SP 800-38F KW) and key wrap with padding (RFC 5649, KWP).
///
/// The key-encryption key has 16, 24 or 32 bytes.
public enum AESKeyWrap {
    /// Wraps a key of at least 16 bytes, in steps of 8: 8 bytes longer.
    public static func wrap(_ key: Span<UInt8>, under keyEncryptionKey: Span<UInt8>) throws(CipherError) -> Bytes {
        try wrap(key, under: keyEncryptionKey, level: CPU.level)
    }

    package static func wrap(
        _ key: Span<UInt8>, under keyEncryptionKey: Span<UInt8>, level: CPU.Level
    ) throws(CipherError) -> Bytes {
        guard key.count >= 16, key.count % 8 == 0 else { throw .wrappableKeyByteCount(key.count) }
        var memory = SecretBytes(capacity: key.count + 8) { output in
            // RFC 3394 §2.2.3.1: the value that comes out again if nothing was changed.
            output.append(repeating: 0xA6, count: 8)
            output.append(copying: key)
        }
        try transform(&memory, KeyedAES(key: keyEncryptionKey, decrypting: false, level), wrapping: true)
        return memory.declassified()
    }

    /// Unwraps a key, or throws `unwrapFailed`.
    public static func unwrap(
        _ wrapped: Span<UInt8>, under keyEncryptionKey: Span<UInt8>
    ) throws(CipherError) -> SecretBytes {
        try unwrap(wrapped, under: keyEncryptionKey, level: CPU.level)
    }

    package static func unwrap(
        _ wrapped: Span<UInt8>, under keyEncryptionKey: Span<UInt8>, level: CPU.Level
    ) throws(CipherError) -> SecretBytes {
        guard wrapped.count >= 24, wrapped.count % 8 == 0 else { throw .wrappedKeyByteCount(wrapped.count) }
        var memory = SecretBytes(copying: wrapped)
        try transform(&memory, KeyedAES(key: keyEncryptionKey, decrypting: true, level), wrapping: false)
        var good = Choice.yes
        for index in 0..<8 { good = good & Choice(memory.span[index], equals: 0xA6) }
        guard good.declassified else { throw .unwrapFailed }
        return SecretBytes(copying: memory.span.extracting(droppingFirst: 8))
    }

    /// Wraps a key of any length from 1 on: 8 to 15 bytes longer.
    public static func wrapPadded(
        _ key: Span<UInt8>, under keyEncryptionKey: Span<UInt8>
    ) throws(CipherError) -> Bytes {
        try wrapPadded(key, under: keyEncryptionKey, level: CPU.level)
    }

    package static func wrapPadded(
        _ key: Span<UInt8>, under keyEncryptionKey: Span<UInt8>, level: CPU.Level
    ) throws(CipherError) -> Bytes {
        guard key.count > 0, let count = UInt32(exactly: key.count) else { throw .wrappableKeyByteCount(key.count) }
        let padded = (key.count + 7) / 8 * 8
        var memory = SecretBytes(capacity: padded + 8) { output in
            // RFC 5649 §3: the alternative initial value, with the length, and zeros behind the key.
            output.append(copying: prefix.span)
            for shift in [24, 16, 8, 0] as [UInt32] { output.append(UInt8(truncatingIfNeeded: count >> shift)) }
            output.append(copying: key)
            output.append(repeating: 0, count: padded - key.count)
        }
        try transform(&memory, KeyedAES(key: keyEncryptionKey, decrypting: false, level), wrapping: true)
        return memory.declassified()
    }

    /// Unwraps a key that was wrapped with padding, or throws `unwrapFailed`.
    public static func unwrapPadded(
        _ wrapped: Span<UInt8>, under keyEncryptionKey: Span<UInt8>
    ) throws(CipherError) -> SecretBytes {
        try unwrapPadded(wrapped, under: keyEncryptionKey, level: CPU.level)
    }

    package static func unwrapPadded(
        _ wrapped: Span<UInt8>, under keyEncryptionKey: Span<UInt8>, level: CPU.Level
    ) throws(CipherError) -> SecretBytes {
        guard wrapped.count >= 16, wrapped.count % 8 == 0 else { throw .wrappedKeyByteCount(wrapped.count) }
        var memory = SecretBytes(copying: wrapped)
        try transform(&memory, KeyedAES(key: keyEncryptionKey, decrypting: true, level), wrapping: false)
        // §3 steps 1 to 3. All is looked at, whatever it says; only the verdict on the whole becomes public.
        let bytes = memory.span
        let padded = UInt(wrapped.count - 8)
        var good = Choice.yes
        for index in 0..<4 { good = good & Choice(bytes[index], equals: prefix[index]) }
        var count: UInt = 0
        for index in 4..<8 { count = count << 8 | UInt(bytes[index]) }
        good = good & !Choice(padded, isLessThan: count) & Choice(padded, isLessThan: count + 8)
        for index in bytes.count - 7..<bytes.count {
            let isKey = Choice(UInt(index - 8), isLessThan: count)
            good = good & (isKey | Choice(bytes[index], equals: 0))
        }
        guard good.declassified else { throw .unwrapFailed }
        return SecretBytes(copying: bytes.extracting(8..<(8 + Int(declassified(count)))))
    }

    private static let prefix: InlineArray<4, UInt8> = [0xA6, 0x59, 0x59, 0xA6]

    /// The wrapping process W, or its inverse (RFC 3394 §2.2.1, §2.2.2), over A ‖ R[1] ‖ … ‖ R[n]; of a single R plain
    /// encryption (RFC 5649 §4.1).
    private static func transform(_ memory: inout SecretBytes, _ cipher: borrowing KeyedAES, wrapping: Bool) {
        let n = memory.count / 8 - 1
        // B, and the chain, which is zeros for each block: no chaining.
        var scratch = SecretBytes(zeros: 32)
        var bytes = memory.mutableSpan
        var block = scratch.mutableSpan
        unsafe bytes.withUnsafeMutableBytes { bytes in
            unsafe block.withUnsafeMutableBytes { block in
                let (a, b) = (bytes.baseAddress!, block.baseAddress!)
                if n == 1 {
                    if wrapping {
                        unsafe cipher.encrypt(a, count: 1, chain: b)
                    } else {
                        unsafe cipher.decrypt(a, count: 1, chain: b)
                    }
                    return
                }
                for step in 0..<(6 * n) {
                    let t = UInt64(wrapping ? step + 1 : 6 * n - step)
                    let r = unsafe a + (wrapping ? step % n + 1 : n - step % n) * 8
                    var head = unsafe a.loadUnaligned(as: UInt64.self)
                    if !wrapping { head ^= t.bigEndian }
                    unsafe b.storeBytes(of: head, as: UInt64.self)
                    unsafe (b + 8).copyMemory(from: r, byteCount: 8)
                    unsafe (b + 16).initializeMemory(as: UInt8.self, repeating: 0, count: 16)
                    if wrapping {
                        unsafe cipher.encrypt(b, count: 1, chain: b + 16)
                    } else {
                        unsafe cipher.decrypt(b, count: 1, chain: b + 16)
                    }
                    head = unsafe b.loadUnaligned(as: UInt64.self)
                    if wrapping { head ^= t.bigEndian }
                    unsafe a.storeBytes(of: head, as: UInt64.self)
                    unsafe r.copyMemory(from: b + 8, byteCount: 8)
                }
            }
        }
    }
}
