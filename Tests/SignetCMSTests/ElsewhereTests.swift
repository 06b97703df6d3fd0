import Foundation
import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetCMS
import SignetHash
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
