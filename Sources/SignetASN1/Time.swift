import SignetBytes

/// `Time ::= CHOICE { utcTime UTCTime, generalTime GeneralizedTime }` (RFC 5280 §4.1.2.5), as it was written.
public struct Time: Hashable, Sendable {
    /// Which of the two it was, or will be.
    public enum Form: Hashable, Sendable {
        /// Two digits of the year: 1950 to 2049.
        case utcTime
        /// Four digits of the year.
        case generalizedTime
    }

    /// Which of the two types.
    public let form: Form
    /// The moment that it means.
    public let instant: Instant
    private let text: Bytes

    /// A time as RFC 5280 §4.1.2.5 wants it written: UTCTime through 2049, GeneralizedTime from 2050.
    public init(_ instant: Instant) {
        let year = instant.components.year
        self.init(instant, form: (1950...2049).contains(year) ? .utcTime : .generalizedTime)
    }

    /// A time in a given form; one that UTCTime cannot say becomes a GeneralizedTime, and one outside the years 0 to
    /// 9999, which neither can say, becomes the nearest that can be said.
    public init(_ instant: Instant, form: Form) {
        let instant = min(max(instant, Self.earliest), Self.latest)
        let part = instant.components
        self.form = (1950...2049).contains(part.year) ? form : .generalizedTime
        self.instant = instant
        let year = self.form == .utcTime ? pad(part.year % 100) : pad(part.year, 4)
        let text = year + [part.month, part.day, part.hour, part.minute, part.second].map { pad($0) }.joined() + "Z"
        self.text = Bytes(Array(text.utf8))
    }

    /// 0000-01-01 00:00:00
    private static let earliest = Instant(secondsSince1970: -62_167_219_200)
    /// 9999-12-31 23:59:59
    private static let latest = Instant(secondsSince1970: 253_402_300_799)

    private init(form: Form, instant: Instant, text: Bytes) {
        self.form = form
        self.instant = instant
        self.text = text
    }

    /// Either form.
    public static let syntax: Syntax<Time> = Syntax(
        anyOf: [.utcTime, .generalizedTime], grammar: .choice([.primitive(.utcTime), .primitive(.generalizedTime)])
    ) { reader throws(ASN1Error) in
        let tag = try reader.nextTag(of: [.utcTime, .generalizedTime])
        let form: Form = tag == .utcTime ? .utcTime : .generalizedTime
        return try reader.element(tag) { (contents) throws(ASN1Error) in try Time.read(form, &contents) }
    } write: { time, writer in
        writer.element(time.form == .utcTime ? .utcTime : .generalizedTime) { time.write(&$0) }
    }

    static func read(_ form: Form, _ reader: inout DERReader) throws(ASN1Error) -> Time {
        let start = reader.position
        let text = reader.takeRemaining()
        var scanner = TimeScanner(text)
        guard let instant = scanner.instant(form) else { throw ASN1Error(.invalidTime, at: start) }
        if !scanner.isDER { try reader.tolerate(.looseTime, .invalidTime, at: start) }
        return Time(form: form, instant: instant, text: text)
    }

    func write(_ writer: inout DERWriter) { writer.append(text.span) }
}

extension Syntax where Value == Time {
    /// `UTCTime`
    public static var utcTime: Syntax { .time(.utcTime, .utcTime) }
    /// `GeneralizedTime`
    public static var generalizedTime: Syntax { .time(.generalizedTime, .generalizedTime) }

    fileprivate static func time(_ tag: Tag, _ form: Time.Form) -> Syntax {
        Syntax(tag) { reader throws(ASN1Error) in
            try Time.read(form, &reader)
        } write: {
            $0.write(&$1)
        }
    }
}

/// Reads the digits of a time (X.680 §46, §47), and notes where it is not as X.690 §11.7 and §11.8 want it.
private struct TimeScanner {
    private let text: Bytes
    private var index = 0
    private(set) var isDER = true

    init(_ text: Bytes) { self.text = text }

    mutating func instant(_ form: Time.Form) -> Instant? {
        guard var year = number(form == .utcTime ? 2 : 4), let month = number(2), let day = number(2),
            let hour = number(2), let minute = number(2)
        else { return nil }
        if form == .utcTime { year += year < 50 ? 2000 : 1900 }  // RFC 5280 §4.1.2.5.1
        var second = 0
        if index < text.count, (0x30...0x39).contains(text[index]) {
            guard let seconds = number(2) else { return nil }
            second = seconds
            if form == .generalizedTime { guard skipFraction() else { return nil } }
        } else {
            isDER = false
        }
        guard let offset = offsetFromUTC(), index == text.count,
            let local = Instant(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        else { return nil }
        return local + Int64(-offset)
    }

    private mutating func number(_ digitCount: Int) -> Int? {
        guard index + digitCount <= text.count else { return nil }
        var value = 0
        for _ in 0..<digitCount {
            let digit = text[index] &- 0x30
            guard digit < 10 else { return nil }
            value = value * 10 + Int(digit)
            index += 1
        }
        return value
    }

    /// A fraction ends in another digit than zero (X.690 §11.7.3). It is kept in the text and not in the moment.
    private mutating func skipFraction() -> Bool {
        guard index < text.count, text[index] == 0x2E else { return true }
        index += 1
        let start = index
        while index < text.count, (0x30...0x39).contains(text[index]) { index += 1 }
        if index > start, text[index - 1] == 0x30 { isDER = false }
        return index > start
    }

    private mutating func offsetFromUTC() -> Int? {
        guard index < text.count else { return nil }
        let sign = text[index]
        index += 1
        if sign == 0x5A { return 0 }
        guard sign == 0x2B || sign == 0x2D, let hours = number(2), let minutes = number(2), hours < 24, minutes < 60
        else { return nil }
        isDER = false
        return (sign == 0x2B ? 1 : -1) * (hours * 3_600 + minutes * 60)
    }
}
