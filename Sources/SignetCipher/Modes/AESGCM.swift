public import SignetBytes

/// AES in Galois/counter mode (SP 800-38D; in CMS RFC 5084 §3.2): encrypts, and proves that nothing was changed.
///
/// A value is a key, set up once for many messages. A nonce may be used for one message only under a key: with a second
/// one, both are readable and anyone can make more. Nonces have 12 bytes; others are allowed.
public struct AESGCM: ~Copyable, Sendable {
    private var state: GCMState

    /// Sets up a key of 16, 24 or 32 bytes.
    public init(key: Span<UInt8>) throws(CipherError) { try self.init(key: key, level: CPU.level) }

    package init(key: Span<UInt8>, level: CPU.Level) throws(CipherError) {
        state = try GCMState(key: key, level)
    }

    /// Encrypts a message in place and gives its tag of 12 to 16 bytes.
    public mutating func seal(
        _ message: inout MutableSpan<UInt8>, nonce: Span<UInt8>, additionalData: Span<UInt8>, tagByteCount: Int = 16
    ) throws(CipherError) -> AuthenticationTag {
        try GCMState.check(tagByteCount: tagByteCount)
        try state.begin(nonce: nonce, additionalData: additionalData)
        try state.seal(&message)
        return state.tag(byteCount: tagByteCount)
    }

    /// Decrypts a message in place. If its tag is wrong, the ciphertext is restored and `authenticationFailed` thrown.
    public mutating func open(
        _ message: inout MutableSpan<UInt8>, tag: Span<UInt8>, nonce: Span<UInt8>, additionalData: Span<UInt8>
    ) throws(CipherError) {
        try GCMState.check(tagByteCount: tag.count)
        try state.begin(nonce: nonce, additionalData: additionalData)
        try state.open(&message)
        guard state.tag(byteCount: tag.count).matches(tag) else {
            try state.begin(nonce: nonce, additionalData: additionalData)
            state.decrypt(&message)
            throw .authenticationFailed
        }
    }

    /// Decrypts a message into other memory, in one pass over both. If its tag is wrong, that memory is filled with zeros and
    /// `authenticationFailed` thrown.
    ///
    /// - Parameters:
    ///   - ciphertext: The message without its tag.
    ///   - plaintext: As many bytes as `ciphertext` has. Nobody else may look at them before this returns.
    ///   - tag: 12 to 16 bytes.
    ///   - nonce: What the message was sealed under.
    ///   - additionalData: What was authenticated with it.
    /// - Throws: `authenticationFailed`; or what is wrong with the sizes.
    public mutating func open(
        _ ciphertext: Span<UInt8>, into plaintext: inout MutableSpan<UInt8>, tag: Span<UInt8>, nonce: Span<UInt8>,
        additionalData: Span<UInt8>
    ) throws(CipherError) {
        guard plaintext.count == ciphertext.count else {
            throw .messageByteCount(UInt64(plaintext.count), expected: UInt64(ciphertext.count))
        }
        try GCMState.check(tagByteCount: tag.count)
        try state.begin(nonce: nonce, additionalData: additionalData)
        try state.open(ciphertext, into: &plaintext)
        guard state.tag(byteCount: tag.count).matches(tag) else {
            plaintext.update(repeating: 0)
            throw .authenticationFailed
        }
    }

    /// Encrypts one message.
    public static func seal(
        _ plaintext: Span<UInt8>, key: Span<UInt8>, nonce: Span<UInt8>, additionalData: Span<UInt8>,
        tagByteCount: Int = 16
    ) throws(CipherError) -> (ciphertext: Bytes, tag: AuthenticationTag) {
        try GCMState.check(tagByteCount: tagByteCount)
        var sealing = try GCMSealing(key: key, nonce: nonce, additionalData: additionalData)
        let ciphertext = try Bytes(capacity: plaintext.count) { output throws(CipherError) in
            try output.append(copying: plaintext) { piece throws(CipherError) in try sealing.update(&piece) }
        }
        return (ciphertext, try sealing.finalize(tagByteCount: tagByteCount))
    }

    /// Decrypts one message, or throws `authenticationFailed`.
    public static func open(
        _ ciphertext: Span<UInt8>, tag: Span<UInt8>, key: Span<UInt8>, nonce: Span<UInt8>, additionalData: Span<UInt8>
    ) throws(CipherError) -> SecretBytes {
        var cipher = try AESGCM(key: key)
        var plaintext = SecretBytes(zeros: ciphertext.count)
        var message = plaintext.mutableSpan
        try cipher.open(ciphertext, into: &message, tag: tag, nonce: nonce, additionalData: additionalData)
        return plaintext
    }
}

/// A message being encrypted in Galois/counter mode, piece by piece.
public struct GCMSealing: ~Copyable, Sendable {
    private var state: GCMState

    /// Starts a message.
    public init(
        key: Span<UInt8>, nonce: Span<UInt8>, additionalData: Span<UInt8>
    ) throws(CipherError) {
        try self.init(key: key, nonce: nonce, additionalData: additionalData, level: CPU.level)
    }

    package init(
        key: Span<UInt8>, nonce: Span<UInt8>, additionalData: Span<UInt8>, level: CPU.Level
    ) throws(CipherError) {
        var state = try GCMState(key: key, level)
        try state.begin(nonce: nonce, additionalData: additionalData)
        self.state = state
    }

    /// Encrypts the next bytes in place, any number of them.
    public mutating func update(_ bytes: inout MutableSpan<UInt8>) throws(CipherError) { try state.seal(&bytes) }

    /// The tag, of 12 to 16 bytes, that goes with the message.
    public consuming func finalize(tagByteCount: Int = 16) throws(CipherError) -> AuthenticationTag {
        try GCMState.check(tagByteCount: tagByteCount)
        return state.tag(byteCount: tagByteCount)
    }
}

/// A message in Galois/counter mode being judged, piece by piece: all of its ciphertext is read once before a byte of it
/// is decrypted.
public struct GCMOpening: ~Copyable, Sendable {
    private var state: GCMState

    /// Starts a message.
    public init(
        key: Span<UInt8>, nonce: Span<UInt8>, additionalData: Span<UInt8>
    ) throws(CipherError) {
        try self.init(key: key, nonce: nonce, additionalData: additionalData, level: CPU.level)
    }

    package init(
        key: Span<UInt8>, nonce: Span<UInt8>, additionalData: Span<UInt8>, level: CPU.Level
    ) throws(CipherError) {
        var state = try GCMState(key: key, level)
        try state.begin(nonce: nonce, additionalData: additionalData)
        self.state = state
    }

    /// Reads the next bytes of ciphertext, any number of them.
    public mutating func update(_ ciphertext: Span<UInt8>) throws(CipherError) { try state.authenticate(ciphertext) }

    /// What decrypts the same ciphertext, from its beginning; or throws `authenticationFailed`.
    public consuming func verify(tag: Span<UInt8>) throws(CipherError) -> GCMDecryption {
        try GCMState.check(tagByteCount: tag.count)
        guard state.tag(byteCount: tag.count).matches(tag) else { throw .authenticationFailed }
        return GCMDecryption(state)
    }
}

/// A message in Galois/counter mode whose tag was right, being decrypted in a second reading.
public struct GCMDecryption: ~Copyable, Sendable {
    private var state: GCMState

    fileprivate init(_ state: consuming GCMState) { self.state = state }

    /// Decrypts the next bytes in place, any number of them.
    public mutating func update(_ bytes: inout MutableSpan<UInt8>) { state.decrypt(&bytes) }
}
