/// Hexadecimal text (RFC 4648 §8).
public enum Hex {
    /// Lower-case hexadecimal, two digits a byte, with `separator` between bytes.
    public static func encode(_ bytes: Span<UInt8>, separator: String = "") -> String {
        var text = ""
        text.reserveCapacity(bytes.count * (2 + separator.utf8.count))
        for index in bytes.indices {
            if index > 0 { text += separator }
            text.unicodeScalars.append(digit(bytes[index] >> 4))
            text.unicodeScalars.append(digit(bytes[index] & 15))
        }
        return text
    }

    /// Lower-case hexadecimal, two digits a byte, with `separator` between bytes.
    public static func encode(_ bytes: Bytes, separator: String = "") -> String {
        encode(bytes.span, separator: separator)
    }

    private static func digit(_ nibble: UInt8) -> Unicode.Scalar {
        Unicode.Scalar(nibble < 10 ? 0x30 + nibble : 0x57 + nibble)
    }

    /// The bytes that `text` writes; blanks and colons between digits are skipped. `nil` for anything else.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        var high: UInt8?
        for unit in text.utf8 {
            let digit: UInt8
            switch unit {
            case 0x30...0x39: digit = unit - 0x30
            case 0x41...0x46: digit = unit - 0x37
            case 0x61...0x66: digit = unit - 0x57
            case 0x20, 0x09, 0x0A, 0x0D, 0x3A: continue
            default: return nil
            }
            if let pending = high {
                bytes.append(pending << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        return high == nil ? bytes : nil
    }
}
