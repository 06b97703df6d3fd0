public import SignetBytes

/// A character string of any of the types that names and attributes use, as it was written.
public struct ASN1String: Hashable, Sendable {
    /// The string type.
    public let tag: Tag
    /// The content octets.
    public let contents: Bytes

    /// A string of a type; its characters are checked when they are asked for.
    public init(_ tag: Tag, _ contents: Bytes) {
        self.tag = tag
        self.contents = contents
    }

    /// `text` as a UTF8String.
    public init(utf8 text: String) { self.init(.utf8String, Bytes(Array(text.utf8))) }

    /// `text` as a PrintableString if its characters allow, else as a UTF8String (RFC 5280 §4.1.2.4).
    public init(directory text: String) {
        self.init(Self.isPrintable(text) ? .printableString : .utf8String, Bytes(Array(text.utf8)))
    }

    /// `text` as an IA5String; `nil` when it has other characters than ASCII.
    public init?(ia5 text: String) {
        guard text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        self.init(.ia5String, Bytes(Array(text.utf8)))
    }

    /// `text` as a BMPString: UTF-16, of which PKCS #12 uses the surrogates too.
    public init(bmp text: String) {
        self.init(.bmpString, Bytes(text.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }))
    }

    /// The element `encoding` as a string; `nil` when it is of no string type.
    public init?(element encoding: Bytes) {
        guard let string = try? ASN1String.syntax.decode(encoding, rules: .ber) else { return nil }
        self = string
    }

    /// The characters; `nil` when the octets are not of this type.
    public var text: String? {
        switch tag {
        case .utf8String: String(validating: contents, as: UTF8.self)
        case .numericString, .printableString, .ia5String, .visibleString:
            contents.allSatisfy { $0 < 0x80 } ? String(validating: contents, as: UTF8.self) : nil
        // T.61 was hardly ever written; what is found under this tag is ISO 8859-1.
        case .teletexString: String(String.UnicodeScalarView(contents.map { Unicode.Scalar($0) }))
        case .bmpString: units(of: UInt16.self).flatMap { String(validating: $0, as: UTF16.self) }
        case .universalString: units(of: UInt32.self).flatMap { String(validating: $0, as: UTF32.self) }
        default: nil
        }
    }

    /// Any of the string types.
    public static let syntax: Syntax<ASN1String> = Syntax(
        anyOf: types, grammar: .choice(types.map { .primitive($0) })
    ) { reader throws(ASN1Error) in
        let tag = try reader.nextTag(of: types)
        return try reader.element(tag) { (contents) throws(ASN1Error) in
            ASN1String(tag, contents.takeRemaining())
        }
    } write: { string, writer in
        writer.element(string.tag) { $0.append(string.contents.span) }
    }

    private static let types: [Tag] = [
        .utf8String, .numericString, .printableString, .teletexString, .ia5String, .visibleString, .universalString,
        .bmpString,
    ]

    private func units<Unit: FixedWidthInteger>(of type: Unit.Type) -> [Unit]? {
        let width = Unit.bitWidth / 8
        guard contents.count.isMultiple(of: width) else { return nil }
        return stride(from: 0, to: contents.count, by: width).map { start in
            contents[start..<(start + width)].reduce(0) { $0 << 8 | Unit($1) }
        }
    }

    /// X.680 §41.4, table 10.
    private static func isPrintable(_ text: String) -> Bool {
        text.utf8.allSatisfy { unit in
            switch unit {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: " '()+,-./:=?".utf8.contains(unit)
            }
        }
    }
}
