import SignetBytes

extension DumpWalk {
    struct Header {
        var tag: Tag
        var contents: Range<Int>
        var isIndefinite = false
        var notes: [DumpLine.Note] = []
    }

    /// Reads a header as far as it makes sense; says why not.
    func header(at start: Int, end: Int) -> (header: Header?, reason: String) {
        var next = start
        var notes: [DumpLine.Note] = []
        guard let tag = identifier(at: &next, end: end, &notes) else {
            return (nil, "\(ASN1Error.Kind.invalidTagNumber)")
        }
        if let note = Self.wrongForm(tag) { notes.append(.malformed(note)) }
        guard next < end else { return (nil, "ends in the middle of a header") }
        let first = bytes[next]
        let lengthStart = next
        next += 1
        guard first != 0x80 else {
            guard tag.isConstructed else { return (nil, "an indefinite length of a primitive element") }
            return (
                Header(
                    tag: tag, contents: next..<end, isIndefinite: true,
                    notes: notes + [.notDER("indefinite length (X.690 §10.1)")]), ""
            )
        }
        var length = Int(first)
        if first > 0x80 {
            length = 0
            for _ in 0..<(first & 0x7F) {
                guard next < end else { return (nil, "ends in the middle of a length") }
                guard length >> 48 == 0 else { return (nil, "length is impossibly large") }
                length = length << 8 | Int(bytes[next])
                next += 1
            }
        }
        var header = Header(tag: tag, contents: next..<min(next + length, end), notes: notes)
        if next - lengthStart != DERLength.octetCount(length) {
            header.notes.append(.notDER("length is not minimal (X.690 §10.1)"))
        }
        if length > end - next {
            header.notes.append(.malformed("length is \(length), but only \(end - next) bytes are left"))
        }
        return (header, "")
    }

    /// Universal types are primitive or constructed; strings and times may be either.
    private static func wrongForm(_ tag: Tag) -> String? {
        guard tag.tagClass == .universal else { return nil }
        if isConstructedOnly(tag) {
            return tag.isConstructed ? nil : "a primitive \(tag.constructed) (X.690 §8.9.1, §8.11.1)"
        }
        let isPrimitiveOnly = [1, 2, 5, 6, 9, 10, 13, 14].contains(tag.number) || (31...34).contains(tag.number)
        return isPrimitiveOnly && tag.isConstructed ? "a constructed \(tag.primitive) (X.690 §8)" : nil
    }

    /// SEQUENCE, SET, EXTERNAL, EMBEDDED PDV and CHARACTER STRING
    static func isConstructedOnly(_ tag: Tag) -> Bool {
        tag.tagClass == .universal && [8, 11, 16, 17, 29].contains(tag.number)
    }

    /// Reads a tag as far as it makes sense, with numbers that DER and BER do not write.
    private func identifier(at next: inout Int, end: Int, _ notes: inout [DumpLine.Note]) -> Tag? {
        guard next < end else { return nil }
        let first = bytes[next]
        next += 1
        guard first & 0x1F == 0x1F else {
            if first & 0xDF == 0 { notes.append(.malformed("0 is no type's number (X.690 §8.1.5)")) }
            return Tag(firstOctet: first)
        }
        var number: UInt32 = 0
        let start = next
        while next < end {
            let octet = bytes[next]
            guard number >> 25 == 0 else { return nil }
            number = number << 7 | UInt32(octet & 0x7F)
            next += 1
            guard octet < 0x80 else { continue }
            if bytes[start] == 0x80 || number < 31 {
                notes.append(.malformed("tag number is not minimal (X.690 §8.1.2)"))
            }
            return Tag(number: number, classAndForm: first & 0xE0)
        }
        return nil
    }
}
