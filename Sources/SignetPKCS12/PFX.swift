public import SignetASN1
public import SignetCMS

/// `PFX` (RFC 7292 §4): keys and certificates on their way from one computer to another, a `.pfx` or `.p12` file.
public struct PFX: Sendable {
    /// Always 3.
    public var version: Int
    /// What the file holds: data with an `AuthenticatedSafe` in it, under a password.
    public var authSafe: ContentInfo
    /// The code by which a password proves that `authSafe` is whole. Some files have none.
    public var macData: MacData?

    /// A file from its parts.
    public init(authSafe: ContentInfo, macData: MacData?) {
        self.init(version: 3, authSafe: authSafe, macData: macData)
    }

    private init(version: Int, authSafe: ContentInfo, macData: MacData?) {
        self.version = version
        self.authSafe = authSafe
        self.macData = macData
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "PFX", Self.init(version:authSafe:macData:),
        .required("version", \.version, .smallInteger),
        .required("authSafe", \.authSafe, ContentInfo.syntax),
        .optional("macData", \.macData, MacData.syntax))
}
