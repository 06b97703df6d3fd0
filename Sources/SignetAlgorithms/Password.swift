public import SignetBytes

/// A password, in memory that will be erased.
///
/// A Swift `String` cannot be erased; make one of these from it at once, and let the string go.
public struct Password: Sendable {
    /// Its characters in UTF-8: what PBES2 uses.
    public let utf8: SecretSlice
    /// How PKCS #12 is to read the characters.
    public let reading: Reading

    /// What becomes of the characters before PKCS #12 derives a key from them.
    public enum Reading: Hashable, Sendable {
        /// A BMPString with a terminating zero (RFC 7292 §B.1).
        case standard
        /// Nothing at all, not even the terminating zero: no password.
        case absent
        /// A BMPString of the bytes of the UTF-8, each taken for a character of ISO 8859-1, as OpenSSL before 1.1.0 did.
        case utf8AsLatin1
    }

    /// The password that a person typed.
    public init(_ text: String) {
        var bytes = Array(text.utf8)
        utf8 = SecretBytes(copying: bytes.span).shared()
        for index in bytes.indices { bytes[index] = 0 }
        reading = .standard
    }

    /// A password read as UTF-8 bytes.
    public init(utf8: consuming SecretBytes) {
        self.utf8 = utf8.shared()
        reading = .standard
    }

    private init(_ utf8: SecretSlice, _ reading: Reading) {
        self.utf8 = utf8
        self.reading = reading
    }

    /// No password at all, which PKCS #12 writes otherwise than an empty one.
    public static let absent = Password(SecretBytes(zeros: 0).shared(), .absent)

    /// Whether there are no characters.
    public var isEmpty: Bool { utf8.count == 0 }

    /// The readings that a `.pfx` may have been written with, the likeliest first: an empty password may mean none, and
    /// the other way round; one that is not ASCII may have been misread.
    public var readings: [Password] {
        if isEmpty { return [Password(""), .absent] }
        let bytes = utf8.span
        let isASCII = bytes.indices.reduce(UInt8(0)) { $0 | bytes[$1] } < 0x80
        return isASCII ? [self] : [self, Password(utf8, .utf8AsLatin1)]
    }

    /// UTF-16, big-endian, with a terminating zero: what PKCS #12 derives keys from (RFC 7292 §B.1). Nothing when absent.
    public var bmpString: SecretBytes {
        guard reading != .absent else { return SecretBytes(zeros: 0) }
        return SecretBytes(capacity: utf8.count * 2 + 2) { output in
            let bytes = utf8.span
            var index = 0
            while index < bytes.count {
                let (scalar, byteCount) =
                    reading == .utf8AsLatin1 ? (UInt32(bytes[index]), 1) : Self.scalar(in: bytes, at: index)
                index += byteCount
                if scalar > 0xFFFF {
                    Self.append(0xD800 + (scalar - 0x10000) >> 10, to: &output)
                    Self.append(0xDC00 + (scalar - 0x10000) & 0x3FF, to: &output)
                } else {
                    Self.append(scalar, to: &output)
                }
            }
            output.append(repeating: 0, count: 2)
        }
    }
    private static func append(_ unit: UInt32, to output: inout OutputSpan<UInt8>) {
        output.append(UInt8(truncatingIfNeeded: unit >> 8))
        output.append(UInt8(truncatingIfNeeded: unit))
    }

    /// The Unicode scalar at `index`. A byte that begins no valid sequence stands for itself, as in ISO 8859-1, so that
    /// a password that was not UTF-8 is still one password.
    private static func scalar(in bytes: Span<UInt8>, at index: Int) -> (scalar: UInt32, byteCount: Int) {
        let first = bytes[index]
        let byteCount =
            switch first {
            case 0xC2...0xDF: 2
            case 0xE0...0xEF: 3
            case 0xF0...0xF4: 4
            default: 1
            }
        guard byteCount > 1, index + byteCount <= bytes.count else { return (UInt32(first), 1) }
        var scalar = UInt32(first) & (0x7F >> UInt32(byteCount))
        for offset in 1..<byteCount {
            let next = bytes[index + offset]
            guard next & 0xC0 == 0x80 else { return (UInt32(first), 1) }
            scalar = scalar << 6 | UInt32(next & 0x3F)
        }
        return scalar > 0x10FFFF ? (UInt32(first), 1) : (scalar, byteCount)
    }
}
