public import SignetASN1

/// `ContentType` (RFC 5652 §3): what a content is.
public struct ContentType: Hashable, Sendable {
    /// Its object identifier.
    public let identifier: ObjectIdentifier

    /// A type by its object identifier.
    public init(_ identifier: ObjectIdentifier) { self.identifier = identifier }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = Syntax<ObjectIdentifier>.objectIdentifier.map(Self.init, \.identifier)

    /// Octets without structure, such as a mail (RFC 5652 §4).
    public static let data = ContentType("1.2.840.113549.1.7.1")
    /// Signed content (RFC 5652 §5).
    public static let signedData = ContentType("1.2.840.113549.1.7.2")
    /// Content sealed for recipients (RFC 5652 §6).
    public static let envelopedData = ContentType("1.2.840.113549.1.7.3")
    /// Signed and sealed in one, of PKCS #7 only (RFC 2315 §11).
    public static let signedAndEnvelopedData = ContentType("1.2.840.113549.1.7.4")
    /// Content with a digest (RFC 5652 §7).
    public static let digestedData = ContentType("1.2.840.113549.1.7.5")
    /// Content encrypted without saying for whom (RFC 5652 §8).
    public static let encryptedData = ContentType("1.2.840.113549.1.7.6")
    /// Content with a message authentication code (RFC 5652 §9).
    public static let authenticatedData = ContentType("1.2.840.113549.1.9.16.1.2")
    /// Compressed content (RFC 3274 §1.1).
    public static let compressedData = ContentType("1.2.840.113549.1.9.16.1.9")
    /// Content sealed by an authenticating cipher (RFC 5083 §2.1).
    public static let authEnvelopedData = ContentType("1.2.840.113549.1.9.16.1.23")
    /// Several contents in one (RFC 4073 §2)
    public static let contentCollection = ContentType("1.2.840.113549.1.9.16.1.19")
    /// What a time-stamp authority signs (RFC 3161 §2.4.2).
    public static let tstInfo = ContentType("1.2.840.113549.1.9.16.1.4")
    /// A receipt for a signed message (RFC 2634 §2.8).
    public static let receipt = ContentType("1.2.840.113549.1.9.16.1.1")
}

extension ContentType: CustomStringConvertible {
    /// The name that the standard gives it, else dotted decimal.
    public var description: String {
        switch self {
        case .data: "data"
        case .signedData: "signedData"
        case .envelopedData: "envelopedData"
        case .signedAndEnvelopedData: "signedAndEnvelopedData"
        case .digestedData: "digestedData"
        case .encryptedData: "encryptedData"
        case .authenticatedData: "authenticatedData"
        case .compressedData: "compressedData"
        case .authEnvelopedData: "authEnvelopedData"
        case .contentCollection: "contentCollection"
        case .tstInfo: "tstInfo"
        case .receipt: "receipt"
        default: identifier.description
        }
    }
}
