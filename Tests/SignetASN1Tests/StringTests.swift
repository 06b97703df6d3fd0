import SignetASN1
import SignetBytes
import Testing

/// Character strings (X.690 §8.23, X.680 §41).
@Suite struct StringTests {
    @Test(
        arguments: [
            // X.690 §8.23.6.
            ("1A 05 4A 6F 6E 65 73", "Jones"),
            ("0C 05 C3 A9 E2 82 AC", "é€"), ("0C 00", ""), ("0C 02 C3 28", nil), ("0C 03 ED A0 80", nil),
            ("13 03 61 2A 62", "a*b"), ("13 01 C3", nil), ("12 02 31 20", "1 "), ("16 03 61 40 62", "a@b"),
            ("16 01 80", nil),
            ("14 02 E9 41", "éA"),
            ("1E 04 00 41 20 AC", "A€"), ("1E 04 D8 3D DE 00", "😀"), ("1E 02 D8 3D", nil), ("1E 03 00 41 00", nil),
            ("1C 04 00 01 F6 00", "😀"), ("1C 04 00 11 00 00", nil), ("1C 02 00 41", nil),
        ] as [(String, String?)])
    func textsAreRead(_ encoding: String, _ text: String?) throws {
        let string = try ASN1String.syntax.decode(hex(encoding), rules: .tolerant)
        #expect(string.text == text)
        #expect(ASN1String.syntax.encode(string) == hex(encoding))
        #expect(ASN1String(element: hex(encoding)) == string)
    }

    @Test(arguments: ["04 01 61", "02 01 05", "30 03 0C 01 61", "2C 03 0C 01 61", "08 01 61", "8C 01 61"])
    func otherTypesAreNoStrings(_ encoding: String) {
        let refusal = refusal { () throws(ASN1Error) in try ASN1String.syntax.decode(hex(encoding)) }
        if case .unexpectedTag(expected: nil, _) = refusal?.kind {
        } else {
            Issue.record("\(encoding): \(refusal as Any)")
        }
        #expect(refusal?.offset == 0)
    }

    @Test func piecesAreJoinedInBER() throws {
        #expect(ASN1String(element: hex("3A 09 04 03 4A 6F 6E 04 02 65 73"))?.text == "Jones")
        #expect(ASN1String(element: hex("2C 06 0C 01 61 0C 01 62"))?.text == "ab")
        #expect(ASN1String(element: hex("04 01 61")) == nil)
        #expect(ASN1String(element: Bytes()) == nil)
    }

    @Test func theNarrowestTypeIsWritten() {
        #expect(ASN1String(directory: "Jones & Co").tag == .utf8String)
        #expect(ASN1String(directory: "Jones (1) '+,-./:=?").tag == .printableString)
        #expect(ASN1String(directory: "a@b").tag == .utf8String)
        #expect(ASN1String(directory: "é").contents == hex("C3 A9"))
        #expect(ASN1String(ia5: "é") == nil)
        #expect(ASN1String(ia5: "a@b")?.tag == .ia5String)
        #expect(ASN1String(bmp: "A😀").contents == hex("00 41 D8 3D DE 00"))
        #expect(ASN1String(utf8: "A").tag == .utf8String)
    }

    @Test func aListOfTagsIsAskedOfAnyElement() throws {
        let syntax = Syntax<Bytes>.any(of: [.sequence, .null])
        #expect(try syntax.decode(hex("05 00")) == hex("05 00"))
        #expect(
            outcome { () throws(ASN1Error) in try syntax.decode(hex("02 01 05")) } == "INTEGER is not allowed here at 0"
        )
        #expect(outcome { () throws(ASN1Error) in try syntax.decode(Bytes()) } == "ends too early at 0")
    }
}
