import SignetASN1
import SignetAlgorithms
import SignetBytes

/// Finds out whether the certificates of a path are revoked (RFC 5280 §6.3.3), for one certificate in question.
///
/// Who signs a list needs a good path himself, to the same anchor (§6.3.3 (f)), and no certificate on it may be revoked,
/// which other lists tell, or the same one. What is being found out already counts as good meanwhile.
final class RevocationChecker {
    struct ListSigner: Hashable {
        let list: Int
        let signer: Certificate
    }

    let validator: PathValidator
    private var lists: [CertificateList] { validator.revocation.lists }
    /// Of each issuer, the newest first: of two lists about the same certificates the newer one decides (RFC 5280 §5.2.3).
    private lazy var listsByIssuer = Dictionary(grouping: newestFirst, by: { lists[$0].issuer.normalized })
    private var newestFirst: [Int] {
        let ranked = lists.indices.map {
            (place: $0, thisUpdate: lists[$0].thisUpdate, number: try? lists[$0].number())
        }
        return ranked.sorted { a, b in
            if a.thisUpdate != b.thisUpdate { return b.thisUpdate < a.thisUpdate }
            guard let older = a.number ?? nil, let newer = b.number ?? nil, older != newer else {
                return a.place < b.place
            }
            return newer < older
        }.map(\.place)
    }
    private lazy var placesBySubject = Dictionary(
        grouping: validator.pool.indices, by: { validator.pool[$0].subject.normalized })
    private var signatures: [ListSigner: Bool] = [:]
    private var inProgress: [Certificate] = []
    private var signatureChecksLeft: Int
    var searchesLeft: Int

    init(_ validator: PathValidator) {
        self.validator = validator
        signatureChecksLeft = validator.limits.signatureChecks
        searchesLeft = validator.limits.revocationSearches
    }

    /// What is known about a certificate of an anchored chain.
    func finding(_ index: Int, of chain: [Certificate], _ keys: [PublicKey?]) -> RevocationFinding {
        let certificate = chain[index]
        if inProgress.contains(certificate) {
            return RevocationFinding(certificateIndex: index, status: .good, sources: [])
        }
        // RFC 9608 §3: not for authorities.
        if index == 0, certificate.hasNoRevAvail, !certificate.isAuthority {
            return RevocationFinding(certificateIndex: index, status: .neverRevoked, sources: [])
        }
        guard inProgress.count < 16 else {
            return RevocationFinding(certificateIndex: index, status: .unknown(.workLimit), sources: [])
        }
        inProgress.append(certificate)
        defer { inProgress.removeLast() }
        var lookup = Lookup(chain: chain, keys: keys, index: index)
        ask(&lookup)
        if lookup.verdict == nil { search(&lookup) } else { look(forLaterThan: &lookup) }
        return RevocationFinding(
            certificateIndex: index, status: lookup.verdict ?? .unknown(lookup.gap), sources: lookup.sources)
    }

    /// One certificate, and what is known so far.
    struct Lookup {
        let chain: [Certificate]
        let keys: [PublicKey?]
        let index: Int
        var certificate: Certificate { chain[index] }
        var anchor: Certificate { chain[chain.count - 1] }
        var verdict: RevocationStatus?
        var sources: [RevocationSource] = []
        /// reasons_mask: the reasons that somebody has spoken about.
        var reasons: ReasonFlags = []
        var gap = RevocationGap.noSource
        /// Only what was said after this moment counts, if set.
        var earliest: Instant?

        init(chain: [Certificate], keys: [PublicKey?], index: Int) {
            (self.chain, self.keys, self.index) = (chain, keys, index)
        }

        mutating func note(_ gap: RevocationGap) {
            if gap.rank >= self.gap.rank { self.gap = gap }
        }
    }

    // MARK: - Lists

    /// An answer that a certificate is good ends where a list of later date says that it is not.
    private func look(forLaterThan answer: inout Lookup) {
        guard answer.verdict == .good, let said = answer.sources.first?.thisUpdate else { return }
        var later = Lookup(chain: answer.chain, keys: answer.keys, index: answer.index)
        later.earliest = said
        search(&later)
        if case .revoked? = later.verdict { answer = later }
    }

    /// §6.3.3: every distribution point, and then, as if it were one, the issuer itself.
    private func search(_ lookup: inout Lookup) {
        var points: [DistributionPoint]
        do throws(X509Error) {
            points = try lookup.certificate.cRLDistributionPoints() ?? []
        } catch {
            lookup.note(.unusable(reason: "\(error)"))
            return
        }
        points.append(DistributionPoint(.fullName([.directoryName(lookup.certificate.issuer)])))
        for point in points {
            var issuers = (point.cRLIssuer ?? []).compactMap {
                if case .directoryName(let name) = $0 { name.normalized } else { nil }
            }
            if point.cRLIssuer == nil { issuers = [lookup.certificate.issuer.normalized] }
            for place in issuers.flatMap({ listsByIssuer[$0] ?? [] }) {
                do throws(X509Error) {
                    try use(place, at: point, &lookup)
                } catch { lookup.note(.unusable(reason: "\(error)")) }
                if lookup.verdict != nil { return }
            }
        }
        if !lookup.reasons.isEmpty { lookup.note(.reasonsNotCovered(ReasonFlags.all.subtracting(lookup.reasons))) }
    }

