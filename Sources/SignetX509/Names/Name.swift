public import SignetASN1
public import SignetBytes

/// `Name` (RFC 5280 §4.1.2.4), kept as it was written, since issuers and subjects are chained by it.
public struct Name: Hashable, Sendable {
    /// The exact encoding.
    public let encoding: Bytes

    /// A name from its relative names, outermost first.
    public init(_ relativeNames: [RelativeName]) {
        encoding = Self.sequence.encode(relativeNames)
    }

    private init(encoding: Bytes) { self.encoding = encoding }

    /// The relative names, outermost first.
    public var relativeNames: [RelativeName] {
        // The encoding was checked when it was read.
        (try? Self.sequence.decode(encoding, rules: .tolerant)) ?? []
    }

    /// Every attribute, in order.
    public var attributes: [AttributeTypeAndValue] { relativeNames.flatMap { $0 } }

    /// Whether it says nothing at all.
    public var isEmpty: Bool { encoding.count == 2 }

    /// The texts of every attribute of a type, in order.
    public func texts(of type: ObjectIdentifier) -> [String] {
        attributes.filter { $0.type == type }.compactMap { $0.text }
    }

    /// A short name for a person to read: the common name, else the organisation, else the address, else all of it.
    public var title: String {
        for type in [
            AttributeTypeAndValue.commonName, AttributeTypeAndValue.organizationName,
            AttributeTypeAndValue.emailAddress,
        ] {
            if let text = texts(of: type).last { return text.printable }
        }
        return isEmpty ? "(no name)" : description
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Name> = sequence.unread.map(Name.init(encoding:), \.encoding)

    private static let sequence: Syntax<[RelativeName]> = .sequence(of: .set(of: AttributeTypeAndValue.syntax))
}

/// `RelativeDistinguishedName` (RFC 5280 §4.1.2.4): most often one attribute.
public typealias RelativeName = [AttributeTypeAndValue]

/// `AttributeTypeAndValue` (RFC 5280 §4.1.2.4).
public struct AttributeTypeAndValue: Hashable, Sendable {
    /// What kind of attribute.
    public var type: ObjectIdentifier
    /// The encoding of its value, which most often is a string.
    public var value: Bytes

    /// An attribute from the encoding of its value.
    public init(type: ObjectIdentifier, value: Bytes) {
        self.type = type
        self.value = value
    }

    /// An attribute from a string.
    public init(_ type: ObjectIdentifier, _ string: ASN1String) {
        self.init(type: type, value: ASN1String.syntax.encode(string))
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "AttributeTypeAndValue", Self.init(type:value:),
        .required("type", \.type, .objectIdentifier),
        .required("value", \.value, .any))

    /// The value as text; `nil` when it is no string.
    public var text: String? { ASN1String(element: value)?.text }

    // RFC 5280 §A.1, RFC 2985 §5.2.1.
    /// CN
    public static let commonName: ObjectIdentifier = "2.5.4.3"
    /// SN
    public static let surname: ObjectIdentifier = "2.5.4.4"
    /// SERIALNUMBER
    public static let serialNumber: ObjectIdentifier = "2.5.4.5"
    /// C
    public static let countryName: ObjectIdentifier = "2.5.4.6"
    /// L
    public static let localityName: ObjectIdentifier = "2.5.4.7"
    /// ST
    public static let stateOrProvinceName: ObjectIdentifier = "2.5.4.8"
    /// O
    public static let organizationName: ObjectIdentifier = "2.5.4.10"
    /// OU
    public static let organizationalUnitName: ObjectIdentifier = "2.5.4.11"
    /// STREET
    public static let streetAddress: ObjectIdentifier = "2.5.4.9"
    /// title
    public static let title: ObjectIdentifier = "2.5.4.12"
    /// postalCode
    public static let postalCode: ObjectIdentifier = "2.5.4.17"
    /// pseudonym
    public static let pseudonym: ObjectIdentifier = "2.5.4.65"
    /// organizationIdentifier
    public static let organizationIdentifier: ObjectIdentifier = "2.5.4.97"
    /// GN
    public static let givenName: ObjectIdentifier = "2.5.4.42"
    /// DC
    public static let domainComponent: ObjectIdentifier = "0.9.2342.19200300.100.1.25"
    /// UID
    public static let userID: ObjectIdentifier = "0.9.2342.19200300.100.1.1"
    /// E
    public static let emailAddress: ObjectIdentifier = "1.2.840.113549.1.9.1"

