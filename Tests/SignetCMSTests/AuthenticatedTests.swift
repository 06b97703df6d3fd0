import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetCMS
import SignetCipher
import SignetKeys
import SignetX509
import TestSupport
import Testing

/// `AuthEnvelopedData`: what is sealed opens, what was changed does not, and OpenSSL agrees.
struct AuthenticatedTests {
    static let ciphers = ContentCipher.allCases.filter(\.isAuthenticating)
    private let letter = Samples.bytes("Content-Type: text/plain\r\n\r\nThe safe is behind the picture.\r\n")

    @Test(arguments: ciphers, [false, true])
    func whatIsSealedOpens(cipher: ContentCipher, hasAttributes: Bool) throws {
        let people = try ["alice", "bob", "carol"].map(Samples.person)
        let attributes =
            hasAttributes
            ? [Attribute(CMSAttribute.signingTime, Time.syntax, Time(Instant(secondsSince1970: 1_700_000_000)))] : []
        for type in [ContentType.data, .signedData] {
            let sealed = try AuthEnvelopedData.sealing(
                letter, for: people.prefix(2).map { CMSRecipient($0.certificate) }, with: cipher, contentType: type,
                authenticatedAttributes: attributes)
            #expect((sealed.authenticatedAttributes == nil) == (type == .data && !hasAttributes))
            let written = ContentInfo.authEnvelopedData(sealed).encode()
            guard case .authEnvelopedData(let read) = try ContentInfo(reading: written) else {
                Issue.record("not sealed")
                continue
            }
            let opened = try read.open(with: [people[2].openingKey, people[1].openingKey])
            #expect(opened.content == letter && opened.isAuthenticated && opened.contentType == type)
            #expect(opened.openingKey == 1)
            #expect(throws: CMSError.self) { try read.open(with: [people[2].openingKey]) }
        }
    }

    /// Each bit of the message counts, but for those of the recipient entry of somebody else.
    @Test(arguments: ciphers)
    func whatWasChangedDoesNotOpen(cipher: ContentCipher) throws {
        let alice = try Samples.person("alice")
        let sealed = try AuthEnvelopedData.sealing(
            letter, for: [CMSRecipient(alice.certificate)], with: cipher, contentType: .signedData)
        var written = Array(ContentInfo.authEnvelopedData(sealed).encode())
        for index in stride(from: 0, to: written.count, by: 5) {
            written[index] ^= 1
            defer { written[index] ^= 1 }
            guard case .authEnvelopedData(let read)? = try? ContentInfo(reading: Bytes(written)) else { continue }
            guard let opened = try? read.open(with: [alice.openingKey]) else { continue }
            // What is left: version numbers, and whatever else says nothing to us.
            #expect(opened.content == letter && opened.contentType == .signedData, "byte \(index)")
        }
        for count in stride(from: 0, to: written.count, by: 7) {
            #expect(throws: CMSError.self) { try ContentInfo(reading: Bytes(Array(written.prefix(count)))) }
        }
    }

    @Test(arguments: OpenSSLTests.programs, [128, 192, 256].map { "aes-\($0)-gcm" })
    func opensslAgrees(program: String, cipher: String) throws {
        let alice = try Samples.person("alice")
        let pki = OpenSSLTests.pki
        let encoding = try #require(
            try Programs.run(
                program, ["cms", "-encrypt", "-binary", "-outform", "DER", "-\(cipher)", "\(pki)/alice.pem"],
                input: OpenSSLTests.content))
        guard case .authEnvelopedData(let message) = try ContentInfo(reading: Bytes(encoding)) else {
            Issue.record("not AuthEnvelopedData")
            return
        }
        let opened = try message.open(with: [alice.openingKey])
        #expect(Array(opened.content) == OpenSSLTests.content && opened.encryption.name == cipher)

        let ours = try AuthEnvelopedData.sealing(
            Bytes(OpenSSLTests.content), for: [CMSRecipient(alice.certificate)],
            with: #require(ContentCipher(named: cipher)))
        let arguments = [
            "cms", "-decrypt", "-binary", "-inform", "DER", "-recip", "\(pki)/alice.pem", "-inkey", "\(pki)/alice.key",
        ]
        let theirs = try Programs.run(
            program, arguments, input: Array(ContentInfo.authEnvelopedData(ours).encode()))
        #expect(theirs == OpenSSLTests.content)
    }

    /// Pieces of any size give the same ciphertext, the same tag, and the same plaintext.
    @Test(arguments: ContentCipher.allCases.filter { $0 != .rc2CBC && $0 != .desCBC })
    func piecesMakeNoDifference(cipher: ContentCipher) throws {
        let content = Bytes((0..<131).map { UInt8(truncatingIfNeeded: $0 &* 7) })
        let encryption = try ContentEncryption(cipher, byteCount: UInt64(content.count))
        let key = encryption.makeKey()
        let data: [UInt8] = cipher.isAuthenticating ? [1, 2, 3] : []
        var expected: [UInt8]?
        for size in [1, 2, 3, 5, 7, 8, 15, 16, 17, 31, 32, 33, 64, 130, 131, 200] {
            var encryptor = try ContentEncryptor(
                encryption, key: key, additionalData: data.span, byteCount: UInt64(content.count))
            var ciphertext: [UInt8] = []
            for start in stride(from: 0, to: content.count, by: size) {
                ciphertext += Array(try encryptor.update(content[start..<min(start + size, content.count)].span))
            }
            let (last, tag) = try encryptor.finalize()
            ciphertext += Array(last)
            let whole = ciphertext + Array(tag?.bytes ?? Bytes())
            if let expected { #expect(whole == expected) }
            expected = whole

            var decryptor: ContentDecryptor
            if let tag {
                var authentication = try ContentAuthentication(
                    encryption, key: key, additionalData: data.span, byteCount: UInt64(ciphertext.count))
                for start in stride(from: 0, to: ciphertext.count, by: size) {
                    try authentication.update(
                        ciphertext.span.extracting(start..<min(start + size, ciphertext.count)))
                }
                decryptor = try authentication.verify(tag: tag.bytes.span)
            } else {
                decryptor = try ContentDecryptor(encryption, key: key)
            }
            var plaintext: [UInt8] = []
            for start in stride(from: 0, to: ciphertext.count, by: size) {
                plaintext += Array(
                    try decryptor.update(ciphertext.span.extracting(start..<min(start + size, ciphertext.count)))
                        .declassified())
            }
            plaintext += Array(try decryptor.finalize().declassified())
            #expect(plaintext == Array(content))
        }
    }
}
