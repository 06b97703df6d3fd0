import Foundation
import SignetBytes
import TestSupport
import Testing

/// Base64 (RFC 4648 §4) and hexadecimal (RFC 4648 §8).
@Suite struct CodingTests {
    private func encode(_ bytes: [UInt8], lineLength: Int? = nil) -> String {
        String(decoding: Base64.encode(bytes.span, lineLength: lineLength), as: UTF8.self)
    }

    private func hexadecimal(_ bytes: [UInt8]) -> String { Hex.encode(bytes.span) }

    /// The bytes of a text; the offset of the offence where it is none.
    private func decode(_ text: String) -> Result<[UInt8], Base64.DecodingError> {
        do throws(Base64.DecodingError) {
            let secret = try Base64.decode(Array(text.utf8).span)
            return .success([UInt8](copying: secret.span))
        } catch { return .failure(error) }
    }

    /// RFC 4648 §10.
    @Test(arguments: [
        ("", "", ""), ("f", "Zg==", "66"), ("fo", "Zm8=", "666f"), ("foo", "Zm9v", "666f6f"),
        ("foob", "Zm9vYg==", "666f6f62"),
        ("fooba", "Zm9vYmE=", "666f6f6261"), ("foobar", "Zm9vYmFy", "666f6f626172"),
    ])
    func examples(_ text: String, _ base64: String, _ sixteen: String) {
        #expect(encode(Array(text.utf8)) == base64)
        #expect(decode(base64) == .success(Array(text.utf8)))
        #expect(decode(base64.filter { $0 != "=" }) == .success(Array(text.utf8)))
        #expect(hexadecimal(Array(text.utf8)) == sixteen)
        #expect(Hex.decode(sixteen) == Array(text.utf8))
        #expect(Hex.decode(sixteen.uppercased()) == Array(text.utf8))
    }

    @Test func textsAreThoseOfPython() throws {
        let rows = try JSONDecoder().decode([[String]].self, from: Data(try TestFiles.vector("asn1/base64.json")))
        for row in rows {
            let bytes = try #require(Hex.decode(row[0]))
            #expect(encode(bytes) == row[1])
            #expect(decode(row[1]) == .success(bytes))
            #expect(hexadecimal(bytes) == row[0])
        }
        TestFiles.report("Base64 against Python", ran: rows.count)
    }

    @Test func textsAreThoseOfFoundation() {
        for count in 0..<300 {
            let bytes = Array(Randomness.bytes(count: count))
            let plain = Data(bytes).base64EncodedString()
            #expect(encode(bytes) == plain)
            let lines = Data(bytes).base64EncodedString(
                options: [.lineLength64Characters, .endLineWithCarriageReturn, .endLineWithLineFeed])
            let ours = encode(bytes, lineLength: 64)
            #expect(ours == (count == 0 ? "" : lines + "\r\n"))
            #expect(decode(lines) == .success(bytes))
        }
    }

    /// Every character that is none is refused where it stands, in each place of a group.
    @Test func otherCharactersAreRefused() {
        let alphabet = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        for unit in UInt8.min...UInt8.max {
            for place in 0..<4 {
                var text = Array("QUJDRA==".utf8)
                text.insert(unit, at: place)
                let result: Int?
                do throws(Base64.DecodingError) {
                    _ = try Base64.decode(text.span)
                    result = nil
                } catch { result = error.offset }
                if [0x20, 0x09, 0x0A, 0x0D].contains(unit) {
                    #expect(result == nil)
                } else if alphabet.contains(unit) {
                    #expect(result != nil)
                } else if unit != 0x3D {
                    #expect(result == place)
                }
            }
        }
    }

    @Test(arguments: [
        ("=", 0), ("A", 1), ("A=", 1), ("AA=", 3), ("AA=A", 3), ("AAA==", 4), ("AA===", 4), ("AAAA=", 4), ("AAAAA", 5),
        ("AA==AA==", 4), ("A A", -1), ("AA = =", -1), (" ", -1), ("AA-_", 2), ("====", 0), ("AAAA====", 4),
    ])
    func paddingIsJudged(_ text: String, _ offset: Int) {
        switch decode(text) {
        case .success: #expect(offset == -1)
        case .failure(let error): #expect(error.offset == offset)
        }
    }

    @Test(
        arguments: [
            (" 0a:0B 0c\n", [0x0A, 0x0B, 0x0C]), ("", []), ("0", nil), ("0g", nil), ("0x00", nil), ("é0", nil),
        ] as [(String, [UInt8]?)])
    func hexadecimalIsJudged(_ text: String, _ bytes: [UInt8]?) {
        #expect(Hex.decode(text) == bytes)
    }

    @Test func hexadecimalWithSeparators() {
        #expect(Hex.encode([0, 1, 0xFF] as Bytes, separator: ":") == "00:01:ff")
        #expect(Hex.encode(Bytes()) == "")
    }
}
