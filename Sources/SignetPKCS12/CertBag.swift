public import SignetASN1
public import SignetBytes
public import SignetX509

/// `CertBag` (RFC 7292 §4.2.3): a certificate of some kind.
public enum CertBag: Hashable, Sendable {
    /// `x509Certificate`: the encoding of a certificate, not yet read.
    case x509(Bytes)
    /// A certificate of another kind, unread.
    case other(ObjectIdentifier, Bytes?)

    /// A bag with a certificate in it.
    public init(_ certificate: Certificate) { self = .x509(certificate.encoding) }

    /// The certificate. It lies in memory of its own: what it was cut out of may hold keys, and is not kept for its sake.
    ///
    /// - Throws: `X509Error.malformed`, for a certificate that is not X.509 too.
    public func certificate() throws(X509Error) -> Certificate {
        guard case .x509(let encoding) = self else {
            throw .malformed(ASN1Error(.invalidValue("not an X.509 certificate"), at: 0).under("CertBag"))
        }
        return try Certificate(Bytes(copying: encoding.span))
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = Syntax<Self>.keyed(
        Keyed("1.2.840.113549.1.9.22.1", .octetString.explicit(0), Self.x509) {
            if case .x509(let encoding) = $0 { encoding } else { nil }
        },
        other: .init(Self.other) { if case .other(let identifier, let value) = $0 { (identifier, value) } else { nil } }
    ).inSequence("CertBag")
}
