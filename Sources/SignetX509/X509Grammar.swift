public import SignetASN1

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
    public static func value(of id: ObjectIdentifier) -> Grammar? { table[id] }

    /// The name of an extension, a purpose or a type of attribute; `nil` when it has none here.
    public static func name(of identifier: ObjectIdentifier) -> String? {
        if let name = Extension.ID.names[identifier] ?? AttributeTypeAndValue.shortNames[identifier] { return name }
        let purpose = ExtendedKeyUsage.name(identifier)
        return purpose == identifier.description ? nil : purpose
    }

    private static let table: [ObjectIdentifier: Grammar] = [
        Extension.ID.authorityKeyIdentifier: AuthorityKeyIdentifier.syntax.grammar,
        Extension.ID.subjectKeyIdentifier: .primitive(.octetString),
        Extension.ID.keyUsage: KeyUsage.syntax.grammar,
        Extension.ID.policyMappings: PolicyMapping.sequence.grammar,
        Extension.ID.subjectAltName: GeneralName.sequence.grammar,
        Extension.ID.issuerAltName: GeneralName.sequence.grammar,
        Extension.ID.basicConstraints: BasicConstraints.syntax.grammar,
        Extension.ID.nameConstraints: NameConstraints.syntax.grammar,
        Extension.ID.policyConstraints: PolicyConstraints.syntax.grammar,
        Extension.ID.extKeyUsage: ExtendedKeyUsage.syntax.grammar,
        Extension.ID.inhibitAnyPolicy: .primitive(.integer),
        Extension.ID.certificatePolicies: PolicyInformation.sequence.grammar,
        Extension.ID.cRLDistributionPoints: DistributionPoint.sequence.grammar,
        Extension.ID.freshestCRL: DistributionPoint.sequence.grammar,
        Extension.ID.issuingDistributionPoint: IssuingDistributionPoint.syntax.grammar,
        Extension.ID.authorityInfoAccess: AccessDescription.sequence.grammar,
        Extension.ID.subjectInfoAccess: AccessDescription.sequence.grammar,
        Extension.ID.privateKeyUsagePeriod: PrivateKeyUsagePeriod.syntax.grammar,
        Extension.ID.qcStatements: QCStatement.sequence.grammar,
        Extension.ID.netscapeCertType: NetscapeCertType.syntax.grammar,
        Extension.ID.microsoftTemplate: MicrosoftTemplate.syntax.grammar,
        Extension.ID.cRLNumber: .primitive(.integer),
        Extension.ID.deltaCRLIndicator: .primitive(.integer),
        Extension.ID.invalidityDate: .primitive(.generalizedTime),
        Extension.ID.certificateIssuer: GeneralName.sequence.grammar,
        // RFC 5280 §5.3.1
        Extension.ID.reasonCode: .named(
            .enumerated,
            [
                0: "unspecified", 1: "keyCompromise", 2: "cACompromise", 3: "affiliationChanged", 4: "superseded",
                5: "cessationOfOperation", 6: "certificateHold", 8: "removeFromCRL", 9: "privilegeWithdrawn",
                10: "aACompromise",
            ]),
    ]
}
