import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetKeys

/// A depth-first search for a path, issuers by name, those first that the key identifiers speak for (RFC 4158 §3).
///
/// Certificates are known by their places in the validator's pool; the certificate in question has the place after them.
struct PathSearch {
    /// A certificate, and the first in the pool that has the key in question: twins need no second look.
    private struct Link: Hashable {
        let subject: Int
        let key: Int
    }

    private enum Attempt {
        /// An anchor was reached.
        case anchored(PathReport, PathFailure)
        /// The search went no further; so many links of it hold.
        case broken([Int], linkCount: Int, PathFailure, atLink: Bool)
    }

    private let validator: PathValidator
    private let leaf: Certificate
    /// The only anchor that will do, if not all of them.
    private let requiredAnchor: Certificate?
    private let revocation: RevocationChecker?
    private var best: Attempt?
    private var links: [Link: PathFailure?] = [:]
    private var normalizedSubjects: [NormalizedName: [Int]]?
    /// Where to go when there is a choice.
    private var guide: PathGuide?
    private var stepsLeft: Int
    private(set) var signatureChecksLeft: Int
    private var nameComparisonsLeft: Int
    private var exhausted: PathFailure.Work?

    init(
        _ validator: PathValidator, _ leaf: Certificate, anchor: Certificate? = nil,
        revocation: RevocationChecker? = nil, signatureChecks: Int? = nil
    ) {
        self.validator = validator
        self.leaf = leaf
        requiredAnchor = anchor
        self.revocation =
            validator.revocation.demand == .none ? nil : revocation ?? RevocationChecker(validator)
        stepsLeft = validator.limits.steps
        signatureChecksLeft = signatureChecks ?? validator.limits.signatureChecks
        nameComparisonsLeft = validator.limits.nameComparisons
    }

    private func certificate(_ place: Int) -> Certificate {
        place < validator.pool.count ? validator.pool[place] : leaf
    }

    mutating func run() -> PathReport {
        let place = validator.pool.count
        let isAnchor = validator.places(of: leaf.subject.encoding).contains {
            $0 < validator.anchorCount && validator.pool[$0] == leaf && mayEnd(at: $0)
        }
        if isAnchor {
            // Trusted by name: nothing above it has a say.
            return judged([place], .anchored)
        }
        if let good = extend([place]) { return good }
        let limit = exhausted.map(PathFailure.workLimit)
        switch best {
        case .anchored(let report, _):
            guard let limit else { return report }
            var limited = report
            limited.failure = limit
            return limited
        case .broken(let path, _, let failure, let atLink):
            return judged(path, atLink ? .brokenLink(failure) : .noIssuer(failure), verdict: limit)
        case nil:
            return judged([place], .noIssuer(limit ?? .noIssuerFound(issuer: leaf.issuer)), verdict: limit)
        }
    }

    /// Looks for what continues a path upwards; returns the report of the first good one. Stops when work runs out.
    private mutating func extend(_ path: [Int]) -> PathReport? {
        guard stepsLeft > 0 else {
            exhausted = .steps
            return nil
        }
        stepsLeft -= 1
        let last = path[path.count - 1]
        var isDeadEnd = true
        for candidate in issuers(of: last) where mayFollow(path, candidate) {
            isDeadEnd = false
            if let failure = checkLink(last, candidate) {
                note(.broken(path + [candidate], linkCount: path.count - 1, failure, atLink: true))
            } else if candidate < validator.anchorCount {
                guard mayEnd(at: candidate) else { continue }
                if let good = judge(path + [candidate]) { return good }
            } else if path.count + 2 > validator.limits.depth {
                note(.broken(path, linkCount: path.count, .workLimit(.depth), atLink: false))
            } else if let good = extend(path + [candidate]) {
                return good
            }
            if exhausted != nil { return nil }
        }
        let current = certificate(last)
        if current.isSelfIssued, checkLink(last, last) == nil {
            note(.broken(path, linkCount: path.count, .rootNotTrusted(current.subject), atLink: false))
        } else if isDeadEnd, exhausted == nil {
            note(.broken(path, linkCount: path.count - 1, .noIssuerFound(issuer: current.issuer), atLink: false))
        }
        return nil
    }

    /// A path goes through no certificate twice, and through no key under the same name twice: nothing is won by that.
    private func mayFollow(_ path: [Int], _ candidate: Int) -> Bool {
        if path.contains(candidate) { return false }
        guard candidate >= validator.anchorCount else { return true }
        let issuer = certificate(candidate)
        return !path.contains {
            let other = certificate($0)
            return other.subjectPublicKeyInfo == issuer.subjectPublicKeyInfo && other.subject == issuer.subject
        }
    }

