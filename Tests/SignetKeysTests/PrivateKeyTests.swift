import Foundation
import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetKeys
import SignetRSA
import TestSupport
import Testing

/// Private keys in files: what OpenSSL writes we read, and what we write it reads.
@Suite struct PrivateKeyTests {
    @Test func roundTrips() throws {
        let encoding = try KeyFiles.key.encode().shared()
        #expect(KeyFiles.areEqual(try PrivateKey(decoding: encoding), KeyFiles.key))
        #expect(try PrivateKeyInfo.syntax.decode(encoding, rules: .der).version == 0)
    }

    @Test(.enabled(if: KeyFiles.hasOpenSSL)) func opensslChecksOurs() throws {
        let pem = try PEM(label: PEM.Label.privateKey, contents: KeyFiles.key.encode().shared()).encode()
        let file = Array(pem.declassified())
        #expect(try Programs.run("openssl", ["pkey", "-check", "-noout"], input: file) != nil)
        let words = try Programs.run("openssl", ["rsa", "-check", "-noout"], input: file)
        #expect(String(decoding: words ?? [], as: UTF8.self).contains("RSA key ok"))
        let der = try Programs.run("openssl", ["pkcs8", "-topk8", "-nocrypt", "-outform", "DER"], input: file)
        #expect(try der == Array(KeyFiles.key.encode().declassified()))
        let publicKey = try Programs.run("openssl", ["pkey", "-pubout", "-outform", "DER"], input: file)
        let info = SubjectPublicKeyInfo.syntax.encode(SubjectPublicKeyInfo(KeyFiles.key.publicKey))
        #expect(publicKey == Array(info))
    }

