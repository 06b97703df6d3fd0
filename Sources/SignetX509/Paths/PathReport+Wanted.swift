public import SignetASN1
import SignetBytes

/// Something that would help to judge a certificate, and where it can be had.
public enum WantedObject: Hashable, Sendable {
    /// Certificates of an issuer (RFC 5280 §4.2.2.1)
    case certificates(uri: String)
    /// A revocation list (RFC 5280 §4.2.1.13, §4.2.1.15)
    case list(uri: String)
    /// An answer to a question (RFC 6960 §A)
    case response(uri: String, OCSPRequest)

    /// Where it can be had.
    public var uri: String {
        switch self {
        case .certificates(let uri), .list(let uri), .response(let uri, _): uri
        }
    }
}

extension PathReport {
    /// What the certificates of the path say would help: certificates of a missing issuer, or what tells of revocation where
    /// that is not known. In the order in which to try; places other than `http:` and `https:` are left out.
    public var wanted: [WantedObject] {
        var wanted: [WantedObject] = []
        switch failure {
        case .noIssuerFound, .badSignature, .rootNotTrusted:
            if let last = chain.last {
                wanted += last.places(AccessDescription.caIssuers).map(WantedObject.certificates)
            }
        case .revocationUnknown, nil:
            for finding in revocation {
                guard case .unknown = finding.status else { continue }
                let index = finding.certificateIndex
                guard chain.indices.contains(index + 1) else { continue }
                let certificate = chain[index]
                let question = OCSPRequest(about: [CertID(certificate, issuer: chain[index + 1])], nonce: nil)
                wanted += certificate.places(AccessDescription.ocsp).map { .response(uri: $0, question) }
                let points =
                    ((try? certificate.cRLDistributionPoints()) ?? nil ?? [])
                    + ((try? certificate.freshestCRL()) ?? nil ?? [])
                wanted += points.compactMap(\.distributionPoint).flatMap(\.uris).map(WantedObject.list)
            }
        default: break
        }
        var seen = Set<String>()
        return wanted.filter { object in
            let uri = object.uri.lowercased()
            return (uri.hasPrefix("http://") || uri.hasPrefix("https://")) && seen.insert(object.uri).inserted
        }
    }
}

extension Certificate {
    fileprivate func places(_ method: ObjectIdentifier) -> [String] {
        ((try? authorityInfoAccess()) ?? nil ?? []).compactMap {
            guard $0.accessMethod == method, case .uniformResourceIdentifier(let uri) = $0.accessLocation else {
                return nil
            }
            return uri
        }
    }
}

extension OCSPRequest: Hashable {
    /// Equal encodings.
    public static func == (a: OCSPRequest, b: OCSPRequest) -> Bool { a.encoding == b.encoding }
    /// Hashes the encoding.
    public func hash(into hasher: inout Hasher) { hasher.combine(encoding) }
}

extension PathValidator {
    /// The same validator for another moment.
    public func at(_ time: Instant) -> PathValidator {
        PathValidator(
            trusting: pool[..<anchorCount].map { terms[$0] ?? TrustAnchor($0) }, untrusted: Array(pool[anchorCount...]),
            time: time, purpose: purpose, policies: policies, revocation: revocation, conformance: conformance,
            limits: limits)
    }

    /// The same validator with more to go by.
    public func adding(
        untrusted: [Certificate] = [], lists: [CertificateList] = [], responses: [OCSPResponse] = []
    ) -> PathValidator {
        var revocation = revocation
        revocation.lists += lists
        revocation.responses += responses
        return PathValidator(
            trusting: pool[..<anchorCount].map { terms[$0] ?? TrustAnchor($0) },
            untrusted: pool[anchorCount...] + untrusted, time: time, purpose: purpose, policies: policies,
            revocation: revocation, conformance: conformance, limits: limits)
    }
}
