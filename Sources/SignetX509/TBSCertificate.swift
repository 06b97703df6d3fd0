public import SignetASN1
public import SignetAlgorithms
import SignetBytes
public import SignetKeys

/// `TBSCertificate` (RFC 5280 §4.1.2): what the issuer signs.
public struct TBSCertificate: Sendable {
    /// 0 for v1, 2 for v3.
    public var version: Int
    /// The number that the issuer gave it, unique with him.
    public var serialNumber: ASN1Integer
    /// What the issuer signs with.
    public var signature: AlgorithmIdentifier
    /// Who vouches.
    public var issuer: Name
    /// From when until when.
    public var validity: Validity
    /// Whom it is about.
    public var subject: Name
    /// The subject's key.
    public var subjectPublicKeyInfo: SubjectPublicKeyInfo
    /// §4.1.2.8; not used any more.
    public var issuerUniqueID: BitString?
    /// §4.1.2.8; not used any more.
    public var subjectUniqueID: BitString?
    /// Their list as it is written, its form checked: most who read a certificate ask for few of them.
    private var extensionList: Bytes?
    /// What else is stated. Read anew each time; a certificate keeps them.
    public var extensions: [Extension]? {
        get { extensionList.map { (try? Extension.sequence.decode($0, rules: .tolerant)) ?? [] } }
        set { extensionList = newValue.map(Extension.sequence.encode) }
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "TBSCertificate",
        Self.init(
            version:serialNumber:signature:issuer:validity:subject:subjectPublicKeyInfo:issuerUniqueID:subjectUniqueID:
            extensionList:),
        .defaulted("version", \.version, Syntax<Int>.integer(named: [0: "v1", 1: "v2", 2: "v3"]).explicit(0), 0),
        .required("serialNumber", \.serialNumber, .nonNegativeInteger),
        .required("signature", \.signature, AlgorithmIdentifier.syntax),
        .required("issuer", \.issuer, Name.syntax),
        .required("validity", \.validity, Validity.syntax),
        .required("subject", \.subject, Name.syntax),
        .required("subjectPublicKeyInfo", \.subjectPublicKeyInfo, SubjectPublicKeyInfo.syntax),
        .optional("issuerUniqueID", \.issuerUniqueID, .bitString.implicit(1)),
        .optional("subjectUniqueID", \.subjectUniqueID, .bitString.implicit(2)),
        .optional("extensions", \.extensionList, Extension.sequence.unread.explicit(3)))
}

extension TBSCertificate {
    /// What is to be signed, from its parts.
    public init(
        version: Int = 2, serialNumber: ASN1Integer, signature: AlgorithmIdentifier, issuer: Name, validity: Validity,
        subject: Name, subjectPublicKeyInfo: SubjectPublicKeyInfo, issuerUniqueID: BitString? = nil,
        subjectUniqueID: BitString? = nil, extensions: [Extension]?
    ) {
        self.init(
            version: version, serialNumber: serialNumber, signature: signature, issuer: issuer, validity: validity,
            subject: subject, subjectPublicKeyInfo: subjectPublicKeyInfo, issuerUniqueID: issuerUniqueID,
            subjectUniqueID: subjectUniqueID, extensionList: extensions.map(Extension.sequence.encode))
    }
}
