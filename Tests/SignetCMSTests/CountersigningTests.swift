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

/// Signatures on signatures, signers who come later, time-stamps, and what a signature protects beside the content.
struct CountersigningTests {
    private let letter = Samples.bytes("The safe is behind the picture.\r\n")

    private func signer(_ name: String) throws -> CMSSigner {
        let person = try Samples.person(name)
        var signer = CMSSigner(certificate: person.certificate, key: person.key)
        signer.protectsAlgorithms = true
        signer.namesCertificate = true
        return signer
    }

    @Test func countersignaturesAreJudged() throws {
        let signed = try SignedData.signing(letter, by: [try signer("alice")], detached: false)
        let once = try signed.countersigned(by: [try signer("bob")])
        var twice = once
        let inner = try once.signerInfos[0].countersignatures[0].countersigned(by: [try signer("carol")])
        twice.signerInfos[0].unsignedAttributes = [
            Attribute(CMSAttribute.countersignature, SignerInfo.syntax, inner)
        ]
        twice.certificates = (once.certificates ?? []) + [.certificate(try Samples.person("carol").certificate)]
        guard case .signedData(let read) = try ContentInfo(reading: ContentInfo.signedData(twice).encode()) else {
            return
        }
        let check = read.check(0)
        #expect(check.outcome.isGood)
        #expect(check.countersignatures.map(\.outcome.isGood) == [true])
        #expect(check.countersignatures[0].countersignatures.map(\.outcome.isGood) == [true])

        // A countersignature stands on one signature, and no other.
        let other = try SignedData.signing(Bytes(Array(letter) + [0x21]), by: [try signer("alice")], detached: false)
        var moved = other
        moved.signerInfos[0].unsignedAttributes = once.signerInfos[0].unsignedAttributes
        moved.certificates = once.certificates
        #expect(moved.check(0).outcome.isGood && !moved.check(0).countersignatures[0].outcome.isGood)
    }

    /// The bytes of the first signer stay as they were, even where they are no DER.
    @Test func laterSignersTouchNothing() throws {
        let first = MemorySink()
        try StreamedSigning([try signer("alice")]).write(MemorySource(letter), to: first)
        let before = first.take()
        let both = MemorySink()
        try StreamedMessage(reading: MemorySource(before)).addSigners([try signer("bob")], to: both)
        let after = both.take()
        guard case .signedData(let one) = try ContentInfo(reading: before),
            case .signedData(let two) = try ContentInfo(reading: after)
        else { return }
        let original = SignerInfo.syntax.encode(one.signerInfos[0])
        #expect(two.signerInfos.map(SignerInfo.syntax.encode).contains(original))
        #expect(two.checks().map(\.outcome.isGood) == [true, true])
        #expect(throws: CMSError.contentAbsent) {
            let detached = try SignedData.signing(letter, by: [try signer("alice")], detached: true)
            let source = MemorySource(ContentInfo.signedData(detached).encode())
            try StreamedMessage(reading: source).addSigners([try signer("bob")], to: MemorySink())
        }
    }

    /// RFC 6211: the digest or signature algorithm beside the signature is not the one that was signed.
    @Test func algorithmsAreProtected() throws {
        let signed = try SignedData.signing(letter, by: [try signer("alice")], detached: false)
        #expect(signed.check(0).outcome.isGood)
        var changed = signed
        changed.signerInfos[0].signatureAlgorithm = AlgorithmIdentifier(
            algorithm: "1.2.840.113549.1.1.11", parameters: AlgorithmIdentifier.null)
        #expect(changed.check(0).outcome == .algorithmsDisagree)
    }

    /// RFC 5035 §5: another certificate with the same key cannot take the place of the one that the signer named.
    @Test func certificatesAreProtected() throws {
        let alice = try Samples.person("alice")
        let bob = try Samples.person("bob")
        var signer = try signer("alice")
        #expect(
            try SignedData.signing(letter, by: [signer], detached: false).check(0).outcome == .good(alice.certificate))
        signer.namesCertificate = false
        signer.otherAttributes = [
            Attribute(
                CMSAttribute.signingCertificateV2, SigningCertificateV2.syntax,
                SigningCertificateV2(certificates: [ESSCertIDv2(bob.certificate)]))
        ]
        let signed = try SignedData.signing(letter, by: [signer], detached: false)
        #expect(signed.check(0).outcome == .otherCertificateMeant(alice.certificate))
    }

    /// A small time-stamp authority: OpenSSL's, with a certificate made for it.
    @Test func timeStampsAreAttachedAndJudged() throws {
        var signed = try SignedData.signing(letter, by: [try signer("alice")], detached: false)
        let request = TimeStampReq.syntax.encode(signed.signerInfos[0].timeStampRequest())
        try Programs.withFolder { folder in
            let path = folder.path
            let script = """
                set -e; cd \(path)
                printf '[tsa]\\nserial=serial\\nsigner_cert=tsa.pem\\nsigner_key=tsa.key\\nsigner_digest=sha256\\n' > c.cnf
                printf 'default_policy=1.2.3.4\\ndigests=sha256\\ness_cert_id_alg=sha256\\n' >> c.cnf
                printf '[req]\\ndistinguished_name=d\\n[d]\\n' > r.cnf
                echo 01 > serial
                openssl req -x509 -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.pem -subj /CN=TSA -days 3650 \
                  -addext extendedKeyUsage=critical,timeStamping -config r.cnf 2>/dev/null
                openssl ts -reply -config c.cnf -section tsa -queryfile q.tsq -out r.tsr 2>/dev/null
                """
            try Data(request).write(to: URL(filePath: "\(path)/q.tsq"))
            guard try Programs.run("sh", ["-c", script]) != nil else { return }
            let reply = Bytes([UInt8](try Data(contentsOf: URL(filePath: "\(path)/r.tsr"))))
            let token = try #require(try TimeStampResp.syntax.decode(reply, rules: .ber).timeStampToken)
            signed.signerInfos[0] = try signed.signerInfos[0].stamped(with: token)
            guard case .signedData(let read) = try ContentInfo(reading: ContentInfo.signedData(signed).encode()) else {
                return
            }
            let check = read.check(0)
            #expect(check.outcome.isGood)
            guard case .good(let time, let authority)? = check.timeStamps.first?.outcome else {
                Issue.record("\(check.timeStamps)")
                return
            }
            #expect(time.secondsSince1970 > 1_700_000_000 && authority.subject.title == "TSA")
            let other = TimeStampCheck(token, of: letter)
            #expect(other.outcome == .otherMessage)
            TestFiles.report("openssl ts", ran: 1)
        }
    }
}
