import SignetASN1

extension PathFailure {
    /// Whether it is not about one certificate more than about the others.
    package var isOfWholePath: Bool {
        switch self {
        case .noIssuerFound, .rootNotTrusted, .anchorPurpose, .noValidPolicy, .noAcceptablePolicy, .workLimit: true
        default: false
        }
    }

    /// What would have to change for the path to be good, in a sentence for whoever can do something about it.
    public var remedy: String {
        switch self {
        case .noIssuerFound(let issuer):
            "Add the certificate of \(issuer) to those that may be used, or trust it if it is a root."
        case .badSignature: "Get the certificate, or that of its issuer, again from where it comes from."
        case .rootNotTrusted(let name): "Trust the root of \(name), if you have reason to."
        case .anchorPurpose(let name): "Trust \(name) for the purpose in question, if you have reason to."
        case .unsupportedAlgorithm, .unusableKey:
            "Ask the issuer for a certificate with a current signature algorithm and key."
        case .malformed: "Get the certificate again; if it stays so, its issuer has to issue another."
        case .notAnAuthority: "The issuing certificate must say that it is an authority's (basicConstraints, cA)."
        case .pathTooLong: "An authority above must allow more authorities below it (pathLenConstraint)."
        case .keyUsage(let needed, _): "The certificate must allow its key to be used for \(needed.alternatives)."
        case .unknownCriticalExtension: "The extension must be understood, or not be critical."
        case .profile: "The issuer has to issue a certificate that conforms; or judge with the tolerant rules."
        case .unsupportedConstraint: "The constraint cannot be evaluated here; another authority must vouch."
        case .anyPolicyMapped: "The authority must not map anyPolicy."
        case .noValidPolicy: "Every certificate of the path must be issued under one policy in common."
        case .noAcceptablePolicy(let found):
            "Accept one of the policies that the path is valid for: "
                + found.map(\.description).joined(separator: ", ") + "."
        case .nameNotPermitted, .nameExcluded:
            "The name must lie where the authorities above may certify, or another authority must vouch."
        case .purpose: "A certificate for the purpose in question is needed."
        case .notYetValid(let notBefore): "Wait until \(notBefore), or set the clock right."
        case .expired: "The subject needs a new certificate; what was done before can be judged for its time."
        case .workLimit: "Give fewer certificates, those of the path among them."
        case .revoked(.certificateHold, _): "Its issuer can end the hold; else the subject needs a new certificate."
        case .revoked: "Nothing makes it good again; the subject needs a new certificate."
        case .revocationUnknown(let gap): gap.remedy
        }
    }
}

extension RevocationGap {
    fileprivate var remedy: String {
        switch self {
        case .noSource, .outOfScope: "Get the revocation list that covers the certificate, or an OCSP response."
        case .unusable: "Get another revocation list or OCSP response from its issuer."
        case .noSigner(let issuer): "Add the certificate of \(issuer) whose key signed it."
        case .untrustedSigner: "Get a revocation list or OCSP response that somebody signed who may."
        case .workLimit: "Give fewer revocation lists, those of the path among them."
        case .notYetValid: "Get one that was current at the time in question, or set the clock right."
        case .outdated: "Get the current one from its issuer."
        case .responderDoesNotKnow: "Ask the issuer of the certificate, or get his revocation list."
        case .reasonsNotCovered(let reasons): "Get the lists for the other reasons too: \(reasons)."
        }
    }
}
