public import SignetASN1
public import SignetAlgorithms
public import SignetBytes
public import SignetKeys

/// The extensions that Signet reads, each decoded when it is asked for. Absent ones are `nil`; damaged ones throw. Further kinds
/// are in `ExtensionType`, for `value(of:)`.
extension Certificate {
    /// RFC 5280 §4.2.1.2
    public func subjectKeyIdentifier() throws(X509Error) -> Bytes? {
        try extensionList.value(of: Extension.ID.subjectKeyIdentifier, "subjectKeyIdentifier", .octetString)
    }

    /// RFC 5280 §4.2.1.1
    public func authorityKeyIdentifier() throws(X509Error) -> AuthorityKeyIdentifier? {
        try extensionList.value(
            of: Extension.ID.authorityKeyIdentifier, "authorityKeyIdentifier", AuthorityKeyIdentifier.syntax)
    }

    /// RFC 5280 §4.2.1.3
    public func keyUsage() throws(X509Error) -> KeyUsage? {
        try extensionList.value(of: Extension.ID.keyUsage, "keyUsage", KeyUsage.syntax)
    }

    /// RFC 5280 §4.2.1.12
    public func extendedKeyUsage() throws(X509Error) -> ExtendedKeyUsage? {
        try extensionList.value(of: Extension.ID.extKeyUsage, "extKeyUsage", ExtendedKeyUsage.syntax)
    }

    /// RFC 5280 §4.2.1.9
    public func basicConstraints() throws(X509Error) -> BasicConstraints? {
        try extensionList.value(of: Extension.ID.basicConstraints, "basicConstraints", BasicConstraints.syntax)
    }

    /// RFC 5280 §4.2.1.6
    public func subjectAltName() throws(X509Error) -> [GeneralName]? {
        try extensionList.value(of: Extension.ID.subjectAltName, "subjectAltName", GeneralName.sequence)
    }

    /// RFC 5280 §4.2.1.10
    public func nameConstraints() throws(X509Error) -> NameConstraints? {
        try extensionList.value(of: Extension.ID.nameConstraints, "nameConstraints", NameConstraints.syntax)
    }

    /// RFC 5280 §4.2.1.11
    public func policyConstraints() throws(X509Error) -> PolicyConstraints? {
        try extensionList.value(of: Extension.ID.policyConstraints, "policyConstraints", PolicyConstraints.syntax)
    }

    /// RFC 5280 §4.2.1.5
    public func policyMappings() throws(X509Error) -> [PolicyMapping]? {
        try extensionList.value(of: Extension.ID.policyMappings, "policyMappings", PolicyMapping.sequence)
    }

    /// RFC 5280 §4.2.1.4
    ///
    /// - Throws: `X509Error.malformed`, also for a policy that stands twice.
    public func certificatePolicies() throws(X509Error) -> [PolicyInformation]? {
        let policies = try extensionList.value(
            of: Extension.ID.certificatePolicies, "certificatePolicies", PolicyInformation.sequence)
        guard let policies else { return nil }
        guard !policies.hasRepeated else {
            throw .malformed(ASN1Error(.invalidValue("a policy stands twice"), at: 0).under("certificatePolicies"))
        }
        return policies
    }

    /// RFC 5280 §4.2.1.14: after how many more certificates anyPolicy does not count.
    public func inhibitAnyPolicy() throws(X509Error) -> Int? {
        try extensionList.value(of: Extension.ID.inhibitAnyPolicy, "inhibitAnyPolicy", .smallInteger)
    }

    /// RFC 5280 §4.2.1.7
    public func issuerAltName() throws(X509Error) -> [GeneralName]? {
        try value(of: .issuerAltName)
    }

    /// RFC 5280 §4.2.1.8
    public func subjectDirectoryAttributes() throws(X509Error) -> [Attribute]? {
        try value(of: .subjectDirectoryAttributes)
    }

    /// RFC 5280 §4.2.1.13
    public func cRLDistributionPoints() throws(X509Error) -> [DistributionPoint]? {
        try extensionList.value(
            of: Extension.ID.cRLDistributionPoints, "cRLDistributionPoints", DistributionPoint.sequence)
    }

    /// RFC 5280 §4.2.1.15
    public func freshestCRL() throws(X509Error) -> [DistributionPoint]? {
        try value(of: .freshestCRL)
    }

    /// RFC 5280 §4.2.2.1
    public func authorityInfoAccess() throws(X509Error) -> [AccessDescription]? {
        try value(of: .authorityInfoAccess)
    }

    /// RFC 5280 §4.2.2.2
    public func subjectInfoAccess() throws(X509Error) -> [AccessDescription]? {
        try value(of: .subjectInfoAccess)
    }

    /// RFC 3280 §4.2.1.4
    public func privateKeyUsagePeriod() throws(X509Error) -> PrivateKeyUsagePeriod? {
        try value(of: .privateKeyUsagePeriod)
    }

    /// RFC 4262 §2: what the owner can read, best first.
    public func smimeCapabilities() throws(X509Error) -> [AlgorithmIdentifier]? {
        try value(of: .smimeCapabilities)
    }

    /// RFC 3739 §3.2.6
    public func qcStatements() throws(X509Error) -> [QCStatement]? {
        try value(of: .qcStatements)
    }

    /// RFC 7633 §4
    public func tlsFeature() throws(X509Error) -> [Int]? {
        try value(of: .tlsFeature)
    }

    /// RFC 6962 §3.3
    public func signedCertificateTimestamps() throws(X509Error) -> [SignedCertificateTimestamp]? {
        try value(of: .signedCertificateTimestamps)
    }

    /// RFC 6960 §4.2.2.2.1: whether the certificate of an OCSP responder is valid without being asked about.
    public var hasOCSPNoCheck: Bool { extensionList[Extension.ID.ocspNoCheck] != nil }

    /// RFC 9608 §2: whether its issuer will never say that it is revoked.
    public var hasNoRevAvail: Bool { extensionList[Extension.ID.noRevAvail] != nil }

    /// Netscape's uses of a certificate.
    public func netscapeCertType() throws(X509Error) -> NetscapeCertType? {
        try value(of: .netscapeCertType)
    }

    /// A remark of an authority, as Netscape had it.
    public func netscapeComment() throws(X509Error) -> ASN1String? {
        try value(of: .netscapeComment)
    }

    /// The name of the template that a Microsoft authority issued by.
    public func microsoftTemplateName() throws(X509Error) -> ASN1String? {
        try value(of: .microsoftTemplateName)
    }

    /// The template that a Microsoft authority issued by.
    public func microsoftTemplate() throws(X509Error) -> MicrosoftTemplate? {
        try value(of: .microsoftTemplate)
    }

    /// The purposes that a Microsoft authority states beside extKeyUsage.
    public func microsoftApplicationPolicies() throws(X509Error) -> [PolicyInformation]? {
        try value(of: .microsoftApplicationPolicies)
    }

    /// The mailboxes that the certificate is for: those of subjectAltName, and those of the subject's emailAddress
    /// attributes (RFC 8550 §3), each once.
    public var emailAddresses: [String] {
        mailboxes(in: ((try? subjectAltName()) ?? nil) ?? [], and: subject)
    }
}
