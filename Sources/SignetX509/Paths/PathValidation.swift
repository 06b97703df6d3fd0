import SignetASN1
import SignetAlgorithms
import SignetKeys

/// The rules of RFC 5280 §6.1 over one chain, from its top down. It goes on after a failure, so that the report is whole.
struct PathValidation {
    /// How the chain ends at its top.
    enum End {
        /// Its last certificate is an anchor, and every signature below holds.
        case anchored
        /// The last certificate was to be the issuer of the one below it, and that signature does not hold.
        case brokenLink(PathFailure)
        /// The last certificate is no anchor, and its issuer is not there.
        case noIssuer(PathFailure)
    }

    let chain: [Certificate]
    /// The key of each certificate but the first, where Signet can use it.
    let keys: [PublicKey?]
    /// Whether issuer and subject of each have the same name: asked often, and slow to answer.
    let isSelfIssued: [Bool]
    /// Signatures that do not hold, by the certificates that have them.
    let linkFailures: [Int: PathFailure]
    let end: End
    let time: Instant
    let purpose: PathValidator.Purpose
    let conformance: PathValidator.Conformance
    /// How far the anchor is trusted, if not for everything.
    let terms: TrustAnchor?
    var nameComparisonsLeft: Int

    private var checks: [PathReport.Check] = []
    var weaknesses: [PathWeakness] = []
    /// The lowest in rank of what failed.
    private var failure: PathFailure?
    /// §6.1.2 (b), (c): the constraints of every authority above.
    var constraints: [NameConstraints] = []
    /// §6.1.2 (k); `nil` while nobody has set one.
    private var maximumPathLength: Int?
    /// §6.1.2 (a), (d)–(f)
    var policies: PolicyState
    var validPolicies = ValidPolicies()

    init(
        chain: [Certificate], keys: [PublicKey?], linkFailures: [Int: PathFailure], end: End, time: Instant,
        purpose: PathValidator.Purpose,
        policies: PolicySettings, conformance: PathValidator.Conformance, terms: TrustAnchor?,
        nameComparisonsLeft: Int
    ) {
        self.chain = chain
        self.keys = keys
        isSelfIssued = chain.map(\.isSelfIssued)
        self.linkFailures = linkFailures
        self.end = end
        self.time = time
        self.purpose = purpose
        self.conformance = conformance
        self.terms = terms
        self.nameComparisonsLeft = nameComparisonsLeft
        self.policies = PolicyState(policies, certificateCount: chain.count)
        checks.reserveCapacity(16 * chain.count)
    }

    /// Applies the rules. `failure`, if given, is the verdict whatever they say.
    mutating func report(_ verdict: PathFailure?) -> PathReport {
        for index in chain.indices.reversed() { apply(to: index) }
        return PathReport(
            chain: chain, checks: checks, failure: verdict ?? failure, weaknesses: weaknesses, time: time,
            purpose: purpose, policies: validPolicies)
    }

    private mutating func apply(to index: Int) {
        let top = chain.count - 1
        var isAnchor = false
        if index == top {
            switch end {
            case .anchored:
                isAnchor = true
                let isTrusted = terms?.isTrusted(for: purpose.identifier) ?? true
                record(index, .anchor, isTrusted ? nil : .anchorPurpose(chain[index].subject))
                if let stated = terms?.nameConstraints { constraints.append(stated) }
            case .brokenLink: break
            case .noIssuer(let failure): record(index, .issuer, failure)
            }
        } else {
            if case .brokenLink(let failure) = end, index == top - 1 {
                record(index, .signature, failure)
            } else {
                record(index, .signature, linkFailures[index])
            }
            record(index, .nameChaining, nil)  // what the search went by
        }
        noteWeaknesses(index, isAnchor: isAnchor)

        // §6.1.1 (d): of an anchor, name and key count, and neither its validity nor its signature. The constraints that
        // its certificate states are kept to all the same (RFC 5937 §3).
        let certificate = chain[index]
        if isAnchor, index > 0, conformance != .tolerant {
            // RFC 5280 §6.1 does not ask for it: who trusts an anchor may trust it for ever. Other readers do ask, and an
            // authority that let its root expire does not answer for what is below it any more.
            record(index, .validity, validityFailure(certificate))
        } else if isAnchor, index > 0 {
            if time < certificate.validity.notBefore.instant {
                weaknesses.append(.anchorNotYetValid(notBefore: certificate.validity.notBefore.instant))
            }
            if certificate.validity.notAfter.instant < time {
                weaknesses.append(.anchorExpired(notAfter: certificate.validity.notAfter.instant))
            }
        } else {
            record(index, .validity, validityFailure(certificate))
            if !constraints.isEmpty, index == 0 || !isSelfIssued[index] {
                record(index, .names, nameFailure(certificate))
            }
        }
        record(index, .form, formFailure(certificate))
        if conformance != .tolerant { applyProfile(index, isAnchor: isAnchor) }
        applyPolicies(index, isAnchor: isAnchor)
        if index > 0 { prepareForNext(index, isAnchor: isAnchor) } else { wrapUp() }
        record(index, .criticalExtensions, criticalExtensionFailure(certificate))
    }

