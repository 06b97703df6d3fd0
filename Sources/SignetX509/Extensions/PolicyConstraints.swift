public import SignetASN1

/// `PolicyConstraints` (RFC 5280 §4.2.1.11): what an authority demands of the policies of those below it.
public struct PolicyConstraints: Hashable, Sendable {
    /// After how many more certificates every one must be issued under an acceptable policy.
    public var requireExplicitPolicy: Int?
    /// After how many more certificates no policy may stand for another.
    public var inhibitPolicyMapping: Int?

    /// What is demanded.
    ///
    /// - Parameters:
    ///   - requireExplicitPolicy: after how many more certificates every one must be issued under an acceptable policy.
    ///   - inhibitPolicyMapping: after how many more certificates no policy may stand for another.
    public init(requireExplicitPolicy: Int? = nil, inhibitPolicyMapping: Int? = nil) {
        self.requireExplicitPolicy = requireExplicitPolicy
        self.inhibitPolicyMapping = inhibitPolicyMapping
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "PolicyConstraints", { PolicyConstraints(requireExplicitPolicy: $0, inhibitPolicyMapping: $1) },
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
