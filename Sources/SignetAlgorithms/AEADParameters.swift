import SignetASN1
import SignetBytes

/// `GCMParameters` and `CCMParameters` (RFC 5084 §3.1, §3.2), which look alike.
struct AEADParameters: Hashable, Sendable {
    var nonce: Bytes
    /// `aes-ICVlen`
    var tagByteCount: Int

    static let syntax: Syntax<Self> = .sequence(
        "GCMParameters", Self.init(nonce:tagByteCount:),
        .required("aes-nonce", \.nonce, .octetString),
        .defaulted("aes-ICVlen", \.tagByteCount, .smallInteger, 12))

    /// What RFC 5084 lets a message name.
    func isValid(for mode: ContentCipher.Mode) -> Bool {
        switch mode {
        case .gcm: (12...16).contains(tagByteCount) && !nonce.isEmpty && nonce.count <= 4096
        case .ccm: (4...16).contains(tagByteCount) && tagByteCount % 2 == 0 && (7...13).contains(nonce.count)
        case .cbc, .chaChaPoly: false
        }
    }
}
