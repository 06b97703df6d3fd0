/// The octets that mail is made of, by name.
extension UInt8 {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let quote: UInt8 = 0x22
    static let percent: UInt8 = 0x25
    static let apostrophe: UInt8 = 0x27
    static let openParenthesis: UInt8 = 0x28
    static let closeParenthesis: UInt8 = 0x29
    static let asterisk: UInt8 = 0x2A
    static let comma: UInt8 = 0x2C
    static let hyphen: UInt8 = 0x2D
    static let dot: UInt8 = 0x2E
    static let slash: UInt8 = 0x2F
    static let colon: UInt8 = 0x3A
    static let semicolon: UInt8 = 0x3B
    static let less: UInt8 = 0x3C
    static let equals: UInt8 = 0x3D
    static let greater: UInt8 = 0x3E
    static let question: UInt8 = 0x3F
    static let at: UInt8 = 0x40
    static let openBracket: UInt8 = 0x5B
    static let backslash: UInt8 = 0x5C
    static let closeBracket: UInt8 = 0x5D
    static let underscore: UInt8 = 0x5F

    /// WSP (RFC 5234 §B.1).
    var isBlank: Bool { self == .space || self == .tab }

    /// WSP, CR or LF.
    var isWhiteSpace: Bool { isBlank || self == .lineFeed || self == .carriageReturn }

    /// What a field name may hold: ftext (RFC 5322 §3.6.8).
    var isFieldName: Bool { self > 0x20 && self < 0x7F && self != .colon }

    /// What a MIME token may hold (RFC 2045 §5.1).
    var isToken: Bool {
        guard self > 0x20, self < 0x7F else { return false }
        switch self {
        case .openParenthesis, .closeParenthesis, .less, .greater, .at, .comma, .semicolon, .colon, .backslash,
            .quote, .slash, .openBracket, .closeBracket, .question, .equals:
            return false
        default: return true
        }
    }

    /// What an atom may hold (RFC 5322 §3.2.3), with octets of UTF-8 (RFC 6532 §3.2).
    var isAtom: Bool {
        switch self {
        case .openParenthesis, .closeParenthesis, .less, .greater, .at, .comma, .semicolon, .colon, .backslash,
            .quote, .dot, .openBracket, .closeBracket:
            return false
        default: return self > 0x20 && self != 0x7F
        }
    }

    /// `A`…`Z` made small; anything else as it is.
    var lowercased: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }

    /// The value of a hexadecimal digit of either case.
    var hexDigitValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x37
        case 0x61...0x66: self - 0x57
        default: nil
        }
    }

    /// The upper-case hexadecimal digits of the octet, as MIME wants them (RFC 2045 §6.7).
    var hexDigits: (UInt8, UInt8) {
        func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x37 + value }
        return (digit(self >> 4), digit(self & 15))
    }
}

extension Sequence<UInt8> {
    /// `A`…`Z` made small.
    var asciiLowercased: String { String(decoding: map(\.lowercased), as: UTF8.self) }
}

extension StringProtocol {
    /// `A`…`Z` made small, and nothing else changed: what "case-insensitive" means in MIME.
    var asciiLowercased: String { utf8.asciiLowercased }
}

extension Collection<UInt8> {
    /// Without blanks and line ends at either end.
    var trimmed: [UInt8] {
        guard let first = firstIndex(where: { !$0.isWhiteSpace }) else { return [] }
        var bytes = Array(self[first...])
        while let last = bytes.last, last.isWhiteSpace { bytes.removeLast() }
        return bytes
    }
}
