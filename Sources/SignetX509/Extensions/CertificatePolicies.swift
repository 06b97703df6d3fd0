public import SignetASN1
public import SignetBytes

/// `PolicyInformation` (RFC 5280 §4.2.1.4): a policy that a certificate was issued under, or its issuer may issue under.
public struct PolicyInformation: Hashable, Sendable {
    /// The policy.
    public var policyIdentifier: ObjectIdentifier
    /// What is said about it.
    public var policyQualifiers: [PolicyQualifierInfo]?

    /// A policy, and what is said about it.
    public init(_ policyIdentifier: ObjectIdentifier, qualifiers policyQualifiers: [PolicyQualifierInfo]? = nil) {
        self.policyIdentifier = policyIdentifier
        self.policyQualifiers = policyQualifiers
    }

    /// `anyPolicy`: every policy there is.
    public static let anyPolicy: ObjectIdentifier = "2.5.29.32.0"

    static let syntax: Syntax<Self> = .sequence(
        "PolicyInformation", { PolicyInformation($0, qualifiers: $1) },
        .required("policyIdentifier", \.policyIdentifier, .objectIdentifier),
        .optional("policyQualifiers", \.policyQualifiers, .sequence(of: PolicyQualifierInfo.syntax)))

    /// `CertificatePolicies`
    public static let sequence: Syntax<[PolicyInformation]> = .sequence(of: syntax)
}

extension [PolicyInformation] {
    /// Whether a policy stands twice.
    var hasRepeated: Bool {
        // Hashing takes longer than comparing a few.
        guard count > 8 else {
            return indices.contains { index in
                self[..<index].contains { $0.policyIdentifier == self[index].policyIdentifier }
            }
        }
        var seen = Set<ObjectIdentifier>()
        return !allSatisfy { seen.insert($0.policyIdentifier).inserted }
    }
}

/// `PolicyQualifierInfo` (RFC 5280 §4.2.1.4), read when somebody wants to show it: no verdict depends on it.
public struct PolicyQualifierInfo: Hashable, Sendable {
    /// What kind.
    public var policyQualifierID: ObjectIdentifier
    /// The encoding of its value.
    public var qualifier: Bytes

    /// Where the practices of the authority are written down.
    public init(cps uri: String) {
        self.init(policyQualifierID: Self.cps, qualifier: Syntax.ia5String.encode(uri))
    }

    /// A notice to be shown to whoever relies on the certificate.
    public init(_ notice: UserNotice) {
        self.init(policyQualifierID: Self.userNotice, qualifier: UserNotice.syntax.encode(notice))
    }

    /// A qualifier of another kind.
    ///
    /// - Parameters:
    ///   - policyQualifierID: what kind.
    ///   - qualifier: the encoding of its value.
    public init(policyQualifierID: ObjectIdentifier, qualifier: Bytes) {
        self.policyQualifierID = policyQualifierID
        self.qualifier = qualifier
    }

    /// `id-qt-cps`
    public static let cps: ObjectIdentifier = "1.3.6.1.5.5.7.2.1"
    /// `id-qt-unotice`
    public static let userNotice: ObjectIdentifier = "1.3.6.1.5.5.7.2.2"

    /// Where the practices are written down, if this says so; other string types than IA5String are read too.
    public var cpsURI: String? { policyQualifierID == Self.cps ? ASN1String(element: qualifier)?.text : nil }

    /// The notice, if it is one.
    public var notice: UserNotice? {
        policyQualifierID == Self.userNotice ? try? UserNotice.syntax.decode(qualifier, rules: .tolerant) : nil
    }

    static let syntax: Syntax<Self> = .sequence(
        "PolicyQualifierInfo", Self.init(policyQualifierID:qualifier:),
        .required("policyQualifierId", \.policyQualifierID, .objectIdentifier),
        .required("qualifier", \.qualifier, .any))
}

/// `UserNotice` (RFC 5280 §4.2.1.4).
public struct UserNotice: Hashable, Sendable {
    /// Which notices of a document.
    public var noticeRef: NoticeReference?
    /// What is to be shown.
    public var explicitText: ASN1String?

    /// A notice.
    public init(noticeRef: NoticeReference? = nil, explicitText: ASN1String?) {
        self.noticeRef = noticeRef
        self.explicitText = explicitText
    }

    static let syntax: Syntax<Self> = .sequence(
        "UserNotice", Self.init(noticeRef:explicitText:),
        .optional("noticeRef", \.noticeRef, NoticeReference.syntax),
        .optional("explicitText", \.explicitText, ASN1String.syntax))

    /// `NoticeReference` (RFC 5280 §4.2.1.4).
    public struct NoticeReference: Hashable, Sendable {
        /// Whose document.
        public var organization: ASN1String
        /// Which of its notices.
        public var noticeNumbers: [ASN1Integer]

        /// Notices of a document.
        ///
        /// - Parameters:
        ///   - organization: whose document.
        ///   - noticeNumbers: which of its notices.
        public init(organization: ASN1String, noticeNumbers: [ASN1Integer]) {
            self.organization = organization
            self.noticeNumbers = noticeNumbers
        }

        static let syntax: Syntax<Self> = .sequence(
            "NoticeReference", Self.init(organization:noticeNumbers:),
            .required("organization", \.organization, ASN1String.syntax),
            .required("noticeNumbers", \.noticeNumbers, .sequence(of: .integer)))
    }
}
