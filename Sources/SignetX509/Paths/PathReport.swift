public import SignetASN1

/// What came of looking for a path from a certificate to a trusted one: every rule that was applied, and what failed.
public struct PathReport: Sendable {
    /// The path, or the best attempt at one: first the certificate in question, last the anchor, if one was reached.
    public let chain: [Certificate]
    /// The rules that were applied, from the top of the chain down, as RFC 5280 §6.1 goes; what is known about revocation
    /// comes last.
    public internal(set) var checks: [Check]
    /// What is wrong; `nil` for a good path.
    public internal(set) var failure: PathFailure?
    /// What should not be relied on for long.
    public let weaknesses: [PathWeakness]
    /// The moment that validity was judged at.
    public let time: Instant
    /// What the certificate was to be for.
    public let purpose: PathValidator.Purpose
    /// The policies that the path is valid for.
    public let policies: ValidPolicies
    /// What is known about the revocation of each certificate below the anchor, from the top of the chain down; nothing
    /// when it was not asked for, or the path fails without it.
    public internal(set) var revocation: [RevocationFinding] = []

    /// Whether there is a good path.
    public var isTrusted: Bool { failure == nil }

    /// The trusted certificate at the end of a good path.
    public var anchor: Certificate? { isTrusted ? chain.last : nil }

    /// The checks that failed.
    public var failures: [Check] { checks.filter { $0.outcome != .passed } }

    /// One rule applied to one certificate.
    public struct Check: Equatable, Sendable {
        /// Which certificate of the chain, counted from the one in question.
        public let certificateIndex: Int
        /// What was asked.
        public let rule: PathRule
        /// What came of it.
        public let outcome: Outcome

        /// Where the rule stands: `RFC 5280 §6.1.3 (a)(2)`.
        public var clause: String { rule.clause }
        /// What holds when the rule is kept, in plain words, of which the certificate is the subject.
        public var statement: String { rule.statement }
    }

    /// What came of a check.
    public enum Outcome: Equatable, Sendable {
        /// The rule is kept.
        case passed
        /// It is not.
        case failed(PathFailure)
    }
}

extension PathReport.Check: CustomStringConvertible {
    /// `certificate 0 is valid at the time in question (RFC 5280 §6.1.3 (a)(2)): it expired on …`
    public var description: String {
        let start = "certificate \(certificateIndex) \(statement) (\(clause)): "
        return switch outcome {
        case .passed: start + "yes"
        case .failed(let failure): start + "no, \(failure)"
        }
    }
}

/// A rule of path validation (RFC 5280 §6.1 and, for mail, RFC 8550 §4).
public enum PathRule: CaseIterable, Hashable, Sendable {
    /// The end of the path is trusted
    case anchor
    /// Someone at hand has the issuer's name
    case issuer
    /// Signature
    case signature
    /// Validity
    case validity
    /// Names of issuer and subject
    case nameChaining
    /// Name constraints
    case names
    /// Policies
    case policies
    /// Revocation
    case revocation
    /// A known version, extensions in version 3 alone, and none twice
    case form
    /// What RFC 5280 demands of those who issue
    case profile
    /// Critical extensions
    case criticalExtensions
    /// cA of basicConstraints
    case authority
    /// pathLenConstraint of basicConstraints
    case pathLength
    /// keyCertSign
    case certificateSigning
    /// Extended key usage
    case purpose
    /// Key usage for signing mail
    case mailSigning
    /// Key usage for sealing mail
    case mailSealing

    /// Where the rule stands.
    public var clause: String {
        switch self {
        case .anchor: "RFC 5280 §6.1.1 (d)"
        case .issuer: "RFC 5280 §6.1"
        case .signature: "RFC 5280 §6.1.3 (a)(1)"
        case .validity: "RFC 5280 §6.1.3 (a)(2)"
        case .nameChaining: "RFC 5280 §6.1.3 (a)(4)"
        case .names: "RFC 5280 §6.1.3 (b), (c)"
        case .policies: "RFC 5280 §6.1.3 (f), §6.1.4 (a), §6.1.5 (g)"
        case .revocation: "RFC 5280 §6.1.3 (a)(3), §6.3"
        case .form: "RFC 5280 §4.1.2.1, §4.1.2.9, §4.2"
        case .profile: "RFC 5280 §4.1, §4.2"
        case .criticalExtensions: "RFC 5280 §6.1.4 (o), §6.1.5 (f)"
        case .authority: "RFC 5280 §6.1.4 (k)"
        case .pathLength: "RFC 5280 §6.1.4 (l), (m)"
        case .certificateSigning: "RFC 5280 §6.1.4 (n)"
        case .purpose: "RFC 8550 §4.4.4"
        case .mailSigning: "RFC 8550 §4.4.2"
        case .mailSealing: "RFC 5280 §4.2.1.3"
        }
    }

    /// What holds when the rule is kept, in plain words, of which the certificate is the subject.
    public var statement: String {
        switch self {
        case .anchor: "is among the trusted ones"
        case .issuer: "was issued by someone whose certificate is at hand"
        case .signature: "was signed by the key of the certificate above it"
        case .validity: "is valid at the time in question"
        case .nameChaining: "names as its issuer the subject of the certificate above it"
        case .names: "has only names that the authorities above it may certify"
        case .policies: "is issued under a policy where one is demanded"
        case .revocation: "is not revoked, as far as it must be known"
        case .form: "has a known version, and no extension twice"
        case .profile: "is made as RFC 5280 wants it"
        case .criticalExtensions: "has no critical extension that is not understood"
        case .authority: "is that of an authority"
        case .pathLength: "stands no deeper than the authorities above it allow"
        case .certificateSigning: "has a key that may sign certificates"
        case .purpose: "may be used for the purpose in question"
        case .mailSigning: "has a key that may sign mail"
        case .mailSealing: "has a key that mail may be sealed to"
        }
    }
}

/// What makes a good path one that should not be relied on for long.
public enum PathWeakness: Hashable, Sendable {
    /// A certificate below the anchor is signed over a digest that can be forged.
    case weakSignature(certificateIndex: Int, algorithm: String)
    /// A key has fewer than 2048 bits (RFC 8550 §4.3).
    case smallKey(certificateIndex: Int, bitCount: Int)
    /// It is not made as RFC 5280 wants it of authorities, which a reader need not mind: the clause, and the reason.
    case profile(certificateIndex: Int, clause: String, reason: String)
    /// The anchor's certificate has expired. RFC 5280 §6.1.1 (d) takes no validity from an anchor, so the path holds.
    case anchorExpired(notAfter: Instant)
    /// The anchor's certificate is not valid yet, which the path does not depend on either.
    case anchorNotYetValid(notBefore: Instant)
}

extension PathWeakness: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .weakSignature(let index, let algorithm):
            "certificate \(index) is signed with \(algorithm), which can be forged"
        case .smallKey(let index, let bitCount): "the key of certificate \(index) has only \(bitCount) bits"
        case .profile(let index, let clause, let reason):
            "certificate \(index) is not made as RFC 5280 \(clause) wants it: \(reason)"
        case .anchorExpired(let notAfter): "the trusted certificate expired on \(notAfter)"
        case .anchorNotYetValid(let notBefore): "the trusted certificate is not valid before \(notBefore)"
        }
    }
}
