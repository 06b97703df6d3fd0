import Foundation
import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetHash
import SignetKeys
import SignetRSA
import TestSupport
import Testing

/// Keys that are for RSASSA-PSS alone, as OpenSSL and Wycheproof write them (RFC 4055 §1.2).
@Suite struct PSSKeyTests {
    private static let options: [(String, PSSPadding?)] = [
        ("", nil),
        ("sha256 sha256 32", PSSPadding(.sha256)),
        ("sha512 sha1 0", PSSPadding(.sha512, maskDigest: .sha1, saltByteCount: 0)),
        ("sha1 sha1 20", PSSPadding(.sha1)),
        ("sha384 sha512 100", PSSPadding(.sha384, maskDigest: .sha512, saltByteCount: 100)),
    ]

    @Test(.enabled(if: KeyFiles.hasOpenSSL)) func opensslsKeysAreReadAndOursByIt() throws {
        for (text, restriction) in Self.options {
            let words = text.split(separator: " ")
            var arguments = ["genpkey", "-algorithm", "RSA-PSS", "-outform", "DER", "-pkeyopt", "rsa_keygen_bits:2048"]
            for (name, word) in zip(["md", "mgf1_md", "saltlen"], words) {
                arguments += ["-pkeyopt", "rsa_pss_keygen_\(name):\(word)"]
            }
            let encoding = try #require(try Programs.run("openssl", arguments))
            let key = try PrivateKey(decoding: SecretSlice(Bytes(encoding)))
            guard case .rsaPSS(_, let found) = key else {
                Issue.record("the restriction is lost")
                continue
            }
            #expect(found == restriction)
            let publicKey = try #require(
                try Programs.run("openssl", ["pkey", "-inform", "DER", "-pubout", "-outform", "DER"], input: encoding))
            let info = try SubjectPublicKeyInfo.syntax.decode(Bytes(publicKey))
            #expect(try info.publicKey() == key.publicKey)

            // OpenSSL reads what we write, and finds the same key.
            let ours = try Array(key.encode().declassified())
            let check = ["pkey", "-inform", "DER", "-check", "-noout"]
            #expect(try Programs.run("openssl", check, input: ours) != nil)
            #expect(KeyFiles.areEqual(try PrivateKey(decoding: SecretSlice(Bytes(ours))), key))
        }
    }

    @Test(.enabled(if: TestFiles.corpora != nil)) func pycasAreRead() throws {
        let expected: [(String, PSSPadding?)] = [
            ("rsa_pss_2048", nil), ("rsa_pss_2048_hash", PSSPadding(.sha256, maskDigest: .sha1, saltByteCount: 20)),
            ("rsa_pss_2048_hash_mask", PSSPadding(.sha256, saltByteCount: 20)),
            ("rsa_pss_2048_hash_mask_diff", PSSPadding(.sha256, maskDigest: .sha512, saltByteCount: 20)),
            ("rsa_pss_2048_hash_mask_salt", PSSPadding(.sha256)),
        ]
        for (name, restriction) in expected {
            let key = try KeyFiles.read(Bytes(TestFiles.corpus("pkcs8/pyca/PKCS8/\(name).pem")), password: nil)
            #expect(key.publicKey == .rsaPSS(try #require(key.publicKey.rsaKey), restriction), "\(name)")
        }
    }

    private struct File: Decodable {
        struct Group: Decodable {
            let publicKeyDer, sha, mgfSha: String
            let sLen: Int
            let tests: [Case]
        }
        struct Case: Decodable {
            let tcId: Int
            let comment, msg, sig, result: String
        }
        let testGroups: [Group]
    }

    /// The key says how it pads; the signature is judged by that.
    @Test(
        "Wycheproof's keys with parameters", .enabled(if: TestFiles.corpora != nil),
        arguments: [
            "2048_sha1_mgf1_20", "2048_sha256_mgf1_0", "2048_sha256_mgf1_32", "2048_sha512_mgf1sha256_32",
            "3072_sha256_mgf1_32", "4096_sha512_mgf1_32", "4096_sha512_mgf1_64", "misc",
        ])
    func wycheproof(name: String) throws {
        let bytes = try TestFiles.corpus("vectors/wycheproof/rsa_pss_\(name)_params_test.json")
        let file = try JSONDecoder().decode(File.self, from: Data(bytes))
        var count = 0
        for group in file.testGroups {
            let info = try SubjectPublicKeyInfo.syntax.decode(Bytes(Hex.decode(group.publicKeyDer)!))
            let key = try info.publicKey()
            guard case .rsaPSS(_, let padding?) = key else {
                Issue.record("the restriction is lost")
                continue
            }
            #expect(padding.saltByteCount == group.sLen)
            #expect(padding.digest.name == group.sha.lowercased().replacing("-", with: ""))
            #expect(padding.maskDigest.name == group.mgfSha.lowercased().replacing("-", with: ""))
            let scheme = SignatureScheme(padding)
            #expect(try SignatureScheme(scheme.identifier) == scheme)
            for test in group.tests {
                let (message, signature) = (Hex.decode(test.msg)!, Hex.decode(test.sig)!)
                let isAccepted = try scheme.accepts(signature.span, over: message.span, by: key)
                #expect(isAccepted == (test.result == "valid"), "case \(test.tcId): \(test.comment)")
                count += 1
            }
        }
        TestFiles.report("Wycheproof rsa_pss_\(name)_params", ran: count)
    }

    @Test func parametersAreCheckedAsTheyAreRead() throws {
        func scheme(_ hexadecimal: String) throws -> SignatureScheme {
            try SignatureScheme(
                AlgorithmIdentifier(algorithm: "1.2.840.113549.1.1.10", parameters: Bytes(Hex.decode(hexadecimal)!)))
        }
        // An empty SEQUENCE: all defaults (RFC 4055 §3.1). Written out, they say the same.
        #expect(try scheme("3000") == SignatureScheme(PSSPadding(.sha1)))
        #expect(try scheme("3005a203020114") == SignatureScheme(PSSPadding(.sha1)))
        #expect(try scheme("300fa00d300b0609608648016503040201").padding?.digest == .sha256)
        for bad in ["3005a2030201ff", "3005a303020102", "0500", "30", "3003a20100", "3007a0053003020101"] {
            #expect(throws: AlgorithmError.self) { try scheme(bad) }
        }
        // A mask that is not MGF1.
        #expect(throws: AlgorithmError.unsupported(role: "mask generation function", name: "1.2.3")) {
            try scheme("3008a106300406022a03")
        }
        for padding in [PSSPadding(.sha1), PSSPadding(.sha512, maskDigest: .sha1, saltByteCount: 300)] {
            #expect(try SignatureScheme(SignatureScheme(padding).identifier).padding == padding)
        }
        // RFC 4055 §6: rSASSA-PSS-SHA256-Identifier, NULL and all.
        let parameters = try #require(SignatureScheme(PSSPadding(.sha256)).identifier.parameters)
        #expect(
            Hex.encode(parameters)
                == "3034a00f300d06096086480165030402010500a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120"
        )
    }
}
