public import SignetASN1
public import SignetBytes

/// `PrivateKeyUsagePeriod` (RFC 3280 §4.2.1.4): when the private key signs, if not as long as the certificate is valid.
public struct PrivateKeyUsagePeriod: Hashable, Sendable {
    /// The first moment.
    public var notBefore: Time?
    /// The last moment.
    public var notAfter: Time?

    /// A period. RFC 3280 wants GeneralizedTime, and at least one of the two.
    ///
    /// - Parameters:
    ///   - notBefore: the first moment.
    ///   - notAfter: the last moment.
    public init(notBefore: Time?, notAfter: Time?) {
        self.notBefore = notBefore
        self.notAfter = notAfter
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "PrivateKeyUsagePeriod", Self.init(notBefore:notAfter:),
        .optional("notBefore", \.notBefore, .generalizedTime.implicit(0)),
        .optional("notAfter", \.notAfter, .generalizedTime.implicit(1)))
}

/// `QCStatement` (RFC 3739 §3.2.6): what makes a certificate a qualified one.
public struct QCStatement: Hashable, Sendable {
    /// Which statement.
    public var statementID: ObjectIdentifier
    /// The encoding of what it says.
    public var statementInfo: Bytes?

    /// A statement.
    ///
    /// - Parameters:
    ///   - statementID: which one.
    ///   - statementInfo: the encoding of what it says, where it says more than that it is there.
    public init(_ statementID: ObjectIdentifier, _ statementInfo: Bytes? = nil) {
        self.statementID = statementID
        self.statementInfo = statementInfo
    }

    static let syntax: Syntax<Self> = .sequence(
        "QCStatement", { QCStatement($0, $1) },
        .required("statementId", \.statementID, .objectIdentifier),
        .optional("statementInfo", \.statementInfo, .any))

    /// `QCStatements`
    public static let sequence: Syntax<[QCStatement]> = .sequence(of: syntax)

    /// ETSI EN 319 412-5, RFC 3739 §3.2.6.1 and ETSI TS 119 495 §5.1.
    static let names: [ObjectIdentifier: String] = [
        "0.4.0.1862.1.1": "QcCompliance", "0.4.0.1862.1.2": "QcLimitValue", "0.4.0.1862.1.3": "QcRetentionPeriod",
        "0.4.0.1862.1.4": "QcSSCD", "0.4.0.1862.1.5": "QcPDS", "0.4.0.1862.1.6": "QcType",
        "0.4.0.1862.1.7": "QcCClegislation", "1.3.6.1.5.5.7.11.1": "qcs-v1", "1.3.6.1.5.5.7.11.2": "qcs-v2",
        "0.4.0.19495.2": "PSD2",
    ]
}

/// Netscape's `netscape-cert-type`: what a certificate was for before there was extKeyUsage.
public struct NetscapeCertType: OptionSet, Hashable, Sendable {
    /// Bit n is Netscape's bit n.
    public let rawValue: Int
    /// A set of uses.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// A client of TLS
    public static let sslClient = NetscapeCertType(rawValue: 1 << 0)
    /// A server of TLS
    public static let sslServer = NetscapeCertType(rawValue: 1 << 1)
    /// S/MIME
    public static let smime = NetscapeCertType(rawValue: 1 << 2)
    /// Signs programs
    public static let objectSigning = NetscapeCertType(rawValue: 1 << 3)
    /// An authority for TLS
    public static let sslCA = NetscapeCertType(rawValue: 1 << 5)
    /// An authority for S/MIME
    public static let smimeCA = NetscapeCertType(rawValue: 1 << 6)
    /// An authority for those who sign programs
    public static let objectSigningCA = NetscapeCertType(rawValue: 1 << 7)

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = Syntax<Int>.bits(named: names).map(
        NetscapeCertType.init(rawValue:), \.rawValue)

    private static let names = [
        "SSL client", "SSL server", "S/MIME", "object signing", "reserved", "SSL CA", "S/MIME CA", "object signing CA",
    ]
}

