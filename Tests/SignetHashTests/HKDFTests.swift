import Foundation
import SignetBytes
import SignetHash
import TestSupport
import Testing

private func text(_ secret: borrowing SecretBytes) -> String { Hex.encode(secret.span) }

/// A control of an `evp_test` stanza, as bytes: `key:…` is text, `hexkey:…` is hexadecimal. What comes twice is joined.
private func control(_ stanza: Stanza, _ name: String) -> [UInt8]? {
    var joined: [UInt8]?
    for (field, value) in stanza.fields where field.lowercased() == "ctrl.\(name.lowercased())" {
        let parts = value.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        joined =
            (joined ?? [])
            + ((parts[0].hasPrefix("hex") ? Hex.decode(String(parts[1])) : nil) ?? [UInt8](parts[1].utf8))
    }
    return joined
}

private func word(_ stanza: Stanza, _ name: String) -> String? {
    control(stanza, name).map { String(decoding: $0, as: UTF8.self) }
}

@Suite("HKDF")
struct HKDFTests {
    struct File: Decodable {
        struct Group: Decodable { let tests: [Case] }
        struct Case: Decodable {
            let tcId: Int, ikm: String, salt: String, info: String, size: Int, okm: String, result: String
        }
        let testGroups: [Group]
    }

    /// RFC 5869 §A.1, §A.3 and §A.4 (no salt, no info; SHA-1).
    @Test(arguments: [
        (
            DigestAlgorithm.sha256, "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "000102030405060708090a0b0c",
            "f0f1f2f3f4f5f6f7f8f9",
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
        ),
        (
            .sha256, "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "",
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
        ),
        (
            .sha1, "0b0b0b0b0b0b0b0b0b0b0b", "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9",
            "085a01ea1b10f36933068b56efa5ad81a4f14b822f5b091568a9cdd4f155fda2c22e422478d305f3f896"
        ),
    ])
    func examples(
        _ algorithm: DigestAlgorithm, _ secret: String, _ salt: String, _ info: String, _ expected: String
    ) throws {
        let secret = try #require(Hex.decode(secret))
        let salt = try #require(Hex.decode(salt))
        let info = try #require(Hex.decode(info))
        let derived = try HKDF.derive(
            secret: secret.span, salt: salt.span, info: info.span, byteCount: expected.count / 2,
            algorithm: algorithm)
        #expect(text(derived) == expected)
    }

    @Test(
        .enabled(if: TestFiles.corpora != nil),
        arguments: [("sha1", DigestAlgorithm.sha1), ("sha256", .sha256), ("sha384", .sha384), ("sha512", .sha512)])
    func wycheproof(_ name: String, _ algorithm: DigestAlgorithm) throws {
        let data = Data(try TestFiles.corpus("vectors/wycheproof/hkdf_\(name)_test.json"))
        let tests = try JSONDecoder().decode(File.self, from: data).testGroups.flatMap(\.tests)
        for test in tests {
            let secret = try #require(Hex.decode(test.ikm))
            let salt = try #require(Hex.decode(test.salt))
            let info = try #require(Hex.decode(test.info))
            do throws(KDFError) {
                let derived = try HKDF.derive(
                    secret: secret.span, salt: salt.span, info: info.span, byteCount: test.size, algorithm: algorithm)
                #expect(text(derived) == test.okm && test.result == "valid", "\(test.tcId)")
            } catch {
                #expect(test.result == "invalid", "\(test.tcId)")
                #expect(error == .byteCount(test.size, maximum: 255 * algorithm.digestByteCount))
            }
        }
        #expect(!tests.isEmpty)
        TestFiles.report("Wycheproof hkdf_\(name)", ran: tests.count)
    }

