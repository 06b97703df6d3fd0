import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetHash
import SignetKeys
import SignetX509
import TestSupport
import Testing

@testable import SignetCMS

struct SigningTests {
    private let alice: RecipientKey
    private let bob: RecipientKey
    private let content = Samples.bytes("Content-Type: text/plain\r\n\r\nMeet me at noon.\r\n")

    init() throws {
        alice = try Samples.person("alice")
        bob = try Samples.person("bob")
    }

    private func signer(_ person: RecipientKey) -> CMSSigner {
        CMSSigner(certificate: person.certificate, key: person.key)
    }

    private func reread(_ signedData: SignedData) throws -> SignedData {
        try Samples.Found(cms: ContentInfo.signedData(signedData).encode(), content: nil).signedData()
    }

    @Test(arguments: DigestAlgorithm.allCases, [true, false])
    func aSignatureIsGoodAfterATrip(digest: DigestAlgorithm, detached: Bool) throws {
        for form in SignerIdentifier.Form.allCases {
            for hasAttributes in [true, false] {
                var signer = signer(alice)
                signer.digest = digest
                signer.identifiesBy = form
                signer.usesSignedAttributes = hasAttributes
                signer.signingTime = Instant(year: 2049, month: 12, day: 31, hour: 23, minute: 59, second: 59)
                signer.capabilities = .own
                let message = try reread(try SignedData.signing(content, by: [signer], detached: detached))
                #expect(message.version == (form == .issuerAndSerialNumber ? 1 : 3))
                #expect((message.encapContentInfo.content == nil) == detached)
                let check = message.check(0, content: detached ? content : nil)
                #expect(check.outcome == .good(alice.certificate))
                #expect(check.digestAlgorithm == digest)
                #expect(check.signingTime == (hasAttributes ? signer.signingTime : nil))
                #expect(check.capabilities == (hasAttributes ? .own : nil))
                if detached {
                    #expect(message.check(0).outcome == .contentAbsent)
                }
                #expect(message.check(0, content: Samples.bytes("other")).outcome != check.outcome)
            }
        }
    }

    @Test func attributesAreSortedAndTimesAreInTheirForm() throws {
        var signer = signer(alice)
        signer.capabilities = .own
        for (year, tag) in [(2049, 0x17), (2050, 0x18)] as [(Int, UInt8)] {
            signer.signingTime = Instant(year: year, month: 1, day: 1)
            let message = try SignedData.signing(content, by: [signer], detached: true)
            let attributes = try #require(message.signerInfos[0].signedAttributes)
            let sorted = attributes.value.map { Attribute.syntax.encode($0) }.sorted()
            let reread = try reread(message).signerInfos[0].signedAttributes
            #expect(reread?.value.map { Attribute.syntax.encode($0) } == sorted)
            #expect(attributes.encoding[0] == 0xA0)
            let time = try #require(attributes.value.first { $0.type == CMSAttribute.signingTime })
            #expect(time.values[0][0] == tag)
        }
        // Strict DER: an unsorted SET OF would be refused.
        let opaque = ContentInfo.signedData(try SignedData.signing(content, by: [signer], detached: false)).encode()
        #expect(throws: Never.self) { try ContentInfo.syntax.decode(opaque, rules: .der) }
    }

    @Test func everySignerIsJudgedByItself() throws {
        var second = signer(bob)
        second.digest = .sha512
        let issuing = try Samples.certificates(TestFiles.vector("peers/pki/issuing.pem"))
        var message = try SignedData.signing(
            content, by: [signer(alice), second], certificates: issuing + issuing + [alice.certificate],
            detached: false)
        #expect(message.digestAlgorithms.count == 2)
        #expect(message.certificateList == [alice.certificate, bob.certificate] + issuing)
        #expect(message.checks().map(\.outcome) == [.good(alice.certificate), .good(bob.certificate)])
        var damaged = Array(message.signerInfos[1].signature)
        damaged[100] ^= 1
        message.signerInfos[1].signature = Bytes(damaged)
        #expect(message.checks().map(\.outcome) == [.good(alice.certificate), .badSignature])
        #expect(message.checks()[1].certificate == bob.certificate)
    }

    @Test func anotherContentIsADigestMismatch() throws {
        let message = try SignedData.signing(content, by: [signer(alice)], detached: true)
        let other = Samples.bytes("Content-Type: text/plain\r\n\r\nMeet me at nine.\r\n")
        let digests = [content, other].map { Bytes(DigestAlgorithm.sha256.digest(of: $0.span).bytes) }
        #expect(message.check(0, content: other).outcome == .digestMismatch(expected: digests[0], found: digests[1]))
        let opaque = try SignedData.signing(content, by: [signer(alice)], detached: false)
        #expect(opaque.check(0, content: other).outcome == .contentGivenTwice)
        #expect(opaque.check(0, content: content).outcome == .good(alice.certificate))
    }

    @Test func contentOfAnotherTypeIsSignedWithAttributes() throws {
        var plain = signer(alice)
        plain.usesSignedAttributes = false
        var message = try SignedData.signing(content, contentType: .tstInfo, by: [plain], detached: false)
        #expect(message.version == 3)
        #expect(message.check(0).outcome == .good(alice.certificate))
        message.encapContentInfo.contentType = .data
        #expect(message.check(0).outcome == .contentTypeMismatch(signed: .tstInfo, found: .data))
        message.signerInfos[0].signedAttributes = nil
        message.encapContentInfo.contentType = .tstInfo
        #expect(message.check(0).outcome == .missingAttribute("contentType"))
    }

