public import SignetASN1
public import SignetBytes

/// The grammars of what stands in extensions, for those who walk messages without judging: the annotated dump.
public enum X509Grammar {
    /// `CertificationRequest` (RFC 2986 §4.2)
    public static let certificationRequest = CertificationRequest.frame.grammar

    /// `OCSPRequest` (RFC 6960 §4.1.1)
    public static let ocspRequest = OCSPRequest.grammar
    /// `OCSPResponse` (RFC 6960 §4.2.1)
    public static let ocspResponse = OCSPResponse.grammar
    /// `BasicOCSPResponse` (RFC 6960 §4.2.1)
    public static let basicOCSPResponse = BasicOCSPResponse.grammar

    /// What the `extnValue` of an extension holds; `nil` when that is not known.
    public static func value(of id: ObjectIdentifier) -> Grammar? { table[id]?.grammar }

    /// Reads what an `extnValue` holds, in DER, and writes it again: the same bytes. `nil` when its type is not known.
    public static func rewritten(_ value: Bytes, of id: ObjectIdentifier) throws(ASN1Error) -> Bytes? {
        try table[id]?.rewrite(value)
    }

    /// Where a value is not DER though it can be read; nothing when its type is not known, or it cannot be read at all.
    static func breaches(of value: Bytes, in id: ObjectIdentifier) -> [Breach] { table[id]?.breaches(value) ?? [] }

    /// The name of an extension, a purpose or a type of attribute; `nil` when it has none here.
    public static func name(of identifier: ObjectIdentifier) -> String? {
        if let name = Extension.ID.names[identifier] ?? AttributeTypeAndValue.shortName(of: identifier) { return name }
        let purpose = ExtendedKeyUsage.name(identifier)
        return purpose == identifier.description ? nil : purpose
    }

    private struct Row: Sendable {
        let id: ObjectIdentifier
        let grammar: Grammar
        let rewrite: @Sendable (Bytes) throws(ASN1Error) -> Bytes
        let breaches: @Sendable (Bytes) -> [Breach]

        init<Value>(_ type: ExtensionType<Value>) {
            let syntax = type.syntax
            id = type.id
            grammar = syntax.grammar
            rewrite = { (bytes) throws(ASN1Error) in syntax.encode(try syntax.decode(bytes)) }
            breaches = { bytes in
                var breaches: [Breach] = []
                _ = try? syntax.decode(bytes, rules: .tolerant, breaches: &breaches)
                return breaches
            }
        }
    }

    private static let table: [ObjectIdentifier: Row] = Dictionary(
        uniqueKeysWithValues: [
            Row(.authorityKeyIdentifier), Row(.subjectKeyIdentifier), Row(.keyUsage), Row(.policyMappings),
            Row(.subjectAltName), Row(.issuerAltName), Row(.basicConstraints), Row(.nameConstraints),
            Row(.policyConstraints), Row(.extKeyUsage), Row(.inhibitAnyPolicy), Row(.certificatePolicies),
            Row(.cRLDistributionPoints), Row(.freshestCRL), Row(.authorityInfoAccess), Row(.subjectInfoAccess),
            Row(.subjectDirectoryAttributes), Row(.privateKeyUsagePeriod), Row(.smimeCapabilities),
            Row(.qcStatements), Row(.tlsFeature), Row(.ocspNoCheck), Row(.noRevAvail), Row(.precertificatePoison),
            Row(.validityAssuredShortTerm), Row(.proxyCertInfo), Row(.ipAddrBlocks), Row(.autonomousSysIds),
            // In it stands a list as TLS encodes it.
            Row(ExtensionType(Extension.ID.signedCertificateTimestamps, .octetString)),
            Row(.netscapeCertType), Row(.netscapeComment), Row(.netscapeBaseURL), Row(.netscapeRevocationURL),
            Row(.netscapeCARevocationURL), Row(.netscapeRenewalURL), Row(.netscapeCAPolicyURL),
            Row(.netscapeServerName), Row(.microsoftTemplate), Row(.microsoftTemplateName),
            Row(.microsoftApplicationPolicies), Row(.microsoftApplicationPolicyMappings),
            Row(.microsoftApplicationPolicyConstraints), Row(.microsoftCAVersion),
            Row(.microsoftPreviousCertificate), Row(.microsoftSecurityIdentifier), Row(.microsoftVirtualBase),
            Row(.microsoftNextPublish), Row(.microsoftPublishedList), Row(.cRLNumber), Row(.deltaCRLIndicator),
            Row(.issuingDistributionPoint), Row(.invalidityDate), Row(.certificateIssuer), Row(.reasonCode),
            Row(.holdInstructionCode),
        ].map { ($0.id, $0) })
}
