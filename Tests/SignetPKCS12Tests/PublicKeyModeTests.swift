import Foundation
import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetCMS
import SignetHash
import SignetKeys
import SignetPKCS12
import SignetRSA
import SignetX509
import TestSupport
import Testing

/// Files whose safes are for the owner of a private key, or that are signed and not under a password (RFC 7292 §3.1,
/// §3.2). No program at hand writes them; OpenSSL makes the messages that they consist of.
@Suite(.enabled(if: Programs.exists("openssl"))) struct PublicKeyModeTests {
    private static let pki = TestFiles.vectors.appending(path: "peers/pki").path
    /// Alice's, which the safes are encrypted for.
    private static func alice() throws -> PFXIdentity { try Alice.identity }

    private static func openssl(_ arguments: [String], _ content: Bytes) throws -> ContentInfo {
        let output = try Programs.run(
            "openssl", ["cms", "-binary", "-outform", "DER"] + arguments, input: Array(content))
        return try ContentInfo(reading: Bytes(try #require(output)))
    }

    /// A safe with a key that is not encrypted again, and certificates.
    private static func safe() throws -> Bytes {
        let alice = try Alice.identity
        let bags =
            [SafeBag(.key(try Alice.keyInfo))]
            + ([alice.certificate] + alice.chain).map { SafeBag(.certificate(CertBag($0))) }
        return SafeContents.syntax.encode(SafeContents(bags: bags))
    }

    private static func enveloped(_ arguments: [String] = ["-aes256"]) throws -> ContentInfo {
        try openssl(["-encrypt"] + arguments + (arguments.contains("-recip") ? [] : ["\(pki)/alice.pem"]), safe())
    }

    private static func content(_ safes: [ContentInfo]) -> Bytes {
        AuthenticatedSafe.syntax.encode(AuthenticatedSafe(contents: safes))
    }

    private static func signed(_ content: Bytes, _ arguments: [String] = []) throws -> ContentInfo {
        try openssl(
            ["-sign", "-nodetach", "-signer", "\(pki)/alice.pem", "-inkey", "\(pki)/alice.key"] + arguments, content)
    }

    private static func file(_ authSafe: ContentInfo, _ macData: MacData? = nil) -> Bytes {
        PFX.syntax.encode(PFX(authSafe: authSafe, macData: macData))
    }

    /// Every way in which OpenSSL encrypts a content for a certificate.
    @Test(arguments: [
        ["-aes256"], ["-des3"], ["-aes128", "-stream"], ["-aes256", "-keyid"],
        ["-aes256", "-recip", "\(pki)/alice.pem", "-keyopt", "rsa_padding_mode:oaep"],
    ])
    func privacy(_ arguments: [String]) throws {
        let alice = try Alice.identity
        let file = Self.file(.data(Self.content([try Self.enveloped(arguments)])))
        for key in [OpeningKey.certificate(alice.certificate, alice.key), .privateKey(alice.key)] {
            let contents = try PFX.open(file, password: .absent, keys: [key])
            #expect(contents.closedSafeCount == 0 && contents.identities.count == 1)
            #expect(contents.identities.first?.chain == alice.chain)
            #expect(contents.facts.safes.map(\.isEnveloped) == [true])
            #expect(contents.facts.safes[0].recipients?.count == 1)
            #expect(PFX.diagnose(file, password: nil, keys: [key]).verdict == .opens)
        }
        // Written again under a password, it is a file as everybody has.
        let opened = try PFX.open(file, password: .absent, keys: [.privateKey(alice.key)])
        let again = try PFX.open(
            try PFX.export(opened, password: Alice.password, profile: PFXProfile.modern.quick), password: Alice.password
        )
        #expect(again.holdsTheSame(as: opened))
    }

    /// Without the key the rest is read, and nothing is written that lacks a part.
    @Test func withoutTheKey() throws {
        let plain = SafeContents.syntax.encode(
            SafeContents(bags: [SafeBag(.certificate(CertBag(try Alice.identity.certificate)))]))
        let file = Self.file(.data(Self.content([try Self.enveloped(), .data(plain)])))
        let stranger = PrivateKey.rsa(try .generate(bitCount: 2048))
        for keys in [[], [OpeningKey.privateKey(stranger)]] {
            let contents = try PFX.open(file, password: .absent, keys: keys)
            #expect(contents.closedSafeCount == 1 && contents.keys.isEmpty && contents.certificates.count == 1)
            #expect(throws: PFXError.privateKeyNeeded) {
                try PFX.export(contents, password: Alice.password, profile: .modern)
            }
            let diagnosis = PFX.diagnose(file, password: nil, keys: keys)
            #expect(diagnosis.verdict == .privateKeyNeeded)
            #expect(diagnosis.findings.contains { $0.hasPrefix("a part is encrypted for ") })
            #expect(diagnosis.readers.allSatisfy { $0.obstacles.contains("public-key modes") })
        }
        let inspection = try PFX.inspect(file)
        #expect(inspection.isEncrypted && !inspection.needsPassword)
    }

    /// For the owner of a key, and under a password, in one file.
    @Test func privacyUnderAPasswordToo() throws {
        let password = Password("Pässwörd€")
        let written = try PFX.export([try Alice.identity], password: password, profile: PFXProfile.modern.quick)
        guard case .data(let inner) = try PFX(reading: written).authSafe else { return }
        let safes = try AuthenticatedSafe.syntax.decode(inner).contents
        let content = Self.content([try Self.enveloped()] + safes)
        let mac = try PasswordMAC(pkcs12: .sha256, iterations: 1)
        let macData = MacData(
            mac: DigestInfo(
                digestAlgorithm: mac.identifier,
                digest: Bytes(mac.authenticate(content.span, password: password).bytes)),
            macSalt: mac.salt, iterations: 1)
        let file = Self.file(.data(content), macData)
        let contents = try PFX.open(file, password: password, keys: [.privateKey(try Alice.identity.key)])
        #expect(contents.keys.count == 2 && contents.identities.count == 2)
        #expect(PFX.failure(file, Password("wrong")) == .wrongPassword)
        #expect(PFX.diagnose(file, password: password).verdict == .privateKeyNeeded)
    }

    /// Signed: every change of what is signed is noticed, and the signer is named.
    @Test(arguments: [[], ["-stream"], ["-noattr"], ["-md", "sha512", "-keyid"]])
    func integrity(_ arguments: [String]) throws {
        let alice = try Alice.identity
        let content = Self.content([.data(try Self.safe())])
        let file = Self.file(try Self.signed(content, arguments))
        let contents = try PFX.open(file, password: .absent)
        #expect(contents.facts.signer == alice.certificate && contents.identities.count == 1)
        #expect(PFX.diagnose(file, password: nil).findings.contains { $0.contains("authentication code") } == false)

        let place = try #require(Self.place(of: content, in: file))
        for index in stride(from: place, to: place + content.count, by: 97) {
            var changed = Array(file)
            changed[index] ^= 1
            let failure = PFX.failure(Bytes(changed), .absent)
            switch failure {
            case .damaged(.signature), .malformed: continue
            default: Issue.record("byte \(index): \(String(describing: failure))")
            }
        }
        #expect(PFX.diagnose(file, password: nil).verdict == .opens)
    }

    /// Both, as the standard's authors meant it for those who have keys already.
    @Test func privacyAndIntegrity() throws {
        let content = Self.content([try Self.enveloped()])
        let file = Self.file(try Self.signed(content))
        let contents = try PFX.open(file, password: .absent, keys: [.privateKey(try Alice.identity.key)])
        #expect(contents.identities.count == 1 && contents.facts.signer != nil)
    }

    /// A signature without the signer's certificate proves nothing to anybody here.
    @Test func signerUnknown() throws {
        let content = Self.content([.data(try Self.safe())])
        let file = Self.file(try Self.signed(content, ["-nocerts"]))
        guard case .damaged(.signature) = PFX.failure(file, .absent) else {
            Issue.record("\(String(describing: PFX.failure(file, .absent)))")
            return
        }
    }

    private static func place(of part: Bytes, in whole: Bytes) -> Int? {
        let (part, whole) = (Array(part.prefix(24)), Array(whole))
        return whole.indices.first { whole[$0...].starts(with: part) }
    }
}
