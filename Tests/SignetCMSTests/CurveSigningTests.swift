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

/// ECDSA (RFC 5753 §2) and EdDSA (RFC 8419): certificates, requests and messages, judged by OpenSSL.
struct CurveSigningTests {
    private static let content = Array("Content-Type: text/plain\r\n\r\nThe cat has the key.\r\n".utf8)
    static let kinds: [KeyKind] = [.ec(.p256), .ec(.p384), .ec(.p521), .ec(.brainpoolP256r1), .ed25519, .ed448]

    private static func person(_ kind: KeyKind) throws -> (key: PrivateKey, certificate: Certificate) {
        let key = try PrivateKey.generate(kind)
        let certificate = try Certificate.selfSigned(
            subject: try Name(commonName: "Curve"), emailAddresses: ["curve@example.org"], key: key, profile: .email,
            validity: Validity(from: Instant(year: 2024, month: 1, day: 1)!, days: 10_000))
        return (key, certificate)
    }

    @Test(arguments: kinds) func opensslVerifies(kind: KeyKind) throws {
        let (key, certificate) = try Self.person(kind)
        for hasAttributes in [true, false] {
            let signer = CMSSigner(certificate: certificate, key: key, usesSignedAttributes: hasAttributes)
            let message = try SignedData.signing(Bytes(Self.content), by: [signer], detached: false)
            #expect(message.check(0).outcome == .good(certificate))
            var changed = message
            changed.encapContentInfo.content = .octetString([0x61])
            #expect(!changed.check(0).outcome.isGood)
            // OpenSSL has no EdDSA over bare content, and before 3.2 none in CMS at all.
            let isEdwards = [.ed25519, .ed448].contains(kind)
            if isEdwards && !hasAttributes { continue }
            for program in OpenSSLTests.programs where !isEdwards || program.contains("35") {
                try Programs.withFolder { folder in
                    let root = folder.appending(path: "root.pem").path
                    _ = FileManager.default.createFile(
                        atPath: root,
                        contents: Data(
                            PEM(label: PEM.Label.certificate, contents: certificate.encoding).encode().declassified()))
                    let output = try Programs.run(
                        program, ["cms", "-verify", "-binary", "-inform", "DER", "-CAfile", root],
                        input: Array(ContentInfo.signedData(message).encode()))
                    #expect(output == Self.content)
                }
            }
        }
    }

    @Test(arguments: kinds) func requestsVerify(kind: KeyKind) throws {
        let key = try PrivateKey.generate(kind)
        let request = try CertificationRequest.make(
            subject: try Name(commonName: "Curve"), emailAddresses: ["curve@example.org"], key: key)
        try request.checkSignature()
        let words = try Programs.run(
            "openssl", ["req", "-verify", "-noout", "-inform", "DER"], input: Array(request.encoding))
        #expect(words != nil || !Programs.exists("openssl"))
    }

    @Test func ed25519GoesWithSHA512Alone() throws {
        let (key, certificate) = try Self.person(.ed25519)
        #expect(CMSSigner(certificate: certificate, key: key).digest == .sha512)
        let signer = CMSSigner(certificate: certificate, key: key, digest: .sha256)
        #expect(throws: CMSError.algorithm(.wrongDigest(name: "ed25519", digest: "sha256"))) {
            try SignedData.signing(Bytes(Self.content), by: [signer], detached: false)
        }
    }

    /// OpenSSL signs with other digests, too, when it is told to: that is good, and told of.
    @Test(arguments: OpenSSLTests.programs.filter { $0.contains("35") }, [KeyKind.ed25519, .ed448])
    func otherDigestsAreToldOf(program: String, kind: KeyKind) throws {
        let (key, certificate) = try Self.person(kind)
        try Programs.withFolder { folder in
            let file = folder.appending(path: "person.pem").path
            let pem = PEM(label: PEM.Label.certificate, contents: certificate.encoding).encode()
            let secret = try PEM(label: "PRIVATE KEY", contents: key.encode().shared().exposed).encode()
            try Data(Array(pem.declassified()) + Array(secret.declassified())).write(to: URL(filePath: file))
            for (name, digest) in [("sha384", DigestAlgorithm.sha384), (kind == .ed25519 ? "sha512" : "shake256", nil)]
            {
                let message = try #require(
                    try Programs.run(
                        program,
                        ["cms", "-sign", "-binary", "-nodetach", "-outform", "DER", "-md", name, "-signer", file],
                        input: Self.content))
                let check = try Samples.find(message).signedData().check(0)
                #expect(check.outcome.isGood)
                let expected = kind == .ed25519 ? DigestAlgorithm.sha512 : .shake256
                #expect(check.weaknesses == (digest.map { [.otherDigest($0, expected: expected)] } ?? []))
            }
        }
    }

    /// RFC 5480 §3, RFC 8410 §5: no key of a curve enciphers keys.
    @Test func keyUsagesFitTheKey() throws {
        #expect(try Self.person(.ec(.p256)).certificate.keyUsage() == [.digitalSignature, .keyAgreement])
        #expect(try Self.person(.ed25519).certificate.keyUsage() == .digitalSignature)
    }
}
