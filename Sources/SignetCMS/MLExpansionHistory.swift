public import SignetASN1
public import SignetBytes
public import SignetX509

/// `MLExpansionHistory` (RFC 2634 §4.4): the mailing lists that passed a message on, the last one last. It stands in a signed
/// attribute of the signature that the last one put around the message.
public struct MLExpansionHistory: Hashable, Sendable {
    /// One entry a list.
    public var lists: [MLData]

    /// A history.
    public init(lists: [MLData]) { self.lists = lists }

    /// What the last list wants done with requests for receipts; `nil` when it leaves them as they are.
    public var receiptPolicy: MLReceiptPolicy? { lists.last?.mlReceiptPolicy }

    /// The ASN.1 type.
    public static let syntax = Syntax<[MLData]>.sequence(of: MLData.syntax).map(Self.init(lists:), \.lists)
}

/// `MLData` (RFC 2634 §4.4): a mailing list that passed a message on.
public struct MLData: Hashable, Sendable {
    /// The list's own certificate.
    public var mailListIdentifier: EntityIdentifier
    /// When.
    public var expansionTime: Time
    /// What it wants done with requests for receipts.
    public var mlReceiptPolicy: MLReceiptPolicy?

    /// An entry.
    public init(mailListIdentifier: EntityIdentifier, expansionTime: Time, mlReceiptPolicy: MLReceiptPolicy? = nil) {
        self.mailListIdentifier = mailListIdentifier
        self.expansionTime = expansionTime
        self.mlReceiptPolicy = mlReceiptPolicy
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "MLData", Self.init(mailListIdentifier:expansionTime:mlReceiptPolicy:),
        .required("mailListIdentifier", \.mailListIdentifier, EntityIdentifier.syntax),
        .required("expansionTime", \.expansionTime, .generalizedTime),
        .optional("mlReceiptPolicy", \.mlReceiptPolicy, MLReceiptPolicy.syntax))
}

/// `EntityIdentifier` (RFC 2634 §4.4): a `SignerIdentifier` without a tag.
public enum EntityIdentifier: Hashable, Sendable {
    /// Who issued it, and under which number.
    case issuerAndSerialNumber(IssuerAndSerialNumber)
    /// What it says identifies its key.
    case subjectKeyIdentifier(Bytes)

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .choice(
        Alternative(IssuerAndSerialNumber.syntax, Self.issuerAndSerialNumber) {
            if case .issuerAndSerialNumber(let value) = $0 { value } else { nil }
        },
        Alternative(.octetString, Self.subjectKeyIdentifier) {
            if case .subjectKeyIdentifier(let value) = $0 { value } else { nil }
        })
}

/// `MLReceiptPolicy` (RFC 2634 §4.4): what stands in the place of the signer's wish for receipts.
public enum MLReceiptPolicy: Hashable, Sendable {
    /// `none`: they are not to be sent.
    case noReceipts
    /// They go to these, and not to whom the signer named.
    case insteadOf([[GeneralName]])
    /// They go to these too.
    case inAdditionTo([[GeneralName]])

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .choice(
        Alternative(Syntax<Void>.null.implicit(0), { .noReceipts }) { if case .noReceipts = $0 { () } else { nil } },
        Alternative(Syntax<[[GeneralName]]>.sequence(of: GeneralName.sequence).implicit(1), Self.insteadOf) {
            if case .insteadOf(let value) = $0 { value } else { nil }
        },
        Alternative(Syntax<[[GeneralName]]>.sequence(of: GeneralName.sequence).implicit(2), Self.inAdditionTo) {
            if case .inAdditionTo(let value) = $0 { value } else { nil }
        })
}
