import Foundation
import SignetBytes
import SignetEC
import TestSupport
import Testing

/// X25519 or X448, for tests that run over both.
enum MontgomeryScheme: String, CaseIterable, Sendable {
    case x25519, x448

    var byteCount: Int { self == .x25519 ? 32 : 56 }

    func publicKey(_ key: [UInt8]) throws -> [UInt8] {
        switch self {
        case .x25519: [UInt8](try X25519PrivateKey(key.span).publicKey.bytes)
        case .x448: [UInt8](try X448PrivateKey(key.span).publicKey.bytes)
        }
    }

    func agree(_ key: [UInt8], with other: [UInt8]) throws -> [UInt8] {
        switch self {
        case .x25519:
            let key = try X25519PrivateKey(key.span)
            let secret = try key.agree(with: X25519PublicKey(other.span))
            return [UInt8](copying: secret.span)
        case .x448:
            let key = try X448PrivateKey(key.span)
            let secret = try key.agree(with: X448PublicKey(other.span))
            return [UInt8](copying: secret.span)
        }
    }

    /// What stands before the key in its files (RFC 8410 §4, §7).
    var publicKeyPrefix: [UInt8] {
        Hex.decode(self == .x25519 ? "302a300506032b656e032100" : "3042300506032b656f033900")!
    }
    var privateKeyPrefix: [UInt8] {
        Hex.decode(self == .x25519 ? "302e020100300506032b656e04220420" : "3046020100300506032b656f043a0438")!
    }
}

@Suite("X25519 and X448: known answers")
struct MontgomeryKnownAnswers {
    /// RFC 7748 §5.2.
    @Test(arguments: [
        (
            MontgomeryScheme.x25519, "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
            "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
            "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"
        ),
        (
            .x25519, "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
            "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
            "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"
        ),
        (
            .x448,
            "3d262fddf9ec8e88495266fea19a34d28882acef045104d0d1aae121700a779c984c24f8cdd78fbff44943eba368f54b29259a4f1c"
                + "600ad3",
            "06fce640fa3487bfda5f6cf2d5263f8aad88334cbd07437f020f08f9814dc031ddbdc38c19c6da2583fa5429db94ada18aa7a7fb4e"
                + "f8a086",
            "ce3e4ff95a60dc6697da1db1d85e6afbdf79b50a2412d7546d5f239fe14fbaadeb445fc66a01b0779d98223961111e21766282f73d"
                + "d96b6f"
        ),
        (
            .x448,
            "203d494428b8399352665ddca42f9de8fef600908e0d461cb021f8c538345dd77c3e4806e25f46d3315c44e0a5b4371282dd2c8d5b"
                + "e3095f",
            "0fbcc2f993cd56d3305b0b7d9e55d4c1a8fb5dbb52f8e9a1e9b6201b165d015894e56c4d3570bee52fe205e28a78b91cdfbde71ce8"
                + "d157db",
            "884a02576239ff7a2f2f63b2db6a9ff37047ac13568e1e30fe63c4a7ad1b3ee3a5700df34321d62077e63633c575c1c954514e99da"
                + "7c179d"
        ),
    ])
    func examples(_ scheme: MontgomeryScheme, _ scalar: String, _ u: String, _ expected: String) throws {
        #expect(try scheme.agree(bytes(scalar), with: bytes(u)) == bytes(expected))
    }

