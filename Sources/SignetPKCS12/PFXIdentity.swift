public import SignetAlgorithms
public import SignetX509

/// A private key, its certificate, and those that vouch for it: what a `.pfx` is made to carry.
public struct PFXIdentity: Sendable {
    /// The key.
    public var key: PrivateKey
    /// Its certificate.
    public var certificate: Certificate
    /// The certificates above, from the issuer's on, as far as they are known.
    public var chain: [Certificate]
    /// The name that a person gave it.
    public var friendlyName: String?

    /// An identity from its parts.
    public init(key: PrivateKey, certificate: Certificate, chain: [Certificate] = [], friendlyName: String? = nil) {
        self.key = key
        self.certificate = certificate
        self.chain = chain
        self.friendlyName = friendlyName
    }
}
