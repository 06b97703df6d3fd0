import SignetASN1
public import SignetX509

/// What Signet found out about a certificate: the path, every check, what is known about revocation, and what would have
/// to change for the certificate to be good. For people as text, for programs as JSON.
public struct CertificateReport: Sendable, Codable {
    /// The judgement.
    public enum Verdict: String, Sendable, Codable {
        /// There is a good path to a trusted certificate
        case good
        /// There is none
        case bad
    }

    /// The judgement.
    public internal(set) var verdict: Verdict
    /// The judgement in a sentence.
    public internal(set) var explanation: String
    /// What would have to change for it to be good: all of it, in sentences.
    public internal(set) var remedy: String?
    /// The moment for which certificates were judged, and what that moment is.
    public let time: Report.TimeBasis
    /// What the certificate was to be for.
    public let purpose: String
    /// The path, or the best attempt at one, the certificate in question first.
    public let chain: [Report.CertificateSummary]
    /// Every check, with its clause.
    public internal(set) var checks: [Report.Check]
    /// The policies.
    public let policies: Policies
    /// What had to be known about revocation: `none`, `when-available` or `required`.
    public let revocationDemand: String
    /// What is known about it.
    public let revocation: [Revocation]
    /// What is weak.
    public let weaknesses: [String]

    /// What was demanded of policies, and what the path is valid for.
    public struct Policies: Sendable, Codable {
        /// user-initial-policy-set; `["any"]` when any will do.
        public let acceptable: [String]
        /// initial-explicit-policy
        public let requiresExplicitPolicy: Bool
        /// initial-policy-mapping-inhibit
        public let inhibitsMapping: Bool
        /// initial-any-policy-inhibit
        public let inhibitsAnyPolicy: Bool
        /// authority-constrained-policy-set
        public let authorityConstrained: [String]
        /// user-constrained-policy-set
        public let userConstrained: [String]
        /// Where the practices of the authorities are written down, and what they want to be shown.
        public let qualifiers: [String]
    }

    /// What is known about the revocation of one certificate.
    public struct Revocation: Sendable, Codable {
        /// Which certificate of the chain.
        public let certificate: Int
        /// `good`, `revoked`, `unknown` or `never revoked`.
        public let status: String
        /// Why, and since when.
        public let detail: String?
        /// Who said so.
        public let sources: [Source]

        /// A statement.
        public struct Source: Sendable, Codable {
            /// `CRL`, `delta CRL` or `OCSP response`.
            public let kind: String
            /// Who made it.
            public let issuer: String
            /// The number of a list.
            public let number: String?
            /// When it was made.
            public let thisUpdate: String
            /// Until when it holds.
            public let nextUpdate: String?
            /// How old it was at the time in question.
            public let age: String
        }
    }
}

extension CertificateReport {
    /// The report on a path.
    ///
    /// - Parameters:
    ///   - report: what was found.
    ///   - validator: who found it, and by which rules.
    ///   - basis: what the time in question is: `now`, or `as asked`.
    ///   - mailboxes: addresses, one of which the certificate must be for (RFC 8550 §3); none to leave that out.
    public init(_ report: PathReport, _ validator: PathValidator, basis: String, mailboxes: [String] = []) {
        verdict = report.isTrusted ? .good : .bad
        time = Report.TimeBasis(instant: report.time.description, basis: basis)
        purpose = report.purpose.name
        chain = report.chain.map(Report.CertificateSummary.init)
        checks = report.checks.map(Report.Check.init)
        policies = Policies(validator.policies, report.policies)
        revocationDemand = validator.revocation.demand.name
        revocation = report.revocation.map { Revocation($0, at: report.time) }
        weaknesses = report.weaknesses.map(\.description)
        remedy = Self.remedy(of: report, validator.revocation.demand)
        if let failure = report.failure {
            let index = report.failures.first { $0.outcome == .failed(failure) }?.certificateIndex ?? 0
            explanation = "\(index == 0 ? "the certificate" : "certificate \(index) of its path"): \(failure)"
        } else {
            explanation = "there is a good path to \(report.anchor?.subject.title ?? "a trusted certificate")"
        }
        if let leaf = report.chain.first, !mailboxes.isEmpty { match(leaf, mailboxes) }
    }

