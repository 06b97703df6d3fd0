public import SignetASN1
public import SignetBytes

/// A certificate that is trusted, and how far (RFC 5280 §6.1.1 (d), RFC 5914 §2).
public struct TrustAnchor: Hashable, Sendable {
    /// The certificate.
    public var certificate: Certificate
    /// Which names its authorities may certify, beside what the certificate itself says.
    public var nameConstraints: NameConstraints?
    /// For which purposes it is trusted, by their identifiers in extKeyUsage; `nil` for all.
    public var purposes: Set<ObjectIdentifier>?
    /// For which it is not, whatever else is said.
    public var rejectedPurposes: Set<ObjectIdentifier>

    /// A certificate that is trusted for everything, or for less.
    public init(
        _ certificate: Certificate, nameConstraints: NameConstraints? = nil, purposes: Set<ObjectIdentifier>? = nil,
        rejectedPurposes: Set<ObjectIdentifier> = []
    ) {
        self.certificate = certificate
        self.nameConstraints = nameConstraints
        self.purposes = purposes
        self.rejectedPurposes = rejectedPurposes
    }

    /// A certificate as OpenSSL's `TRUSTED CERTIFICATE` files have it: followed, or not, by what it is trusted for.
    ///
    /// - Throws: `X509Error.malformed`.
    public init(openSSL encoding: Bytes) throws(X509Error) {
        var reader = DERReader(encoding, rules: .tolerant)
        do throws(ASN1Error) {
            let certificate = try reader.element()
            let terms = reader.isAtEnd ? nil : try Terms.syntax.read(&reader)
            try reader.finish()
            self.init(
                try Certificate.syntax.decode(certificate, rules: .tolerant), purposes: terms?.trust.map { Set($0) },
                rejectedPurposes: Set(terms?.reject ?? []))
        } catch { throw .malformed(error) }
    }

    /// `X509_CERT_AUX`
    private struct Terms: Sendable {
        var trust: [ObjectIdentifier]?
        var reject: [ObjectIdentifier]?
        var alias: Bytes?
        var keyID: Bytes?
        var other: Bytes?
        static let syntax: Syntax<Self> = .sequence(
            "CertAux", Self.init(trust:reject:alias:keyID:other:),
            .optional("trust", \.trust, .sequence(of: .objectIdentifier)),
            .optional("reject", \.reject, Syntax<[ObjectIdentifier]>.sequence(of: .objectIdentifier).implicit(0)),
            .optional("alias", \.alias, .contents(.utf8String)),
            .optional("keyid", \.keyID, .octetString),
            .optional("other", \.other, .any(of: [Tag.context(UInt32(1), isConstructed: true)])))
    }

    /// Whether it is trusted for a purpose; `nil` asks for any.
    func isTrusted(for purpose: ObjectIdentifier?) -> Bool {
        let wanted: Set = [purpose ?? ExtendedKeyUsage.any, ExtendedKeyUsage.any]
        return rejectedPurposes.isDisjoint(with: wanted) && !(purposes?.isDisjoint(with: wanted) ?? false)
    }
}
