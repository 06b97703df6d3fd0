public import SignetASN1
import SignetBytes

/// Finds and judges paths from certificates to trusted ones (RFC 5280 §6, RFC 8550 §4).
public struct PathValidator: Sendable {
    /// What a certificate is to be used for.
    public enum Purpose: Hashable, Sendable {
        /// Mail, and which side of it.
        case emailProtection(EmailUse)
        /// Another purpose, by its identifier in extKeyUsage (RFC 5280 §4.2.1.12); key usage is not looked at.
        case extendedKeyUsage(ObjectIdentifier)
        /// Any: purposes and key usage of the certificate in question are not looked at.
        case any

        /// The identifier in extKeyUsage.
        public var identifier: ObjectIdentifier? {
            switch self {
            case .emailProtection: ExtendedKeyUsage.emailProtection
            case .extendedKeyUsage(let id): id
            case .any: nil
            }
        }

        /// What is done with the key.
        public enum EmailUse: Hashable, Sendable {
            /// It verifies signatures.
            case signing
            /// Mail is sealed to it.
            case sealing
        }
    }

    /// What is asked of the form of certificates.
    public enum Conformance: Hashable, Sendable {
        /// What a reader must refuse (RFC 5280 §6.1). That an anchor is not valid at the time is noted as a weakness: of an
        /// anchor, name and key count (§6.1.1 (d)).
        case tolerant
        /// Also what people expect, and OpenSSL and GnuTLS refuse: that an anchor is valid at the time, and that extensions
        /// can be read. What authorities must do and readers need not check (§4.1, §4.2), such as key identifiers, is noted
        /// as a weakness. Mail and certificates are judged so unless something else is asked for.
        case standard
        /// Also that authorities have done all they must, anchors included.
        case strict
    }

    /// How much work a stranger's certificates may cause.
    public struct Limits: Hashable, Sendable {
        /// How many certificates a path may have, the anchor included.
        public var depth = 16
        /// How many signatures are checked for one certificate in question.
        public var signatureChecks = 1_000
        /// How many certificates are looked at in the search.
        public var steps = 1_000
        /// How many names are compared with constraints.
        public var nameComparisons = 250_000
        /// How many certificates are looked at as signers of revocation lists and OCSP responses.
        public var revocationSearches = 50

        /// The limits that everyday paths stay far below.
        public init() {}
    }

    /// Anchors first, then the others.
    let pool: [Certificate]
    let anchorCount: Int
    /// The anchors that are not trusted for everything.
    let terms: [Certificate: TrustAnchor]
    /// Places in `pool` by the encoding of the subject; `nil` for a pool that is as soon looked through.
    private let bySubject: [Bytes: [Int]]?
    /// The moment to judge validity at.
    public let time: Instant
    /// What the certificate is to be for.
    public private(set) var purpose: Purpose
    /// What is demanded of policies.
    public private(set) var policies: PolicySettings
    /// What must be known about revocation.
    public let revocation: RevocationSettings
    /// What is asked of the form of certificates.
    public let conformance: Conformance
    /// How much work is allowed.
    public let limits: Limits

    /// A validator for many certificates.
    ///
    /// - Parameters:
    ///   - anchors: the certificates that are trusted: as authorities if they say they are such, and each for itself.
    ///   - untrusted: certificates that may lie between, in any order; those that came with a message, for example.
    ///   - time: the moment for which certificates are judged.
    ///   - purpose: what the certificate has to be for.
    ///   - policies: the inputs of RFC 5280 §6.1.1 that concern policies.
    ///   - revocation: what must be known about revocation, and from where.
    ///   - conformance: whether what is often met and does no harm is forgiven.
    ///   - limits: how much work may be spent.
    public init(
        anchors: [Certificate], untrusted: [Certificate] = [], time: Instant, purpose: Purpose,
        policies: PolicySettings = PolicySettings(), revocation: RevocationSettings = .none,
        conformance: Conformance = .standard, limits: Limits = Limits()
    ) {
        self.init(
            trusting: anchors.map { TrustAnchor($0) }, untrusted: untrusted, time: time, purpose: purpose,
            policies: policies, revocation: revocation, conformance: conformance, limits: limits)
    }

    /// A validator for many certificates.
    ///
    /// - Parameters:
    ///   - anchors: the certificates that are trusted, and how far.
    ///   - untrusted: certificates that may lie between, in any order; those that came with a message, for example.
    ///   - time: the moment for which certificates are judged.
    ///   - purpose: what the certificate has to be for.
    ///   - policies: the inputs of RFC 5280 §6.1.1 that concern policies.
    ///   - revocation: what must be known about revocation, and from where.
    ///   - conformance: whether what is often met and does no harm is forgiven.
    ///   - limits: how much work may be spent.
    public init(
        trusting anchors: [TrustAnchor], untrusted: [Certificate] = [], time: Instant, purpose: Purpose,
        policies: PolicySettings = PolicySettings(), revocation: RevocationSettings = .none,
        conformance: Conformance = .standard, limits: Limits = Limits()
    ) {
        var pool: [Certificate] = []
        var seen = Set<Certificate>()
        // Hashing whole certificates takes longer than comparing a few.
        let isSmall = anchors.count + untrusted.count <= 16
        func isNew(_ certificate: Certificate) -> Bool {
            isSmall ? !pool.contains(certificate) : seen.insert(certificate).inserted
        }
        for anchor in anchors where isNew(anchor.certificate) { pool.append(anchor.certificate) }
        anchorCount = pool.count
        for certificate in untrusted where isNew(certificate) { pool.append(certificate) }
        self.pool = pool
        terms = Dictionary(
            anchors.filter { $0 != TrustAnchor($0.certificate) }.map { ($0.certificate, $0) },
            uniquingKeysWith: { first, _ in first })
        bySubject = isSmall ? nil : Dictionary(grouping: pool.indices) { pool[$0].subject.encoding }
        self.time = time
        self.purpose = purpose
        self.policies = policies
        self.revocation = revocation
        self.conformance = conformance
        self.limits = limits
    }

    /// The same for those who sign revocation lists and answers: what is demanded of the certificate in question is not
    /// demanded of them.
    var forSigners: PathValidator {
        var copy = self
        copy.purpose = .any
        copy.policies = PolicySettings()
        return copy
    }

    /// The places in the pool of those whose subject is written so.
    func places(of subject: Bytes) -> [Int] {
        guard let bySubject else { return pool.indices.filter { pool[$0].subject.encoding == subject } }
        return bySubject[subject] ?? []
    }

    /// Looks for a path from `leaf` to an anchor, and reports on the first good one, or on the best attempt.
    public func validate(_ leaf: Certificate) -> PathReport {
        var search = PathSearch(self, leaf)
        return search.run()
    }
}
