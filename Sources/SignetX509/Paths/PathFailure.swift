public import SignetASN1

/// Why a path to a trusted certificate was not found, or does not hold (RFC 5280 §6.1).
public enum PathFailure: Error, Equatable, Sendable {
    /// Nobody at hand has the name of the issuer.
    case noIssuerFound(issuer: Name)
    /// The certificate of the issuer is there, and its key did not make the signature: one of the two was changed, or
    /// another key of the same issuer did.
    case badSignature
    /// The path ends at a certificate that vouches for itself, and that nobody has said to trust.
    case rootNotTrusted(Name)
    /// The path ends at a certificate that is trusted, and for other purposes.
    case anchorPurpose(Name)
    /// The signature is of a kind that Signet cannot check.
    case unsupportedAlgorithm(name: String)
    /// The key of the issuer cannot be used: the reason is for people.
    case unusableKey(reason: String)
    /// A part of the certificate cannot be read.
    case malformed(X509Error)
    /// The certificate has issued another, and is not allowed to (§6.1.4 (k)).
    case notAnAuthority(Name)
    /// There are more authorities between this one and the end than its issuers allow (§6.1.4 (l), (m)).
    case pathTooLong(Name)
    /// The key is used for something that the certificate does not list (§6.1.4 (n); RFC 8550 §4.4.2).
    case keyUsage(needed: KeyUsage, found: KeyUsage)
    /// A critical extension says something that Signet does not know (§6.1.4 (o), §6.1.5 (f)).
    case unknownCriticalExtension(ObjectIdentifier)
    /// It is not made as RFC 5280 wants it: the clause, and the reason, which is for people.
    case profile(clause: String, reason: String)
    /// A constraint that is not evaluated: by the kind of otherName that it is for, or its extension.
    case unsupportedConstraint(ObjectIdentifier)
    /// No policy is valid for the whole path, and one is demanded (§6.1.3 (f), §6.1.5 (g)).
    case noValidPolicy
    /// The policies of the path are others than those that will do (§6.1.5 (g)).
    case noAcceptablePolicy(found: [ObjectIdentifier])
    /// The certificate is revoked (§6.1.3 (a)(3)).
    case revoked(RevocationReason, since: Instant)
    /// It must be known whether the certificate is revoked, and it is not.
    case revocationUnknown(RevocationGap)
    /// anyPolicy is said to be another policy, or another to be it (§6.1.4 (a)).
    case anyPolicyMapped
    /// The name lies in none of the subtrees that an authority above may certify (§6.1.3 (b)).
    case nameNotPermitted(GeneralName)
    /// The name lies in a subtree that an authority above may not certify (§6.1.3 (c)).
    case nameExcluded(GeneralName)
    /// The certificate is for other purposes than the one in question (§4.2.1.12; RFC 8550 §4.4.4).
    case purpose(found: [ObjectIdentifier])
    /// The certificate begins to be valid later.
    case notYetValid(notBefore: Instant)
    /// The certificate was valid until then.
    case expired(notAfter: Instant)
    /// The search took more work than a stranger's certificates may cause.
    case workLimit(Work)

    /// What there was too much of.
    public enum Work: Hashable, Sendable {
        /// Certificates one above the other.
        case depth
        /// Signatures checked.
        case signatures
        /// Certificates tried.
        case steps
        /// Names compared with constraints.
        case nameComparisons
    }

    /// How near to a good path a failure is. Of several failures of one path the lowest tells what is wrong with it; of
    /// several paths the one with the highest tells a person most.
    var rank: Int {
        switch self {
        case .noIssuerFound: 0
        case .badSignature: 1
        case .unsupportedAlgorithm, .unusableKey: 2
        case .workLimit: 3
        case .rootNotTrusted: 4
        case .malformed: 5
        case .notAnAuthority: 6
        case .pathTooLong: 7
        case .unknownCriticalExtension: 8
        case .unsupportedConstraint, .profile: 9
        case .nameNotPermitted, .nameExcluded, .anyPolicyMapped, .noValidPolicy, .noAcceptablePolicy: 10
        case .keyUsage: 11
        case .purpose, .anchorPurpose: 12
        case .notYetValid: 13
        case .expired: 14
        case .revocationUnknown: 15
        case .revoked: 16
        }
    }
}

extension PathFailure: CustomStringConvertible {
    /// One clause in plain words, of which the certificate is the subject.
    public var description: String {
        switch self {
        case .noIssuerFound(let issuer): "the certificate of its issuer (\(issuer)) was not found"
        case .badSignature: "its signature was not made by the key of its issuer: the certificate may have been changed"
        case .rootNotTrusted(let name): "it is the root of \(name), which is not among the trusted ones"
        case .anchorPurpose(let name): "\(name) is trusted, and not for the purpose in question"
        case .unsupportedAlgorithm(let name): "it is signed with \(name), which is not supported"
        case .unusableKey(let reason): "the key of its issuer cannot be used: \(reason)"
        case .malformed(let error): "it cannot be read: \(error)"
        case .notAnAuthority(let name): "\(name) is no authority, and has issued a certificate all the same"
        case .pathTooLong(let name): "\(name) stands deeper below its issuers than they allow"
        case .keyUsage(let needed, let found):
            "its key would have to be for \(needed.alternatives), and is for \(found.isEmpty ? "nothing" : "\(found)") only"
        case .unknownCriticalExtension(let id): "it has a critical extension that is not known (\(id))"
        case .profile(let clause, let reason): "\(reason) (RFC 5280 \(clause))"
        case .unsupportedConstraint(let id):
            "it has a name under a constraint that is not evaluated: "
                + (GeneralName.otherNames[id] ?? Extension.ID.names[id] ?? id.description)
        case .anyPolicyMapped: "it maps anyPolicy, which cannot be mapped"
        case .noValidPolicy: "no policy is valid for every certificate of the path, and one is demanded"
        case .noAcceptablePolicy(let found):
            "its policies (\(found.map(\.description).joined(separator: ", "))) are not among those that will do"
        case .revoked(let reason, let since): "it was revoked on \(since) (\(reason.name))"
        case .revocationUnknown(let gap): "it is not known whether it is revoked: \(gap)"
        case .nameNotPermitted(let name): "an authority above it may not certify \(name)"
        case .nameExcluded(let name): "an authority above it is forbidden to certify \(name)"
        case .purpose(let found):
            "it is not for the purpose in question (its purposes: \(found.map(ExtendedKeyUsage.name).joined(separator: ", ")))"
        case .notYetValid(let notBefore): "it is not valid before \(notBefore)"
        case .expired(let notAfter): "it expired on \(notAfter)"
        case .workLimit(let work): "finding a path takes too much work (\(work))"
        }
    }
}

extension PathFailure.Work: CustomStringConvertible {
    /// What there was too much of.
    public var description: String {
        switch self {
        case .depth: "too many certificates one above the other"
        case .signatures: "too many signatures"
        case .steps: "too many certificates of the same names"
        case .nameComparisons: "too many names and constraints"
        }
    }
}
