import SignetASN1
public import SignetBytes

/// The extensions that Signet reads, each decoded when it is asked for. Absent ones are `nil`; damaged ones throw.
extension Certificate {
    /// RFC 5280 §4.2.1.2
    public func subjectKeyIdentifier() throws(X509Error) -> Bytes? {
        try extensions.value(of: Extension.ID.subjectKeyIdentifier, "subjectKeyIdentifier", .octetString)
    }

    /// RFC 5280 §4.2.1.1
    public func authorityKeyIdentifier() throws(X509Error) -> AuthorityKeyIdentifier? {
        try extensions.value(
            of: Extension.ID.authorityKeyIdentifier, "authorityKeyIdentifier", AuthorityKeyIdentifier.syntax)
    }

    /// RFC 5280 §4.2.1.3
    public func keyUsage() throws(X509Error) -> KeyUsage? {
        try extensions.value(of: Extension.ID.keyUsage, "keyUsage", KeyUsage.syntax)
    }

    /// RFC 5280 §4.2.1.12
    public func extendedKeyUsage() throws(X509Error) -> ExtendedKeyUsage? {
        try extensions.value(of: Extension.ID.extKeyUsage, "extKeyUsage", ExtendedKeyUsage.syntax)
    }

    /// RFC 5280 §4.2.1.9
    public func basicConstraints() throws(X509Error) -> BasicConstraints? {
        try extensions.value(of: Extension.ID.basicConstraints, "basicConstraints", BasicConstraints.syntax)
    }

    /// RFC 5280 §4.2.1.6
    public func subjectAltName() throws(X509Error) -> [GeneralName]? {
        try extensions.value(of: Extension.ID.subjectAltName, "subjectAltName", GeneralName.sequence)
    }

    /// RFC 5280 §4.2.1.10
    public func nameConstraints() throws(X509Error) -> NameConstraints? {
        try extensions.value(of: Extension.ID.nameConstraints, "nameConstraints", NameConstraints.syntax)
    }

    /// RFC 5280 §4.2.1.11
    public func policyConstraints() throws(X509Error) -> PolicyConstraints? {
        try extensions.value(of: Extension.ID.policyConstraints, "policyConstraints", PolicyConstraints.syntax)
    }

    /// RFC 5280 §4.2.1.5
    public func policyMappings() throws(X509Error) -> [PolicyMapping]? {
        try extensions.value(of: Extension.ID.policyMappings, "policyMappings", PolicyMapping.sequence)
    }

    /// The mailboxes that the certificate is for: those of subjectAltName, and those of the subject's emailAddress
    /// attributes (RFC 8550 §3), each once.
    public var emailAddresses: [String] {
        mailboxes(in: ((try? subjectAltName()) ?? nil) ?? [], and: subject)
    }
}
