public import SignetBytes
public import SignetCipher

/// Content being encrypted in pieces of any size.
public struct ContentEncryptor: ~Copyable {
    // One of them is there.
    private var cbc: CBCEncryption?
    private var gcm: GCMSealing?
    private var ccm: CCMSealing?
    private var chaChaPoly: ChaChaPolySealing?
    /// What does not fill a block yet, in CBC.
    private var pending = SecretBytes(zeros: 0)
    private var memory = ReusedMemory()
    private let blockByteCount: Int
    private let tagByteCount: Int

    /// Starts a content.
    ///
    /// - Parameters:
    ///   - encryption: the cipher and its parameters.
    ///   - key: as long as the cipher asks for.
    ///   - additionalData: what is authenticated and not encrypted; nothing for a cipher that does not authenticate.
    ///   - byteCount: how long the content will be, which CCM has to know.
    public init(
        _ encryption: ContentEncryption, key: borrowing SecretBytes, additionalData: Span<UInt8>, byteCount: UInt64?
    ) throws(CipherError) {
        let iv = encryption.initializationVector
        tagByteCount = encryption.tagByteCount
        blockByteCount = encryption.cipher.isAuthenticating ? 1 : encryption.blockCipher.blockByteCount
        let key = encryption.cipherKey(key)
        switch encryption.cipher.mode {
        case .cbc: cbc = try CBCEncryption(encryption.blockCipher, key: key.span, iv: iv.span)
        case .gcm: gcm = try GCMSealing(key: key.span, nonce: iv.span, additionalData: additionalData)
        case .chaChaPoly:
            chaChaPoly = try ChaChaPolySealing(key: key.span, nonce: iv.span, additionalData: additionalData)
        case .ccm:
            guard let byteCount else { throw .messageTooLong }
            ccm = try CCMSealing(
                key: key.span, nonce: iv.span, additionalData: additionalData, byteCount: byteCount,
                tagByteCount: tagByteCount)
        }
    }

    /// The ciphertext of the next bytes, as far as it is ready.
    public mutating func update(_ plaintext: Span<UInt8>) throws(CipherError) -> Bytes {
        // Out of `self`, which the ciphers are changed in while it is filled.
        var memory = ReusedMemory()
        swap(&memory, &self.memory)
        defer { swap(&memory, &self.memory) }
        guard cbc != nil else {
            return try memory.bytes(capacity: plaintext.count) { output throws(CipherError) in
                output.append(copying: plaintext)
                var bytes = output.mutableSpan
                try gcm?.update(&bytes)
                try ccm?.update(&bytes)
                try chaChaPoly?.update(&bytes)
            }
        }
        let whole = (pending.count + plaintext.count) / blockByteCount * blockByteCount
        guard whole > 0 else {
            pending = SecretBytes(capacity: pending.count + plaintext.count) { output in
                output.append(copying: pending.span)
                output.append(copying: plaintext)
            }
            return Bytes()
        }
        let taken = whole - pending.count
        let ciphertext = try memory.bytes(capacity: whole) { output throws(CipherError) in
            output.append(copying: pending.span)
            output.append(copying: plaintext.extracting(first: taken))
            var blocks = output.mutableSpan
            try cbc?.update(&blocks)
        }
        pending = SecretBytes(copying: plaintext.extracting(droppingFirst: taken))
        return ciphertext
    }

    /// The last of the ciphertext, and the tag of a cipher that authenticates. Nothing may follow.
    public mutating func finalize() throws(CipherError) -> (ciphertext: Bytes, tag: AuthenticationTag?) {
        if let gcm = gcm.take() { return (Bytes(), try gcm.finalize(tagByteCount: tagByteCount)) }
        if let chaChaPoly = chaChaPoly.take() { return (Bytes(), chaChaPoly.finalize()) }
        if let ccm = ccm.take() { return (Bytes(), try ccm.finalize()) }
        // RFC 5652 §6.3: as many bytes as are missing, each saying how many they are; a whole block when none are.
        let padding = blockByteCount - pending.count % blockByteCount
        let last = try Bytes(capacity: pending.count + padding) { output throws(CipherError) in
            output.append(copying: pending.span)
            output.append(repeating: UInt8(padding), count: padding)
            var blocks = output.mutableSpan
            try cbc?.update(&blocks)
        }
        return (last, nil)
    }
}
