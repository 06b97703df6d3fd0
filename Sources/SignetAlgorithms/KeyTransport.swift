import SignetASN1

/// An algorithm that carries a content-encryption key to one recipient (RFC 3370 §4.2, RFC 3560).
public enum KeyTransport: CaseIterable, Hashable, Sendable {
    /// RSAES-PKCS1-v1_5
    case rsaPKCS1v15
    /// RSAES-OAEP
    case rsaOAEP
}

extension KeyTransport: AlgorithmRole {
    /// `key transport algorithm`
    public static var role: String { "key transport algorithm" }

    /// Key transport algorithms.
    public static let table: [AlgorithmRow<KeyTransport>] = [
        .init(.rsaPKCS1v15, "rsa-v1_5", "1.2.840.113549.1.1.1", .null, .acceptable, "RFC 3370 §4.2.1"),
        .init(.rsaOAEP, "rsa-oaep", "1.2.840.113549.1.1.7", .structured, .acceptable, "RFC 4055 §4"),
    ]
}
