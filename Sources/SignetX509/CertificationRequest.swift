public import SignetASN1
public import SignetAlgorithms
public import SignetBytes
public import SignetHash
public import SignetKeys

/// `CertificationRequest` (RFC 2986 §4.2), the `.csr` file that goes to an authority.
public struct CertificationRequest: Sendable {
    /// The exact encoding.
    public let encoding: Bytes
    /// What is asked for, which the signature covers.
    public let info: Preserved<CertificationRequestInfo>
    /// What it is signed with.
    public let signatureAlgorithm: AlgorithmIdentifier
    /// The signature with the key that the certificate shall name.
    public let signature: BitString
    /// The extensions asked for (RFC 2985 §5.4.2).
    public let requestedExtensions: [Extension]

    package static let frame: Syntax<Signed<CertificationRequestInfo>> = Signed.syntax(
        "CertificationRequest", "certificationRequestInfo", CertificationRequestInfo.syntax)

    private init(_ structure: Preserved<Signed<CertificationRequestInfo>>) throws(ASN1Error) {
        guard structure.value.toBeSigned.value.version == 0 else {
            throw ASN1Error(.integerOutOfRange, at: 0).under("version").under("CertificationRequest")
        }
        encoding = structure.encoding
        info = structure.value.toBeSigned
        signatureAlgorithm = structure.value.signatureAlgorithm
        signature = structure.value.signature
        requestedExtensions = try Self.requestedExtensions(in: structure.value.toBeSigned.value.attributes ?? [])
    }

    /// Reads a request in DER, with the tolerances that files in the wild need.
    ///
    /// - Throws: `X509Error.malformed`. Whether the signature holds is asked with `checkSignature()`.
    public init(_ encoding: Bytes) throws(X509Error) {
        do throws(ASN1Error) {
            try self.init(try Self.frame.preserved.decode(encoding, rules: .tolerant))
        } catch { throw .malformed(error) }
    }

    /// `challengePassword` (RFC 2985 §5.4.1)
    public static let challengePassword = CertificationRequestInfo.challengePassword

    /// What the owner will show to have the certificate revoked, if he said so (RFC 2985 §5.4.1).
    ///
    /// - Throws: `X509Error.malformed`.
    public func challenge() throws(X509Error) -> ASN1String? {
        do throws(ASN1Error) {
            return try attributes.single(Self.challengePassword, ASN1String.syntax)
        } catch { throw .malformed(error.under("challengePassword")) }
    }

    /// What else is asked or told, in words: every attribute but the extensions and the challenge password.
    package var otherAttributes: [String] {
        let known: Set = [
            CertificationRequestInfo.extensionRequest, CertificationRequestInfo.microsoftExtensionRequest,
            Self.challengePassword,
        ]
        return attributes.filter { !known.contains($0.type) }.map { attribute in
            "\(AttributeTypeAndValue.title(of: attribute.type)): "
                + attribute.values.map(Extension.leaves).joined(separator: ", ")
        }
    }

    /// Whom the certificate shall be about.
    public var subject: Name { info.value.subject }
    /// The key that it shall name, as it is written.
    public var subjectPublicKeyInfo: SubjectPublicKeyInfo { info.value.subjectPublicKeyInfo }
    /// What else is said.
    public var attributes: [Attribute] { info.value.attributes ?? [] }

    /// The key that the certificate shall name, ready to compute with.
    ///
    /// - Throws: `X509Error.key`.
    public func publicKey() throws(X509Error) -> PublicKey {
        do throws(KeyError) {
            return try subjectPublicKeyInfo.publicKey()
        } catch { throw .key(error) }
    }

    /// The mailboxes that the certificate shall be for: those of the requested subjectAltName and of the subject.
    public var emailAddresses: [String] {
        let names = try? requestedExtensions.value(of: .subjectAltName)
        return mailboxes(in: (names ?? nil) ?? [], and: subject)
    }

