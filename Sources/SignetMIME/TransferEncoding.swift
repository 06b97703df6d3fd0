/// How a body is written for transport (RFC 2045 §6).
public enum TransferEncoding: Sendable, Hashable {
    /// Lines of ASCII, at most 998 octets each.
    case sevenBit
    /// Lines of octets, at most 998 each.
    case eightBit
    /// Any octets.
    case binary
    /// Base64 (RFC 2045 §6.8).
    case base64
    /// Quoted-printable (RFC 2045 §6.7).
    case quotedPrintable
    /// A name that no standard knows.
    case other(String)

    /// Reads a field's unfolded value: a token in any case of letters. Quotes, comments and a semicolon after it, which
    /// some mailers write, are passed over.
    init(_ value: [UInt8]) {
        var scanner = FieldScanner(value)
        scanner.skipBlanksAndComments()
        let name = scanner.next == .quote ? scanner.quotedString().trimmed : scanner.read(while: \.isToken)
        switch name.asciiLowercased {
        case "7bit", "7-bit", "": self = .sevenBit
        case "8bit", "8-bit": self = .eightBit
        case "binary": self = .binary
        case "base64": self = .base64
        case "quoted-printable": self = .quotedPrintable
        case let name: self = .other(name)
        }
    }

    /// The name in a header.
    public var name: String {
        switch self {
        case .sevenBit: "7bit"
        case .eightBit: "8bit"
        case .binary: "binary"
        case .base64: "base64"
        case .quotedPrintable: "quoted-printable"
        case .other(let name): name
        }
    }

    /// Whether the body stands there as it is.
    public var isIdentity: Bool { self == .sevenBit || self == .eightBit || self == .binary }
}
