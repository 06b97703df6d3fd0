public import SignetASN1
public import SignetBytes

/// `Extension` (RFC 5280 §4.1): a statement about a certificate, kept unread until someone asks.
public struct Extension: Hashable, Sendable {
    /// What it states.
    public var id: ObjectIdentifier
    /// Whether who does not understand it must refuse the certificate.
    public var isCritical: Bool
    /// The encoding of the statement.
    public var value: Bytes

    /// An extension from the encoding of its value.
    public init(id: ObjectIdentifier, isCritical: Bool, value: Bytes) {
        self.id = id
        self.isCritical = isCritical
        self.value = value
    }

    /// An extension from its value.
    public init<Value>(_ id: ObjectIdentifier, isCritical: Bool = false, _ syntax: Syntax<Value>, _ value: Value) {
        self.init(id: id, isCritical: isCritical, value: syntax.encode(value))
    }

    /// Reads the value; `name` is what errors call it.
    func read<Value>(_ name: String, _ syntax: Syntax<Value>) throws(X509Error) -> Value {
        do throws(ASN1Error) {
            return try syntax.decode(value, rules: .tolerant)
        } catch { throw .malformed(error.under(name)) }
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "Extension", Self.init(id:isCritical:value:),
        .required("extnID", \.id, .objectIdentifier),
        .defaulted("critical", \.isCritical, .boolean, false),
        .required("extnValue", \.value, .octetString))

    /// `Extensions` (RFC 5280 §4.1)
    public static let sequence: Syntax<[Extension]> = .sequence(of: syntax, isNonEmpty: true)

