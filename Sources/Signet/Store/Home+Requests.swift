import SignetASN1
public import SignetAlgorithms
public import SignetBytes
import SignetKeys
public import SignetX509

/// A request for a certificate that waits for its answer.
public struct PendingRequest: Sendable {
    /// The request (RFC 2986).
    public let request: CertificationRequest
    /// The keyset that the Digital ID will go to.
    public let keyset: String
    let path: String

    /// The request in PEM, to be sent.
    public var pem: Bytes {
        PEM(label: PEM.Label.certificationRequest, contents: request.encoding).encode().declassified()
    }
}

extension Home {
    /// Makes a Digital ID that nobody vouches for but its owner.
    public func makeSelfSigned(
        for address: String, name: String?, keyset: String, kind: KeyKind, days: Int = 730, passphrase: Password
    ) throws(SignetError) -> StoredID {
        let key = try PrivateKey.make(kind)
        let certificate: Certificate
        do throws(X509Error) {
            certificate = try Certificate.selfSigned(
                subject: try Name(commonName: name ?? address), emailAddresses: [address], key: key, profile: .email,
                validity: .days(days))
        } catch { throw SignetError(wrapping: error) }
        return try add(
            try DigitalID(certificate: certificate, privateKey: key), to: keyset, passphrase: passphrase)
    }

    /// Makes a key and a request for a certificate, and keeps both until the answer comes.
    ///
    /// The key is encrypted under the keyset's passphrase and never leaves the store.
    ///
    /// - Parameters:
    ///   - address: the mailbox.
    ///   - name: the common name; the address when `nil`.
    ///   - keyset: where the key is kept.
    ///   - kind: what kind of key is made.
    ///   - challengePassword: what the owner will show to have the certificate revoked (RFC 2985 §5.4.1), if he is
    ///     asked for such. Everyone can read it in the request.
    ///   - passphrase: that of the keyset.
    /// - Returns: the request, to be sent to a certification authority.
    public func makeRequest(
        for address: String, name: String?, keyset: String, kind: KeyKind, challengePassword: String? = nil,
        passphrase: Password
    ) throws(SignetError) -> PendingRequest {
        try checkPassphrase(passphrase, of: keyset)
        return try makeRequest(
            for: [address], name: name ?? address, keyset: keyset, key: try PrivateKey.make(kind),
            challengePassword: challengePassword, passphrase: passphrase)
    }

    /// Makes a request for a key that is there already.
    func makeRequest(
        for addresses: [String], name: String, keyset: String, key: PrivateKey, challengePassword: String? = nil,
        passphrase: Password
    ) throws(SignetError) -> PendingRequest {
        try checkPassphrase(passphrase, of: keyset)
        let request: CertificationRequest
        do throws(X509Error) {
            request = try CertificationRequest.make(
                subject: try Name(commonName: name), emailAddresses: addresses, key: key,
                challengePassword: challengePassword)
        } catch { throw SignetError(wrapping: error) }
        let encrypted: EncryptedPrivateKeyInfo
        do throws(KeyError) {
            encrypted = try EncryptedPrivateKeyInfo(key, with: try .forStore(), password: passphrase)
        } catch { throw SignetError(wrapping: error) }
        return try changing { () throws(SignetError) in
            let folder = "\(requestsFolder)/\(keyset)"
            try FileSystem.makeFolder(folder, isPrivate: true)
            let path = "\(folder)/\(Self.keyName(request.subjectPublicKeyInfo))"
            let keyFile = PEM(
                label: PEM.Label.encryptedPrivateKey, contents: EncryptedPrivateKeyInfo.syntax.encode(encrypted))
            try FileSystem.write(keyFile.encode().span, to: path + ".key", isPrivate: true)
            let pending = PendingRequest(request: request, keyset: keyset, path: path)
            try FileSystem.write(pending.pem.span, to: path + ".csr")
            return pending
        }
    }

    /// Forgets a request that was not handed over, and its key.
    public func withdraw(_ pending: PendingRequest) throws(SignetError) {
        try changing { () throws(SignetError) in
            try FileSystem.remove(pending.path + ".key")
            try FileSystem.remove(pending.path + ".csr")
            FileSystem.removeEmptyFolder("\(requestsFolder)/\(pending.keyset)")
        }
    }

    /// One keyset, one passphrase: that of its Digital IDs, or of the keys that wait for an answer.
    ///
    /// - Throws: `SignetError.wrongPassword` when the keyset has another one.
    func checkPassphrase(_ passphrase: Password, of keyset: String) throws(SignetError) {
        guard Self.isFolderName(keyset) else {
            throw SignetError(.usage("“\(keyset)” cannot name a keyset: use letters, digits and . _ - + @"))
        }
        if let neighbour = try identities().first(where: { $0.keyset == keyset }) {
            _ = try unlock(neighbour, passphrase: passphrase)
        } else if let neighbour = try pendingRequests().first(where: { $0.keyset == keyset }) {
            _ = try privateKey(of: neighbour, passphrase: passphrase)
        }
    }

    /// The requests that wait.
    public func pendingRequests() throws(SignetError) -> [PendingRequest] {
        var all: [PendingRequest] = []
        for keyset in try FileSystem.names(in: requestsFolder) {
            for name in try FileSystem.names(in: "\(requestsFolder)/\(keyset)") where name.hasSuffix(".csr") {
                let path = "\(requestsFolder)/\(keyset)/\(name)"
                let request = try CertificationRequest(reading: try FileSystem.read(path), file: path)
                all.append(PendingRequest(request: request, keyset: keyset, path: String(path.dropLast(4))))
            }
        }
        return all
    }