    /// The short names of RFC 4514 §3, and those that everybody uses beside them.
    static let shortNames: [(type: ObjectIdentifier, name: String)] = [
        (commonName, "CN"), (surname, "SN"), (serialNumber, "SERIALNUMBER"), (countryName, "C"), (localityName, "L"),
        (stateOrProvinceName, "ST"), (organizationName, "O"), (organizationalUnitName, "OU"), (title, "title"),
        (givenName, "GN"), (domainComponent, "DC"), (userID, "UID"), (emailAddress, "E"), (streetAddress, "STREET"),
        (postalCode, "postalCode"), (pseudonym, "pseudonym"), (organizationIdentifier, "organizationIdentifier"),
        ("2.5.4.13", "description"), ("2.5.4.15", "businessCategory"), ("2.5.4.20", "telephoneNumber"),
        ("2.5.4.41", "name"), ("2.5.4.43", "initials"), ("2.5.4.44", "generationQualifier"),
        ("2.5.4.45", "x500UniqueIdentifier"), ("2.5.4.46", "dnQualifier"), ("1.2.840.113549.1.9.2", "unstructuredName"),
        ("1.2.840.113549.1.9.8", "unstructuredAddress"), ("1.3.6.1.4.1.311.60.2.1.1", "jurisdictionL"),
        ("1.3.6.1.4.1.311.60.2.1.2", "jurisdictionST"), ("1.3.6.1.4.1.311.60.2.1.3", "jurisdictionC"),
    ]

    /// The short name of a type, if it has one.
    static func shortName(of type: ObjectIdentifier) -> String? {
        for entry in shortNames where entry.type == type { return entry.name }
        return nil
    }

    /// The short name of a type, or its identifier.
    static func title(of type: ObjectIdentifier) -> String { shortName(of: type) ?? type.description }
}

extension Name: CustomStringConvertible {
    /// RFC 4514: last relative name first.
    public var description: String {
        relativeNames.reversed().map { relative in relative.map(Self.describe).joined(separator: "+") }
            .joined(separator: ",")
    }

    private static func describe(_ attribute: AttributeTypeAndValue) -> String {
        let name = AttributeTypeAndValue.shortName(of: attribute.type)
        let type = name ?? attribute.type.description
        // §2.4: of a type without a name the syntax is not known, so that the text alone would not bring the value back.
        guard name != nil, let text = attribute.text else {
            return "\(type)=#\(Hex.encode(attribute.value))"
        }
        return "\(type)=\(escaped(text))"
    }

    /// RFC 4514 §2.4
    private static func escaped(_ text: String) -> String {
        var result = ""
        let scalars = Array(text.unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            let isEdge = index == 0 || index == scalars.count - 1
            switch scalar {
            case "\"", "+", ",", ";", "<", ">", "\\": result += "\\\(scalar)"
            case " " where isEdge: result += "\\ "
            case "#" where index == 0: result += "\\#"
            default: result += scalar.printable
            }
        }
        return result
    }
}

extension Unicode.Scalar {
    /// The character, or its UTF-8 in hexadecimal when it is a control or formatting character: what comes from a
    /// certificate must not draw on a terminal, nor turn a line around.
    fileprivate var printable: String {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator:
            String(self).utf8.map { "\\" + Hex.encode(Bytes([$0])) }.joined()
        default: String(self)
        }
    }
}

extension String {
    /// The text, fit to be shown to a person wherever it comes from.
    var printable: String { unicodeScalars.map(\.printable).joined() }
}
