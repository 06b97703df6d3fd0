public import SignetASN1
public import SignetBytes

/// `ContentInfo` (RFC 5652 §3): a message, whose first field says what it is.
public enum ContentInfo: Hashable, Sendable {
    /// Octets without structure.
    case data(Bytes)
    /// Signed content, or a bundle of certificates.
    case signedData(SignedData)
    /// Content sealed for recipients.
    case envelopedData(EnvelopedData)
    /// Content encrypted under a key that is known otherwise: in PKCS #12, one from a password.
    case encryptedData(EncryptedData)
    /// Content sealed for recipients by an authenticating cipher.
    case authEnvelopedData(AuthEnvelopedData)
    /// Content with a digest.
    case digestedData(DigestedData)
    /// Content with a message authentication code.
    case authenticatedData(AuthenticatedData)
    /// Compressed content.
    case compressedData(CompressedData)
    /// Several contents in one, each a `ContentInfo` kept byte for byte (RFC 4073 §2).
    case contentCollection([Bytes])
    /// Anything else, with the encoding of the content inside `[0]` and that tag, kept unread.
    case other(ContentType, Bytes?)

    /// Reads a message in DER or BER.
    ///
    /// - Throws: `CMSError.malformed` with the offset in `message` as given and the path of field names.
    public init(reading message: Bytes) throws(CMSError) {
        do throws(ASN1Error) {
            self = try Self.syntax.decode(message, rules: .ber)
        } catch { throw .malformed(error) }
    }

    /// Writes the message as DER.
    public func encode() -> Bytes { Self.syntax.encode(self) }

    /// What the content is.
    public var contentType: ContentType {
        switch self {
        case .data: .data
        case .signedData: .signedData
        case .envelopedData: .envelopedData
        case .encryptedData: .encryptedData
        case .authEnvelopedData: .authEnvelopedData
        case .digestedData: .digestedData
        case .authenticatedData: .authenticatedData
        case .compressedData: .compressedData
        case .contentCollection: .contentCollection
        case .other(let type, _): type
        }
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = content.inSequence("ContentInfo")

    private static let content: Syntax<Self> = .keyed(
        Keyed(ContentType.data.identifier, .octetString.explicit(0), Self.data) {
            if case .data(let value) = $0 { value } else { nil }
        },
        Keyed(ContentType.signedData.identifier, SignedData.syntax.explicit(0), Self.signedData) {
            if case .signedData(let value) = $0 { value } else { nil }
        },
        Keyed(ContentType.envelopedData.identifier, EnvelopedData.syntax.explicit(0), Self.envelopedData) {
            if case .envelopedData(let value) = $0 { value } else { nil }
        },
        Keyed(ContentType.encryptedData.identifier, EncryptedData.syntax.explicit(0), Self.encryptedData) {
            if case .encryptedData(let value) = $0 { value } else { nil }
        },
        Keyed(ContentType.authEnvelopedData.identifier, AuthEnvelopedData.syntax.explicit(0), Self.authEnvelopedData) {
            if case .authEnvelopedData(let value) = $0 { value } else { nil }
        },
        Keyed(ContentType.digestedData.identifier, DigestedData.syntax.explicit(0), Self.digestedData) {
            if case .digestedData(let value) = $0 { value } else { nil }
        },
        Keyed(ContentType.authenticatedData.identifier, AuthenticatedData.syntax.explicit(0), Self.authenticatedData) {
            if case .authenticatedData(let value) = $0 { value } else { nil }
        },
        Keyed(ContentType.compressedData.identifier, CompressedData.syntax.explicit(0), Self.compressedData) {
            if case .compressedData(let value) = $0 { value } else { nil }
        },
        Keyed(ContentType.contentCollection.identifier, .sequence(of: .any).explicit(0), Self.contentCollection) {
            if case .contentCollection(let value) = $0 { value } else { nil }
        },
        other: .init({ Self.other(ContentType($0), $1) }) {
            if case .other(let type, let value) = $0 { (type.identifier, value) } else { nil }
        })
}