extension NetscapeCertType: CustomStringConvertible {
    /// Netscape's names.
    public var description: String {
        Self.names.enumerated().filter { rawValue & 1 << $0.offset != 0 }.map(\.element).joined(separator: ", ")
    }
}

/// `CertificateTemplate`: what a Microsoft authority issued by.
public struct MicrosoftTemplate: Hashable, Sendable {
    /// Which template.
    public var templateID: ObjectIdentifier
    /// Its version.
    public var majorVersion: Int?
    /// And the part after the full stop.
    public var minorVersion: Int?

    /// A template.
    ///
    /// - Parameters:
    ///   - templateID: which one.
    ///   - majorVersion: its version.
    ///   - minorVersion: and the part after the full stop.
    public init(templateID: ObjectIdentifier, majorVersion: Int? = nil, minorVersion: Int? = nil) {
        self.templateID = templateID
        self.majorVersion = majorVersion
        self.minorVersion = minorVersion
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "CertificateTemplate", Self.init(templateID:majorVersion:minorVersion:),
        .required("templateID", \.templateID, .objectIdentifier),
        .optional("templateMajorVersion", \.majorVersion, .smallInteger),
        .optional("templateMinorVersion", \.minorVersion, .smallInteger))
}

/// `ProxyCertInfo` (RFC 3820 §3.8): that a certificate was issued by a person, for a program that acts in his name. Signet
/// reads it, and trusts no such certificate.
public struct ProxyCertInfo: Hashable, Sendable {
    /// How many proxies there may be below.
    public var pathLengthConstraint: Int?
    /// `ProxyPolicy` (RFC 3820 §3.8.2)
    public var policy: Policy

    /// What a proxy may do.
    ///
    /// - Parameters:
    ///   - pathLengthConstraint: how many proxies there may be below.
    ///   - policy: what it may do.
    public init(pathLengthConstraint: Int? = nil, policy: Policy) {
        self.pathLengthConstraint = pathLengthConstraint
        self.policy = policy
    }

    /// `ProxyPolicy` (RFC 3820 §3.8.2).
    public struct Policy: Hashable, Sendable {
        /// The language that the policy is written in.
        public var policyLanguage: ObjectIdentifier
        /// The policy.
        public var policy: Bytes?

        /// A policy.
        ///
        /// - Parameters:
        ///   - policyLanguage: the language that it is written in.
        ///   - policy: what is written.
        public init(policyLanguage: ObjectIdentifier, policy: Bytes? = nil) {
            self.policyLanguage = policyLanguage
            self.policy = policy
        }

        static let syntax: Syntax<Self> = .sequence(
            "ProxyPolicy", Self.init(policyLanguage:policy:),
            .required("policyLanguage", \.policyLanguage, .objectIdentifier),
            .optional("policy", \.policy, .octetString))
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "ProxyCertInfo", Self.init(pathLengthConstraint:policy:),
        .optional("pCPathLenConstraint", \.pathLengthConstraint, .smallInteger),
        .required("proxyPolicy", \.policy, Policy.syntax))

    /// RFC 3820 §3.8.2, and what Globus had before it.
    private static let languages: [ObjectIdentifier: String] = [
        "1.3.6.1.5.5.7.21.0": "any language", "1.3.6.1.5.5.7.21.1": "everything that the issuer may",
        "1.3.6.1.5.5.7.21.2": "nothing of what the issuer may", "1.3.6.1.4.1.3536.1.1.1.9": "limited",
    ]

    /// What it says, line by line.
    var lines: [String] {
        let language = policy.policyLanguage
        let text = policy.policy.map { octets in
            String(validating: octets, as: UTF8.self)?.printable ?? Hex.encode(octets, separator: ":")
        }
        return [
            pathLengthConstraint.map { "at most \($0) below" }, "policy \(Self.languages[language] ?? "\(language)")",
            text.map { "  \($0)" },
        ].compactMap { $0 }
    }
}
