import Foundation
import SignetBytes
import SignetDSA
import SignetHash
import TestSupport
import Testing

private struct WycheproofFile: Decodable {
    struct Group: Decodable {
        struct Key: Decodable {
            let p, q, g, y: String
        }
        struct Test: Decodable {
            let tcId: Int
            let comment, msg, sig, result: String
        }
        let publicKey: Key
        let sha: String
        let tests: [Test]
    }
    let testGroups: [Group]
}

private struct ACVPFile: Decodable {
    struct Group: Decodable {
        struct Test: Decodable {
            let tcId: Int
            let testPassed: Bool
            let y, message, r, s: String
        }
        let p, q, g, hashAlg: String
        let tests: [Test]
    }
    let testGroups: [Group]
}

private func hash(_ name: String) throws -> DigestAlgorithm {
    let hashes: [String: DigestAlgorithm] = [
        "SHA-1": .sha1, "SHA-224": .sha224, "SHA-256": .sha256, "SHA2-224": .sha224, "SHA2-256": .sha256,
        "SHA2-384": .sha384, "SHA2-512": .sha512, "SHA2-512/224": .sha512_224, "SHA2-512/256": .sha512_256,
    ]
    return try #require(hashes[name])
}

private func number(_ text: String) -> [UInt8] { Hex.decode(text.count % 2 == 0 ? text : "0" + text) ?? [] }

private func parameters(_ p: String, _ q: String, _ g: String) throws(DSAError) -> DSAParameters {
    try DSAParameters(p: number(p).span, q: number(q).span, g: number(g).span)
}

extension DSAPublicKey {
    fileprivate init(_ parameters: DSAParameters, _ y: String) throws(DSAError) {
        try self.init(parameters, y: number(y).span)
    }

    fileprivate func accepts(_ signature: DSASignature, _ message: [UInt8], _ hash: DigestAlgorithm) -> Bool {
        accepts(signature, hash.digest(of: message.span))
    }
}

extension DSASignature {
    /// From a DER Dss-Sig-Value; `nil` when it is not one, strictly. Short lengths are all there are.
    fileprivate init?(der bytes: [UInt8]) {
        var rest = bytes[...]
        func take(_ tag: UInt8) -> ArraySlice<UInt8>? {
            guard rest.count >= 2, rest.removeFirst() == tag, let count = rest.popFirst(), count < 0x80,
                rest.count >= count
            else { return nil }
            defer { rest = rest.dropFirst(Int(count)) }
            return rest.prefix(Int(count))
        }
        func integer() -> Bytes? {
            guard let content = take(0x02), let first = content.first, first < 0x80 else { return nil }
            if first == 0, content.count > 1, content[content.startIndex + 1] < 0x80 { return nil }
            return Bytes(Array(content))
        }
        guard let content = take(0x30), rest.isEmpty else { return nil }
        rest = content
        guard let r = integer(), let s = integer(), rest.isEmpty else { return nil }
        self.init(r: r, s: s)
    }
}

@Suite("DSA")
struct DSATests {
    /// Policy: strict DER; what is "acceptable" there is bad DER, and refused.
    @Test(
        "Wycheproof",
        arguments: ["dsa_2048_224_sha224_test", "dsa_2048_256_sha256_test", "dsa_3072_256_sha256_test"])
    func wycheproof(_ name: String) throws {
        guard TestFiles.corpora != nil else { return TestFiles.report("Wycheproof \(name)", ran: 0) }
        let data = Data(try TestFiles.corpus("vectors/wycheproof/\(name).json"))
        let file = try JSONDecoder().decode(WycheproofFile.self, from: data)
        var ran = 0
        for group in file.testGroups {
            let key = try DSAPublicKey(
                parameters(group.publicKey.p, group.publicKey.q, group.publicKey.g), group.publicKey.y)
            for test in group.tests {
                let accepted =
                    try DSASignature(der: number(test.sig)).map {
                        try key.accepts($0, number(test.msg), hash(group.sha))
                    }
                    ?? false
                #expect(accepted == (test.result == "valid"), "\(name) \(test.tcId): \(test.comment)")
                ran += 1
            }
        }
        TestFiles.report("Wycheproof \(name)", ran: ran)
    }

