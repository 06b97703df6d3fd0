public import SignetBytes
internal import SignetHash

/// A private key of Ed448 (RFC 8032 §5.2.5): a handle on a seed that is erased when the last handle goes away.
public struct Ed448PrivateKey: Sendable {
    /// The size of a seed.
    public static let byteCount = 57
    /// The seed, the scalar s and the prefix that it is expanded to.
    private let secrets: SecretSlice
    /// The key that verifies.
    public let publicKey: Ed448PublicKey

    /// A new key.
    public init() {
        let seed = Randomness.secret(count: Self.byteCount)
        self.init(checked: seed.span)
    }

    /// Takes a key from its seed, the 57 bytes that its files hold (RFC 8410 §7).
    ///
    /// - Throws: `ECError.wrongKeyLength`.
    public init(seed: Span<UInt8>) throws(ECError) {
        guard seed.count == Self.byteCount else {
            throw .wrongKeyLength(byteCount: seed.count, expected: Self.byteCount)
        }
        self.init(checked: seed)
    }

    private init(checked seed: Span<UInt8>) {
        // RFC 8032 §5.2.5 steps 1 and 2. The scalar is reduced, which its multiple of the base point does not show.
        var hash = SHAKE(.shake256)
        hash.update(seed)
        let expanded = hash.squeeze(114)
        let clamped = X448.clamp(expanded.span.extracting(first: 56))
        let scalar = GroupOrder.ed448.reduce(clamped.span)
        secrets = SecretBytes(capacity: 57 + 56 + 57) { output in
            output.append(copying: seed)
            output.append(copying: scalar.span)
            output.append(copying: expanded.span.extracting(droppingFirst: 57))
        }.shared()
        publicKey = erasingStack { Ed448PublicKey(point: EdwardsPoint448(base: scalar.span)) }
    }

    /// The 57 bytes from which the key was made.
    public var seed: SecretSlice { secrets[0..<57] }

    /// The signature of `message`: 114 bytes (RFC 8032 §5.2.6). The same message has the same signature every time.
    ///
    /// - Throws: `ECError.contextTooLong`.
    public func sign(_ message: Span<UInt8>, variant: EdDSAVariant = .pure) throws(ECError) -> Bytes {
        let domain = try variant.dom4()
        // Step 2: r = SHAKE256(dom4(F, C) ‖ prefix ‖ PH(M), 114), modulo L.
        var hash = SHAKE(.shake256)
        hash.update(domain.span)
        hash.update(secrets[113..<170].span)
        hash.update(message, variant)
        let wide = hash.squeeze(114)
        let nonce = GroupOrder.ed448.reduce(wide.span)
        // Step 3: R = r·B.
        let point = erasingStack { EdwardsPoint448(base: nonce.span).encoding }
        // Step 4: k = SHAKE256(dom4(F, C) ‖ R ‖ A ‖ PH(M), 114), modulo L.
        let challenge = Ed448PublicKey.challenge(domain, point.span, publicKey.bytes.span, message, variant)
        // Step 5: S = (r + k·s) mod L.
        let response = erasingStack {
            GroupOrder.ed448.multiply(challenge.span, by: secrets[57..<113].span, adding: nonce.span)
        }
        return Bytes(capacity: 114) { output in
            output.append(copying: point.span)
            output.append(copying: response.span)
            output.append(0)
        }
    }
}

extension Ed448PrivateKey: CustomStringConvertible {
    /// Names the algorithm, and nothing else.
    public var description: String { "Ed448 private key" }
}
