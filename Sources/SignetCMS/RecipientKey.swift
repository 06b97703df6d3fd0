public import SignetAlgorithms
public import SignetX509

/// A private key to open messages with, and the certificate by which messages name it.
public struct RecipientKey: Sendable {
    /// The certificate.
    public var certificate: Certificate
    /// Its private key.
    public var key: PrivateKey

    /// A private key and its certificate.
    public init(certificate: Certificate, key: PrivateKey) {
        self.certificate = certificate
        self.key = key
    }
}
