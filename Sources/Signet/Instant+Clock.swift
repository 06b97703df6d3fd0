public import FoundationEssentials
public import SignetASN1

extension Instant {
    /// This moment, to the second.
    public static var now: Instant { Instant(Date.now) }

    /// A `Date`, to the second.
    public init(_ date: Date) { self.init(secondsSince1970: Int64(date.timeIntervalSince1970.rounded(.down))) }

    /// As a `Date`.
    public var date: Date { Date(timeIntervalSince1970: Double(secondsSince1970)) }
}

extension Instant {
    /// From `2026-11-23`, `2026-11-23T17:34:54Z` and the rest of RFC 3339, `2026-11-23 17:34:54 UTC`, `20261123173454Z`, or
    /// seconds since 1970. A fraction of a second is cut off.
    public init?(written text: String) {
        if let seconds = Int64(text) {
            self.init(secondsSince1970: seconds)
            return
        }
        var scanner = Substring(text)
        func number(_ count: Int) -> Int? {
            let digits = scanner.prefix(count)
            guard digits.utf8.count == count, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            scanner = scanner.dropFirst(count)
            return Int(digits)
        }
        func skip(_ separators: String) -> Bool {
            guard let first = scanner.first, separators.contains(first) else { return false }
            scanner = scanner.dropFirst()
            return true
        }
        let isCompact = text.utf8.count == 15
        func separated(_ separators: String) -> Bool { isCompact || skip(separators) }
        guard let year = number(4), separated("-"), let month = number(2), separated("-"), let day = number(2) else {
            return nil
        }
        guard !scanner.isEmpty else {
            self.init(year: year, month: month, day: day)
            return
        }
        guard separated("Tt "), let hour = number(2), separated(":"), let minute = number(2), separated(":"),
            let second = number(2)
        else { return nil }
        if skip(".") {
            let rest = scanner.drop { ("0"..."9").contains($0) }
            guard rest.startIndex > scanner.startIndex else { return nil }
            scanner = rest
        }
        var offset = 0
        if scanner.first == "+" || scanner.first == "-" {
            let sign = scanner.first == "+" ? 1 : -1
            scanner = scanner.dropFirst()
            guard let hours = number(2), skip(":"), let minutes = number(2), hours < 24, minutes < 60 else {
                return nil
            }
            offset = sign * (hours * 3_600 + minutes * 60)
        } else {
            guard ["Z", "z", " UTC"].contains(scanner) else { return nil }
            scanner = ""
        }
        guard scanner.isEmpty,
            let local = Instant(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        else { return nil }
        self = local + Int64(-offset)
    }
}
