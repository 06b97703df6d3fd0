public import SignetRSA

/// A public key of any kind that Signet computes with.
public enum PublicKey: Hashable, Sendable {
    /// RSA
    case rsa(RSAPublicKey)

    /// `RSA 3072`
    public var description: String {
        switch self {
        case .rsa(let key): "RSA \(key.bitCount)"
        }
    }
}

/// A private key of any kind that Signet computes with: a handle on one secret, erased with the last handle.
public enum PrivateKey: Sendable {
    /// RSA
    case rsa(RSAPrivateKey)

    /// The other half.
    public var publicKey: PublicKey {
        switch self {
        case .rsa(let key): .rsa(key.publicKey)
        }
    }
}
