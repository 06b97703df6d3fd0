/// Turns octets of the charsets that mail is written in into text. The standard library knows only UTF-8 and UTF-16.
enum Charset {
    /// The text of `octets`, with U+FFFD for what has no meaning; `nil` for a charset not listed here.
    static func decode(_ octets: [UInt8], charset: String) -> String? {
        switch charset.asciiLowercased {
        case "utf-8", "utf8", "us-ascii", "ascii", "ansi_x3.4-1968": return String(decoding: octets, as: UTF8.self)
        case "iso-8859-1", "latin1", "latin-1":
            return String(String.UnicodeScalarView(octets.map { Unicode.Scalar($0) }))
        case "utf-16", "utf-16be", "utf-16le": return decodeUTF16(octets, isLittleEndian: charset.hasSuffix("le"))
        case let name:
            guard let upper = upperHalf[aliases[name] ?? name] else { return nil }
            let scalars = Array(upper.unicodeScalars)
            let first = 256 - scalars.count
            var text = String.UnicodeScalarView()
            for octet in octets { text.append(octet < first ? Unicode.Scalar(octet) : scalars[Int(octet) - first]) }
            return String(text)
        }
    }

    /// Whether text in this charset has line ends that are single octets of ASCII.
    static func hasASCIILineEnds(_ charset: String?) -> Bool {
        guard let charset else { return true }
        return !charset.hasPrefix("utf-16") && !charset.hasPrefix("utf-32") && !charset.hasPrefix("iso-10646")
    }

    private static func decodeUTF16(_ octets: [UInt8], isLittleEndian: Bool) -> String {
        var units: [UInt16] = []
        for index in stride(from: 0, to: octets.count - 1, by: 2) {
            let unit = UInt16(octets[index]) << 8 | UInt16(octets[index + 1])
            units.append(isLittleEndian ? unit.byteSwapped : unit)
        }
        // RFC 2781 §3.2: a byte order mark decides, and is not text.
        if units.first == 0xFFFE { units = units.map { $0.byteSwapped } }
        if units.first == 0xFEFF { units.removeFirst() }
        return String(decoding: units, as: UTF16.self)
    }

    private static let aliases = [
        "latin2": "iso-8859-2", "latin5": "iso-8859-9", "latin-9": "iso-8859-15", "latin9": "iso-8859-15",
        "cp1250": "windows-1250", "cp1251": "windows-1251", "cp1252": "windows-1252", "cp1253": "windows-1253",
        "cp1254": "windows-1254", "cyrillic": "iso-8859-5", "greek": "iso-8859-7",
    ]

