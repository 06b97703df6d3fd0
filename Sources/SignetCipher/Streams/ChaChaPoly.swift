public import SignetBytes

/// ChaCha20-Poly1305 (RFC 8439 §2.8; in CMS RFC 8103): encrypts, and proves that nothing was changed.
///
/// A value is a key, set up once for many messages. A nonce, of 12 bytes, may be used for one message only under a key: with
/// a second one, both are readable and anyone can make more.
public struct ChaChaPoly: ~Copyable, Sendable {
    private var state: ChaChaPolyState

    /// Sets up a key of 32 bytes.
    public init(key: Span<UInt8>) throws(CipherError) { try self.init(key: key, level: CPU.level) }

    package init(key: Span<UInt8>, level: CPU.Level) throws(CipherError) {
        state = try ChaChaPolyState(key: key, level)
    }

    /// Encrypts a message in place and gives its tag.
    public mutating func seal(
        _ message: inout MutableSpan<UInt8>, nonce: Span<UInt8>, additionalData: Span<UInt8>
    ) throws(CipherError) -> AuthenticationTag {
        try state.begin(nonce: nonce, additionalData: additionalData)
        try state.seal(&message)
        return state.tag()
    }

    /// Decrypts a message in place, after its tag has been found to be right. If it is not, `authenticationFailed` is
    /// thrown and the message stays as it is.
    public mutating func open(
        _ message: inout MutableSpan<UInt8>, tag: Span<UInt8>, nonce: Span<UInt8>, additionalData: Span<UInt8>
    ) throws(CipherError) {
        try ChaChaPolyState.check(tagByteCount: tag.count)
        try state.begin(nonce: nonce, additionalData: additionalData)
        try state.authenticate(message.span)
        guard state.tag().matches(tag) else { throw .authenticationFailed }
        state.applyStream(&message)
    }

    /// Encrypts one message.
    public static func seal(
        _ plaintext: Span<UInt8>, key: Span<UInt8>, nonce: Span<UInt8>, additionalData: Span<UInt8>
    ) throws(CipherError) -> (ciphertext: Bytes, tag: AuthenticationTag) {
        var cipher = try ChaChaPoly(key: key)
        var tag: AuthenticationTag?
        let ciphertext = try Bytes(capacity: plaintext.count) { output throws(CipherError) in
            output.append(copying: plaintext)
            var message = output.mutableSpan
            tag = try cipher.seal(
                &message, nonce: nonce, additionalData: additionalData)
        }
        return (ciphertext, tag!)
    }

    /// Decrypts one message, or throws `authenticationFailed`.
    public static func open(
        _ ciphertext: Span<UInt8>, tag: Span<UInt8>, key: Span<UInt8>, nonce: Span<UInt8>, additionalData: Span<UInt8>
    ) throws(CipherError) -> SecretBytes {
        var cipher = try ChaChaPoly(key: key)
        var plaintext = SecretBytes(copying: ciphertext)
        var message = plaintext.mutableSpan
        try cipher.open(&message, tag: tag, nonce: nonce, additionalData: additionalData)
        return plaintext
    }
}

/// A message being encrypted in ChaCha20-Poly1305, piece by piece.
public struct ChaChaPolySealing: ~Copyable, Sendable {
    private var state: ChaChaPolyState

    /// Starts a message.
    public init(
        key: Span<UInt8>, nonce: Span<UInt8>, additionalData: Span<UInt8>
    ) throws(CipherError) {
        try self.init(key: key, nonce: nonce, additionalData: additionalData, level: CPU.level)
    }

    package init(
        key: Span<UInt8>, nonce: Span<UInt8>, additionalData: Span<UInt8>, level: CPU.Level
    ) throws(CipherError) {
        var state = try ChaChaPolyState(key: key, level)
        try state.begin(nonce: nonce, additionalData: additionalData)
        self.state = state
    }

    /// Encrypts the next bytes in place, any number of them.
    public mutating func update(_ bytes: inout MutableSpan<UInt8>) throws(CipherError) { try state.seal(&bytes) }

    /// The tag that goes with the message.
    public consuming func finalize() -> AuthenticationTag { state.tag() }
}

/// A message in ChaCha20-Poly1305 being judged, piece by piece: all of its ciphertext is read once before a byte of it
/// is decrypted.
public struct ChaChaPolyOpening: ~Copyable, Sendable {
    private var state: ChaChaPolyState

    /// Starts a message.
    public init(
        key: Span<UInt8>, nonce: Span<UInt8>, additionalData: Span<UInt8>
    ) throws(CipherError) {
        try self.init(key: key, nonce: nonce, additionalData: additionalData, level: CPU.level)
    }

    package init(
        key: Span<UInt8>, nonce: Span<UInt8>, additionalData: Span<UInt8>, level: CPU.Level
    ) throws(CipherError) {
        var state = try ChaChaPolyState(key: key, level)
        try state.begin(nonce: nonce, additionalData: additionalData)
        self.state = state
    }

    /// Reads the next bytes of ciphertext, any number of them.
    public mutating func update(_ ciphertext: Span<UInt8>) throws(CipherError) { try state.authenticate(ciphertext) }

    /// What decrypts the same ciphertext, from its beginning; or throws `authenticationFailed`.
    public consuming func verify(tag: Span<UInt8>) throws(CipherError) -> ChaChaPolyDecryption {
        try ChaChaPolyState.check(tagByteCount: tag.count)
        guard state.tag().matches(tag) else { throw .authenticationFailed }
        return ChaChaPolyDecryption(state)
    }
}

/// A message in ChaCha20-Poly1305 whose tag was right, being decrypted in a second reading.
public struct ChaChaPolyDecryption: ~Copyable, Sendable {
    private var state: ChaChaPolyState

    fileprivate init(_ state: consuming ChaChaPolyState) { self.state = state }

    /// Decrypts the next bytes in place, any number of them.
    public mutating func update(_ bytes: inout MutableSpan<UInt8>) { state.applyStream(&bytes) }
}
