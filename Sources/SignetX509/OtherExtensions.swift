public import SignetASN1
public import SignetBytes

/// `PrivateKeyUsagePeriod` (RFC 3280 §4.2.1.4): when the private key signs, if not as long as the certificate is valid.
public struct PrivateKeyUsagePeriod: Hashable, Sendable {
    /// The first moment.
    public var notBefore: Time?
    /// The last moment.
    public var notAfter: Time?

    static let syntax: Syntax<Self> = .sequence(
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

    static let syntax: Syntax<Self> = .sequence(
        "QCStatement", Self.init(statementID:statementInfo:),
        .required("statementId", \.statementID, .objectIdentifier),
        .optional("statementInfo", \.statementInfo, .any))

    static let sequence: Syntax<[QCStatement]> = .sequence(of: syntax)

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

    /// S/MIME
    public static let smime = NetscapeCertType(rawValue: 1 << 2)
    /// An authority for S/MIME
    public static let smimeCA = NetscapeCertType(rawValue: 1 << 6)

    static let syntax: Syntax<Self> = Syntax<Int>.bits(named: names).map(NetscapeCertType.init(rawValue:), \.rawValue)

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

    static let syntax: Syntax<Self> = .sequence(
        "CertificateTemplate", Self.init(templateID:majorVersion:minorVersion:),
        .required("templateID", \.templateID, .objectIdentifier),
        .optional("templateMajorVersion", \.majorVersion, .smallInteger),
        .optional("templateMinorVersion", \.minorVersion, .smallInteger))
}
