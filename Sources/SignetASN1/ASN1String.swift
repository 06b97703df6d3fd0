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
        case .teletexString, .videotexString, .graphicString, .generalString:
            String(String.UnicodeScalarView(contents.map { Unicode.Scalar($0) }))
        case .bmpString: units(of: UInt16.self).flatMap { String(validating: $0, as: UTF16.self) }
        case .universalString: units(of: UInt32.self).flatMap { String(validating: $0, as: UTF32.self) }
        default: nil
        }
    }

    /// Whether all its characters are of its type (X.680 §41, §44). Of TeletexString and the other ISO 2022 types any octet
    /// will do: nobody writes the escape sequences that they are made of.
    public var isValid: Bool {
        switch tag {
        case .utf8String, .bmpString, .universalString: text != nil
        case .numericString: contents.allSatisfy { $0 == 0x20 || (0x30...0x39).contains($0) }
        case .printableString: contents.allSatisfy(Self.isPrintable)
        case .ia5String: contents.allSatisfy { $0 < 0x80 }
        case .visibleString: contents.allSatisfy { (0x20...0x7E).contains($0) }
        default: true
        }
    }

    /// Any of the string types. Characters that a type does not have are let pass where the rules say so.
    public static let syntax: Syntax<ASN1String> = Syntax(
        anyOf: types, grammar: .choice(types.map { .primitive($0) })
    ) { reader throws(ASN1Error) in
        let tag = try reader.nextTag(of: types)
        return try reader.element(tag) { (contents) throws(ASN1Error) in
            let start = contents.position
            let string = ASN1String(tag, contents.takeRemaining())
            if !string.isValid { try contents.tolerate(.invalidCharacters, .invalidString, at: start) }
            return string
        }
    } write: { string, writer in
        writer.element(string.tag) { $0.append(string.contents.span) }
    }

    private static let types: [Tag] = [
        .utf8String, .numericString, .printableString, .teletexString, .ia5String, .visibleString, .universalString,
        .bmpString, .generalString, .graphicString, .videotexString,
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
        text.utf8.allSatisfy(isPrintable)
    }

    private static func isPrintable(_ unit: UInt8) -> Bool {
        switch unit {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: " '()+,-./:=?".utf8.contains(unit)
        }
    }
}

extension Syntax where Value == String {
    /// A string of one type as its characters. Those that the type does not have are refused, or let pass where the rules
    /// say so and the octets have a meaning all the same.
    public static func string(_ tag: Tag) -> Syntax {
        Syntax(tag) { reader throws(ASN1Error) in
            let start = reader.position
            let string = ASN1String(tag, reader.takeRemaining())
            guard let text = string.text else { throw ASN1Error(.invalidString, at: start) }
            if !string.isValid { try reader.tolerate(.invalidCharacters, .invalidString, at: start) }
            return text
        } write: { text, writer in
            writer.append(ASN1String.octets(of: text, as: tag).span)
        }
    }
}

extension ASN1String {
    /// The octets of a text in a type; characters that it cannot write at all become `?`.
    fileprivate static func octets(of text: String, as tag: Tag) -> Bytes {
        switch tag {
        case .utf8String: Bytes(Array(text.utf8))
        case .bmpString: ASN1String(bmp: text).contents
        case .universalString:
            Bytes(text.unicodeScalars.flatMap { scalar in (0..<4).map { UInt8(scalar.value >> (24 - 8 * $0) & 0xFF) } })
        case .teletexString, .videotexString, .graphicString, .generalString:
            Bytes(text.unicodeScalars.map { UInt8(exactly: $0.value) ?? 0x3F })
        default: Bytes(text.unicodeScalars.map { $0.isASCII ? UInt8($0.value) : 0x3F })
        }
    }
}
