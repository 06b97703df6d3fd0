import Foundation
import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetCMS
import SignetHash
import SignetKeys
import SignetRSA
import SignetX509
import TestSupport
import Testing

/// RSASSA-PSS (RFC 4056) and RSAES-OAEP (RFC 3560), both ways with `openssl cms`, and their rules.
struct RSAPaddingTests {
    private static let programs = OpenSSLTests.programs
    private static let content = Array("Content-Type: text/plain\r\n\r\nThe cat has the key.\r\n".utf8)
    private static let pki = TestFiles.vectors.appending(path: "peers/pki").path

    static let paddings: [PSSPadding] = [
        PSSPadding(.sha256), PSSPadding(.sha1), PSSPadding(.sha224), PSSPadding(.sha384), PSSPadding(.sha512),
        PSSPadding(.sha256, saltByteCount: 0), PSSPadding(.sha256, saltByteCount: 20),
        PSSPadding(.sha512, maskDigest: .sha1, saltByteCount: 20), PSSPadding(.sha256, maskDigest: .sha512),
        PSSPadding(.sha1, saltByteCount: 21), PSSPadding(.sha256, saltByteCount: 222),
    ]

    private func signer(_ padding: PSSPadding, hasAttributes: Bool = true) throws -> CMSSigner {
        let alice = try Samples.person("alice")
        return CMSSigner(
            certificate: alice.certificate, key: alice.key, digest: padding.digest, padding: padding,
            usesSignedAttributes: hasAttributes)
    }

    @Test(arguments: programs, paddings)
    func opensslVerifiesWhatWeSign(program: String, padding: PSSPadding) throws {
        let issuing = try Samples.certificates(TestFiles.vector("peers/pki/issuing.pem"))
        for hasAttributes in [true, false] {
            let message = try SignedData.signing(
                Bytes(Self.content), by: [signer(padding, hasAttributes: hasAttributes)], certificates: issuing,
                detached: false)
            let encoding = Array(ContentInfo.signedData(message).encode())
            let arguments = ["cms", "-verify", "-binary", "-inform", "DER", "-CAfile", "\(Self.pki)/root.pem"]
            #expect(try Programs.run(program, arguments, input: encoding) == Self.content)
        }
    }

    @Test(arguments: programs, paddings)
    func weVerifyWhatOpensslSigns(program: String, padding: PSSPadding) throws {
        let alice = try Samples.person("alice")
        for option in [[], ["-noattr"]] {
            let arguments =
                [
                    "cms", "-sign", "-binary", "-nodetach", "-outform", "DER", "-md", padding.digest.name,
                    "-signer", "\(Self.pki)/alice.pem", "-inkey", "\(Self.pki)/alice.key",
                    "-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_mgf1_md:\(padding.maskDigest.name)",
                    "-keyopt", "rsa_pss_saltlen:\(padding.saltByteCount)",
                ] + option
            let encoding = try #require(try Programs.run(program, arguments, input: Self.content))
            let message = try Samples.find(encoding).signedData()
            let check = message.check(0)
            #expect(check.outcome == .good(alice.certificate))
            #expect(check.signatureScheme == SignatureScheme(padding))
            #expect(check.digestAlgorithm == padding.digest)
            var changed = message
            changed.encapContentInfo.content = .octetString([0x61])
            #expect(!changed.check(0).outcome.isGood)
        }
    }

    private static let transports: [(OAEPPadding, [String])] = [
        (OAEPPadding(.sha1), []),
        (OAEPPadding(.sha256), ["-keyopt", "rsa_oaep_md:sha256"]),
        (OAEPPadding(.sha512, maskDigest: .sha1), ["-keyopt", "rsa_oaep_md:sha512", "-keyopt", "rsa_mgf1_md:sha1"]),
        (OAEPPadding(.sha384), ["-keyopt", "rsa_oaep_md:sha384"]),
        (
            OAEPPadding(.sha256, label: [1, 2, 3]),
            ["-keyopt", "rsa_oaep_md:sha256", "-keyopt", "rsa_oaep_label:010203"]
        ),
    ]

    @Test(arguments: programs)
    func sealedMessagesOpenBothWays(program: String) throws {
        let people = try ["alice", "bob"].map(Samples.person)
        for (padding, options) in Self.transports {
            let message = try EnvelopedData.sealing(
                Bytes(Self.content), for: people.map(\.certificate), carryingKeyBy: .rsaOAEP(padding))
            #expect(try message.open(with: [people[1]]) == Bytes(Self.content))
            let encoding = Array(ContentInfo.envelopedData(message).encode())
            let arguments = [
                "cms", "-decrypt", "-binary", "-inform", "DER", "-recip", "\(Self.pki)/alice.pem", "-inkey",
                "\(Self.pki)/alice.key",
            ]
            #expect(try Programs.run(program, arguments, input: encoding) == Self.content)
            let sealing =
                [
                    "cms", "-encrypt", "-binary", "-outform", "DER", "-aes128", "-recip", "\(Self.pki)/alice.pem",
                    "-keyopt", "rsa_padding_mode:oaep",
                ] + options
            let theirs = try #require(try Programs.run(program, sealing, input: Self.content))
            let read = try Samples.find(theirs).envelopedData()
            #expect(try read.open(with: [people[0]]) == Bytes(Self.content))
            // What they write and what we write for the same padding say the same.
            guard case .keyTransport(let info) = read.recipientInfos[0] else { continue }
            #expect(try KeyTransportScheme(info.keyEncryptionAlgorithm) == .rsaOAEP(padding))
        }
    }

