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

    /// RFC 5652 §11.4: a countersignature may bear some in its turn. Nothing else in the message changes.
    @Test func countersignaturesAreCountersigned() throws {
        let signed = try SignedData.signing(letter, by: [try signer("alice"), try signer("bob")], detached: false)
        func counter(_ message: SignedData, _ name: String, _ path: String?) throws -> SignedData {
            let sink = MemorySink()
            let source = MemorySource(ContentInfo.signedData(message).encode())
            let paths = try path.map { [try #require(SignaturePath($0))] }
            try StreamedMessage(reading: source).countersign(by: [try signer(name)], on: paths, to: sink)
            guard case .signedData(let read) = try ContentInfo(reading: sink.take()) else { throw CMSError.noSigners }
            return read
        }
        // Which of the two comes first is for DER to say.
        let first = signed.signerInfos.map { SignerInfo.syntax.encode($0) }
        let once = try counter(signed, "carol", "2")
        let number = try #require(once.signerInfos.firstIndex { !$0.countersignatures.isEmpty }) + 1
        let twice = try counter(try counter(once, "bob", "\(number)"), "alice", "\(number).2")
        let deep = try counter(twice, "carol", "\(number).2.1")
        let checks = deep.checks()
        #expect(checks.map(\.outcome.isGood) == [true, true])
        #expect(checks.map(\.countersignatures.count).sorted() == [0, 2])
        let above = checks[number - 1].countersignatures
        #expect(above.map(\.countersignatures.count) == [0, 1])
        #expect(above[1].countersignatures[0].countersignatures.map(\.outcome.isGood) == [true])
        let all = above + above[1].countersignatures + above[1].countersignatures[0].countersignatures
        #expect(all.map(\.outcome.isGood) == [true, true, true, true])
        #expect(deep.signerInfos.contains { first.contains(SignerInfo.syntax.encode($0)) })
        #expect(deep.certificateList.count == 3)

        // Of a signature in the middle the one below is good, and those on it are not.
        var changed = deep
        var middle = deep.signerInfos[number - 1].countersignatures[1]
        middle.signature = Bytes(middle.signature.map { $0 ^ 1 })
        let bytes = deep.signerInfos[number - 1].countersignatures.map { SignerInfo.syntax.encode($0) }
        changed.signerInfos[number - 1].unsignedAttributes = [
            Attribute(type: CMSAttribute.countersignature, values: [bytes[0], SignerInfo.syntax.encode(middle)])
        ]
        let check = changed.check(number - 1)
        #expect(check.outcome.isGood && check.countersignatures.map(\.outcome.isGood) == [true, false])
        #expect(!check.countersignatures[1].countersignatures[0].outcome.isGood)

        for path in ["3", "\(number).3", "\(number).1.1", "\(number).2.1.1.1", "\(3 - number).1"] {
            #expect(throws: CMSError.noSuchSignature(SignaturePath(path)!)) { try counter(deep, "bob", path) }
        }
        for text in ["", "0", "1.", ".1", "1..2", "-1", "1.0", "+1", "1,2", "99999999999999999999", "١"] {
            #expect(SignaturePath(text) == nil, "\(text)")
        }
        #expect(SignaturePath("3.1.2")?.description == "3.1.2")
    }

    /// What can be put on a signature is judged; deeper it is refused, and never passed over in silence.
    @Test func thereIsAnEndToDepth() throws {
        var message = try SignedData.signing(letter, by: [try signer("alice")], detached: true)
        var bob = try signer("bob")
        bob.includesCertificate = false
        for depth in 0..<8 {
            let path = SignaturePath(signer: 0, countersignatures: [Int](repeating: 0, count: depth))
            message = try message.countersigned(by: [bob], on: [path])
        }
        let path = SignaturePath(signer: 0, countersignatures: [Int](repeating: 0, count: 8))
        #expect(throws: CMSError.noSuchSignature(path)) { try message.countersigned(by: [bob], on: [path]) }
        guard case .signedData(let read) = try ContentInfo(reading: ContentInfo.signedData(message).encode()) else {
            return
        }
        var depth = 0
        let bobs = try Samples.person("bob").certificate
        var checks = read.check(0, content: letter, certificates: [bobs]).countersignatures
        while let check = checks.first {
            #expect(check.outcome.isGood)
            depth += 1
            checks = check.countersignatures
        }
        #expect(depth == 8)
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
