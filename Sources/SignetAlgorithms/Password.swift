public import SignetBytes

/// A password, in memory that will be erased.
///
/// A Swift `String` cannot be erased; make one of these from it at once, and let the string go.
public struct Password: Sendable {
    /// Its characters in UTF-8: what PBES2 uses.
    public let utf8: SecretSlice
    /// How PKCS #12 is to read the characters.
    public let reading: Reading

    /// What becomes of the characters before a key is derived from them. The standards say: a BMPString with a terminating
    /// zero for the derivation of PKCS #12 (RFC 7292 §B.1), UTF-8 for all others (RFC 8018 §3, RFC 9879 §5).
    public enum Reading: Hashable, Sendable, CaseIterable {
        /// As the standards say.
        case standard
        /// Nothing at all, not even the terminating zero: no password.
        case absent
        /// A BMPString of the bytes of the UTF-8, each taken for a character of ISO 8859-1, as OpenSSL before 1.1.0 did.
        case utf8AsLatin1
        /// The bytes of the Windows code page 1252, as programs of Western Europe had them before Unicode; in a BMPString,
        /// each for one character.
        case codePage1252
        /// The BMPString of PKCS #12 where the standard says UTF-8, as NSS before 3.31 had it.
        case bmpString
        /// UTF-8, of a password that came in bytes that are none, each of them a character of ISO 8859-1.
        case latin1AsUTF8
        /// With one character for a letter and its marks (NFC), as GnuTLS has the passwords that it encrypts parts under.
        case composed
    }

    /// What a derivation takes a password as.
    public enum Input: Hashable, Sendable {
        /// A BMPString: the derivation of PKCS #12
        case characters
        /// Bytes: PBKDF1, PBKDF2 and scrypt
        case octets
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

    /// The readings that a file may have been written with, the likeliest first, each but once: those that come to the same
    /// bytes as one before are left out, so that a plain password costs one derivation. An empty password may mean none,
    /// and the other way round.
    public func readings(for input: Input) -> [Password] {
        if isEmpty { return input == .characters ? [Password(""), .absent] : [Password("")] }
        var distinct: [Password] = []
        for reading in [Reading.standard, .composed, .utf8AsLatin1, .codePage1252, .latin1AsUTF8, .bmpString] {
            let candidate = Password(utf8, reading)
            guard let bytes = candidate.bytes(for: input) else { continue }
            let isNew = distinct.allSatisfy { other in
                guard let others = other.bytes(for: input) else { return true }
                return !Choice(bytes.span, equals: others.span).declassified
            }
            if isNew { distinct.append(candidate) }
        }
        return distinct
    }

    /// The bytes that a derivation starts from; `nil` when this reading has none for the password.
    func bytes(for input: Input) -> SecretSlice? {
        switch (input, reading) {
        case (_, .absent): return SecretBytes(zeros: 0).shared()
        case (.octets, .standard), (.octets, .utf8AsLatin1): return utf8
        case (.octets, .codePage1252): return codePage1252()
        case (.octets, .latin1AsUTF8): return latin1AsUTF8()
        case (.octets, .composed): return composed()
        case (.characters, .composed): return composed().map { Password($0, .standard).bmpString.shared() }
        case (.octets, .bmpString), (.characters, _): return bmpString.shared()
        }
    }

    /// The password in the code page 1252; `nil` for one that has characters beyond it.
    private func codePage1252() -> SecretSlice? {
        var isWithin = true
        let bytes = SecretBytes(capacity: utf8.count) { output in
            let bytes = utf8.span
            var index = 0
            while index < bytes.count {
                let (scalar, byteCount) = Self.scalar(in: bytes, at: index)
                index += byteCount
                if scalar < 0x80 || (0xA0...0xFF).contains(scalar) {
                    output.append(UInt8(scalar))
                } else if let place = Self.page1252.firstIndex(of: scalar) {
                    output.append(0x80 + UInt8(place))
                } else {
                    isWithin = false
                }
            }
        }
        return isWithin ? bytes.shared() : nil
    }

    /// What the code page 1252 has at 80 to 9F, where ISO 8859-1 has control characters.
    private static let page1252: [UInt32] = [
        0x20AC, 0x81, 0x201A, 0x192, 0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0x8D, 0x17D,
        0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161, 0x203A, 0x153, 0x9D,
        0x17E, 0x178,
    ]

    /// The password in UTF-8, where it came in other bytes.
    private func latin1AsUTF8() -> SecretSlice {
        SecretBytes(capacity: utf8.count * 4) { output in
            let bytes = utf8.span
            var index = 0
            while index < bytes.count {
                let (scalar, byteCount) = Self.scalar(in: bytes, at: index)
                if byteCount == 1, scalar >= 0x80 {
                    output.append(0xC0 | UInt8(scalar >> 6))
                    output.append(0x80 | UInt8(scalar & 0x3F))
                } else {
                    for offset in 0..<byteCount { output.append(bytes[index + offset]) }
                }
                index += byteCount
            }
        }.shared()
    }

    /// UTF-16, big-endian, with a terminating zero: what PKCS #12 derives keys from (RFC 7292 §B.1). Nothing when absent.
    public var bmpString: SecretBytes {
        guard reading != .absent else { return SecretBytes(zeros: 0) }
        let source =
            switch reading {
            case .codePage1252: codePage1252() ?? utf8
            case .composed: composed() ?? utf8
            default: utf8
            }
        let isSingleByte = reading == .utf8AsLatin1 || reading == .codePage1252
        return SecretBytes(capacity: source.count * 2 + 2) { output in
            let bytes = source.span
            var index = 0
            while index < bytes.count {
                let (scalar, byteCount) =
                    isSingleByte ? (UInt32(bytes[index]), 1) : Self.scalar(in: bytes, at: index)
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
    static func scalar(in bytes: Span<UInt8>, at index: Int) -> (scalar: UInt32, byteCount: Int) {
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

extension Password.Reading: CustomStringConvertible {
    /// One clause.
    public var description: String {
        switch self {
        case .standard: "as the standard says"
        case .absent: "as no password at all, which is not the same as an empty one"
        case .utf8AsLatin1: "as UTF-8 that was taken for ISO 8859-1 (OpenSSL before 1.1.0)"
        case .codePage1252: "in the Windows code page 1252"
        case .bmpString: "as a BMPString where the standard says UTF-8 (NSS before 3.31)"
        case .latin1AsUTF8: "in UTF-8, though it was given in ISO 8859-1"
        case .composed: "with one character for a letter and its marks"
        }
    }
}
