import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetHash

/// What OCSP responders say about a certificate (RFC 6960 §3.2, §4.2.2).
extension RevocationChecker {
    /// Looks for an answer about a certificate, by someone who may give it.
    func ask(_ lookup: inout Lookup) {
        let issuer = lookup.chain[lookup.index + 1]
        var answers: [(basic: BasicOCSPResponse, single: SingleResponse)] = []
        for response in validator.revocation.responses where response.status != .successful {
            lookup.note(.unusable(reason: "the OCSP responder did not answer (\(response.status))"))
        }
        for basic in validator.revocation.responses.compactMap(\.basic) {
            for single in basic.responses where single.certID.names(lookup.certificate, issuer: issuer) {
                answers.append((basic, single))
            }
        }
        // The newest decides.
        answers.sort { $1.single.thisUpdate.instant < $0.single.thisUpdate.instant }
        for (basic, single) in answers {
            if let gap = gap(of: basic, single) {
                lookup.note(gap)
                continue
            }
            if let gap = responderGap(basic, lookup) {
                lookup.note(gap)
                continue
            }
            let source = RevocationSource(
                kind: .response, issuer: basic.toBeSigned.value.responderID.description, number: nil,
                thisUpdate: single.thisUpdate.instant, nextUpdate: single.nextUpdate?.instant)
            switch single.certStatus {
            case .good: lookup.verdict = .good
            case .revoked(let info):
                let reason = info.revocationReason.flatMap(RevocationReason.init(rawValue:)) ?? .unspecified
                lookup.verdict = .revoked(reason, since: info.revocationTime.instant)
            case .unknown:
                lookup.note(.responderDoesNotKnow)
                continue
            }
            lookup.sources = [source]
            return
        }
    }

    /// Why an answer does not count, whoever gave it.
    private func gap(of basic: BasicOCSPResponse, _ single: SingleResponse) -> RevocationGap? {
        let data = basic.toBeSigned.value
        guard data.version == 0 else { return .unusable(reason: "an OCSP response of an unknown version") }
        for item in (data.extensions ?? []) + (single.extensions ?? []) where item.isCritical {
            guard item.id == OCSPRequest.nonceID else {
                return .unusable(reason: "an OCSP response with a critical extension that is not known (\(item.id))")
            }
        }
        if let expected = validator.revocation.nonce {
            guard (try? data.nonce()) == expected else {
                return .unusable(reason: "the OCSP response is not about this question (its nonce differs)")
            }
        }
        let time = validator.time
        if time + validator.revocation.clockTolerance < single.thisUpdate.instant {
            return .notYetValid(thisUpdate: single.thisUpdate.instant)
        }
        if let nextUpdate = single.nextUpdate?.instant {
            if nextUpdate < time { return .outdated(nextUpdate: nextUpdate) }
        } else if single.thisUpdate.instant + validator.revocation.maximumResponseAge < time {
            // §4.2.2.1: without nextUpdate there is always something newer to be had.
            return .outdated(nextUpdate: single.thisUpdate.instant + validator.revocation.maximumResponseAge)
        }
        return nil
    }

    /// Why nobody who may answer for the issuer has signed; `nil` when somebody has (§4.2.2.2).
    private func responderGap(_ basic: BasicOCSPResponse, _ lookup: Lookup) -> RevocationGap? {
        let issuerIndex = lookup.index + 1
        let issuer = lookup.chain[issuerIndex]
        let id = basic.toBeSigned.value.responderID
        if id.names(issuer), let key = lookup.keys[issuerIndex], basic.isSigned(by: key) { return nil }
        var isKnown = id.names(issuer)
        var gap: RevocationGap?
        var seen = Set<Certificate>()
        for candidate in basic.certificates + validator.pool
        where id.names(candidate) && seen.insert(candidate).inserted {
            guard searchesLeft > 0 else { return .workLimit }
            searchesLeft -= 1
            isKnown = true
            guard let key = try? candidate.publicKey(), basic.isSigned(by: key) else { continue }
            if let reason = delegationFailure(candidate, lookup) {
                gap = .untrustedSigner(candidate.subject, reason: reason)
                continue
            }
            return nil
        }
        return gap
            ?? .unusable(
                reason: isKnown
                    ? "the OCSP response was not signed by the key of its responder (\(id))"
                    : "the certificate of the OCSP responder (\(id)) was not found")
    }

    /// Why a certificate does not let its owner answer for the issuer of the certificate in question.
    private func delegationFailure(_ responder: Certificate, _ lookup: Lookup) -> String? {
        let issuerIndex = lookup.index + 1
        guard let issuerKey = lookup.keys[issuerIndex],
            responder.issuer.matches(lookup.chain[issuerIndex].subject),
            (try? responder.checkSignature(by: issuerKey)) != nil
        else { return "it was not issued by the issuer of the certificate in question" }
        guard
            (try? responder.extendedKeyUsage())?.flatMap({ $0 })?.purposes.contains(ExtendedKeyUsage.ocspSigning)
                == true
        else { return "it is not for OCSP signing" }
        guard responder.validity.contains(validator.time) else { return "it is not valid at the time in question" }
        let unknown = responder.extensions.first { $0.isCritical && !PathValidation.understood.contains($0.id) }
        if let unknown { return "it has a critical extension that is not known (\(unknown.id))" }
        guard !responder.hasOCSPNoCheck else { return nil }
        let chain = [responder] + lookup.chain[issuerIndex...]
        let finding = finding(0, of: chain, [nil] + lookup.keys[issuerIndex...])
        if case .revoked = finding.status { return "it is revoked" }
        return nil
    }
}

extension ResponderID {
    /// Whether this is the owner of a certificate.
    fileprivate func names(_ certificate: Certificate) -> Bool {
        switch self {
        case .byName(let name): certificate.subject.matches(name)
        case .byKey(let hash): hash == certificate.subjectPublicKeyInfo.keyHash
        }
    }
}

extension BasicOCSPResponse {
    fileprivate func isSigned(by key: PublicKey) -> Bool { (try? checkSignature(by: key)) != nil }
}
