public import SignetASN1
public import SignetAlgorithms
public import SignetBytes

/// `TBSCertList` (RFC 5280 §5.1.2): what the issuer of a revocation list signs. Its entries stay unread: lists have
/// millions, and one is looked for.
public struct TBSCertList: Sendable {
    /// 1 for v2; absent for v1.
    public var version: Int?
    /// What the issuer signs with.
    public var signature: AlgorithmIdentifier
    /// Who says so.
    public var issuer: Name
    /// When he said so.
    public var thisUpdate: Time
    /// When he will speak again at the latest.
    public var nextUpdate: Time?
    /// The encoding of the entries.
    public var revokedCertificates: Bytes?
    /// What else is stated.
    public var extensions: [Extension]?

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "TBSCertList",
        Self.init(version:signature:issuer:thisUpdate:nextUpdate:revokedCertificates:extensions:),
        .optional("version", \.version, .smallInteger),
        .required("signature", \.signature, AlgorithmIdentifier.syntax),
        .required("issuer", \.issuer, Name.syntax),
        .required("thisUpdate", \.thisUpdate, Time.syntax),
        .optional("nextUpdate", \.nextUpdate, Time.syntax),
        .optional("revokedCertificates", \.revokedCertificates, .any(of: [.sequence])),
        .optional("crlExtensions", \.extensions, Extension.sequence.explicit(0)))
}

/// One of `revokedCertificates` (RFC 5280 §5.1.2.6).
public struct RevokedCertificate: Hashable, Sendable {
    /// Which certificate of its issuer.
    public var serialNumber: ASN1Integer
    /// Since when.
    public var revocationDate: Time
    /// What else is stated.
    public var extensions: [Extension]?

    /// An entry.
    public init(serialNumber: ASN1Integer, revocationDate: Time, extensions: [Extension]? = nil) {
        self.serialNumber = serialNumber
        self.revocationDate = revocationDate
        self.extensions = extensions
    }

    /// An entry with a reason, and the moment since when the key is not to be trusted, if that is known.
    public init(
        serialNumber: ASN1Integer, revocationDate: Instant, reason: RevocationReason?, invalidityDate: Instant? = nil
    ) {
        var extensions: [Extension] = []
        // RFC 5280 §5.3.1: unspecified is said by saying nothing.
        if let reason, reason != .unspecified {
            extensions.append(Extension(.reasonCode, reason))
        }
        if let invalidityDate {
            extensions.append(Extension(.invalidityDate, Time(invalidityDate, form: .generalizedTime)))
        }
        self.init(
            serialNumber: serialNumber, revocationDate: Time(revocationDate),
            extensions: extensions.isEmpty ? nil : extensions)
    }

    static let syntax: Syntax<Self> = .sequence(
        "revokedCertificate", { RevokedCertificate(serialNumber: $0, revocationDate: $1, extensions: $2) },
        .required("userCertificate", \.serialNumber, .integer),
        .required("revocationDate", \.revocationDate, Time.syntax),
        .optional("crlEntryExtensions", \.extensions, Extension.sequence))

    package static let sequence: Syntax<[RevokedCertificate]> = .sequence(of: syntax)

    /// RFC 5280 §5.3.1; `.unspecified` when nothing is said.
    public func reason() throws(X509Error) -> RevocationReason {
        try extensions?.value(of: .reasonCode) ?? .unspecified
    }

    /// RFC 5280 §5.3.2
    public func invalidityDate() throws(X509Error) -> Instant? {
        try extensions?.value(of: .invalidityDate)?.instant
    }

    /// RFC 5280 §5.3.3: whose certificates this entry and those after it are about.
    public func certificateIssuer() throws(X509Error) -> [GeneralName]? {
        try extensions?.value(of: .certificateIssuer)
    }
}

/// `CRLReason` (RFC 5280 §5.3.1).
public enum RevocationReason: Int, CaseIterable, Hashable, Sendable {
    /// Nothing is said
    case unspecified = 0
    /// The private key is in other hands
    case keyCompromise = 1
    /// That of the authority is
    case cACompromise = 2
    /// The subject's name or other facts have changed
    case affiliationChanged = 3
    /// There is a newer certificate
    case superseded = 4
    /// The certificate is needed no more
    case cessationOfOperation = 5
    /// For now
    case certificateHold = 6
    /// In a delta list: no longer revoked
    case removeFromCRL = 8
    /// What the certificate allows, the subject is not allowed any more
    case privilegeWithdrawn = 9
    /// The private key of an attribute authority is in other hands
    case aACompromise = 10

    /// The standard's name.
    public var name: String { "\(self)" }

    /// The ASN.1 type.
    public static let syntax = Syntax<Int>.enumerated(
        Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0.name) })
    ).map("there is no such reason", RevocationReason.init(rawValue:), \.rawValue)

    /// The reason with the standard's name, whatever its letter case.
    public init?(named name: String) {
        guard let match = Self.allCases.first(where: { $0.name.lowercased() == name.lowercased() }) else { return nil }
        self = match
    }
}
