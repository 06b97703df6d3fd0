import SignetBytes

/// Identifier and length octets as DER writes them (X.690 §8.1.2, §8.1.3, §10.1).
enum DERLength {
    /// The number of length octets for contents of `length` bytes.
    static func octetCount(_ length: Int) -> Int {
        length < 0x80 ? 1 : 1 + (Int.bitWidth - length.leadingZeroBitCount + 7) / 8
    }

    /// The number of identifier octets of a tag.
    static func octetCount(_ tag: Tag) -> Int {
        tag.number < 31 ? 1 : 1 + (32 - tag.number.leadingZeroBitCount + 6) / 7
    }

    /// The length of a whole element.
    static func whole(_ tag: Tag, _ length: Int) -> Int { octetCount(tag) + octetCount(length) + length }

    static func writeHeader(_ tag: Tag, _ length: Int, to builder: inout ByteBuilder) {
        writeIdentifier(tag, to: &builder)
        let octetCount = octetCount(length) - 1
        guard octetCount > 0 else {
            builder.append(UInt8(length))
            return
        }
        builder.append(0x80 | UInt8(octetCount))
        for place in (0..<octetCount).reversed() { builder.append(UInt8(truncatingIfNeeded: length >> (8 * place))) }
    }

    static func writeIdentifier(_ tag: Tag, to builder: inout ByteBuilder) {
        builder.append(tag.firstOctet)
        guard tag.number >= 31 else { return }
        for group in (0..<(octetCount(tag) - 1)).reversed() {
            builder.append(UInt8(truncatingIfNeeded: tag.number >> (7 * group)) & 0x7F | (group > 0 ? 0x80 : 0))
        }
    }
}
