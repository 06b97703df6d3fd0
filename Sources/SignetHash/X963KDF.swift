public import SignetBytes

/// The key derivation function of ANSI X9.63 (SEC 1 §3.6.1), with which CMS makes a key-encryption key of an agreed
/// secret (RFC 5753 §7.2).
public enum X963KDF {
    /// Derives `byteCount` bytes, 16 MiB at most: Hash (Z ‖ 1 ‖ SharedInfo) ‖ Hash (Z ‖ 2 ‖ SharedInfo) ‖ …, counters
    /// being of four bytes.
    public static func derive(
        secret: Span<UInt8>, sharedInfo: Span<UInt8>, byteCount: Int, algorithm: DigestAlgorithm
    ) throws(KDFError) -> SecretBytes {
        try KDFError.check(iterations: 1, byteCount: byteCount, maximum: KDFError.largestByteCount)
        return SecretBytes(capacity: byteCount) { output in
            var counter: UInt32 = 0
            while output.freeCapacity > 0 {
                counter += 1
                var hash = SecretHash(algorithm)
                hash.update(secret)
                let bytes: InlineArray<4, UInt8> = [
                    UInt8(truncatingIfNeeded: counter >> 24), UInt8(truncatingIfNeeded: counter >> 16),
                    UInt8(truncatingIfNeeded: counter >> 8), UInt8(truncatingIfNeeded: counter),
                ]
                hash.update(bytes.span)
                hash.update(sharedInfo)
                let digest = hash.finalize()
                output.append(copying: digest.span.extracting(first: min(digest.count, output.freeCapacity)))
            }
        }
    }
}
