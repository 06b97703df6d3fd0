import Foundation
import SignetBytes
import SignetHash
import SignetRSA
import TestSupport
import Testing

@Suite("RSASSA-PSS")
struct PSSTests {
    /// SHAKE is no function of ours yet; its files count as not run.
    @Test("Wycheproof", arguments: WycheproofFile.names("rsa_pss_", "_test"))
    func wycheproof(name: String) throws {
        var count = 0
        for group in try WycheproofFile.read(name).testGroups {
            guard group.mgf == "MGF1", let digest = DigestInfo.algorithm(group.sha),
                let maskDigest = DigestInfo.algorithm(group.mgfSha)
            else {
                #expect(group.sha?.hasPrefix("SHAKE") == true)
                continue
            }
            let numbers = try #require(group.publicKey).numbers
            let key = try RSAPublicKey(numbers[0], numbers[1])
            let padding = PSSPadding(digest, maskDigest: maskDigest, saltByteCount: group.sLen)
            for test in group.tests {
                let signature = try #require(test.sig.flatMap { Hex.decode($0) })
                let isAccepted = key.accepts(signature, of: Hex.decode(test.msg)!, padding)
                #expect(isAccepted == (test.result == "valid"), "case \(test.tcId): \(test.comment)")
                count += 1
            }
        }
        TestFiles.report("Wycheproof \(name)", ran: count)
    }

    /// Keys of 1024 to 2048 bits, of which one is 1025 bits long: there the block is a byte shorter than the modulus.
    @Test("RSA Laboratories' signatures", .enabled(if: TestFiles.corpora != nil))
    func laboratories() throws {
        var (count, number) = (0, [String: [UInt8]]())
        var key: RSAPrivateKey?
        for (name, value) in try CAVP.blocks("pkcs-1v2-1d2-vec/pss-vect.txt") {
            number[name] = value
            if name == "Coefficient" { key = try RSAPrivateKey(number.key) }
            guard name == "Signature", let key, value.count == key.publicKey.byteCount else { continue }
            let padding = PSSPadding(.sha1)
            #expect(try key.sign(number["Message to be signed"]!, padding, salt: number["Salt"]!) == value)
            #expect(key.publicKey.accepts(value, of: number["Message to be signed"]!, padding))
            count += 1
        }
        TestFiles.report("pss-vect.txt", ran: count)
    }

    @Test(
        "CAVP", .enabled(if: TestFiles.corpora != nil),
        arguments: ["SigGenPSS_186-2.txt", "SigGenPSS_186-2.rsp", "SigGenPSS_186-3.rsp", "SigVerPSS_186-3.rsp"])
    func cavp(name: String) throws {
        let path = "FIPS_186-2/" + name
        let text = String(decoding: try TestFiles.corpus("vectors/cavp/asymmetric/RSA/\(path)"), as: UTF8.self)
        let saltByteCount = try #require(text.firstMatch(of: /Salt len: (\d+)/).flatMap { Int($0.1) })
        var (count, number) = (0, [String: String]())
        func check(isGood: Bool) throws {
            let digest = try #require(DigestInfo.algorithm(number["SHAAlg"]))
            let padding = PSSPadding(digest, saltByteCount: saltByteCount)
            let (modulus, exponent) = (Hex.decode(number["n"]!)!, Hex.decode(number["e"]!)!)
            let (message, signature) = (Hex.decode(number["Msg"]!)!, Hex.decode(number["S"]!) ?? [])
            let key = try RSAPublicKey(modulus, exponent)
            guard signature.count == key.byteCount else { return }  // the file is cut here
            #expect(key.accepts(signature, of: message, padding) == isGood)
            if isGood, let d = number["d"], let salt = number["SaltVal"].flatMap({ Hex.decode($0) }) {
                let key = try RSAPrivateKey(
                    modulus: Bytes(modulus), publicExponent: Bytes(exponent),
                    privateExponent: SecretSlice(Hex.decode(d)!))
                #expect(try key.sign(message, padding, salt: salt) == signature)
            }
            count += 1
        }
        for (field, value) in try CAVP.fields(path) {
            number[field] = value
            if field == "Result" { try check(isGood: value.hasPrefix("P")) }
            if field == "S", !name.hasPrefix("SigVer") { try check(isGood: true) }
        }
        TestFiles.report("CAVP \(name)", ran: count)
    }

    /// One way to pad, as OpenSSL names it.
    struct Way: Sendable, CustomTestStringConvertible {
        var bitCount = 2048
        var digest = "sha256"
        var maskDigest = "sha256"
        var saltByteCount = 32
        var testDescription: String { "\(bitCount) \(digest) \(maskDigest) \(saltByteCount)" }
        var padding: PSSPadding {
            PSSPadding(
                DigestInfo.algorithms[digest]!, maskDigest: DigestInfo.algorithms[maskDigest]!,
                saltByteCount: saltByteCount)
        }