    /// The identifiers of RFC 5280 §4.2.1, §4.2.2 and §5.2, and of others that certificates for mail carry.
    public enum ID {
        /// §4.2.1.1
        public static let authorityKeyIdentifier: ObjectIdentifier = "2.5.29.35"
        /// §4.2.1.2
        public static let subjectKeyIdentifier: ObjectIdentifier = "2.5.29.14"
        /// §4.2.1.3
        public static let keyUsage: ObjectIdentifier = "2.5.29.15"
        /// §4.2.1.4
        public static let certificatePolicies: ObjectIdentifier = "2.5.29.32"
        /// §4.2.1.5
        public static let policyMappings: ObjectIdentifier = "2.5.29.33"
        /// §4.2.1.6
        public static let subjectAltName: ObjectIdentifier = "2.5.29.17"
        /// §4.2.1.7
        public static let issuerAltName: ObjectIdentifier = "2.5.29.18"
        /// §4.2.1.9
        public static let basicConstraints: ObjectIdentifier = "2.5.29.19"
        /// §4.2.1.10
        public static let nameConstraints: ObjectIdentifier = "2.5.29.30"
        /// §4.2.1.11
        public static let policyConstraints: ObjectIdentifier = "2.5.29.36"
        /// §4.2.1.12
        public static let extKeyUsage: ObjectIdentifier = "2.5.29.37"
        /// §4.2.1.13
        public static let cRLDistributionPoints: ObjectIdentifier = "2.5.29.31"
        /// §4.2.1.14
        public static let inhibitAnyPolicy: ObjectIdentifier = "2.5.29.54"
        /// §4.2.1.8
        public static let subjectDirectoryAttributes: ObjectIdentifier = "2.5.29.9"
        /// §4.2.1.15
        public static let freshestCRL: ObjectIdentifier = "2.5.29.46"
        /// §4.2.2.1
        public static let authorityInfoAccess: ObjectIdentifier = "1.3.6.1.5.5.7.1.1"
        /// §4.2.2.2
        public static let subjectInfoAccess: ObjectIdentifier = "1.3.6.1.5.5.7.1.11"
        /// RFC 3280 §4.2.1.4
        public static let privateKeyUsagePeriod: ObjectIdentifier = "2.5.29.16"
        /// RFC 4262 §2
        public static let smimeCapabilities: ObjectIdentifier = "1.2.840.113549.1.9.15"
        /// RFC 3739 §3.2.6
        public static let qcStatements: ObjectIdentifier = "1.3.6.1.5.5.7.1.3"
        /// RFC 3739 §3.2.5
        public static let biometricInfo: ObjectIdentifier = "1.3.6.1.5.5.7.1.2"
        /// RFC 3709 §4.1
        public static let logotype: ObjectIdentifier = "1.3.6.1.5.5.7.1.12"
        /// RFC 3820 §3.8
        public static let proxyCertInfo: ObjectIdentifier = "1.3.6.1.5.5.7.1.14"
        /// RFC 3779 §2
        public static let ipAddrBlocks: ObjectIdentifier = "1.3.6.1.5.5.7.1.7"
        /// RFC 3779 §3
        public static let autonomousSysIds: ObjectIdentifier = "1.3.6.1.5.5.7.1.8"
        /// RFC 7633 §4
        public static let tlsFeature: ObjectIdentifier = "1.3.6.1.5.5.7.1.24"
        /// RFC 6960 §4.2.2.2.1
        public static let ocspNoCheck: ObjectIdentifier = "1.3.6.1.5.5.7.48.1.5"
        /// RFC 9608 §2
        public static let noRevAvail: ObjectIdentifier = "2.5.29.56"
        /// RFC 6962 §3.3
        public static let signedCertificateTimestamps: ObjectIdentifier = "1.3.6.1.4.1.11129.2.4.2"
        /// RFC 6962 §3.1
        public static let precertificatePoison: ObjectIdentifier = "1.3.6.1.4.1.11129.2.4.3"
        /// Netscape: what a certificate is for, before there was extKeyUsage
        public static let netscapeCertType: ObjectIdentifier = "2.16.840.1.113730.1.1"
        /// Netscape
        public static let netscapeComment: ObjectIdentifier = "2.16.840.1.113730.1.13"
        /// Netscape: what its other addresses are relative to
        public static let netscapeBaseURL: ObjectIdentifier = "2.16.840.1.113730.1.2"
        /// Netscape: where one asks whether the certificate is revoked
        public static let netscapeRevocationURL: ObjectIdentifier = "2.16.840.1.113730.1.3"
        /// Netscape: where one asks that of the authority's certificate
        public static let netscapeCARevocationURL: ObjectIdentifier = "2.16.840.1.113730.1.4"
        /// Netscape: where a new one is to be had
        public static let netscapeRenewalURL: ObjectIdentifier = "2.16.840.1.113730.1.7"
        /// Netscape: where the authority says what it does
        public static let netscapeCAPolicyURL: ObjectIdentifier = "2.16.840.1.113730.1.8"
        /// Netscape: the host that the certificate is for
        public static let netscapeServerName: ObjectIdentifier = "2.16.840.1.113730.1.12"
        /// Microsoft: the name of the template that an authority issued by
        public static let microsoftTemplateName: ObjectIdentifier = "1.3.6.1.4.1.311.20.2"
        /// Microsoft: the same, by number
        public static let microsoftTemplate: ObjectIdentifier = "1.3.6.1.4.1.311.21.7"
        /// Microsoft: purposes, in the form of policies
        public static let microsoftApplicationPolicies: ObjectIdentifier = "1.3.6.1.4.1.311.21.10"
        /// Microsoft: which of its certificates and keys an authority signed with
        public static let microsoftCAVersion: ObjectIdentifier = "1.3.6.1.4.1.311.21.1"
        /// Microsoft: which of its certificates an authority had before
        public static let microsoftPreviousCertificate: ObjectIdentifier = "1.3.6.1.4.1.311.21.2"
        /// Microsoft: the security identifier of an account
        public static let microsoftSecurityIdentifier: ObjectIdentifier = "1.3.6.1.4.1.311.25.2"
        /// Microsoft: which application policies of another authority count as which
        public static let microsoftApplicationPolicyMappings: ObjectIdentifier = "1.3.6.1.4.1.311.21.11"
        /// Microsoft: what is demanded of application policies
        public static let microsoftApplicationPolicyConstraints: ObjectIdentifier = "1.3.6.1.4.1.311.21.12"
        /// Entrust
        public static let entrustVersion: ObjectIdentifier = "1.2.840.113533.7.65.0"
        /// CA/Browser Forum: the number of an organisation in a register
        public static let cabfOrganizationIdentifier: ObjectIdentifier = "2.23.140.3.1"
        /// ETSI EN 319 412-1 §5.2
        public static let validityAssuredShortTerm: ObjectIdentifier = "0.4.0.194121.2.1"
        /// Adobe: where signatures are to be time-stamped
        public static let adobeTimeStamp: ObjectIdentifier = "1.2.840.113583.1.1.9.1"
        /// Adobe: that revocation is to be kept with signatures
        public static let adobeRevocationInfo: ObjectIdentifier = "1.2.840.113583.1.1.9.2"

        // Of revocation lists and their entries.
        /// §5.2.3
        public static let cRLNumber: ObjectIdentifier = "2.5.29.20"
        /// §5.2.4
        public static let deltaCRLIndicator: ObjectIdentifier = "2.5.29.27"
        /// §5.2.5
        public static let issuingDistributionPoint: ObjectIdentifier = "2.5.29.28"
        /// §5.3.1
        public static let reasonCode: ObjectIdentifier = "2.5.29.21"
        /// RFC 3280 §5.3.2
        public static let holdInstructionCode: ObjectIdentifier = "2.5.29.23"
        /// §5.3.2
        public static let invalidityDate: ObjectIdentifier = "2.5.29.24"
        /// §5.3.3
        public static let certificateIssuer: ObjectIdentifier = "2.5.29.29"
        /// Microsoft: the number of the complete list that a delta list is relative to
        public static let microsoftVirtualBase: ObjectIdentifier = "1.3.6.1.4.1.311.21.3"
        /// Microsoft: when the next list is to be published
        public static let microsoftNextPublish: ObjectIdentifier = "1.3.6.1.4.1.311.21.4"
        /// Microsoft: where the list is published
        public static let microsoftPublishedList: ObjectIdentifier = "1.3.6.1.4.1.311.21.14"

