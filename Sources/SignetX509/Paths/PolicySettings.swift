public import SignetASN1

/// What whoever relies on a certificate demands of policies (RFC 5280 §6.1.1 (c), (e)–(g)).
public struct PolicySettings: Hashable, Sendable {
    /// user-initial-policy-set: the policies that will do; `nil` for any.
    public var acceptable: Set<ObjectIdentifier>?
    /// initial-explicit-policy: every certificate must be issued under one of them.
    public var requiresExplicitPolicy = false
    /// initial-policy-mapping-inhibit: no policy stands for another.
    public var inhibitsMapping = false
    /// initial-any-policy-inhibit: anyPolicy in a certificate does not count.
    public var inhibitsAnyPolicy = false

    /// Any policy will do, and none as well.
    public init() {}

    /// Settings of one's own; anyPolicy among the acceptable ones means any.
    public init(
        acceptable: Set<ObjectIdentifier>?, requiresExplicitPolicy: Bool = false, inhibitsMapping: Bool = false,
        inhibitsAnyPolicy: Bool = false
    ) {
        self.acceptable = acceptable?.contains(PolicyInformation.anyPolicy) == true ? nil : acceptable
        self.requiresExplicitPolicy = requiresExplicitPolicy
        self.inhibitsMapping = inhibitsMapping
        self.inhibitsAnyPolicy = inhibitsAnyPolicy
    }
}

/// The policies that a path is valid for.
public struct ValidPolicies: Hashable, Sendable {
    /// authority-constrained-policy-set (RFC 9618 §5.4), in the order of their identifiers; anyPolicy stands for all.
    public var authorityConstrained: [ObjectIdentifier] = []
    /// user-constrained-policy-set: those of them that will do.
    public var userConstrained: [ObjectIdentifier] = []
    /// What the certificate in question says about its own policies that are valid.
    public var stated: [PolicyInformation] = []
}
