public import SignetX509

/// The certificates that a person trusts to vouch for others.
public struct TrustStore: Sendable {
    /// The anchors, and how far each is trusted.
    public private(set) var trustAnchors: [TrustAnchor]
    /// The anchors.
    public var anchors: [Certificate] { trustAnchors.map(\.certificate) }

    /// A store of certificates that are trusted for everything.
    public init(_ anchors: [Certificate] = []) { trustAnchors = anchors.map { TrustAnchor($0) } }

    /// A store of certificates, each trusted as far as is said.
    public init(trustAnchors: [TrustAnchor]) { self.trustAnchors = trustAnchors }

    /// The certificates in files (PEM with one or many, DER, `.p7c`) and in the files of folders. What OpenSSL's
    /// `TRUSTED CERTIFICATE` is trusted for is kept to.
    ///
    /// - Throws: `SignetError` that names the file; in a folder, a file without certificates is passed over.
    public init(contentsOf paths: [String]) throws(SignetError) {
        trustAnchors = try CertificateReading.anchors(inFiles: paths)
    }

    /// The operating system's certificates, where it keeps them in a file.
    public static func system() throws(SignetError) -> TrustStore {
        let places = [
            "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem",
        ]
        guard let place = places.first(where: FileSystem.exists) else {
            throw SignetError(.notFound("certificate bundle of the system"))
        }
        return try TrustStore(contentsOf: [place])
    }

    /// The certificates of both.
    public static func + (a: TrustStore, b: TrustStore) -> TrustStore {
        TrustStore(trustAnchors: a.trustAnchors + b.trustAnchors)
    }
}
