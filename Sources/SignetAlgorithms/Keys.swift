public import SignetRSA

/// A public key of any kind that Signet computes with.
public enum PublicKey: Hashable, Sendable {
    /// RSA
    case rsa(RSAPublicKey)
    /// RSA for RSASSA-PSS alone, and only with this padding, or a longer salt, when there is one (RFC 4055 §3.1)
    case rsaPSS(RSAPublicKey, PSSPadding?)

    /// `RSA 3072`
    public var description: String {
        switch self {
        case .rsa(let key): "RSA \(key.bitCount)"
        case .rsaPSS(let key, _): "RSA-PSS \(key.bitCount)"
        }
    }

    /// The RSA key, if it is one, whatever it may be used for.
    public var rsaKey: RSAPublicKey? {
        switch self {
        case .rsa(let key), .rsaPSS(let key, _): key
        }
    }

    /// Whether both are one key, though one may be written with a restriction that the other is written without: private
    /// keys and certificates come from different hands.
    public func isSameKey(as other: PublicKey) -> Bool { self == other || rsaKey != nil && rsaKey == other.rsaKey }
}

/// A private key of any kind that Signet computes with: a handle on one secret, erased with the last handle.
public enum PrivateKey: Sendable {
    /// RSA
    case rsa(RSAPrivateKey)
    /// RSA for RSASSA-PSS alone
    case rsaPSS(RSAPrivateKey, PSSPadding?)

    /// The other half.
    public var publicKey: PublicKey {
        switch self {
        case .rsa(let key): .rsa(key.publicKey)
        case .rsaPSS(let key, let restriction): .rsaPSS(key.publicKey, restriction)
        }
    }
}