        static let all: [Way] =
            ["sha1", "sha224", "sha256", "sha384", "sha512"].flatMap { digest in
                ["sha1", "sha256", "sha512"].flatMap { maskDigest in
                    [0, 20, 64].map { Way(digest: digest, maskDigest: maskDigest, saltByteCount: $0) }
                }
            } + [1024, 1025, 1026, 1031, 2047, 2049].map { Way(bitCount: $0) }
            + [Way(saltByteCount: 222), Way(bitCount: 1025, saltByteCount: 94)]
    }

    @Test("Signatures both ways with OpenSSL", .enabled(if: Programs.exists("openssl")), arguments: Way.all)
    func openSSL(way: Way) throws {
        let key =
            way.bitCount == 2048
            ? try SharedKeys.generated.get()
            : try RSAPrivateKey(
                pem: #require(try Programs.run("openssl", ["genrsa", "-traditional", "\(way.bitCount)"])))
        try Programs.withFolder { folder in
            func file(_ name: String, _ bytes: [UInt8]) throws -> String {
                try Data(bytes).write(to: folder.appending(path: name))
                return folder.appending(path: name).path
            }
            let message = [UInt8](copying: Randomness.bytes(count: 100).span)
            let digest = way.padding.digest.digest(of: message.span).bytes
            let options = [
                "-inkey", try file("key.der", key.der), "-keyform", "DER", "-pkeyopt", "rsa_padding_mode:pss",
                "-pkeyopt", "digest:\(way.digest)", "-pkeyopt", "rsa_mgf1_md:\(way.maskDigest)",
                "-pkeyopt", "rsa_pss_saltlen:\(way.saltByteCount)",
            ]
            let theirs = try #require(try Programs.run("openssl", ["pkeyutl", "-sign"] + options, input: digest))
            #expect(key.publicKey.accepts(theirs, of: message, way.padding))
            let ours = try file("signature", key.sign(message, way.padding))
            #expect(
                try Programs.run("openssl", ["pkeyutl", "-verify", "-sigfile", ours] + options, input: digest) != nil)
        }
    }

    @Test("One flipped bit anywhere, or another padding, and a signature is none")
    func refusals() throws {
        let key = try SharedKeys.generated.get()
        let message = Array("message".utf8)
        let padding = PSSPadding(.sha256)
        let signature = try key.sign(message, padding)
        #expect(try key.sign(message, padding) != signature, "two salts")
        #expect(key.publicKey.accepts(signature, of: message, padding))
        #expect(!key.publicKey.accepts(signature, of: message + [0], padding))
        for bit in stride(from: 0, to: signature.count * 8, by: 7) {
            var changed = signature
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!key.publicKey.accepts(changed, of: message, padding))
        }
        for other in [
            PSSPadding(.sha256, saltByteCount: 31), PSSPadding(.sha256, saltByteCount: 33),
            PSSPadding(.sha256, saltByteCount: 0), PSSPadding(.sha256, saltByteCount: .max),
            PSSPadding(.sha256, maskDigest: .sha512_256), PSSPadding(.sha512_256),
        ] {
            #expect(!key.publicKey.accepts(signature, of: message, other))
        }
        for damaged in [[], Array(signature.dropLast()), [0] + signature, [UInt8](repeating: 0, count: 256)] {
            #expect(!key.publicKey.accepts(damaged, of: message, padding))
        }
    }

    @Test("The longest salt fits, one byte more does not")
    func sizes() throws {
        let key = try SharedKeys.generated.get()
        let longest = PSSPadding(.sha256, saltByteCount: 222)
        #expect(key.publicKey.accepts(try key.sign([1], longest), of: [1], longest))
        #expect(throws: RSAError.keyTooSmall(bitCount: 2048, minimum: 2050)) {
            try key.sign([1], PSSPadding(.sha256, saltByteCount: 223))
        }
        #expect(throws: RSAError.keyTooSmall(bitCount: 2048, minimum: .max)) {
            try key.sign([1], PSSPadding(.sha256, saltByteCount: .max))
        }
    }
}

extension [String: [UInt8]] {
    /// The numbers of a key by the names that RSA Laboratories' files give them.
    var key: [[UInt8]] {
        [
            "Modulus", "Public exponent", "Exponent", "Prime 1", "Prime 2", "Prime exponent 1", "Prime exponent 2",
            "Coefficient",
        ].map { self[$0]! }
    }
}
