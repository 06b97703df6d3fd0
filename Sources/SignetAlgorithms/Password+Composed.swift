import SignetBytes

extension Password {
    /// The password with one character for a letter and its marks where Unicode has one, as NFC does (UAX #15, RFC 8265 §4.2.2);
    /// `nil` when that changes nothing.
    func composed() -> SecretSlice? {
        var isChanged = false
        let text = SecretBytes(capacity: utf8.count) { output in
            let bytes = utf8.span
            // The character that a mark may follow.
            var pending: UInt32?
            var index = 0
            while index < bytes.count {
                let (scalar, byteCount) = Self.scalar(in: bytes, at: index)
                index += byteCount
                if let base = pending, let one = Self.composition(of: base, scalar) {
                    pending = one
                    isChanged = true
                    continue
                }
                if let base = pending { Self.append(utf8: base, to: &output) }
                pending = nil
                if byteCount == 1, scalar >= 0x80 {
                    output.append(UInt8(scalar))
                } else {
                    pending = scalar
                }
            }
            if let base = pending { Self.append(utf8: base, to: &output) }
        }
        return isChanged ? text.shared() : nil
    }

    /// Where the characters are that are composed of two: Latin, Greek, Cyrillic and Japanese ones.
    private static let composites: [ClosedRange<UInt32>] = [
        0xC0...0x24F, 0x370...0x4FF, 0x1E00...0x1FFF, 0x3040...0x30FF,
    ]

    /// The one character that a character and a mark come to: Swift compares texts as Unicode does, in whatever form they are.
    private static func composition(of base: UInt32, _ mark: UInt32) -> UInt32? {
        if let syllable = hangul(base, mark) { return syllable }
        guard (0x300...0x36F).contains(mark) || mark == 0x3099 || mark == 0x309A, let first = Unicode.Scalar(base),
            let second = Unicode.Scalar(mark)
        else { return nil }
        var pair = String.UnicodeScalarView()
        pair.append(first)
        pair.append(second)
        let wanted = String(pair)
        return composites.joined().first { value in
            Unicode.Scalar(value).map { String(Character($0)) == wanted } ?? false
        }
    }

    /// A syllable of leading consonant and vowel, or of such a one and a trailing consonant (Unicode §3.12).
    private static func hangul(_ first: UInt32, _ second: UInt32) -> UInt32? {
        if (0x1100...0x1112).contains(first), (0x1161...0x1175).contains(second) {
            return 0xAC00 + ((first - 0x1100) * 21 + (second - 0x1161)) * 28
        }
        guard (0xAC00...0xD7A3).contains(first), (first - 0xAC00) % 28 == 0, (0x11A8...0x11C2).contains(second) else {
            return nil
        }
        return first + (second - 0x11A7)
    }

    private static func append(utf8 scalar: UInt32, to output: inout OutputSpan<UInt8>) {
        guard let scalar = Unicode.Scalar(scalar), let bytes = Unicode.UTF8.encode(scalar) else { return }
        for byte in bytes { output.append(byte) }
    }
}
