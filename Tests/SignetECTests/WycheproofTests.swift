import Foundation
import SignetBytes
import SignetEC
import TestSupport
import Testing

private struct SignatureFile: Decodable {
    struct Group: Decodable {
        struct Key: Decodable {
            let curve: String
            let uncompressed: String
        }
        struct Test: Decodable {
            let tcId: Int
            let comment: String
            let msg: String
            let sig: String
            let result: String
        }
        let type: String
        let publicKey: Key
        let sha: String
        let tests: [Test]
    }
    let testGroups: [Group]
}

private struct AgreementFile: Decodable {
    struct Group: Decodable {
        struct Test: Decodable {
            let tcId: Int
            let comment: String
            let flags: [String]
            let `public`: String
            let `private`: String
            let shared: String
            let result: String
        }
        let curve: String
        let encoding: String
        let tests: [Test]
    }
    let testGroups: [Group]
}

private func files(_ prefix: String) -> [String] {
    guard let folder = TestFiles.corpora?.appending(path: "vectors/wycheproof"),
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    else { return [] }
    return names.filter { $0.hasPrefix(prefix) && $0.hasSuffix(".json") }.sorted()
}

@Suite("Wycheproof")
struct WycheproofTests {
    @Test("ECDSA", arguments: files("ecdsa_"))
    func signatures(_ name: String) throws {
        let data = Data(try TestFiles.corpus("vectors/wycheproof/\(name)"))
        let file = try JSONDecoder().decode(SignatureFile.self, from: data)
        var (ran, skipped) = (0, 0)
        for group in file.testGroups {
            guard let curve = Named.curve(group.publicKey.curve) else {
                skipped += group.tests.count
                continue
            }
            let point = number(group.publicKey.uncompressed)
            let key = try ECPublicKey(curve, point: point)
            let digests = try Digests.compute(group.tests.map { (group.sha, number($0.msg)) })
            for (test, digest) in zip(group.tests, digests) {
                guard let digest else {
                    skipped += 1
                    continue
                }
                let bytes = number(test.sig)
                let signature =
                    group.type.contains("P1363")
                    ? try? ECDSASignature(curve, concatenated: Bytes(bytes)) : ECDSASignature(der: bytes)
                let accepted = signature.map { key.accepts($0, bytes: digest) } ?? false
                #expect(accepted == (test.result == "valid"), "\(name) \(test.tcId): \(test.comment)")
                ran += 1
            }
        }
        TestFiles.report(
            "Wycheproof \(name)\(skipped > 0 ? " (\(skipped) of a curve or hash not here)" : "")", ran: ran)
    }

    /// Policy: a named curve and strict DER, points uncompressed or compressed. What is "acceptable" may be refused
    /// (explicit parameters, bad DER), but where it is taken the answer must be the file's.
    @Test("ECDH", arguments: files("ecdh_"))
    func agreements(_ name: String) throws {
        let data = Data(try TestFiles.corpus("vectors/wycheproof/\(name)"))
        let file = try JSONDecoder().decode(AgreementFile.self, from: data)
        var (ran, skipped) = (0, 0)
        for group in file.testGroups {
            guard let curve = Named.curve(group.curve) else {
                skipped += group.tests.count
                continue
            }
            for test in group.tests {
                let key: ECPrivateKey?
                let other: ECPublicKey?
                switch group.encoding {
                case "pem":
                    key = pem(test.private).flatMap { privateKey(privateKeyInfo: $0) }
                    other = pem(test.public).flatMap { publicKey(subjectPublicKeyInfo: $0) }
                case "ecpoint":
                    key = try ECPrivateKey(curve, number: #require(number(test.private, byteCount: curve.byteCount)))
                    other = try? ECPublicKey(curve, point: number(test.public))
                default:
                    key = try ECPrivateKey(curve, number: #require(number(test.private, byteCount: curve.byteCount)))
                    other = publicKey(subjectPublicKeyInfo: number(test.public))
                }
                let shared: [UInt8]? =
                    if let key, let other, let secret = try? key.sharedSecret(with: other) {
                        Array(secret.declassified())
                    } else {
                        nil
                    }
                let expected = number(test.shared)
                switch test.result {
                case "valid": #expect(shared == expected, "\(name) \(test.tcId): \(test.comment)")
                case "invalid": #expect(shared == nil, "\(name) \(test.tcId): \(test.comment)")
                default:
                    #expect(shared == nil || shared == expected, "\(name) \(test.tcId): \(test.comment)")
                    if test.flags.contains("CompressedPoint") { #expect(shared == expected, "\(name) \(test.tcId)") }
                }
                ran += 1
            }
        }
        TestFiles.report("Wycheproof \(name)\(skipped > 0 ? " (\(skipped) of a curve not here)" : "")", ran: ran)
    }
}
