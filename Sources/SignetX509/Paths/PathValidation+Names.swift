import SignetASN1

/// §6.1.3 (b), (c): names and the constraints of the authorities above them.
extension PathValidation {
    /// Why a certificate has a name that it may not have.
    mutating func nameFailure(_ certificate: Certificate) -> PathFailure? {
        var names: [GeneralName]
        do throws(X509Error) {
            names = try certificate.subjectAltName() ?? []
        } catch { return .malformed(error) }
        if !certificate.subject.isEmpty { names.append(.directoryName(certificate.subject)) }
        // RFC 5280 §4.2.1.10 asks for this where there is no subjectAltName. Here mailboxes of the subject count wherever
        // they stand (RFC 8550 §3), and so they are constrained wherever they stand.
        names += certificate.subject.texts(of: AttributeTypeAndValue.emailAddress).map(GeneralName.rfc822Name)
        for stated in constraints {
            for name in names {
                if let failure = failure(of: name, under: stated) { return failure }
            }
        }
        return nil
    }

    private mutating func failure(of name: GeneralName, under stated: NameConstraints) -> PathFailure? {
        var isConstrained = false
        var isPermitted = false
        for (subtrees, permits) in [(stated.permittedSubtrees ?? [], true), (stated.excludedSubtrees ?? [], false)] {
            for subtree in subtrees {
                guard nameComparisonsLeft > 0 else { return .workLimit(.nameComparisons) }
                nameComparisonsLeft -= 1
                let relation = name.relation(to: subtree.base)
                if relation == .unrelated { continue }
                guard relation != .unknown, subtree.minimum == 0, subtree.maximum == nil else {
                    if case .otherName(let other) = subtree.base { return .unsupportedConstraint(other.typeID) }
                    return .unsupportedConstraint(Extension.ID.nameConstraints)
                }
                if permits {
                    isConstrained = true
                    isPermitted = isPermitted || relation == .within
                } else if relation == .within || relation == .astride {
                    return .nameExcluded(name)
                }
            }
        }
        return isConstrained && !isPermitted ? .nameNotPermitted(name) : nil
    }
}
