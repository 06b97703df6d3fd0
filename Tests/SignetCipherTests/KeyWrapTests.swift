import Foundation
import SignetBytes
import SignetCipher
import TestSupport
import Testing

private func random(_ count: Int) -> [UInt8] { [UInt8](Randomness.bytes(count: count)) }

/// What is wrapped at one level; `nil` for a key that cannot be wrapped.
private func wrap(_ key: [UInt8], _ kek: [UInt8], padded: Bool, _ level: CPU.Level) -> [UInt8]? {
    do throws(CipherError) {
        if padded { return [UInt8](try AESKeyWrap.wrapPadded(key.span, under: kek.span, level: level)) }
        return [UInt8](try AESKeyWrap.wrap(key.span, under: kek.span, level: level))
    } catch { return nil }
}

/// What is unwrapped at one level; `nil` for what is refused.
private func unwrap(_ wrapped: [UInt8], _ kek: [UInt8], padded: Bool, _ level: CPU.Level) -> [UInt8]? {
    do throws(CipherError) {
        if padded {
            let key = try AESKeyWrap.unwrapPadded(wrapped.span, under: kek.span, level: level)
            return [UInt8](copying: key.span)
        }
        let key = try AESKeyWrap.unwrap(wrapped.span, under: kek.span, level: level)
        return [UInt8](copying: key.span)
    } catch { return nil }
}

/// The same at every level.
private func wrap(_ key: [UInt8], _ kek: [UInt8], padded: Bool) -> [UInt8]? {
    let results = CPU.levels.map { wrap(key, kek, padded: padded, $0) }
    #expect(Set(results).count == 1)
    return results[0]
}

/// The same at every level.
private func unwrap(_ wrapped: [UInt8], _ kek: [UInt8], padded: Bool) -> [UInt8]? {
    let results = CPU.levels.map { unwrap(wrapped, kek, padded: padded, $0) }
    #expect(Set(results).count == 1)
    return results[0]
}

@Suite("AES key wrap")
struct AESKeyWrapTests {
    /// RFC 3394 §4.1, §4.5, §4.6 and RFC 5649 §6.
    @Test(arguments: [
        (
            false, "000102030405060708090a0b0c0d0e0f", "00112233445566778899aabbccddeeff",
            "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5"
        ),
        (
            false, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
            "00112233445566778899aabbccddeeff0001020304050607",
            "a8f9bc1612c68b3ff6e6f4fbe30e71e4769c8b80a32cb8958cd5d17d6b254da1"
        ),
        (
            false, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
            "00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f",
            "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21"
        ),
        (
            true, "5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8", "c37b7e6492584340bed12207808941155068f738",
            "138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a"
        ),
        (
            true, "5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8", "466f7250617369",
            "afbeb0f07dfbf5419200f2ccb50bb24f"
        ),
    ])
    func examples(_ padded: Bool, _ kek: String, _ key: String, _ expected: String) throws {
        let kek = try #require(Hex.decode(kek))
        let key = try #require(Hex.decode(key))
        let expected = try #require(Hex.decode(expected))
        #expect(wrap(key, kek, padded: padded) == expected)
        #expect(unwrap(expected, kek, padded: padded) == key)
    }

    struct Wycheproof: Decodable {
        struct Group: Decodable { let tests: [Case] }
        struct Case: Decodable {
            let tcId: Int, key: String, msg: String, ct: String, result: String, flags: [String]
        }
        let testGroups: [Group]
    }

