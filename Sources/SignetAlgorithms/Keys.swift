public import SignetDSA
public import SignetEC
public import SignetHash
public import SignetRSA

/// A public key of any kind that Signet computes with.
public enum PublicKey: Hashable, Sendable {
    /// RSA
    case rsa(RSAPublicKey)
    /// RSA for RSASSA-PSS alone, and only with this padding, or a longer salt, when there is one (RFC 4055 §3.1)
    case rsaPSS(RSAPublicKey, PSSPadding?)
    /// RSA for RSAES-OAEP alone, and only with this padding when there is one (RFC 4055 §4.1)
    case rsaOAEP(RSAPublicKey, OAEPPadding?)
    /// A point on a Weierstrass curve, for ECDSA and ECDH (RFC 5480 §2)
    case ec(ECPublicKey)
    /// Ed25519 (RFC 8410)
    case ed25519(Ed25519PublicKey)
    /// Ed448 (RFC 8410)
    case ed448(Ed448PublicKey)
    /// X25519 (RFC 8410)
    case x25519(X25519PublicKey)
    /// X448 (RFC 8410)
    case x448(X448PublicKey)
    /// DSA, for reading old signatures (RFC 3279 §2.3.2)
    case dsa(DSAPublicKey)

    /// What kind of key it is.
    public var algorithm: PublicKeyAlgorithm {
        switch self {
        case .rsa: .rsa
        case .rsaPSS: .rsaPSS
        case .rsaOAEP: .rsaOAEP
        case .ec: .ec
        case .ed25519: .ed25519
        case .ed448: .ed448
        case .x25519: .x25519
        case .x448: .x448
        case .dsa: .dsa
        }
    }

    /// What a key of this kind, and with this restriction or curve, is named by.
    public var identifier: AlgorithmIdentifier {
        switch self {
        case .rsaPSS(_, let restriction): PSSPadding.keyIdentifier(restrictedTo: restriction)
        case .rsaOAEP(_, let restriction): OAEPPadding.keyIdentifier(restrictedTo: restriction)
        case .ec(let key): key.curve.keyIdentifier
        case .dsa(let key): key.parameters.keyIdentifier
        case .rsa, .ed25519, .ed448, .x25519, .x448: algorithm.identifier
        }
    }

    /// `RSA 3072`, `EC P-256`
    public var description: String {
        switch self {
        case .rsa(let key): "RSA \(key.bitCount)"
        case .rsaPSS(let key, _): "RSA-PSS \(key.bitCount)"
        case .rsaOAEP(let key, _): "RSA-OAEP \(key.bitCount)"
        case .ec(let key): "EC \(key.curve)"
        case .ed25519: "Ed25519"
        case .ed448: "Ed448"
        case .x25519: "X25519"
        case .x448: "X448"
        case .dsa(let key): "DSA \(key.bitCount)"
        }
    }

    /// The RSA key, if it is one, whatever it may be used for.
    public var rsaKey: RSAPublicKey? {
        switch self {
        case .rsa(let key), .rsaPSS(let key, _), .rsaOAEP(let key, _): key
        default: nil
        }
    }

    /// Whether both are one key, though one may be written with a restriction that the other is written without: private
    /// keys and certificates come from different hands.
    public func isSameKey(as other: PublicKey) -> Bool { self == other || rsaKey != nil && rsaKey == other.rsaKey }

    /// The digest that goes with a signature by this key when nobody asks for another one: no weaker than the key
    /// (RFC 5480 §4), for EdDSA the only one that RFC 8419 §3.1 allows, and for RSASSA-PSS the one that the key is restricted to
    /// (RFC 4055 §1.2).
    public func digestAlgorithm(preferring preferred: DigestAlgorithm = .sha256) -> DigestAlgorithm {
        switch self {
        case .ec(let key) where key.curve.bitCount > 384: max(preferred, .sha512)
        case .ec(let key) where key.curve.bitCount > 256: max(preferred, .sha384)
        case .ed25519: .sha512
        case .ed448: .shake256
        case .rsaPSS(_, let restriction?): restriction.digest
        default: preferred
        }
    }

    private func max(_ a: DigestAlgorithm, _ b: DigestAlgorithm) -> DigestAlgorithm {
        a.digestByteCount >= b.digestByteCount ? a : b
    }
}

/// A private key of any kind that Signet computes with: a handle on one secret, erased with the last handle.
public enum PrivateKey: Sendable {
    /// RSA
    case rsa(RSAPrivateKey)
    /// RSA for RSASSA-PSS alone
    case rsaPSS(RSAPrivateKey, PSSPadding?)
    /// RSA for RSAES-OAEP alone
    case rsaOAEP(RSAPrivateKey, OAEPPadding?)
    /// ECDSA and ECDH
    case ec(ECPrivateKey)
    /// Ed25519
    case ed25519(Ed25519PrivateKey)
    /// Ed448
    case ed448(Ed448PrivateKey)
    /// X25519
    case x25519(X25519PrivateKey)
    /// X448
    case x448(X448PrivateKey)
    /// What `PrivateKeyOperations.performing` hands out
    case elsewhere(KeyElsewhere)
    /// DSA, which is read and written, and does not sign
    case dsa(DSAPrivateKey)

    /// The other half.
    public var publicKey: PublicKey {
        switch self {
        case .rsa(let key): .rsa(key.publicKey)
        case .rsaPSS(let key, let restriction): .rsaPSS(key.publicKey, restriction)
        case .rsaOAEP(let key, let restriction): .rsaOAEP(key.publicKey, restriction)
        case .ec(let key): .ec(key.publicKey)
        case .ed25519(let key): .ed25519(key.publicKey)
        case .ed448(let key): .ed448(key.publicKey)
        case .x25519(let key): .x25519(key.publicKey)
        case .x448(let key): .x448(key.publicKey)
        case .elsewhere(let key): key.publicKey
        case .dsa(let key): .dsa(key.publicKey)
        }
    }
}
