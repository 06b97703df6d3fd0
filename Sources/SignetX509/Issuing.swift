public import SignetASN1
public import SignetAlgorithms
public import SignetBytes
public import SignetHash
public import SignetKeys

extension Certificate {
    /// Issues a certificate (RFC 5280 §4): version 3, with key identifiers, and the mailboxes in subjectAltName.
    ///
    /// - Parameters:
    ///   - subject: whose certificate it is.
    ///   - emailAddresses: the mailboxes, internationalised ones too.
    ///   - publicKey: the subject's key.
    ///   - profile: what the certificate is for.
    ///   - validity: from when to when; both seconds count.
    ///   - serialNumber: one that this issuer has not given before; by default 126 random bits.
    ///   - issuer: the authority's own certificate, and `key` his private key.
    ///   - key: the issuer's private key.
    ///   - digest: what is signed, by default what goes with the key; nothing weaker than SHA-224 is.
    ///   - additionalExtensions: what shall be stated beside the profile, or in place of what would be stated else.
    /// - Throws: `X509Error.issuerIsNoAuthority`, `.wrongIssuerKey`, `.invalidMailbox`, `.invalidValidity`, `.noSubject`,
    ///   `.invalidSerialNumber`; `.malformed` where an extension would stand twice; `.algorithm` for a digest that is too
    ///   weak; `.key` when signing fails.
    public static func issue(
        subject: Name, emailAddresses: [String] = [], publicKey: SubjectPublicKeyInfo, profile: CertificateProfile,
        validity: Validity, serialNumber: ASN1Integer = .randomSerialNumber(), issuer: Certificate, key: PrivateKey,
        digest: DigestAlgorithm? = nil, additionalExtensions: [Extension] = []
    ) throws(X509Error) -> Certificate {
        guard SubjectPublicKeyInfo(key.publicKey).subjectPublicKey == issuer.subjectPublicKeyInfo.subjectPublicKey
        else {
            throw .wrongIssuerKey(issuer.subject)
        }
        guard try issuer.mayIssue() else { throw .issuerIsNoAuthority(issuer.subject) }
        let identifier = try issuer.subjectKeyIdentifier() ?? issuer.subjectPublicKeyInfo.keyIdentifier
        let authority = AuthorityKeyIdentifier(keyIdentifier: identifier)
        return try make(
            subject: subject, emailAddresses: emailAddresses, publicKey: publicKey, profile: profile,
            validity: validity, serialNumber: serialNumber, issuer: issuer.subject, authority: authority, key: key,
            digest: digest, additionalExtensions: additionalExtensions)
    }

    /// Issues what a request asks for, once its signature has shown that the one who asks has the key. Of what it asks
    /// for, subject, key and mailboxes are granted; the rest is up to the profile.
    ///
    /// - Throws: `X509Error.badSignature` when it has not; else as the other `issue`.
    public static func issue(
        _ request: CertificationRequest, profile: CertificateProfile, validity: Validity,
        serialNumber: ASN1Integer = .randomSerialNumber(), issuer: Certificate, key: PrivateKey,
        digest: DigestAlgorithm? = nil, additionalExtensions: [Extension] = []
    ) throws(X509Error) -> Certificate {
        try request.checkSignature()
        return try issue(
            subject: request.subject, emailAddresses: request.emailAddresses, publicKey: request.subjectPublicKeyInfo,
            profile: profile, validity: validity, serialNumber: serialNumber, issuer: issuer, key: key, digest: digest,
            additionalExtensions: additionalExtensions)
    }

    /// A certificate by which someone vouches for himself: the root of an authority, or a Digital ID that others must
    /// trust directly.
    ///
    /// - Throws: as `issue`.
    public static func selfSigned(
        subject: Name, emailAddresses: [String] = [], key: PrivateKey, profile: CertificateProfile, validity: Validity,
        serialNumber: ASN1Integer = .randomSerialNumber(), digest: DigestAlgorithm? = nil,
        additionalExtensions: [Extension] = []
    ) throws(X509Error) -> Certificate {
        // RFC 5280 §4.1.2.4: an issuer has a name.
        guard !subject.isEmpty else { throw .noSubject }
        return try make(
            subject: subject, emailAddresses: emailAddresses, publicKey: SubjectPublicKeyInfo(key.publicKey),
            profile: profile, validity: validity, serialNumber: serialNumber, issuer: subject, authority: nil, key: key,
            digest: digest, additionalExtensions: additionalExtensions)
    }

