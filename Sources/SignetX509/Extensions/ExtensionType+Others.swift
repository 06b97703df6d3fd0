public import SignetASN1
public import SignetAlgorithms

// What other standards and makers put into certificates.

extension ExtensionType where Value == PrivateKeyUsagePeriod {
    /// RFC 3280 §4.2.1.4
    public static var privateKeyUsagePeriod: Self {
        Self(Extension.ID.privateKeyUsagePeriod, PrivateKeyUsagePeriod.syntax)
    }
}

extension ExtensionType where Value == [AlgorithmIdentifier] {
    /// RFC 4262 §2
    public static var smimeCapabilities: Self {
        Self(Extension.ID.smimeCapabilities, .sequence(of: AlgorithmIdentifier.syntax))
    }
}

extension ExtensionType where Value == [QCStatement] {
    /// RFC 3739 §3.2.6
    public static var qcStatements: Self { Self(Extension.ID.qcStatements, QCStatement.sequence) }
}

extension ExtensionType where Value == [Int] {
    /// RFC 7633 §4
    public static var tlsFeature: Self { Self(Extension.ID.tlsFeature, .sequence(of: .smallInteger)) }
}

extension ExtensionType where Value == [SignedCertificateTimestamp] {
    /// RFC 6962 §3.3
    public static var signedCertificateTimestamps: Self {
        Self(Extension.ID.signedCertificateTimestamps, SignedCertificateTimestamp.list)
    }
}

extension ExtensionType where Value == Void {
    /// RFC 6960 §4.2.2.2.1
    public static var ocspNoCheck: Self { Self(Extension.ID.ocspNoCheck, .null) }
    /// RFC 9608 §2
    public static var noRevAvail: Self { Self(Extension.ID.noRevAvail, .null) }
    /// RFC 6962 §3.1
    public static var precertificatePoison: Self {
        Self(Extension.ID.precertificatePoison, isCritical: true, .null)
    }
    /// ETSI EN 319 412-1 §5.2: a certificate that is over before it could be revoked
    public static var validityAssuredShortTerm: Self { Self(Extension.ID.validityAssuredShortTerm, .null) }
}

extension ExtensionType where Value == ProxyCertInfo {
    /// RFC 3820 §3.8
    public static var proxyCertInfo: Self {
        Self(Extension.ID.proxyCertInfo, isCritical: true, ProxyCertInfo.syntax)
    }
}

extension ExtensionType where Value == [IPAddressFamily] {
    /// RFC 3779 §2
    public static var ipAddrBlocks: Self {
        Self(Extension.ID.ipAddrBlocks, isCritical: true, IPAddressFamily.sequence)
    }
}

extension ExtensionType where Value == ASIdentifiers {
    /// RFC 3779 §3
    public static var autonomousSysIds: Self {
        Self(Extension.ID.autonomousSysIds, isCritical: true, ASIdentifiers.syntax)
    }
}

extension ExtensionType where Value == NetscapeCertType {
    /// Netscape: what a certificate is for
    public static var netscapeCertType: Self { Self(Extension.ID.netscapeCertType, NetscapeCertType.syntax) }
}

extension ExtensionType where Value == ASN1String {
    /// Netscape: a remark
    public static var netscapeComment: Self { Self(Extension.ID.netscapeComment, ASN1String.syntax) }
    /// Netscape: what its other addresses are relative to
    public static var netscapeBaseURL: Self { Self(Extension.ID.netscapeBaseURL, ASN1String.syntax) }
    /// Netscape: where one asks whether the certificate is revoked
    public static var netscapeRevocationURL: Self { Self(Extension.ID.netscapeRevocationURL, ASN1String.syntax) }
    /// Netscape: where one asks that of the authority's certificate
    public static var netscapeCARevocationURL: Self { Self(Extension.ID.netscapeCARevocationURL, ASN1String.syntax) }
    /// Netscape: where a new one is to be had
    public static var netscapeRenewalURL: Self { Self(Extension.ID.netscapeRenewalURL, ASN1String.syntax) }
    /// Netscape: where the authority says what it does
    public static var netscapeCAPolicyURL: Self { Self(Extension.ID.netscapeCAPolicyURL, ASN1String.syntax) }
    /// Netscape: the host that the certificate is for
    public static var netscapeServerName: Self { Self(Extension.ID.netscapeServerName, ASN1String.syntax) }
    /// Microsoft: the name of the template that an authority issued by, as a BMPString
    public static var microsoftTemplateName: Self { Self(Extension.ID.microsoftTemplateName, ASN1String.syntax) }
}

extension ExtensionType where Value == MicrosoftTemplate {
    /// Microsoft: the template that an authority issued by
    public static var microsoftTemplate: Self { Self(Extension.ID.microsoftTemplate, MicrosoftTemplate.syntax) }
}

// MARK: - Lists and their entries (RFC 5280 §5.2, §5.3)

extension ExtensionType where Value == ASN1Integer {
    /// §5.2.3
    public static var cRLNumber: Self { Self(Extension.ID.cRLNumber, .integer) }
    /// §5.2.4
    public static var deltaCRLIndicator: Self { Self(Extension.ID.deltaCRLIndicator, isCritical: true, .integer) }
    /// Microsoft: the number of the complete list that a delta list is relative to
    public static var microsoftVirtualBase: Self { Self(Extension.ID.microsoftVirtualBase, .integer) }
}

extension ExtensionType where Value == IssuingDistributionPoint {
    /// §5.2.5
    public static var issuingDistributionPoint: Self {
        Self(Extension.ID.issuingDistributionPoint, isCritical: true, IssuingDistributionPoint.syntax)
    }
}

extension ExtensionType where Value == RevocationReason {
    /// §5.3.1
    public static var reasonCode: Self { Self(Extension.ID.reasonCode, RevocationReason.syntax) }
}

extension ExtensionType where Value == ObjectIdentifier {
    /// RFC 3280 §5.3.2
    public static var holdInstructionCode: Self { Self(Extension.ID.holdInstructionCode, .objectIdentifier) }
}

extension ExtensionType where Value == Time {
    /// §5.3.2
    public static var invalidityDate: Self { Self(Extension.ID.invalidityDate, .generalizedTime) }
    /// Microsoft: when the next list is to be published, which may be long before the last one ends
    public static var microsoftNextPublish: Self { Self(Extension.ID.microsoftNextPublish, Time.syntax) }
}
