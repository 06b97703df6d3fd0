import SignetASN1
import SignetBytes
import SignetMIME

/// What a file looks like, before anything in it is believed.
public enum InputForm: Sendable {
    /// No bytes.
    case empty
    /// `-----BEGIN …-----`
    case pem
    /// DER or BER.
    case der
    /// A mail, or a part of one.
    case mail
    /// A web page.
    case html
    /// A ZIP archive.
    case zip
    /// A vCard.
    case vCard
    /// Other text.
    case text
    /// Other bytes.
    case binary

    /// Looks at the first bytes, and for a `-----BEGIN` at the rest.
    public init(_ input: Bytes) {
        guard let first = input.first else {
            self = .empty
            return
        }
        let head = String(decoding: input.prefix(512), as: UTF8.self)
        let start = head.drop { $0.isWhitespace || $0 == "\u{FEFF}" }.lowercased()
        if first == 0x30, Self.hasLength(input) {
            self = .der
        } else if input.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
            self = .zip
        } else if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") || start.hasPrefix("<?xml") {
            self = .html
        } else if start.hasPrefix("begin:vcard") {
            self = .vCard
        } else if let message = try? Message(parsing: input), !message.header.fields.isEmpty {
            // A mail may well contain a PEM block in its text; a PEM file may begin with explanatory lines.
            self = .mail
        } else if PEM.isPresent(in: input) {
            self = .pem
        } else if input.prefix(4096).contains(0) || String(validating: input.prefix(256), as: UTF8.self) == nil {
            self = .binary
        } else {
            self = .text
        }
    }
}

extension InputForm {
    /// Whether a text is base64 alone, of what begins as a SEQUENCE does: an attachment, saved without what stood around it.
    static func isBase64(_ text: Bytes) -> Bool {
        let digits = text.drop { [0x20, 0x0D, 0x0A].contains($0) }
        return digits.first == UInt8(ascii: "M") && digits.count >= 16
            && digits.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2F, 0x3D, 0x20, 0x0D, 0x0A: true
                default: false
                }
            }
    }

    /// What such a text codes; `nil` for every other.
    static func content(ofBase64 text: Bytes) -> SecretSlice? {
        guard isBase64(text) else { return nil }
        return try? Base64.decode(text.span).shared()
    }

    /// Whether a length that BER could have follows the SEQUENCE: “0” is a digit of plain text, too.
    private static func hasLength(_ input: Bytes) -> Bool {
        guard input.count > 1 else { return false }
        return (0x80...0x88).contains(input[1]) || Int(input[1]) == input.count - 2
    }
}

extension InputForm: CustomStringConvertible {
    /// With its article.
    public var description: String {
        switch self {
        case .empty: "an empty file"
        case .pem: "a PEM file"
        case .der: "a DER file"
        case .mail: "a mail"
        case .html: "a web page (HTML)"
        case .zip: "a ZIP archive"
        case .vCard: "a vCard"
        case .text: "some other text"
        case .binary: "some other binary file"
        }
    }
}