    /// Whether he who asks holds the private key (proof of possession, RFC 2986 §3).
    ///
    /// - Throws: `X509Error.badSignature`; `.algorithm` or `.key` when Signet cannot tell.
    public func checkSignature() throws(X509Error) {
        try SignetX509.checkSignature(signature, signatureAlgorithm, over: info.encoding, by: try publicKey())
    }

    /// Asks for a certificate for one's own key.
    ///
    /// The mailboxes are asked for in a subjectAltName, where RFC 8550 §3 wants them.
    ///
    /// - Parameters:
    ///   - subject: who asks.
    ///   - emailAddresses: the mailboxes, internationalised ones too.
    ///   - key: whose certificate is asked for; it signs the request.
    ///   - digest: what is signed; by default what goes with the key.
    ///   - challengePassword: what the owner will show to have the certificate revoked (RFC 2985 §5.4.1). It stands in
    ///     the request for everyone to read.
    ///   - additionalExtensions: what else the certificate shall state.
    /// - Throws: `X509Error.invalidMailbox`, `.invalidChallengePassword`; `.malformed` where an extension would stand twice;
    ///   `.algorithm` for a digest that is too weak; `.key` when signing fails.
    public static func make(
        subject: Name, emailAddresses: [String], key: PrivateKey, digest: DigestAlgorithm? = nil,
        challengePassword: String? = nil, additionalExtensions: [Extension] = []
    ) throws(X509Error) -> CertificationRequest {
        let digest = digest ?? key.publicKey.digestAlgorithm()
        let scheme = try SignatureScheme(issuingWith: key, digest)
        var attributes: [Attribute] = []
        var wanted = additionalExtensions
        if !emailAddresses.isEmpty {
            let names = try alternativeNames(emailAddresses)
            wanted.insert(Extension(.subjectAltName, names, isCritical: subject.isEmpty), at: 0)
        }
        try wanted.checkNoneTwice()
        if !wanted.isEmpty {
            attributes.append(Attribute(CertificationRequestInfo.extensionRequest, Extension.sequence, wanted))
        }
        if let challengePassword {
            // pkcs-9-ub-challengePassword
            guard (1...255).contains(challengePassword.unicodeScalars.count) else { throw .invalidChallengePassword }
            attributes.append(
                Attribute(
                    CertificationRequestInfo.challengePassword, ASN1String.syntax,
                    ASN1String(directory: challengePassword)))
        }
        let info = CertificationRequestInfo.syntax.preserving(
            CertificationRequestInfo(
                version: 0, subject: subject, subjectPublicKeyInfo: SubjectPublicKeyInfo(key.publicKey),
                attributes: attributes))
        let structure = Signed(
            toBeSigned: info, signatureAlgorithm: scheme.identifier,
            signature: try sign(info.encoding, by: key, digest, with: scheme))
        do throws(ASN1Error) {
            return try CertificationRequest(frame.preserving(structure))
        } catch { throw .malformed(error) }
    }

    private static func requestedExtensions(in attributes: [Attribute]) throws(ASN1Error) -> [Extension] {
        for type in [CertificationRequestInfo.extensionRequest, CertificationRequestInfo.microsoftExtensionRequest] {
            let requests = attributes.filter { $0.type == type }
            do throws(ASN1Error) {
                // RFC 2985 §5.4.2: SINGLE VALUE TRUE
                guard requests.count < 2, requests.first?.values.count ?? 1 < 2 else {
                    throw ASN1Error(.invalidValue("there are several, or several values"), at: 0)
                }
                if let extensions = try attributes.single(type, Extension.sequence) { return extensions }
            } catch { throw error.under("extensionRequest") }
        }
        return []
    }
}

extension CertificationRequest: Hashable {
    /// Equal encodings.
    public static func == (a: CertificationRequest, b: CertificationRequest) -> Bool { a.encoding == b.encoding }
    /// Hashes the encoding.
    public func hash(into hasher: inout Hasher) { hasher.combine(encoding) }
}
