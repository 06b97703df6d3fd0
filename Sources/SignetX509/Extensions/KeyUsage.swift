public import SignetASN1

/// `KeyUsage` (RFC 5280 §4.2.1.3): what a key may be used for.
public struct KeyUsage: OptionSet, Hashable, Sendable {
    /// Bit n is the standard's bit n.
    public let rawValue: Int
    /// A set of usages.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Signing anything but certificates and lists
    public static let digitalSignature = KeyUsage(rawValue: 1 << 0)
    /// nonRepudiation, later called contentCommitment
    public static let nonRepudiation = KeyUsage(rawValue: 1 << 1)
    /// Key transport
    public static let keyEncipherment = KeyUsage(rawValue: 1 << 2)
    /// Encrypting data with the key itself
    public static let dataEncipherment = KeyUsage(rawValue: 1 << 3)
    /// Key agreement
    public static let keyAgreement = KeyUsage(rawValue: 1 << 4)
    /// Signing certificates
    public static let keyCertSign = KeyUsage(rawValue: 1 << 5)
    /// Signing revocation lists
    public static let cRLSign = KeyUsage(rawValue: 1 << 6)
    /// In key agreement, only encrypting
    public static let encipherOnly = KeyUsage(rawValue: 1 << 7)
    /// In key agreement, only decrypting
    public static let decipherOnly = KeyUsage(rawValue: 1 << 8)

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = Syntax<Int>.bits(named: names).map(KeyUsage.init(rawValue:), \.rawValue)
}

extension KeyUsage: CustomStringConvertible {
    fileprivate static let names = [
        "digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement", "keyCertSign",
        "cRLSign", "encipherOnly", "decipherOnly",
    ]
    private var namesInSet: [String] {
        Self.names.enumerated().filter { rawValue & 1 << $0.offset != 0 }.map(\.element)
    }
    /// The standard's names.
    public var description: String { namesInSet.joined(separator: ", ") }
    /// The standard's names, any of which will do.
    var alternatives: String { namesInSet.joined(separator: " or ") }
}
