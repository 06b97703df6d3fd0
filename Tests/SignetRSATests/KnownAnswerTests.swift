import SignetBytes
import SignetRSA
import TestSupport
import Testing

@Suite("RSA known answers", .enabled(if: TestFiles.corpora != nil && Programs.exists("python3")))
struct KnownAnswerTests {
    @Test("Wycheproof signatures", arguments: WycheproofFile.names("rsa_signature_", "_test"))
    func wycheproofSignatures(name: String) throws {
        var count = 0
        for group in try WycheproofFile.read(name).testGroups {
            let numbers = try #require(group.publicKey).numbers
            let key = try RSAPublicKey(numbers[0], numbers[1])
            let hash = DigestInfo.name(try #require(group.sha))
            let digests = try DigestInfo.digests(group.tests.map { Hex.decode($0.msg)! }, hash)
            for (test, digest) in zip(group.tests, digests) {
                let signature = try #require(test.sig.flatMap { Hex.decode($0) })
                let isAccepted = key.accepts(signature, DigestInfo.encode(digest, hash))
                #expect(isAccepted == (test.result == "valid"), "case \(test.tcId): \(test.comment)")
                // A DigestInfo without NULL is another block: for the caller to try, or not.
                let isAcceptedWithoutNull = key.accepts(signature, DigestInfo.encode(digest, hash, withNull: false))
                #expect(isAcceptedWithoutNull == (test.flags == ["MissingNull"]), "case \(test.tcId): \(test.comment)")
                count += 1
            }
        }
        TestFiles.report("Wycheproof \(name)", ran: count)
    }

    @Test("Wycheproof signing with n, e and d", arguments: WycheproofFile.names("rsa_pkcs1_", "_sig_gen_test"))
    func wycheproofSigning(name: String) throws {
        var count = 0
        for group in try WycheproofFile.read(name).testGroups {
            let numbers = try #require(group.privateKey).numbers
            let key = try RSAPrivateKey(
                modulus: Bytes(numbers[0]), publicExponent: Bytes(numbers[1]), privateExponent: SecretSlice(numbers[2]))
            let hash = DigestInfo.name(try #require(group.sha))
            let digests = try DigestInfo.digests(group.tests.map { Hex.decode($0.msg)! }, hash)
            for (test, digest) in zip(group.tests, digests) {
                let signature = try #require(test.sig.flatMap { Hex.decode($0) })
                let digestInfo = DigestInfo.encode(digest, hash)
                #expect(try key.sign(digestInfo) == signature, "case \(test.tcId)")
                #expect(key.publicKey.accepts(signature, digestInfo), "case \(test.tcId)")
                count += 1
            }
        }
        TestFiles.report("Wycheproof \(name)", ran: count)
    }

    @Test(
        "Wycheproof decryption: good ones give the message, bad ones give something else and say nothing",
        arguments: ["rsa_pkcs1_2048_test", "rsa_pkcs1_3072_test", "rsa_pkcs1_4096_test"])
    func wycheproofDecryption(name: String) throws {
        var count = 0
        for group in try WycheproofFile.read(name).testGroups {
            let key = try RSAPrivateKey(try #require(group.privateKey).numbers)
            for test in group.tests {
                let ciphertext = try #require(test.ct.flatMap { Hex.decode($0) })
                let message = try #require(Hex.decode(test.msg))
                count += 1
                guard ciphertext.count == key.publicKey.byteCount else {
                    let expected = key.publicKey.byteCount
                    #expect(test.result == "invalid")
                    #expect(throws: RSAError.wrongCiphertextLength(byteCount: ciphertext.count, expected: expected)) {
                        try key.unwrap(ciphertext, 24)
                    }
                    continue
                }
                if !ciphertext.lexicographicallyPrecedes(key.publicKey.modulus) {
                    #expect(test.result == "invalid")
                    #expect(throws: RSAError.ciphertextOutOfRange) { try key.unwrap(ciphertext, 24) }
                    continue
                }
                if test.result == "valid" {
                    #expect(try key.unwrap(ciphertext, message.count) == message, "case \(test.tcId): \(test.comment)")
                }
                for keyByteCount in [5, 16, 24, 32] where keyByteCount != message.count || test.result != "valid" {
                    let substitute = try key.unwrap(ciphertext, keyByteCount)
                    #expect(substitute.count == keyByteCount)
                    if !message.isEmpty { #expect(substitute != Array(message.suffix(keyByteCount))) }
                }
            }
        }
        TestFiles.report("Wycheproof \(name)", ran: count)
    }

    /// n, e and d of each key, then messages and signatures.
    @Test("CAVP signature generation")
    func cavpSigning() throws {
        var (count, number) = (0, [String: String]())
        var key: RSAPrivateKey?
        for (name, value) in try CAVP.fields("FIPS_186-2/SigGen15_186-2.txt") {
            number[name] = value
            switch name {
            case "d":
                key = try RSAPrivateKey(
                    modulus: Bytes(Hex.decode(number["n"]!)!), publicExponent: Bytes(Hex.decode(number["e"]!)!),
                    privateExponent: SecretSlice(Hex.decode(value)!))
            case "S":
                let hash = DigestInfo.name(number["SHAAlg"]!)
                let digest = try DigestInfo.digests([Hex.decode(number["Msg"]!)!], hash)[0]
                #expect(try #require(key).sign(DigestInfo.encode(digest, hash)) == Hex.decode(value)!)
                count += 1
            default: break
            }
        }
        TestFiles.report("CAVP SigGen15_186-2", ran: count)
    }

    @Test(
        "CAVP signature verification",
        arguments: [
            "FIPS_186-2/SigGen15_186-2.rsp", "FIPS_186-2/SigGen15_186-3.rsp", "FIPS_186-2/SigVer15_186-3.rsp",
            "SigVer15EMTest.txt",
        ])
    func cavpVerification(path: String) throws {
        struct Signature {
            let key: RSAPublicKey
            let message, signature: [UInt8]
            let hash: String
            var isGood = true
        }
        var number = [String: String]()
        var signatures: [Signature] = []
        let areAllGood = path.contains("SigGen")
        for (name, value) in try CAVP.fields(path) {
            number[name] = value
            if name == "S" {
                signatures.append(
                    Signature(
                        key: try RSAPublicKey(Hex.decode(number["n"]!)!, Hex.decode(number["e"]!)!),
                        message: Hex.decode(number["Msg"]!)!, signature: Hex.decode(value)!,
                        hash: DigestInfo.name(number["SHAAlg"]!), isGood: areAllGood))
            } else if name == "Result" {
                signatures[signatures.count - 1].isGood = value.hasPrefix("P")
            }
        }
        for (hash, group) in Dictionary(grouping: signatures, by: \.hash) {
            for (test, digest) in zip(group, try DigestInfo.digests(group.map(\.message), hash)) {
                #expect(test.key.accepts(test.signature, DigestInfo.encode(digest, hash)) == test.isGood)
            }
        }
        TestFiles.report("CAVP \(path)", ran: signatures.count)
    }

    /// Keys of 1024 to 1031, 1536 and 2048 bits, with all their numbers.
    @Test(
        "RSA Laboratories' signatures and ciphertexts",
        arguments: ["pkcs1v15sign-vectors.txt", "pkcs1v15crypt-vectors.txt"])
    func laboratories(path: String) throws {
        var (count, number) = (0, [String: [UInt8]]())
        var key: RSAPrivateKey?
        for (name, value) in try CAVP.blocks(path) {
            number[name] = value
            switch name {
            case "Coefficient":
                key = try RSAPrivateKey(
                    [
                        "Modulus", "Public exponent", "Exponent", "Prime 1", "Prime 2", "Prime exponent 1",
                        "Prime exponent 2", "Coefficient",
                    ].map { number[$0]! })
            case "Signature" where !value.isEmpty:
                guard let key else { continue }
                let digest = try DigestInfo.digests([number["Message to be signed"]!], "sha1")[0]
                let isWhole = value.count == key.publicKey.byteCount  // the file may be cut anywhere
                guard isWhole else { continue }
                #expect(try key.sign(DigestInfo.encode(digest, "sha1")) == value)
                count += 1
            case "Encryption" where !value.isEmpty:
                guard let key, value.count == key.publicKey.byteCount else { continue }
                let message = number["Message"]!
                #expect(try key.unwrap(value, message.count) == message)
                count += 1
            default: break
            }
        }
        TestFiles.report(path, ran: count)
    }
}
