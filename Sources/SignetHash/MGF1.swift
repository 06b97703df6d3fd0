public import SignetBytes

/// The mask generation function MGF1 (RFC 8017 §B.2.1), with which RSA's PSS and OAEP spread a hash over a block.
public enum MGF1 {
    /// `byteCount` bytes that only `seed` determines. Seed and mask may be secret: the work is done in erased memory. With
    /// SHAKE the mask is what the function itself gives out (RFC 8702 §3.2.1).
    public static func mask(seed: Span<UInt8>, byteCount: Int, _ algorithm: DigestAlgorithm) -> SecretBytes {
        precondition(
            byteCount >= 0 && byteCount <= algorithm.digestByteCount << 32,
            "MGF1: not a length (RFC 8017 §B.2.1 step 1)")
        if algorithm == .shake128 || algorithm == .shake256 {
            var function = SHAKE(algorithm == .shake128 ? .shake128 : .shake256)
            function.update(seed)
            return function.squeeze(byteCount)
        }
        return SecretBytes(capacity: byteCount) { output in
            // T = Hash(seed ‖ 0) ‖ Hash(seed ‖ 1) ‖ …, with counters of four bytes.
            var counter: UInt32 = 0
            while output.count < byteCount {
                var hash = SecretHash(algorithm)
                hash.update(seed)
                let bytes: InlineArray<4, UInt8> = [
                    UInt8(truncatingIfNeeded: counter >> 24), UInt8(truncatingIfNeeded: counter >> 16),
                    UInt8(truncatingIfNeeded: counter >> 8), UInt8(truncatingIfNeeded: counter),
                ]
                hash.update(bytes.span)
                let digest = hash.finalize()
                output.append(copying: digest.span.extracting(first: min(byteCount - output.count, digest.count)))
                counter &+= 1
            }
        }
    }
}