    @Test func whatGoesWrongAfterTheUnwrapIsUndecryptable() throws {
        let (alice, bob) = (try Samples.person("alice"), try Samples.person("bob"))
        var sealed = try EnvelopedData.sealing(
            Bytes(Self.content), for: [alice.certificate], carryingKeyBy: .rsaOAEP(OAEPPadding(.sha256)))
        func expectUndecryptable(_ key: PrivateKey) {
            #expect(throws: CMSError.undecryptable) {
                // Noise whose padding looks right, once in 256 times.
                if try sealed.open(with: key, of: alice.certificate) != Bytes(Self.content) {
                    throw CMSError.undecryptable
                }
            }
        }
        expectUndecryptable(bob.key)
        guard case .keyTransport(var recipient) = sealed.recipientInfos[0] else { return }
        let right = recipient.keyEncryptionAlgorithm
        recipient.keyEncryptionAlgorithm = KeyTransportScheme.rsaOAEP(OAEPPadding(.sha256, label: [1])).identifier
        sealed.recipientInfos = [.keyTransport(recipient)]
        expectUndecryptable(alice.key)
        recipient.keyEncryptionAlgorithm = KeyTransportScheme.rsaPKCS1v15.identifier
        sealed.recipientInfos = [.keyTransport(recipient)]
        expectUndecryptable(alice.key)
        recipient.keyEncryptionAlgorithm = right
        recipient.encryptedKey = Bytes(recipient.encryptedKey.map { $0 ^ 1 })
        sealed.recipientInfos = [.keyTransport(recipient)]
        expectUndecryptable(alice.key)
    }

    /// RFC 4056 §3: the hash of the parameters is the digest algorithm of the signer.
    @Test func theDigestsMustAgree() throws {
        var message = try SignedData.signing(
            Bytes(Self.content), by: [signer(PSSPadding(.sha256))], detached: false)
        #expect(message.check(0).outcome.isGood)
        let right = message.signerInfos[0].signatureAlgorithm
        message.signerInfos[0].signatureAlgorithm = SignatureScheme(PSSPadding(.sha512)).identifier
        #expect(message.check(0).outcome == .digestsDisagree(digest: .sha256, signature: .sha512))
        message.signerInfos[0].signatureAlgorithm = SignatureScheme(PSSPadding(.sha256, saltByteCount: 31)).identifier
        #expect(message.check(0).outcome == .badSignature)
        message.signerInfos[0].signatureAlgorithm = SignatureScheme.rsa.identifier
        #expect(message.check(0).outcome == .badSignature)
        message.signerInfos[0].signatureAlgorithm = AlgorithmIdentifier(algorithm: right.algorithm, parameters: nil)
        #expect(message.check(0).verdict == "unsupported")

        var signer = try signer(PSSPadding(.sha256))
        signer.digest = .sha512
        #expect(throws: CMSError.algorithm(.invalidParameters(name: "rsassa-pss", nil))) {
            try SignedData.signing(Bytes(Self.content), by: [signer], detached: false)
        }
    }

    /// A key for RSASSA-PSS alone signs so without being asked, as its certificate restricts it, and nothing is sealed to it.
    @Test func restrictedKeysKeepToTheirRestriction() throws {
        guard case .rsa(let key) = try Samples.person("alice").key else { return }
        let restriction = PSSPadding(.sha384, saltByteCount: 40)
        let restricted = PrivateKey.rsaPSS(key, restriction)
        let certificate = try Certificate.selfSigned(
            subject: Name(commonName: "Restricted"), key: restricted, profile: .email,
            validity: Validity(from: try #require(Instant(year: 2026, month: 1, day: 1)), days: 1000),
            digest: .sha384)
        try certificate.checkSignature(by: restricted.publicKey)
        #expect(try certificate.publicKey() == restricted.publicKey)
        // The private key may come from a file that does not know of the restriction.
        for key in [restricted, .rsa(key)] {
            #expect(CMSSigner(certificate: certificate, key: key).digest == .sha384)
            let other = CMSSigner(certificate: certificate, key: key, digest: .sha256)
            #expect(throws: CMSError.algorithm(.restrictedKey(name: "rsassa-pss with sha256: it is for sha384"))) {
                try SignedData.signing(Bytes(Self.content), by: [other], detached: false)
            }
            let signer = CMSSigner(certificate: certificate, key: key, digest: .sha384)
            let message = try SignedData.signing(Bytes(Self.content), by: [signer], detached: false)
            #expect(message.check(0).outcome == .good(certificate))
            #expect(message.check(0).signatureScheme == SignatureScheme(restriction))
            let encoding = Array(ContentInfo.signedData(message).encode())
            try Programs.withFolder { folder in
                let file = folder.appending(path: "certificate.pem")
                try Data(PEM(label: PEM.Label.certificate, contents: certificate.encoding).encode().declassified())
                    .write(to: file)
                let arguments = ["cms", "-verify", "-binary", "-inform", "DER", "-noverify", "-certfile", file.path]
                #expect(try Programs.run("openssl", arguments, input: encoding) == Self.content)
            }
        }
        let salted = CMSSigner(
            certificate: certificate, key: restricted, digest: .sha384,
            padding: PSSPadding(.sha384, saltByteCount: 39))
        #expect(throws: CMSError.algorithm(.restrictedKey(name: "rsassa-pss with sha384"))) {
            try SignedData.signing(Bytes(Self.content), by: [salted], detached: false)
        }
        #expect(throws: CMSError.key(.rsa(.signingKeyOnly))) {
            try EnvelopedData.sealing(Bytes(Self.content), for: [certificate])
        }
    }
}
