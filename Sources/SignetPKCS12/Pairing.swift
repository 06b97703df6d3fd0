import SignetAlgorithms
import SignetBytes
import SignetX509

extension PFXContents {
    /// Finds the certificates of each key, and the chain of each certificate; the rest is loose.
    ///
    /// A certificate is a key's when it has the key's public half. `localKeyID` says which comes first when there are
    /// several; where it ties a key to a certificate of another key, it is wrong.
    mutating func pair() {
        let publicKeys = certificates.map { try? $0.certificate.publicKey() }
        var chains = ChainBuilding(certificates.map(\.certificate))
        var used: Set<Certificate> = []
        for key in keys {
            let publicKey = key.key.publicKey
            let identifier = key.localKeyID
            let tied = certificates.indices.filter { identifier != nil && certificates[$0].localKeyID == identifier }
            let matching = certificates.indices.filter { publicKeys[$0]?.isSameKey(as: publicKey) == true }
            if !tied.allSatisfy(matching.contains) { facts.note(.misleadingLocalKeyID) }
            var seen: Set<Certificate> = []
            for index in matching.filter(tied.contains) + matching.filter({ !tied.contains($0) }) {
                let entry = certificates[index]
                guard seen.insert(entry.certificate).inserted else { continue }
                let chain = chains.chain(above: entry.certificate)
                used.formUnion([entry.certificate] + chain)
                identities.append(
                    PFXIdentity(
                        key: key.key, certificate: entry.certificate, chain: chain,
                        friendlyName: key.friendlyName ?? entry.friendlyName))
            }
            if seen.isEmpty { looseKeys.append(key) }
        }
        looseCertificates = certificates.filter { !used.contains($0.certificate) }
    }
}

/// Puts the certificates of a file in the order in which one vouches for the next. It trusts none of them.
private struct ChainBuilding {
    private let certificates: [Certificate]
    /// How many signatures may still be checked: a hostile file must not ask for a check of every pair.
    private var checksLeft = 1_000

    init(_ certificates: [Certificate]) {
        var seen: Set<Certificate> = []
        self.certificates = certificates.filter { seen.insert($0).inserted }
    }

    /// The issuer of a certificate, the issuer's issuer, and so on, as far as the file has them.
    mutating func chain(above leaf: Certificate) -> [Certificate] {
        var chain = [leaf]
        while let last = chain.last, !last.isSelfIssued, let issuer = issuer(of: last, not: chain) {
            chain.append(issuer)
        }
        return Array(chain.dropFirst())
    }

    private mutating func issuer(of certificate: Certificate, not excluded: [Certificate]) -> Certificate? {
        let wanted = ((try? certificate.authorityKeyIdentifier()) ?? nil)?.keyIdentifier
        var candidates: [Certificate] = []
        var isNamedByKey = false
        for candidate in certificates {
            guard !excluded.contains(candidate), certificate.issuer.matches(candidate.subject) else { continue }
            let identifier = (try? candidate.subjectKeyIdentifier()) ?? nil
            // The one whose key identifier fits is tried first; there may be several of the same name.
            if wanted != nil, identifier == wanted {
                candidates.insert(candidate, at: 0)
                isNamedByKey = true
            } else {
                candidates.append(candidate)
            }
        }
        // The only one of its name, and of the right key: who trusts a chain checks its signatures, and here nobody does.
        if candidates.count == 1, isNamedByKey { return candidates[0] }
        for candidate in candidates where signed(certificate, candidate, wanted) { return candidate }
        return nil
    }

    private mutating func signed(_ certificate: Certificate, _ issuer: Certificate, _ wanted: Bytes?) -> Bool {
        guard checksLeft > 0 else { return false }
        checksLeft -= 1
        do throws(X509Error) {
            try certificate.checkSignature(by: try issuer.publicKey())
            return true
        } catch .badSignature {
            return false
        } catch {
            // A signature that Signet cannot check yet: the key identifiers have to do.
            return wanted != nil && ((try? issuer.subjectKeyIdentifier()) ?? nil) == wanted
        }
    }
}