    /// Whether an anchor will do: the one that is required, or another certificate of its name and key.
    private func mayEnd(at place: Int) -> Bool {
        guard let requiredAnchor else { return true }
        let anchor = validator.pool[place]
        return anchor.subject.matches(requiredAnchor.subject)
            && anchor.subjectPublicKeyInfo == requiredAnchor.subjectPublicKeyInfo
    }

    /// Judges a path that has reached an anchor.
    private mutating func judge(_ path: [Int]) -> PathReport? {
        let report = judged(path, .anchored)
        guard let failure = report.failure else { return report }
        if failure == .workLimit(.nameComparisons) { exhausted = .nameComparisons }
        note(.anchored(report, failure))
        return nil
    }

    /// The report on a path; `verdict`, if given, is its failure whatever else is found.
    private mutating func judged(
        _ path: [Int], _ end: PathValidation.End, verdict: PathFailure? = nil
    ) -> PathReport {
        let chain = path.map(certificate)
        let keys = workingKeys(path)
        var validation = PathValidation(
            chain: chain, keys: keys, linkFailures: inheritedLinkFailures(chain, keys), end: end, time: validator.time,
            purpose: validator.purpose,
            policies: validator.policies, conformance: validator.conformance,
            terms: chain.last.flatMap { validator.terms[$0] },
            nameComparisonsLeft: nameComparisonsLeft)
        defer { nameComparisonsLeft = validation.nameComparisonsLeft }
        var report = validation.report(verdict)
        if case .anchored = end, report.failure == nil, let revocation { report.add(revocation, keys) }
        return report
    }

    /// Keeps an attempt when it says more than the best before it.
    private mutating func note(_ attempt: Attempt) {
        guard let best else {
            self.best = attempt
            return
        }
        let isBetter =
            switch (attempt, best) {
            case (.anchored(_, let new), .anchored(_, let old)): new.rank > old.rank
            case (.anchored, .broken): true
            case (.broken, .anchored): false
            case (.broken(_, let newCount, let new, _), .broken(_, let oldCount, let old, _)):
                (newCount, new.rank) > (oldCount, old.rank)
            }
        if isBetter { self.best = attempt }
    }
}

extension PathReport {
    /// Adds what is known about revocation, from the top of a good chain down.
    fileprivate mutating func add(_ checker: RevocationChecker, _ keys: [PublicKey?]) {
        for index in chain.indices.dropLast().reversed() {
            let finding = checker.finding(index, of: chain, keys)
            revocation.append(finding)
            var found: PathFailure?
            switch finding.status {
            case .revoked(let reason, let since): found = .revoked(reason, since: since)
            case .unknown(let gap) where checker.validator.revocation.demand == .required:
                found = .revocationUnknown(gap)
            case .good, .neverRevoked, .unknown: break
            }
            checks.append(
                Check(
                    certificateIndex: index, rule: .revocation, outcome: found.map(Outcome.failed) ?? .passed))
            if let found, found.rank > failure?.rank ?? -1 { failure = found }
        }
    }
}

/// Candidates and links.
extension PathSearch {
    /// The places of certificates whose subject is the issuer of the one at `place`, the likeliest first.
    private mutating func issuers(of place: Int) -> [Int] {
        let certificate = certificate(place)
        var found = validator.places(of: certificate.issuer.encoding)
        // The same name may be written otherwise (RFC 5280 §7.1). Spelling it out is slow, and hardly ever needed.
        if found.isEmpty {
            let subjects =
                normalizedSubjects
                ?? Dictionary(
                    grouping: validator.pool.indices, by: { validator.pool[$0].subject.normalized })
            normalizedSubjects = subjects
            found = subjects[certificate.issuer.normalized] ?? []
        }
        guard found.count > 1 else { return found }
        let guide = self.guide ?? PathGuide(validator)
        self.guide = guide
        let wanted = (try? certificate.authorityKeyIdentifier()) ?? nil
        let ranked = found.map { place in
            (
                place: place, rank: rank(self.certificate(place), place: place, wanted),
                distance: guide.distance(of: place, in: validator)
            )
        }
        // Stable: of equals, the order in which they were given.
        return ranked.sorted { ($0.rank, $0.distance, $0.place) < ($1.rank, $1.distance, $1.place) }.map(\.place)
    }

