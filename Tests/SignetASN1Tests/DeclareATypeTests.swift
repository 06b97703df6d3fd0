import Foundation
import SignetASN1
import SignetBytes
import TestSupport
import Testing

struct Booking: Hashable, Sendable {
    var version: Int
    var reference: Bytes
    var guests: [String]
    var arrival: Time
    var payment: Payment
    var note: String?
}

enum Payment: Hashable, Sendable {
    case cash
    case card(String)
}

extension Payment {
    static let syntax: Syntax<Payment> = .choice(
        Alternative(.null, { Payment.cash }, { if case .cash = $0 { () } else { nil } }),
        Alternative(.string(.ia5String), Payment.card) { if case .card(let number) = $0 { number } else { nil } })
}

extension Booking {
    static let syntax: Syntax<Booking> = .sequence(
        "Booking", Booking.init(version:reference:guests:arrival:payment:note:),
        .defaulted("version", \.version, Syntax<Int>.integer(named: [0: "v1", 1: "v2"]).explicit(0), 0),
        .required("reference", \.reference, .octetString),
        .required("guests", \.guests, .set(of: .string(.utf8String), isNonEmpty: true)),
        .required("arrival", \.arrival, .generalizedTime),
        .required("payment", \.payment, Payment.syntax),
        .optional("note", \.note, Syntax<String>.string(.utf8String).implicit(1)))
}

/// What the article “Declare an ASN.1 type” shows, compiled and run.
@Suite struct DeclareATypeTests {
    @Test func theArticleIsRight() throws {
        let unsorted = hex(
            "30 26 04 01 2A 31 0A 0C 03 42 6F 62 0C 03 41 6E 6E 18 0F" + "32303237303131353038303030305A"
                + "16 04 34 37 31 31")
        let booking = Booking(
            version: 0, reference: [0x2A], guests: ["Bob", "Ann"],
            arrival: Time(Instant(secondsSince1970: 1_800_000_000), form: .generalizedTime), payment: .card("4711"),
            note: nil)
        let encoding = Booking.syntax.encode(booking)
        let read = try Booking.syntax.decode(encoding)
        #expect(read.guests == ["Ann", "Bob"])
        #expect(
            encoding
                == hex(
                    "30 26 04 01 2A 31 0A 0C 03 41 6E 6E 0C 03 42 6F 62 18 0F 32303237303131353038303030305A 16 04 34 37 31 31"
                ))
        let error = refusal { () throws(ASN1Error) in try Booking.syntax.decode(unsorted) }
        #expect(error?.description == "Booking.guests.[1]: SET OF is not in order at byte 12")
        var breaches: [Breach] = []
        let tolerant = try Booking.syntax.decode(unsorted, rules: .tolerant, breaches: &breaches)
        #expect(tolerant == booking && breaches == [Breach(.unsortedSet, at: 12)])
    }

    /// Every line of Swift in the article stands in this file.
    @Test func theArticleIsThisFile() throws {
        let article = try String(
            contentsOf: TestFiles.package.appending(path: "Sources/SignetASN1/SignetASN1.docc/DeclareAType.md"),
            encoding: .utf8)
        let here = try String(contentsOf: URL(filePath: #filePath), encoding: .utf8).filter { !$0.isWhitespace }
        let blocks = article.components(separatedBy: "```swift\n").dropFirst().compactMap {
            $0.components(separatedBy: "\n```").first
        }
        #expect(blocks.count == 5)
        for block in blocks.flatMap({ $0.components(separatedBy: "\n\n") }) {
            for line in block.split(separator: "\n") {
                #expect(here.contains(line.filter { !$0.isWhitespace }), "\(line)")
            }
        }
    }
}
