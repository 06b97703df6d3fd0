internal import SignetBytes

/// Words of a header that are not ASCII: `=?charset?B?…?=` (RFC 2047).
public enum EncodedWord {
    /// The text of an unfolded value for people. White space between two encoded words disappears (RFC 2047 §6.2); a
    /// character that a mailer cut in two, against §5, is joined again. A word in an unknown charset stays as written.
    public static func decode(_ value: [UInt8]) -> String {
        var text = ""
        var plainStart = 0  // first octet not yet in `text`
        var pending: (charset: String, octets: [UInt8], start: Int, end: Int)?
        var index = 0

        func flush() {
            guard let word = pending else { return }
            text +=
                Charset.decode(word.octets, charset: word.charset)
                ?? String(decoding: value[word.start..<word.end], as: UTF8.self)
            pending = nil
        }

        while index + 1 < value.count {
            guard value[index] == .equals, value[index + 1] == .question, let word = Self.word(in: value, at: index)
            else {
                index += 1
                continue
            }
            let gap = value[plainStart..<index]
            let joins = pending != nil && gap.allSatisfy(\.isWhiteSpace)
            if joins, pending?.charset == word.charset {
                pending?.octets += word.octets
                pending?.end = word.end
            } else {
                flush()
                if !joins { text += String(decoding: gap, as: UTF8.self) }
                pending = (word.charset, word.octets, index, word.end)
            }
            index = word.end
            plainStart = index
        }
        flush()
        return text + String(decoding: value[plainStart...], as: UTF8.self)
    }

    /// The encoded word that starts at `start`. Each piece ends at the first octet that may not be in it, so that text
    /// full of `=?` is still read in linear time.
    private static func word(in value: [UInt8], at start: Int) -> (charset: String, octets: [UInt8], end: Int)? {
        var index = start + 2
        while index < value.count, value[index].isToken { index += 1 }
        // RFC 2231 §5: a language may follow the charset, after an asterisk.
        let charset = value[(start + 2)..<index].prefix { $0 != .asterisk }.asciiLowercased
        guard !charset.isEmpty, index + 2 < value.count, value[index] == .question, value[index + 2] == .question
        else { return nil }
        let encoding = value[index + 1].lowercased
        let textStart = index + 3
        index = textStart
        while index < value.count, value[index] != .question { index += 1 }
        guard index + 1 < value.count, value[index + 1] == .equals else { return nil }
        let text = value[textStart..<index]
        switch encoding {
        case 0x62:  // b
            guard let octets = try? TransferBase64.decode(Array(text).span) else { return nil }
            return (charset, Array(octets), index + 2)
        case 0x71: return (charset, decodeQ(text), index + 2)
        default: return nil
        }
    }

    /// The Q encoding (RFC 2047 §4.2).
    private static func decodeQ(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var octets: [UInt8] = []
        var index = text.startIndex
        while index < text.endIndex {
            if text[index] == .equals, index + 2 < text.endIndex, let high = text[index + 1].hexDigitValue,
                let low = text[index + 2].hexDigitValue
            {
                octets.append(high << 4 | low)
                index += 3
            } else {
                octets.append(text[index] == .underscore ? .space : text[index])
                index += 1
            }
        }
        return octets
    }

    /// `text` as the unfolded value of a field: as it is when it is printable ASCII, else as encoded words of at most
    /// 75 characters (RFC 2047 §2), in UTF-8, folded with CRLF.
    public static func encode(_ text: String) -> String {
        guard !text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) || text.contains("=?") else { return text }
        var words: [String] = []
        var chunk: [UInt8] = []
        func close() {
            let coded = Base64.encode(chunk.span)
            words.append("=?utf-8?B?\(String(decoding: coded, as: UTF8.self))?=")
            chunk = []
        }
        for scalar in text.unicodeScalars {
            let units = Array(String(scalar).utf8)
            // 75 − 12 characters of frame leave 63, thus 60 of base64, thus 45 octets; characters are not cut (§5).
            if chunk.count + units.count > 45 { close() }
            chunk += units
        }
        if !chunk.isEmpty { close() }
        return words.joined(separator: "\r\n ")
    }
}