    @Test("ACVP")
    func acvp() throws {
        guard TestFiles.corpora != nil else { return TestFiles.report("ACVP DSA", ran: 0) }
        let data = Data(try TestFiles.corpus("vectors/acvp/DSA-SigVer-1.0.json"))
        var ran = 0
        for group in try JSONDecoder().decode(ACVPFile.self, from: data).testGroups {
            let parameters = try parameters(group.p, group.q, group.g)
            for test in group.tests {
                let signature = DSASignature(r: Bytes(number(test.r)), s: Bytes(number(test.s)))
                // A modified key may leave the group.
                let key = try? DSAPublicKey(parameters, test.y)
                let accepted = try key?.accepts(signature, number(test.message), hash(group.hashAlg)) ?? false
                #expect(accepted == test.testPassed, "\(test.tcId)")
                ran += 1
            }
        }
        TestFiles.report("ACVP DSA", ran: ran)
    }

    // FIPS 186-2, appendix 5: the example of the first edition, with 512 bits.
    private static let p =
        "8df2a494492276aa3d25759bb06869cbeac0d83afb8d0cf7cbb8324f0d7882e5"
        + "d0762fc5b7210eafc2e9adac32ab7aac49693dfbf83724c2ec0736ee31c80291"
    private static let q = "c773218c737ec8ee993b4f2ded30f48edace915f"
    private static let g =
        "626d027839ea0a13413163a55b4cb500299d5522956cefcb3bff10f399ce2c2e"
        + "71cb9de5fa24babf58e5b79521925c9cc42e9f6f464b088cc572af53e6d78802"
    private static let y =
        "19131871d75b1612a819f29d78d1b0d7346f7aa77bb62a859bfd6c5675da9d21"
        + "2d3a36ef1672ef660b8c7c255cc0ec74858fba33f44c06699630a76b030ee333"
    private static let signature = DSASignature(
        r: Bytes(number("8bac1ab66410435cb7181f95b16ab97c92b341c0")),
        s: Bytes(number("41e2345f1f56df2458f426d155b4ba2db6dcd8c8")))

    @Test("FIPS 186-2, appendix 5")
    func example() throws {
        let key = try DSAPublicKey(parameters(Self.p, Self.q, Self.g), Self.y)
        #expect(key.bitCount == 512)
        #expect(key.accepts(Self.signature, [UInt8]("abc".utf8), .sha1))
        #expect(!key.accepts(Self.signature, [UInt8]("abd".utf8), .sha1))
        #expect(!key.accepts(DSASignature(r: [], s: []), [UInt8]("abc".utf8), .sha1))
        #expect(!key.accepts(DSASignature(r: Self.signature.r, s: Bytes(number(Self.q))), [UInt8]("abc".utf8), .sha1))
        #expect(Hex.encode(key.parameters.p) == Self.p && Hex.encode(key.y) == Self.y)
    }

    @Test("Keys that are none")
    func refusals() throws {
        func refusal(
            _ p: String = Self.p, _ q: String = Self.q, _ g: String = Self.g, _ y: String = Self.y
        ) -> DSAError? {
            do throws(DSAError) {
                _ = try DSAPublicKey(parameters(p, q, g), y)
                return nil
            } catch { return error }
        }
        #expect(refusal() == nil)
        #expect(refusal("") == .unsupportedKeySize(bitCount: 0))
        #expect(refusal(String(repeating: "ff", count: 1025)) == .unsupportedKeySize(bitCount: 8200))
        #expect(refusal(Self.p, "03") == .unsupportedOrderSize(bitCount: 2))
        #expect(refusal(Self.p, Self.p) == .unsupportedOrderSize(bitCount: 512))
        #expect(refusal(String(Self.p.dropLast()) + "0") == .invalidKey(.evenPrime))
        #expect(refusal(Self.p, String(Self.q.dropLast()) + "d") == .invalidKey(.order))
        #expect(refusal(Self.p, Self.q, "01") == .invalidKey(.generator))
        #expect(refusal(Self.p, Self.q, "02") == .invalidKey(.generator))
        #expect(refusal(Self.p, Self.q, Self.g, "") == .invalidKey(.publicKey))
        #expect(refusal(Self.p, Self.q, Self.g, "01") == .invalidKey(.publicKey))
        #expect(refusal(Self.p, Self.q, Self.g, Self.p) == .invalidKey(.publicKey))
        #expect(refusal(Self.p, Self.q, Self.g, String(Self.p.dropLast()) + "0") == .invalidKey(.publicKey))
    }
}