    /// Takes the answer of a certification authority: whichever of `certificates` has the key of a pending request
    /// becomes a Digital ID, with the others as its chain as far as they lead up from it.
    ///
    /// A new certificate for the key of a Digital ID that is there makes another Digital ID beside it.
    ///
    /// - Parameters:
    ///   - certificates: all that the answer holds, in any order.
    ///   - passphrase: asked for once it is known which keyset the answer is for.
    /// - Throws: `SignetError.notFound` when neither a request nor a Digital ID has the key of any of them, `.unsuitable` for what
    ///   is installed already.
    public func install(
        _ certificates: [Certificate], passphrase: (_ keyset: String) throws(SignetError) -> Password
    ) throws(SignetError) -> StoredID {
        for pending in try pendingRequests() {
            guard
                let certificate = certificates.first(where: {
                    $0.subjectPublicKeyInfo == pending.request.subjectPublicKeyInfo
                })
            else { continue }
            let passphrase = try passphrase(pending.keyset)
            let key = try privateKey(of: pending, passphrase: passphrase)
            let id = try DigitalID(
                certificate: certificate, privateKey: key, chain: certificate.chain(from: certificates))
            let stored = try add(id, to: pending.keyset, passphrase: passphrase)
            // Only now: until the Digital ID is safe, the request is what the key can be found by.
            try changing { () throws(SignetError) in
                try FileSystem.remove(pending.path + ".key")
                try FileSystem.remove(pending.path + ".csr")
                FileSystem.removeEmptyFolder("\(requestsFolder)/\(pending.keyset)")
            }
            return stored
        }
        let stored = try identities()
        if let known = stored.first(where: { certificates.contains($0.certificate) }) {
            throw SignetError(
                .unsuitable("the certificate is installed already, as the Digital ID \(known.fingerprint.prefix(16))"))
        }
        for old in stored {
            guard
                let certificate = certificates.first(where: {
                    $0.subjectPublicKeyInfo == old.certificate.subjectPublicKeyInfo
                })
            else { continue }
            let passphrase = try passphrase(old.keyset)
            let key = try unlock(old, passphrase: passphrase).privateKey
            let id = try DigitalID(
                certificate: certificate, privateKey: key, chain: certificate.chain(from: certificates))
            return try add(id, to: old.keyset, passphrase: passphrase)
        }
        throw SignetError(.notFound("request that waits for one of these certificates"))
    }

    private func privateKey(of pending: PendingRequest, passphrase: Password) throws(SignetError) -> PrivateKey {
        let path = pending.path + ".key"
        return try KeyReading.privateKey(in: try FileSystem.readSecret(path), password: passphrase, file: path)
    }

    private static func keyName(_ key: SubjectPublicKeyInfo) -> String {
        let encoding = SubjectPublicKeyInfo.syntax.encode(key)
        return String("\(DigestAlgorithm.sha256.digest(of: encoding.span))".prefix(32))
    }
}

extension PasswordEncryption {
    /// How the store encrypts the keys of pending requests.
    static func forStore() throws(KeyError) -> PasswordEncryption {
        do throws(AlgorithmError) {
            return try PasswordEncryption(pbes2: .aes256CBC, prf: .hmacSHA256, iterations: 600_000)
        } catch { throw .algorithm(error) }
    }
}

extension PrivateKey {
    /// A new key that signs.
    static func make(_ kind: KeyKind) throws(SignetError) -> PrivateKey {
        guard kind.canSign else {
            throw SignetError(.unsuitable("\(kind.name) keys do not sign, and so cannot ask for a certificate"))
        }
        do throws(KeyOperationError) {
            return try PrivateKey.generate(kind)
        } catch { throw SignetError(.unsuitable("\(error)")) }
    }
}

extension CertificationRequest {
    /// Reads a request in PEM or DER.
    public init(reading input: Bytes, file: String? = nil) throws(SignetError) {
        var encoding = input
        let form = InputForm(input)
        guard [.pem, .der].contains(form) else {
            throw SignetError(
                misread: input, expected: "a certificate request",
                SignetError(.malformed(.unrecognised(expected: "a certificate request", found: form.description))),
                file: file)
        }
        if form == .pem {
            let objects: [PEM]
            do throws(PEMError) { objects = try PEM.decode(input) } catch {
                throw SignetError(
                    misread: input, expected: "a certificate request", SignetError(wrapping: error), file: file)
            }
            guard let object = objects.first(where: { $0.label.hasSuffix("CERTIFICATE REQUEST") }) else {
                throw SignetError(labels: objects, expected: "a certificate request", file: file)
            }
            encoding = object.contents.exposed
        }
        do throws(X509Error) {
            self = try CertificationRequest(encoding)
        } catch {
            throw SignetError(
                misread: encoding, expected: "a certificate request", SignetError(wrapping: error), file: file)
        }
    }
}

extension Certificate {
    /// The certificates of a pool that lead up from this one, nearest first, until a self-issued one or a gap.
    func chain(from pool: [Certificate]) -> [Certificate] {
        var chain: [Certificate] = []
        var current = self
        while !current.isSelfIssued,
            let issuer = pool.first(where: { candidate in
                candidate != self && !chain.contains(candidate) && candidate.subject.matches(current.issuer)
                    && (try? candidate.publicKey()).map { (try? current.checkSignature(by: $0)) != nil } ?? false
            })
        {
            chain.append(issuer)
            current = issuer
        }
        return chain
    }
}
