/// The identifier of an ASN.1 element: class, number, and whether its contents are elements (X.690 §8.1.2).
public struct Tag: Hashable, Sendable {
    /// The four classes (X.680 §8.1), as they stand in the two top bits of the first identifier octet.
    public enum Class: UInt8, Sendable {
        /// Types that X.680 itself defines.
        case universal = 0x00
        /// Types of one application.
        case application = 0x40
        /// Components of one structure.
        case contextSpecific = 0x80
        /// Types of one enterprise.
        case `private` = 0xC0
    }

    /// The tag number. Larger ones than 2³²−1 are refused on reading.
    public let number: UInt32
    private let classAndForm: UInt8

    /// A tag of any class and number.
    @inlinable
    public init(_ tagClass: Class, _ number: UInt32, isConstructed: Bool) {
        self.init(number: number, classAndForm: tagClass.rawValue | (isConstructed ? 0x20 : 0))
    }

    @usableFromInline
    init(number: UInt32, classAndForm: UInt8) {
        self.number = number
        self.classAndForm = classAndForm
    }

    /// The class.
    public var tagClass: Class { Class(rawValue: classAndForm & 0xC0) ?? .universal }
    /// Whether the contents are themselves elements.
    public var isConstructed: Bool { classAndForm & 0x20 != 0 }
    /// The same tag over contents that are elements.
    public var constructed: Tag { Tag(number: number, classAndForm: classAndForm | 0x20) }
    /// The same tag over plain contents.
    public var primitive: Tag { Tag(number: number, classAndForm: classAndForm & ~0x20) }

    /// The first identifier octet, with 31 standing for a number that follows.
    var firstOctet: UInt8 { classAndForm | UInt8(truncatingIfNeeded: min(number, 31)) }

    /// A universal tag that is written primitive.
    static func universal(_ number: UInt32) -> Tag { Tag(.universal, number, isConstructed: false) }

    /// A context-specific tag.
    public static func context(_ number: UInt32, isConstructed: Bool) -> Tag {
        Tag(.contextSpecific, number, isConstructed: isConstructed)
    }
}

// X.680 §8.4, table 1.
extension Tag {
    /// BOOLEAN
    public static let boolean = universal(1)
    /// INTEGER
    public static let integer = universal(2)
    /// BIT STRING
    public static let bitString = universal(3)
    /// OCTET STRING
    public static let octetString = universal(4)
    /// NULL
    public static let null = universal(5)
    /// OBJECT IDENTIFIER
    public static let objectIdentifier = universal(6)
    /// ENUMERATED
    public static let enumerated = universal(10)
    /// UTF8String
    public static let utf8String = universal(12)
    /// SEQUENCE and SEQUENCE OF
    public static let sequence = universal(16).constructed
    /// SET and SET OF
    public static let set = universal(17).constructed
    /// NumericString
    public static let numericString = universal(18)
    /// PrintableString
    public static let printableString = universal(19)
    /// TeletexString, also called T61String
    public static let teletexString = universal(20)
    /// IA5String
    public static let ia5String = universal(22)
    /// UTCTime
    public static let utcTime = universal(23)
    /// GeneralizedTime
    public static let generalizedTime = universal(24)
    /// VideotexString
    public static let videotexString = universal(21)
    /// GraphicString
    public static let graphicString = universal(25)
    /// GeneralString
    public static let generalString = universal(27)
    /// RELATIVE-OID
    public static let relativeOID = universal(13)
    /// VisibleString, also called ISO646String
    public static let visibleString = universal(26)
    /// UniversalString
    public static let universalString = universal(28)
    /// BMPString
    public static let bmpString = universal(30)
}

extension Tag: CustomStringConvertible {
    private static let names: [UInt32: String] = [
        1: "BOOLEAN", 2: "INTEGER", 3: "BIT STRING", 4: "OCTET STRING", 5: "NULL", 6: "OBJECT IDENTIFIER",
        7: "ObjectDescriptor", 8: "EXTERNAL", 9: "REAL", 10: "ENUMERATED", 11: "EMBEDDED PDV", 12: "UTF8String",
        13: "RELATIVE-OID", 14: "TIME", 16: "SEQUENCE", 17: "SET", 18: "NumericString", 19: "PrintableString",
        20: "TeletexString", 21: "VideotexString", 22: "IA5String", 23: "UTCTime", 24: "GeneralizedTime",
        25: "GraphicString", 26: "VisibleString", 27: "GeneralString", 28: "UniversalString", 29: "CHARACTER STRING",
        30: "BMPString", 31: "DATE", 32: "TIME-OF-DAY", 33: "DATE-TIME", 34: "DURATION", 35: "OID-IRI",
        36: "RELATIVE-OID-IRI",
    ]

    /// The ASN.1 name of a universal tag, `[n]` for a context-specific one.
    public var description: String {
        switch tagClass {
        case .universal: Self.names[number] ?? "[UNIVERSAL \(number)]"
        case .application: "[APPLICATION \(number)]"
        case .contextSpecific: "[\(number)]"
        case .private: "[PRIVATE \(number)]"
        }
    }
}
