public import SignetASN1
public import SignetBytes

/// `RevocationInfoChoice` (RFC 5652 §10.2.1): a revocation list, or something else that tells of revocation.
public enum RevocationInfoChoice: Hashable, Sendable {
    /// A `CertificateList` (RFC 5280 §5.1), kept byte for byte.
    case crl(Bytes)
    /// `[1]`: another format, such as an OCSP response (RFC 5940).
    case other(OtherRevocationInfoFormat)

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .choice(
        Alternative(OtherRevocationInfoFormat.syntax.implicit(1), Self.other) {
            if case .other(let value) = $0 { value } else { nil }
        },
        Alternative(.any, Self.crl) { if case .crl(let value) = $0 { value } else { nil } })
}

/// `OtherRevocationInfoFormat` (RFC 5652 §10.2.1).
public struct OtherRevocationInfoFormat: Hashable, Sendable {
    /// Which format.
    public var format: ObjectIdentifier
    /// The encoding of the information.
    public var info: Bytes

    /// An `OCSPResponse` (RFC 5940 §2).
    public static let ocspResponse: ObjectIdentifier = "1.3.6.1.5.5.7.16.2"

    /// Information in some format.
    public init(format: ObjectIdentifier, info: Bytes) {
        self.format = format
        self.info = info
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "OtherRevocationInfoFormat", Self.init(format:info:),
        .required("otherRevInfoFormat", \.format, .objectIdentifier),
        .required("otherRevInfo", \.info, .any))
}