    /// RFC 7748 §5.2: the function of its own results, once and a thousand times.
    @Test(arguments: [
        (
            MontgomeryScheme.x25519, UInt8(9), "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079",
            "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51"
        ),
        (
            .x448, 5,
            "3f482c8a9f19b01e6c46ee9711d9dc14fd4bf67af30765c2ae2b846a4d23a8cd0db897086239492caf350b51f833868b9bc2b3bca9"
                + "cf4113",
            "aa3b4749d55b9daf1e5b00288826c467274ce3ebbdd5c17b975e09d4af6c67cf10d087202db88286e2b79fceea3ec353ef54faa26e"
                + "219f38"
        ),
    ])
    func iterated(_ scheme: MontgomeryScheme, _ start: UInt8, _ once: String, _ thousand: String) throws {
        var k = [start] + [UInt8](repeating: 0, count: scheme.byteCount - 1)
        var u = k
        for index in 1...1000 {
            (k, u) = (try scheme.agree(k, with: u), k)
            if index == 1 { #expect(try k == bytes(once)) }
        }
        #expect(try k == bytes(thousand))
    }

    /// RFC 7748 §6.1, §6.2.
    @Test(arguments: [
        (
            MontgomeryScheme.x25519, "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
            "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
            "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb",
            "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
            "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"
        ),
        (
            .x448,
            "9a8f4925d1519f5775cf46b04b5800d4ee9ee8bae8bc5565d498c28dd9c9baf574a9419744897391006382a6f127ab1d9ac2d8c0a5"
                + "98726b",
            "9b08f7cc31b7e3e67d22d5aea121074a273bd2b83de09c63faa73d2c22c5d9bbc836647241d953d40c5b12da88120d53177f80e532"
                + "c41fa0",
            "1c306a7ac2a0e2e0990b294470cba339e6453772b075811d8fad0d1d6927c120bb5ee8972b0d3e21374c9c921b09d1b0366f10b651"
                + "73992d",
            "3eb7a829b0cd20f5bcfc0b599b6feccf6da4627107bdb0d4f345b43027d8b972fc3e34fb4232a13ca706dcb57aec3dae07bdc1c67b"
                + "f33609",
            "07fff4181ac6cc95ec1c16a94a0f74d12da232ce40a77552281d282bb60c0b56fd2464c335543936521c24403085d59a449a503751"
                + "4a879d"
        ),
    ])
    func agreement(
        _ scheme: MontgomeryScheme, _ a: String, _ publicA: String, _ b: String, _ publicB: String, _ secret: String
    ) throws {
        #expect(try scheme.publicKey(bytes(a)) == bytes(publicA))
        #expect(try scheme.publicKey(bytes(b)) == bytes(publicB))
        #expect(try scheme.agree(bytes(a), with: bytes(publicB)) == bytes(secret))
        #expect(try scheme.agree(bytes(b), with: bytes(publicA)) == bytes(secret))
    }

    /// Policy for the cases that Wycheproof leaves to choice: points of the twist and u-coordinates that are not
    /// reduced are taken as RFC 7748 §5 has them; a shared secret of zeros is refused (§6.1, §6.2).
    @Test(.enabled(if: TestFiles.corpora != nil), arguments: MontgomeryScheme.allCases)
    func wycheproof(_ scheme: MontgomeryScheme) throws {
        var count = 0
        for test in try CurveVectors.wycheproof(scheme.rawValue).testGroups.flatMap(\.tests) {
            let (other, key) = (try bytes(test.public), try bytes(test.private))
            let flags = try #require(test.flags)
            if flags.contains("ZeroSharedSecret") {
                #expect(throws: ECError.zeroSharedSecret, "\(test.tcId)") { try scheme.agree(key, with: other) }
            } else if test.result == "invalid" {
                #expect(throws: ECError.self, "\(test.tcId)") { try scheme.agree(key, with: other) }
            } else {
                #expect(try scheme.agree(key, with: other) == bytes(test.shared), "\(test.tcId)")
            }
            count += 1
        }
        #expect(count > 0)
        TestFiles.report("Wycheproof \(scheme)", ran: count)
    }

    @Test(.enabled(if: TestFiles.corpora != nil))
    func acvp() throws {
        var count = 0
        for group in try CurveVectors.acvp("XECDH-SSC-RFC7748").testGroups {
            let scheme: MontgomeryScheme = group.curve == "Curve25519" ? .x25519 : .x448
            for test in group.tests {
                let (key, other) = (try bytes(test.privateIut), try bytes(test.publicServer))
                let matches = try? scheme.agree(key, with: other) == bytes(test.z)
                #expect(matches ?? false == test.testPassed, "\(test.tcId)")
                count += 1
            }
        }
        for group in try CurveVectors.acvp("XECDH-keyVer-RFC7748").testGroups {
            for test in group.tests {
                let bytes = try bytes(test.publicKey)
                let isTaken =
                    group.curve == "Curve25519"
                    ? (try? X25519PublicKey(bytes.span)) != nil : (try? X448PublicKey(bytes.span)) != nil
                #expect(isTaken == test.testPassed, "\(test.tcId)")
                count += 1
            }
        }
        #expect(count > 0)
        TestFiles.report("ACVP XECDH", ran: count)
    }
}

@Suite("X25519 and X448: laws")
struct MontgomeryLaws {
    /// The public key, made by way of the Edwards curve, is what the ladder makes of the base point.
    @Test(arguments: [(MontgomeryScheme.x25519, UInt8(9)), (.x448, 5)])
    func publicKeys(_ scheme: MontgomeryScheme, _ base: UInt8) throws {
        let point = [base] + [UInt8](repeating: 0, count: scheme.byteCount - 1)
        for _ in 0..<100 {
            let key = [UInt8](Randomness.bytes(count: scheme.byteCount))
            #expect(try scheme.agree(key, with: point) == scheme.publicKey(key))
        }
        for byte in [UInt8](arrayLiteral: 0, 0xFF, 0x88, 0x77) {
            let key = [UInt8](repeating: byte, count: scheme.byteCount)
            #expect(try scheme.agree(key, with: point) == scheme.publicKey(key))
        }
    }

    @Test(arguments: MontgomeryScheme.allCases)
    func keysOfOtherLengths(_ scheme: MontgomeryScheme) {
        let good = [UInt8](repeating: 9, count: scheme.byteCount)
        for count in 0...64 where count != scheme.byteCount {
            let error = ECError.wrongKeyLength(byteCount: count, expected: scheme.byteCount)
            let bytes = [UInt8](repeating: 9, count: count)
            #expect(throws: error) { try scheme.agree(bytes, with: good) }
            #expect(throws: error) { try scheme.agree(good, with: bytes) }
        }
    }

    /// OpenSSL comes to the same secret, and to the same public key.
    @Test(arguments: MontgomeryScheme.allCases)
    func openssl(_ scheme: MontgomeryScheme) throws {
        guard Programs.exists("openssl") else { return }
        for _ in 0..<5 {
            let ours = [UInt8](Randomness.bytes(count: scheme.byteCount))
            let theirs = [UInt8](Randomness.bytes(count: scheme.byteCount))
            try Programs.withFolder { folder in
                func file(_ name: String, _ content: [UInt8]) throws -> String {
                    let file = folder.appending(path: name)
                    try Data(content).write(to: file)
                    return file.path
                }
                let key = try file("key", scheme.privateKeyPrefix + theirs)
                let publicKey = try Programs.run(
                    "openssl", ["pkey", "-in", key, "-inform", "DER", "-pubout", "-outform", "DER"])
                #expect(try publicKey == scheme.publicKeyPrefix + scheme.publicKey(theirs))
                let peer = try file("peer", scheme.publicKeyPrefix + scheme.publicKey(ours))
                let secret = try Programs.run(
                    "openssl",
                    ["pkeyutl", "-derive", "-inkey", key, "-keyform", "DER", "-peerkey", peer, "-peerform", "DER"])
                #expect(try secret == scheme.agree(ours, with: scheme.publicKey(theirs)))
            }
        }
        TestFiles.report("openssl pkeyutl -derive \(scheme)", ran: 5)
    }
}
