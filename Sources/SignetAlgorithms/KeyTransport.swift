public import SignetASN1
public import SignetBytes
public import SignetRSA

/// An algorithm that carries a content-encryption key to one recipient (RFC 3370 §4.2).
public enum KeyTransport: CaseIterable, Hashable, Sendable {
    /// RSAES-PKCS1-v1_5
    case rsaPKCS1v15
}

extension KeyTransport: AlgorithmRole {
    /// `key transport algorithm`
    public static var role: String { "key transport algorithm" }

    /// Key transport algorithms.
    public static let table: [AlgorithmRow<KeyTransport>] = [
        .init(.rsaPKCS1v15, "rsa-v1_5", "1.2.840.113549.1.1.1", .null, .acceptable, "RFC 3370 §4.2.1")
    ]

    /// Key transport algorithms that other software uses.
    public static var knownButUnsupported: [ObjectIdentifier: String] { ["1.2.840.113549.1.1.7": "rsa-oaep"] }

    /// `key`, for the owner of `recipient` alone.
    public func wrap(_ key: borrowing SecretBytes, for recipient: PublicKey) throws(RSAError) -> Bytes {
        switch recipient {
        case .rsa(let recipient): try recipient.wrap(key.span)
        }
    }

    /// The key of `keyByteCount` bytes inside `ciphertext`; random bytes, not an error, when its padding is wrong.
    public func unwrap(
        _ ciphertext: Span<UInt8>, keyByteCount: Int, with key: PrivateKey
    ) throws(RSAError) -> SecretBytes {
        switch key {
        case .rsa(let key): try key.unwrap(ciphertext, keyByteCount: keyByteCount)
        }
    }
}
