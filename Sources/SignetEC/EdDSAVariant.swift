public import SignetBytes
internal import SignetHash

/// What is signed of a message (RFC 8032 §5.1, §5.2). Certificates and CMS use the pure form (RFC 8410 §1, RFC 8419 §2).
public enum EdDSAVariant: Hashable, Sendable {
    /// The message: PureEdDSA, Ed25519 and Ed448.
    case pure
    /// The message under a context of at most 255 bytes: Ed25519ctx, and Ed448 with a context.
    case context(Bytes)
    /// The digest of the message under a context, which may be empty: Ed25519ph and Ed448ph.
    case prehashed(context: Bytes)
}

extension EdDSAVariant {
    /// dom2 of Ed25519 (RFC 8032 §2), which is empty for the pure form.
    func dom2() throws(ECError) -> [UInt8] {
        switch self {
        case .pure: []
        case .context(let context): try prefix("SigEd25519 no Ed25519 collisions", 0, context)
        case .prehashed(let context): try prefix("SigEd25519 no Ed25519 collisions", 1, context)
        }
    }

    /// dom4 of Ed448 (RFC 8032 §2).
    func dom4() throws(ECError) -> [UInt8] {
        switch self {
        case .pure: try prefix("SigEd448", 0, Bytes())
        case .context(let context): try prefix("SigEd448", 0, context)
        case .prehashed(let context): try prefix("SigEd448", 1, context)
        }
    }

    private func prefix(_ text: String, _ flag: UInt8, _ context: Bytes) throws(ECError) -> [UInt8] {
        guard context.count <= 255 else { throw .contextTooLong(byteCount: context.count) }
        return [UInt8](text.utf8) + [flag, UInt8(context.count)] + context
    }
}
