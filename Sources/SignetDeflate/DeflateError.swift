/// Why something is no zlib stream, or not a whole one.
public enum DeflateError: Error, Hashable, Sendable {
    /// The first two bytes are not those of a zlib stream (RFC 1950 §2.2).
    case notZlib
    /// A dictionary is needed that the stream does not have (RFC 1950 §2.2).
    case dictionaryNeeded
    /// A block of the reserved type, or a stored one whose length is not confirmed (RFC 1951 §3.2.3, §3.2.4).
    case invalidBlock
    /// Code lengths that make no prefix code (RFC 1951 §3.2.2).
    case invalidCode
    /// A symbol that stands for nothing, or a distance to before the beginning.
    case invalidSymbol
    /// The checksum of the content is another one (RFC 1950 §9).
    case wrongChecksum
    /// The stream ends too early.
    case truncated
    /// Bytes follow the stream.
    case trailingBytes
}

extension DeflateError: CustomStringConvertible {
    /// One clause.
    public var description: String {
        switch self {
        case .notZlib: "it is not a zlib stream"
        case .dictionaryNeeded: "it needs a dictionary"
        case .invalidBlock: "a block is malformed"
        case .invalidCode: "a code is malformed"
        case .invalidSymbol: "a symbol is not valid"
        case .wrongChecksum: "the checksum is wrong"
        case .truncated: "it ends too early"
        case .trailingBytes: "bytes follow its end"
        }
    }
}

/// Adler-32 (RFC 1950 §9).
struct Adler32 {
    private var a: UInt32 = 1
    private var b: UInt32 = 0

    var value: UInt32 { b << 16 | a }

    mutating func update(_ bytes: Span<UInt8>) {
        var start = 0
        while start < bytes.count {
            // The most bytes before b could pass 2³².
            let end = min(start + 5552, bytes.count)
            for index in start..<end {
                a &+= UInt32(bytes[index])
                b &+= a
            }
            a %= 65521
            b %= 65521
            start = end
        }
    }
}

/// What length and distance symbols mean (RFC 1951 §3.2.5).
enum DeflateTables {
    static let lengthBase: [UInt16] = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258,
    ]
    static let lengthExtra: [UInt8] = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]
    static let distanceBase: [UInt16] = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145,
        8193, 12289, 16385, 24577,
    ]
    static let distanceExtra: [UInt8] = [
        0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
    ]
    /// The order in which the lengths of the code for code lengths are written (§3.2.7).
    static let codeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    static let fixedLengths: [UInt8] =
        [UInt8](repeating: 8, count: 144) + [UInt8](repeating: 9, count: 112) + [UInt8](repeating: 7, count: 24)
        + [UInt8](repeating: 8, count: 8)
    static let fixedDistances = [UInt8](repeating: 5, count: 30)
    static let windowByteCount = 1 << 15
}