    @Test(.enabled(if: KeyFiles.hasOpenSSL), arguments: ["2048", "3072", "4096", "1024"])
    func readsWhatOpenSSLGenerates(_ size: String) throws {
        let generated = try #require(try Programs.run("openssl", ["genrsa", size]))
        let key = try KeyFiles.read(Bytes(generated), password: nil)
        guard case .rsa(let rsa) = key else { return }
        #expect("\(rsa.publicKey.bitCount)" == size)
        // The older form, a bare RSAPrivateKey.
        let bare = try #require(
            try Programs.run("openssl", ["rsa", "-traditional", "-outform", "DER"], input: generated))
        #expect(KeyFiles.areEqual(try PrivateKey(decoding: SecretSlice(Bytes(bare))), key))
        let der = try #require(
            try Programs.run("openssl", ["pkcs8", "-topk8", "-nocrypt", "-outform", "DER"], input: generated))
        #expect(try Array(key.encode().declassified()) == der)
    }

    // MARK: - Under passwords

    struct Form: Sendable, CustomTestStringConvertible {
        var arguments: [String]
        var testDescription: String { arguments.joined(separator: " ") }
        init(_ text: String) { arguments = text.split(separator: " ").map(String.init) }
    }

    static let forms = [
        "-v2 aes256", "-v2 aes192", "-v2 aes128 -v2prf hmacWithSHA1", "-v2 aes-256-cbc -v2prf hmacWithSHA512",
        "-v2 aes-128-cbc -v2prf hmacWithSHA384", "-v2 aes128 -v2prf hmacWithSHA224", "-v2 des3", "-v2 rc2",
        "-v1 PBE-SHA1-3DES", "-v1 PBE-SHA1-2DES", "-v1 PBE-SHA1-RC2-128", "-v1 PBE-SHA1-RC2-40",
        "-v1 PBE-SHA1-RC4-128", "-v1 PBE-SHA1-RC4-40", "-v2 aes256 -iter 1", "-v2 des",
    ].map(Form.init)

    @Test(.enabled(if: KeyFiles.hasOpenSSL), arguments: forms, ["secret", "Pässwörd€", "x y😀"])
    func readsWhatOpenSSLEncrypts(_ form: Form, _ password: String) throws {
        let file = try Array(KeyFiles.key.encode().declassified())
        let written = try Programs.withFolder { folder in
            // By file: OpenSSL reads a password argument in the locale's encoding.
            let passwordFile = folder.appending(path: "password")
            try Data(password.utf8).write(to: passwordFile)
            return try Programs.run(
                "openssl",
                [
                    "pkcs8", "-topk8", "-inform", "DER", "-outform", "DER", "-provider", "default", "-provider",
                    "legacy",
                    "-passout", "file:\(passwordFile.path)",
                ] + form.arguments, input: file)
        }
        let encoding = Bytes(try #require(written))
        let info = try EncryptedPrivateKeyInfo.syntax.decode(encoding)
        #expect(EncryptedPrivateKeyInfo.syntax.encode(info) == encoding)
        // PKCS #12 derivations take the password as OpenSSL spells it: UTF-8 where it can.
        #expect(KeyFiles.areEqual(try info.open(Password(password)), KeyFiles.key))
        expectWrongPassword(info, Password(password + "!"))
    }

    static let encryptions: [PasswordEncryption] = {
        do {
            return try [
                .init(pbes2: .aes256CBC, prf: .hmacSHA256, iterations: 2048),
                .init(pbes2: .aes192CBC, prf: .hmacSHA384, iterations: 1000),
                .init(pbes2: .aes128CBC, prf: .hmacSHA512, iterations: 1),
                .init(pbes2: .aes128CBC, prf: .hmacSHA1, iterations: 2048),
                .init(pbes2: .tripleDESCBC, prf: .hmacSHA1, iterations: 2048),
                .init(pkcs12: .sha1TripleDES3, iterations: 2048), .init(pkcs12: .sha1TripleDES2, iterations: 2048),
                .init(pkcs12: .sha1RC2With128, iterations: 2048), .init(pkcs12: .sha1RC2With40, iterations: 2048),
                .init(pkcs12: .sha1RC4With128, iterations: 2048),
            ]
        } catch { fatalError("\(error)") }
    }()

    @Test(.enabled(if: KeyFiles.hasOpenSSL), arguments: encryptions)
    func opensslReadsWhatWeEncrypt(_ encryption: PasswordEncryption) throws {
        let info = try EncryptedPrivateKeyInfo(KeyFiles.key, with: encryption, password: Password("secret"))
        let encoding = EncryptedPrivateKeyInfo.syntax.encode(info)
        let opened = try KeyFiles.openssl(Array(encoding), form: "DER", password: "secret")
        #expect(try opened == Array(KeyFiles.key.encode().declassified()))
        #expect(KeyFiles.areEqual(try info.open(Password("secret")), KeyFiles.key))
        expectWrongPassword(info, Password("Secret"))
        expectWrongPassword(info, .absent)
    }

    private func expectWrongPassword(_ info: EncryptedPrivateKeyInfo, _ password: Password) {
        do throws(KeyError) {
            _ = try info.open(password)
            Issue.record("a wrong password opened a key")
        } catch {
            // Noise of good padding that reads as a structure is no accident that a test can wait for.
            #expect(error == .wrongPassword)
        }
    }

    @Test func absurdWorkIsRefused() throws {
        #expect(throws: AlgorithmError.self) {
            try PasswordEncryption(pbes2: .aes128CBC, prf: .hmacSHA256, iterations: 100_000_000)
        }
        #expect(throws: AlgorithmError.self) {
            try PasswordEncryption(pbes2: .aes128CBC, prf: .hmacSHA256, iterations: 0)
        }
    }

    /// Older PEM under every cipher that OpenSSL offers for it.
    @Test(
        .enabled(if: KeyFiles.hasOpenSSL),
        arguments: [
            "des", "des3", "aes128", "aes192", "aes256", "camellia128", "camellia192", "camellia256", "aria128",
            "aria192",
            "aria256", "seed",
        ])
    func readsOlderPEM(_ cipher: String) throws {
        let plain = Array(
            PEM(label: PEM.Label.privateKey, contents: try KeyFiles.key.encode().shared()).encode().declassified())
        let written = try Programs.run(
            "openssl",
            [
                "rsa", "-provider", "default", "-provider", "legacy", "-traditional", "-\(cipher)", "-passout",
                "pass:secret",
            ], input: plain)
        guard let written else {
            print("OpenSSL does not write older PEM with \(cipher)")
            return
        }
        let file = try KeyFile(reading: SecretSlice(Bytes(written)))
        #expect(KeyFiles.areEqual(try file.privateKey(password: Password("secret")), KeyFiles.key))
        #expect(throws: KeyError.wrongPassword) { try file.privateKey(password: Password("wrong")) }
        #expect(throws: KeyError.passwordNeeded) { try file.privateKey(password: nil) }
    }

    // MARK: - Laws

    @Test func everyTruncationIsRefused() throws {
        let encoding = try KeyFiles.key.encode().shared()
        for count in 0..<encoding.count {
            #expect(throws: KeyError.self) { try PrivateKey(decoding: encoding[0..<count]) }
        }
    }

    /// A changed byte makes a key that is refused, or, in what does not count, the same key; never another one.
    @Test func everyFlippedByteIsRefusedOrHarmless() throws {
        let original = try Array(KeyFiles.key.encode().declassified())
        var octets = original
        for index in octets.indices {
            octets[index] ^= 0x40
            defer { octets[index] ^= 0x40 }
            guard let key = try? PrivateKey(decoding: SecretSlice(Bytes(octets))) else { continue }
            #expect(KeyFiles.areEqual(key, KeyFiles.key), "byte \(index)")
        }
    }
}
