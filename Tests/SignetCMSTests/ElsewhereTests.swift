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
        SecretBytes(copying: try run(["-decrypt"], Array(request.ciphertext)).span)
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
        let certificate = alice.certificate
        let content = Samples.bytes("content")
        func message(_ key: PrivateKey) throws -> Bytes {
            let signer = CMSSigner(certificate: certificate, key: key, usesSignedAttributes: false)
            return ContentInfo.signedData(
                try SignedData.signing(content, by: [signer], detached: false)
            ).encode()
        }
        #expect(try await alice.key.performing { try message($0) } == message(alice.key))
    }

    @Test("A wrong signature, and work that is never the same, are refused")
    func refusals() async throws {
        let alice = try Samples.person("alice")
        let name = alice.certificate.subject
        await #expect(throws: (any Error).self) {
            try await BrokenKey(publicKey: alice.key.publicKey).performing { key in
                try CertificationRequest.make(subject: name, emailAddresses: [], key: key)
            }
        }
        await #expect(throws: (any Error).self) {
            try await alice.key.performing { key in
                let address = "\(UInt32.random(in: 0...UInt32.max))@example.org"
                return try CertificationRequest.make(subject: name, emailAddresses: [address], key: key)
            }
        }
    }
}
