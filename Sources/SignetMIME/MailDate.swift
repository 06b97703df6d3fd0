/// A date-time of a Date field (RFC 5322 §3.3, obsolete forms of §4.3 included).
public struct MailDate: Hashable, Sendable {
    /// The moment, in seconds since 1970-01-01 00:00:00 UTC.
    public let secondsSince1970: Int64

    /// A moment.
    public init(secondsSince1970: Int64) { self.secondsSince1970 = secondsSince1970 }

    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let zones = [
        "ut": 0, "gmt": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8,
        "pdt": -7,
    ]

    /// Reads the unfolded value of a field; `nil` when it is no date.
    public init?(_ text: String) {
        var scanner = FieldScanner(Array(text.utf8))
        var words: [String] = []
        while words.count < 8 {
            scanner.skipBlanksAndComments()
            if scanner.skip(.comma) { continue }
            let word = scanner.read { !$0.isWhiteSpace && $0 != .comma && $0 != .openParenthesis }
            if word.isEmpty { break }
            words.append(word.asciiLowercased)
        }
        if let first = words.first?.utf8.first, !(0x30...0x39).contains(first) { words.removeFirst() }
        guard words.count >= 4, let day = Self.number(words[0], 1...31),
            let month = Self.months.firstIndex(of: String(words[1].prefix(3))),
            var year = Self.number(words[2], 0...9999)
        else { return nil }
        // RFC 5322 §4.3: two digits below 50 are of this century, others and three digits count from 1900.
        if words[2].utf8.count == 2 {
            year += year < 50 ? 2000 : 1900
        } else if words[2].utf8.count == 3 {
            year += 1900
        }
        let clock = words[3].split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(clock.count), let hour = Self.number(clock[0], 0...23),
            let minute = Self.number(clock[1], 0...59),
            let second = clock.count == 3 ? Self.number(clock[2], 0...60) : 0
        else { return nil }
        guard let offset = Self.offset(words.count > 4 ? words[4] : "-0000") else { return nil }
        let dayNumber = Self.dayNumber(year: year, month: month + 1, day: day)
        secondsSince1970 = Int64(dayNumber) * 86_400 + Int64(hour * 3600 + minute * 60 + second - offset)
    }

    /// `Mon, 02 Nov 2026 09:30:00 +0000`
    public var inUniversalTime: String {
        let dayNumber = Int((secondsSince1970 - (secondsSince1970 % 86_400 + 86_400) % 86_400) / 86_400)
        let rest = Int(secondsSince1970 - Int64(dayNumber) * 86_400)
        let (year, month, day) = Self.civil(dayNumber)
        // 1970-01-01 was a Thursday.
        let weekday = Self.days[((dayNumber + 3) % 7 + 7) % 7]
        let name = Self.months[month - 1]
        let monthName = name.prefix(1).uppercased() + name.dropFirst()
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(weekday), \(two(day)) \(monthName) \(year) "
            + "\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60)) +0000"
    }

    private static func number(_ text: some StringProtocol, _ range: ClosedRange<Int>) -> Int? {
        guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int(text), range.contains(number)
        else { return nil }
        return number
    }

    /// The seconds east of UTC.
    private static func offset(_ zone: String) -> Int? {
        let units = Array(zone.utf8)
        if units.count == 5, units[0] == 0x2B || units[0] == .hyphen,
            let hours = number(zone.dropFirst().prefix(2), 0...23), let minutes = number(zone.suffix(2), 0...59)
        {
            return (hours * 3600 + minutes * 60) * (units[0] == .hyphen ? -1 : 1)
        }
        // RFC 5322 §4.3: names that nobody knows count as -0000.
        return (zones[zone] ?? 0) * 3600
    }

    /// Days since 1970-01-01 in the Gregorian calendar, by eras of 400 years that begin with March.
    private static func dayNumber(year: Int, month: Int, day: Int) -> Int {
        let shifted = month > 2 ? year : year - 1
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(_ dayNumber: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = dayNumber + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let part = (5 * dayOfYear + 2) / 153
        let month = part < 10 ? part + 3 : part - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * part + 2) / 5 + 1)
    }
}
