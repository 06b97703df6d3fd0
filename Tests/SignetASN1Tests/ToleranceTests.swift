import SignetASN1
import SignetBytes
import TestSupport
import Testing

/// What DER forbids and a tolerant reading lets pass, each by its name.
@Suite struct ToleranceTests {
    private static func judge<Value>(_ syntax: Syntax<Value>, _ encoding: String) -> (strict: String, let: [Breach]) {
        let strict = outcome { () throws(ASN1Error) in try syntax.decode(hex(encoding)) }
        var rules = EncodingRules.tolerant
        rules.tolerances = .all
        var breaches: [Breach] = []
        _ = try? syntax.decode(hex(encoding), rules: rules, breaches: &breaches)
        return (strict, breaches)
    }

    @Test func everyToleranceHasARowAndIsMet() {
        let bits = Syntax<Int>.bits(named: ["a", "b", "c"])
        let numbers = Syntax<[Int]>.set(of: .smallInteger)
        let flag: Syntax<Bool> = .sequence(
            "Flag", { @Sendable (flag: Bool) in flag }, .defaulted("on", { @Sendable flag in flag }, .boolean, false))
        let met: [(Tolerances, (strict: String, let: [Breach]), String, Int)] = [
            (.unsortedSet, Self.judge(numbers, "31 06 02 01 02 02 01 01"), "SET OF is not in order at 5", 5),
            (.defaultWritten, Self.judge(flag, "30 03 01 01 00"), "a DEFAULT value is written out at 2", 2),
            (.anyTrueOctet, Self.judge(.boolean, "01 01 01"), "BOOLEAN is neither 00 nor FF at 2", 2),
            (.nonMinimalInteger, Self.judge(.integer, "02 02 00 01"), "INTEGER is not minimal at 2", 2),
            (.looseTime, Self.judge(Time.syntax, "17 0B 39 39 31 32 33 31 32 33 35 39 5A"), "not a valid time at 2", 2),
            (.bitStringPadding, Self.judge(.bitString, "03 02 04 0F"), "BIT STRING has bad unused bits at 2", 2),
            (.namedBitListPadding, Self.judge(bits, "03 02 04 80"), "BIT STRING has bad unused bits at 2", 2),
            (
                .invalidCharacters, Self.judge(ASN1String.syntax, "13 03 61 40 62"),
                "characters that the string type does not have at 2", 2
            ),
            (.nonMinimalLength, Self.judge(.octetString, "04 82 00 01 AA"), "length is not minimal at 1", 1),
            (.negativeInteger, Self.judge(.nonNegativeInteger, "02 01 80"), "INTEGER is out of range at 2", 2),
            (
                .emptyCollection, Self.judge(.sequence(of: .integer, isNonEmpty: true), "30 00"),
                "is empty, and must not be at 2", 2
            ),
            (.trailingBytes, Self.judge(.null, "05 00 0A"), "trailing bytes (1) at 2", 2),
        ]
        for (tolerance, found, strict, offset) in met {
            #expect(found.strict == strict)
            #expect(found.let == [Breach(tolerance, at: offset)], "\(tolerance)")
        }
        #expect(met.map(\.0) == Tolerances.table.map(\.tolerance))
        #expect(met.reduce(into: Tolerances()) { $0.formUnion($1.0) } == .all)
        #expect(Set(Tolerances.table.map(\.name)).count == Tolerances.table.count)
        #expect(
            met[0].1.let[0].description == "a SET OF is not in order (X.690 §11.6) at byte 5")
        #expect(Tolerances([.unsortedSet, .looseTime]).description == "unsortedSet, looseTime")
    }

    @Test func bytesBehindTheMessageAreLetPassOnlyByName() throws {
        #expect(throws: ASN1Error.self) { try Syntax<Void>.null.decode(hex("05 00 0A"), rules: .tolerant) }
        #expect(throws: ASN1Error.self) { try Syntax<Void>.null.decode(hex("05 00 0A"), rules: .ber) }
        var rules = EncodingRules.ber
        rules.tolerances = .all
        var tolerated = Tolerances()
        let value = try Syntax<Bytes>.octetString.decode(
            hex("24 80 04 01 AA 00 00 0A 0A"), rules: rules, tolerated: &tolerated)
        #expect(value == hex("AA") && tolerated == .trailingBytes)
        var breaches: [Breach] = []
        _ = try Syntax<Bytes>.octetString.decode(hex("24 80 04 01 AA 00 00 0A 0A"), rules: rules, breaches: &breaches)
        #expect(breaches == [Breach(.trailingBytes, at: 7)])
    }

    @Test func offsetsOfBreachesPointIntoTheMessageAsGiven() throws {
        let syntax = Syntax<[Bool]>.sequence(of: .boolean)
        var breaches: [Breach] = []
        #expect(
            try syntax.decode(hex("30 80 01 81 01 07 01 01 00 01 01 08 00 00"), rules: .ber, breaches: &breaches) == [
                true, false, true,
            ])
        #expect(breaches == [Breach(.anyTrueOctet, at: 5), Breach(.anyTrueOctet, at: 11)])
    }

    @Test func aMillionBreachesAreNotAllNoted() throws {
        var breaches: [Breach] = []
        let many = Bytes(Array(repeating: [1, 1, 7], count: 100_000).flatMap { $0 })
        let encoding = Syntax<Bytes>.contents(.sequence).encode(many)
        #expect(
            try Syntax<[Bool]>.sequence(of: .boolean).decode(encoding, rules: .tolerant, breaches: &breaches).count
                == 100_000)
        #expect(breaches.count == 64)
    }

    @Test func limitsOfAReadingHold() {
        func failure(_ limits: Limits, _ message: String, ber: Bool = false) -> ASN1Error.Kind? {
            var rules = ber ? EncodingRules.ber : .der
            rules.limits = limits
            return refusal { () throws(ASN1Error) in
                try Syntax<[Bytes]>.sequence(of: .any).decode(hex(message), rules: rules)
            }?.kind
        }
        for ber in [false, true] {
            #expect(failure(Limits(elementCount: 3), "30 06 05 00 05 00 05 00", ber: ber) == .tooManyElements(3))
            #expect(failure(Limits(elementCount: 4), "30 06 05 00 05 00 05 00", ber: ber) == nil)
            #expect(failure(Limits(byteCount: 7), "30 06 05 00 05 00 05 00", ber: ber) == .tooLarge(7))
        }
        #expect(failure(Limits(depth: 1), "30 02 30 00", ber: true) == .nestedTooDeeply)
        #expect(Limits(depth: 100_000).depth == 256)
    }
}
