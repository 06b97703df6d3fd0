import Foundation
import SignetBytes
import SignetHash
import TestSupport
import Testing

/// What a derivation gives, in hexadecimal.
private func text(_ secret: borrowing SecretBytes) -> String { Hex.encode(secret.span) }

/// PBKDF2, the same at every level.
private func pbkdf2(
    _ password: [UInt8], _ salt: [UInt8], _ iterations: Int, _ byteCount: Int, _ algorithm: DigestAlgorithm
) throws -> String {
    let derived = text(
        try PBKDF2.derive(
            password: password.span, salt: salt.span, iterations: iterations, byteCount: byteCount,
            algorithm: algorithm))
    for level in CPU.levels {
        let same = text(
            try PBKDF2.derive(
                password: password.span, salt: salt.span, iterations: iterations, byteCount: byteCount,
                algorithm: algorithm, level: level))
        #expect(same == derived, "\(level)")
    }
    return derived
}

/// The PKCS #12 derivation, the same at every level.
private func pkcs12(
    _ password: Span<UInt8>, _ salt: Span<UInt8>, _ purpose: PKCS12KDF.Purpose, _ iterations: Int, _ byteCount: Int,
    _ algorithm: DigestAlgorithm
) throws -> String {
    let derived = text(
        try PKCS12KDF.derive(
            password: password, salt: salt, purpose: purpose, iterations: iterations, byteCount: byteCount,
            algorithm: algorithm))
    for level in CPU.levels {
        let same = text(
            try PKCS12KDF.derive(
                password: password, salt: salt, purpose: purpose, iterations: iterations, byteCount: byteCount,
                algorithm: algorithm, level: level))
        #expect(same == derived, "\(level)")
    }
    return derived
}

@Suite("PBKDF2")
struct PBKDF2Tests {
    /// RFC 6070 §2, and RFC 7914 §11 for SHA-256. The case of 2²⁴ iterations is left out.
    @Test(arguments: [
        ("password", "salt", 1, DigestAlgorithm.sha1, "0c60c80f961f0e71f3a9b524af6012062fe037a6"),
        ("password", "salt", 2, .sha1, "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957"),
        ("password", "salt", 4096, .sha1, "4b007901b765489abead49d926f721d065a429c1"),
        (
            "passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt", 4096, .sha1,
            "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038"
        ),
        ("pass\0word", "sa\0lt", 4096, .sha1, "56fa6aa75548099dcc37d7f03425e0c3"),
        (
            "passwd", "salt", 1, .sha256,
            "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
                + "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"
        ),
    ])
    func examples(
        _ password: String, _ salt: String, _ iterations: Int, _ algorithm: DigestAlgorithm, _ expected: String
    ) throws {
        let derived = try pbkdf2(
            [UInt8](password.utf8), [UInt8](salt.utf8), iterations, expected.count / 2, algorithm)
        #expect(derived == expected)
    }

    @Test(
        .enabled(if: TestFiles.corpora != nil),
        arguments: [
            ("pbkdf2_hmacsha1", DigestAlgorithm.sha1), ("pbkdf2_hmacsha224", .sha224), ("pbkdf2_hmacsha256", .sha256),
            ("pbkdf2_hmacsha384", .sha384), ("pbkdf2_hmacsha512", .sha512),
        ])
    func wycheproof(_ file: String, _ algorithm: DigestAlgorithm) throws {
        var count = 0
        for test in try Wycheproof.read(file).testGroups.flatMap(\.tests) {
            let password = try #require(test.password.flatMap { Hex.decode($0) })
            let salt = try #require(test.salt.flatMap { Hex.decode($0) })
            let iterations = try #require(test.iterationCount)
            let byteCount = try #require(test.dkLen)
            let derived = try pbkdf2(password, salt, iterations, byteCount, algorithm)
            #expect((derived == test.dk) == (test.result == "valid"), "\(file) \(test.tcId)")
            count += 1
        }
        #expect(count > 0)
        TestFiles.report("Wycheproof \(file)", ran: count)
    }

    @Test(.enabled(if: TestFiles.corpora != nil))
    func evp() throws {
        var count = 0
        for stanza in try TestFiles.stanzas("vectors/openssl-evp/evppbe_pbkdf2.txt") {
            guard stanza["PBE"] == "pbkdf2", let algorithm = stanza["MD"].flatMap(digestAlgorithm),
                let password = stanza.bytes("Password"), let salt = stanza.bytes("Salt"),
                let iterations = stanza.number("iter"), let key = stanza["Key"]
            else { continue }
            let derived = try pbkdf2(password, salt, iterations, key.count / 2, algorithm)
            #expect(derived == key.lowercased(), "line \(stanza.line)")
            count += 1
        }
        #expect(count > 0)
        TestFiles.report("OpenSSL evppbe_pbkdf2.txt", ran: count)
    }

