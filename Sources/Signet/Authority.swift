import SignetASN1
public import SignetAlgorithms
public import SignetBytes
import SignetCMS
import SignetKeys
public import SignetX509

/// A small certification authority for a family, a team or a test: a folder with a root certificate, its encrypted key,
/// and every certificate that it issued.
public struct Authority: Sendable {
    /// The folder.
    public let path: String
    /// The root certificate.
    public let certificate: Certificate

    private static func certificateFile(_ path: String) -> String { path + "/root.pem" }
    private static func keyFile(_ path: String) -> String { path + "/root.key" }

    /// The file of the root certificate, in PEM: what those who trust the authority need.
    public var certificateFile: String { Self.certificateFile(path) }

    /// What the authority sends back: a certificate with the root, as `.p7c` or in PEM.
    public func answer(_ issued: Certificate, asBundle: Bool) -> Bytes {
        guard !asBundle else {
            return ContentInfo.signedData(SignedData.certificatesOnly([issued, certificate])).encode()
        }
        let files = [issued, certificate].map {
            PEM(label: PEM.Label.certificate, contents: $0.encoding).encode().declassified()
        }
        return Bytes(files.flatMap { Array($0) })
    }

    /// Founds an authority in a folder.
    ///
    /// - Parameters:
    ///   - path: the folder, which is made.
    ///   - name: the common name of the authority.
    ///   - kind: what kind of key it gets.
    ///   - pathLength: how many authorities may stand between it and a person; `nil` for any number.
    ///   - constraints: for which names it may issue certificates; for any when absent.
    ///   - years: how long its certificate is valid.
    ///   - passphrase: what its key is encrypted under.
    /// - Throws: `SignetError.unsuitable` when there is one already.
    public static func found(
        at path: String, name: String, kind: KeyKind = .rsa(bitCount: 4096), pathLength: Int? = 0,
        constraints: NameConstraints? = nil, years: Int = 10, passphrase: Password
    ) throws(SignetError) -> Authority {
        let key = try PrivateKey.make(kind)
        let certificate: Certificate
        let encrypted: EncryptedPrivateKeyInfo
        do throws(X509Error) {
            certificate = try Certificate.selfSigned(
                subject: try Name(commonName: name), key: key, profile: .authority(pathLength: pathLength),
                validity: .days(years * 365),
                additionalExtensions: constraints.map { [Extension(.nameConstraints, $0)] } ?? [])
        } catch { throw SignetError(wrapping: error) }
        do throws(KeyError) {
            encrypted = try EncryptedPrivateKeyInfo(key, with: try .forStore(), password: passphrase)
        } catch { throw SignetError(wrapping: error) }
        try FileSystem.makeFolder(path, isPrivate: true)
        return try FileSystem.withLock(path + "/.lock") { () throws(SignetError) in
            guard !FileSystem.exists(certificateFile(path)) else {
                throw SignetError(.unsuitable("there is an authority already"), file: path)
            }
            try FileSystem.makeFolder(path + "/issued")
            let keyPEM = PEM(
                label: PEM.Label.encryptedPrivateKey, contents: EncryptedPrivateKeyInfo.syntax.encode(encrypted))
            try FileSystem.write(keyPEM.encode().span, to: keyFile(path), isPrivate: true)
            // Last: an authority without its root certificate does not exist.
            let rootPEM = PEM(label: PEM.Label.certificate, contents: certificate.encoding)
            try FileSystem.write(rootPEM.encode().span, to: certificateFile(path))
            return Authority(path: path, certificate: certificate)
        }
    }

    /// The authority in a folder.
    public init(at path: String) throws(SignetError) {
        let file = Self.certificateFile(path)
        guard FileSystem.exists(file) else {
            throw SignetError(.notFound("authority (found one with: signet ca init)"), file: path)
        }
        self.path = path
        guard let root = try CertificateReading.certificates(inFiles: [file]).first else {
            throw SignetError(.notFound("root certificate"), file: file)
        }
        certificate = root
    }

    private init(path: String, certificate: Certificate) {
        self.path = path
        self.certificate = certificate
    }

