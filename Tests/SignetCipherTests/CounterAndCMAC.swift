import Foundation
import SignetBytes
import SignetCipher
import TestSupport
import Testing

private func random(_ count: Int) -> [UInt8] { [UInt8](Randomness.bytes(count: count)) }

/// Counter mode at a level, in pieces of a size.
private func applied(
    _ message: [UInt8], key: [UInt8], counter: [UInt8], level: CPU.Level, step: Int
) throws -> [UInt8] {
    var mode = try CTR(key: key.span, counter: counter.span, level: level)
    var output: [UInt8] = []
    for start in stride(from: 0, to: message.count, by: step) {
        var piece = Array(message[start..<min(start + step, message.count)])
        var span = piece.mutableSpan
        mode.update(&span)
        output += piece
    }
    return output
}

@Suite("CTR")
struct CounterModeTests {
    /// SP 800-38A §F.5.1, §F.5.3, §F.5.5.
    @Test(arguments: [
        (
            "2b7e151628aed2a6abf7158809cf4f3c",
            "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff"
                + "5ae4df3edbd5d35e5b4f09020db03eab1e031dda2fbe03d1792170a0f3009cee"
        ),
        (
            "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",
            "1abc932417521ca24f2b0459fe7e6e0b090339ec0aa6faefd5ccc2c6f4ce8e94"
                + "1e36b26bd1ebc670d1bd1d665620abf74f78a7f6d29809585a97daec58c6b050"
        ),
        (
            "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
            "601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5"
                + "2b0930daa23de94ce87017ba2d84988ddfc9c58db67aada613c2dd08457941a6"
        ),
    ])
    func examples(_ key: String, _ expected: String) throws {
        let key = try #require(Hex.decode(key))
        let counter = try #require(Hex.decode("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"))
        let message = try #require(
            Hex.decode(
                "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
                    + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"))
        for level in CPU.levels {
            let output = try applied(message, key: key, counter: counter, level: level, step: 64)
            #expect(Hex.encode(output.span) == expected, "\(level)")
        }
    }

    /// RFC 3686 §6.
    @Test(.enabled(if: TestFiles.corpora != nil), arguments: [128, 192, 256])
    func rfc3686(_ bitCount: Int) throws {
        var count = 0
        for stanza in try TestFiles.stanzas("vectors/cavp/ciphers/AES/CTR/aes-\(bitCount)-ctr.txt") {
            guard let key = stanza.bytes("KEY"), let counter = stanza.bytes("IV"),
                let message = stanza.bytes("PLAINTEXT"), let expected = stanza.bytes("CIPHERTEXT")
            else { continue }
            for level in CPU.levels {
                #expect(try applied(message, key: key, counter: counter, level: level, step: 5) == expected)
                count += 1
            }
        }
        #expect(count > 0)
        TestFiles.report("RFC 3686 AES-\(bitCount)-CTR", ran: count)
    }

    /// Levels agree, wherever the message is cut and wherever the counter carries; and with OpenSSL.
    @Test(arguments: [16, 24, 32])
    func levels(_ keyByteCount: Int) throws {
        let key = random(keyByteCount)
        for start in [
            "00000000000000000000000000000000", "ffffffffffffffffffffffffffffffff", "0123456789abcdeffffffffffffffff0",
            "00000000000000000000000affffffe9",
        ] {
            let counter = try #require(Hex.decode(start))
            for count in [Int](0...40) + [63, 64, 255, 256, 257, 511, 512, 1000, 5000] {
                let message = random(count)
                let expected = try applied(message, key: key, counter: counter, level: .portable, step: 7)
                for level in CPU.levels {
                    for step in [1, 16, 33, 256, 10_000] {
                        let output = try applied(message, key: key, counter: counter, level: level, step: step)
                        #expect(output == expected, "\(level) \(count) \(step)")
                    }
                }
                if count == 5000, Programs.exists("openssl") {
                    let theirs = try Programs.run(
                        "openssl",
                        ["enc", "-e", "-aes-\(keyByteCount * 8)-ctr", "-K", Hex.encode(key.span), "-iv", start],
                        input: message)
                    #expect(theirs == expected)
                }
            }
        }
    }

    /// Another message under the same key, whatever was left of the block under way, is as if the key were new.
    @Test(arguments: CPU.levels)
    func restarts(_ level: CPU.Level) throws {
        let (key, first, second, message) = (random(32), random(16), random(16), random(45))
        var mode = try CTR(key: key.span, counter: first.span, level: level)
        for counter in [first, second, first] {
            #expect(throws: CipherError.initializationVectorByteCount(8, expected: 16)) {
                try mode.restart(counter: counter.span.extracting(first: 8))
            }
            try mode.restart(counter: counter.span)
            var bytes = message
            var span = bytes.mutableSpan
            mode.update(&span)
            #expect(bytes == (try applied(message, key: key, counter: counter, level: .portable, step: 45)))
        }
    }

    @Test func refusals() {
        #expect(throws: CipherError.initializationVectorByteCount(12, expected: 16)) {
            let (key, counter) = (random(16), random(12))
            _ = try CTR(key: key.span, counter: counter.span)
        }
        #expect(throws: CipherError.keyByteCount(15, allowed: 16...32)) {
            let (key, counter) = (random(15), random(16))
            _ = try CTR(key: key.span, counter: counter.span)
        }
    }
}

@Suite("CMAC")
struct CMACTests {
    /// The code at every level, whole and in pieces.
    private func code(_ message: [UInt8], _ key: [UInt8]) throws -> [UInt8] {
        let tag = try CMAC.authenticate(message.span, key: key.span)
        for level in CPU.levels {
            var code = try CMAC(key: key.span, level: level)
            for step in [1, 15, 16, 17, 100] {
                for start in stride(from: 0, to: message.count, by: step) {
                    code.update(message.span.extracting(start..<min(start + step, message.count)))
                }
                let again = code.finalize()
                #expect(again.bytes == tag.bytes, "\(level) \(step)")
            }
        }
        return [UInt8](tag.bytes)
    }

    /// SP 800-38B Appendix D.
    @Test(.enabled(if: TestFiles.corpora != nil), arguments: [128, 192, 256])
    func standard(_ bitCount: Int) throws {
        var count = 0
        for stanza in try TestFiles.stanzas("vectors/cavp/CMAC/nist-800-38b-aes\(bitCount).txt") {
            guard let key = stanza.bytes("KEY"), let expected = stanza.bytes("OUTPUT") else { continue }
            #expect(try code(stanza.bytes("MESSAGE") ?? [], key) == expected, "line \(stanza.line)")
            count += 1
        }
        #expect(count > 0)
        TestFiles.report("SP 800-38B AES-\(bitCount)", ran: count)
    }

    @Test(.enabled(if: TestFiles.corpora != nil))
    func wycheproof() throws {
        let tests = try AuthenticatedModeExamples.Wycheproof.read("aes_cmac")
        for test in tests {
            let key = try #require(Hex.decode(test.key))
            let message = try #require(Hex.decode(test.msg))
            let tag = try #require(Hex.decode(test.tag))
            let matches: Bool
            do { matches = try code(message, key) == tag } catch {
                #expect(test.flags == ["InvalidKeySize"])
                matches = false
            }
            #expect(matches == (test.result == "valid"), "\(test.tcId)")
        }
        TestFiles.report("Wycheproof aes_cmac", ran: tests.count)
    }
}
