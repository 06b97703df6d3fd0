public import SignetBytes
internal import SignetHash

/// A private key of Ed25519 (RFC 8032 §5.1.5): a handle on a seed that is erased when the last handle goes away.
public struct Ed25519PrivateKey: Sendable {
    /// The size of a seed.
    public static let byteCount = 32
    /// The seed, the scalar s and the prefix that it is expanded to.
    private let secrets: SecretSlice
    /// The key that verifies.
    public let publicKey: Ed25519PublicKey

    /// A new key.
    public init() {
        let seed = Randomness.secret(count: Self.byteCount)
        self.init(checked: seed.span)
    }

    /// Takes a key from its seed, the 32 bytes that its files hold (RFC 8410 §7).
    ///
    /// - Throws: `ECError.wrongKeyLength`.
    public init(seed: Span<UInt8>) throws(ECError) {
        guard seed.count == Self.byteCount else {
            throw .wrongKeyLength(byteCount: seed.count, expected: Self.byteCount)
        }
        self.init(checked: seed)
    }

    private init(checked seed: Span<UInt8>) {
        // RFC 8032 §5.1.5 steps 1 and 2.
        var hash = SecretHash(.sha512)
        hash.update(seed)
        let expanded = hash.finalize()
        let scalar = X25519.clamp(expanded.span.extracting(first: 32))
        secrets = SecretBytes(capacity: 96) { output in
            output.append(copying: seed)
            output.append(copying: scalar.span)
            output.append(copying: expanded.span.extracting(droppingFirst: 32))
        }.shared()
        publicKey = erasingStack { Ed25519PublicKey(point: EdwardsPoint25519(base: scalar.span)) }
    }

    /// The 32 bytes from which the key was made.
    public var seed: SecretSlice { secrets[0..<32] }

    /// The signature of `message`: 64 bytes (RFC 8032 §5.1.6). The same message has the same signature every time.
    ///
    /// - Throws: `ECError.contextTooLong`.
    public func sign(_ message: Span<UInt8>, variant: EdDSAVariant = .pure) throws(ECError) -> Bytes {
        let domain = try variant.dom2()
        // Step 2: r = SHA-512(dom2(F, C) ‖ prefix ‖ PH(M)), modulo L.
        var hash = SecretHash(.sha512)
        hash.update(domain.span)
        hash.update(secrets[64..<96].span)
        if case .prehashed = variant {
            DigestAlgorithm.sha512.digest(of: message).withSpan { hash.update($0) }
        } else {
            hash.update(message)
        }
        let wide = hash.finalize()
        let nonce = GroupOrder.ed25519.reduce(wide.span)
        // Step 3: R = r·B.
        let point = erasingStack { EdwardsPoint25519(base: nonce.span).encoding }
        // Step 4: k = SHA512(dom2(F, C) ‖ R ‖ A ‖ PH(M)).
        let digest = Ed25519PublicKey.digest(domain, point.span, publicKey.bytes.span, message, variant)
        let challenge = digest.withSpan { GroupOrder.ed25519.reduce($0) }
        // Step 5: S = (r + k·s) mod L.
        let response = erasingStack {
            GroupOrder.ed25519.multiply(challenge.span, by: secrets[32..<64].span, adding: nonce.span)
        }
        return Bytes(capacity: 64) { output in
            output.append(copying: point.span)
            output.append(copying: response.span)
        }
    }
}

extension Ed25519PrivateKey: CustomStringConvertible {
    /// Names the algorithm, and nothing else.
    public var description: String { "Ed25519 private key" }
}
