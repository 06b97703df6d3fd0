import SignetASN1
import SignetBytes

/// A made-up structure in which every combinator of `Syntax` occurs.
struct Letter: Hashable, Sendable {
    var version: Int
    var serial: ASN1Integer
    var isUrgent: Bool
    var names: [String]
    var sender: Party
    var copy: Party?
    var body: Body
    var note: Bytes?
    var seal: BitString?
    var history: Preserved<History>
    var thread: Tree
    var date: Time
    var anything: Bytes?

    enum Party: Hashable, Sendable {
        case address(String)
        case number(Int)
        static let syntax: Syntax<Party> = .choice(
            Alternative(text, Party.address) { if case .address(let text) = $0 { text } else { nil } },
            Alternative(.smallInteger.implicit(5), Party.number) {
                if case .number(let number) = $0 { number } else { nil }
            })
    }

    enum Body: Hashable, Sendable {
        case plain(String)
        case numbers([Int])
        case unknown(ObjectIdentifier, Bytes?)
        static let syntax: Syntax<Body> = .keyed(
            Keyed("2.999.1", text, Body.plain) { if case .plain(let text) = $0 { text } else { nil } },
            Keyed("2.999.2", Syntax<[Int]>.sequence(of: .smallInteger).explicit(0), Body.numbers) {
                if case .numbers(let numbers) = $0 { numbers } else { nil }
            },
            other: .init(Body.unknown) { if case .unknown(let key, let value) = $0 { (key, value) } else { nil } })
    }

    struct Contents: Hashable, Sendable {
        var body: Body
        static let syntax: Syntax<Contents> = .sequence(
            "Contents", Contents.init(body:), .required("body", \.body, Body.syntax))
    }

    struct History: Hashable, Sendable {
        var steps: [Int]
        static let syntax: Syntax<History> = Syntax<[Int]>.sequence(of: .smallInteger).inSequence("History")
            .map("a history has a step", { $0.isEmpty ? nil : History(steps: $0) }, \.steps)
    }

    /// A UTF8String as text.
    static let text: Syntax<String> = Syntax<Bytes>.contents(.utf8String)
        .map("not UTF-8", { String(validating: $0, as: UTF8.self) }, { Bytes(Array($0.utf8)) })

    static let syntax: Syntax<Letter> = .sequence(
        "Letter",
        Letter.init(
            version:serial:isUrgent:names:sender:copy:body:note:seal:history:thread:date:anything:),
        .defaulted("version", \.version, .smallInteger.explicit(0), 1),
        .required("serial", \.serial, .integer),
        .defaulted("urgent", \.isUrgent, .boolean, false),
        .required("names", \.names, .set(of: text)),
        .required("sender", \.sender, Party.syntax),
        .optional("copy", \.copy, Party.syntax.explicit(6)),
        .required("contents", \.body, Contents.syntax.map(\.body, Contents.init(body:))),
        .optional("note", \.note, .octetString.implicit(1)),
        .optional("seal", \.seal, .bitString.implicit(2)),
        .required("history", \.history, History.syntax.preserved),
        .required("thread", \.thread, Tree.syntax),
        .required("date", \.date, Time.syntax),
        .optional("anything", \.anything, .any(of: [.null, .sequence])))

    /// Everything absent that may be absent.
    static let short = Letter(
        version: 1, serial: 5, isUrgent: false, names: [], sender: .number(-1), copy: nil, body: .plain(""), note: nil,
        seal: nil, history: History.syntax.preserving(History(steps: [1])), thread: Tree(branches: []),
        date: Time(Instant(secondsSince1970: 0)), anything: nil)

    /// Everything there.
    static let long = Letter(
        version: 3, serial: ASN1Integer(magnitude: hex("F0 01 02 03 04 05 06 07 08 09")), isUrgent: true,
        names: ["a", "b", "ä"], sender: .address("x@example.org"), copy: .number(300),
        body: .unknown("2.999.3", hex("30 00")), note: hex("01 02 03"), seal: BitString(named: [1, 9]),
        history: History.syntax.preserving(History(steps: [1, 2, 70_000])),
        thread: Tree(branches: [Tree(branches: []), Tree(branches: [Tree(branches: [])])]),
        date: Time(Instant(secondsSince1970: 4_000_000_000)), anything: hex("05 00"))

    static let samples: [Letter] = {
        var unknown = short
        unknown.body = .unknown("2.999.9", nil)
        var numbers = long
        numbers.body = .numbers([1, 2, 3])
        numbers.anything = hex("30 03 02 01 05")
        return [short, long, unknown, numbers]
    }()
}
