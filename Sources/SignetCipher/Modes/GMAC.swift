package import SignetBytes

/// GMAC (SP 800-38D §3; in CMS RFC 9044): Galois/counter mode of a message that is only authenticated.
///
/// A nonce may be used for one message only under a key: with a second one, anyone can make more.
public struct GMAC: ~Copyable, Sendable {
    private var state: GCMState

    /// Starts a message under a key of 16, 24 or 32 bytes. Nonces have 12 bytes; others are allowed.
    public init(key: Span<UInt8>, nonce: Span<UInt8>) throws(CipherError) {
        try self.init(key: key, nonce: nonce, level: CPU.level)
    }

    package init(key: Span<UInt8>, nonce: Span<UInt8>, level: CPU.Level) throws(CipherError) {
        var state = try GCMState(key: key, level)
        try state.begin(nonce: nonce)
        self.state = state
    }

    /// Takes in more of the message.
    public mutating func update(_ bytes: Span<UInt8>) { state.absorbAdditional(bytes) }

    /// The code, of 12 to 16 bytes, of all that was taken in.
    public consuming func finalize(tagByteCount: Int = 16) throws(CipherError) -> AuthenticationTag {
        try GCMState.check(tagByteCount: tagByteCount)
        return state.tag(byteCount: tagByteCount)
    }
}
