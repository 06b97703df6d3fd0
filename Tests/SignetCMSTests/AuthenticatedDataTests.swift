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

/// `AuthenticatedData`: Bouncy Castle's is checked, ours is checked, and what was changed is refused.
struct AuthenticatedDataTests {
    static let content = Samples.bytes("The keys are under the mat.\r\n")
    private let letter = content
    private static let secret: SecretSlice = {
        let bytes = (0..<16).map { UInt8($0) }
        return SecretBytes(copying: bytes.span).shared()
    }()

    static func keys() throws -> [OpeningKey] {
        [try Samples.person("alice").openingKey, .keyEncryptionKey(secret, identifier: [0xC0, 0xFE, 0xE0])]
    }

    /// The files of `Vectors/peers/authenticated`.
    private static let files = [
        "bc-kek-attributes", "bc-kek-bare", "bc-rsa-attributes", "bc-rsa-bare", "bc-rsa-iana", "bc-rsa-sha1",
    ]

    @Test(arguments: files)
    func bouncyCastleIsRead(file: String) throws {
        let bytes = try TestFiles.vector("peers/authenticated/\(file).ber")
        guard case .authenticatedData(let message) = try ContentInfo(reading: Bytes(bytes)) else {
            Issue.record("\(file) is no AuthenticatedData")
            return
        }
        #expect(try message.open(with: Self.keys()) == letter)
        let bob = try Samples.person("bob").openingKey
        #expect(throws: CMSError.notARecipient(message.recipientInfos)) { try message.open(with: [bob]) }
        // Every byte that was changed is refused, or says nothing about the content; nothing is written of what is refused.
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] ^= 0x04
            let sink = MemorySink()
            do {
                let read = try StreamedMessage(reading: MemorySource(Bytes(damaged)))
                _ = try read.authenticate(with: Self.keys(), everyKey: true, to: sink)
                #expect(sink.take() == letter, "byte \(index)")
            } catch {
                #expect(sink.count == 0, "byte \(index)")
            }
        }
    }

    @Test(arguments: PseudorandomFunction.allCases, [nil, .sha256, .sha384] as [DigestAlgorithm?])
    func everyCodeIsChecked(code: PseudorandomFunction, digest: DigestAlgorithm?) throws {
        let recipients = [
            CMSRecipient(try Samples.person("alice").certificate),
            CMSRecipient.keyEncryptionKey(Self.secret, identifier: [1]),
        ]
        guard code != .hmacMD5 else {
            #expect(throws: CMSError.algorithm(.refused(role: "message authentication code", name: "hmac-md5"))) {
                try AuthenticatedData.authenticating(letter, for: recipients, with: code)
            }
            return
        }
        for type in [ContentType.data, .signedData] {
            let made = try AuthenticatedData.authenticating(
                letter, for: recipients, with: code, digest: digest, contentType: type)
            #expect((made.authenticatedAttributes == nil) == (type == .data && digest == nil))
            let written = ContentInfo.authenticatedData(made).encode()
            guard case .authenticatedData(let read) = try ContentInfo(reading: written) else { continue }
            for key in [try Samples.person("alice").openingKey, .keyEncryptionKey(Self.secret, identifier: nil)] {
                #expect(try read.open(with: [key]) == letter)
            }
            var changed = read
            changed.encapContentInfo.content = .octetString(letter.dropFirst())
            #expect(throws: CMSError.undecryptable) { try changed.open(with: Self.keys()) }
            changed = read
            changed.encapContentInfo.contentType = .envelopedData
            #expect(throws: CMSError.undecryptable) { try changed.open(with: Self.keys()) }
            changed = read
            changed.mac = read.mac.dropFirst()
            #expect(throws: CMSError.undecryptable) { try changed.open(with: Self.keys()) }
            changed = read
            changed.encapContentInfo.content = nil
            #expect(throws: CMSError.contentAbsent) { try changed.open(with: Self.keys()) }
            #expect(try changed.open(with: Self.keys(), content: letter) == letter)
        }
    }

    /// The attributes of another content, its own digest moved below them, and algorithms that were not meant.
    @Test func attributesAreHeldToTheContent() throws {
        let recipients = [CMSRecipient.keyEncryptionKey(Self.secret, identifier: [0xC0, 0xFE, 0xE0])]
        let made = try AuthenticatedData.authenticating(letter, for: recipients)
        var bare = made
        // RFC 5652 §9.2: the attributes, passed off as a content that was authenticated bare.
        let attributes = Array(try #require(made.authenticatedAttributes).encoding)
        bare.encapContentInfo.content = .octetString(Bytes([0x31] + attributes.dropFirst()))
        bare.authenticatedAttributes = nil
        bare.digestAlgorithm = nil
        #expect(throws: CMSError.undecryptable) { try bare.open(with: Self.keys()) }
        var other = made
        other.digestAlgorithm = DigestAlgorithm.sha512.identifier
        #expect(throws: CMSError.undecryptable) { try other.open(with: Self.keys()) }
        other = made
        other.digestAlgorithm = nil
        #expect(throws: CMSError.undecryptable) { try other.open(with: Self.keys()) }
    }
}

