public import SignetASN1
import SignetAlgorithms
public import SignetBytes
import SignetKeys

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
        let grammar: Grammar
        let rewrite: @Sendable (Bytes) throws(ASN1Error) -> Bytes
        let breaches: @Sendable (Bytes) -> [Breach]

        init<Value>(_ syntax: Syntax<Value>) {
            grammar = syntax.grammar
            rewrite = { (bytes) throws(ASN1Error) in syntax.encode(try syntax.decode(bytes)) }
            breaches = { bytes in
                var breaches: [Breach] = []
                _ = try? syntax.decode(bytes, rules: .tolerant, breaches: &breaches)
                return breaches
            }
        }
    }

    private static let table: [ObjectIdentifier: Row] = [
        Extension.ID.authorityKeyIdentifier: Row(AuthorityKeyIdentifier.syntax),
        Extension.ID.subjectKeyIdentifier: Row(.octetString),
        Extension.ID.keyUsage: Row(KeyUsage.syntax),
        Extension.ID.policyMappings: Row(PolicyMapping.sequence),
        Extension.ID.subjectAltName: Row(GeneralName.sequence),
        Extension.ID.issuerAltName: Row(GeneralName.sequence),
        Extension.ID.basicConstraints: Row(BasicConstraints.syntax),
        Extension.ID.nameConstraints: Row(NameConstraints.syntax),
        Extension.ID.policyConstraints: Row(PolicyConstraints.syntax),
        Extension.ID.extKeyUsage: Row(ExtendedKeyUsage.syntax),
        Extension.ID.inhibitAnyPolicy: Row(.integer),
        Extension.ID.certificatePolicies: Row(PolicyInformation.sequence),
        Extension.ID.cRLDistributionPoints: Row(DistributionPoint.sequence),
        Extension.ID.freshestCRL: Row(DistributionPoint.sequence),
        Extension.ID.issuingDistributionPoint: Row(IssuingDistributionPoint.syntax),
        Extension.ID.authorityInfoAccess: Row(AccessDescription.sequence),
        Extension.ID.subjectInfoAccess: Row(AccessDescription.sequence),
        Extension.ID.subjectDirectoryAttributes: Row(.sequence(of: Attribute.syntax)),
        Extension.ID.privateKeyUsagePeriod: Row(PrivateKeyUsagePeriod.syntax),
        Extension.ID.smimeCapabilities: Row(.sequence(of: AlgorithmIdentifier.syntax)),
        Extension.ID.qcStatements: Row(QCStatement.sequence),
        Extension.ID.tlsFeature: Row(.sequence(of: .integer)),
        Extension.ID.ocspNoCheck: Row(.null),
        Extension.ID.noRevAvail: Row(.null),
        Extension.ID.precertificatePoison: Row(.null),
        // In it stands a list as TLS encodes it.
        Extension.ID.signedCertificateTimestamps: Row(.octetString),
        Extension.ID.netscapeCertType: Row(NetscapeCertType.syntax),
        Extension.ID.netscapeComment: Row(ASN1String.syntax),
        Extension.ID.microsoftTemplate: Row(MicrosoftTemplate.syntax),
        Extension.ID.microsoftTemplateName: Row(ASN1String.syntax),
        Extension.ID.microsoftApplicationPolicies: Row(PolicyInformation.sequence),
        Extension.ID.cRLNumber: Row(.integer),
        Extension.ID.deltaCRLIndicator: Row(.integer),
        Extension.ID.invalidityDate: Row(.generalizedTime),
        Extension.ID.certificateIssuer: Row(GeneralName.sequence),
        // RFC 5280 §5.3.1
        Extension.ID.reasonCode: Row(
            .enumerated([
                0: "unspecified", 1: "keyCompromise", 2: "cACompromise", 3: "affiliationChanged", 4: "superseded",
                5: "cessationOfOperation", 6: "certificateHold", 8: "removeFromCRL", 9: "privilegeWithdrawn",
                10: "aACompromise",
            ])),
    ]
}
