public import SignetBytes

/// The extract-and-expand key derivation function over HMAC (RFC 5869).
public enum HKDF {
    /// Derives `byteCount` bytes, 255 digests at most, from a secret of any kind and length.
    public static func derive(
        secret: Span<UInt8>, salt: Span<UInt8>, info: Span<UInt8>, byteCount: Int, algorithm: DigestAlgorithm
    ) throws(KDFError) -> SecretBytes {
        let key = extract(secret: secret, salt: salt, algorithm: algorithm)
        return try expand(key: key.span, info: info, byteCount: byteCount, algorithm: algorithm)
    }

    /// PRK = HMAC-Hash (salt, IKM) (§2.2). Without a salt the key of HMAC is zeros, which is what padding makes of nothing.
    public static func extract(secret: Span<UInt8>, salt: Span<UInt8>, algorithm: DigestAlgorithm) -> SecretBytes {
        var key = SecretBytes(zeros: algorithm.digestByteCount)
        var code = HMAC(algorithm, key: salt)
        code.update(secret)
        code.finalize(into: &key)
        return key
    }

    /// OKM = T(1) ‖ T(2) ‖ …, cut (§2.3).
    public static func expand(
        key: Span<UInt8>, info: Span<UInt8>, byteCount: Int, algorithm: DigestAlgorithm
    ) throws(KDFError) -> SecretBytes {
        let digestByteCount = algorithm.digestByteCount
        try KDFError.check(iterations: 1, byteCount: byteCount, maximum: 255 * digestByteCount)
        var code = HMAC(algorithm, key: key)
        var block = SecretBytes(zeros: digestByteCount)
        return SecretBytes(capacity: byteCount) { output in
            var index: UInt8 = 0
            while output.freeCapacity > 0 {
                // T(i) = HMAC-Hash (PRK, T(i - 1) ‖ info ‖ i), T(0) being empty.
                if index > 0 { code.update(block.span) }
                index += 1
                code.update(info)
                let place: InlineArray<1, UInt8> = [index]
                code.update(place.span)
                code.finalize(into: &block)
                output.append(copying: block.span.extracting(first: min(digestByteCount, output.freeCapacity)))
            }
        }
    }
}