    @Test(.enabled(if: TestFiles.corpora != nil), arguments: [("aes_wrap", false), ("aes_kwp", true)])
    func wycheproof(_ file: String, _ padded: Bool) throws {
        let data = Data(try TestFiles.corpus("vectors/wycheproof/\(file)_test.json"))
        let tests = try JSONDecoder().decode(Wycheproof.self, from: data).testGroups.flatMap(\.tests)
        for test in tests {
            let kek = try #require(Hex.decode(test.key))
            let key = try #require(Hex.decode(test.msg))
            let wrapped = try #require(Hex.decode(test.ct))
            let unwrapped = unwrap(wrapped, kek, padded: padded)
            // "acceptable" are keys of 8 bytes, which SP 800-38F does not allow.
            #expect((unwrapped == key) == (test.result == "valid"), "\(test.tcId)")
            #expect(test.result == "valid" || unwrapped == nil, "\(test.tcId)")
            if test.result == "valid" { #expect(wrap(key, kek, padded: padded) == wrapped, "\(test.tcId)") }
        }
        #expect(!tests.isEmpty)
        TestFiles.report("Wycheproof \(file)", ran: tests.count)
    }

    struct ACVP: Decodable {
        struct Group: Decodable { let direction: String, kwCipher: String, tests: [Case] }
        struct Case: Decodable { let tcId: Int, key: String, pt: String?, ct: String?, testPassed: Bool? }
        let testGroups: [Group]
    }

    /// Those under the inverse cipher, which nobody uses for keys, are left out.
    @Test(
        .enabled(if: TestFiles.corpora != nil), arguments: [("ACVP-AES-KW-1.0", false), ("ACVP-AES-KWP-1.0", true)])
    func acvp(_ file: String, _ padded: Bool) throws {
        let data = Data(try TestFiles.corpus("vectors/acvp/\(file).json"))
        var (count, skipped) = (0, 0)
        for group in try JSONDecoder().decode(ACVP.self, from: data).testGroups {
            for test in group.tests {
                guard group.kwCipher == "cipher" else {
                    skipped += 1
                    continue
                }
                let kek = try #require(Hex.decode(test.key))
                let wrapped = try #require(test.ct.flatMap { Hex.decode($0) })
                let key = test.pt.flatMap { Hex.decode($0) }
                if test.testPassed == false {
                    #expect(unwrap(wrapped, kek, padded: padded) == nil, "\(test.tcId)")
                } else {
                    let key = try #require(key)
                    #expect(unwrap(wrapped, kek, padded: padded) == key, "\(test.tcId)")
                    #expect(wrap(key, kek, padded: padded) == wrapped, "\(test.tcId)")
                }
                count += 1
            }
        }
        #expect(count > 0)
        TestFiles.report("\(file) (\(skipped) under the inverse cipher left out)", ran: count)
    }

    @Test(.enabled(if: TestFiles.corpora != nil), arguments: ["KW", "KWP"], ["AD", "AE"])
    func cavp(_ mode: String, _ direction: String) throws {
        var count = 0
        for bitCount in [128, 192, 256] {
            let name = "\(mode)_\(direction)_\(bitCount).txt"
            for stanza in try TestFiles.stanzas("vectors/cavp/keywrap/kwtestvectors/\(name)") {
                guard let kek = stanza.bytes("K"), let wrapped = stanza.bytes("C") else { continue }
                let unwrapped = unwrap(wrapped, kek, padded: mode == "KWP")
                if stanza.fields.contains(where: { $0.name == "FAIL" }) {
                    #expect(unwrapped == nil, "\(name):\(stanza.line)")
                } else {
                    let key = try #require(stanza.bytes("P"))
                    #expect(unwrapped == key, "\(name):\(stanza.line)")
                    #expect(wrap(key, kek, padded: mode == "KWP") == wrapped, "\(name):\(stanza.line)")
                }
                count += 1
            }
        }
        #expect(count > 0)
        TestFiles.report("CAVP \(mode)_\(direction)", ran: count)
    }

    @Test(.enabled(if: TestFiles.corpora != nil))
    func botan() throws {
        var count = 0
        for stanza in try TestFiles.stanzas("vectors/cavp/keywrap/kwp_botan.txt") {
            guard let kek = stanza.bytes("Key"), let key = stanza.bytes("Input"), let expected = stanza.bytes("Output")
            else { continue }
            #expect(wrap(key, kek, padded: true) == expected, "line \(stanza.line)")
            #expect(unwrap(expected, kek, padded: true) == key, "line \(stanza.line)")
            count += 1
        }
        #expect(count > 0)
        TestFiles.report("kwp_botan.txt", ran: count)
    }

    /// Every length comes back or is refused, and whatever is altered is refused.
    @Test func laws() throws {
        let kek = random(16)
        for count in 0...70 {
            let key = random(count)
            for padded in [false, true] {
                let fits = padded ? count > 0 : count >= 16 && count % 8 == 0
                guard let wrapped = wrap(key, kek, padded: padded) else {
                    #expect(!fits)
                    continue
                }
                #expect(fits)
                #expect(unwrap(wrapped, kek, padded: padded) == key)
                var altered = wrapped
                altered[count % wrapped.count] ^= 0x80
                #expect(unwrap(altered, kek, padded: padded) == nil)
                #expect(unwrap(Array(wrapped.dropLast()), kek, padded: padded) == nil)
                #expect(unwrap(Array(wrapped.dropLast(8)), kek, padded: padded) == nil)
                #expect(unwrap(wrapped, kek, padded: !padded) == nil)
            }
        }
        #expect(throws: CipherError.keyByteCount(15, allowed: 16...32)) {
            let (key, kek) = (random(16), random(15))
            _ = try AESKeyWrap.wrap(key.span, under: kek.span)
        }
    }
}

