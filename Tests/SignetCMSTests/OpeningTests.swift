import Foundation
import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetCMS
import SignetHash
import SignetKeys
import SignetMIME
import SignetX509
import TestSupport
import Testing

struct OpeningTests {
    /// Which keys open the sealed messages of the corpora, and what becomes of them: the SHA-256 of the content that
    /// OpenSSL found, or the name of what is not ours.
    @Test(arguments: IndexedMessage.all.filter { $0.contentType == "enveloped_data" })
    func messagesOfTheCorporaOpen(row: IndexedMessage) throws {
        let message = try Samples.corpus(row.path).envelopedData()
        let keys = try knownKeys()
        switch row.path {
        case "cms/pyca-pkcs7/enveloped-no-content.der":
            #expect(throws: CMSError.contentAbsent) { try message.open(with: keys) }
        case "cms/openssl/rsa-malformed.der":
            // The label's source is there, and the label is not (RFC 4055 §4.1).
            #expect {
                try message.open(with: keys)
            } throws: { error in
                guard case .algorithm(.invalidParameters("rsa-oaep", _))? = error as? CMSError else { return false }
                return true
            }
        case "cms/openssl/ciphertext_from_1_1_1.cms", "cms/openssl/dh-malformed.der", "cms/openssl/ecdh-malformed.der",
            "cms/asn1crypto/cms-enveloped.der", "cms/asn1crypto/cms-enveloped.pem", "cms/pyca-pkcs7/enveloped.pem":
            // Key agreement, and keys that are in none of the files.
            #expect(throws: CMSError.notARecipient(message.recipientInfos)) { try message.open(with: keys) }
        case _ where row.folder == "smime" && row.openssl35Decrypt == "no known key":
            #expect(throws: CMSError.notARecipient(message.recipientInfos)) { try message.open(with: keys) }
        case _ where row.key == "tb_Bob.p12":
            guard let bob = try bobOfThunderbird() else { return }
            #expect(Samples.sha256(try message.open(with: keys + [bob])) == row.plaintextSHA256)
        default:
            #expect(Samples.sha256(try message.open(with: keys)) == row.plaintextSHA256)
        }
    }

    private func knownKeys() throws -> [RecipientKey] {
        let smime = try ["smrsa1", "smrsa2", "smrsa3"].map { name in
            let file = try TestFiles.corpus("cms/openssl/smime-certs/\(name).pem")
            return try Samples.recipient(file, file)
        }
        return smime + [
            try Samples.recipient(
                TestFiles.corpus("cms/rfc4134/BobRSASignByCarl.cer"),
                TestFiles.corpus("cms/rfc4134/BobPrivRSAEncrypt.pri")),
            try Samples.recipient(
                TestFiles.corpus("x509/pyca/custom/ca/rsa_ca.pem"), TestFiles.corpus("x509/pyca/custom/ca/rsa_key.pem")),
        ]
    }

    /// OpenSSL takes the key out of the `.p12`, since this module is below the one that can.
    private func bobOfThunderbird() throws -> RecipientKey? {
        guard let folder = TestFiles.corpora else { return nil }
        let file = folder.appending(path: "smime/thunderbird/Bob.p12").path
        let arguments = ["pkcs12", "-legacy", "-in", file, "-nodes", "-passin", "pass:nss"]
        return try Programs.run("openssl", arguments).map { try Samples.recipient($0, $0) }
    }

    @Test(
        arguments: TestFiles.corpora == nil
            ? []
            : [
                ("case014.cms", "smrsa1"), ("case016.cms", "smrsa3"), ("case020.cms", "smrsa2"),
                ("case044.cms", "smrsa1"),
            ])
    func theOpenSSLMatrixOpens(file: String, recipient: String) throws {
        let key = try TestFiles.corpus("cms/openssl/smime-certs/\(recipient).pem")
        let opened = try Samples.corpus("cms/openssl-matrix/\(file)").envelopedData()
            .open(with: [Samples.recipient(key, key)])
        let text = try TestFiles.corpus("cms/openssl-matrix/smcont.txt")
        #expect(withoutCarriageReturns(Array(opened)) == withoutCarriageReturns(text))
    }

    private func withoutCarriageReturns(_ text: [UInt8]) -> [UInt8] { text.filter { $0 != 0x0D } }

    @Test(
        arguments: TestFiles.corpora == nil
            ? []
            : [
                ("case026.cms", "000102030405060708090A0B0C0D0E0F"),
                ("case028.cms", "000102030405060708090A0B0C0D0E0F1011121314151617"),
            ])
    func encryptedDataOpensWithItsKey(file: String, key: String) throws {
        guard case .encryptedData(let message) = try Samples.corpus("cms/openssl-matrix/\(file)").read() else {
            Issue.record("\(file) is no EncryptedData")
            return
        }
        let text = try TestFiles.corpus("cms/openssl-matrix/smcont.txt")
        let opened = try open(message, Hex.decode(key)!)
        #expect(withoutCarriageReturns(Array(opened)) == withoutCarriageReturns(text))
        #expect(throws: CMSError.undecryptable) { try open(message, [0, 1, 2, 3, 4]) }
    }

    private func open(_ message: EncryptedData, _ key: [UInt8]) throws -> Bytes {
        let secret = SecretBytes(copying: key.span)
        return try message.open(key: secret).declassified()
    }

    private func open(_ message: EncryptedData, password: String) throws -> Bytes {
        try message.open(password: Password(password)).declassified()
    }

    @Test(arguments: PeerMessage.sealed)
    func messagesOfPeersOpen(row: PeerMessage) throws {
        let found = try Samples.peer(row.path)
        let message = try found.read()
        guard case .envelopedData(let sealed) = message else {
            // Authenticated ciphers, and layers that are sealed inside a signature.
            let isKnown =
                message.contentType == .authEnvelopedData && row.expected.cipher?.hasSuffix("gcm") == true
                || message.contentType == .signedData && row.expected.layers?.first == "signed"
            #expect(isKnown)
            return
        }
        let people = try ["alice", "bob"].map(Samples.person)
        if row.expected.transport != nil, row.expected.transport != "rsaesOaep" {
            #expect(throws: CMSError.notARecipient(sealed.recipientInfos)) { try sealed.open(with: people) }
            return
        }
        let cipher = try ContentEncryption(sealed.encryptedContentInfo.contentEncryptionAlgorithm).name
        // With more than one layer, the row tells the cipher of another one here and there.
        if row.expected.layers == nil { #expect(cipher == row.expected.cipher) }
        switch row.expected.error {
        case "not-a-recipient":
            #expect(throws: CMSError.notARecipient(sealed.recipientInfos)) { try sealed.open(with: [people[0]]) }
        case "undecryptable":
            // A damaged key is as good as a random one, whose padding may look right once in 256 times.
            let letter = try Samples.letter()
            #expect(throws: CMSError.undecryptable) {
                if try sealed.open(with: people) != letter, row.path.hasSuffix("encrypted-key.eml") {
                    throw CMSError.undecryptable
                }
            }
        default:
            for person in people where row.expected.recipients?.contains(person.certificate.emailAddresses[0]) == true {
                let opened = try sealed.open(with: person.key, of: person.certificate)
                if row.expected.layers == nil { #expect(Samples.sha256(opened) == row.expected.contentSHA256) }
            }
        }
    }

    private let letter = Samples.bytes("Content-Type: text/plain\r\n\r\nThe safe is behind the picture.\r\n")

    @Test(arguments: ContentCipher.allCases, RecipientIdentifier.Form.allCases)
    func whatIsSealedOpens(cipher: ContentCipher, form: RecipientIdentifier.Form) throws {
        let people = try ["alice", "bob", "carol"].map(Samples.person)
        let sealing = { () throws in
            try EnvelopedData.sealing(
                letter, for: people.prefix(2).map(\.certificate), with: cipher, identifiedBy: form)
        }
        if cipher == .rc2CBC || cipher == .desCBC {
            #expect(throws: CMSError.algorithm(.refused(role: "content cipher", name: cipher.name))) { try sealing() }
            return
        }
        guard !cipher.isAuthenticating else {
            #expect(throws: CMSError.wrongContainer(cipher)) { try sealing() }
            return
        }
        let sealed = try sealing()
        #expect(sealed.version == (form == .issuerAndSerialNumber ? 0 : 2))
        let written = ContentInfo.envelopedData(sealed).encode()
        _ = try ContentInfo.syntax.decode(written, rules: .der)
        guard case .envelopedData(let read) = try ContentInfo(reading: written) else {
            Issue.record("not sealed")
            return
        }
        #expect(try read.open(with: [people[0]]) == letter)
        #expect(try read.open(with: [people[2], people[1]]) == letter)
        #expect {
            try read.open(with: [people[2]])
        } throws: { error in
            guard case .notARecipient(let recipients)? = error as? CMSError else { return false }
            return Set(recipients) == Set(sealed.recipientInfos)
        }
    }

    @Test func emptyAndLongContentsOpen() throws {
        let alice = try Samples.person("alice")
        for count in [0, 1, 15, 16, 17, 100_000] {
            let content = Bytes([UInt8](repeating: 0x61, count: count))
            let sealed = try EnvelopedData.sealing(content, for: [alice.certificate])
            #expect(try sealed.open(with: alice.key, of: alice.certificate) == content)
        }
    }

    /// With the right name and the wrong key, with a damaged key, with damaged padding: always the same error.
    @Test func everyFailureAfterTheUnwrapIsTheSame() throws {
        let (alice, bob) = (try Samples.person("alice"), try Samples.person("bob"))
        var sealed = try EnvelopedData.sealing(letter, for: [alice.certificate])
        func failure() -> CMSError? {
            do throws(CMSError) {
                // Noise whose padding looks right opens as noise, once in 256 times.
                return try sealed.open(with: [alice]) == letter ? nil : .undecryptable
            } catch { return error }
        }
        #expect(failure() == nil)
        #expect(throws: CMSError.undecryptable) {
            if try sealed.open(with: bob.key, of: alice.certificate) != letter { throw CMSError.undecryptable }
        }
        guard case .keyTransport(var recipient) = sealed.recipientInfos[0] else { return }
        let encryptedKey = recipient.encryptedKey
        for damaged in [
            encryptedKey.dropFirst(), Bytes(Array(encryptedKey) + [0]), Bytes(),
            Bytes([UInt8](repeating: 0xFF, count: 256)), Bytes([UInt8](repeating: 0, count: 256)),
            Bytes(encryptedKey.map { $0 ^ 1 }),
        ] {
            recipient.encryptedKey = damaged
            sealed.recipientInfos = [.keyTransport(recipient)]
            #expect(failure() == .undecryptable)
        }
        recipient.encryptedKey = encryptedKey
        sealed.recipientInfos = [.keyTransport(recipient)]
        #expect(failure() == nil)
        let ciphertext = try #require(sealed.encryptedContentInfo.encryptedContent)
        for damaged in [ciphertext.dropFirst(), ciphertext.prefix(ciphertext.count - 16), Bytes()] {
            sealed.encryptedContentInfo.encryptedContent = damaged
            #expect(failure() == .undecryptable)
        }
        sealed.encryptedContentInfo.encryptedContent = nil
        #expect(failure() == .contentAbsent)
    }

    @Test func aRecipientAmongUnsupportedOnesIsNamed() throws {
        let alice = try Samples.person("alice")
        var sealed = try EnvelopedData.sealing(letter, for: [alice.certificate])
        guard case .keyTransport(var recipient) = sealed.recipientInfos[0] else { return }
        recipient.keyEncryptionAlgorithm.algorithm = "1.2.840.113549.1.1.7"
        sealed.recipientInfos.insert(.keyTransport(recipient), at: 0)
        #expect(try sealed.open(with: [alice]) == letter)
        sealed.encryptedContentInfo.contentEncryptionAlgorithm.algorithm = "1.2.392.200011.61.1.1.1.4"
        #expect(throws: CMSError.algorithm(.unsupported(role: "content cipher", name: "camellia-256-cbc"))) {
            try sealed.open(with: [alice])
        }
    }

    @Test func encryptedDataOpensWithItsPassword() throws {
        let secret = SecretBytes(copying: letter.span)
        let schemes = [
            try PasswordEncryption(pbes2: .aes256CBC, prf: .hmacSHA256, iterations: 1000),
            try PasswordEncryption(pkcs12: .sha1TripleDES3, iterations: 1000),
            try PasswordEncryption(pkcs12: .sha1RC2With40, iterations: 1000),
        ]
        for scheme in schemes {
            let message = ContentInfo.encryptedData(
                try EncryptedData.encrypting(secret, with: scheme, password: Password("Correct horse 7")))
            guard case .encryptedData(let read) = try ContentInfo(reading: message.encode()) else { continue }
            #expect(try open(read, password: "Correct horse 7") == letter)
            #expect(throws: CMSError.undecryptable) {
                // Noise whose padding looks right, once in 256 times.
                if try open(read, password: "correct horse 7") != letter { throw CMSError.undecryptable }
            }
            let error = AlgorithmError.tooMuchWork(name: scheme.scheme.name, iterations: 1000, limit: 999)
            #expect(throws: CMSError.algorithm(error)) {
                try read.open(password: Password(""), maximumIterations: 999).declassified()
            }
        }
    }

    /// No single changed byte makes the reader or the opener trap.
    @Test func noChangedByteTraps() throws {
        let alice = try Samples.person("alice")
        let sealed = try EnvelopedData.sealing(letter, for: [alice.certificate])
        var bytes = Array(ContentInfo.envelopedData(sealed).encode())
        var openedCount = 0
        for index in bytes.indices {
            bytes[index] ^= 0x01
            if case .envelopedData(let message)? = try? ContentInfo(reading: Bytes(bytes)),
                (try? message.open(with: [alice])) == letter
            {
                openedCount += 1
            }
            bytes[index] ^= 0x01
        }
        // Version numbers and content types are not authenticated; key, vector and ciphertext show.
        #expect(openedCount < 40)
    }
}
