import SignetBytes

/// The value of a primitive element in words, and what is wrong with it.
struct DumpValue {
    var text: String?
    var notes: [DumpLine.Note] = []

    init(_ type: Tag, _ contents: Bytes, names: [Int: String], identifierName: (ObjectIdentifier) -> String?) {
        var strictReader = DERReader(contents)
        /// Reads contents as strict DER; else by all tolerances, with a note of what passed.
        func read<Value>(_ syntax: Syntax<Value>) -> Value? {
            var rules = EncodingRules.tolerant
            rules.tolerances = .all
            strictReader = DERReader(contents, rules: rules)
            do throws(ASN1Error) {
                let value = try syntax.readBody(&strictReader)
                if !strictReader.isAtEnd { throw strictReader.failure(.trailingBytes(contents.count)) }
                notes += strictReader.tolerated.rows.map { .notDER("\($0.finding) (\($0.rule))") }
                return value
            } catch {
                notes.append(.malformed("\(error.kind)"))
                return nil
            }
        }
        switch type {
        case .boolean: text = read(.boolean).map { $0 ? "TRUE" : "FALSE" }
        case .integer, .enumerated:
            if let number = read(.integer) {
                text = number.description
                if let value = number.intValue, let name = names[value] { text = "\(value) (\(name))" }
            }
        case .null: _ = read(.null)
        case .objectIdentifier:
            if let identifier = read(.objectIdentifier) {
                text = "\(identifier)" + (identifierName(identifier).map { " (\($0))" } ?? "")
            }
        case .utcTime: text = time(read(.utcTime))
        case .generalizedTime:
            if let other = Self.otherTime(contents) {
                text = other
                notes.append(.notDER("a form of GeneralizedTime that DER does not have (X.690 §11.7)"))
            } else {
                text = time(read(.generalizedTime))
            }
        case .bitString:
            guard let bits = read(.bitString) else { break }
            let count = bits.bytes.count * 8 - bits.unusedBitCount
            if !names.isEmpty {
                let set = (0..<min(count, 64)).filter(bits.contains)
                text = set.map { names[$0] ?? "bit \($0)" }.joined(separator: ", ")
                if let last = bits.bytes.last, last & 1 << bits.unusedBitCount == 0 {
                    notes.append(.notDER("a named bit list ends in zero bits (X.690 §11.2.2)"))
                }
            } else if count <= 32 {
                text = (0..<count).map { bits.contains($0) ? "1" : "0" }.joined()
            } else if bits.unusedBitCount > 0 {
                notes.append(.remark("\(bits.unusedBitCount) unused bits"))
            }
        case .relativeOID:
            guard unsafe DERScan.isObjectIdentifier(contents.memory, contents.count) else {
                notes.append(.malformed("\(ASN1Error.Kind.invalidObjectIdentifier)"))
                break
            }
            // Behind 2.0, whose octet is 50, it is an absolute one.
            text = ObjectIdentifier(contents: Bytes([0x50] + contents)).map { "." + $0.description.dropFirst(4) }
        default:
            guard type.tagClass == .universal, Self.characterStrings.contains(type.number) else { break }
            let string = ASN1String(type, contents)
            text = string.text.map { "\"\(Self.visible($0))\"" }
            if !string.isValid {
                let note = "characters that \(type) does not have (X.680 §41)"
                notes.append(text == nil ? .malformed(note) : .notDER(note))
            }
        }
        func time(_ value: Time?) -> String? {
            guard let value else { return nil }
            return "\(value.instant)"
        }
    }

    /// A time in a form of X.680 §46.2 that no `Time` has: without a zone, with a comma, with a fraction of a minute or hour.
    private static func otherTime(_ contents: Bytes) -> String? {
        guard contents.count <= 64 else { return nil }
        func isDigit(_ octet: UInt8) -> Bool { (0x30...0x39).contains(octet) }
        let digits = Array(contents.prefix(while: isDigit))
        guard [10, 12, 14].contains(digits.count) else { return nil }
        var rest = Array(contents.dropFirst(digits.count))
        var hasFraction = false
        if let mark = rest.first, mark == 0x2E || mark == 0x2C {
            let fraction = rest.dropFirst().prefix(while: isDigit)
            guard !fraction.isEmpty else { return nil }
            hasFraction = mark == 0x2C || digits.count < 14
            rest.removeFirst(1 + fraction.count)
        }
        let isZone = rest == [0x5A] || ([0x2B, 0x2D].contains(rest.first) && [3, 5].contains(rest.count))
        guard rest.isEmpty || (isZone && hasFraction), rest.dropFirst().allSatisfy(isDigit) else { return nil }
        func number(_ start: Int) -> Int { Int(digits[start] - 0x30) * 10 + Int(digits[start + 1] - 0x30) }
        let part = stride(from: 0, to: digits.count, by: 2).map(number)
        let year = part[0] * 100 + part[1]
        let isTime =
            Instant(
                year: year, month: part[2], day: part[3], hour: part[4], minute: part.count > 5 ? part[5] : 0,
                second: part.count > 6 ? part[6] : 0) != nil
        return isTime ? "\"\(String(decoding: contents, as: UTF8.self))\"" : nil
    }

    /// The beginning of a text in quotation marks; `nil` for other bytes.
    static func preview(_ contents: Bytes) -> String? {
        let beginning = contents.prefix(256)
        guard !beginning.isEmpty, beginning.allSatisfy({ (0x20...0x7E).contains($0) || (0x09...0x0D).contains($0) })
        else { return nil }
        let text = String(decoding: beginning, as: UTF8.self)
        return "\"\(visible(text))\"" + (contents.count > 256 ? "…" : "")
    }

    private static let characterStrings: Set<UInt32> = [12, 18, 19, 20, 21, 22, 25, 26, 27, 28, 30]

    /// The text without anything that draws on a terminal.
    private static func visible(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars.prefix(4096) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result += scalar == "\"" || scalar == "\\" ? "\\\(scalar)" : String(scalar)
            }
        }
        return text.unicodeScalars.count > 4096 ? result + "…" : result
    }
}