    private static func make(
        subject: Name, emailAddresses: [String], publicKey: SubjectPublicKeyInfo, profile: CertificateProfile,
        validity: Validity, serialNumber: ASN1Integer, issuer: Name, authority: AuthorityKeyIdentifier?,
        key: PrivateKey, digest: DigestAlgorithm?, additionalExtensions: [Extension]
    ) throws(X509Error) -> Certificate {
        guard validity.notBefore.instant <= validity.notAfter.instant else { throw .invalidValidity }
        guard let magnitude = serialNumber.magnitude, !magnitude.isEmpty, serialNumber.contents.count <= 20 else {
            throw .invalidSerialNumber
        }
        let hasNames = additionalExtensions.contains { $0.id == Extension.ID.subjectAltName }
        guard !subject.isEmpty || !emailAddresses.isEmpty || hasNames else { throw .noSubject }
        let digest = digest ?? key.publicKey.digestAlgorithm()
        let scheme = try SignatureScheme(issuingWith: key, digest)

        var extensions = try profile.extensions(for: publicKey)
        if !emailAddresses.isEmpty {
            // RFC 5280 §4.2.1.6: critical when nothing else names the subject.
            extensions.append(
                Extension(.subjectAltName, try alternativeNames(emailAddresses), isCritical: subject.isEmpty))
        }
        extensions.append(Extension(.subjectKeyIdentifier, publicKey.keyIdentifier))
        if let authority { extensions.append(Extension(.authorityKeyIdentifier, authority)) }
        extensions.removeAll { own in additionalExtensions.contains { $0.id == own.id } }
        extensions += additionalExtensions
        try extensions.checkNoneTwice()
        let toBeSigned = TBSCertificate.syntax.preserving(
            TBSCertificate(
                serialNumber: serialNumber, signature: scheme.identifier, issuer: issuer, validity: validity,
                subject: subject, subjectPublicKeyInfo: publicKey, extensions: extensions))
        return Certificate(
            toBeSigned: toBeSigned, signatureAlgorithm: scheme.identifier,
            signature: try sign(toBeSigned.encoding, by: key, digest, with: scheme))
    }

    /// Whether this certificate lets its subject issue others (RFC 5280 §6.1.4 (k), (n)). One of version 1 can say
    /// nothing about that, and may be a root from before there were extensions.
    func mayIssue() throws(X509Error) -> Bool {
        guard toBeSigned.value.version >= 2 else { return isSelfIssued }
        guard try basicConstraints()?.isAuthority == true else { return false }
        return try keyUsage()?.contains(.keyCertSign) ?? true
    }
}

extension ASN1Integer {
    /// A new serial number: positive, 16 bytes, 126 of its bits random (RFC 5280 §4.1.2.2 allows 20 bytes; the
    /// CA/Browser Forum wants 64 random bits).
    public static func randomSerialNumber() -> ASN1Integer {
        var octets = Array(Randomness.bytes(count: 16))
        octets[0] = octets[0] & 0x3F | 0x40
        return ASN1Integer(magnitude: Bytes(octets))
    }
}

extension SubjectPublicKeyInfo {
    /// The SHA-1 digest of the key's bits (RFC 5280 §4.2.1.2 (1), RFC 6960 §4.2.1).
    public var keyHash: Bytes { Bytes(DigestAlgorithm.sha1.digest(of: subjectPublicKey.bytes.span).bytes) }

    /// A name for the key: the leftmost 160 bits of its SHA-256 digest (RFC 7093 §2 (1)), in place of the SHA-1 digest of
    /// RFC 5280 §4.2.1.2 (1).
    public var keyIdentifier: Bytes {
        Bytes(DigestAlgorithm.sha256.digest(of: subjectPublicKey.bytes.span).bytes).prefix(20)
    }
}
