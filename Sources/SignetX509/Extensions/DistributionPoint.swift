public import SignetASN1

/// `DistributionPoint` (RFC 5280 §4.2.1.13): where a revocation list can be had, who issues it, and what it covers.
public struct DistributionPoint: Hashable, Sendable {
    /// Where.
    public var distributionPoint: DistributionPointName?
    /// For which reasons the list revokes; all of them when absent.
    public var reasons: ReasonFlags?
    /// Who signs the list; the issuer of the certificate when absent.
    public var cRLIssuer: [GeneralName]?

    /// A place.
    public init(
        _ distributionPoint: DistributionPointName?, reasons: ReasonFlags? = nil, cRLIssuer: [GeneralName]? = nil
    ) {
        self.distributionPoint = distributionPoint
        self.reasons = reasons
        self.cRLIssuer = cRLIssuer
    }

    static let syntax: Syntax<Self> = .sequence(
        "DistributionPoint", { DistributionPoint($0, reasons: $1, cRLIssuer: $2) },
        .optional("distributionPoint", \.distributionPoint, DistributionPointName.syntax.explicit(0)),
        .optional("reasons", \.reasons, ReasonFlags.syntax.implicit(1)),
        .optional("cRLIssuer", \.cRLIssuer, GeneralName.sequence.implicit(2)))

    /// `CRLDistributionPoints`, `FreshestCRL`
    public static let sequence: Syntax<[DistributionPoint]> = .sequence(of: syntax)
}

/// `DistributionPointName` (RFC 5280 §4.2.1.13).
public enum DistributionPointName: Hashable, Sendable {
    /// Names of one place.
    case fullName([GeneralName])
    /// What comes after the name of who issues the list.
    case nameRelativeToCRLIssuer(RelativeName)

    static let syntax: Syntax<Self> = .choice(
        Alternative(GeneralName.sequence.implicit(0), Self.fullName) {
            if case .fullName(let names) = $0 { names } else { nil }
        },
        Alternative(.set(of: AttributeTypeAndValue.syntax).implicit(1), Self.nameRelativeToCRLIssuer) {
            if case .nameRelativeToCRLIssuer(let name) = $0 { name } else { nil }
        })

    /// The names spelled out; a relative one goes on where the name of the list's issuer ends.
    func names(relativeTo issuer: Name) -> [GeneralName] {
        switch self {
        case .fullName(let names): names
        case .nameRelativeToCRLIssuer(let relative): [.directoryName(Name(issuer.relativeNames + [relative]))]
        }
    }

    /// The addresses among the names.
    public var uris: [String] {
        guard case .fullName(let names) = self else { return [] }
        return names.compactMap { if case .uniformResourceIdentifier(let uri) = $0 { uri } else { nil } }
    }
}

/// `ReasonFlags` (RFC 5280 §4.2.1.13).
public struct ReasonFlags: OptionSet, Hashable, Sendable {
    /// Bit n is the standard's bit n.
    public let rawValue: Int
    /// A set of reasons.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// keyCompromise
    public static let keyCompromise = ReasonFlags(rawValue: 1 << 1)
    /// cACompromise
    public static let cACompromise = ReasonFlags(rawValue: 1 << 2)
    /// Every reason that RFC 5280 §6.3.2 (a) counts.
    public static let all = ReasonFlags(rawValue: 0x1FE)

    static let syntax: Syntax<Self> = Syntax<Int>.bits(named: names).map(ReasonFlags.init(rawValue:), \.rawValue)

    private static let names = [
        "unused", "keyCompromise", "cACompromise", "affiliationChanged", "superseded", "cessationOfOperation",
        "certificateHold", "privilegeWithdrawn", "aACompromise",
    ]
}

extension ReasonFlags: CustomStringConvertible {
    /// The standard's names.
    public var description: String {
        Self.names.enumerated().filter { rawValue & 1 << $0.offset != 0 }.map(\.element).joined(separator: ", ")
    }
}

/// `IssuingDistributionPoint` (RFC 5280 §5.2.5): what a revocation list covers.
public struct IssuingDistributionPoint: Hashable, Sendable {
    /// Where the list can be had.
    public var distributionPoint: DistributionPointName?
    /// No authority's certificate is on it.
    public var onlyContainsUserCerts = false
    /// Only authorities' certificates are on it.
    public var onlyContainsCACerts = false
    /// It revokes for these reasons only.
    public var onlySomeReasons: ReasonFlags?
    /// Certificates of other issuers may be on it.
    public var indirectCRL = false
    /// Only attribute certificates are on it.
    public var onlyContainsAttributeCerts = false

    /// A list that covers everything of its issuer.
    public init(distributionPoint: DistributionPointName? = nil) { self.distributionPoint = distributionPoint }

    init(
        distributionPoint: DistributionPointName?, onlyContainsUserCerts: Bool, onlyContainsCACerts: Bool,
        onlySomeReasons: ReasonFlags?, indirectCRL: Bool, onlyContainsAttributeCerts: Bool
    ) {
        self.distributionPoint = distributionPoint
        self.onlyContainsUserCerts = onlyContainsUserCerts
        self.onlyContainsCACerts = onlyContainsCACerts
        self.onlySomeReasons = onlySomeReasons
        self.indirectCRL = indirectCRL
        self.onlyContainsAttributeCerts = onlyContainsAttributeCerts
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "IssuingDistributionPoint",
        Self.init(
            distributionPoint:onlyContainsUserCerts:onlyContainsCACerts:onlySomeReasons:indirectCRL:
            onlyContainsAttributeCerts:),
        .optional("distributionPoint", \.distributionPoint, DistributionPointName.syntax.explicit(0)),
        .defaulted("onlyContainsUserCerts", \.onlyContainsUserCerts, .boolean.implicit(1), false),
        .defaulted("onlyContainsCACerts", \.onlyContainsCACerts, .boolean.implicit(2), false),
        .optional("onlySomeReasons", \.onlySomeReasons, ReasonFlags.syntax.implicit(3)),
        .defaulted("indirectCRL", \.indirectCRL, .boolean.implicit(4), false),
        .defaulted("onlyContainsAttributeCerts", \.onlyContainsAttributeCerts, .boolean.implicit(5), false))
}
