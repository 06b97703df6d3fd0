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
    /// From `2026-11-23`, `2026-11-23T17:34:54Z`, `2026-11-23 17:34:54 UTC`, or seconds since 1970.
    public init?(written text: String) {
        if let seconds = Int64(text) {
            self.init(secondsSince1970: seconds)
            return
        }
        let numbers = text.split { !$0.isNumber }.map { Int($0) ?? -1 }
        let isZoned = text.count == 10 || text.hasSuffix("Z") || text.hasSuffix(" UTC")
        guard text.utf8.allSatisfy({ $0 < 0x80 }), text.count >= 10, isZoned, numbers.count == 3 || numbers.count == 6
        else {
            return nil
        }
        let clock = numbers.count == 6 ? Array(numbers[3...]) : [0, 0, 0]
        self.init(
            year: numbers[0], month: numbers[1], day: numbers[2], hour: clock[0], minute: clock[1], second: clock[2])
    }
}