    /// §6.3.3 (a)–(l) for one complete list.
    private func use(_ place: Int, at point: DistributionPoint, _ lookup: inout Lookup) throws(X509Error) {
        let list = lists[place]
        guard try list.baseNumber() == nil else { return }
        guard let scope = try ListScope(list, for: lookup.certificate, at: point) else {
            return lookup.note(.outOfScope)
        }
        guard !scope.reasons.isSubset(of: lookup.reasons) else { return }  // (e)
        if let gap = list.gap(at: validator.time) { return lookup.note(gap) }  // (a)
        guard let signer = signer(of: place, &lookup) else { return }  // (f), (g)

        let (serialNumber, issuer) = (lookup.certificate.serialNumber, lookup.certificate.issuer)
        var entry: RevokedCertificate?
        var sources = [RevocationSource(list, .list)]
        if let place = try delta(to: list, signedBy: signer, &lookup) {  // (c), (h), (i)
            entry = try lists[place].entry(serialNumber: serialNumber, issuer: issuer)
            sources.append(RevocationSource(lists[place], .deltaList))
        }
        if let earliest = lookup.earliest, sources.allSatisfy({ $0.thisUpdate <= earliest }) { return }
        if entry == nil { entry = try list.entry(serialNumber: serialNumber, issuer: issuer) }  // (j)
        lookup.sources += sources
        if let entry, try entry.reason() != .removeFromCRL {  // (k)
            lookup.verdict = .revoked(try entry.reason(), since: entry.revocationDate.instant)
            lookup.sources = sources
            return
        }
        lookup.reasons.formUnion(scope.reasons)  // (l)
        if lookup.reasons == .all { lookup.verdict = .good }
    }

    /// The newest list of changes to a list, by the same signer.
    private func delta(
        to list: CertificateList, signedBy signer: Certificate, _ lookup: inout Lookup
    ) throws(X509Error) -> Int? {
        guard validator.revocation.usesDeltas else { return nil }
        var newest: (place: Int, number: ASN1Integer)?
        for place in listsByIssuer[list.issuer.normalized] ?? [] {
            guard (try? list.isBase(of: lists[place])) == true, lists[place].gap(at: validator.time) == nil,
                let number = try lists[place].number()
            else { continue }
            if let newest, number <= newest.number { continue }
            guard isSigned(place, by: signer) else { continue }
            newest = (place, number)
        }
        return newest?.place
    }

    // MARK: - Who signs lists

    /// The certificate that verifies a list, on a good path to the anchor of the certificate in question.
    private func signer(of place: Int, _ lookup: inout Lookup) -> Certificate? {
        let issuer = lists[place].issuer
        var gap = RevocationGap.noSigner(issuer)
        let above = lookup.chain[(lookup.index + 1)...]
        for (candidate, key) in zip(above, lookup.keys[(lookup.index + 1)...])
        where candidate.subject.matches(issuer) {
            guard isSigned(place, by: candidate, key) else { continue }
            if candidate.maySignLists { return candidate }
            gap = .untrustedSigner(issuer, reason: "its key may not sign revocation lists (cRLSign)")
        }
        for other in placesBySubject[issuer.normalized] ?? [] {
            let candidate = validator.pool[other]
            guard !above.contains(candidate), isSigned(place, by: candidate) else { continue }
            guard candidate.maySignLists else {
                gap = .untrustedSigner(issuer, reason: "its key may not sign revocation lists (cRLSign)")
                continue
            }
            guard let failure = pathFailure(candidate, lookup.anchor) else { return candidate }
            gap = .untrustedSigner(issuer, reason: failure.description)
        }
        lookup.note(signatureChecksLeft > 0 && searchesLeft > 0 ? gap : .workLimit)
        return nil
    }

    /// Whether the key of a certificate signed a list; each pair is checked once.
    private func isSigned(_ place: Int, by signer: Certificate, _ workingKey: PublicKey? = nil) -> Bool {
        let pair = ListSigner(list: place, signer: signer)
        if let known = signatures[pair] { return known }
        guard signatureChecksLeft > 0, let key = workingKey ?? (try? signer.publicKey()) else { return false }
        signatureChecksLeft -= 1
        let isGood = (try? lists[place].checkSignature(by: key)) != nil
        signatures[pair] = isGood
        return isGood
    }

    /// Why a certificate has no good path to an anchor; `nil` when it has one.
    func pathFailure(_ certificate: Certificate, _ anchor: Certificate) -> PathFailure? {
        guard searchesLeft > 0 else { return .workLimit(.steps) }
        searchesLeft -= 1
        // One budget of signatures for all that is found out about revocation.
        var search = PathSearch(
            validator.forSigners, certificate, anchor: anchor, revocation: self, signatureChecks: signatureChecksLeft)
        defer { signatureChecksLeft = min(signatureChecksLeft, search.signatureChecksLeft) }
        return search.run().failure
    }
}

extension Certificate {
    /// Whether basicConstraints call the subject an authority.
    var isAuthority: Bool { ((try? basicConstraints()) ?? nil)?.isAuthority == true }

    /// §6.3.3 (f)
    fileprivate var maySignLists: Bool {
        do throws(X509Error) {
            return try keyUsage()?.contains(.cRLSign) ?? true
        } catch { return false }
    }
}

extension RevocationSource {
    init(_ list: CertificateList, _ kind: Kind) {
        self.init(
            kind: kind, issuer: list.issuer.description, number: (try? list.number()) ?? nil,
            thisUpdate: list.thisUpdate, nextUpdate: list.nextUpdate)
    }
}
