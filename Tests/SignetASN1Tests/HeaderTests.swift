import SignetASN1
import SignetBytes
import Testing

/// Identifier and length octets (X.690 §8.1, §10.1).
@Suite struct HeaderTests {
    @Test(arguments: [
        ("04 00", "ok"),
        ("04 01 AA", "ok"),
        ("04 81 01 AA", "length is not minimal at 1"),
        ("04 81 7F", "length is not minimal at 1"),
        ("04 82 00 80", "length is not minimal at 1"),
        ("04 80 00 00", "indefinite length is not DER at 1"),
        ("30 80 00 00", "indefinite length is not DER at 1"),
        ("04 FF", "length is impossibly large at 1"),
        ("04 88 01 00 00 00 00 00 00 00", "length is impossibly large at 1"),
        ("04 87 FF FF FF FF FF FF FF", "ends too early at 1"),
        ("04 84 7F FF FF FF", "ends too early at 1"),
        ("04 02 AA", "ends too early at 1"),
        ("04 82 01", "ends too early at 3"),
        ("04", "ends too early at 1"),
        ("", "ends too early at 0"),
        ("04 01 AA BB", "trailing bytes (1) at 3"),
        // High tag numbers, X.690 §8.1.2.4.
        ("9F 1F 00", "ok"),
        ("9F 81 00 00", "ok"),
        ("9F 8F FF FF FF 7F 00", "ok"),
        ("9F 90 80 80 80 00 00", "tag number is not valid at 0"),
        ("9F FF FF FF FF FF FF 7F 00", "tag number is not valid at 0"),
        ("9F 1E 00", "tag number is not valid at 0"),
        ("9F 80 1F 00", "tag number is not valid at 0"),
        ("9F 00 00", "tag number is not valid at 0"),
        ("9F 81", "ends too early at 2"),
        ("9F", "ends too early at 1"),
        // The mark that ends an indefinite length is no element, X.690 §8.1.5.
        ("00 00", "tag number is not valid at 0"),
        ("20 00", "tag number is not valid at 0"),
    ])
    func headersAreStrict(_ encoding: String, _ expected: String) {
        #expect(outcome { () throws(ASN1Error) in try Syntax<Bytes>.any.decode(hex(encoding)) } == expected)
    }

    @Test(arguments: [
        (SignetASN1.Tag.integer, "02", "INTEGER"), (.sequence, "30", "SEQUENCE"), (.set, "31", "SET"),
        (.context(0, isConstructed: false), "80", "[0]"), (.context(30, isConstructed: true), "BE", "[30]"),
        (.context(31, isConstructed: false), "9F 1F", "[31]"), (.context(127, isConstructed: true), "BF 7F", "[127]"),
        (.context(128, isConstructed: false), "9F 81 00", "[128]"),
        (.context(201, isConstructed: false), "9F 81 49", "[201]"),
        (.context(.max, isConstructed: false), "9F 8F FF FF FF 7F", "[4294967295]"),
        (SignetASN1.Tag(.application, 3, isConstructed: true), "63", "[APPLICATION 3]"),
        (SignetASN1.Tag(.private, 16384, isConstructed: false), "DF 81 80 00", "[PRIVATE 16384]"),
        (SignetASN1.Tag(.universal, 9, isConstructed: false), "09", "REAL"),
        (SignetASN1.Tag(.universal, 37, isConstructed: false), "1F 25", "[UNIVERSAL 37]"),
    ])
    func tagsAreWrittenAndReadBack(_ tag: SignetASN1.Tag, _ identifier: String, _ name: String) throws {
        var writer = DERWriter()
        writer.element(tag) { _ in }
        let written = writer.finish()
        #expect(written == hex(identifier + "00"))
        #expect(DERReader(written).nextTag == tag)
        #expect(tag.description == name)
        #expect(tag.primitive.constructed.isConstructed && !tag.constructed.primitive.isConstructed)
    }

