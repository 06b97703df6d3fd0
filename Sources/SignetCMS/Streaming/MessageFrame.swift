/// A message but for its content, which was too long to be held: the same structures, with the content absent.
public enum MessageFrame: Sendable {
    /// Octets without structure.
    case data
    /// Signed content, or a bundle of certificates.
    case signedData(SignedData)
    /// Content sealed for recipients.
    case envelopedData(EnvelopedData)
    /// Content encrypted under a key that is known otherwise.
    case encryptedData(EncryptedData)
    /// Content sealed for recipients by an authenticating cipher.
    case authEnvelopedData(AuthEnvelopedData)
    /// Content with a digest.
    case digestedData(DigestedData)
    /// Content with a message authentication code.
    case authenticatedData(AuthenticatedData)
    /// Compressed content.
    case compressedData(CompressedData)
    /// Several messages in one (RFC 4073 §2), and where each is in it.
    case contentCollection([Range<Int>])
    /// Anything else, unread.
    case other(ContentType)

    /// What the message is.
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
        case .other(let type): type
        }
    }
}

/// How much of a message beside its content is held.
public struct MessageLimits: Hashable, Sendable {
    /// The most bytes that certificates, revocation lists, recipients, signers and attributes may have, each for itself.
    public var heldByteCount: Int
    /// The most bytes that a compressed content may become.
    public var uncompressedByteCount: UInt64
    /// How many times as long as it is a compressed content may become, once it is longer than 64 MiB. The most that there
    /// can be is 1032 times, of nothing but zeros; texts and tables come to 50 times at most.
    public var compressionRatio: UInt64

    /// Limits; what is left out is the usual.
    public init(
        heldByteCount: Int = 4 << 20, uncompressedByteCount: UInt64 = 8 << 30, compressionRatio: UInt64 = 200
    ) {
        self.heldByteCount = heldByteCount
        self.uncompressedByteCount = uncompressedByteCount
        self.compressionRatio = compressionRatio
    }

    /// 4 MiB held, 8 GiB uncompressed, and 200 times as long as it was compressed.
    public static let standard = MessageLimits()
}
