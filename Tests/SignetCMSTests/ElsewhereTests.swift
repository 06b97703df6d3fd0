import Foundation
import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetCMS
import SignetEC
import SignetHash
import SignetKeys
import SignetX509
import TestSupport
import Testing

/// A key that another process holds: `openssl pkeyutl`, which is given digests and ciphertexts.
private struct OpenSSLKey: PrivateKeyOperations {
    let publicKey: PublicKey
    let path: String

    struct Refusal: Error {}

    private func run(_ action: [String], _ input: [UInt8]) throws -> Bytes {
        let arguments = ["pkeyutl"] + action + ["-inkey", path]
        guard let output = try Programs.run("openssl", arguments, input: input) else { throw Refusal() }
        return Bytes(output)
    }

    func sign(_ request: SignatureRequest) async throws -> Bytes {
        try run(
            ["-sign", "-pkeyopt", "digest:\(request.digestAlgorithm.name.replacing("-", with: "").lowercased())"],
            request.digest.bytes)
    }

    func unwrap(_ request: UnwrappingRequest) async throws -> SecretBytes {
        let key = try run(["-decrypt"], Array(request.ciphertext))
        return SecretBytes(copying: key.span)
    }

    func agree(_ request: AgreementRequest) async throws -> SecretBytes {
        let secret = try Programs.withFolder { folder in
            let file = folder.appending(path: "other")
            let encoding = SubjectPublicKeyInfo.syntax.encode(SubjectPublicKeyInfo(request.publicKey))
            try Data(Array(encoding)).write(to: file)
            return try run(["-derive", "-peerkey", file.path], [])
        }
        return SecretBytes(copying: secret.span)
    }
}

/// A key that answers with something else.
private struct BrokenKey: PrivateKeyOperations {
    let publicKey: PublicKey
    func sign(_ request: SignatureRequest) async throws -> Bytes { Bytes([UInt8](repeating: 1, count: 256)) }
    func unwrap(_ request: UnwrappingRequest) async throws -> SecretBytes { SecretBytes(zeros: request.keyByteCount) }
}

@Suite("Keys that live elsewhere")
struct ElsewhereTests {
    private static func path(_ name: String) -> String {
        TestFiles.vectors.appending(path: "peers/pki/\(name).key").path
    }

    @Test(
        "A key in another process signs a message and a request, and opens a message",
        .enabled(if: Programs.exists("openssl")))
    func process() async throws {
        let alice = try Samples.person("alice")
        let key = OpenSSLKey(publicKey: alice.key.publicKey, path: Self.path("alice"))
        let certificate = alice.certificate
        let content = Samples.bytes("The keys are under the mat.\r\n")
        let encoding = try await key.performing { key in
            let signer = CMSSigner(
                certificate: certificate, key: key, signingTime: Instant(year: 2027, month: 2, day: 28))
            return ContentInfo.signedData(
                try SignedData.signing(content, by: [signer, signer], detached: false)
            ).encode()
        }
        try Programs.withFolder { folder in
            let file = folder.appending(path: "message")
            try Data(Array(encoding)).write(to: file)
            let output = try Programs.run(
                "openssl", ["cms", "-verify", "-noverify", "-inform", "DER", "-in", file.path, "-binary"])
            #expect(output == Array(content))
        }

        let request = try await key.performing { key in
            try CertificationRequest.make(
                subject: certificate.subject, emailAddresses: ["alice@example.org"], key: key)
        }
        try request.checkSignature()
    }

    @Test(
        "A key in another process, of every kind, signs messages and requests that OpenSSL accepts",
        .enabled(if: Programs.exists("openssl")),
        arguments: [KeyKind.rsa(bitCount: 2048), .ec(.p256), .ec(.p384), .ec(.p521)], [DigestAlgorithm.sha256, .sha512])
    func signing(kind: KeyKind, digest: DigestAlgorithm) async throws {
        let content = Samples.bytes("The keys are under the mat.\r\n")
        let own = try PrivateKey.generate(kind)
        let subject = try Name(commonName: "Elsewhere")
        let certificate = try Certificate.selfSigned(
            subject: subject, emailAddresses: ["elsewhere@example.org"], key: own, profile: .email,
            validity: Validity(from: Instant(year: 2024, month: 1, day: 1)!, days: 10_000))
        let pem = try PEM(label: "PRIVATE KEY", contents: own.encode().shared().exposed).encode().declassified()
        let folder = FileManager.default.temporaryDirectory.appending(path: "signet-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func write(_ bytes: [UInt8], _ name: String) throws -> String {
            let file = folder.appending(path: name)
            try Data(bytes).write(to: file)
            return file.path
        }
        let key = OpenSSLKey(publicKey: own.publicKey, path: try write(Array(pem), "key"))
        for detached in [false, true] {
            let message = try await key.performing { key in
                let signer = CMSSigner(
                    certificate: certificate, key: key, digest: digest,
                    signingTime: Instant(year: 2027, month: 2, day: 28))
                return ContentInfo.signedData(
                    try SignedData.signing(content, by: [signer], detached: detached)
                ).encode()
            }
            let options = try detached ? ["-content", write(Array(content), "content")] : []
            let output = try Programs.run(
                "openssl",
                ["cms", "-verify", "-noverify", "-inform", "DER", "-binary", "-in", write(Array(message), "message")]
                    + options)
            #expect(output == Array(content))
        }
        let request = try await key.performing { key in
            try CertificationRequest.make(
                subject: subject, emailAddresses: ["elsewhere@example.org"], key: key, digest: digest)
        }
        let path = try write(Array(request.encoding), "request")
        #expect(try Programs.run("openssl", ["req", "-verify", "-noout", "-inform", "DER", "-in", path]) != nil)
    }

