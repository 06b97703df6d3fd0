public import SignetASN1
public import SignetAlgorithms
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
    /// What else is stated.
    public var extensions: [Extension]?

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "TBSCertificate",
        Self.init(
            version:serialNumber:signature:issuer:validity:subject:subjectPublicKeyInfo:issuerUniqueID:subjectUniqueID:
            extensions:),
        .defaulted("version", \.version, Syntax<Int>.integer(named: [0: "v1", 1: "v2", 2: "v3"]).explicit(0), 0),
        .required("serialNumber", \.serialNumber, .nonNegativeInteger),
        .required("signature", \.signature, AlgorithmIdentifier.syntax),
        .required("issuer", \.issuer, Name.syntax),
        .required("validity", \.validity, Validity.syntax),
        .required("subject", \.subject, Name.syntax),
        .required("subjectPublicKeyInfo", \.subjectPublicKeyInfo, SubjectPublicKeyInfo.syntax),
        .optional("issuerUniqueID", \.issuerUniqueID, .bitString.implicit(1)),
        .optional("subjectUniqueID", \.subjectUniqueID, .bitString.implicit(2)),
        .optional("extensions", \.extensions, Extension.sequence.explicit(3)))

    /// What is to be signed, from its parts.
    public init(
        version: Int = 2, serialNumber: ASN1Integer, signature: AlgorithmIdentifier, issuer: Name, validity: Validity,
        subject: Name, subjectPublicKeyInfo: SubjectPublicKeyInfo, issuerUniqueID: BitString? = nil,
        subjectUniqueID: BitString? = nil, extensions: [Extension]?
    ) {
        self.version = version
        self.serialNumber = serialNumber
        self.signature = signature
        self.issuer = issuer
        self.validity = validity
        self.subject = subject
        self.subjectPublicKeyInfo = subjectPublicKeyInfo
        self.issuerUniqueID = issuerUniqueID
        self.subjectUniqueID = subjectUniqueID
        self.extensions = extensions
    }
}
