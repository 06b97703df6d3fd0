public import SignetASN1
public import SignetCMS

/// `AuthenticatedSafe` (RFC 7292 §4.1): the safes of a file, each protected in its own way.
public struct AuthenticatedSafe: Sendable {
    /// Data when plain, encryptedData when under a password, envelopedData when for the owner of a key.
    public var contents: [ContentInfo]

    /// Safes in order.
    public init(contents: [ContentInfo]) { self.contents = contents }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = Syntax<[ContentInfo]>.sequence(of: ContentInfo.syntax)
        .map({ Self(contents: $0) }, \.contents)
}