    @Test("A key in another process opens what was sealed for it", .enabled(if: Programs.exists("openssl")))
    func opening() async throws {
        let content = Samples.bytes("The keys are under the mat.\r\n")
        let alice = try Samples.person("alice")
        let key = OpenSSLKey(publicKey: alice.key.publicKey, path: Self.path("alice"))
        for cipher in [ContentCipher.aes256CBC, .tripleDESCBC] {
            let sealed = try EnvelopedData.sealing(content, for: [CMSRecipient(alice.certificate)], with: cipher)
            let certificate = alice.certificate
            let opened = try await key.performing { key in
                try sealed.open(with: [RecipientKey(certificate: certificate, key: key)])
            }
            #expect(opened == content)
        }
        let authenticated = try AuthEnvelopedData.sealing(content, for: [CMSRecipient(alice.certificate)])
        let certificate = alice.certificate
        let opened = try await key.performing { key in
            try authenticated.open(with: [.certificate(certificate, key)]).content
        }
        #expect(opened == content)
    }

    @Test(
        "A key in another process agrees on the key of a message", .enabled(if: Programs.exists("openssl")),
        arguments: [KeyKind.ec(.p256), .ec(.p521), .x25519, .x448])
    func agreement(kind: KeyKind) async throws {
        let content = Samples.bytes("The keys are under the mat.\r\n")
        let own = try PrivateKey.generate(kind)
        let authority = try PrivateKey.generate(.ec(.p256))
        let validity = Validity(from: Instant(year: 2024, month: 1, day: 1)!, days: 10_000)
        let issuer = try Certificate.selfSigned(
            subject: try Name(commonName: "Authority"), emailAddresses: ["curve@example.org"], key: authority,
            profile: .authority(), validity: validity)
        let certificate = try Certificate.issue(
            subject: try Name(commonName: "Curve"), emailAddresses: ["curve@example.org"],
            publicKey: SubjectPublicKeyInfo(own.publicKey), profile: .email, validity: validity, issuer: issuer,
            key: authority)
        let file = FileManager.default.temporaryDirectory.appending(path: "signet-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(
            Array(PEM(label: "PRIVATE KEY", contents: own.encode().shared().exposed).encode().declassified())
        ).write(to: file)
        let key = OpenSSLKey(publicKey: own.publicKey, path: file.path)
        let recipient = CMSRecipient.keyAgreement([certificate], nil, .issuerAndSerialNumber)
        for cipher in [ContentCipher.aes128CBC, .aes256CBC] {
            let sealed = try EnvelopedData.sealing(content, for: [recipient], with: cipher)
            let opened = try await key.performing { key in
                try sealed.open(with: [RecipientKey(certificate: certificate, key: key)])
            }
            #expect(opened == content)
        }
        // A key that cannot agree says so.
        let sealed = try EnvelopedData.sealing(content, for: [recipient], with: .aes128CBC)
        let broken = BrokenKey(publicKey: own.publicKey)
        let unopened = try? await broken.performing { key in
            try sealed.open(with: [RecipientKey(certificate: certificate, key: key)])
        }
        #expect(unopened == nil)
    }

    @Test("Every key in memory is one, too")
    func memory() async throws {
        let alice = try Samples.person("alice")
        let (own, certificate) = (alice.key, alice.certificate)
        let content = Samples.bytes("content")
        let message = try await own.performing { key in
            try Self.sign(content, CMSSigner(certificate: certificate, key: key, usesSignedAttributes: false))
        }
        let expected = try Self.sign(
            content, CMSSigner(certificate: certificate, key: own, usesSignedAttributes: false))
        #expect(message == expected)
    }

    private static func sign(_ content: Bytes, _ signer: CMSSigner) throws -> Bytes {
        ContentInfo.signedData(try SignedData.signing(content, by: [signer], detached: false)).encode()
    }

    @Test("A wrong signature, and work that is never the same, are refused")
    func refusals() async throws {
        let alice = try Samples.person("alice")
        let (own, name) = (alice.key, alice.certificate.subject)
        let broken = BrokenKey(publicKey: own.publicKey)
        let wrong = try? await broken.performing { key in
            try CertificationRequest.make(subject: name, emailAddresses: [], key: key)
        }
        #expect(wrong == nil)
        let changing = try? await own.performing { key in
            let address = "\(UInt32.random(in: 0...UInt32.max))@example.org"
            return try CertificationRequest.make(subject: name, emailAddresses: [address], key: key)
        }
        #expect(changing == nil)
    }
}
