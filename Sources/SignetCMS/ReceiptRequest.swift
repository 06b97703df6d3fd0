public import SignetASN1
public import SignetBytes
public import SignetX509

/// `ReceiptRequest` (RFC 2634 §2.7): a signer's wish that the recipients confirm, with signatures of their own, that they
/// received his message and verified it.
public struct ReceiptRequest: Hashable, Sendable {
    /// Which message: names this one among all of the signer's.
    public var signedContentIdentifier: Bytes
    /// Who is to confirm.
    public var receiptsFrom: ReceiptsFrom
    /// Whom to send the confirmations to: each as one recipient's names.
    public var receiptsTo: [[GeneralName]]

    /// `ReceiptsFrom`
    public enum ReceiptsFrom: Hashable, Sendable {
        /// `allReceipts` (0): everybody.
        case all
        /// `firstTierRecipients` (1): those who did not get the message through a mailing list.
        case firstTier
        /// These people.
        case list([[GeneralName]])
    }

    /// A request.
    public init(signedContentIdentifier: Bytes, receiptsFrom: ReceiptsFrom, receiptsTo: [[GeneralName]]) {
        self.signedContentIdentifier = signedContentIdentifier
        self.receiptsFrom = receiptsFrom
        self.receiptsTo = receiptsTo
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "ReceiptRequest", Self.init(signedContentIdentifier:receiptsFrom:receiptsTo:),
        .required("signedContentIdentifier", \.signedContentIdentifier, .octetString),
        .required("receiptsFrom", \.receiptsFrom, ReceiptsFrom.syntax),
        .required("receiptsTo", \.receiptsTo, .sequence(of: GeneralName.sequence)))
}

extension ReceiptRequest.ReceiptsFrom {
    static let syntax: Syntax<Self> = .choice(
        Alternative(Syntax<Int>.smallInteger.implicit(0), { $0 == 0 ? .all : .firstTier }) {
            switch $0 {
            case .all: 0
            case .firstTier: 1
            case .list: nil
            }
        },
        Alternative(Syntax<[[GeneralName]]>.sequence(of: GeneralName.sequence).implicit(1), Self.list) {
            if case .list(let value) = $0 { value } else { nil }
        })
}

/// `Receipt` (RFC 2634 §2.8): what the signer of a receipt confirms.
public struct Receipt: Hashable, Sendable {
    /// Always 1.
    public var version: Int
    /// What the message was.
    public var contentType: ContentType
    /// Which message, as the request names it.
    public var signedContentIdentifier: Bytes
    /// The signature of the message.
    public var originatorSignatureValue: Bytes

    /// A receipt for the message with this signature.
    public init(contentType: ContentType, signedContentIdentifier: Bytes, originatorSignatureValue: Bytes) {
        self.init(
            version: 1, contentType: contentType, signedContentIdentifier: signedContentIdentifier,
            originatorSignatureValue: originatorSignatureValue)
    }

    private init(
        version: Int, contentType: ContentType, signedContentIdentifier: Bytes, originatorSignatureValue: Bytes
    ) {
        self.version = version
        self.contentType = contentType
        self.signedContentIdentifier = signedContentIdentifier
        self.originatorSignatureValue = originatorSignatureValue
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "Receipt", Self.init(version:contentType:signedContentIdentifier:originatorSignatureValue:),
        .required("version", \.version, .smallInteger),
        .required("contentType", \.contentType, ContentType.syntax),
        .required("signedContentIdentifier", \.signedContentIdentifier, .octetString),
        .required("originatorSignatureValue", \.originatorSignatureValue, .octetString))
}
