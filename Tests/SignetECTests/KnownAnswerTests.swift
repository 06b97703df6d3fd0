import Foundation
import SignetBytes
import SignetEC
import SignetHash
import TestSupport
import Testing

private struct DeterministicKey: Decodable {
    struct Case: Decodable {
        let hash: String
        let message: String
        let r: String
        let s: String
    }
    let curve: String
    let `private`: String
    let Ux: String
    let Uy: String
    let cases: [Case]
}

private struct ACVPFile: Decodable {
    struct Group: Decodable {
        struct Test: Decodable {
            let tcId: Int
            let testPassed: Bool?
            let message: String?
            let r: String?
            let s: String?
            let qx: String?
            let qy: String?
        }
        let curve: String
        let hashAlg: String?
        /// Randomised hashing (SP 800-106) is no business of a signature.
        let conformance: String?
        let d: String?
        let qx: String?
        let qy: String?
        let tests: [Test]
    }
    let testGroups: [Group]
}

/// The curve and the hash function of a section such as `P-256,SHA-1` or `P-256`.
private func section(_ stanza: Stanza) -> (curve: EllipticCurve?, hash: DigestAlgorithm?) {
    let parts = stanza.section.split(separator: ",").map(String.init)
    return (parts.first.flatMap(Named.curve), parts.count > 1 ? Named.hash(parts[1]) : nil)
}

@Suite("Known answers", .enabled(if: TestFiles.corpora != nil))
struct KnownAnswerTests {
    @Test("RFC 6979 §A.2: deterministic ECDSA")
    func deterministic() throws {
        let data = Data(try TestFiles.corpus("vectors/rfc/6979-deterministic-ecdsa-vectors.json"))
        var ran = 0
        for key in try JSONDecoder().decode([DeterministicKey].self, from: data) {
            guard let curve = Named.curve(key.curve) else { continue }
            let secret = try ECPrivateKey(curve, number: #require(number(key.private, byteCount: curve.byteCount)))
            #expect(secret.publicKey == ECPublicKey(curve, x: key.Ux, y: key.Uy))
            for test in key.cases {
                let hash = try #require(Named.hash(test.hash))
                let digest = hash.digest(of: Array(test.message.utf8).span)
                let signature = try secret.sign(digest, drawingWith: hash)
                #expect(Array(signature.r) == number(test.r, byteCount: curve.byteCount))
                #expect(Array(signature.s) == number(test.s, byteCount: curve.byteCount))
                #expect(secret.publicKey.accepts(signature, digest))
                ran += 1
            }
        }
        TestFiles.report("RFC 6979", ran: ran)
        #expect(ran >= 30)
    }

    @Test(
        "ACVP",
        arguments: [
            "DetECDSA-SigGen-FIPS186-5", "ECDSA-SigVer-1.0", "ECDSA-SigVer-FIPS186-5", "ECDSA-KeyVer-FIPS186-5",
        ])
    func acvp(_ name: String) throws {
        let data = Data(try TestFiles.corpus("vectors/acvp/\(name).json"))
        var (ran, skipped) = (0, 0)
        for group in try JSONDecoder().decode(ACVPFile.self, from: data).testGroups {
            let messages = group.tests.map { (group.hashAlg ?? "", number($0.message ?? "")) }
            guard let curve = Named.curve(group.curve), group.conformance == nil,
                let digests = try? Digests.compute(messages)
            else {
                skipped += group.tests.count
                continue
            }
            for (test, digest) in zip(group.tests, digests) {
                guard let qx = test.qx ?? group.qx, let qy = test.qy ?? group.qy else { continue }
                let key = ECPublicKey(curve, x: qx, y: qy)
                guard let r = test.r, let s = test.s else {
                    #expect((key != nil) == test.testPassed)
                    ran += 1
                    continue
                }
                guard let digest else {
                    skipped += 1
                    continue
                }
                let signature = ECDSASignature(r: r, s: s)
                let accepted = key?.accepts(signature, bytes: digest) ?? false
                #expect(accepted == (test.testPassed ?? true), "\(name) \(test.tcId)")
                if let d = group.d, test.testPassed == nil {
                    let scalar = try #require(number(d, byteCount: curve.byteCount))
                    let secret = try ECPrivateKey(curve, number: scalar, publicKey: key)
                    if let hash = group.hashAlg.flatMap(Named.hash) {
                        let made = try secret.sign(digest: digest.span, drawingWith: hash)
                        #expect(Array(made.r) == number(r, byteCount: curve.byteCount), "\(name) \(test.tcId)")
                        #expect(Array(made.s) == number(s, byteCount: curve.byteCount), "\(name) \(test.tcId)")
                    }
                }
                ran += 1
            }
        }
        TestFiles.report("ACVP \(name) (\(skipped) of a curve or hash not here)", ran: ran)
    }

    @Test("CAVP key pairs")
    func keyPairs() throws {
        // The curve's section is followed by one that names the method: stanzas are told apart by the length of d.
        var ran = 0
        let text = String(decoding: try TestFiles.corpus(folder + "FIPS_186-3/KeyPair.rsp"), as: UTF8.self)
        var curve: EllipticCurve?
        var fields: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("[") {
                if !line.hasPrefix("[B.4.2") { curve = Named.curve(line.trimmingCharacters(in: brackets)) }
                continue
            }
            let parts = line.split(separator: "=").map { $0.trimmingCharacters(in: .whitespaces) }
            guard parts.count == 2 else { continue }
            fields[parts[0]] = parts[1]
            guard parts[0] == "Qy", let curve, let d = fields["d"], let x = fields["Qx"] else { continue }
            let scalar = try #require(number(d, byteCount: curve.byteCount))
            let secret = try ECPrivateKey(curve, number: scalar)
            #expect(secret.publicKey == ECPublicKey(curve, x: x, y: parts[1]))
            ran += 1
        }
        TestFiles.report("CAVP KeyPair", ran: ran)
        #expect(ran >= 30)
    }

