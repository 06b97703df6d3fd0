import SignetASN1
import SignetBytes
import TestSupport
import Testing

/// OBJECT IDENTIFIER (X.690 §8.19).
@Suite struct ObjectIdentifierTests {
    private let syntax = Syntax<ObjectIdentifier>.objectIdentifier

    @Test func identifiersAreThoseOfPyASN1() throws {
        let rows = try answers("object-identifiers", as: Row.self)
        for row in rows {
            let (text, encoding) = (row.text(0), hex(row.text(1)))
            let identifier = try syntax.decode(encoding)
            #expect(identifier.description == text)
            #expect(ObjectIdentifier(text) == identifier)
            #expect(syntax.encode(identifier) == encoding)
            let arcs = text.split(separator: ".").compactMap { UInt64($0) }
            if arcs.count == text.split(separator: ".").count { #expect(ObjectIdentifier(arcs: arcs) == identifier) }
        }
        TestFiles.report("OBJECT IDENTIFIER against pyasn1", ran: rows.count)
    }

    @Test(arguments: [
        // X.690 §8.19.5.
        ("06 03 88 37 03", "2.999.3"),
        ("06 03 81 34 03", "2.100.3"),
        ("06 01 27", "0.39"), ("06 01 28", "1.0"), ("06 01 4F", "1.39"), ("06 01 50", "2.0"), ("06 01 7F", "2.47"),
    ])
    func examplesPrintRight(_ encoding: String, _ text: String) throws {
        #expect(try syntax.decode(hex(encoding)).description == text)
    }

    @Test(arguments: ["06 00", "06 01 80", "06 02 2A 80", "06 03 2A 80 01", "06 03 2A 86 80", "06 02 80 01"])
    func malformedOnesAreRefused(_ encoding: String) {
        #expect(
            outcome { () throws(ASN1Error) in try syntax.decode(hex(encoding)) }
                == "OBJECT IDENTIFIER is malformed at 2")
        #expect(ObjectIdentifier(contents: hex(encoding).dropFirst(2)) == nil)
    }

    @Test(arguments: [
        "", ".", "1", "1.", ".1", "1..2", "3.1", "0.40", "1.40", "1.+2", "+1.2", "1.-2", "1.2.", "1.2.x", " 1.2",
        "1.2 ",
        "01.2", "1.02", "1.2.00", "1.2.３", "256.1",
    ])
    func badTextsAreRefused(_ text: String) {
        #expect(ObjectIdentifier(text) == nil)
    }

    @Test func impossibleArcsAreRefused() {
        #expect(ObjectIdentifier(arcs: []) == nil)
        #expect(ObjectIdentifier(arcs: [1]) == nil)
        #expect(ObjectIdentifier(arcs: [3, 1]) == nil)
        #expect(ObjectIdentifier(arcs: [1, 40]) == nil)
        #expect(ObjectIdentifier(arcs: [2, .max, .max])?.description == "2.\(UInt64.max).\(UInt64.max)")
    }

    @Test func anAbsurdlyLongOneIsMeasuredAndNotPrinted() throws {
        let octets = [UInt8](repeating: 0xFF, count: 1 << 20) + [0x7F]
        let identifier = try #require(ObjectIdentifier(contents: Bytes(octets)))
        #expect(identifier.description == "OBJECT IDENTIFIER of 1048577 octets")
    }
}
