import SignetASN1
import SignetBytes
import TestSupport
import Testing

/// The simple types, rule by rule (X.690 §8.2 to §8.6, §11.1, §11.2).
@Suite struct PrimitiveTests {
    @Test(arguments: [
        ("01 01 00", "ok"), ("01 01 FF", "ok"),
        ("01 01 01", "BOOLEAN is neither 00 nor FF at 2"),
        ("01 01 FE", "BOOLEAN is neither 00 nor FF at 2"),
        ("01 00", "ends too early at 2"),
        ("01 02 FF FF", "trailing bytes (1) at 3"),
        ("81 01 FF", "expected BOOLEAN, found [1] at 0"),
        ("21 03 01 01 FF", "expected BOOLEAN, found BOOLEAN at 0"),
    ])
    func booleans(_ encoding: String, _ expected: String) {
        #expect(outcome { () throws(ASN1Error) in try Syntax<Bool>.boolean.decode(hex(encoding)) } == expected)
    }

    @Test func anyOctetMeansTrueWhenThatIsTolerated() throws {
        var tolerated = Tolerances()
        #expect(try Syntax<Bool>.boolean.decode(hex("01 01 01"), rules: .tolerant, tolerated: &tolerated))
        #expect(tolerated == .anyTrueOctet)
        var only = EncodingRules.der
        only.tolerances = .anyTrueOctet
        #expect(throws: ASN1Error.self) { try Syntax<ASN1Integer>.integer.decode(hex("02 02 00 01"), rules: only) }
    }

    @Test(arguments: [
        ("02 01 00", "ok"), ("02 01 7F", "ok"), ("02 02 00 80", "ok"), ("02 01 80", "ok"), ("02 02 FF 7F", "ok"),
        ("02 00", "INTEGER is not minimal at 2"),
        ("02 02 00 00", "INTEGER is not minimal at 2"), ("02 02 00 7F", "INTEGER is not minimal at 2"),
        ("02 02 FF FF", "INTEGER is not minimal at 2"), ("02 02 FF 80", "INTEGER is not minimal at 2"),
        ("0A 01 05", "expected INTEGER, found ENUMERATED at 0"),
        ("22 03 02 01 05", "expected INTEGER, found INTEGER at 0"),
    ])
    func integers(_ encoding: String, _ expected: String) {
        #expect(outcome { () throws(ASN1Error) in try Syntax<ASN1Integer>.integer.decode(hex(encoding)) } == expected)
        #expect(outcome { () throws(ASN1Error) in try Syntax<Int>.smallInteger.decode(hex(encoding)) } == expected)
    }

