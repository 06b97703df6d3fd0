import SignetBytes
import Testing

@testable import SignetMIME

struct TransferEncodingTests {
    private func decode(_ encoding: String, _ body: String) throws -> String {
        let head = "Content-Transfer-Encoding: \(encoding)\r\n\r\n"
        return Mail.string(try Message(parsing: Bytes(Array((head + body).utf8))).entity.decodedBody())
    }

    /// RFC 2045 §6.7's rules and its example.
    @Test(arguments: [
        (
            "Now's the time =\r\nfor all folk to come=\r\n to the aid of their country.",
            "Now's the time for all folk to come to the aid of their country."
        ),
        ("a=20\r\nb  \t\r\nc= \r\nd", "a \r\nb\r\ncd"), ("=41=62=3d", "Ab="), ("=4=\nx", "=4x"),
        ("=zz =\u{C3}\u{A9}", "=zz =\u{C3}\u{A9}"),
        ("end=", "end"), ("a\nb\r\n", "a\nb\r\n"), ("=", ""), ("==", "="), ("=e2=9C=93", "✓"), ("", ""),
    ])
    func quotedPrintable(body: String, expected: String) throws {
        #expect(try decode("Quoted-Printable", body) == expected)
    }

    @Test(arguments: [
        ("aGVsbG8=", "hello"), ("aGVs\r\n bG8\t=\r\n\r\n", "hello"), ("aGVsbG8", "hello"), ("aGVsbG8h", "hello!"),
        ("", ""),
        ("a\nG\nV\ns", "hel"), ("aA==", "h"), ("aA= =", "h"), ("aA", "h"),
    ])
    func base64(body: String, expected: String) throws {
        #expect(try decode("BASE64", body) == expected)
    }

    @Test(arguments: [
        ("aGVs!", 4), ("a", 1), ("=", 0), ("aGV=x", 4), ("aGVs====", 4), ("aGVsbG8=\r\n--\r\nfooter", 10), ("aGVsb", 5),
    ])
    func damagedBase64IsRefusedWithItsPlace(body: String, offset: Int) {
        let head = "Content-Transfer-Encoding: base64\r\n\r\n".utf8.count
        #expect(throws: MIMEError(.invalidBase64, at: head + offset)) { try decode("base64", body) }
    }

    @Test(arguments: ["7bit", "8BIT", "binary", "\"7bit\"", "7bit;", "8bit (really)", ""])
    func identities(name: String) throws {
        #expect(try decode(name, "as =41 it\nis") == "as =41 it\nis")
    }

    @Test func unknownEncodingsAreRefused() {
        #expect(throws: MIMEError(.unknownTransferEncoding("x-uuencode"), at: 0)) { try decode("x-uuencode", "x") }
    }

    /// The coder of keys and the coder of bodies must agree; RFC 4648 §10 has the answers.
    @Test func base64AgreesWithTheOtherCoder() throws {
        for count in 0..<200 {
            let bytes = Randomness.bytes(count: count)
            let text = TransferBase64.encode(bytes.span)
            #expect(text == Base64.encode(bytes.span, lineLength: 76))
            #expect(try TransferBase64.decode(text.span) == bytes)
        }
        for (plain, coded) in [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            #expect(Mail.string(TransferBase64.encode(Array(plain.utf8).span)) == coded + (plain.isEmpty ? "" : "\r\n"))
        }
    }

    @Test func quotedPrintableReadsBackAndIsSafe() throws {
        var texts = [
            "From here\r\n.\r\n..\r\ntrailing \r\ntab\t\r\n= é \u{0}\r", String(repeating: "x", count: 76) + "\r\n",
            String(repeating: "x", count: 77), String(repeating: "é", count: 100), "", "\r\n", " ", "a\r\n\r\n",
            String(repeating: "y", count: 75) + "From me\r\n" + String(repeating: "z", count: 75) + "--boundary\r\n",
        ]
        // Every length around the limit, with a coded character at the end.
        for count in 60..<90 {
            texts.append(String(repeating: "a", count: count) + "=\r\n" + String(repeating: "-", count: count))
        }
        for text in texts {
            let coded = QuotedPrintable.encode(Array(text.utf8).span)
            #expect(Mail.string(QuotedPrintable.decode(coded.span)) == text)
            #expect(TransportSafety.hazards(in: coded).isEmpty)
            for line in coded.split(separator: 0x0A) { #expect(line.count <= 77) }
            #expect(!String(decoding: coded, as: UTF8.self).contains("\n--boundary"))
        }
        #expect(Mail.string(QuotedPrintable.encode(Array("From me ".utf8).span)) == "=46rom me=20")
    }
}
