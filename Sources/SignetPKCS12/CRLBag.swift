public import SignetASN1
public import SignetBytes

/// `CRLBag` (RFC 7292 §4.2.4): a list of revoked certificates of some kind.
public enum CRLBag: Hashable, Sendable {
    /// `x509CRL`: the encoding of a list, not yet read.
    case x509(Bytes)
    /// A list of another kind, unread.
    case other(ObjectIdentifier, Bytes?)

    /// The same in memory of its own, so that it does not keep alive what it was cut out of, which may be keys.
    var detached: CRLBag {
        switch self {
        case .x509(let encoding): .x509(Bytes(copying: encoding.span))
        case .other: self
        }
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = Syntax<Self>.keyed(
        Keyed("1.2.840.113549.1.9.23.1", .octetString.explicit(0), Self.x509) {
            if case .x509(let encoding) = $0 { encoding } else { nil }
        },
        other: .init(Self.other) { if case .other(let identifier, let value) = $0 { (identifier, value) } else { nil } }
    ).inSequence("CRLBag")
}
