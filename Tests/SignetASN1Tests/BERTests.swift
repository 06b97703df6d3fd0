import SignetASN1
import SignetBytes
import TestSupport
import Testing

/// BER, rewritten as DER (X.690 §8).
@Suite struct BERTests {
    /// Whether BER may cut elements of this tag in segments.
    static func isString(_ tag: SignetASN1.Tag) -> Bool {
        tag.tagClass == .universal && [4, 7, 12, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 30].contains(tag.number)
    }

    @Test(arguments: [
        // Indefinite lengths.
        ("30 80 00 00", "30 00"),
        ("30 80 02 01 05 30 80 00 00 00 00", "30 05 02 01 05 30 00"),
        ("A0 80 30 80 05 00 00 00 00 00", "A0 04 30 02 05 00"),
        // Longer lengths than needed.
        ("30 81 03 02 01 05", "30 03 02 01 05"),
        ("30 84 00 00 00 03 02 01 05", "30 03 02 01 05"),
        ("04 88 00 00 00 00 00 00 00 01 AA", "04 01 AA"),
        ("30 04 05 82 00 00", "30 02 05 00"),
        // X.690 §8.6.4.2, the example in its three forms.
        ("03 07 04 0A 3B 5F 29 1C D0", "03 07 04 0A 3B 5F 29 1C D0"),
        ("23 80 03 03 00 0A 3B 03 05 04 5F 29 1C D0 00 00", "03 07 04 0A 3B 5F 29 1C D0"),
        ("23 0C 03 03 00 0A 3B 03 05 04 5F 29 1C D0", "03 07 04 0A 3B 5F 29 1C D0"),
        ("23 80 00 00", "03 01 00"),
        ("23 06 23 04 03 02 01 AA", "03 02 01 AA"),
        ("30 0A 03 02 03 A8 23 04 23 02 23 00", "30 07 03 02 03 A8 03 01 00"),
        // X.690 §8.7, and pieces inside pieces.
        ("24 80 04 01 AA 24 80 04 01 BB 04 00 00 00 04 01 CC 00 00", "04 03 AA BB CC"),
        ("24 00", "04 00"),
        // X.690 §8.23.6: "Jones" in two octet strings; and with the type repeated.
        ("3A 09 04 03 4A 6F 6E 04 02 65 73", "1A 05 4A 6F 6E 65 73"),
        ("2C 06 0C 01 61 0C 01 62", "0C 02 61 62"),
        ("2C 08 24 06 04 01 61 04 01 62", "0C 02 61 62"),
        ("37 80 04 0D 39 39 31 32 33 31 32 33 35 39 35 39 5A 00 00", "17 0D 39 39 31 32 33 31 32 33 35 39 35 39 5A"),
        // Constructed context-specific elements are left as they are: only the grammar knows what they are.
        ("A0 80 04 01 AA 04 01 BB 00 00", "A0 06 04 01 AA 04 01 BB"),
        // High tag numbers.
        ("BF 87 68 80 05 00 00 00", "BF 87 68 02 05 00"),
    ])
    func messagesAreRewritten(_ written: String, _ expected: String) throws {
        let rewritten = try BER.rewritten(hex(written))
        #expect(rewritten.der == hex(expected))
        let again = try BER.rewritten(rewritten.der)
        #expect(again.der == rewritten.der && rewritten.der.offset(of: again.der) == 0)
    }

    @Test(arguments: [
        ("04 80 00 00", "indefinite length is not DER at 1"),
        ("30 80", "ends too early at 2"), ("30 80 00", "tag number is not valid at 2"),
        ("30 80 05 00", "ends too early at 4"), ("30 80 00 01", "tag number is not valid at 2"),
        ("30 02 00 00", "tag number is not valid at 2"),
        ("30 06 30 80 05 00 00 00", "ok"), ("30 04 30 80 05 00 00 00", "ends too early at 6"),
        ("30 80 00 00 00", "trailing bytes (1) at 4"), ("05 00 05 00", "trailing bytes (2) at 2"),
        ("30 84 FF FF FF FF", "ends too early at 1"),
        ("30 88 FF FF FF FF FF FF FF FF", "length is impossibly large at 1"),
        ("30 FF", "ends too early at 2"), ("", "ends too early at 0"),
        ("24 03 02 01 05", "expected OCTET STRING, found INTEGER at 2"),
        ("24 03 0C 01 61", "expected OCTET STRING, found UTF8String at 2"),
        ("23 03 04 01 05", "expected BIT STRING, found OCTET STRING at 2"),
        ("23 02 03 00", "BIT STRING has bad unused bits at 2"),
        ("23 03 03 01 01", "BIT STRING has bad unused bits at 2"),
        ("23 04 03 02 08 00", "BIT STRING has bad unused bits at 2"),
        ("23 08 03 02 01 02 03 02 00 05", "BIT STRING has bad unused bits at 6"),
        ("3F 00 00", "tag number is not valid at 0"),
    ])
    func malformedMessagesAreRefused(_ written: String, _ expected: String) {
        #expect(outcome { () throws(ASN1Error) in try BER.rewritten(hex(written)) } == expected)
    }

    @Test func randomMessagesBecomeTheirDER() throws {
        let rows = try answers("ber-messages", as: Row.self)
        for row in rows {
            let (written, expected) = (hex(row.text(0)), hex(row.text(1)))
            let rewritten = try BER.rewritten(written)
            #expect(rewritten.der == expected)
            #expect(written == expected ? written.offset(of: rewritten.der) == 0 : true)
            for length in stride(from: 0, to: written.count, by: max(1, written.count / 40)) {
                #expect(throws: ASN1Error.self) { try BER.rewritten(written[0..<length]) }
            }
        }
        TestFiles.report("random BER against Python", ran: rows.count)
    }

