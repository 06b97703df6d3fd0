import SignetASN1

/// Policies (§6.1.3 (d)–(f), §6.1.4 (a)–(j), §6.1.5 (a), (b), (g)) for one who accepts any policy, and wants none by name.
///
/// Then policies can fail a path only once an authority has demanded an explicit one, and that many certificates are past
/// (§6.1.5 (g)); mappings, anyPolicy and what inhibits them matter only after that. The set of valid policies is not
/// worked out yet: a path that comes to depend on it is refused.
extension PathValidation {
    /// Follows the one number that matters, certificate by certificate.
    mutating func applyPolicies(_ index: Int, isAnchor: Bool) {
        let certificate = chain[index]
        let isDemanded = explicitPolicy == 0  // §6.1.3 (f)
        if let mappings = read(index, .policies, { () throws(X509Error) in try certificate.policyMappings() }),
            index > 0
        {
            let mapsAny = mappings.contains {
                $0.issuerDomainPolicy == PolicyMapping.anyPolicy || $0.subjectDomainPolicy == PolicyMapping.anyPolicy
            }
            if mapsAny { record(index, .policies, .anyPolicyMapped) }  // §6.1.4 (a)
        }
        // While nobody demands one, there is nothing to count down to.
        if isPolicyDemanded, !isAnchor, explicitPolicy > 0, index == 0 || !certificate.isSelfIssued {
            explicitPolicy -= 1  // §6.1.4 (h), §6.1.5 (a)
        }
        let stated = read(index, .policies, { () throws(X509Error) in try certificate.policyConstraints() })
        if let required = stated?.requireExplicitPolicy, index > 0 || required == 0 {
            explicitPolicy = min(explicitPolicy, max(0, required))  // §6.1.4 (i), §6.1.5 (b)
            isPolicyDemanded = true
        }
        if isDemanded || (index == 0 && explicitPolicy == 0) {
            record(index, .policies, .unsupportedConstraint(Extension.ID.policyConstraints))
        } else if stated != nil {
            record(index, .policies, nil)
        }
    }
}