    struct ACVP: Decodable {
        struct Group: Decodable { let hmacAlg: String, tests: [Case] }
        struct Case: Decodable {
            let tcId: Int, derivedKey: String, keyLen: Int, salt: String, password: String, iterationCount: Int
        }
        let testGroups: [Group]
    }

    @Test(.enabled(if: TestFiles.corpora != nil))
    func acvp() throws {
        let data = Data(try TestFiles.corpus("vectors/acvp/PBKDF-1.0.json"))
        var count = 0
        for group in try JSONDecoder().decode(ACVP.self, from: data).testGroups {
            let algorithm = try #require(digestAlgorithm(group.hmacAlg.replacing("SHA2-", with: "SHA")))
            for test in group.tests {
                let salt = try #require(Hex.decode(test.salt))
                let derived = text(
                    try PBKDF2.derive(
                        password: [UInt8](test.password.utf8).span, salt: salt.span, iterations: test.iterationCount,
                        byteCount: test.keyLen / 8, algorithm: algorithm))
                #expect(derived == test.derivedKey.lowercased(), "\(test.tcId)")
                count += 1
            }
        }
        #expect(count > 0)
        TestFiles.report("ACVP PBKDF-1.0", ran: count)
    }

    /// Any number of blocks of key, at every level: some levels derive two at once.
    @Test(arguments: [DigestAlgorithm.md5, .sha1, .sha224, .sha256, .sha384, .sha512, .sha3_256])
    func blocks(_ algorithm: DigestAlgorithm) throws {
        for byteCount in [1, 16, 20, 21, 32, 33, 40, 41, 60, 64, 65, 96, 97, 128, 200] {
            for iterations in [1, 2, 3] {
                let all = try pbkdf2([1, 2, 3], [4, 5], iterations, 200, algorithm)
                #expect(try pbkdf2([1, 2, 3], [4, 5], iterations, byteCount, algorithm) == all.prefix(2 * byteCount))
            }
        }
    }

    @Test func refusals() {
        func refusal(_ iterations: Int, _ byteCount: Int) -> KDFError? {
            do throws(KDFError) {
                _ = try PBKDF2.derive(
                    password: [1].span, salt: [2].span, iterations: iterations, byteCount: byteCount,
                    algorithm: .sha256)
                return nil
            } catch { return error }
        }
        #expect(refusal(0, 16) == .iterationCount(0))
        #expect(refusal(-5, 16) == .iterationCount(-5))
        #expect(refusal(1, -1) == .byteCount(-1, maximum: 1 << 24))
        #expect(refusal(1, 1 << 40) == .byteCount(1 << 40, maximum: 1 << 24))
        #expect(refusal(1, 0) == nil)
    }
}

@Suite("PBKDF1")
struct PBKDF1Tests {
    @Test(.enabled(if: TestFiles.corpora != nil))
    func evp() throws {
        var count = 0
        for stanza in try TestFiles.stanzas("vectors/openssl-evp/evpkdf_pbkdf1.txt") {
            func control(_ name: String) -> String? {
                stanza["Ctrl.\(name)"].map { String($0.drop { $0 != ":" }.dropFirst()) }
            }
            guard stanza["KDF"] == "PBKDF1", stanza["Result"] == nil,
                let algorithm = control("digest").flatMap(digestAlgorithm), let password = control("pass"),
                let salt = control("salt"), let iterations = control("iter").flatMap({ Int($0) }),
                let output = stanza["Output"]
            else { continue }
            let derived = text(
                try PBKDF1.derive(
                    password: [UInt8](password.utf8).span, salt: [UInt8](salt.utf8).span, iterations: iterations,
                    byteCount: output.count / 2, algorithm: algorithm))
            #expect(derived == output.lowercased(), "line \(stanza.line)")
            count += 1
        }
        #expect(count > 0)
        TestFiles.report("OpenSSL evpkdf_pbkdf1.txt", ran: count)
    }

    /// The first case is also OpenSSL's; no standard prints one.
    @Test func example() throws {
        let derived = try PBKDF1.derive(
            password: [UInt8]("password".utf8).span, salt: [UInt8]("saltsalt".utf8).span, iterations: 1, byteCount: 20,
            algorithm: .sha1)
        #expect(text(derived) == "cab86dd6261710891e8cb56ee3625691" + "a75df344")
    }

    @Test func refusals() {
        #expect(throws: KDFError.byteCount(21, maximum: 20)) {
            _ = try PBKDF1.derive(
                password: [1].span, salt: [2].span, iterations: 1, byteCount: 21, algorithm: .sha1)
        }
    }
}