    @Test(.enabled(if: TestFiles.corpora != nil))
    func evp() throws {
        var count = 0
        for stanza in try TestFiles.stanzas("vectors/openssl-evp/evpkdf_hkdf.txt") {
            guard stanza["KDF"]?.uppercased() == "HKDF",
                let algorithm = word(stanza, "digest").flatMap(digestAlgorithm),
                let secret = control(stanza, "IKM") ?? control(stanza, "key"), let output = stanza["Output"],
                stanza["Result"] == nil
            else { continue }
            let (salt, info) = (control(stanza, "salt") ?? [], control(stanza, "info") ?? [])
            let derived: String
            switch word(stanza, "mode") {
            case "EXTRACT_ONLY":
                derived = text(HKDF.extract(secret: secret.span, salt: salt.span, algorithm: algorithm))
            case "EXPAND_ONLY":
                derived = text(
                    try HKDF.expand(
                        key: secret.span, info: info.span, byteCount: output.count / 2, algorithm: algorithm))
            default:
                derived = text(
                    try HKDF.derive(
                        secret: secret.span, salt: salt.span, info: info.span, byteCount: output.count / 2,
                        algorithm: algorithm))
            }
            #expect(derived == output.lowercased(), "line \(stanza.line)")
            count += 1
        }
        #expect(count > 0)
        TestFiles.report("OpenSSL evpkdf_hkdf.txt", ran: count)
    }
}

@Suite("The X9.63 key derivation", .enabled(if: TestFiles.corpora != nil))
struct X963KDFTests {
    @Test func cavp() throws {
        var count = 0
        for stanza in try TestFiles.stanzas("vectors/cavp/KDF/ansx963_2001.txt") {
            guard let secret = stanza.bytes("Z"), let expected = stanza["key_data"] else { continue }
            let info = stanza.bytes("SharedInfo") ?? []
            // The section in force names sizes; the hash is that of the first derived block's length.
            let first = try #require(stanza["K1"])
            let algorithm = try #require(
                [20: DigestAlgorithm.sha1, 28: .sha224, 32: .sha256, 48: .sha384, 64: .sha512][first.count / 2])
            let derived = try X963KDF.derive(
                secret: secret.span, sharedInfo: info.span, byteCount: expected.count / 2, algorithm: algorithm)
            #expect(text(derived) == expected, "line \(stanza.line)")
            count += 1
        }
        #expect(count > 0)
        TestFiles.report("CAVP ansx963_2001", ran: count)
    }

    @Test func evp() throws {
        var count = 0
        for stanza in try TestFiles.stanzas("vectors/openssl-evp/evpkdf_x963.txt") {
            guard stanza["KDF"] == "X963KDF", let algorithm = word(stanza, "digest").flatMap(digestAlgorithm),
                let secret = control(stanza, "hexsecret"), let output = stanza["Output"], stanza["Result"] == nil
            else { continue }
            let info = control(stanza, "hexinfo") ?? []
            let derived = try X963KDF.derive(
                secret: secret.span, sharedInfo: info.span, byteCount: output.count / 2, algorithm: algorithm)
            #expect(text(derived) == output.lowercased(), "line \(stanza.line)")
            count += 1
        }
        #expect(count > 0)
        TestFiles.report("OpenSSL evpkdf_x963.txt", ran: count)
    }

    struct ACVP: Decodable {
        struct Group: Decodable { let hashAlg: String, tests: [Case] }
        struct Case: Decodable { let tcId: Int, z: String, sharedInfo: String, keyData: String }
        let testGroups: [Group]
    }

    @Test func acvp() throws {
        let data = Data(try TestFiles.corpus("vectors/acvp/kdf-components-ansix9.63-1.0.json"))
        var count = 0
        for group in try JSONDecoder().decode(ACVP.self, from: data).testGroups {
            let algorithm = try #require(digestAlgorithm(group.hashAlg.replacing("SHA2-", with: "SHA")))
            for test in group.tests {
                let secret = try #require(Hex.decode(test.z))
                let info = try #require(Hex.decode(test.sharedInfo))
                let derived = try X963KDF.derive(
                    secret: secret.span, sharedInfo: info.span, byteCount: test.keyData.count / 2,
                    algorithm: algorithm)
                #expect(text(derived) == test.keyData.lowercased(), "\(test.tcId)")
                count += 1
            }
        }
        #expect(count > 0)
        TestFiles.report("ACVP ansix9.63", ran: count)
    }
}

