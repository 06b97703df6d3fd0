import SignetASN1
import SignetBytes
import TestSupport
import Testing

/// The annotated dump (dumpasn1 and `openssl asn1parse` are its peers).
@Suite struct DumpTests {
    private static func lines(_ message: String, _ grammar: Grammar? = nil, _ change: (inout Dumper) -> Void = { _ in })
        -> [String]
    {
        lines(hex(message), grammar, change)
    }

    private static func lines(_ message: Bytes, _ grammar: Grammar? = nil, _ change: (inout Dumper) -> Void = { _ in })
        -> [String]
    {
        var dumper = Dumper()
        change(&dumper)
        var lines: [String] = []
        dumper.dump(message, as: grammar) { line in
            let text = line.text(byteLimit: 32)
            lines.append(text.split(separator: " ").joined(separator: " "))
        }
        return lines
    }

    @Test func fieldsHaveTheirNames() {
        #expect(
            Self.lines(Letter.syntax.encode(.long), Letter.syntax.grammar)
                == [
                    "0 2+115 Letter SEQUENCE", "2 2+3 version [0]", "4 2+1 version INTEGER 3",
                    "7 2+11 serial INTEGER f0:01:02:03:04:05:06:07:08:09", "20 2+1 urgent BOOLEAN TRUE",
                    "23 2+10 names SET", "25 2+1 UTF8String \"a\"", "28 2+1 UTF8String \"b\"",
                    "31 2+2 UTF8String \"ä\"",
                    "35 2+13 sender UTF8String \"x@example.org\"", "50 2+4 copy [6]", "52 2+2 copy [5] 300",
                    "56 2+7 contents Contents SEQUENCE", "58 2+3 body OBJECT IDENTIFIER 2.999.3", "63 2+0 SEQUENCE",
                    "65 2+3 note [1] 010203", "70 2+3 seal [2] 0100000001", "75 2+13 history History SEQUENCE",
                    "77 2+11 History SEQUENCE", "79 2+1 INTEGER 1", "82 2+1 INTEGER 2", "85 2+3 INTEGER 70000",
                    "90 2+6 thread SEQUENCE", "92 2+0 SEQUENCE", "94 2+2 SEQUENCE", "96 2+0 SEQUENCE",
                    "98 2+15 date GeneralizedTime 2096-10-02 07:06:40 UTC", "115 2+0 anything NULL",
                ])
    }

    /// What is not DER is marked, and the rest is shown all the same.
    @Test(arguments: [
        (
            "30 80 02 81 01 05 00 00",
            [
                "0 2+… SEQUENCE <-- not DER: indefinite length (X.690 §10.1)",
                "2 3+1 INTEGER 5 <-- not DER: length is not minimal (X.690 §10.1)", "6 2+0 end of contents",
            ]
        ),
        ("01 01 07", ["0 2+1 BOOLEAN TRUE <-- not DER: a BOOLEAN is neither 00 nor FF (X.690 §11.1)"]),
        ("02 02 00 05", ["0 2+2 INTEGER 5 <-- not DER: an INTEGER has needless leading octets (X.690 §8.3.2)"]),
        (
            "18 0E 3230353030313031303030303030",
            [
                "0 2+14 GeneralizedTime \"20500101000000\" <-- not DER: a form of GeneralizedTime that DER does not have "
                    + "(X.690 §11.7)"
            ]
        ),
        (
            "24 06 04 01 61 02 01 62",
            [
                "0 2+6 OCTET STRING <-- not DER: a string in segments (X.690 §10.2)", "2 2+1 OCTET STRING 61",
                "5 2+1 INTEGER 98 <-- malformed: a segment of another type (X.690 §8.7.3.2)",
            ]
        ),
        (
            "10 03 02 01 07",
            [
                "0 2+3 SEQUENCE <-- malformed: a primitive SEQUENCE (X.690 §8.9.1, §8.11.1); holds", "2 2+1 INTEGER 7",
            ]
        ),
        (
            "10 03 1E 01 9A",
            [
                "0 2+3 SEQUENCE <-- malformed: a primitive SEQUENCE (X.690 §8.9.1, §8.11.1); holds",
                "2 2+1 BMPString 9a <-- malformed: characters that BMPString does not have (X.680 §41)",
            ]
        ),
        (
            "30 06 20 80 05 00 00 00",
            [
                "0 2+6 SEQUENCE",
                "2 2+… [UNIVERSAL 0] <-- malformed: 0 is no type's number (X.690 §8.1.5); not DER: indefinite length (X.690 §10.1)",
                "4 2+0 NULL", "6 2+0 end of contents",
            ]
        ),
        ("22 03 02 01 05", ["0 2+3 INTEGER <-- malformed: a constructed INTEGER (X.690 §8)", "2 2+1 INTEGER 5"]),
        ("02 00", ["0 2+0 INTEGER <-- malformed: INTEGER is not minimal"]),
        (
            "31 06 02 01 02 02 01 01",
            ["0 2+6 SET <-- not DER: elements are not in order (X.690 §11.6)", "2 2+1 INTEGER 2", "5 2+1 INTEGER 1"]
        ),
        (
            "13 01 40",
            ["0 2+1 PrintableString \"@\" <-- not DER: characters that PrintableString does not have (X.680 §41)"]
        ),
        ("0C 01 FF", ["0 2+1 UTF8String ff <-- malformed: characters that UTF8String does not have (X.680 §41)"]),
        (
            "17 0B 39 39 31 32 33 31 32 33 35 39 5A",
            [
                "0 2+11 UTCTime 1999-12-31 23:59:00 UTC <-- not DER: a time is not written as YYMMDDhhmmssZ or YYYYMMDDhhmmssZ (X.690 §11.7, §11.8)"
            ]
        ),
        ("06 01 80", ["0 2+1 OBJECT IDENTIFIER 80 <-- malformed: OBJECT IDENTIFIER is malformed"]),
        // Cut off: what there is is shown.
        (
            "30 0A 02 01 05 04 05 AA BB",
            [
                "0 2+7 SEQUENCE <-- malformed: length is 10, but only 7 bytes are left", "2 2+1 INTEGER 5",
                "5 2+2 OCTET STRING aabb <-- malformed: length is 5, but only 2 bytes are left",
            ]
        ),
        (
            "30 07 1F FF FF FF FF 7F 00",
            ["0 2+7 SEQUENCE", "2 0+7 unreadable 1fffffffff7f00 <-- malformed: tag number is not valid"]
        ),
        ("1F 1E 00", ["0 3+0 BMPString \"\" <-- malformed: tag number is not minimal (X.690 §8.1.2)"]),
        (
            "30 04 20 02 05 00",
            [
                "0 2+4 SEQUENCE", "2 2+2 [UNIVERSAL 0] <-- malformed: 0 is no type's number (X.690 §8.1.5)",
                "4 2+0 NULL",
            ]
        ),
        (
            "30 03 02 01 05 05 00",
            ["0 2+3 SEQUENCE", "2 2+1 INTEGER 5", "=== 2 bytes are behind the first element", "5 2+0 NULL"]
        ),
        (
            "05 00 00 00 00",
            [
                "0 2+0 NULL",
                "2 0+3 unreadable 000000 <-- not DER: a line end or padding behind the element (X.690 §8.1.1)",
            ]
        ),
        // Strings that hold elements.
        ("04 05 30 03 02 01 05", ["0 2+5 OCTET STRING <-- holds", "2 2+3 SEQUENCE", "4 2+1 INTEGER 5"]),
        ("03 06 00 30 03 02 01 05", ["0 2+6 BIT STRING <-- holds", "3 2+3 SEQUENCE", "5 2+1 INTEGER 5"]),
        (
            "03 06 01 30 03 02 01 06",
            ["0 2+6 BIT STRING <-- 1 unused bits; holds", "3 2+3 SEQUENCE", "5 2+1 INTEGER 6"]
        ),
        ("03 03 01 05 00", ["0 2+3 BIT STRING 000001010000000"]),
        ("04 05 30 04 02 01 05", ["0 2+5 OCTET STRING 3004020105"]),
        (
            "24 80 04 02 30 03 04 03 02 01 05 00 00",
            [
                "0 2+… OCTET STRING <-- not DER: indefinite length (X.690 §10.1); not DER: a string in segments (X.690 §10.2)",
                "2 2+2 OCTET STRING 3003", "6 2+3 OCTET STRING 020105", "11 2+0 end of contents",
                "=== the segments joined: 5 bytes, offsets from 0", "0 2+3 SEQUENCE", "2 2+1 INTEGER 5",
            ]
        ),
        ("", ["0 0+0 unreadable <-- malformed: there are no bytes"]),
    ])
    func odditiesAreShown(_ message: String, _ expected: [String]) {
        #expect(Self.lines(message) == expected)
    }

    @Test func whatTheGrammarDoesNotExpectIsSaid() {
        let syntax: Syntax<Int> = .sequence(
            "Pair", { @Sendable (a: Int, b: Int) in a + b }, .required("a", { @Sendable in $0 }, .smallInteger),
            .defaulted("b", { @Sendable in $0 }, .smallInteger, 7))
        #expect(Self.lines("30 03 04 01 05", syntax.grammar)[1].hasSuffix("<-- unexpected: a should stand here"))
        #expect(Self.lines("30 00", syntax.grammar)[1].hasSuffix("unexpected: a is missing"))
        #expect(
            Self.lines("30 09 02 01 05 02 01 06 02 01 07", syntax.grammar)[3].hasSuffix(
                "<-- unexpected: the structure has no more components"))
        #expect(
            Self.lines("30 06 02 01 05 02 01 07", syntax.grammar)[2].hasSuffix(
                "<-- not DER: a DEFAULT value is written out (X.690 §11.5)"))
        let bits = Syntax<Int>.bits(named: ["read", "write"]).grammar
        #expect(Self.lines("03 02 06 40", bits) == ["0 2+2 BIT STRING write"])
        #expect(Self.lines("03 02 00 40", bits)[0].contains("a named bit list ends in zero bits"))
    }

    /// As deep as OpenSSL goes, everything is shown.
    @Test func aHundredAndTwentyEightLevelsAreShown() {
        let deep = (0..<127).reduce(hex("05 00")) { inner, _ in Syntax<Bytes>.contents(.sequence).encode(inner) }
        let lines = Self.lines(deep)
        #expect(lines.count == 128 && lines.last?.hasSuffix("NULL") == true)
    }

    @Test func aHostileMessageIsShownInLinearTime() {
        let deep = Bytes(
            Array(repeating: UInt8(0x30), count: 0) + (0..<50_000).flatMap { _ in [0x30, 0x80] as [UInt8] })
        #expect(Self.lines(deep).count < 300)
        let nested = (0..<200).reduce([UInt8]()) { inner, _ in [UInt8](Syntax<Bytes>.octetString.encode(Bytes(inner))) }
        #expect(Self.lines(Bytes(nested)).count < 300)
        let many = Syntax<Bytes>.contents(.sequence).encode(
            Bytes(Array(repeating: [5, 0], count: 100_000).flatMap { $0 }))
        #expect(Self.lines(many).count == 100_001)
    }

    /// Wherever the file is cut, every element that begins before is shown.
    @Test func aCutFileIsShownUpToTheCut() {
        let encoding = Letter.syntax.encode(.long)
        let whole = Self.lines(encoding, Letter.syntax.grammar)
        for length in 1..<encoding.count {
            let lines = Self.lines(encoding.prefix(length), Letter.syntax.grammar)
            let begun = whole.filter { (Int($0.split(separator: " ")[0]) ?? .max) + 2 <= length }.count
            #expect(lines.filter { !$0.contains("unreadable") && !$0.hasPrefix("===") }.count >= begun)
            #expect(lines.contains { $0.contains("malformed") })
        }
    }

    /// Everything that `openssl asn1parse` reads is read, element for element.
    @Test func elementsAreThoseOfOpenSSL() throws {
        guard TestFiles.corpora != nil else { return TestFiles.report("dump against openssl asn1parse", ran: nil) }
        var count = 0
        for (path, bytes) in try corpusFiles("cms/asn1crypto") + corpusFiles("asn1") where bytes.first == 0x30 {
            guard let parsed = try Programs.run("openssl", ["asn1parse", "-inform", "DER"], input: bytes) else {
                continue
            }
            let theirs = String(decoding: parsed, as: UTF8.self).split(separator: "\n").compactMap { line in
                Int(line.prefix { $0 != ":" }.trimmingPrefix { $0 == " " })
            }
            var ours: Set<Int> = []
            var isInside = false
            Dumper().dump(Bytes(bytes)) { line in
                if case .block = line.kind { isInside = true }
                if !isInside { ours.insert(line.offset) }
            }
            if !isInside { #expect(Set(theirs).isSubset(of: ours), "\(path)") }
            count += 1
        }
        TestFiles.report("dump against openssl asn1parse", ran: count)
    }
}