    /// Lower is likelier: first by key identifier, then validity, then anchors before others; those from which no names
    /// lead to an anchor come last.
    private func rank(_ issuer: Certificate, place: Int, _ wanted: AuthorityKeyIdentifier?) -> Int {
        var rank = 4
        if let identifier = wanted?.keyIdentifier, let own = (try? issuer.subjectKeyIdentifier()) ?? nil {
            rank = identifier == own ? 0 : 8
        }
        if let serialNumber = wanted?.authorityCertSerialNumber, serialNumber != issuer.serialNumber { rank += 4 }
        if !issuer.validity.contains(validator.time) { rank += 2 }
        return rank + (place < validator.anchorCount ? 0 : 1)
    }

    /// Whether the issuer signed the subject; each certificate and key are checked once.
    private mutating func checkLink(_ subject: Int, _ issuer: Int) -> PathFailure? {
        // The key is not whole until the path above it is known: see `inheritedLinkFailures`.
        if certificate(issuer).subjectPublicKeyInfo.inheritsParameters { return nil }
        let link = Link(subject: subject, key: guide?.keyPlaces[certificate(issuer).subjectPublicKeyInfo] ?? issuer)
        if let known = links[link] { return known }
        let failure: PathFailure?
        do throws(X509Error) {
            let key = try certificate(link.key).publicKey()
            guard signatureChecksLeft > 0 else {
                exhausted = .signatures
                return .workLimit(.signatures)
            }
            signatureChecksLeft -= 1
            failure = certificate(subject).signatureFailure(by: key)
        } catch { failure = .unusableKey(reason: error.description) }
        links.updateValue(failure, forKey: link)
        return failure
    }
}

/// Keys that lack their parameters, and have those of the key above them (RFC 5280 §6.1.4 (d)–(f), §6.1.3 (a)(1)).
extension PathSearch {
    /// working_public_key of each certificate of a path, where Signet can use it. By the first one's nobody is checked: it
    /// is not made.
    private func workingKeys(_ path: [Int]) -> [PublicKey?] {
        var keys: [PublicKey?] = []
        var above: AlgorithmIdentifier?
        for place in path.reversed() {
            let info = certificate(place).subjectPublicKeyInfo
            if place == path[0] {
                keys.append(nil)
            } else if info.inheritsParameters, let above, above.algorithm == info.algorithm.algorithm {
                let whole = SubjectPublicKeyInfo(algorithm: above, subjectPublicKey: info.subjectPublicKey)
                keys.append(try? whole.publicKey())
            } else {
                keys.append(try? certificate(place).publicKey())
                above = info.algorithm
            }
        }
        return keys.reversed()
    }

    /// The links that could not be checked while the path was looked for, and do not hold.
    private mutating func inheritedLinkFailures(_ chain: [Certificate], _ keys: [PublicKey?]) -> [Int: PathFailure] {
        var failures: [Int: PathFailure] = [:]
        for index in chain.indices.dropLast() where chain[index + 1].subjectPublicKeyInfo.inheritsParameters {
            guard let key = keys[index + 1] else {
                failures[index] = .unusableKey(reason: "it lacks its parameters, and so does the key above it")
                continue
            }
            guard signatureChecksLeft > 0 else {
                exhausted = .signatures
                return failures
            }
            signatureChecksLeft -= 1
            failures[index] = chain[index].signatureFailure(by: key)
        }
        return failures
    }
}

extension SubjectPublicKeyInfo {
    // Made once: it is asked for at every link.
    private static let dsa = PublicKeyAlgorithm.dsa.identifier.algorithm

    /// RFC 3279 §2.3.2: a DSA key without parameters. Keys of other kinds are always whole (RFC 5480 §2.1.1).
    fileprivate var inheritsParameters: Bool {
        algorithm.algorithm == Self.dsa
            && (algorithm.parameters ?? [0x05, 0x00] == [0x05, 0x00])
    }
}

extension Certificate {
    /// Why a key did not sign this certificate, as far as Signet can tell; `nil` when it did.
    fileprivate func signatureFailure(by key: PublicKey) -> PathFailure? {
        do throws(X509Error) {
            try checkSignature(by: key)
            return nil
        } catch .algorithm(.unsupported(_, let name)) {
            return .unsupportedAlgorithm(name: name)
        } catch .algorithm(.wrongKeyType) {
            // A signature of another kind than the key's cannot be the key's.
            return .badSignature
        } catch .badSignature {
            return .badSignature
        } catch { return .malformed(error) }
    }
}