    @Test(arguments: [0, 1, 0x7F, 0x80, 0xFF, 0x100, 0xFFFF, 0x10000, 0xFF_FFFF, 0x100_0000])
    func lengthsAreMinimalAndReadBack(_ count: Int) throws {
        let contents = Bytes([UInt8](repeating: 0x5A, count: count))
        let encoding = Syntax<Bytes>.octetString.encode(contents)
        let expected =
            switch count {
            case ..<0x80: [UInt8(count)]
            case ..<0x100: [0x81, UInt8(count)]
            case ..<0x10000: [0x82, UInt8(count >> 8), UInt8(count & 0xFF)]
            case ..<0x100_0000: [0x83, UInt8(count >> 16), UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF)]
            default:
                [0x84, UInt8(count >> 24), UInt8(count >> 16 & 0xFF), UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF)]
            }
        #expect(Array(encoding.prefix(1 + expected.count)) == [0x04] + expected)
        #expect(encoding.count == 1 + expected.count + count)
        #expect(try Syntax<Bytes>.octetString.decode(encoding) == contents)
    }

    /// Long contents are not moved to make place for their length: what comes out is the same, however deep they lie, and
    /// whatever stands before and behind.
    @Test(arguments: [1, 2, 5, 6, 9, 13, 40], [200, 16_000, 16_384, 70_000])
    func longContentsStayInPlace(_ depth: Int, _ count: Int) {
        func element(_ tag: UInt8, _ contents: [UInt8]) -> [UInt8] {
            var length: [UInt8] = []
            var rest = contents.count
            while rest > 0 {
                length.insert(UInt8(rest & 0xFF), at: 0)
                rest >>= 8
            }
            let header = contents.count < 0x80 ? [UInt8(contents.count)] : [0x80 | UInt8(length.count)] + length
            return [tag] + header + contents
        }
        let (small, medium) = ([UInt8](repeating: 1, count: 5), [UInt8](repeating: 2, count: 300))
        let long = [UInt8](repeating: 3, count: count)
        func write(_ level: Int, _ writer: inout DERWriter) {
            writer.element(.sequence) { writer in
                writer.element(.octetString) { $0.append(small.span) }
                if level.isMultiple(of: 3) { writer.element(.octetString) { $0.append(long.span) } }
                if level == 1 {
                    writer.element(.octetString) { $0.append(long.span) }
                } else {
                    write(level - 1, &writer)
                }
                writer.element(.octetString) { $0.append(medium.span) }
            }
        }
        var expected: [UInt8] = []
        for level in 1...depth {
            let middle = level == 1 ? element(4, long) : expected
            let before = element(4, small) + (level.isMultiple(of: 3) ? element(4, long) : [])
            expected = element(0x30, before + middle + element(4, medium))
        }
        var writer = DERWriter()
        write(depth, &writer)
        #expect(writer.count == expected.count)
        #expect(writer.finish() == Bytes(expected))
        var secret = DERWriter(isSecret: true)
        write(depth, &secret)
        let written = secret.finishSecret()
        #expect([UInt8](copying: written.span) == expected)
    }

    @Test func nestedHeadersGrowAroundLongContents() throws {
        let inner = Bytes([UInt8](repeating: 7, count: 300))
        let syntax = Syntax<Bytes>.octetString.explicit(0).explicit(1).explicit(2)
        let encoding = syntax.encode(inner)
        #expect(encoding.prefix(16) == hex("A2 82 01 38 A1 82 01 34 A0 82 01 30 04 82 01 2C"))
        #expect(try syntax.decode(encoding) == inner)
    }

    @Test func elementsMayStandSixtyFourDeep() {
        func nested(_ depth: Int) -> Bytes {
            var encoding: [UInt8] = []
            for _ in 0..<depth {
                encoding = [UInt8](copying: Syntax<Bytes>.contents(.sequence).encode(Bytes(encoding)).span)
            }
            return Bytes(encoding)
        }
        func depth(_ encoding: Bytes) -> String {
            outcome { () throws(ASN1Error) in
                var reader = DERReader(encoding)
                return try walk(&reader)
            }
        }
        #expect(depth(nested(64)) == "ok")
        #expect(depth(nested(65)).hasPrefix("nested too deeply"))
        #expect(outcome { () throws(ASN1Error) in try BER.rewritten(nested(64)) } == "ok")
        #expect(outcome { () throws(ASN1Error) in try BER.rewritten(nested(65)) }.hasPrefix("nested too deeply"))
    }
}