        /// What the standards call them, for errors and reports.
        public static let names: [ObjectIdentifier: String] = [
            authorityKeyIdentifier: "authorityKeyIdentifier", subjectKeyIdentifier: "subjectKeyIdentifier",
            keyUsage: "keyUsage", certificatePolicies: "certificatePolicies", policyMappings: "policyMappings",
            subjectAltName: "subjectAltName", issuerAltName: "issuerAltName", basicConstraints: "basicConstraints",
            nameConstraints: "nameConstraints", policyConstraints: "policyConstraints", extKeyUsage: "extKeyUsage",
            cRLDistributionPoints: "cRLDistributionPoints", inhibitAnyPolicy: "inhibitAnyPolicy",
            subjectDirectoryAttributes: "subjectDirectoryAttributes", freshestCRL: "freshestCRL",
            authorityInfoAccess: "authorityInfoAccess", subjectInfoAccess: "subjectInfoAccess",
            privateKeyUsagePeriod: "privateKeyUsagePeriod", smimeCapabilities: "smimeCapabilities",
            qcStatements: "qcStatements", biometricInfo: "biometricInfo", logotype: "logotype",
            tlsFeature: "tlsFeature", ocspNoCheck: "ocspNoCheck", noRevAvail: "noRevAvail",
            signedCertificateTimestamps: "signedCertificateTimestampList",
            precertificatePoison: "precertificatePoison", netscapeCertType: "netscapeCertType",
            netscapeComment: "netscapeComment", microsoftTemplateName: "microsoftTemplateName",
            microsoftTemplate: "microsoftTemplate", microsoftApplicationPolicies: "microsoftApplicationPolicies",
            microsoftCAVersion: "microsoftCAVersion", microsoftPreviousCertificate: "microsoftPreviousCertificate",
            microsoftSecurityIdentifier: "microsoftSecurityIdentifier",
            microsoftApplicationPolicyMappings: "microsoftApplicationPolicyMappings",
            microsoftApplicationPolicyConstraints: "microsoftApplicationPolicyConstraints",
            microsoftVirtualBase: "microsoftVirtualBase", microsoftNextPublish: "microsoftNextPublish",
            microsoftPublishedList: "microsoftPublishedList", netscapeBaseURL: "netscapeBaseURL",
            netscapeRevocationURL: "netscapeRevocationURL", netscapeCARevocationURL: "netscapeCARevocationURL",
            netscapeRenewalURL: "netscapeRenewalURL", netscapeCAPolicyURL: "netscapeCAPolicyURL",
            netscapeServerName: "netscapeServerName", proxyCertInfo: "proxyCertInfo", ipAddrBlocks: "ipAddrBlocks",
            autonomousSysIds: "autonomousSysIds", cabfOrganizationIdentifier: "cabfOrganizationIdentifier",
            validityAssuredShortTerm: "validityAssuredShortTerm", adobeTimeStamp: "adobeTimeStamp",
            adobeRevocationInfo: "adobeRevocationInfo", entrustVersion: "entrustVersion",
            cRLNumber: "cRLNumber", deltaCRLIndicator: "deltaCRLIndicator",
            issuingDistributionPoint: "issuingDistributionPoint", reasonCode: "reasonCode",
            holdInstructionCode: "holdInstructionCode", invalidityDate: "invalidityDate",
            certificateIssuer: "certificateIssuer",
        ]
    }
}

extension [Extension] {
    /// RFC 5280 §4.2: no extension stands twice.
    func checkNoneTwice() throws(X509Error) {
        guard let twice = ExtensionList(self).firstRepeated else { return }
        throw .malformed(ASN1Error(.invalidValue("the extension stands twice"), at: 0).under(self[twice].name))
    }

    /// The value of the extension with an identifier; `nil` when it is absent.
    ///
    /// - Throws: `X509Error.malformed`, with the extension's name in the path, when it cannot be read or stands twice
    ///   (RFC 5280 §4.2 forbids that).
    public func value<Value>(
        of id: ObjectIdentifier, _ name: String, _ syntax: Syntax<Value>
    ) throws(X509Error) -> Value? {
        guard let index = firstIndex(where: { $0.id == id }) else { return nil }
        guard !self[(index + 1)...].contains(where: { $0.id == id }) else {
            throw .malformed(ASN1Error(.invalidValue("the extension stands twice"), at: 0).under(name))
        }
        return try self[index].read(name, syntax)
    }
}
