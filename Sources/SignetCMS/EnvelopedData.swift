public import SignetASN1
public import SignetKeys

/// `EnvelopedData` (RFC 5652 §6.1): encrypted content, and its key once for each recipient.
public struct EnvelopedData: Hashable, Sendable {
    /// 0, 2, 3 or 4, by what is inside.
    public var version: Int
    /// Certificates and revocation lists of the sender, which some ways of agreeing on a key need.
    public var originatorInfo: OriginatorInfo?
    /// Who can open it, and how.
    public var recipientInfos: [RecipientInfo]
    /// The content.
    public var encryptedContentInfo: EncryptedContentInfo
    /// What is said beside it, unprotected.
    public var unprotectedAttributes: [Attribute]?

    /// Sealed content from its parts; the version follows from them.
    public init(
        originatorInfo: OriginatorInfo? = nil, recipientInfos: [RecipientInfo],
        encryptedContentInfo: EncryptedContentInfo, unprotectedAttributes: [Attribute]? = nil
    ) {
        self.init(
            version: Self.version(originatorInfo, recipientInfos, hasAttributes: unprotectedAttributes != nil),
            originatorInfo: originatorInfo, recipientInfos: recipientInfos,
            encryptedContentInfo: encryptedContentInfo, unprotectedAttributes: unprotectedAttributes)
    }

    init(
        version: Int, originatorInfo: OriginatorInfo?, recipientInfos: [RecipientInfo],
        encryptedContentInfo: EncryptedContentInfo, unprotectedAttributes: [Attribute]?
    ) {
        self.version = version
        self.originatorInfo = originatorInfo
        self.recipientInfos = recipientInfos
        self.encryptedContentInfo = encryptedContentInfo
        self.unprotectedAttributes = unprotectedAttributes
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "EnvelopedData",
        Self.init(version:originatorInfo:recipientInfos:encryptedContentInfo:unprotectedAttributes:),
        .required("version", \.version, .smallInteger),
        .optional("originatorInfo", \.originatorInfo, OriginatorInfo.syntax.implicit(0)),
        .required("recipientInfos", \.recipientInfos, .set(of: RecipientInfo.syntax)),
        .required("encryptedContentInfo", \.encryptedContentInfo, EncryptedContentInfo.syntax),
        .optional("unprotectedAttrs", \.unprotectedAttributes, .set(of: Attribute.syntax).implicit(1)))

    /// The version that RFC 5652 §6.1 asks for.
    static func version(
        _ originatorInfo: OriginatorInfo?, _ recipientInfos: [RecipientInfo], hasAttributes: Bool
    ) -> Int {
        let special = originatorInfo?.requiredVersion(plain: 0, attributeCertificates: 3, other: 4) ?? 0
        if special > 0 { return special }
        for recipient in recipientInfos {
            switch recipient {
            case .password, .other: return 3
            default: break
            }
        }
        let isPlain = recipientInfos.allSatisfy {
            if case .keyTransport(let recipient) = $0 { recipient.version == 0 } else { false }
        }
        return isPlain && originatorInfo == nil && !hasAttributes ? 0 : 2
    }
}
