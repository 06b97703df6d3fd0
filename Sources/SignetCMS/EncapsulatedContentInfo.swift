public import SignetASN1
public import SignetBytes

/// `EncapsulatedContentInfo` (RFC 5652 §5.2): the content that is signed, or only its type when it travels apart.
public struct EncapsulatedContentInfo: Hashable, Sendable {
    /// What the content is.
    public var contentType: ContentType
    /// The content; absent when the message is signed clear, and the content stands beside it.
    public var content: EncapsulatedContent?

    /// A content of some type.
    public init(contentType: ContentType, content: EncapsulatedContent?) {
        self.contentType = contentType
        self.content = content
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "EncapsulatedContentInfo", Self.init(contentType:content:),
        .required("eContentType", \.contentType, ContentType.syntax),
        .optional("eContent", \.content, EncapsulatedContent.syntax.explicit(0)))
}

/// What stands inside `eContent`: an OCTET STRING in CMS, an element of any type in PKCS #7 1.5 (RFC 5652 §5.2.1).
public enum EncapsulatedContent: Hashable, Sendable {
    /// The octets.
    case octetString(Bytes)
    /// Another element, header included, as Authenticode and catalogue files have it.
    case element(Bytes)

    /// What is digested and signed: the content octets, without tag and length (RFC 5652 §5.2.1, §5.4).
    public var octets: Bytes {
        switch self {
        case .octetString(let octets): return octets
        case .element(let element):
            var reader = DERReader(element, rules: .tolerant)
            guard let tag = reader.nextTag,
                let octets = try? reader.element(tag, { (contents) throws(ASN1Error) in contents.takeRemaining() })
            else { return element }
            return octets
        }
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .choice(
        Alternative(.octetString, Self.octetString) { if case .octetString(let value) = $0 { value } else { nil } },
        Alternative(.any, Self.element) { if case .element(let value) = $0 { value } else { nil } })
}
