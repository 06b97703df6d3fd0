import Foundation
import SignetAlgorithms
import SignetBytes
import SignetPKCS12
import TestSupport
import Testing

/// The product of encryptions, codes, passwords and kinds of keys that OpenSSL writes: each of them once, and with
/// `SIGNET_PFX_PRODUCT` set every two of them with each other.
@Suite(.enabled(if: Programs.exists("openssl"))) struct ProductTests {
    /// What encrypts keys and certificates, by OpenSSL's names: PBES2, PBES1, the schemes of PKCS #12.
    static let encryptions =
        modes(of: "aes-128", "aes-192", "aes-256", "seed", in: "cbc", "cfb", "ofb", "ecb")
        + modes(
            of: "camellia-128", "camellia-192", "camellia-256", "aria-128", "aria-192", "aria-256", "sm4",
            in: "cbc", "cfb", "ofb", "ecb", "ctr")
        + modes(of: "des", in: "cbc", "cfb", "ofb", "ecb") + [
            "des-ede3-cbc", "des-ede", "rc2-cbc", "rc2-40-cbc", "rc2-64-cbc", "bf-cbc", "cast5-cbc", "rc4",
            "PBE-MD5-DES", "PBE-MD5-RC2-64", "PBE-SHA1-DES", "PBE-SHA1-RC2-64", "PBE-SHA1-RC4-128", "PBE-SHA1-RC4-40",
            "PBE-SHA1-3DES", "PBE-SHA1-2DES", "PBE-SHA1-RC2-128", "PBE-SHA1-RC2-40", "NONE",
        ]
    /// All that OpenSSL writes but BLAKE2, which Signet does not have.
    static let digests = [
        "md4", "md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha512-224", "sha512-256", "sha3-224",
        "sha3-256",
        "sha3-384", "sha3-512", "ripemd160", "sm3", "whirlpool",
    ]

    private static func modes(of ciphers: String..., in modes: String...) -> [String] {
        ciphers.flatMap { cipher in modes.map { "\(cipher)-\($0)" } }
    }

    static let passwords = [
        "secret", "", "Pässwörd€", "naïve", "key😀lock", "日本語のパスワード", "'\"\\ $x", String(repeating: "long ", count: 150),
    ]
    static let everything = ProcessInfo.processInfo.environment["SIGNET_PFX_PRODUCT"] != nil

    struct Case: Sendable, CustomTestStringConvertible {
        let encryption, digest, password: String
        var testDescription: String { "\(encryption) \(digest) “\(password.prefix(12))”" }
    }

    static let cases: [Case] = {
        guard !everything else {
            // Every encryption meets every code, and both meet every password.
            return encryptions.indices.flatMap { first in
                digests.indices.map { second in
                    Case(
                        encryption: encryptions[first], digest: digests[second],
                        password: passwords[(first + second) % passwords.count])
                }
            }
        }
        return encryptions.indices.map { index in
            Case(
                encryption: encryptions[index], digest: digests[index % digests.count],
                password: passwords[index % passwords.count])
        }
    }()

    /// A file by OpenSSL; `nil` when this build of it lacks something.
    static func file(
        _ arguments: [String], key: String, certificates: [String], password: String
    ) throws -> Bytes? {
        try Programs.withFolder { folder in
            // By file: an argument would be in the encoding of the locale.
            let word = folder.appending(path: "password")
            try Data((password + "\n").utf8).write(to: word)
            let output = try Programs.run(
                "openssl",
                ["pkcs12", "-export", "-provider", "default", "-provider", "legacy", "-inkey", key]
                    + certificates + ["-passout", "file:\(word.path)"] + arguments)
            return output.map { Bytes($0) }
        }
    }

    @Test(arguments: cases) func opens(_ row: Case) throws {
        let pki = TestFiles.vectors.appending(path: "peers/pki").path
        let file = try Self.file(
            ["-keypbe", row.encryption, "-certpbe", row.encryption, "-macalg", row.digest, "-iter", "3"],
            key: "\(pki)/alice.key", certificates: ["-in", "\(pki)/alice.pem", "-certfile", "\(pki)/chain.pem"],
            password: row.password)
        guard let file else {
            print("OpenSSL does not write \(row.testDescription)")
            return
        }
        let contents = try PFX.open(file, password: Password(row.password))
        let alice = try Alice.identity
        #expect(contents.identities.map(\.certificate) == [alice.certificate])
        #expect(contents.identities.first?.chain == alice.chain)
        #expect(contents.facts.passwordReading == .standard && contents.facts.tolerances.isEmpty)
        #expect(PFX.failure(file, Password("another")) == .wrongPassword)
        // The same in BER, as other programs might have written it: the code is over what is inside, however it is cut up.
        let again = try PFX.open(LooseEncoding.of(file), password: Password(row.password))
        #expect(again.holdsTheSame(as: contents) && again.facts.tolerances == [.ber])
    }

    /// Kinds of keys, by the options of OpenSSL that make them.
    static let keyKinds = [
        "RSA -pkeyopt rsa_keygen_bits:1024", "RSA-PSS -pkeyopt rsa_keygen_bits:1024",
        "EC -pkeyopt ec_paramgen_curve:P-256",
        "EC -pkeyopt ec_paramgen_curve:P-384", "EC -pkeyopt ec_paramgen_curve:P-521",
        "EC -pkeyopt ec_paramgen_curve:brainpoolP256r1",
        "EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit",
        "EC -pkeyopt ec_paramgen_curve:brainpoolP320r1 -pkeyopt ec_param_enc:explicit",
        "EC -pkeyopt ec_paramgen_curve:secp256k1", "ED25519", "ED448",
    ]

    @Test(arguments: keyKinds) func opensKeys(of kind: String) throws {
        try Programs.withFolder { folder in
            let key = folder.appending(path: "key").path
            let certificate = folder.appending(path: "certificate").path
            let words = kind.split(separator: " ").map(String.init)
            guard try Programs.run("openssl", ["genpkey", "-algorithm"] + words + ["-out", key]) != nil,
                try Programs.run(
                    "openssl", ["req", "-x509", "-key", key, "-subj", "/CN=Kind", "-out", certificate]) != nil
            else {
                print("OpenSSL makes no certificate for \(kind)")
                return
            }
            let file = try #require(
                try Self.file([], key: key, certificates: ["-in", certificate, "-name", "Kind"], password: "secret"))
            let contents = try PFX.open(file, password: Password("secret"))
            #expect(contents.identities.count == 1 && contents.unusableKeys.isEmpty)
            #expect(contents.identities.first?.friendlyName == "Kind")
        }
    }

    @Test func reports() { TestFiles.report("product of OpenSSL's .p12", ran: Self.cases.count + Self.keyKinds.count) }
}
