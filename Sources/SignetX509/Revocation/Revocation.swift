public import SignetASN1
public import SignetBytes

/// What must be known about revocation, and from where (RFC 5280 §6.3, RFC 6960).
public struct RevocationSettings: Sendable {
    /// How much must be known.
    public enum Demand: Hashable, Sendable {
        /// Nothing: no source is looked at.
        case none
        /// What the sources at hand say counts; where they say nothing, the certificate passes.
        case whenAvailable
        /// Every certificate below the anchor must be known to be good.
        case required
    }

    /// How much must be known.
    public var demand: Demand
    /// Lists, of any issuer, complete or delta, in any order.
    public var lists: [CertificateList]
    /// Answers of OCSP responders.
    public var responses: [OCSPResponse]
    /// use-deltas (§6.3.1 (b)): whether delta lists are looked at.
    public var usesDeltas = true
    /// What an OCSP response must repeat, if the question said something (RFC 9654).
    public var nonce: Bytes?
    /// For how many seconds an OCSP response holds that does not say so.
    public var maximumResponseAge: Int64 = 86_400

    /// By how many seconds the clock of an OCSP responder may be ahead.
    public var clockTolerance: Int64 = 300

    /// Settings with sources.
    public init(_ demand: Demand, lists: [CertificateList] = [], responses: [OCSPResponse] = []) {
        self.demand = demand
        self.lists = lists
        self.responses = responses
    }

    /// Revocation is not looked at.
    public static let none = RevocationSettings(.none)
}

/// What is known about one certificate of a path.
public struct RevocationFinding: Hashable, Sendable {
    /// Which certificate of the chain, counted from the one in question.
    public let certificateIndex: Int
    /// What is known.
    public let status: RevocationStatus
    /// Who said so: everything that the status rests on.
    public let sources: [RevocationSource]
}

/// Whether a certificate is revoked.
public enum RevocationStatus: Hashable, Sendable {
    /// It is not, for any reason.
    case good
    /// It is.
    case revoked(RevocationReason, since: Instant)
    /// The sources do not tell.
    case unknown(RevocationGap)
    /// Its issuer says that it will never say so (RFC 9608 §2, RFC 6960 §4.2.2.2.1).
    case neverRevoked
}

/// Who said whether a certificate is revoked, and when.
public struct RevocationSource: Hashable, Sendable {
    /// What kind of statement.
    public enum Kind: String, Hashable, Sendable {
        /// A complete list
        case list = "CRL"
        /// A list of changes
        case deltaList = "delta CRL"
        /// An answer
        case response = "OCSP response"
    }

    /// What kind of statement.
    public let kind: Kind
    /// Who made it: the issuer of a list, the responder of an answer.
    public let issuer: String
    /// The number of a list.
    public let number: ASN1Integer?
    /// When it was made.
    public let thisUpdate: Instant
    /// Until when it holds.
    public let nextUpdate: Instant?
}

/// Why the sources do not tell whether a certificate is revoked; of several reasons the last of these tells most.
public enum RevocationGap: Hashable, Sendable {
    /// There is no list of that issuer, and no answer for that certificate.
    case noSource
    /// The lists of that issuer cover other certificates.
    case outOfScope
    /// A list cannot be read, or not be used: the reason is for people.
    case unusable(reason: String)
    /// Nobody at hand signed it who may sign it.
    case noSigner(Name)
    /// The certificate of who signed it is not good.
    case untrustedSigner(Name, reason: String)
    /// Looking took more work than a stranger's certificates may cause.
    case workLimit
    /// It was made later than the moment in question.
    case notYetValid(thisUpdate: Instant)
    /// A newer one should be there.
    case outdated(nextUpdate: Instant)
    /// The responder does not know the certificate.
    case responderDoesNotKnow
    /// For these reasons nobody says anything.
    case reasonsNotCovered(ReasonFlags)

    var rank: Int {
        switch self {
        case .noSource: 0
        case .outOfScope: 1
        case .unusable: 2
        case .noSigner: 3
        case .untrustedSigner: 4
        case .workLimit: 5
        case .notYetValid: 6
        case .outdated: 7
        case .responderDoesNotKnow: 8
        case .reasonsNotCovered: 9
        }
    }
}

extension RevocationGap: CustomStringConvertible {
    /// One clause in plain words.
    public var description: String {
        switch self {
        case .noSource: "there is no revocation list of its issuer, and no OCSP response about it"
        case .outOfScope: "the revocation lists of its issuer are about other certificates"
        case .unusable(let reason): "what is there about it cannot be used: \(reason)"
        case .noSigner(let issuer): "the certificate of \(issuer) that would verify its revocation list was not found"
        case .untrustedSigner(let issuer, let reason): "who signed for \(issuer) is not to be relied on: \(reason)"
        case .workLimit: "finding out takes too much work"
        case .notYetValid(let thisUpdate): "what is said about it was said later (\(thisUpdate))"
        case .outdated(let nextUpdate): "what is said about it is out of date since \(nextUpdate)"
        case .responderDoesNotKnow: "the OCSP responder does not know it"
        case .reasonsNotCovered(let reasons): "nothing is said about some reasons (\(reasons))"
        }
    }
}
