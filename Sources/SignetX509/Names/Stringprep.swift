/// Preparing strings for comparison (RFC 4518 §2, which RFC 5280 §7.1 asks for). Where RFC 4518 is about Unicode 3.2, characters
/// that came later are compared as they are.
enum Stringprep {
    /// The string as it is compared, with its letters in one case; `nil` when it has a character that no such string may have,
    /// so that it is like none but itself.
    static func prepared(_ text: String) -> String? {
        if let plain = preparedASCII(text) { return plain }
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            guard !isProhibited(scalar) else { return nil }
            if isMappedToNothing(scalar) { continue }
            if isSpace(scalar) {
                scalars.append(" ")
            } else {
                for part in compatible(scalar) { scalars.append(contentsOf: folded(part)) }
            }
        }
        // §2.3: strings are equal to Swift when they are canonically equivalent.
        return String(withoutInsignificantSpace(scalars))
    }

    /// The same for ASCII, as most names are; `nil` for other text.
    private static func preparedASCII(_ text: String) -> String? {
        var octets: [UInt8] = []
        octets.reserveCapacity(text.utf8.count)
        var isPending = false
        for octet in text.utf8 {
            switch octet {
            case 0x20, 0x09...0x0D: isPending = true
            case 0x21...0x7E:
                if isPending, !octets.isEmpty { octets.append(0x20) }
                isPending = false
                octets.append((0x41...0x5A).contains(octet) ? octet | 0x20 : octet)
            case 0x80...: return nil
            default: break
            }
        }
        return String(decoding: octets, as: UTF8.self)
    }

    /// §2.6.1: spaces at the ends do not count, and several are one. A space that carries a mark is none.
    private static func withoutInsignificantSpace(_ scalars: String.UnicodeScalarView) -> String.UnicodeScalarView {
        var result = String.UnicodeScalarView()
        var isPending = false
        for scalar in scalars {
            if scalar == " " {
                isPending = true
                continue
            }
            if isPending, !result.isEmpty || isMark(scalar) { result.append(" ") }
            isPending = false
            result.append(scalar)
        }
        return result
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        [.nonspacingMark, .spacingMark, .enclosingMark].contains(scalar.properties.generalCategory)
    }

    /// §2.2: controls but for those that part words, and what is not seen.
    private static func isMappedToNothing(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x08, 0x0E...0x1F, 0x7F...0x84, 0x86...0x9F, 0xAD, 0x34F, 0x6DD, 0x70F, 0x1806, 0x180B...0x180E,
            0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2063, 0x206A...0x206F, 0xFE00...0xFE0F, 0xFEFF,
            0xFFF9...0xFFFC,
            0x1D173...0x1D17A, 0xE0001, 0xE0020...0xE007F:
            true
        default: false
        }
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }

    /// §2.4: what is for private use or no character at all, and marks that change how others are shown.
    private static func isProhibited(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x340, 0x341, 0xFFFD: true
        case 0xFDD0...0xFDEF: true
        case 0xE000...0xF8FF, 0xF0000...: true
        default: scalar.value & 0xFFFE == 0xFFFE
        }
    }

    /// RFC 3454 §B.2: in small letters, those that have several forms in one. Python's table of it says the same of every
    /// character but the dotless i, which stays.
    private static func folded(_ scalar: Unicode.Scalar) -> String.UnicodeScalarView {
        guard scalar.value != 0x131 else { return String.UnicodeScalarView([scalar]) }
        var result = String.UnicodeScalarView()
        for upper in scalar.properties.uppercaseMapping.unicodeScalars {
            result.append(contentsOf: upper.properties.lowercaseMapping.unicodeScalars)
        }
        return result
    }

    /// What a character stands for (§2.3, NFKC).
    private static func compatible(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        // Hangul, of which there are many, is not in the table.
        compatibility[scalar] ?? [scalar]
    }

    /// The table taken apart when the first name needs it: one that is not ASCII, and not written as the one that it is
    /// compared with.
    private static let compatibility: [Unicode.Scalar: [Unicode.Scalar]] = {
        var table: [Unicode.Scalar: [Unicode.Scalar]] = [:]
        var next: UInt32 = 0
        for row in compatibilityRows.split(whereSeparator: \.isWhitespace) {
            let parts = row.split(separator: ":")
            let source = parts[0].split(separator: "*").compactMap { UInt32($0, radix: 16) }
            let target = parts[1].split(separator: ".").compactMap { UInt32($0, radix: 16) }
            let (start, count) = (next + source[0], source.count > 1 ? source[1] : 1)
            for offset in 0..<count {
                guard let scalar = Unicode.Scalar(start + offset) else { continue }
                table[scalar] = target.compactMap { Unicode.Scalar(count > 1 ? $0 + offset : $0) }
            }
            next = start + count
        }
        return table
    }()
}
