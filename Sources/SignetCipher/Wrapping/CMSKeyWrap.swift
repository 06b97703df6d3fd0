public import SignetBytes
internal import SignetHash

/// Triple DES keys under triple DES keys (RFC 3217 §3): for reading old messages, and for correspondents who have no AES.
public enum TripleDESKeyWrap {
    /// Wraps a key of 24 bytes, or of 16, whose first third is used again at the end: 40 bytes.
    public static func wrap(_ key: Span<UInt8>, under keyEncryptionKey: Span<UInt8>) throws(CipherError) -> Bytes {
        try wrap(key, under: keyEncryptionKey, iv: Randomness.bytes(count: 8).span)
    }

    package static func wrap(
        _ key: Span<UInt8>, under keyEncryptionKey: Span<UInt8>, iv: Span<UInt8>
    ) throws(CipherError) -> Bytes {
        guard key.count == 16 || key.count == 24 else { throw .wrappableKeyByteCount(key.count) }
        var whole = SecretBytes(capacity: 24) { output in
            output.append(copying: key)
            output.append(copying: key.extracting(first: 24 - key.count))
        }
        DESKey.setOddParity(&whole)
        return try CheckedWrap.wrap(whole.span, .tripleDES, keyEncryptionKey, iv: iv)
    }

    /// Unwraps a key of 24 bytes, or of another length up to 64 that whole blocks have, or throws `unwrapFailed`: others
    /// wrap AES keys so, too. Parity (step 8) is not looked at: the checksum says more, and others do not set it.
    public static func unwrap(
        _ wrapped: Span<UInt8>, under keyEncryptionKey: Span<UInt8>
    ) throws(CipherError) -> SecretBytes {
        guard (32...80).contains(wrapped.count), wrapped.count % 8 == 0 else {
            throw .wrappedKeyByteCount(wrapped.count)
        }
        var key = SecretBytes(copying: wrapped)
        let good = try CheckedWrap.unwrap(&key, .tripleDES, keyEncryptionKey)
        guard good.declassified else { throw .unwrapFailed }
        return SecretBytes(copying: key.span.extracting(8..<(wrapped.count - 8)))
    }
}

/// RC2 keys under RC2 keys (RFC 3217 §4): for reading old messages.
public enum RC2KeyWrap {
    /// Wraps a key of 1 to 128 bytes.
    public static func wrap(
        _ key: Span<UInt8>, under keyEncryptionKey: Span<UInt8>, effectiveBits: Int = 128
    ) throws(CipherError) -> Bytes {
        let padding = Randomness.bytes(count: 7 - key.count % 8)
        return try wrap(
            key, under: keyEncryptionKey, effectiveBits: effectiveBits, padding: padding.span,
            iv: Randomness.bytes(count: 8).span)
    }

    package static func wrap(
        _ key: Span<UInt8>, under keyEncryptionKey: Span<UInt8>, effectiveBits: Int, padding: Span<UInt8>,
        iv: Span<UInt8>
    ) throws(CipherError) -> Bytes {
        guard (1...128).contains(key.count) else { throw .wrappableKeyByteCount(key.count) }
        // LCEKPAD = LENGTH ‖ CEK ‖ PAD
        let padded = SecretBytes(capacity: 1 + key.count + padding.count) { output in
            output.append(UInt8(key.count))
            output.append(copying: key)
            output.append(copying: padding)
        }
        return try CheckedWrap.wrap(padded.span, .rc2(effectiveBits: effectiveBits), keyEncryptionKey, iv: iv)
    }

    /// Unwraps a key, or throws `unwrapFailed`.
    public static func unwrap(
        _ wrapped: Span<UInt8>, under keyEncryptionKey: Span<UInt8>, effectiveBits: Int = 128
    ) throws(CipherError) -> SecretBytes {
        guard wrapped.count >= 24, wrapped.count <= 160, wrapped.count % 8 == 0 else {
            throw .wrappedKeyByteCount(wrapped.count)
        }
        var key = SecretBytes(copying: wrapped)
        var good = try CheckedWrap.unwrap(&key, .rc2(effectiveBits: effectiveBits), keyEncryptionKey)
        // Steps 8 and 9: the key with its length, and at most 7 bytes of padding.
        let room = UInt(wrapped.count - 17)
        let count = UInt(key.span[8])
        good = good & !Choice(room, isLessThan: count) & Choice(room, isLessThan: count + 8) & !Choice(isZero: count)
        guard good.declassified else { throw .unwrapFailed }
        return SecretBytes(copying: key.span.extracting(9..<(9 + Int(declassified(count)))))
    }
}

/// What the wraps of RFC 3217 have in common.
private enum CheckedWrap {
    private static let outerIV: InlineArray<8, UInt8> = [0x4A, 0xDD, 0xA2, 0x2C, 0x79, 0xE8, 0x21, 0x05]

    /// §3.1 steps 2 to 8, §4.1 steps 4 to 10.
    static func wrap(
        _ key: Span<UInt8>, _ algorithm: CipherAlgorithm, _ keyEncryptionKey: Span<UInt8>, iv: Span<UInt8>
    ) throws(CipherError) -> Bytes {
        let sum = checksum(key)
        var memory = SecretBytes(capacity: key.count + 16) { output in
            output.append(copying: iv)
            output.append(copying: key)
            output.append(copying: sum.span.extracting(first: 8))
        }
        var bytes = memory.mutableSpan
        var inner = try CBCEncryption(algorithm, key: keyEncryptionKey, iv: iv)
        var blocks = bytes._mutatingExtracting(8..<bytes.count)
        try inner.update(&blocks)
        reverse(&bytes)
        var outer = try CBCEncryption(algorithm, key: keyEncryptionKey, iv: outerIV.span)
        try outer.update(&bytes)
        return memory.declassified()
    }