/// Time-stamps of an authority of our own, and what they say about a signature.
struct TimeStampTests {
    private let letter = AuthenticatedDataTests.content

    private func authority(_ profile: CertificateProfile = .timeStamping) throws -> CMSSigner {
        let root = try PrivateKey.generate(.ec(.p256))
        let key = try PrivateKey.generate(.ec(.p384))
        let from = Validity(from: Instant(year: 2024, month: 1, day: 1)!, days: 10_000)
        let issuer = try Certificate.selfSigned(
            subject: try Name(commonName: "Root"), key: root, profile: .authority(), validity: from)
        let certificate = try Certificate.issue(
            subject: try Name(commonName: "Clock"), emailAddresses: [],
            publicKey: SubjectPublicKeyInfo(key.publicKey), profile: profile, validity: from, issuer: issuer, key: root)
        return CMSSigner(certificate: certificate, key: key)
    }

    private func answer(
        _ request: TimeStampReq, by authority: CMSSigner
    ) throws -> TimeStampResp {
        try request.answered(
            by: authority, at: Instant(year: 2026, month: 6, day: 1)!, policy: "1.2.3.4", serialNumber: 7)
    }

    @Test func stampsAreAnsweredAttachedAndJudged() throws {
        let (alice, bob) = (try Samples.person("alice"), try Samples.person("bob"))
        let signed = try SignedData.signing(
            letter, by: [alice, bob].map { CMSSigner(certificate: $0.certificate, key: $0.key) }, detached: false)
        let authority = try authority()
        // RFC 3161 §2.3: critical, or others refuse it.
        let usage = authority.certificate.extensions.first { $0.id == Extension.ID.extKeyUsage }
        #expect(usage?.isCritical == true)

        let request = signed.signerInfos[1].timeStampRequest(by: .sha384)
        let asked = try TimeStampReq.syntax.decode(TimeStampReq.syntax.encode(request))
        let response = try answer(asked, by: authority)
        let token = try TimeStampResp.token(in: TimeStampResp.syntax.encode(response))
        #expect(try TimeStampResp.token(in: token) == token)
        #expect(TSTInfo(inToken: token)?.nonce == request.nonce)

        let sink = MemorySink()
        let message = MemorySource(ContentInfo.signedData(signed).encode(), chunkByteCount: 7)
        try StreamedMessage(reading: message).stamp(with: token, to: sink)
        guard case .signedData(let stamped) = try ContentInfo(reading: sink.take()) else { return }
        #expect(stamped.signerInfos.map(\.timeStampTokens.count) == [0, 1])
        #expect(stamped.signerInfos[0] == signed.signerInfos[0])
        let checks = stamped.checks()
        #expect(checks.map(\.outcome.isGood) == [true, true])
        #expect(
            checks[1].timeStamps.map(\.outcome)
                == [.good(Instant(year: 2026, month: 6, day: 1)!, authority.certificate)])

        let other = try SignedData.signing(
            letter, by: [CMSSigner(certificate: alice.certificate, key: alice.key)], detached: true)
        #expect(throws: CMSError.self) { try other.stamped(with: token) }
    }

    @Test func questionsThatMakeNoSenseAreRefused() throws {
        let authority = try authority()
        var request = TimeStampReq(letter)
        request.version = 2
        #expect(try answer(request, by: authority).status == .rejection(.badRequest))
        request = TimeStampReq(letter)
        request.messageImprint.hashedMessage = [1, 2, 3]
        #expect(try answer(request, by: authority).status == .rejection(.badDataFormat))
        request.messageImprint.hashAlgorithm = AlgorithmIdentifier(algorithm: "1.2.3", parameters: nil)
        #expect(try answer(request, by: authority).status == .rejection(.badAlg))
        request = TimeStampReq(letter)
        request.reqPolicy = "1.2.3.5"
        let refusal = try answer(request, by: authority)
        #expect(refusal.status == .rejection(.unacceptedPolicy) && refusal.timeStampToken == nil)
        #expect(throws: CMSError.unusableTimeStamp("the authority made none: status 2, unacceptedPolicy")) {
            try TimeStampResp.token(in: TimeStampResp.syntax.encode(refusal))
        }
        // A certificate for something else stamps nothing.
        #expect(throws: CMSError.self) { try answer(TimeStampReq(letter), by: try self.authority(.email)) }
    }
}
