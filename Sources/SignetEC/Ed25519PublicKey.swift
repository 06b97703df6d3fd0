public import SignetBytes
internal import SignetHash

/// The public key of Ed25519 (RFC 8032 §5.1.5): a point of edwards25519 that has been checked.
public struct Ed25519PublicKey: Sendable {
    /// The size of a key.
    public static let byteCount = 32
    /// The size of a signature.
    public static let signatureByteCount = 64
    /// The 32 bytes that encode the point.
    public let bytes: Bytes
    /// −A.
    let negatedPoint: EdwardsPoint25519

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
        guard let point = EdwardsPoint25519(bytes) else { throw .invalidPoint }
        guard !point.hasSmallOrder else { throw .smallOrder }
        self.bytes = Bytes(copying: bytes)
        negatedPoint = point.negated
    }

    init(point: EdwardsPoint25519) {
        bytes = point.encoding
        negatedPoint = point.negated
    }

    /// Whether this key made `signature`, of 64 bytes, over `message` (RFC 8032 §5.1.7).
    ///
    /// Both halves of the signature must be written in the one way there is, and the equation is checked with the
    /// cofactor, 8·S·B = 8·R + 8·k·A, as RFC 8032 and FIPS 186-5 §7.7.2 have it. So one signature checked alone and the
    /// same one in a batch are judged alike. Signatures made by the rules are accepted with the cofactor and without.
    public func accepts(
        _ signature: Span<UInt8>, over message: Span<UInt8>, variant: EdDSAVariant = .pure
    ) -> Bool {
        guard let parts = Parts(signature, over: message, variant, by: self) else { return false }
        return EdwardsPoint25519.difference(parts.s.span, parts.k.span, negatedPoint, parts.r).hasSmallOrder
    }

    /// What a signature says, and what it says it about.
    struct Parts: Sendable {
        /// The point R.
        let r: EdwardsPoint25519
        /// The scalars S and k = SHA512(dom2(F, C) ‖ R ‖ A ‖ PH(M)) mod L.
        let s, k: Bytes

        init?(
            _ signature: Span<UInt8>, over message: Span<UInt8>, _ variant: EdDSAVariant, by key: Ed25519PublicKey
        ) {
            guard signature.count == Ed25519PublicKey.signatureByteCount,
                GroupOrder.ed25519.exceeds(signature.extracting(droppingFirst: 32)),
                let domain = try? variant.dom2(), let r = EdwardsPoint25519(signature)
            else { return nil }
            self.r = r
            s = Bytes(copying: signature.extracting(droppingFirst: 32))
            let digest = Ed25519PublicKey.digest(
                domain, signature.extracting(first: 32), key.bytes.span, message, variant)
            k = digest.withSpan { GroupOrder.ed25519.reduce($0).declassified() }
        }
    }

    /// SHA512(dom2(F, C) ‖ R ‖ A ‖ PH(M)).
    static func digest(
        _ domain: [UInt8], _ r: Span<UInt8>, _ a: Span<UInt8>, _ message: Span<UInt8>, _ variant: EdDSAVariant
    ) -> Digest {
        var hash = Hash(.sha512)
        hash.update(domain.span)
        hash.update(r)
        hash.update(a)
        if case .prehashed = variant {
            hash.update(DigestAlgorithm.sha512.digest(of: message))
        } else {
            hash.update(message)
        }
        return hash.finalize()
    }
}

extension Ed25519PublicKey: Hashable {
    /// Compares the bytes.
    public static func == (a: Ed25519PublicKey, b: Ed25519PublicKey) -> Bool { a.bytes == b.bytes }
    /// Hashes the bytes.
    public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}

extension EdwardsPoint25519 {
    /// s·B + k·a − r for public scalars: doublings shared, digits of the non-adjacent forms added.
    @inline(never)
    static func difference(
        _ s: Span<UInt8>, _ k: Span<UInt8>, _ a: EdwardsPoint25519, _ r: EdwardsPoint25519
    ) -> EdwardsPoint25519 {
        let sDigits = nonAdjacentForm(s, width: 8)
        let kDigits = nonAdjacentForm(k, width: 5)
        #if arch(x86_64)
        if hasVectors { return sum(sDigits, kDigits, a, r.negated) }
        #endif
        let multiples = a.oddMultiples(8)
        let base = BaseMultiples25519.shared
        var sum = EdwardsPoint25519.identity
        var index = 255
        while index >= 0, sDigits[index] == 0, kDigits[index] == 0 { index -= 1 }
        while index >= 0 {
            let (sDigit, kDigit) = (Int(sDigits[index]), Int(kDigits[index]))
            sum = sum.doubled(withT: sDigit != 0 || kDigit != 0 || index == 0)
            if kDigit > 0 {
                sum = sum.adding(multiples[kDigit >> 1], withT: sDigit != 0 || index == 0)
            } else if kDigit < 0 {
                sum = sum.subtracting(multiples[-kDigit >> 1], withT: sDigit != 0 || index == 0)
            }
            if sDigit > 0 {
                sum = unsafe sum.adding(base.odd[sDigit >> 1], withT: index == 0)
            } else if sDigit < 0 {
                sum = unsafe sum.subtracting(base.odd[-sDigit >> 1], withT: index == 0)
            }
            index -= 1
        }
        return sum.subtracting(r.prepared)
    }

    /// The point, three times the point, and so on.
    func oddMultiples(_ count: Int) -> [Prepared] {
        let two = doubled().prepared
        var multiple = self
        var multiples = [multiple.prepared]
        multiples.reserveCapacity(count)
        while multiples.count < count {
            multiple = multiple.adding(two)
            multiples.append(multiple.prepared)
        }
        return multiples
    }
}