    /// The attributes of a signature, presented as content that is signed without attributes.
    @Test func attributesCannotPassAsContent() throws {
        var message = try SignedData.signing(content, by: [signer(alice)], detached: false)
        let attributes = try #require(message.signerInfos[0].signedAttributes)
        message.encapContentInfo.content = .octetString(Bytes([0x31] + Array(attributes.encoding.dropFirst())))
        message.signerInfos[0].signedAttributes = nil
        #expect(message.check(0).outcome == .attributesAsContent)
    }

    /// A signer that sends attributes unsorted, and signs them sorted (as DER wants) or unsorted (as they are).
    @Test(arguments: [true, false])
    func attributesInAnyOrderAreRead(signsSorted: Bool) throws {
        var message = try SignedData.signing(content, by: [signer(alice)], detached: false)
        let sorted = try #require(message.signerInfos[0].signedAttributes).value
            .map { Attribute.syntax.encode($0) }.sorted()
        let unsorted = sorted.reversed().flatMap { Array($0) }
        let length: [UInt8] = [UInt8(unsorted.count)]
        try #require(unsorted.count < 128)
        message.signerInfos[0].signedAttributes = try SignerInfo.attributes.implicit(0).preserved
            .decode(Bytes([0xA0] + length + unsorted), rules: .tolerant)
        if !signsSorted {
            let digest = DigestAlgorithm.sha256.digest(of: ([0x31] + length + unsorted).span)
            message.signerInfos[0].signature = try alice.key.sign(digest, .sha256, with: .rsa)
        }
        let check = try reread(message).check(0)
        #expect(check.outcome == .good(alice.certificate))
        #expect(check.sortedAttributes == signsSorted)
        #expect(check.signedAttributes?.map { Attribute.syntax.encode($0) } == sorted.reversed())
    }

    @Test func theSignatureAlgorithmMayNameTheDigestOnlyRightly() throws {
        var message = try SignedData.signing(content, by: [signer(alice)], detached: false)
        #expect(message.signerInfos[0].signatureAlgorithm == SignatureAlgorithm.rsa.identifier)
        message.signerInfos[0].signatureAlgorithm = SignatureAlgorithm.rsaSHA256.identifier
        #expect(message.check(0).outcome == .good(alice.certificate))
        message.signerInfos[0].signatureAlgorithm = SignatureAlgorithm.rsaSHA512.identifier
        #expect(message.check(0).outcome == .digestsDisagree(digest: .sha256, signature: .sha512))
        message.signerInfos[0].signatureAlgorithm.algorithm = "1.2.840.10045.4.3.2"
        #expect(message.check(0).outcome == .unsupported(.wrongKeyType(name: "ecdsa-sha256")))
    }

    @Test func attributesAreSingleAndWellFormed() throws {
        var signer = signer(alice)
        signer.signingTime = Instant(year: 2026, month: 1, day: 1)
        let message = try SignedData.signing(content, by: [signer], detached: false)
        func verdict(_ change: (inout [Attribute]) -> Void) throws -> String {
            var changed = message
            var attributes = try #require(message.signerInfos[0].signedAttributes).value
            change(&attributes)
            changed.signerInfos[0].signedAttributes = SignerInfo.attributes.implicit(0).preserving(attributes)
            return changed.check(0).verdict
        }
        func index(_ type: ObjectIdentifier, in attributes: [Attribute]) -> Int {
            attributes.firstIndex { $0.type == type }!
        }
        #expect(try verdict { _ in } == "good")
        for (type, name) in [
            (CMSAttribute.contentType, "contentType"), (CMSAttribute.messageDigest, "messageDigest"),
            (CMSAttribute.signingTime, "signingTime"),
        ] {
            #expect(try verdict { $0.append($0[index(type, in: $0)]) } == "repeated \(name)")
            #expect(try verdict { $0[index(type, in: $0)].values += [[4, 0]] } == "repeated \(name)")
            #expect(try verdict { $0[index(type, in: $0)].values = [] } == "repeated \(name)")
            #expect(try verdict { $0[index(type, in: $0)].values = [[5, 0]] } == "malformed")
            let missing = try verdict { $0.remove(at: index(type, in: $0)) }
            #expect(missing == (type == CMSAttribute.signingTime ? "bad signature" : "missing \(name)"))
        }
    }

    @Test func misuseIsRefused() throws {
        #expect(throws: CMSError.noSigners) { try SignedData.signing(content, by: [], detached: true) }
        let wrong = CMSSigner(certificate: alice.certificate, key: bob.key)
        #expect(throws: CMSError.keyMismatch(alice.certificate)) {
            try SignedData.signing(content, by: [wrong], detached: true)
        }
        #expect(throws: CMSError.noRecipients) { try EnvelopedData.sealing(content, for: [Certificate]()) }
    }

    @Test func aBundleIsOnlyCertificates() throws {
        let bundle = try reread(SignedData.certificatesOnly([alice.certificate, bob.certificate, alice.certificate]))
        #expect(bundle.isCertificatesOnly)
        #expect(Set(bundle.certificateList) == [alice.certificate, bob.certificate])
        #expect(bundle.certificateList.count == 2)
        #expect(bundle.checks().isEmpty)
    }
}
