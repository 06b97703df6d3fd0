public import SignetBytes

/// AES in counter mode with CBC-MAC (SP 800-38C, RFC 3610; in CMS RFC 5084 §3.1): encrypts, and proves that nothing was
/// changed.
///
/// A value is a key, set up once for many messages. Nonces have 7 to 13 bytes; the longer they are, the shorter a message
/// must be (12 leave 16 MiB). A nonce may be used for one message only under a key.
public struct AESCCM: ~Copyable, Sendable {
    private var state: CCMState

    /// Sets up a key of 16, 24 or 32 bytes.
    public init(key: Span<UInt8>) throws(CipherError) { try self.init(key: key, level: CPU.level) }

    package init(key: Span<UInt8>, level: CPU.Level) throws(CipherError) {
        state = try CCMState(key: key, level)
    }

    /// Encrypts a message in place and gives its tag of 4, 6, … or 16 bytes.
    public mutating func seal(
        _ message: inout MutableSpan<UInt8>, nonce: Span<UInt8>, additionalData: Span<UInt8>, tagByteCount: Int = 16
    ) throws(CipherError) -> AuthenticationTag {
        try state.begin(
            nonce: nonce, additionalData: additionalData, byteCount: UInt64(message.count),
            tagByteCount: tagByteCount)
        try state.seal(&message)
        return try state.tag()
    }

    /// Decrypts a message in place. If its tag is wrong, the ciphertext is restored and `authenticationFailed` thrown.
    public mutating func open(
        _ message: inout MutableSpan<UInt8>, tag: Span<UInt8>, nonce: Span<UInt8>, additionalData: Span<UInt8>
    ) throws(CipherError) {
        try state.begin(
            nonce: nonce, additionalData: additionalData, byteCount: UInt64(message.count), tagByteCount: tag.count)
        try state.authenticate(&message)
        let expected = try state.tag()
        guard expected.matches(tag) else {
            state.rewind()
            state.applyStream(&message)
            throw .authenticationFailed
        }
    }

    /// Encrypts one message.
    public static func seal(
        _ plaintext: Span<UInt8>, key: Span<UInt8>, nonce: Span<UInt8>, additionalData: Span<UInt8>,
        tagByteCount: Int = 16
    ) throws(CipherError) -> (ciphertext: Bytes, tag: AuthenticationTag) {
        var cipher = try AESCCM(key: key)
        var tag: AuthenticationTag?
        let ciphertext = try Bytes(capacity: plaintext.count) { output throws(CipherError) in
            output.append(copying: plaintext)
            var message = output.mutableSpan
            tag = try cipher.seal(
                &message, nonce: nonce, additionalData: additionalData, tagByteCount: tagByteCount)
        }
        return (ciphertext, tag!)
    }

    /// Decrypts one message, or throws `authenticationFailed`.
    public static func open(
        _ ciphertext: Span<UInt8>, tag: Span<UInt8>, key: Span<UInt8>, nonce: Span<UInt8>, additionalData: Span<UInt8>
    ) throws(CipherError) -> SecretBytes {
        var cipher = try AESCCM(key: key)
        var plaintext = SecretBytes(copying: ciphertext)
        var message = plaintext.mutableSpan
        try cipher.open(&message, tag: tag, nonce: nonce, additionalData: additionalData)
        return plaintext
    }
}

/// A message being encrypted in counter mode with CBC-MAC, piece by piece.
public struct CCMSealing: ~Copyable, Sendable {
    private var state: CCMState

    /// Starts a message that will have `byteCount` bytes in all.
    public init(
        key: Span<UInt8>, nonce: Span<UInt8>, additionalData: Span<UInt8>, byteCount: UInt64, tagByteCount: Int = 16
    ) throws(CipherError) {
        var state = try CCMState(key: key, CPU.level)
        try state.begin(
            nonce: nonce, additionalData: additionalData, byteCount: byteCount, tagByteCount: tagByteCount)
        self.state = state
    }

    /// Encrypts the next bytes in place, any number of them.
    public mutating func update(_ bytes: inout MutableSpan<UInt8>) throws(CipherError) { try state.seal(&bytes) }

    /// The tag that goes with the message.
    public consuming func finalize() throws(CipherError) -> AuthenticationTag { try state.tag() }
}

/// A message in counter mode with CBC-MAC being judged, piece by piece: all of it is read once before a byte of it leaves.
///
/// The code is of the plaintext, so each piece is decrypted here, in memory that is erased.
public struct CCMOpening: ~Copyable, Sendable {
    private var state: CCMState

    /// Starts a message that has `byteCount` bytes in all, and a tag of `tagByteCount`.
    public init(
        key: Span<UInt8>, nonce: Span<UInt8>, additionalData: Span<UInt8>, byteCount: UInt64, tagByteCount: Int = 16
    ) throws(CipherError) {
        var state = try CCMState(key: key, CPU.level)
        try state.begin(
            nonce: nonce, additionalData: additionalData, byteCount: byteCount, tagByteCount: tagByteCount)
        self.state = state
    }

    /// Reads the next bytes of ciphertext, any number of them.
    public mutating func update(_ ciphertext: Span<UInt8>) throws(CipherError) {
        for start in stride(from: 0, to: ciphertext.count, by: 16384) {
            var piece = SecretBytes(copying: ciphertext.extracting(start..<min(start + 16384, ciphertext.count)))
            var bytes = piece.mutableSpan
            try state.authenticate(&bytes)
        }
    }

    /// What decrypts the same ciphertext, from its beginning; or throws `authenticationFailed`.
    public consuming func verify(tag: Span<UInt8>) throws(CipherError) -> CCMDecryption {
        let expected = try state.tag()
        guard expected.matches(tag) else { throw .authenticationFailed }
        state.rewind()
        return CCMDecryption(state)
    }
}

/// A message in counter mode with CBC-MAC whose tag was right, being decrypted in a second reading.
public struct CCMDecryption: ~Copyable, Sendable {
    private var state: CCMState

    fileprivate init(_ state: consuming CCMState) { self.state = state }

    /// Decrypts the next bytes in place, any number of them.
    public mutating func update(_ bytes: inout MutableSpan<UInt8>) { state.applyStream(&bytes) }
}
