public import SignetASN1

/// The grammars of what stands in extensions, for those who walk messages without judging: the annotated dump.
public enum X509Grammar {
    /// `CertificationRequest` (RFC 2986 §4.2)
    public static let certificationRequest = CertificationRequest.Structure.syntax.grammar

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
    ]
}