@Suite("scrypt")
struct ScryptTests {
    /// RFC 7914 §12. The case of 1 GiB is refused under the usual limit.
    @Test(arguments: [
        (
            "", "", 16, 1, 1,
            "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
        ),
        (
            "password", "NaCl", 1024, 8, 16,
            "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
        ),
        (
            "pleaseletmein", "SodiumChloride", 16384, 8, 1,
            "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
        ),
    ])
    func examples(_ password: String, _ salt: String, _ n: Int, _ r: Int, _ p: Int, _ expected: String) throws {
        let derived = try Scrypt.derive(
            password: [UInt8](password.utf8).span, salt: [UInt8](salt.utf8).span, cost: n, blockSize: r,
            parallelization: p, byteCount: 64)
        #expect(text(derived) == expected)
    }

    /// Odd block sizes, against OpenSSL.
    @Test func openssl() throws {
        guard Programs.exists("openssl") else { return }
        var count = 0
        for (n, r, p, length) in [(2, 1, 1, 1), (4, 3, 2, 33), (128, 5, 3, 100), (64, 16, 1, 64)] {
            let (password, salt) = (Randomness.bytes(count: 9), Randomness.bytes(count: 13))
            let theirs = try Programs.run(
                "openssl",
                [
                    "kdf", "-keylen", "\(length)", "-binary", "-kdfopt", "hexpass:\(Hex.encode(password.span))",
                    "-kdfopt", "hexsalt:\(Hex.encode(salt.span))", "-kdfopt", "n:\(n)", "-kdfopt", "r:\(r)",
                    "-kdfopt", "p:\(p)", "SCRYPT",
                ])
            let derived = try Scrypt.derive(
                password: password.span, salt: salt.span, cost: n, blockSize: r, parallelization: p, byteCount: length)
            #expect(theirs == [UInt8](copying: derived.span))
            count += 1
        }
        TestFiles.report("openssl kdf SCRYPT", ran: count)
    }

    @Test func refusals() {
        func refusal(_ n: Int, _ r: Int, _ p: Int, _ count: Int = 16, limit: Int = 1 << 28) -> KDFError? {
            do throws(KDFError) {
                _ = try Scrypt.derive(
                    password: [1].span, salt: [2].span, cost: n, blockSize: r, parallelization: p, byteCount: count,
                    memoryLimit: limit)
                return nil
            } catch { return error }
        }
        for (n, r, p) in [
            (0, 8, 1), (1, 8, 1), (15, 8, 1), (-16, 8, 1), (Int.min, 8, 1), (16, 0, 1), (16, 8, 0), (1 << 16, 1, 1),
            (16, 1 << 15, 1 << 15), (16, Int.max, Int.max), (1 << 62, 8, 1),
        ] {
            #expect(refusal(n, r, p) == .scryptParameters(cost: n, blockSize: r, parallelization: p))
        }
        #expect(refusal(1 << 20, 8, 1) == .memoryByteCount(1 << 30 + 2048, limit: 1 << 28))
        #expect(refusal(1 << 31, (1 << 30) - 1, 1) == .memoryByteCount(Int.max, limit: 1 << 28))
        #expect(refusal(1 << 31, (1 << 30) - 1, 1, limit: .max) == .memoryByteCount(Int.max, limit: .max))
        #expect(refusal(16, 8, 1, -1) == .byteCount(-1, maximum: 1 << 24))
        #expect(refusal(16, 8, 1, limit: 16384 + 2047) == .memoryByteCount(16384 + 2048, limit: 16384 + 2047))
        #expect(refusal(16, 8, 1, limit: 16384 + 2048) == nil)
    }
}