    /// The characters of each one-octet charset from the first that differs from Latin-1's controls: 96 or 128 of them,
    /// up to octet 0xFF (the IANA registry's tables, in the form that RFC 2978 §2.1 calls "coded character set").
    private static let upperHalf: [String: String] = [
        "iso-8859-2":
            "\u{A0}Ą˘Ł¤ĽŚ§¨ŠŞŤŹ\u{AD}ŽŻ°ą˛ł´ľśˇ¸šşťź˝žż"
            + "ŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢß"
            + "ŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙",
        "iso-8859-5":
            "\u{A0}ЁЂЃЄЅІЇЈЉЊЋЌ\u{AD}ЎЏАБВГДЕЖЗИЙКЛМНОП"
            + "РСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмноп"
            + "рстуфхцчшщъыьэюя№ёђѓєѕіїјљњћќ§ўџ",
        "iso-8859-7":
            "\u{A0}‘’£€₯¦§¨©ͺ«¬\u{AD}\u{FFFD}―°±²³΄΅Ά·ΈΉΊ»Ό½ΎΏ"
            + "ΐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡ\u{FFFD}ΣΤΥΦΧΨΩΪΫάέήί"
            + "ΰαβγδεζηθικλμνξοπρςστυφχψωϊϋόύώ\u{FFFD}",
        "iso-8859-9":
            "\u{A0}¡¢£¤¥¦§¨©ª«¬\u{AD}®¯°±²³´µ¶·¸¹º»¼½¾¿"
            + "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏĞÑÒÓÔÕÖ×ØÙÚÛÜİŞß"
            + "àáâãäåæçèéêëìíîïğñòóôõö÷øùúûüışÿ",
        "iso-8859-15":
            "\u{A0}¡¢£€¥Š§š©ª«¬\u{AD}®¯°±²³Žµ¶·ž¹º»ŒœŸ¿"
            + "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß"
            + "àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ",
        "windows-1250":
            "€\u{FFFD}‚\u{FFFD}„…†‡\u{FFFD}‰Š‹ŚŤŽŹ\u{FFFD}‘’“”•–—\u{FFFD}™š›śťžź"
            + "\u{A0}ˇ˘Ł¤Ą¦§¨©Ş«¬\u{AD}®Ż°±˛ł´µ¶·¸ąş»Ľ˝ľż"
            + "ŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢß"
            + "ŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙",
        "windows-1251":
            "ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—\u{FFFD}™љ›њќћџ"
            + "\u{A0}ЎўЈ¤Ґ¦§Ё©Є«¬\u{AD}®Ї°±Ііґµ¶·ё№є»јЅѕї"
            + "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"
            + "абвгдежзийклмнопрстуфхцчшщъыьэюя",
        "windows-1252":
            "€\u{FFFD}‚ƒ„…†‡ˆ‰Š‹Œ\u{FFFD}Ž\u{FFFD}\u{FFFD}‘’“”•–—˜™š›œ\u{FFFD}žŸ"
            + "\u{A0}¡¢£¤¥¦§¨©ª«¬\u{AD}®¯°±²³´µ¶·¸¹º»¼½¾¿"
            + "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß"
            + "àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ",
        "windows-1253":
            "€\u{FFFD}‚ƒ„…†‡\u{FFFD}‰\u{FFFD}‹\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}‘’“”•–—\u{FFFD}™\u{FFFD}›\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"
            + "\u{A0}΅Ά£¤¥¦§¨©\u{FFFD}«¬\u{AD}®―°±²³΄µ¶·ΈΉΊ»Ό½ΎΏ"
            + "ΐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡ\u{FFFD}ΣΤΥΦΧΨΩΪΫάέήί"
            + "ΰαβγδεζηθικλμνξοπρςστυφχψωϊϋόύώ\u{FFFD}",
        "windows-1254":
            "€\u{FFFD}‚ƒ„…†‡ˆ‰Š‹Œ\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}‘’“”•–—˜™š›œ\u{FFFD}\u{FFFD}Ÿ"
            + "\u{A0}¡¢£¤¥¦§¨©ª«¬\u{AD}®¯°±²³´µ¶·¸¹º»¼½¾¿"
            + "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏĞÑÒÓÔÕÖ×ØÙÚÛÜİŞß"
            + "àáâãäåæçèéêëìíîïğñòóôõö÷øùúûüışÿ",
        "koi8-r":
            "─│┌┐└┘├┤┬┴┼▀▄█▌▐░▒▓⌠■∙√≈≤≥\u{A0}⌡°²·÷"
            + "═║╒ё╓╔╕╖╗╘╙╚╛╜╝╞╟╠╡Ё╢╣╤╥╦╧╨╩╪╫╬©"
            + "юабцдефгхийклмнопярстужвьызшэщчъ"
            + "ЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЫЗШЭЩЧЪ",
    ]
}

extension Charset {
    /// The octets of `text`; `nil` when the charset is not one of the few that mail is written in, or lacks a character.
    static func encode(_ text: String, charset: String) -> [UInt8]? {
        if charset == "utf-8" { return Array(text.utf8) }
        if charset == "us-ascii" { return text.utf8.allSatisfy { $0 < 0x80 } ? Array(text.utf8) : nil }
        guard let all = decode((0...255).map { UInt8($0) }, charset: charset) else { return nil }
        var octets: [Unicode.Scalar: UInt8] = [:]
        for (octet, scalar) in all.unicodeScalars.enumerated() where octet < 256 { octets[scalar] = UInt8(octet) }
        var coded: [UInt8] = []
        for scalar in text.unicodeScalars {
            guard let octet = octets[scalar] else { return nil }
            coded.append(octet)
        }
        return coded
    }
}
