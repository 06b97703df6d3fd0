public import SignetX509

/// The certificates that a person trusts to vouch for others.
public struct TrustStore: Sendable {
    /// The anchors.
    public private(set) var anchors: [Certificate]

    /// A store of certificates.
    public init(_ anchors: [Certificate] = []) { self.anchors = anchors }

    /// The certificates in files (PEM with one or many, DER, `.p7c`) and in the files of folders.
    ///
    /// - Throws: `SignetError` that names the file; in a folder, a file without certificates is passed over.
    public init(contentsOf paths: [String]) throws(SignetError) {
        anchors = try CertificateReading.certificates(inFiles: paths)
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
    public static func + (a: TrustStore, b: TrustStore) -> TrustStore { TrustStore(a.anchors + b.anchors) }
}