    /// Leaves IV ‖ key ‖ checksum, and says whether the checksum is right.
    static func unwrap(
        _ memory: inout SecretBytes, _ algorithm: CipherAlgorithm, _ keyEncryptionKey: Span<UInt8>
    ) throws(CipherError) -> Choice {
        var bytes = memory.mutableSpan
        var outer = try CBCDecryption(algorithm, key: keyEncryptionKey, iv: outerIV.span)
        try outer.update(&bytes)
        reverse(&bytes)
        var inner = try CBCDecryption(algorithm, key: keyEncryptionKey, iv: bytes.span.extracting(first: 8))
        var blocks = bytes._mutatingExtracting(8..<bytes.count)
        try inner.update(&blocks)
        let key = memory.span.extracting(8..<(memory.count - 8))
        let sum = checksum(key)
        return Choice(
            sum.span.extracting(first: 8), equals: memory.span.extracting((memory.count - 8)..<memory.count))
    }

    /// §2: the first 8 bytes of this.
    private static func checksum(_ key: Span<UInt8>) -> SecretBytes {
        var hash = SecretHash(.sha1)
        hash.update(key)
        return hash.finalize()
    }

    private static func reverse(_ bytes: inout MutableSpan<UInt8>) {
        for index in 0..<bytes.count / 2 { bytes.swapAt(index, bytes.count - 1 - index) }
    }
}

/// A content key under a key derived from a password (RFC 3211 §2.3): `id-alg-PWRI-KEK`.
public enum PasswordKeyWrap {
    /// Wraps a key of 3 to 255 bytes under a block cipher in chaining.
    public static func wrap(
        _ key: Span<UInt8>, _ algorithm: CipherAlgorithm, under keyEncryptionKey: Span<UInt8>, iv: Span<UInt8>
    ) throws(CipherError) -> Bytes {
        let block = algorithm.blockByteCount
        // At least two blocks, which the second pass needs.
        let total = max((4 + key.count + block - 1) / block * block, 2 * block)
        let padding = Randomness.bytes(count: max(total - 4 - key.count, 0))
        return try wrap(key, algorithm, under: keyEncryptionKey, iv: iv, padding: padding.span)
    }

    package static func wrap(
        _ key: Span<UInt8>, _ algorithm: CipherAlgorithm, under keyEncryptionKey: Span<UInt8>, iv: Span<UInt8>,
        padding: Span<UInt8>
    ) throws(CipherError) -> Bytes {
        guard (3...255).contains(key.count) else { throw .wrappableKeyByteCount(key.count) }
        var memory = SecretBytes(capacity: 4 + key.count + padding.count) { output in
            output.append(UInt8(key.count))
            for index in 0..<3 { output.append(~key[index]) }
            output.append(copying: key)
            output.append(copying: padding)
        }
        var bytes = memory.mutableSpan
        // Twice, without resetting the IV.
        var encryption = try CBCEncryption(algorithm, key: keyEncryptionKey, iv: iv)
        try encryption.update(&bytes)
        try encryption.update(&bytes)
        return memory.declassified()
    }

    /// Unwraps a key, or throws `unwrapFailed`. Whether its length fits the content's cipher is for the caller to see.
    public static func unwrap(
        _ wrapped: Span<UInt8>, _ algorithm: CipherAlgorithm, under keyEncryptionKey: Span<UInt8>, iv: Span<UInt8>
    ) throws(CipherError) -> SecretBytes {
        let block = algorithm.blockByteCount
        let total = wrapped.count
        guard total >= 2 * block, total % block == 0, total <= 512 else { throw .wrappedKeyByteCount(total) }
        var memory = SecretBytes(copying: wrapped)
        var bytes = memory.mutableSpan
        // §2.3.2: the last block first, for it is the IV of the outer layer.
        var last = try CBCDecryption(
            algorithm, key: keyEncryptionKey, iv: wrapped.extracting((total - 2 * block)..<(total - block)))
        var lastBlock = bytes._mutatingExtracting((total - block)..<total)
        try last.update(&lastBlock)
        var outer = try CBCDecryption(
            algorithm, key: keyEncryptionKey, iv: bytes.span.extracting((total - block)..<total))
        var others = bytes._mutatingExtracting(0..<(total - block))
        try outer.update(&others)
        var inner = try CBCDecryption(algorithm, key: keyEncryptionKey, iv: iv)
        try inner.update(&bytes)
        // All is looked at, whatever it says; only the verdict on the whole becomes public.
        let count = UInt(memory.span[0])
        var good = !Choice(UInt(total - 4), isLessThan: count) & !Choice(count, isLessThan: 3)
        for index in 0..<3 { good = good & Choice(memory.span[1 + index], equals: ~memory.span[4 + index]) }
        guard good.declassified else { throw .unwrapFailed }
        return SecretBytes(copying: memory.span.extracting(4..<(4 + Int(declassified(count)))))
    }
}