    /// §6.1.4: what an authority's certificate must say, and what it says about those below.
    private mutating func prepareForNext(_ index: Int, isAnchor: Bool) {
        let certificate = chain[index]
        if let stated = read(index, .names, { () throws(X509Error) in try certificate.nameConstraints() }) {
            constraints.append(stated)  // (g)
        }
        // An anchor of version 1 is an authority because somebody trusts it as one, there being no way for it to say so.
        let isOldAnchor = isAnchor && certificate.toBeSigned.value.version < 2
        let basic = read(index, .authority, { () throws(X509Error) in try certificate.basicConstraints() })
        let isAuthority = certificate.toBeSigned.value.version >= 2 && basic?.isAuthority == true
        record(index, .authority, isAuthority || isOldAnchor ? nil : .notAnAuthority(certificate.subject))  // (k)

        if let maximum = maximumPathLength, !isSelfIssued[index], !isAnchor {
            record(index, .pathLength, maximum > 0 ? nil : .pathTooLong(certificate.subject))  // (l)
            maximumPathLength = max(0, maximum - 1)
        }
        if let stated = basic?.pathLengthConstraint {
            maximumPathLength = min(maximumPathLength ?? .max, max(0, stated))  // (m)
        }
        if let usage = read(index, .certificateSigning, { () throws(X509Error) in try certificate.keyUsage() }) {
            let isAllowed = usage.contains(.keyCertSign)
            record(index, .certificateSigning, isAllowed ? nil : .keyUsage(needed: .keyCertSign, found: usage))  // (n)
        }
        // Not in RFC 5280, and what every implementation does: the purposes of an authority bound those below it.
        if purpose != .any { checkPurpose(index) }
    }

    /// §6.1.5, and what RFC 8550 asks of the certificate in question.
    private mutating func wrapUp() {
        if purpose != .any { checkPurpose(0) }
        guard case .emailProtection(let use) = purpose else { return }
        let rule: PathRule = use == .signing ? .mailSigning : .mailSealing
        let certificate = chain[0]
        var needed: KeyUsage =
            use == .signing ? [.digitalSignature, .nonRepudiation] : [.keyEncipherment, .keyAgreement]
        // RFC 5480 §3, RFC 9295 §3: a key on a curve is agreed with, or only signs.
        if let (able, _) = (try? PublicKeyAlgorithm(certificate.subjectPublicKeyInfo.algorithm))?.usages {
            guard !able.isDisjoint(with: needed) else {
                return record(0, rule, .keyUsage(needed: needed, found: able))
            }
            needed.formIntersection(able)
        }
        // RFC 8550 §4.4.2: without the extension, the key may be used for all of this.
        guard let usage = read(0, rule, { () throws(X509Error) in try certificate.keyUsage() }) else { return }
        record(0, rule, usage.isDisjoint(with: needed) ? .keyUsage(needed: needed, found: usage) : nil)
    }

    private mutating func checkPurpose(_ index: Int) {
        let certificate = chain[index]
        guard
            let usage = read(index, .purpose, { () throws(X509Error) in try certificate.extendedKeyUsage() })
        else { return }
        let isFit = usage.purposes.contains { $0 == purpose.identifier || $0 == ExtendedKeyUsage.any }
        record(index, .purpose, isFit ? nil : .purpose(found: usage.purposes))
    }
}

/// The single rules.
extension PathValidation {
    mutating func record(_ index: Int, _ rule: PathRule, _ found: PathFailure?) {
        guard let found else {
            checks.append(PathReport.Check(certificateIndex: index, rule: rule, outcome: .passed))
            return
        }
        checks.append(PathReport.Check(certificateIndex: index, rule: rule, outcome: .failed(found)))
        // A path is as good as the worst that is wrong with it.
        if found.rank < failure?.rank ?? .max { failure = found }
    }

    /// The value of an extension; one that cannot be read fails the rule that needs it.
    mutating func read<Value>(
        _ index: Int, _ rule: PathRule, _ value: () throws(X509Error) -> Value?
    ) -> Value? {
        do throws(X509Error) {
            return try value()
        } catch {
            record(index, rule, .malformed(error))
            return nil
        }
    }

    private func validityFailure(_ certificate: Certificate) -> PathFailure? {
        let validity = certificate.validity
        if time < validity.notBefore.instant { return .notYetValid(notBefore: validity.notBefore.instant) }
        if validity.notAfter.instant < time { return .expired(notAfter: validity.notAfter.instant) }
        return nil
    }
}
