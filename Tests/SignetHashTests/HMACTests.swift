import Foundation
import SignetBytes
import SignetHash
import TestSupport
import Testing

/// A Wycheproof file, as far as the tests of this module read it.
struct Wycheproof: Decodable {
    struct Group: Decodable {
        let tagSize: Int?
        let tests: [Case]
    }
    struct Case: Decodable {
        let tcId: Int
        let result: String
        let key: String?
        let msg: String?
        let tag: String?
        let password: String?
        let salt: String?
        let iterationCount: Int?
        let dkLen: Int?
        let dk: String?
    }
    let testGroups: [Group]

    static func read(_ file: String) throws -> Wycheproof {
        try JSONDecoder().decode(Wycheproof.self, from: Data(TestFiles.corpus("vectors/wycheproof/\(file)_test.json")))
    }
}

/// The code of a message, the same at every level.
private func code(_ message: [UInt8], _ algorithm: DigestAlgorithm, _ key: [UInt8]) -> Digest {
    let code = HMAC.authenticate(message.span, algorithm, key: key.span)
    for level in CPU.levels {
        #expect(HMAC.authenticate(message.span, algorithm, key: key.span, level: level) == code, "\(level)")
    }
    return code
}

@Suite("HMAC")
struct HMACTests {
    /// RFC 2202 §2, §3 and RFC 4231 §4.3 (test case 2), §4.7 (test case 6, a key longer than a block).
    @Test(arguments: [
        (DigestAlgorithm.md5, "4a656665", "what do ya want for nothing?", "750c783e6ab0b503eaa86e310a5db738"),
        (.sha1, "4a656665", "what do ya want for nothing?", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
        (
            .sha224, "4a656665", "what do ya want for nothing?",
            "a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44"
        ),
        (
            .sha256, "4a656665", "what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            .sha256, String(repeating: "aa", count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        (
            .sha512, "4a656665", "what do ya want for nothing?",
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
        ),
    ])
    func examples(_ algorithm: DigestAlgorithm, _ key: String, _ message: String, _ expected: String) throws {
        let key = try #require(Hex.decode(key))
        let result = code([UInt8](message.utf8), algorithm, key)
        #expect(result.description == expected)
    }

    /// The codes of RFC 2202 and RFC 4231.
    @Test(
        .enabled(if: TestFiles.corpora != nil),
        arguments: [
            ("rfc-2202-md5", DigestAlgorithm.md5), ("rfc-2202-sha1", .sha1), ("rfc-4231-sha224", .sha224),
            ("rfc-4231-sha256", .sha256), ("rfc-4231-sha384", .sha384), ("rfc-4231-sha512", .sha512),
        ])
    func standards(_ file: String, _ algorithm: DigestAlgorithm) throws {
        var count = 0
        for stanza in try TestFiles.stanzas("vectors/cavp/HMAC/\(file).txt") {
            let key = try #require(stanza.bytes("Key"))
            let message = try #require(stanza.bytes("Msg"))
            let expected = try #require(stanza["MD"])
            // Test case 5 of RFC 4231 is cut to 128 bits.
            let result = code(message, algorithm, key).description
            #expect(result.hasPrefix(expected), "\(file):\(stanza.line)")
            count += 1
        }
        #expect(count > 0)
        TestFiles.report("HMAC \(file)", ran: count)
    }

    @Test(
        .enabled(if: TestFiles.corpora != nil),
        arguments: [
            ("hmac_sha1", DigestAlgorithm.sha1), ("hmac_sha224", .sha224), ("hmac_sha256", .sha256),
            ("hmac_sha384", .sha384), ("hmac_sha512", .sha512), ("hmac_sha512_224", .sha512_224),
            ("hmac_sha512_256", .sha512_256), ("hmac_sha3_224", .sha3_224), ("hmac_sha3_256", .sha3_256),
            ("hmac_sha3_384", .sha3_384), ("hmac_sha3_512", .sha3_512),
        ])
    func wycheproof(_ file: String, _ algorithm: DigestAlgorithm) throws {
        var count = 0
        for group in try Wycheproof.read(file).testGroups {
            let tagByteCount = try #require(group.tagSize) / 8
            for test in group.tests {
                let key = try #require(test.key.flatMap { Hex.decode($0) })
                let message = try #require(test.msg.flatMap { Hex.decode($0) })
                let tag = try #require(test.tag.flatMap { Hex.decode($0) })
                let result = code(message, algorithm, key).bytes.prefix(tagByteCount)
                #expect((Array(result) == tag) == (test.result == "valid"), "\(file) \(test.tcId)")
                count += 1
            }
        }
        #expect(count > 0)
        TestFiles.report("Wycheproof \(file)", ran: count)
    }

    @Test(.enabled(if: TestFiles.corpora != nil))
    func evp() throws {
        var count = 0
        for stanza in try TestFiles.stanzas("vectors/openssl-evp/evpmac_common.txt") {
            guard stanza["MAC"] == "HMAC", stanza["Result"] == nil, stanza["XOF"] == nil,
                let algorithm = stanza["Algorithm"].flatMap(digestAlgorithm), let key = stanza.bytes("Key"),
                let input = stanza.bytes("Input"), let output = stanza["Output"]
            else { continue }
            let result = code(input, algorithm, key)
            #expect(result.description == output.lowercased(), "line \(stanza.line)")
            count += 1
        }
        #expect(count > 0)
        TestFiles.report("OpenSSL evpmac_common.txt", ran: count)
    }

    struct ACVP: Decodable {
        struct Group: Decodable { let tests: [Case] }
        struct Case: Decodable { let tcId: Int, key: String, msg: String, mac: String }
        let testGroups: [Group]
    }

    @Test(
        .enabled(if: TestFiles.corpora != nil),
        arguments: [
            ("SHA-1", DigestAlgorithm.sha1), ("SHA2-256", .sha256), ("SHA2-384", .sha384), ("SHA2-512", .sha512),
        ])
    func acvp(_ name: String, _ algorithm: DigestAlgorithm) throws {
        let data = Data(try TestFiles.corpus("vectors/acvp/HMAC-\(name)-2.0.json"))
        let tests = try JSONDecoder().decode(ACVP.self, from: data).testGroups.flatMap(\.tests)
        for test in tests {
            let key = try #require(Hex.decode(test.key))
            let message = try #require(Hex.decode(test.msg))
            #expect(code(message, algorithm, key).description.hasPrefix(test.mac.lowercased()), "\(test.tcId)")
        }
        #expect(!tests.isEmpty)
        TestFiles.report("ACVP HMAC-\(name)", ran: tests.count)
    }

    /// HMAC as RFC 2104 §2 writes it, over every length of key; in pieces, and again under the same key.
    @Test(arguments: DigestAlgorithm.allCases)
    func definition(_ algorithm: DigestAlgorithm) {
        let message = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        for keyByteCount in [Int](0...140) + [255, 257] {
            let key = (0..<keyByteCount).map { UInt8(truncatingIfNeeded: $0 &+ 1) }
            var block = key.count > algorithm.blockByteCount ? algorithm.digest(of: key.span).bytes : key
            block += [UInt8](repeating: 0, count: algorithm.blockByteCount - block.count)
            let inner = algorithm.digest(of: (block.map { $0 ^ 0x36 } + message).span)
            let expected = algorithm.digest(of: (block.map { $0 ^ 0x5C } + inner.bytes).span)

            var code = HMAC(algorithm, key: key.span)
            code.update(message.span.extracting(first: 129))
            code.update(message.span.extracting(droppingFirst: 129))
            let first = code.finalize()
            #expect(first == expected)
            code.update(message.span)
            let second = code.finalize()
            #expect(second == expected)
        }
    }
}
