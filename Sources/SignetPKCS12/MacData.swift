public import SignetASN1
public import SignetAlgorithms
public import SignetBytes

/// `MacData` (RFC 7292 §4): the code over the contents, and how its key comes from the password.
public struct MacData: Hashable, Sendable {
    /// The code, with the digest that HMAC uses, or with PBMAC1 and its parameters (RFC 9879 §4).
    public var mac: DigestInfo
    /// The salt of the PKCS #12 derivation.
    public var macSalt: Bytes
    /// How often that derivation is iterated.
    public var iterations: Int

    /// A code from its parts.
    public init(mac: DigestInfo, macSalt: Bytes, iterations: Int) {
        self.mac = mac
        self.macSalt = macSalt
        self.iterations = iterations
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "MacData", Self.init(mac:macSalt:iterations:),
        .required("mac", \.mac, DigestInfo.syntax),
        .required("macSalt", \.macSalt, .octetString),
        .defaulted("iterations", \.iterations, .smallInteger, 1))
}