    @Test func integersAreThoseOfPython() throws {
        let rows = try answers("integers", as: Row.self)
        for row in rows {
            let (text, encoding) = (row.text(0), hex(row.text(1)))
            let integer = try Syntax<ASN1Integer>.integer.decode(encoding)
            #expect(integer.intValue == Int(text))
            #expect(integer.isNegative == text.hasPrefix("-"))
            #expect(Syntax<ASN1Integer>.integer.encode(integer) == encoding)
            if let value = Int(text) {
                #expect(ASN1Integer(value) == integer)
                #expect(integer.description == text)
                #expect(try Syntax<Int>.smallInteger.decode(encoding) == value)
                #expect(Syntax<Int>.smallInteger.encode(value) == encoding)
            } else {
                #expect(
                    outcome { () throws(ASN1Error) in try Syntax<Int>.smallInteger.decode(encoding) }
                        .hasPrefix("INTEGER is out of range"))
                // A long number is printed in hexadecimal; a negative one with a sign before its absolute value.
                #expect(integer.description.hasPrefix("-") == integer.isNegative)
            }
            guard let magnitude = integer.magnitude else { continue }
            #expect(ASN1Integer(magnitude: magnitude) == integer)
            #expect(ASN1Integer(magnitude: Bytes([0, 0] + magnitude)) == integer)
        }
        TestFiles.report("INTEGER against Python", ran: rows.count)
    }

    @Test(arguments: [
        ("02 09 80 00 00 00 00 00 00 00 00", "-80:00:00:00:00:00:00:00:00"),
        ("02 09 FF 7F FF FF FF FF FF FF FF", "-80:00:00:00:00:00:00:01"),
        ("02 09 00 80 00 00 00 00 00 00 00", "80:00:00:00:00:00:00:00"),
    ])
    func longIntegersArePrintedWithTheirSign(_ encoding: String, _ expected: String) throws {
        #expect(try Syntax<ASN1Integer>.integer.decode(hex(encoding)).description == expected)
    }

    @Test func aPaddedIntegerKeepsItsValue() throws {
        #expect(try Syntax<Int>.smallInteger.decode(hex("02 0A 00 00 00 00 00 00 00 00 00 05"), rules: .tolerant) == 5)
        #expect(try Syntax<Int>.smallInteger.decode(hex("02 0A FF FF FF FF FF FF FF FF FF FB"), rules: .tolerant) == -5)
        #expect(throws: ASN1Error.self) { try Syntax<Int>.smallInteger.decode(hex("02 00"), rules: .tolerant) }
    }

    @Test func secretIntegersDropAndRegainTheirSignOctet() throws {
        let syntax = Syntax<SecretSlice>.secretInteger
        for (magnitude, encoding) in [
            ("", "02 01 00"), ("7F", "02 01 7F"), ("80", "02 02 00 80"), ("01 00", "02 02 01 00"),
        ] {
            let secret = SecretSlice(hex(encoding))
            #expect(try syntax.decode(secret).exposed == hex(magnitude))
            for padding in ["", "00", "00 00 00"] {
                #expect(syntax.encodeSecret(SecretSlice(hex(padding + magnitude))).declassified() == hex(encoding))
            }
        }
        for (encoding, expected) in [
            ("02 01 80", "INTEGER is out of range at 2"), ("02 02 00 01", "INTEGER is not minimal at 2"),
        ] {
            #expect(outcome { () throws(ASN1Error) in try syntax.decode(hex(encoding)) } == expected)
        }
    }

    @Test(arguments: [
        // X.690 §8.6.4.2: the example '0A3B5F291CD'H.
        ("03 07 04 0A 3B 5F 29 1C D0", "ok"),
        ("03 01 00", "ok"),
        ("03 00", "ends too early at 2"),
        ("03 01 01", "BIT STRING has bad unused bits at 2"),
        ("03 02 08 00", "BIT STRING has bad unused bits at 2"),
        ("03 02 04 08", "BIT STRING has bad unused bits at 2"),
        ("03 02 01 01", "BIT STRING has bad unused bits at 2"),
        ("03 02 07 80", "ok"),
        ("23 80 03 02 00 0A 03 02 04 B0 00 00", "indefinite length is not DER at 1"),
        ("23 04 03 02 00 0A", "expected BIT STRING, found BIT STRING at 0"),
    ])
    func bitStrings(_ encoding: String, _ expected: String) {
        #expect(outcome { () throws(ASN1Error) in try Syntax<BitString>.bitString.decode(hex(encoding)) } == expected)
    }

    @Test func unusedBitsAreNoBits() throws {
        let dirty = try Syntax<BitString>.bitString.decode(hex("03 02 06 FF"), rules: .tolerant)
        #expect((0..<10).filter(dirty.contains) == [0, 1])
        #expect(!dirty.contains(1_000_000))
    }

    @Test(
        arguments: [
            ([], "03 01 00"), ([0], "03 02 07 80"), ([5, 6], "03 02 01 06"), ([7], "03 02 00 01"),
            ([8], "03 03 07 00 80"),
            // keyUsage of RFC 5280 §4.2.1.3: digitalSignature and keyEncipherment, as every TLS certificate has it.
            ([0, 2], "03 02 05 A0"),
        ] as [([Int], String)])
    func namedBitsHaveNoTrailingZeros(_ numbers: [Int], _ encoding: String) throws {
        let bits = BitString(named: Set(numbers))
        #expect(Syntax<BitString>.bitString.encode(bits) == hex(encoding))
        #expect((0..<20).filter(try Syntax<BitString>.bitString.decode(hex(encoding)).contains) == numbers)
    }

    @Test func nullIsEmpty() {
        #expect(outcome { () throws(ASN1Error) in try Syntax<Void>.null.decode(hex("05 00")) } == "ok")
        let refused = outcome { () throws(ASN1Error) in try Syntax<Void>.null.decode(hex("05 01 00")) }
        #expect(refused == "trailing bytes (1) at 2")
        #expect(Syntax<Void>.null.encode(()) == hex("05 00"))
    }

    @Test func enumerated() throws {
        #expect(try Syntax<Int>.enumerated.decode(hex("0A 01 05")) == 5)
        #expect(Syntax<Int>.enumerated.encode(-129) == hex("0A 02 FF 7F"))
    }
}
