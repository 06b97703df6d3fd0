internal import SignetBytes
internal import SignetEC

/// What files ask of the curves of RFC 7748 and RFC 8032; the bytes of a key tell which, where nobody says.
enum Edwards {
    /// The public key, refused where there is no such point.
    static func publicKey(_ point: [UInt8], is448: Bool) throws -> [UInt8] {
        if is448 { return [UInt8](try Ed448PublicKey(point.span).bytes) }
        return [UInt8](try Ed25519PublicKey(point.span).bytes)
    }

    /// The public key of a seed.
    static func publicKey(ofSeed seed: [UInt8], is448: Bool) throws -> [UInt8] {
        if is448 { return [UInt8](try Ed448PrivateKey(seed: seed.span).publicKey.bytes) }
        return [UInt8](try Ed25519PrivateKey(seed: seed.span).publicKey.bytes)
    }

    static func sign(_ message: [UInt8], seed: [UInt8], _ variant: EdDSAVariant, is448: Bool) throws -> [UInt8] {
        if is448 { return [UInt8](try Ed448PrivateKey(seed: seed.span).sign(message.span, variant: variant)) }
        return [UInt8](try Ed25519PrivateKey(seed: seed.span).sign(message.span, variant: variant))
    }

    static func accepts(
        _ signature: [UInt8], _ message: [UInt8], by point: [UInt8], _ variant: EdDSAVariant = .pure, is448: Bool
    ) throws -> Bool {
        if is448 {
            let key = try Ed448PublicKey(point.span)
            return key.accepts(signature.span, over: message.span, variant: variant)
        }
        let key = try Ed25519PublicKey(point.span)
        return key.accepts(signature.span, over: message.span, variant: variant)
    }

    /// X25519 or X448.
    static func agree(_ scalar: [UInt8], _ point: [UInt8], is448: Bool) throws -> [UInt8] {
        if is448 {
            let key = try X448PrivateKey(scalar.span)
            return [UInt8](try key.agree(with: X448PublicKey(point.span)).declassified())
        }
        let key = try X25519PrivateKey(scalar.span)
        return [UInt8](try key.agree(with: X25519PublicKey(point.span)).declassified())
    }
}
