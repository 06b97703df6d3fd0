import SignetASN1

/// What a list covers, of what a certificate points at (RFC 5280 §6.3.3 (b)–(e)).
struct ListScope {
    let issuingPoint: IssuingDistributionPoint?
    /// The reasons that the list and the distribution point share: interim_reasons_mask.
    let reasons: ReasonFlags

    /// - Returns: `nil` when the list is about other certificates than this one.
    init?(
        _ list: CertificateList, for certificate: Certificate, at point: DistributionPoint
    ) throws(X509Error) {
        issuingPoint = try list.issuingDistributionPoint()
        // (b)(1)
        if let issuers = point.cRLIssuer {
            let isNamed = issuers.contains {
                if case .directoryName(let name) = $0 { name.matches(list.issuer) } else { false }
            }
            guard isNamed, issuingPoint?.indirectCRL == true else { return nil }
        } else {
            guard list.issuer.matches(certificate.issuer) else { return nil }
        }
        // (b)(2)
        if let issuingPoint {
            if let stated = issuingPoint.distributionPoint {
                let wanted =
                    point.distributionPoint?.names(relativeTo: Self.issuerName(point) ?? certificate.issuer)
                    ?? point.cRLIssuer ?? []
                let names = stated.names(relativeTo: list.issuer)
                guard names.contains(where: { name in wanted.contains { $0.isSame(as: name) } }) else { return nil }
            }
            let isAuthority = try certificate.basicConstraints()?.isAuthority ?? false
            guard !issuingPoint.onlyContainsAttributeCerts, !issuingPoint.onlyContainsUserCerts || !isAuthority,
                !issuingPoint.onlyContainsCACerts || isAuthority
            else { return nil }
        }
        // (d)
        reasons = (issuingPoint?.onlySomeReasons ?? .all).intersection(point.reasons ?? .all).intersection(.all)
    }

    private static func issuerName(_ point: DistributionPoint) -> Name? {
        for case .directoryName(let name) in point.cRLIssuer ?? [] { return name }
        return nil
    }
}

extension GeneralName {
    /// Whether two names of one place are the same.
    fileprivate func isSame(as other: GeneralName) -> Bool {
        if case .directoryName(let a) = self, case .directoryName(let b) = other { return a.matches(b) }
        return self == other
    }
}

extension CertificateList {
    /// Why this list cannot be used at a time, whatever it covers.
    func gap(at time: Instant) -> RevocationGap? {
        guard version == 2 || extensions.isEmpty else { return .unusable(reason: "extensions in a list of version 1") }
        for item in extensions where item.isCritical {
            switch item.id {
            // §5.2.4, §5.2.5
            case Extension.ID.issuingDistributionPoint, Extension.ID.deltaCRLIndicator: break
            // §5.2.1, §5.2.3, §5.2.6: these must not be critical. One who makes them so means something else by them.
            default:
                return .unusable(
                    reason: "a critical extension that is not known or must not be critical "
                        + "(\(Extension.ID.names[item.id] ?? item.id.description))")
            }
        }
        if time < thisUpdate { return .notYetValid(thisUpdate: thisUpdate) }
        if let nextUpdate, nextUpdate < time { return .outdated(nextUpdate: nextUpdate) }
        return nil
    }

    /// Whether a delta list tells the changes to this one (§5.2.4, §6.3.3 (c)).
    func isBase(of delta: CertificateList) throws(X509Error) -> Bool {
        guard let base = try delta.baseNumber(), let number = try number(), let newer = try delta.number(),
            issuer.matches(delta.issuer)
        else { return false }
        let scopes = try (issuingDistributionPoint(), delta.issuingDistributionPoint())
        let keys = try (authorityKeyIdentifier(), delta.authorityKeyIdentifier())
        return base <= number && number < newer && scopes.0 == scopes.1 && keys.0 == keys.1
    }
}

extension ASN1Integer {
    static func < (a: ASN1Integer, b: ASN1Integer) -> Bool {
        if a.isNegative != b.isNegative { return a.isNegative }
        // Minimal encodings: of two numbers of one sign the longer one lies further from zero.
        if a.contents.count != b.contents.count { return (a.contents.count < b.contents.count) != a.isNegative }
        return a.contents < b.contents
    }
    static func <= (a: ASN1Integer, b: ASN1Integer) -> Bool { !(b < a) }
}
