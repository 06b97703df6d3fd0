public import SignetBytes
internal import SignetHash

/// The public key of Ed448 (RFC 8032 §5.2.5): a point of edwards448 that has been checked.
public struct Ed448PublicKey: Sendable {
    /// The size of a key.
    public static let byteCount = 57
    /// The size of a signature.
    public static let signatureByteCount = 114
    /// The 57 bytes that encode the point.
    public let bytes: Bytes
    /// −A.
    let negatedPoint: EdwardsPoint448

    /// Takes a key from its bytes.
    ///
    /// Points of small order are refused: with one of those as the key, anybody can make a signature that is good for
    /// every message.
    ///
    /// - Throws: `ECError.wrongKeyLength`; `.invalidPoint` for bytes that are not the one encoding of a point;
    ///   `.smallOrder`.
    public init(_ bytes: Span<UInt8>) throws(ECError) {
        guard bytes.count == Self.byteCount else {
            throw .wrongKeyLength(byteCount: bytes.count, expected: Self.byteCount)
        }
        guard let point = EdwardsPoint448(bytes) else { throw .invalidPoint }
        guard !point.hasSmallOrder else { throw .smallOrder }
        self.bytes = Bytes(copying: bytes)
        negatedPoint = point.negated
    }

    init(point: EdwardsPoint448) {
        bytes = point.encoding
        negatedPoint = point.negated
    }

    /// Whether this key made `signature`, of 114 bytes, over `message` (RFC 8032 §5.2.7).
    ///
    /// Both halves of the signature must be written in the one way there is, and the equation is checked with the
    /// cofactor, 4·S·B = 4·R + 4·k·A, as RFC 8032 and FIPS 186-5 §7.7.2 have it. So one signature checked alone and the
    /// same one in a batch are judged alike. Signatures made by the rules are accepted with the cofactor and without.
    public func accepts(
        _ signature: Span<UInt8>, over message: Span<UInt8>, variant: EdDSAVariant = .pure
    ) -> Bool {
        guard let parts = Parts(signature, over: message, variant, by: self) else { return false }
        return EdwardsPoint448.difference(parts.s.span, parts.k.span, negatedPoint, parts.r).hasSmallOrder
    }

    /// What a signature says, and what it says it about.
    private struct Parts {
        /// The point R.
        let r: EdwardsPoint448
        /// The scalars S and k = SHAKE256(dom4(F, C) ‖ R ‖ A ‖ PH(M), 114) mod L.
        let s, k: Bytes

        init?(
            _ signature: Span<UInt8>, over message: Span<UInt8>, _ variant: EdDSAVariant, by key: Ed448PublicKey
        ) {
            guard signature.count == Ed448PublicKey.signatureByteCount, signature[113] == 0,
                GroupOrder.ed448.exceeds(signature.extracting(57..<113)),
                let domain = try? variant.dom4(), let r = EdwardsPoint448(signature)
            else { return nil }
            self.r = r
            s = Bytes(copying: signature.extracting(57..<113))
            k = Ed448PublicKey.challenge(
                domain, signature.extracting(first: 57), key.bytes.span, message, variant
            ).declassified()
        }
    }

    /// SHAKE256(dom4(F, C) ‖ R ‖ A ‖ PH(M), 114) mod L.
    static func challenge(
        _ domain: [UInt8], _ r: Span<UInt8>, _ a: Span<UInt8>, _ message: Span<UInt8>, _ variant: EdDSAVariant
    ) -> SecretBytes {
        var hash = SHAKE(.shake256)
        hash.update(domain.span)
        hash.update(r)
        hash.update(a)
        hash.update(message, variant)
        let wide = hash.squeeze(114)
        return GroupOrder.ed448.reduce(wide.span)
    }
}

extension SHAKE {
    /// Takes in PH(M): the message, or 64 bytes of SHAKE256 of it (RFC 8032 §5.2).
    mutating func update(_ message: Span<UInt8>, _ variant: EdDSAVariant) {
        guard case .prehashed = variant else { return update(message) }
        var prehash = SHAKE(.shake256)
        prehash.update(message)
        let digest = prehash.squeeze(64)
        update(digest.span)
    }
}

extension Ed448PublicKey: Hashable {
    /// Compares the bytes.
    public static func == (a: Ed448PublicKey, b: Ed448PublicKey) -> Bool { a.bytes == b.bytes }
    /// Hashes the bytes.
    public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}
