public import SignetBytes
public import SignetCipher

/// Content being decrypted in pieces of any size: of a cipher that authenticates, only after all of it was found right.
public struct ContentDecryptor: ~Copyable {
    // One of them is there.
    private var cbc: CBCDecryption?
    private var gcm: GCMDecryption?
    private var ccm: CCMDecryption?
    private var chaChaPoly: ChaChaPolyDecryption?
    /// The ciphertext that may be the last block, in CBC.
    private var pending = Bytes()
    private let blockByteCount: Int

    /// Starts a content in a cipher that does not authenticate.
    public init(_ encryption: ContentEncryption, key: borrowing SecretBytes) throws(CipherError) {
        precondition(!encryption.cipher.isAuthenticating, "a ContentAuthentication comes first")
        blockByteCount = encryption.blockCipher.blockByteCount
        cbc = try CBCDecryption(
            encryption.blockCipher, key: encryption.cipherKey(key).span, iv: encryption.initializationVector.span)
    }

    fileprivate init(gcm: consuming GCMDecryption) {
        self.gcm = consume gcm
        blockByteCount = 1
    }

    fileprivate init(chaChaPoly: consuming ChaChaPolyDecryption) {
        self.chaChaPoly = consume chaChaPoly
        blockByteCount = 1
    }

    fileprivate init(ccm: consuming CCMDecryption) {
        self.ccm = consume ccm
        blockByteCount = 1
    }

    /// The plaintext of the next bytes, as far as it is known.
    public mutating func update(_ ciphertext: Span<UInt8>) throws(CipherError) -> SecretBytes {
        guard cbc != nil else {
            return SecretBytes(capacity: ciphertext.count) { output in
                output.append(copying: ciphertext)
                var bytes = output.mutableSpan
                gcm?.update(&bytes)
                ccm?.update(&bytes)
                chaChaPoly?.update(&bytes)
            }
        }
        // The last block has the padding, and waits until it is known that something follows.
        let held = pending
        let total = held.count + ciphertext.count
        let whole = max(0, (total - 1) / blockByteCount * blockByteCount)
        // At most one block is held, so that any whole block ends in what has come now, or is all of what is held.
        let taken = max(0, whole - held.count)
        let fromHeld = whole - taken
        pending = Bytes(capacity: total - whole) { output in
            output.append(copying: held.span.extracting(droppingFirst: fromHeld))
            output.append(copying: ciphertext.extracting(droppingFirst: taken))
        }
        guard whole > 0 else { return SecretBytes(zeros: 0) }
        return try SecretBytes(capacity: whole) { output throws(CipherError) in
            output.append(copying: held.span.extracting(first: fromHeld))
            output.append(copying: ciphertext.extracting(first: taken))
            var blocks = output.mutableSpan
            try cbc?.update(&blocks)
        }
    }

    /// The last of the plaintext, without its padding. Nothing may follow.
    public mutating func finalize() throws(CipherError) -> SecretBytes {
        guard cbc != nil else { return SecretBytes(zeros: 0) }
        guard pending.count > 0 else { throw .emptyCiphertext }
        var last = SecretBytes(copying: pending.span)
        var blocks = last.mutableSpan
        try cbc?.update(&blocks)
        let count = try Padding.contentByteCount(of: last.span, blockByteCount: blockByteCount)
        last.truncate(to: count)
        return last
    }
}

/// Content in a cipher that authenticates, being judged in pieces of any size before a byte of it is decrypted.
public struct ContentAuthentication: ~Copyable {
    // One of them is there.
    private var gcm: GCMOpening?
    private var ccm: CCMOpening?
    private var chaChaPoly: ChaChaPolyOpening?
    private let tagByteCount: Int

    /// Starts a content, all of whose ciphertext has `byteCount` bytes.
    public init(
        _ encryption: ContentEncryption, key: borrowing SecretBytes, additionalData: Span<UInt8>, byteCount: UInt64
    ) throws(CipherError) {
        let nonce = encryption.initializationVector
        tagByteCount = encryption.tagByteCount
        let key = encryption.cipherKey(key)
        switch encryption.cipher.mode {
        case .cbc: preconditionFailure("\(encryption.name) does not authenticate")
        case .gcm: gcm = try GCMOpening(key: key.span, nonce: nonce.span, additionalData: additionalData)
        case .chaChaPoly:
            chaChaPoly = try ChaChaPolyOpening(key: key.span, nonce: nonce.span, additionalData: additionalData)
        case .ccm:
            ccm = try CCMOpening(
                key: key.span, nonce: nonce.span, additionalData: additionalData, byteCount: byteCount,
                tagByteCount: tagByteCount)
        }
    }

    /// Reads the next bytes of ciphertext.
    public mutating func update(_ ciphertext: Span<UInt8>) throws(CipherError) {
        try gcm?.update(ciphertext)
        try ccm?.update(ciphertext)
        try chaChaPoly?.update(ciphertext)
    }

    /// What decrypts the same ciphertext, from its beginning; or throws `authenticationFailed`.
    public mutating func verify(tag: Span<UInt8>) throws(CipherError) -> ContentDecryptor {
        guard tag.count == tagByteCount else { throw .authenticationFailed }
        if let gcm = gcm.take() { return ContentDecryptor(gcm: try gcm.verify(tag: tag)) }
        if let chaChaPoly = chaChaPoly.take() {
            return ContentDecryptor(chaChaPoly: try chaChaPoly.verify(tag: tag))
        }
        guard let ccm = ccm.take() else { preconditionFailure("a content is judged once") }
        return ContentDecryptor(ccm: try ccm.verify(tag: tag))
    }
}