@Suite("Key wraps of old messages")
struct CMSKeyWrapTests {
    private func bytes(_ text: String) throws -> [UInt8] { try #require(Hex.decode(text.replacing(" ", with: ""))) }

    /// RFC 3217 §3.4.
    @Test func tripleDES() throws {
        let key = try bytes("2923bf85e06dd6ae529149f1f1bae9eab3a7da3d860d3e98")
        let kek = try bytes("255e0d1c07b646dfb3134cc843ba8aa71f025b7c0838251f")
        let iv = try bytes("5dd4cbfc96f5453b")
        let expected = try bytes(
            "690107618ef092b3b48ca1796b234ae9fa33ebb4159604037db5d6a84eb3aac2768c632775a467d4")
        let wrapped = try TripleDESKeyWrap.wrap(key.span, under: kek.span, iv: iv.span)
        #expect([UInt8](wrapped) == expected)
        let unwrapped = try TripleDESKeyWrap.unwrap(expected.span, under: kek.span)
        let same = [UInt8](copying: unwrapped.span) == key
        #expect(same)
    }

    /// RFC 3217 §4.4: a key of 128 bits that is searched as if it had 40.
    @Test func rc2() throws {
        let key = try bytes("b70a25fbc9d86a86050ce0d711ead4d9")
        let kek = try bytes("fd04fd08060707fb0003fefffd02fe05")
        let (iv, padding) = (try bytes("c7d90059b29e97f7"), try bytes("4845cce7fd1250"))
        let expected = try bytes(
            "70e699fb5701f7833330fb71e87c85a420bdc99af05d22af5a0e48d35f3138986cbaafb4b28d4f35")
        let wrapped = try RC2KeyWrap.wrap(
            key.span, under: kek.span, effectiveBits: 40, padding: padding.span, iv: iv.span)
        #expect([UInt8](wrapped) == expected)
        let unwrapped = try RC2KeyWrap.unwrap(expected.span, under: kek.span, effectiveBits: 40)
        let same = [UInt8](copying: unwrapped.span) == key
        #expect(same)
    }

    /// RFC 3211 §3: DES under DES, and a key of 32 bytes under triple DES.
    @Test func password() throws {
        let cases: [(CipherAlgorithm, kek: String, iv: String, key: String, padding: String, expected: String)] = [
            (
                .des, "D1DAA78615F287E6", "EFE598EF21B33D6D", "8C627C897323A2F8", "C436F541",
                "B81B2565EE373CA6DEDCA26A178B0C10"
            ),
            (
                .tripleDES, "6A8970BF68C92CAEA84A8DF28510858607126380CC47AB2D", "BAF1CA7931213C4E",
                "8C637D887223A2F965B566EB014B0FA5D52300A3F7EA40FFFC577203C71BAF3B", "FA060A45",
                "C03C514ABDB9E2C5AAC038572B5E24553876B377AAFB82ECA5A9D73F8AB143D9EC74E6CAD7DB260C"
            ),
        ]
        for test in cases {
            let (kek, iv, key) = (try bytes(test.kek), try bytes(test.iv), try bytes(test.key))
            let (padding, expected) = (try bytes(test.padding), try bytes(test.expected))
            let wrapped = try PasswordKeyWrap.wrap(
                key.span, test.0, under: kek.span, iv: iv.span, padding: padding.span)
            #expect([UInt8](wrapped) == expected)
            let unwrapped = try PasswordKeyWrap.unwrap(expected.span, test.0, under: kek.span, iv: iv.span)
            let same = [UInt8](copying: unwrapped.span) == key
            #expect(same)
        }
    }

    /// Whether an altered wrapped key is refused as such.
    private func isRefused(_ body: () throws(CipherError) -> Void) -> Bool {
        do throws(CipherError) {
            try body()
            return false
        } catch { return error == .unwrapFailed }
    }

    private func altered(_ wrapped: Bytes, at place: Int) -> Bytes {
        var bytes = [UInt8](wrapped)
        bytes[place % bytes.count] ^= 1
        return Bytes(bytes)
    }

    /// Every length that can be wrapped comes back, and what is altered is refused (but for one case in 2²⁴).
    @Test(arguments: [3, 5, 8, 11, 12, 13, 16, 24, 28, 29, 32, 100, 128, 255])
    func passwordLaws(_ count: Int) throws {
        let (kek, key) = (random(16), random(count))
        for algorithm in [CipherAlgorithm.aes128, .tripleDES] {
            let size = algorithm.blockByteCount
            let iv = random(size)
            let wrapped = try PasswordKeyWrap.wrap(key.span, algorithm, under: kek.span, iv: iv.span)
            let length = wrapped.count
            #expect(length % size == 0)
            #expect(length >= max(2 * size, count + 4))
            let unwrapped = try PasswordKeyWrap.unwrap(wrapped.span, algorithm, under: kek.span, iv: iv.span)
            let same = [UInt8](copying: unwrapped.span) == key
            #expect(same)
            let other = altered(wrapped, at: count)
            let refused = isRefused { () throws(CipherError) in
                _ = try PasswordKeyWrap.unwrap(other.span, algorithm, under: kek.span, iv: iv.span)
            }
            #expect(refused)
        }
    }

    /// Likewise.
    @Test(arguments: [1, 5, 6, 7, 8, 15, 16, 127, 128])
    func rc2Laws(_ count: Int) throws {
        let (kek, key) = (random(16), random(count))
        let wrapped = try RC2KeyWrap.wrap(key.span, under: kek.span)
        let unwrapped = try RC2KeyWrap.unwrap(wrapped.span, under: kek.span)
        let same = [UInt8](copying: unwrapped.span) == key
        #expect(same)
        let other = altered(wrapped, at: count)
        let refused = isRefused { () throws(CipherError) in _ = try RC2KeyWrap.unwrap(other.span, under: kek.span) }
        #expect(refused)
    }

    /// Likewise; a key of two parts comes back with the third, and parity is set.
    @Test(arguments: [16, 24])
    func tripleDESLaws(_ count: Int) throws {
        let (kek, key) = (random(16), random(count))
        let wrapped = try TripleDESKeyWrap.wrap(key.span, under: kek.span)
        let secret = try TripleDESKeyWrap.unwrap(wrapped.span, under: kek.span)
        let unwrapped = [UInt8](copying: secret.span)
        for index in 0..<24 {
            #expect(unwrapped[index] & 0xFE == key[index % count] & 0xFE)
            #expect(unwrapped[index].nonzeroBitCount % 2 == 1)
        }
        let other = altered(wrapped, at: count)
        let refused = isRefused { () throws(CipherError) in
            _ = try TripleDESKeyWrap.unwrap(other.span, under: kek.span)
        }
        #expect(refused)
    }

    @Test func refusals() {
        let kek = random(24)
        func refusal(_ body: () throws(CipherError) -> Void) -> CipherError? {
            do throws(CipherError) {
                try body()
                return nil
            } catch { return error }
        }
        for count in [0, 8, 24, 39, 41, 88] {
            let wrapped = random(count)
            let error = refusal { () throws(CipherError) in
                _ = try TripleDESKeyWrap.unwrap(wrapped.span, under: kek.span)
            }
            #expect(error == .wrappedKeyByteCount(count))
        }
        for count in [0, 8, 9, 16, 23, 520] {
            let (wrapped, iv) = (random(count), random(8))
            let error = refusal { () throws(CipherError) in
                _ = try PasswordKeyWrap.unwrap(wrapped.span, .tripleDES, under: kek.span, iv: iv.span)
            }
            #expect(error == (count == 16 ? .unwrapFailed : .wrappedKeyByteCount(count)))
        }
        for count in [0, 8, 16, 25, 168] {
            let (wrapped, kek) = (random(count), random(16))
            let error = refusal { () throws(CipherError) in
                _ = try RC2KeyWrap.unwrap(wrapped.span, under: kek.span)
            }
            #expect(error == .wrappedKeyByteCount(count))
        }
        for count in [0, 2, 256] {
            let (key, iv) = (random(count), random(8))
            let error = refusal { () throws(CipherError) in
                _ = try PasswordKeyWrap.wrap(key.span, .tripleDES, under: kek.span, iv: iv.span)
            }
            #expect(error == .wrappableKeyByteCount(count))
        }
    }
}
