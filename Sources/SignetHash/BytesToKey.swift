public import SignetBytes

/// The derivation of OpenSSL's older encrypted PEM, `EVP_BytesToKey` with MD5 and one iteration: no standard describes it.
/// It makes guessing passwords cheap; for reading what there is.
public enum BytesToKey {
    /// D_1 ‖ D_2 ‖ …, with D_i = MD5 (D_(i−1) ‖ P ‖ S): `byteCount` bytes of it.
    public static func derive(password: Span<UInt8>, salt: Span<UInt8>, byteCount: Int) -> SecretBytes {
        precondition(byteCount >= 0, "BytesToKey: not a length")
        var blocks: [SecretSlice] = []
        while blocks.count * 16 < byteCount {
            var hash = SecretHash(.md5)
            if let last = blocks.last { hash.update(last.span) }
            hash.update(password)
            hash.update(salt)
            blocks.append(hash.finalize().shared())
        }
        return SecretBytes(capacity: byteCount) { output in
            for block in blocks {
                output.append(copying: block.span.extracting(first: min(16, byteCount - output.count)))
            }
        }
    }
}