@Suite("The PKCS #12 key derivation")
struct PKCS12KDFTests {
    /// RFC 7292 prints no example. The first three are OpenSSL's (`smeg`); the others were made by
    /// `openssl kdf PKCS12KDF` 3.0.19: several blocks, and hashes of other sizes.
    @Test(arguments: [
        (
            DigestAlgorithm.sha1, PKCS12KDF.Purpose.key, 1, "0073006D006500670000", "0A58CF64530D823F",
            "8aaae6297b6cb04642ab5b077851284eb7128f1a2a7fbca3"
        ),
        (.sha1, .iv, 1, "0073006D006500670000", "0A58CF64530D823F", "79993dfe048d3b76"),
        (
            .sha1, .mac, 1, "0073006D006500670000", "3D83C0E4546AC140",
            "8d967d88f6caa9d714800ab3d48051d63f73a312"
        ),
    ])
    func examples(
        _ algorithm: DigestAlgorithm, _ purpose: PKCS12KDF.Purpose, _ iterations: Int, _ password: String,
        _ salt: String, _ expected: String
    ) throws {
        let password = try #require(Hex.decode(password))
        let salt = try #require(Hex.decode(salt))
        #expect(
            try pkcs12(password.span, salt.span, purpose, iterations, expected.count / 2, algorithm) == expected)
    }

    @Test(.enabled(if: TestFiles.corpora != nil))
    func evp() throws {
        var count = 0
        for stanza in try TestFiles.stanzas("vectors/openssl-evp/evppbe_pkcs12.txt") {
            guard stanza["PBE"] == "pkcs12", let algorithm = stanza["MD"].flatMap(digestAlgorithm),
                let purpose = stanza.number("id").flatMap({ PKCS12KDF.Purpose(rawValue: UInt8($0)) }),
                let password = stanza.bytes("Password"), let salt = stanza.bytes("Salt"),
                let iterations = stanza.number("iter"), let key = stanza["Key"]
            else { continue }
            let derived = try pkcs12(password.span, salt.span, purpose, iterations, key.count / 2, algorithm)
            #expect(derived == key.lowercased(), "line \(stanza.line)")
            count += 1
        }
        #expect(count > 0)
        TestFiles.report("OpenSSL evppbe_pkcs12.txt", ran: count)
    }

    /// What OpenSSL derives for random passwords and salts of all sizes, several blocks at a time.
    @Test(arguments: digestNames.map(\.openssl))
    func openssl(_ name: String) throws {
        guard Programs.exists("openssl") else { return }
        let algorithm = try #require(digestAlgorithm(name))
        var count = 0
        for (passwordByteCount, saltByteCount, byteCount) in [
            (2, 1, 300), (10, 8, 24), (128, 64, 65), (130, 129, 200),
        ] {
            let password = Randomness.bytes(count: passwordByteCount)
            let salt = Randomness.bytes(count: saltByteCount)
            for purpose in PKCS12KDF.Purpose.allCases {
                let theirs = try Programs.run(
                    "openssl",
                    [
                        "kdf", "-keylen", "\(byteCount)", "-binary", "-kdfopt", "digest:\(name)", "-kdfopt",
                        "hexpass:\(Hex.encode(password.span))", "-kdfopt", "hexsalt:\(Hex.encode(salt.span))",
                        "-kdfopt", "iter:\(count + 1)", "-kdfopt", "id:\(purpose.rawValue)", "PKCS12KDF",
                    ])
                let ours = try pkcs12(password.span, salt.span, purpose, count + 1, byteCount, algorithm)
                #expect(theirs.map { Hex.encode($0.span) } == ours)
                count += 1
            }
        }
        TestFiles.report("openssl kdf PKCS12KDF \(name)", ran: count)
    }

    /// Empty passwords and salts contribute nothing (RFC 7292 Appendix B.2 steps 2 and 3), and do not trap.
    @Test func degenerate() throws {
        let nothing: [UInt8] = []
        let derived = try PKCS12KDF.derive(
            password: nothing.span, salt: nothing.span, purpose: .key, iterations: 1, byteCount: 20, algorithm: .sha1)
        let expected = DigestAlgorithm.sha1.digest(of: [UInt8](repeating: 1, count: 64).span).description
        #expect(text(derived) == expected)
        let none = try PKCS12KDF.derive(
            password: nothing.span, salt: nothing.span, purpose: .key, iterations: 1, byteCount: 0, algorithm: .sha1)
        #expect(none.count == 0)
        #expect(throws: KDFError.iterationCount(0)) {
            _ = try PKCS12KDF.derive(
                password: [0, 0].span, salt: [1].span, purpose: .mac, iterations: 0, byteCount: 20, algorithm: .sha1)
        }
    }
}