    @Test func filesBecomeTheDEROfASN1Crypto() throws {
        guard TestFiles.corpora != nil else { return TestFiles.report("BER files", ran: nil) }
        let rows = try answers("ber-files", as: Row.self)
        // An OCTET STRING in an OCTET STRING, 128 deep: OpenSSL does not open it either.
        let tooDeep = "pkcs12/boringssl/empty_password_ber_nested.p12"
        let error = refusal { () throws(ASN1Error) in try BER.rewritten(Bytes((try? TestFiles.corpus(tooDeep)) ?? [])) }
        #expect(error?.kind == .nestedTooDeeply)
        for row in rows where row.text(0) != tooDeep {
            let rewritten = try BER.rewritten(Bytes(try TestFiles.corpus(row.text(0)))).der
            #expect(rewritten.count == row.number(1) && crc32(rewritten) == row.number(2), "\(row.text(0))")
            var reader = DERReader(rewritten)
            #expect(try walk(&reader) > 3)
        }
        TestFiles.report("BER files against asn1crypto", ran: rows.count)
    }

    @Test func whatWasDERIsNotCopied() throws {
        let message = hex("30 0B 30 03 02 01 05 04 00 A1 02 05 00")
        let rewritten = try BER.rewritten(message)
        #expect(message.offset(of: rewritten.der) == 0)
        #expect((0..<message.count).allSatisfy { rewritten.originalOffset(of: $0) == $0 })
    }

    @Test func setsKeepTheirOrder() throws {
        let rewritten = try BER.rewritten(hex("31 80 02 01 02 02 01 01 00 00")).der
        #expect(rewritten == hex("31 06 02 01 02 02 01 01"))
        let syntax = Syntax<[Int]>.set(of: .smallInteger)
        #expect(try syntax.decode(hex("31 80 02 01 02 02 01 01 00 00"), rules: .ber) == [2, 1])
    }

    @Test func offsetsPointIntoTheMessageAsGiven() throws {
        // SEQUENCE { INTEGER 5, OCTET STRING in two pieces, SEQUENCE { BOOLEAN } }, with lengths of every kind.
        let written = hex("30 80 02 81 01 05 24 80 04 01 AA 04 01 BB 00 00 30 80 01 01 07 00 00 00 00")
        let rewritten = try BER.rewritten(written)
        #expect(rewritten.der == hex("30 0C 02 01 05 04 02 AA BB 30 03 01 01 07"))
        let places = [
            0: 0, 2: 2, 4: 5, 5: 6, 7: 10, 8: 13, 9: 16, 11: 18, 12: 19, 13: 20,
        ]
        for (der, original) in places { #expect(rewritten.originalOffset(of: der) == original, "\(der)") }
    }

    @Test func implicitStringsInPiecesAreJoinedByTheirGrammar() throws {
        let octets = Syntax<Bytes>.octetString.implicit(0)
        let bits = Syntax<BitString>.bitString.implicit(1)
        let number = Syntax<Int>.smallInteger.implicit(2)
        #expect(try octets.decode(hex("A0 80 04 01 AA 24 80 04 01 BB 00 00 00 00"), rules: .ber) == hex("AA BB"))
        #expect(try octets.decode(hex("A0 00"), rules: .ber) == Bytes())
        #expect(try octets.decode(hex("80 02 AA BB"), rules: .ber) == hex("AA BB"))
        #expect(throws: ASN1Error.self) { try octets.decode(hex("A0 03 04 01 AA")) }
        #expect(
            outcome { () throws(ASN1Error) in try octets.decode(hex("A0 03 03 01 AA"), rules: .ber) }
                == "expected OCTET STRING, found BIT STRING at 2")

        let joined = try bits.decode(hex("A1 80 03 02 00 AA 03 02 04 B0 00 00"), rules: .ber)
        #expect(joined.bytes == hex("AA B0") && joined.unusedBitCount == 4)
        #expect(
            outcome { () throws(ASN1Error) in try bits.decode(hex("A1 08 03 02 01 AA 03 02 00 BB"), rules: .ber) }
                == "BIT STRING has bad unused bits at 6")
        #expect(throws: ASN1Error.self) { try number.decode(hex("A2 03 04 01 05"), rules: .ber) }
        #expect(throws: ASN1Error.self) { try Syntax<Int>.smallInteger.decode(hex("22 03 04 01 05"), rules: .ber) }

        // A breach inside the joined contents is reported like any other, at the start of the contents.
        var tolerated = Tolerances()
        _ = try bits.decode(hex("A1 04 03 02 01 FF"), rules: .ber, tolerated: &tolerated)
        #expect(tolerated == .bitStringPadding)
        let mapped = octets.map("too short", { $0.count > 3 ? $0 : nil }, { $0 })
        #expect(
            outcome { () throws(ASN1Error) in try mapped.decode(hex("A0 80 04 01 AA 00 00"), rules: .ber) }
                == "too short at 2")
    }

    @Test func secretsStayInErasingMemory() throws {
        let secret = SecretSlice(hex("30 80 24 80 04 02 AA BB 00 00 00 00"))
        #expect(try Syntax<Bytes>.contents(.sequence).decode(secret, rules: .ber).isSecret)
        let implicit = Syntax<Bytes>.octetString.implicit(0)
        #expect(try implicit.decode(SecretSlice(hex("A0 04 04 02 AA BB")), rules: .ber).isSecret)
    }
}
