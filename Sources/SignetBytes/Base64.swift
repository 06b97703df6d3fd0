/// Base64 (RFC 4648 §4), without a table and without a branch on what is coded, since private keys pass through it.
public enum Base64 {
    /// Why a text is not Base64, and at which of its bytes.
    public struct DecodingError: Error, Equatable, Sendable {
        /// Offset of the offending byte in the text.
        public let offset: Int
    }

    /// The text of `bytes`, in lines of `lineLength` characters, a multiple of four, that each end in `lineEnd`; one
    /// line without an end when `lineLength` is nil.
    public static func encode(_ bytes: Span<UInt8>, lineLength: Int? = nil, lineEnd: [UInt8] = [0x0D, 0x0A]) -> Bytes {
        var text = ByteBuilder(capacity: characterCount(bytes.count, lineLength, lineEnd))
        encode(bytes, lineLength: lineLength, lineEnd: lineEnd, to: &text)
        return text.finish()
    }

    /// Appends the text of `bytes` to a builder, which for a secret must be an erasing one.
    public static func encode(
        _ bytes: Span<UInt8>, lineLength: Int? = nil, lineEnd: [UInt8] = [0x0D, 0x0A], to text: inout ByteBuilder
    ) {
        precondition(lineLength.map { $0 > 0 && $0.isMultiple(of: 4) } ?? true, "Base64: lines of whole groups")
        var column = 0
        var index = 0
        while index < bytes.count {
            let left = min(3, bytes.count - index)
            let group =
                UInt32(bytes[index]) << 16 | (left > 1 ? UInt32(bytes[index + 1]) << 8 : 0)
                | (left > 2 ? UInt32(bytes[index + 2]) : 0)
            text.append(character(group >> 18 & 63))
            text.append(character(group >> 12 & 63))
            text.append(left > 1 ? character(group >> 6 & 63) : 0x3D)
            text.append(left > 2 ? character(group & 63) : 0x3D)
            index += 3
            column += 4
            if let lineLength, column >= lineLength || index >= bytes.count {
                text.append(copying: lineEnd.span)
                column = 0
            }
        }
    }

    /// The size of the text of `byteCount` bytes, line ends included.
    static func characterCount(_ byteCount: Int, _ lineLength: Int?, _ lineEnd: [UInt8]) -> Int {
        let characterCount = (byteCount + 2) / 3 * 4
        return characterCount + (lineLength.map { (characterCount + $0 - 1) / $0 } ?? 0) * lineEnd.count
    }

    /// The bytes of `text`. White space is skipped; padding may be absent but not wrong; anything else is refused.
    /// Bits that the last character has to spare are not looked at (RFC 4648 §3.5 leaves that open).
    public static func decode(_ text: Span<UInt8>) throws(DecodingError) -> SecretBytes {
        try SecretBytes(capacity: text.count / 4 * 3 + 3) { output throws(DecodingError) in
            var group: UInt32 = 0
            var digits = 0
            var padding = 0
            for index in text.indices {
                let unit = text[index]
                switch unit {
                case 0x20, 0x09, 0x0A, 0x0D: continue
                case 0x3D:
                    padding += 1
                    guard digits >= 2, digits + padding <= 4 else { throw DecodingError(offset: index) }
                    continue
                default: break
                }
                let digit = value(unit)
                guard digit >= 0, padding == 0 else { throw DecodingError(offset: index) }
                group = group << 6 | UInt32(digit)
                digits += 1
                if digits == 4 {
                    output.append(UInt8(truncatingIfNeeded: group >> 16))
                    output.append(UInt8(truncatingIfNeeded: group >> 8))
                    output.append(UInt8(truncatingIfNeeded: group))
                    (group, digits) = (0, 0)
                }
            }
            switch digits {
            case 0: break
            case 2: output.append(UInt8(truncatingIfNeeded: group >> 4))
            case 3:
                output.append(UInt8(truncatingIfNeeded: group >> 10))
                output.append(UInt8(truncatingIfNeeded: group >> 2))
            default: throw DecodingError(offset: text.count)
            }
            guard padding == 0 || digits + padding == 4 else { throw DecodingError(offset: text.count) }
        }
    }

    /// The character of a six-bit value: each comparison adds the distance to the next range of the alphabet.
    private static func character(_ value: UInt32) -> UInt8 {
        let value = Int32(bitPattern: value)
        var unit = value + 0x41
        unit += ((25 - value) >> 31) & 6  // past Z: to a
        unit -= ((51 - value) >> 31) & 75  // past z: to 0
        unit -= ((61 - value) >> 31) & 15  // past 9: to +
        unit += ((62 - value) >> 31) & 3  // past +: to /
        return UInt8(truncatingIfNeeded: unit)
    }

    /// The six-bit value of a character, or −1.
    private static func value(_ unit: UInt8) -> Int32 {
        let unit = Int32(unit)
        /// All ones when `low ≤ unit ≤ high`.
        func within(_ low: Int32, _ high: Int32) -> Int32 { ~((unit - low) >> 31) & ~((high - unit) >> 31) }
        var digit: Int32 = -1
        digit += within(0x41, 0x5A) & (unit - 0x40)
        digit += within(0x61, 0x7A) & (unit - 0x46)
        digit += within(0x30, 0x39) & (unit + 5)
        digit += within(0x2B, 0x2B) & 63
        digit += within(0x2F, 0x2F) & 64
        return digit
    }
}
