internal import SignetBytes

/// Base64 as a transfer encoding (RFC 2045 §6.8).
///
/// `SignetBytes.Base64` codes keys and so looks nothing up in a table; message bodies are large and no secret to the
/// machine they are read on, and go through tables here.
enum TransferBase64 {
    /// A body that is not base64.
    struct Failure: Error {
        /// The first octet that does not belong, or the end.
        let offset: Int
    }

    /// Marks in the table for octets that are not digits.
    private static let blank: UInt8 = 64
    private static let padding: UInt8 = 65
    private static let foreign: UInt8 = 66

    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: foreign, count: 256)
        for (value, digit) in digits.enumerated() { table[Int(digit)] = UInt8(value) }
        for unit: UInt8 in [.space, .tab, .carriageReturn, .lineFeed] { table[Int(unit)] = blank }
        table[Int(UInt8.equals)] = padding
        return table
    }()

    /// The octets that `text` codes. Lines may have any length and padding may be missing; an octet outside the
    /// alphabet, a digit after the padding or a lone last digit is an error, since a body with these was damaged.
    static func decode(_ text: Span<UInt8>) throws(Failure) -> Bytes {
        let table = values.span
        return try Bytes(capacity: text.count / 4 * 3 + 3) { output throws(Failure) in
            var index = 0
            var group: UInt32 = 0
            var digitCount = 0
            var paddingCount = 0
            while index < text.count {
                // Four digits in a row, which is nearly always.
                if digitCount == 0, paddingCount == 0, index + 4 <= text.count {
                    let a = table[Int(text[index])]
                    let b = table[Int(text[index + 1])]
                    let c = table[Int(text[index + 2])]
                    let d = table[Int(text[index + 3])]
                    if a | b | c | d < 64 {
                        output.append(a << 2 | b >> 4)
                        output.append(b << 4 | c >> 2)
                        output.append(c << 6 | d)
                        index += 4
                        continue
                    }
                }
                let value = table[Int(text[index])]
                switch value {
                case blank: break
                case padding:
                    paddingCount += 1
                    guard digitCount >= 2, digitCount + paddingCount <= 4 else { throw Failure(offset: index) }
                case foreign: throw Failure(offset: index)
                default:
                    guard paddingCount == 0 else { throw Failure(offset: index) }
                    group = group << 6 | UInt32(value)
                    digitCount += 1
                    if digitCount == 4 {
                        output.append(UInt8(truncatingIfNeeded: group >> 16))
                        output.append(UInt8(truncatingIfNeeded: group >> 8))
                        output.append(UInt8(truncatingIfNeeded: group))
                        (group, digitCount) = (0, 0)
                    }
                }
                index += 1
            }
            switch digitCount {
            case 0: break
            case 2: output.append(UInt8(truncatingIfNeeded: group >> 4))
            case 3:
                output.append(UInt8(truncatingIfNeeded: group >> 10))
                output.append(UInt8(truncatingIfNeeded: group >> 2))
            default: throw Failure(offset: text.count)
            }
        }
    }

    /// The text of `bytes` in lines of 76 characters that end in CRLF, the last one too.
    static func encode(_ bytes: Span<UInt8>) -> Bytes {
        let table = digits.span
        let characterCount = (bytes.count + 2) / 3 * 4
        let lineCount = (characterCount + 75) / 76
        return Bytes(capacity: characterCount + lineCount * 2) { output in
            var index = 0
            while index < bytes.count {
                let lineEnd = min(index + 57, bytes.count)
                while index + 3 <= lineEnd {
                    let (a, b, c) = (bytes[index], bytes[index + 1], bytes[index + 2])
                    output.append(table[Int(a >> 2)])
                    output.append(table[Int((a << 4 | b >> 4) & 63)])
                    output.append(table[Int((b << 2 | c >> 6) & 63)])
                    output.append(table[Int(c & 63)])
                    index += 3
                }
                if index < lineEnd {
                    let a = bytes[index]
                    let b = index + 1 < lineEnd ? bytes[index + 1] : 0
                    output.append(table[Int(a >> 2)])
                    output.append(table[Int((a << 4 | b >> 4) & 63)])
                    output.append(index + 1 < lineEnd ? table[Int((b << 2) & 63)] : .equals)
                    output.append(.equals)
                    index = lineEnd
                }
                output.append(.carriageReturn)
                output.append(.lineFeed)
            }
        }
    }
}
