import SignetASN1

/// What is left of the policies while going down a path (RFC 5280 §6.1.2 (a), (d)–(f)).
struct PolicyState {
    let settings: PolicySettings
    var graph = PolicyGraph()
    /// How many more certificates need no policy.
    var explicitPolicy: Int
    /// How many more certificates may say that anyPolicy is theirs.
    var inhibitAnyPolicy: Int
    /// How many more certificates may map policies.
    var policyMapping: Int
    /// Whether anyone says anything about policies, so that there is something to report.
    var isOfInterest: Bool

    init(_ settings: PolicySettings, certificateCount: Int) {
        self.settings = settings
        explicitPolicy = settings.requiresExplicitPolicy ? 0 : certificateCount + 1
        inhibitAnyPolicy = settings.inhibitsAnyPolicy ? 0 : certificateCount + 1
        policyMapping = settings.inhibitsMapping ? 0 : certificateCount + 1
        isOfInterest = settings != PolicySettings()
    }
}

/// Policies (RFC 5280 §6.1.3 (d)–(f), §6.1.4 (a), (b), (h)–(j), §6.1.5 (a), (b), (g), as RFC 9618 has them).
extension PathValidation {
    /// The steps for one certificate. Of an anchor only the constraints count that it states for those below
    /// (RFC 5937 §3).
    mutating func applyPolicies(_ index: Int, isAnchor: Bool) {
        var failure: PathFailure?
        if !isAnchor {
            takeInPolicies(of: index)
            if policies.explicitPolicy == 0, policies.graph.isNull { failure = .noValidPolicy }  // §6.1.3 (f)
        }
        if index > 0 {
            if !isAnchor { failure = mapPolicies(of: index) ?? failure }
            countDownPolicies(index, isAnchor: isAnchor)
        } else {
            failure = wrapUpPolicies(isAnchor: isAnchor) ?? failure
        }
        if failure != nil || policies.isOfInterest { record(index, .policies, failure) }
    }

    /// §6.1.3 (d), (e)
    private mutating func takeInPolicies(of index: Int) {
        let certificate = chain[index]
        let stated = read(index, .policies) { () throws(X509Error) in try certificate.certificatePolicies() }
        if stated != nil { policies.isOfInterest = true }
        let allowsAny = policies.inhibitAnyPolicy > 0 || (index > 0 && isSelfIssued[index])
        policies.graph.extend(stated, allowsAnyPolicy: allowsAny)
    }

    /// §6.1.4 (a), (b)
    private mutating func mapPolicies(of index: Int) -> PathFailure? {
        let certificate = chain[index]
        guard let mappings = read(index, .policies, { () throws(X509Error) in try certificate.policyMappings() })
        else { return nil }
        policies.isOfInterest = true
        let mapsAny = mappings.contains {
            $0.issuerDomainPolicy == PolicyInformation.anyPolicy
                || $0.subjectDomainPolicy == PolicyInformation.anyPolicy
        }
        if mapsAny { return .anyPolicyMapped }
        policies.graph.map(mappings, isAllowed: policies.policyMapping > 0)
        return nil
    }

    /// §6.1.4 (h)–(j)
    private mutating func countDownPolicies(_ index: Int, isAnchor: Bool) {
        let certificate = chain[index]
        if !isAnchor, !isSelfIssued[index] {
            policies.explicitPolicy = max(0, policies.explicitPolicy - 1)
            policies.policyMapping = max(0, policies.policyMapping - 1)
            policies.inhibitAnyPolicy = max(0, policies.inhibitAnyPolicy - 1)
        }
        let stated = read(index, .policies) { () throws(X509Error) in try certificate.policyConstraints() }
        if let stated {
            policies.isOfInterest = true
            policies.explicitPolicy = min(policies.explicitPolicy, max(0, stated.requireExplicitPolicy ?? .max))
            policies.policyMapping = min(policies.policyMapping, max(0, stated.inhibitPolicyMapping ?? .max))
        }
        let inhibited = read(index, .policies) { () throws(X509Error) in try certificate.inhibitAnyPolicy() }
        if let inhibited {
            policies.isOfInterest = true
            policies.inhibitAnyPolicy = min(policies.inhibitAnyPolicy, max(0, inhibited))
        }
    }

    /// §6.1.5 (a), (b), (g)
    private mutating func wrapUpPolicies(isAnchor: Bool) -> PathFailure? {
        let certificate = chain[0]
        if !isAnchor {
            policies.explicitPolicy = max(0, policies.explicitPolicy - 1)
            let stated = read(0, .policies) { () throws(X509Error) in try certificate.policyConstraints() }
            if stated?.requireExplicitPolicy == 0 { policies.explicitPolicy = 0 }
        }
        var authorities = policies.graph.authorityConstrainedPolicies()
        validPolicies.authorityConstrained = authorities.sorted { $0.contents < $1.contents }
        if let acceptable = policies.settings.acceptable {
            authorities =
                authorities.contains(PolicyInformation.anyPolicy)
                ? acceptable : authorities.intersection(acceptable)
        }
        validPolicies.userConstrained = authorities.sorted { $0.contents < $1.contents }
        validPolicies.stated = policies.graph.lastPolicies()
        guard policies.explicitPolicy == 0, authorities.isEmpty else { return nil }
        return policies.graph.isNull
            ? .noValidPolicy : .noAcceptablePolicy(found: validPolicies.authorityConstrained)
    }
}