    /// The authority's private key.
    func privateKey(_ passphrase: Password) throws(SignetError) -> PrivateKey {
        let file = Self.keyFile(path)
        let key = try KeyReading.privateKey(in: try FileSystem.readSecret(file), password: passphrase, file: file)
        guard (try? certificate.publicKey())?.isSameKey(as: key.publicKey) == true else {
            throw SignetError(
                .unsuitable("the private key does not belong to the certificate of \(certificate.subject)"), file: file)
        }
        return key
    }

    /// Answers a request: checks that its maker has the key, issues an e-mail certificate, and keeps a copy.
    ///
    /// - Throws: `SignetError.refused` when the request is for no mailbox, its signature does not verify, or nobody could
    ///   rely on the certificate: it would outlive the authority's own, be that of an authority where none may be, or have
    ///   names that this authority may not certify.
    public func issue(
        _ request: CertificationRequest, profile: CertificateProfile = .email, days: Int = 730,
        additionalExtensions: [Extension] = [], passphrase: Password
    ) throws(SignetError) -> Certificate {
        guard !request.emailAddresses.isEmpty || !profile.isForMail else {
            throw SignetError(.refused("the request names no mailbox"))
        }
        // RFC 8550 §4.3, S/MIME BR §6.1.5
        if let bitCount = (try? request.publicKey())?.rsaKey?.bitCount, bitCount < 2048 {
            throw SignetError(.refused("its key has only \(bitCount) bits, and certificates are for 2048 and more"))
        }
        let validity = Validity.days(days)
        let end = certificate.validity.notAfter.instant
        guard validity.notAfter.instant <= end else {
            throw SignetError(.refused("the certificate would outlive that of the authority, which ends on \(end)"))
        }
        let basic = try? certificate.basicConstraints()
        if profile.basicConstraints?.isAuthority == true, basic?.pathLengthConstraint == 0 {
            throw SignetError(.refused("this authority may have no authorities below it (pathLenConstraint is 0)"))
        }
        let key = try privateKey(passphrase)
        return try changing { () throws(SignetError) in
            let issued: Certificate
            do throws(X509Error) {
                issued = try Certificate.issue(
                    request, profile: profile, validity: validity, serialNumber: newSerialNumber(),
                    issuer: certificate, key: key, additionalExtensions: additionalExtensions)
            } catch {
                if error == .badSignature { throw SignetError(.refused("the request is not signed with its own key")) }
                throw SignetError(wrapping: error)
            }
            let validator = PathValidator(anchors: [certificate], untrusted: [], time: .now, purpose: .any)
            if let failure = validator.validate(issued).failure {
                throw SignetError(.refused("nobody could rely on the certificate: \(failure)"))
            }
            // Kept before anyone has it: what is not known here could not be taken back. The folder is not there where the
            // authority was copied by something that leaves empty folders out.
            try FileSystem.makeFolder(path + "/issued")
            let pem = PEM(label: PEM.Label.certificate, contents: issued.encoding)
            try FileSystem.write(pem.encode().span, to: issuedFile(issued.serialNumber))
            return issued
        }
    }

    /// One that was not given before (RFC 5280 §4.1.2.2).
    private func newSerialNumber() -> ASN1Integer {
        while true {
            let serialNumber = ASN1Integer.randomSerialNumber()
            if !FileSystem.exists(issuedFile(serialNumber)) { return serialNumber }
        }
    }

    func issuedFile(_ serialNumber: ASN1Integer) -> String {
        "\(path)/issued/\(Hex.encode(serialNumber.contents)).pem"
    }

    /// Changes the folder, alone: what a killed process has left half written is swept away first.
    func changing<Result>(_ body: () throws(SignetError) -> Result) throws(SignetError) -> Result {
        try FileSystem.withLock(path + "/.lock") { () throws(SignetError) in
            for folder in [path, path + "/issued", path + "/revoked"] { FileSystem.removeTemporaryFiles(in: folder) }
            return try body()
        }
    }
}

extension Validity {
    /// From an hour ago, for clocks that are slow, for so many days.
    static func days(_ count: Int) -> Validity {
        let now = Instant.now
        return Validity(notBefore: Time(now + -3_600), notAfter: Time(now + Int64(count) * 86_400))
    }
}