    @Test("CAVP public key validation")
    func publicKeys() throws {
        var ran = 0
        for stanza in try TestFiles.stanzas(folder + "FIPS_186-3/PKV.rsp") {
            guard let curve = section(stanza).curve, let x = stanza["Qx"], let y = stanza["Qy"],
                let result = stanza["Result"]
            else { continue }
            #expect((ECPublicKey(curve, x: x, y: y) != nil) == result.hasPrefix("P"), "line \(stanza.line)")
            ran += 1
        }
        TestFiles.report("CAVP PKV", ran: ran)
        #expect(ran >= 30)
    }

    @Test(
        "CAVP signatures",
        arguments: ["FIPS_186-3/SigVer.rsp", "FIPS_186-3/SigGen.txt", "FIPS_186-3/SigGen.rsp", "SECP256K1/SigGen.txt"])
    func signatures(_ name: String) throws {
        var ran = 0
        for stanza in try TestFiles.stanzas(folder + name) {
            let (curve, hash) = section(stanza)
            guard let curve, let hash, let message = stanza["Msg"], let x = stanza["Qx"], let y = stanza["Qy"],
                let r = stanza["R"], let s = stanza["S"]
            else { continue }
            let digest = hash.digest(of: number(message).span)
            let key = ECPublicKey(curve, x: x, y: y)
            let accepted = key?.accepts(ECDSASignature(r: r, s: s), digest) ?? false
            #expect(accepted == (stanza["Result"].map { $0.hasPrefix("P") } ?? true), "\(name) line \(stanza.line)")
            if let d = stanza["d"] {
                let scalar = try #require(number(d, byteCount: curve.byteCount))
                #expect(try ECPrivateKey(curve, number: scalar).publicKey == key)
            }
            ran += 1
        }
        TestFiles.report("CAVP \(name)", ran: ran)
        #expect(ran > 0)
    }

    @Test("CAVP ECDH", arguments: ["init", "resp"])
    func agreements(_ role: String) throws {
        var ran = 0
        let sets: [String: EllipticCurve] = ["EC": .p256, "ED": .p384, "EE": .p521]
        let name = "KASValidityTest_ECCStaticUnified_NOKC_ZZOnly_\(role).fax"
        for stanza in try TestFiles.stanzas("vectors/cavp/asymmetric/ECDH/" + name) {
            guard let curve = sets[String(stanza.section.prefix(2))], let d = stanza["dsIUT"],
                let x = stanza["QsCAVSx"], let y = stanza["QsCAVSy"], let ownX = stanza["QsIUTx"],
                let ownY = stanza["QsIUTy"],
                let expected = stanza["Z"], let result = stanza["Result"]
            else { continue }
            let scalar = try #require(number(d, byteCount: curve.byteCount))
            let own = ECPublicKey(curve, x: ownX, y: ownY)
            let key = try? ECPrivateKey(curve, number: scalar, publicKey: own)
            var agreed = false
            if own != nil, let key, let other = ECPublicKey(curve, x: x, y: y) {
                let secret = try key.sharedSecret(with: other)
                agreed = Array(secret.declassified()) == number(expected, byteCount: curve.byteCount)
            }
            // Errors in what is done with Z afterwards are no concern of this module.
            #expect(agreed == result.hasPrefix("P"), "\(name) line \(stanza.line): \(result)")
            ran += 1
        }
        TestFiles.report("CAVP ECDH \(role)", ran: ran)
        #expect(ran > 0)
    }

    @Test("RFC 7027 and RFC 6932: brainpool ECDH")
    func brainpool() throws {
        var ran = 0
        for stanza in try TestFiles.stanzas("vectors/cavp/asymmetric/ECDH/brainpool.txt") {
            guard let curve = stanza["curve"].flatMap(Named.curve), let a = stanza["dA"], let b = stanza["dB"],
                let z = stanza["x_Z"], let xA = stanza["x_qA"], let yA = stanza["y_qA"]
            else { continue }
            let keyA = try ECPrivateKey(curve, number: #require(number(a, byteCount: curve.byteCount)))
            let keyB = try ECPrivateKey(curve, number: #require(number(b, byteCount: curve.byteCount)))
            #expect(keyA.publicKey == ECPublicKey(curve, x: xA, y: yA))
            let first = try keyA.sharedSecret(with: keyB.publicKey)
            let second = try keyB.sharedSecret(with: keyA.publicKey)
            #expect(Array(first.declassified()) == number(z, byteCount: curve.byteCount))
            #expect(Array(second.declassified()) == number(z, byteCount: curve.byteCount))
            ran += 1
        }
        TestFiles.report("brainpool ECDH", ran: ran)
        #expect(ran >= 3)
    }
}

private let folder = "vectors/cavp/asymmetric/ECDSA/"
private let brackets = CharacterSet(charactersIn: "[]")
