public import SignetASN1

/// `PolicyConstraints` (RFC 5280 §4.2.1.11): what an authority demands of the policies of those below it.
public struct PolicyConstraints: Hashable, Sendable {
    /// After how many more certificates every one must be issued under an acceptable policy.
    public var requireExplicitPolicy: Int?
    /// After how many more certificates no policy may stand for another.
    public var inhibitPolicyMapping: Int?

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "PolicyConstraints", Self.init(requireExplicitPolicy:inhibitPolicyMapping:),
        .optional("requireExplicitPolicy", \.requireExplicitPolicy, .smallInteger.implicit(0)),
        .optional("inhibitPolicyMapping", \.inhibitPolicyMapping, .smallInteger.implicit(1)))
}

/// One pair of `PolicyMappings` (RFC 5280 §4.2.1.5): two policies that count as one.
public struct PolicyMapping: Hashable, Sendable {
    /// A policy of the issuer.
    public var issuerDomainPolicy: ObjectIdentifier
    /// What the subject calls it.
    public var subjectDomainPolicy: ObjectIdentifier

    /// A pair.
    public init(issuerDomainPolicy: ObjectIdentifier, subjectDomainPolicy: ObjectIdentifier) {
        self.issuerDomainPolicy = issuerDomainPolicy
        self.subjectDomainPolicy = subjectDomainPolicy
    }

    static let syntax: Syntax<Self> = .sequence(
        "PolicyMapping", Self.init(issuerDomainPolicy:subjectDomainPolicy:),
        .required("issuerDomainPolicy", \.issuerDomainPolicy, .objectIdentifier),
        .required("subjectDomainPolicy", \.subjectDomainPolicy, .objectIdentifier))

    /// `PolicyMappings`
    public static let sequence: Syntax<[PolicyMapping]> = .sequence(of: syntax)
}
