import SignetASN1
import SignetBytes
import TestSupport
import Testing

/// The combinators that not every structure needs.
@Suite struct CombinatorTests {
    @Test func namedBitsAreANumber() throws {
        let usage = Syntax<Int>.bits(named: ["a", "b", "c", "d", "e", "f", "g", "h", "i"])
        #expect(try usage.decode(hex("03 02 05 A0")) == 0b101)
        #expect(try usage.decode(hex("03 03 07 00 80")) == 1 << 8)
        #expect(try usage.decode(hex("03 01 00")) == 0)
        #expect(usage.encode(0b101) == hex("03 02 05 A0") && usage.encode(1 << 8) == hex("03 03 07 00 80"))
        #expect(usage.encode(0) == hex("03 01 00"))
        // X.690 §11.2.2: no zero bits at the end, not even whole octets of them.
        for padded in ["03 02 04 A0", "03 02 00 80", "03 02 07 00", "03 03 00 80 00"] {
            #expect(throws: ASN1Error.self) { try usage.decode(hex(padded)) }
            #expect(
                try usage.decode(hex(padded), rules: .tolerant)
                    == (padded.contains("A0") ? 0b101 : padded.contains("80") ? 1 : 0))
        }
        // A bit that no machine word has.
        #expect(throws: ASN1Error.self) { try usage.decode(hex("03 0A 00 00 00 00 00 00 00 00 00 01")) }
    }

    /// SET { [1] INTEGER, [0] BOOLEAN OPTIONAL, OCTET STRING }, which DER writes by tags.
    struct Triple: Hashable, Sendable {
        var text: Bytes
        var flag: Bool?
        var number: Int
        static let syntax: Syntax<Triple> = .set(
            "Triple", Triple.init(text:flag:number:),
            .required("text", \.text, .octetString),
            .optional("flag", \.flag, .boolean.implicit(0)),
            .required("number", \.number, .smallInteger.implicit(1)))
    }

    @Test func setsAreInTheOrderOfTheirTags() throws {
        let triple = Triple(text: hex("AA"), flag: true, number: 5)
        #expect(Triple.syntax.encode(triple) == hex("31 09 04 01 AA 80 01 FF 81 01 05"))
        #expect(try Triple.syntax.decode(hex("31 09 04 01 AA 80 01 FF 81 01 05")) == triple)
        #expect(try Triple.syntax.decode(hex("31 06 04 01 AA 81 01 05")).flag == nil)
        let unsorted = hex("31 09 81 01 05 80 01 FF 04 01 AA")
        #expect(outcome { () throws(ASN1Error) in try Triple.syntax.decode(unsorted) } == "SET OF is not in order at 2")
        var tolerated = Tolerances()
        #expect(try Triple.syntax.decode(unsorted, rules: .tolerant, tolerated: &tolerated) == triple)
        #expect(tolerated == .unsortedSet)
        #expect(throws: ASN1Error.self) { try Triple.syntax.decode(hex("31 06 81 01 05 80 01 FF"), rules: .tolerant) }
    }

    struct Growing: Hashable, Sendable {
        var number: Int
        var additions: [Bytes]
        static let syntax: Syntax<Growing> = .sequence(
            "Growing", Growing.init(number:additions:), .required("number", \.number, .smallInteger),
            .additions(\.additions))
    }

    @Test func additionsAreKeptByteForByte() throws {
        let encoding = hex("30 0A 02 01 05 A7 03 02 01 01 05 00")
        let value = try Growing.syntax.decode(encoding)
        #expect(value.number == 5 && value.additions == [hex("A7 03 02 01 01"), hex("05 00")])
        #expect(Growing.syntax.encode(value) == encoding)
        #expect(throws: ASN1Error.self) { try Growing.syntax.decode(hex("30 04 02 01 05 A7")) }
    }

    @Test func lazyPartsAreCheckedAndReadLater() throws {
        let names = Syntax<[[Bytes]]>.sequence(of: .set(of: .octetString))
        let lazy = names.lazy
        let encoding = hex("30 0A 31 08 04 01 AA 04 03 BB CC DD")
        let part = try lazy.decode(encoding)
        #expect(part.encoding == encoding && encoding.offset(of: part.encoding) == 0)
        #expect(try part.decoded() == [[hex("AA"), hex("BB CC DD")]])
        #expect(lazy.encode(part) == encoding)
        #expect(try lazy.decode(encoding) == Lazy([[hex("AA"), hex("BB CC DD")]], names))
        // The breaches and the errors are those of a full reading.
        for damaged in [
            "30 0A 31 08 04 03 BB CC DD 04 01 AA", "30 0A 31 08 04 01 AA 04 04 BB CC DD",
            "30 0A 31 08 04 01 AA 02 03 BB CC DD",
            "30 0A 31 08 04 01 AA 04 02 BB CC DD", "30 81 0A 31 08 04 01 AA 04 03 BB CC DD",
        ] {
            #expect(
                outcome { () throws(ASN1Error) in try lazy.decode(hex(damaged)) }
                    == outcome { () throws(ASN1Error) in try names.decode(hex(damaged)) })
        }
        var tolerated = Tolerances()
        let unsorted = hex("30 0A 31 08 04 03 BB CC DD 04 01 AA")
        let loose = try lazy.decode(unsorted, rules: .tolerant, tolerated: &tolerated)
        #expect(tolerated == .unsortedSet && loose.encoding == unsorted)
        #expect(try loose.decoded() == [[hex("BB CC DD"), hex("AA")]])
    }

    /// Whatever the quick check of a lazy part accepts, a full reading accepts too.
    @Test func lazyAndFullReadingsAgree() throws {
        struct Row: Hashable, Sendable {
            var id: ObjectIdentifier
            var flag: Bool?
            var number: ASN1Integer
            var bits: BitString
            var urgent: Bool
            var names: [Bytes]?
            var rest: Bytes?
            static let syntax: Syntax<Row> = .sequence(
                "Row", Row.init(id:flag:number:bits:urgent:names:rest:), .required("id", \.id, .objectIdentifier),
                .optional("flag", \.flag, .boolean), .required("number", \.number, .integer.implicit(3)),
                .required("bits", \.bits, .bitString.explicit(1)),
                .defaulted("urgent", \.urgent, .boolean.implicit(5), false),
                .optional("names", \.names, .sequence(of: .octetString, isNonEmpty: true).implicit(6)),
                .optional("rest", \.rest, .any))
        }
        let syntax = Syntax<[Row]>.set(of: Row.syntax, isNonEmpty: true)
        let rows = [
            Row(
                id: "2.999.1", flag: true, number: 300, bits: BitString(named: [1]), urgent: false, names: [hex("01")],
                rest: nil),
            Row(
                id: "1.2.840.113549.1", flag: nil, number: -1, bits: BitString(hex("AA BB")), urgent: true, names: nil,
                rest: hex("30 03 02 01 05")),
        ]
        let encoding = [UInt8](syntax.encode(rows))
        var count = 0
        for index in encoding.indices {
            for value in UInt8.min...UInt8.max {
                var changed = encoding
                changed[index] = value
                let full = outcome { () throws(ASN1Error) in try syntax.decode(Bytes(changed)) }
                let quick = outcome { () throws(ASN1Error) in try syntax.unread.decode(Bytes(changed)) }
                #expect(full == quick)
                // What only tolerant readings let pass is found by both.
                var passed = (full: Tolerances(), quick: Tolerances())
                _ = try? syntax.decode(Bytes(changed), rules: .tolerant, tolerated: &passed.full)
                _ = try? syntax.unread.decode(Bytes(changed), rules: .tolerant, tolerated: &passed.quick)
                #expect(passed.full == passed.quick)
                if full == "ok" { #expect(syntax.encode(try syntax.decode(Bytes(changed))) == Bytes(changed)) }
                count += 1
            }
        }
        #expect(count == encoding.count * 256)
        for empty in ["31 00", "31 12 30 10 06 01 2A 83 01 05 A1 04 03 02 00 AA A6 02 04 00"] {
            #expect(
                outcome { () throws(ASN1Error) in try syntax.decode(hex(empty)) }
                    == outcome { () throws(ASN1Error) in try syntax.unread.decode(hex(empty)) })
        }
    }

    @Test func grammarsAreWrittenInTheirNotation() {
        #expect(
            Letter.syntax.grammar.notation.hasPrefix(
                """
                Letter ::= SEQUENCE {
                    version  [0] EXPLICIT INTEGER DEFAULT 1,
                    serial   INTEGER,
                    urgent   BOOLEAN DEFAULT false,
                    names    SET OF UTF8String,
                """))
        #expect(
            Triple.syntax.grammar.notation == """
                Triple ::= SET {
                    text   OCTET STRING,
                    flag   [0] IMPLICIT BOOLEAN OPTIONAL,
                    number [1] IMPLICIT INTEGER
                }
                """)
        #expect(Growing.syntax.grammar.notation.hasSuffix("    ...\n}"))
        #expect(
            Syntax<Int>.bits(named: ["a", "b"]).grammar.notation == "BIT STRING { a(0), b(1) }")
        #expect(
            Syntax<[Int]>.sequence(of: .enumerated([1: "one"]), isNonEmpty: true).grammar.notation
                == "SEQUENCE SIZE (1..MAX) OF ENUMERATED { one(1) }")
        #expect(!Tree.syntax.grammar.notation.isEmpty)
    }

    @Test(arguments: [
        (SignetASN1.Tag.utf8String, "0C 03 E2 82 AC", "€", true), (.utf8String, "0C 02 C0 80", "", false),
        (.utf8String, "0C 03 ED A0 80", "", false),
        (.printableString, "13 02 61 3F", "a?", true), (.printableString, "13 01 40", "", false),
        (.printableString, "13 01 2A", "", false), (.ia5String, "16 02 40 00", "@\0", true),
        (.ia5String, "16 01 80", "", false),
        (.numericString, "12 02 20 39", " 9", true), (.numericString, "12 01 2D", "", false),
        (.visibleString, "1A 01 7E", "~", true), (.visibleString, "1A 01 7F", "", false),
        (.bmpString, "1E 04 D8 3D DE 00", "😀", true), (.bmpString, "1E 02 D8 3D", "", false),
        (.bmpString, "1E 01 00", "", false),
        (.bmpString, "1E 04 DE 00 D8 3D", "", false),
        (.universalString, "1C 04 00 01 F6 00", "😀", true), (.universalString, "1C 04 00 11 00 00", "", false),
        (.universalString, "1C 04 00 00 D8 00", "", false), (.universalString, "1C 03 00 00 41", "", false),
        (.universalString, "1C 04 80 00 00 41", "", false),
        (.teletexString, "14 02 FC DF", "üß", true),
    ])
    func stringsAreChecked(_ tag: SignetASN1.Tag, _ encoding: String, _ text: String, _ isValid: Bool) throws {
        let strict = try? Syntax<String>.string(tag).decode(hex(encoding))
        #expect(strict == (isValid ? text : nil))
        #expect(((try? ASN1String.syntax.decode(hex(encoding))) != nil) == isValid)
        // A tolerant reading keeps the octets whatever they are.
        #expect(try ASN1String.syntax.decode(hex(encoding), rules: .tolerant).contents == hex(encoding).dropFirst(2))
        if isValid { #expect(Syntax<String>.string(tag).encode(text) == hex(encoding)) }
    }
}
