/// The parameters of a Content-Type or Content-Disposition field (RFC 2045 §5.1, RFC 2231).
///
/// Read with the mistakes of real mailers: unquoted values with `=`, `/` or spaces, a semicolon too many. Of two
/// parameters of one name the first counts.
public struct Parameters: Sendable, Hashable {
    /// A parameter, continuations joined and octets decoded (RFC 2231).
    public struct Parameter: Sendable, Hashable {
        /// The name in small letters, without the asterisks of RFC 2231.
        public let name: String
        /// The value for people.
        public let value: String
        /// The value as octets in the charset that was named: what a boundary is compared with.
        let octets: [UInt8]
    }

    /// In the order of their first appearance.
    public let all: [Parameter]

    /// How many parameters, or sections of one, are read of a field. No honest mail has a tenth of it; what follows is
    /// passed over.
    static let limit = 1000

    /// The value of the parameter `name`, in any case of letters.
    public subscript(name: String) -> String? { parameter(name)?.value }

    func parameter(_ name: String) -> Parameter? {
        let name = name.asciiLowercased
        return all.first { $0.name == name }
    }

    /// Reads what is left of a field, from its first semicolon on.
    init(_ scanner: inout FieldScanner) {
        var sections = ParameterSections()
        for _ in 0..<Self.limit {
            scanner.skipBlanksAndComments()
            if scanner.isAtEnd { break }
            if scanner.skip(.semicolon) { continue }
            let name = scanner.read { $0 != .equals && $0 != .semicolon && $0 != .openParenthesis }.trimmed
            scanner.skipBlanksAndComments()
            guard scanner.skip(.equals) else {
                _ = scanner.read { $0 != .semicolon }
                continue
            }
            sections.add(name.asciiLowercased, value: Self.value(&scanner))
        }
        all = sections.joined
    }

    private static func value(_ scanner: inout FieldScanner) -> [UInt8] {
        scanner.skipBlanksAndComments()
        if scanner.next == .quote {
            let value = scanner.quotedString()
            _ = scanner.read { $0 != .semicolon }
            return value
        }
        // A parenthesis starts a comment only after a blank: `name=report(1).pdf` is a name, badly quoted.
        var value: [UInt8] = []
        while let unit = scanner.next, unit != .semicolon {
            if unit == .openParenthesis, value.last?.isBlank ?? true {
                scanner.skipBlanksAndComments()
            } else {
                value.append(unit)
                scanner.advance()
            }
        }
        return value.trimmed
    }
}

/// The sections that RFC 2231 cuts long or non-ASCII values into, as they come.
private struct ParameterSections {
    private struct Section {
        let octets: [UInt8]
        let isExtended: Bool
    }
    private struct Collected {
        var plain: [UInt8]?
        var sections: [Int: Section] = [:]
    }

    private var order: [String] = []
    private var collected: [String: Collected] = [:]

    /// Files a value under the name that is left when RFC 2231's marks are taken off: `name*`, `name*0`, `name*0*`.
    mutating func add(_ written: String, value: [UInt8]) {
        guard !written.isEmpty else { return }
        let pieces = written.split(separator: "*", omittingEmptySubsequences: false)
        let name: String
        var number: Int?
        var isExtended = false
        switch pieces.count {
        case 2 where pieces[1].isEmpty: (name, number, isExtended) = (String(pieces[0]), 0, true)
        case 2: (name, number) = (String(pieces[0]), Int(pieces[1]))
        case 3 where pieces[2].isEmpty: (name, number, isExtended) = (String(pieces[0]), Int(pieces[1]), true)
        default: name = written
        }
        if collected[name] == nil { order.append(name) }
        if let number {
            let section = Section(octets: value, isExtended: isExtended)
            collected[name, default: Collected()].sections.merge([number: section]) { first, _ in first }
        } else if collected[name]?.plain == nil {
            collected[name, default: Collected()].plain = value
        }
    }

    var joined: [Parameters.Parameter] { order.compactMap { name in collected[name].flatMap { Self.join(name, $0) } } }

    /// The extended form is the better one when both are there (RFC 6266 §4.3 says so; so does every reader).
    private static func join(_ name: String, _ collected: Collected) -> Parameters.Parameter? {
        guard collected.sections[0] != nil else {
            guard let plain = collected.plain else { return nil }
            return Parameters.Parameter(name: name, value: String(decoding: plain, as: UTF8.self), octets: plain)
        }
        var octets: [UInt8] = []
        var charset: String?
        var number = 0
        while let section = collected.sections[number] {
            var coded = section.octets[...]
            if section.isExtended {
                // RFC 2231 §4: only the first section begins with charset'language'.
                if number == 0, let end = coded.firstIndex(of: .apostrophe),
                    let second = coded[(end + 1)...].firstIndex(of: .apostrophe)
                {
                    charset = String(decoding: coded[..<end], as: UTF8.self)
                    coded = coded[(second + 1)...]
                }
                appendPercentDecoded(coded, to: &octets)
            } else {
                octets.append(contentsOf: coded)
            }
            number += 1
        }
        let named = charset.flatMap { $0.isEmpty ? nil : Charset.decode(octets, charset: $0) }
        return Parameters.Parameter(name: name, value: named ?? String(decoding: octets, as: UTF8.self), octets: octets)
    }

    private static func appendPercentDecoded(_ coded: ArraySlice<UInt8>, to octets: inout [UInt8]) {
        var index = coded.startIndex
        while index < coded.endIndex {
            if coded[index] == .percent, index + 2 < coded.endIndex, let high = coded[index + 1].hexDigitValue,
                let low = coded[index + 2].hexDigitValue
            {
                octets.append(high << 4 | low)
                index += 3
            } else {
                octets.append(coded[index])
                index += 1
            }
        }
    }
}
