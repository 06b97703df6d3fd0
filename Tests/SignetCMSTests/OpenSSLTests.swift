import Foundation
import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetCMS
import SignetHash
import SignetKeys
import SignetX509
import TestSupport
import Testing

/// Both ways with `openssl cms`, of every version that is at hand.
struct OpenSSLTests {
    static let programs: [String] = {
        let named = ProcessInfo.processInfo.environment["OPENSSL35"]
        let cached = FileManager.default.homeDirectoryForCurrentUser.path + "/.cache/signet-peers/bin/openssl35"
        let newer = [named ?? cached].filter { FileManager.default.isExecutableFile(atPath: $0) }
        return ["openssl", "openssl35"].filter { Programs.exists($0) } + newer
    }()

    static let content = Array("Content-Type: text/plain\r\n\r\nThe keys are under the mat.\r\n".utf8)
    static let pki = TestFiles.vectors.appending(path: "peers/pki").path

    /// One way to sign.
    struct Way: Sendable, CustomTestStringConvertible {
        var digest = DigestAlgorithm.sha256
        var detached = false
        var hasAttributes = true
        var form = SignerIdentifier.Form.issuerAndSerialNumber
        var isStreamed = false

        var testDescription: String {
            "\(digest.name)\(detached ? " detached" : "")\(hasAttributes ? "" : " noattr") \(form)\(isStreamed ? " BER" : "")"
        }

        static let all: [Way] =
            DigestAlgorithm.allCases.filter {
                ![.md2, .md4, .md5, .shake128, .shake256, .ripemd160, .sm3, .whirlpool].contains($0)
            }.flatMap {
                digest in
                [true, false].map { Way(digest: digest, detached: $0) }
            } + [
                Way(hasAttributes: false), Way(detached: true, hasAttributes: false), Way(form: .subjectKeyIdentifier),
                Way(digest: .sha384, detached: true, form: .subjectKeyIdentifier), Way(isStreamed: true),
                Way(hasAttributes: false, isStreamed: true),
            ]
    }

    @Test(arguments: programs, Way.all)
    func opensslVerifiesWhatWeSign(program: String, way: Way) throws {
        let alice = try Samples.person("alice")
        let issuing = try Samples.certificates(TestFiles.vector("peers/pki/issuing.pem"))
        let signer = CMSSigner(
            certificate: alice.certificate, key: alice.key, digest: way.digest, capabilities: .own,
            signingTime: Instant(year: 2027, month: 2, day: 28), usesSignedAttributes: way.hasAttributes,
            identifiesBy: way.form)
        let message = try SignedData.signing(
            Bytes(Self.content), by: [signer], certificates: issuing, detached: way.detached)
        let encoding = Array(ContentInfo.signedData(message).encode())
        try Programs.withFolder { folder in
            let content = folder.appending(path: "content")
            try Data(Self.content).write(to: content)
            var arguments = ["cms", "-verify", "-binary", "-inform", "DER", "-CAfile", "\(Self.pki)/root.pem"]
            if way.detached { arguments += ["-content", content.path] }
            #expect(try Programs.run(program, arguments, input: encoding) == Self.content)
            try Data("changed".utf8).write(to: content)
            if way.detached { #expect(try Programs.run(program, arguments, input: encoding) == nil) }
        }
    }

    @Test(arguments: programs, Way.all)
    func weVerifyWhatOpensslSigns(program: String, way: Way) throws {
        let alice = try Samples.person("alice")
        var arguments = ["cms", "-sign", "-binary", "-outform", "DER", "-md", way.digest.name]
        arguments += ["-signer", "\(Self.pki)/alice.pem", "-inkey", "\(Self.pki)/alice.key"]
        if !way.detached { arguments.append("-nodetach") }
        if !way.hasAttributes { arguments.append("-noattr") }
        if way.form == .subjectKeyIdentifier { arguments.append("-keyid") }
        if way.isStreamed { arguments.append("-stream") }
        let encoding = try #require(try Programs.run(program, arguments, input: Self.content))
        let message = try Samples.find(encoding).signedData()
        let check = message.check(0, content: way.detached ? Bytes(Self.content) : nil)
        #expect(check.outcome == .good(alice.certificate))
        #expect(check.digestAlgorithm == way.digest)
        #expect((check.signedAttributes != nil) == way.hasAttributes)
        #expect(message.check(0, content: Bytes([0x61])).outcome.isGood == false)
    }

    @Test(
        arguments: programs,
        ContentCipher.allCases.filter { $0 != .rc2CBC && $0 != .desCBC && !$0.isAuthenticating }.flatMap { cipher in
            RecipientIdentifier.Form.allCases.map { (cipher, $0) }
        })
    func opensslOpensWhatWeSeal(program: String, way: (ContentCipher, RecipientIdentifier.Form)) throws {
        let people = try ["alice", "bob"].map(Samples.person)
        let message = try EnvelopedData.sealing(
            Bytes(Self.content), for: people.map(\.certificate), with: way.0, identifiedBy: way.1)
        let encoding = Array(ContentInfo.envelopedData(message).encode())
        for name in ["alice", "bob"] {
            let arguments = [
                "cms", "-decrypt", "-binary", "-inform", "DER", "-recip", "\(Self.pki)/\(name).pem", "-inkey",
                "\(Self.pki)/\(name).key",
            ]
            #expect(try Programs.run(program, arguments, input: encoding) == Self.content)
        }
    }

    @Test(
        arguments: programs,
        ["aes128", "aes192", "aes256", "des3", "rc2-40-cbc", "rc2-64-cbc", "rc2-cbc", "des-cbc"].flatMap { cipher in
            [[], ["-keyid"], ["-stream"]].map { (cipher, $0) }
        })
    func weOpenWhatOpensslSeals(program: String, way: (cipher: String, options: [String])) throws {
        let alice = try Samples.person("alice")
        var arguments = ["cms", "-encrypt", "-binary", "-outform", "DER", "-\(way.cipher)"] + way.options
        arguments += ["-provider", "legacy", "-provider", "default", "\(Self.pki)/alice.pem"]
        guard let encoding = try Programs.run(program, arguments, input: Self.content) else {
            // A build without the legacy provider has neither RC2 nor DES.
            #expect(way.cipher.hasPrefix("rc2") || way.cipher == "des-cbc")
            return
        }
        let message = try Samples.find(encoding).envelopedData()
        #expect(Array(try message.open(with: [alice])) == Self.content)
    }

    @Test(arguments: programs)
    func opensslListsOurBundles(program: String) throws {
        let certificates = try ["alice", "issuing", "root"].flatMap {
            try Samples.certificates(TestFiles.vector("peers/pki/\($0).pem"))
        }
        let bundle = ContentInfo.signedData(.certificatesOnly(certificates)).encode()
        let arguments = ["pkcs7", "-inform", "DER", "-print_certs"]
        let listed = try #require(try Programs.run(program, arguments, input: Array(bundle)))
        let found = try PEM.decode(Bytes(listed)).map { try Certificate($0.contents.exposed) }
        #expect(Set(found) == Set(certificates))
    }

    @Test func reportsHowManyRan() {
        let count = Way.all.count * 2 + 8 + 24 + 1
        TestFiles.report("openssl cms, both ways (\(Self.programs.count) versions)", ran: Self.programs.count * count)
    }
}