    /// What would have to change of each certificate: first what is said to be wrong with the path, then what else is.
    private static func remedy(of report: PathReport, _ demand: RevocationSettings.Demand) -> String? {
        guard let failure = report.failure else { return nil }
        let failed = report.failures.sorted { $0.outcome == .failed(failure) && $1.outcome != .failed(failure) }
        var remedies: [String] = []
        for check in failed {
            guard case .failed(let found) = check.outcome else { continue }
            let index = check.certificateIndex
            let isNamed = index > 0 && report.chain.indices.contains(index) && !found.isOfWholePath
            let remedy = (isNamed ? "For the certificate of \(report.chain[index].subject.title): " : "") + found.remedy
            if !remedies.contains(remedy) { remedies.append(remedy) }
        }
        if remedies.isEmpty { remedies.append(failure.remedy) }
        if demand == .required, report.revocation.isEmpty {
            remedies.append("Then it must be known that nothing on the path is revoked, which was not asked yet.")
        }
        return remedies.joined(separator: " ")
    }

    /// RFC 8550 §3
    private mutating func match(_ certificate: Certificate, _ mailboxes: [String]) {
        let isMatch = mailboxes.contains(where: certificate.isFor)
        let found = certificate.emailAddresses.joined(separator: ", ")
        let reason = isMatch ? nil : "it is for \(found.isEmpty ? "no address" : found)"
        checks.append(
            Report.Check(
                certificate: 0, clause: "RFC 8550 §3",
                statement: "is for \(mailboxes.joined(separator: " or "))", passed: isMatch, reason: reason))
        guard let reason else { return }
        remedy = [remedy, "A certificate for that address is needed."].compactMap { $0 }.joined(separator: " ")
        guard verdict == .good else { return }
        verdict = .bad
        explanation = "the certificate: \(reason), and not for \(mailboxes.joined(separator: " or "))"
    }
}

extension PathValidator.Purpose {
    /// `smime-sign`
    public var name: String {
        switch self {
        case .emailProtection(.signing): "smime-sign"
        case .emailProtection(.sealing): "smime-encrypt"
        case .extendedKeyUsage(let id): ExtendedKeyUsage.name(id)
        case .any: "any"
        }
    }
}

extension RevocationSettings.Demand {
    /// `when-available`
    public var name: String {
        switch self {
        case .none: "none"
        case .whenAvailable: "when-available"
        case .required: "required"
        }
    }
}

extension CertificateReport.Policies {
    init(_ settings: PolicySettings, _ valid: ValidPolicies) {
        func names(_ list: some Sequence<ObjectIdentifier>) -> [String] {
            list.map { $0 == PolicyInformation.anyPolicy ? "any" : $0.description }
        }
        acceptable = settings.acceptable.map { names($0).sorted() } ?? ["any"]
        requiresExplicitPolicy = settings.requiresExplicitPolicy
        inhibitsMapping = settings.inhibitsMapping
        inhibitsAnyPolicy = settings.inhibitsAnyPolicy
        authorityConstrained = names(valid.authorityConstrained)
        userConstrained = names(valid.userConstrained)
        qualifiers = valid.stated.flatMap { policy in
            (policy.policyQualifiers ?? []).map { qualifier in
                let text = qualifier.cpsURI ?? qualifier.notice?.explicitText?.text
                return "\(policy.policyIdentifier): \(text ?? "qualifier \(qualifier.policyQualifierID)")"
            }
        }
    }
}

extension CertificateReport.Revocation {
    init(_ finding: RevocationFinding, at time: Instant) {
        certificate = finding.certificateIndex
        switch finding.status {
        case .good: (status, detail) = ("good", nil)
        case .neverRevoked: (status, detail) = ("never revoked", "its issuer will not revoke it (RFC 9608)")
        case .unknown(let gap): (status, detail) = ("unknown", gap.description)
        case .revoked(let reason, let since): (status, detail) = ("revoked", "\(reason.name), since \(since)")
        }
        sources = finding.sources.map { Source($0, at: time) }
    }
}

extension CertificateReport.Revocation.Source {
    init(_ source: RevocationSource, at time: Instant) {
        kind = source.kind.rawValue
        issuer = source.issuer
        number = source.number?.description
        thisUpdate = source.thisUpdate.description
        nextUpdate = source.nextUpdate?.description
        let seconds = max(0, time.secondsSince1970 - source.thisUpdate.secondsSince1970)
        age =
            seconds >= 172_800
            ? "\(seconds / 86_400) days" : seconds >= 7_200 ? "\(seconds / 3_600) hours" : "\(seconds / 60) minutes"
    }
}
