import SignetASN1
public import SignetBytes
public import SignetKeys

/// The attributes that bags have (RFC 7292 §4.2, RFC 2985 §5.5).
extension [Attribute] {
    /// `friendlyName` (RFC 2985 §5.5.1): the name that a person gave.
    public var friendlyName: String? {
        for value in values(of: BagAttribute.friendlyName) {
            // Java's keytool and old Windows end it with a zero.
            if let text = ASN1String(element: value)?.text { return String(text.prefix { $0 != "\0" }) }
        }
        return nil
    }

    /// `localKeyID` (RFC 2985 §5.5.2): what a key and its certificate have in common.
    public var localKeyID: Bytes? {
        for value in values(of: BagAttribute.localKeyID) {
            if let identifier = try? Syntax<Bytes>.octetString.decode(value, rules: .ber) { return identifier }
        }
        return nil
    }

    /// The same in memory of their own, so that they do not keep alive what they were cut out of, which may be keys.
    var detached: [Attribute] {
        let syntax = Syntax<[Attribute]>.set(of: Attribute.syntax)
        return (try? syntax.decode(syntax.encode(self), rules: .tolerant)) ?? []
    }

    private func values(of type: ObjectIdentifier) -> [Bytes] { filter { $0.type == type }.flatMap(\.values) }
}

/// The types of attributes that bags have.
enum BagAttribute {
    static let friendlyName: ObjectIdentifier = "1.2.840.113549.1.9.20"
    static let localKeyID: ObjectIdentifier = "1.2.840.113549.1.9.21"

    /// Oracle's, on certificates that Java is to trust, with the purposes that it is to trust them for.
    static let trustedKeyUsage: ObjectIdentifier = "2.16.840.1.113894.746875.1.1"
    /// `anyExtendedKeyUsage` (RFC 5280 §4.2.1.12).
    static let trustedForAnything = Attribute(trustedKeyUsage, .objectIdentifier, "2.5.29.37.0")

    static func friendlyName(_ name: String) -> Attribute {
        Attribute(friendlyName, ASN1String.syntax, ASN1String(bmp: name))
    }

    static func localKeyID(_ identifier: Bytes) -> Attribute { Attribute(localKeyID, .octetString, identifier) }
}
