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

/// Every kind of recipient: what is sealed opens, the wrong key does not open it, and OpenSSL agrees.
struct RecipientTests {
    private let letter = Samples.bytes("Content-Type: text/plain\r\n\r\nThe safe is behind the picture.\r\n")
    static let kinds: [KeyKind] = [.ec(.p256), .ec(.p384), .ec(.p521), .ec(.brainpoolP256r1)]

    private static func person(
        _ kind: KeyKind, _ name: String = "Curve", profile: CertificateProfile = .email
    ) throws -> RecipientKey {
        let key = try PrivateKey.generate(kind)
        let certificate = try Certificate.selfSigned(
            subject: try Name(commonName: name), emailAddresses: ["curve@example.org"], key: key, profile: profile,
            validity: Validity(from: Instant(year: 2024, month: 1, day: 1)!, days: 10_000))
        return RecipientKey(certificate: certificate, key: key)
    }

    @Test(arguments: kinds)
    func agreementGoesBothWaysWithOpenSSL(kind: KeyKind) throws {
        let person = try Self.person(kind)
        try Programs.withFolder { folder in
            let file = folder.appending(path: "person.pem").path
            try Data(try Self.pem(person)).write(to: URL(filePath: file))
            for program in OpenSSLTests.programs {
                for form in RecipientIdentifier.Form.allCases {
                    let sealed = try EnvelopedData.sealing(
                        letter, for: [CMSRecipient(person.certificate, identifiedBy: form)])
                    let output = try Programs.run(
                        program, ["cms", "-decrypt", "-binary", "-inform", "DER", "-recip", file],
                        input: Array(ContentInfo.envelopedData(sealed).encode()))
                    #expect(output == Array(letter))
                }
                for options in [
                    [], ["-aes128", "-keyopt", "ecdh_kdf_md:sha256"], ["-keyid", "-keyopt", "ecdh_kdf_md:sha512"],
                    ["-aes192", "-keyopt", "ecdh_cofactor_mode:1", "-keyopt", "ecdh_kdf_md:sha384"], ["-des3"],
                ] {
                    let recipient = ["-recip", file] + options
                    let encoding = try #require(
                        try Programs.run(
                            program, ["cms", "-encrypt", "-binary", "-outform", "DER"] + recipient,
                            input: Array(letter)))
                    let message = try Samples.find(encoding).envelopedData()
                    #expect(try message.open(with: [person]) == letter, "\(options)")
                    #expect(try message.open(with: [.privateKey(person.key)]).content == letter)
                }
            }
        }
    }

    @Test(arguments: [KeyKind.x25519, .x448, .ec(.p256)])
    func severalShareAnEntry(kind: KeyKind) throws {
        let issuer = try Self.person(.ec(.p256), profile: .authority())
        var people: [RecipientKey] = []
        for name in ["One", "Two", "Three"] {
            let key = try PrivateKey.generate(kind)
            people.append(
                RecipientKey(certificate: try Self.certificate(of: key.publicKey, name, by: issuer), key: key))
        }
        let sealed = try EnvelopedData.sealing(
            letter,
            for: [
                .keyAgreement(people.map(\.certificate), nil, .issuerAndSerialNumber),
                CMSRecipient(issuer.certificate),
            ])
        #expect(sealed.recipientInfos.count == 2 && sealed.version == 2)
        guard case .envelopedData(let read) = try ContentInfo(reading: ContentInfo.envelopedData(sealed).encode())
        else { return }
        for person in people + [issuer] {
            #expect(try read.open(with: [person]) == letter)
        }
        #expect(throws: CMSError.self) { try read.open(with: [try Self.person(.ec(.p384))]) }
        guard kind == .ec(.p256) else { return }
        try Programs.withFolder { folder in
            for person in people {
                let file = folder.appending(path: "person.pem").path
                try Data(try Self.pem(person)).write(to: URL(filePath: file))
                for program in OpenSSLTests.programs {
                    let output = try Programs.run(
                        program, ["cms", "-decrypt", "-binary", "-inform", "DER", "-recip", file],
                        input: Array(ContentInfo.envelopedData(sealed).encode()))
                    #expect(output == Array(letter))
                }
            }
        }
    }

    /// A certificate and its key in one file.
    private static func pem(_ person: RecipientKey) throws -> [UInt8] {
        let certificate = PEM(label: PEM.Label.certificate, contents: person.certificate.encoding).encode()
        let key = try PEM(label: "PRIVATE KEY", contents: person.key.encode().shared().exposed).encode()
        return Array(certificate.declassified()) + Array(key.declassified())
    }

    private static func certificate(
        of key: PublicKey, _ name: String, by issuer: RecipientKey
    ) throws -> Certificate {
        try Certificate.issue(
            subject: try Name(commonName: name), emailAddresses: ["\(name)@example.org"],
            publicKey: SubjectPublicKeyInfo(key), profile: .email,
            validity: Validity(from: Instant(year: 2024, month: 1, day: 1)!, days: 10_000),
            issuer: issuer.certificate, key: issuer.key)
    }

    @Test(arguments: KeyAgreement.allCases, [KeyWrap.aes128, .aes192, .aes256, .tripleDES])
    func everySchemeOpens(agreement: KeyAgreement, wrap: KeyWrap) throws {
        let person = try Self.person(.ec(.p256))
        let cipher = wrap == .tripleDES ? ContentCipher.tripleDESCBC : .aes128CBC
        let sealed = try EnvelopedData.sealing(
            letter,
            for: [
                .keyAgreement([person.certificate], KeyAgreementScheme(agreement, wrap), .subjectKeyIdentifier)
            ], with: cipher)
        #expect(try sealed.open(with: [person]) == letter)
    }

    /// RFC 3217 wraps keys of triple DES; OpenSSL wraps AES keys so, too, when it is told to.
    @Test(arguments: OpenSSLTests.programs, ["aes128", "aes192", "aes256", "des3"])
    func tripleDESWrapsKeysOfOthers(program: String, cipher: String) throws {
        let person = try Self.person(.ec(.p256))
        try Programs.withFolder { folder in
            let certificate = folder.appending(path: "recipient.der").path
            try Data(Array(person.certificate.encoding)).write(
                to: URL(filePath: certificate))
            let message = try #require(
                try Programs.run(
                    program,
                    [
                        "cms", "-encrypt", "-binary", "-outform", "DER", "-\(cipher)", "-des3-wrap", "-recip",
                        certificate,
                    ],
                    input: Array(letter)))
            #expect(try Samples.find(message).envelopedData().open(with: [person]) == letter)
        }
    }

    /// A message cannot ask for the work of more than a few passwords.
    @Test func workForPasswordsEnds() throws {
        let wrapping = try PasswordWrapping(iterations: 1000)
        let sealed = try EnvelopedData.sealing(letter, for: [.password(Password("word"), wrapping)])
        guard case .password(var entry) = sealed.recipientInfos[0] else { return }
        let most = AlgorithmIdentifier(
            algorithm: "1.2.840.113549.1.5.12",
            // PBKDF2-params: a salt of a byte, ten million iterations.
            parameters: [0x30, 0x09, 0x04, 0x01, 0x00, 0x02, 0x04, 0x00, 0x98, 0x96, 0x80])
        entry.keyDerivationAlgorithm = most
        var message = sealed
        message.recipientInfos = [RecipientInfo](repeating: .password(entry), count: 5)
        let error = #expect(throws: CMSError.self) { try message.open(with: [.password(Password("other"))]) }
        guard case .algorithm(.tooMuchWork)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    /// RFC 9629: a recipient of a kind that came later is kept, told of by name, and does not hinder the others.
    @Test func recipientsOfOtherKindsAreKept() throws {
        let path = "pq/rfc9936-cms-ml-kem/ML-KEM-512.cms"
        guard TestFiles.corpora != nil else { return TestFiles.report("ML-KEM recipients", ran: nil) }
        let file = try Samples.corpus(path)
        guard case .authEnvelopedData(let theirs) = try file.read(), case .other(let other) = theirs.recipientInfos[0]
        else {
            Issue.record("another kind of message")
            return
        }
        #expect(ContentInfo.authEnvelopedData(theirs).encode() == file.cms)
        let kem = try #require(other.kem)
        #expect(kem.kemName == "ml-kem-512" && kem.ciphertext.count == 768 && kem.keyEncryptionKeyByteCount == 16)
        #expect(KEMRecipientInfo.syntax.encode(kem) == other.value)
        let (alice, bob) = (try Samples.person("alice"), try Samples.person("bob"))
        #expect(throws: CMSError.notARecipient(theirs.recipientInfos)) {
            try theirs.open(with: [.certificate(alice.certificate, alice.key)])
        }
        #expect(theirs.recipientInfos[0].description.contains("ml-kem-512, which Signet does not have yet"))

        var mixed = try AuthEnvelopedData.sealing(letter, for: [CMSRecipient(alice.certificate)])
        mixed.recipientInfos = theirs.recipientInfos + mixed.recipientInfos
        guard
            case .authEnvelopedData(let read) = try ContentInfo(reading: ContentInfo.authEnvelopedData(mixed).encode())
        else { return }
        #expect(Set(read.recipientInfos) == Set(mixed.recipientInfos))
        #expect(try read.open(with: [.certificate(alice.certificate, alice.key)]).content == letter)
        #expect(throws: CMSError.notARecipient(read.recipientInfos)) {
            try read.open(with: [.certificate(bob.certificate, bob.key)])
        }
        TestFiles.report("ML-KEM recipients", ran: 1)
    }

    @Test(arguments: OpenSSLTests.programs, [16, 24, 32])
    func secretKeysAndPasswords(program: String, byteCount: Int) throws {
        let bytes = (0..<byteCount).map { UInt8($0) }
        let key = SecretBytes(copying: bytes.span).shared()
        let password = Password("correct horse")
        let sealed = try EnvelopedData.sealing(
            letter,
            for: [
                .keyEncryptionKey(key, identifier: [0xC0, 0xFE, 0xE0]),
                .password(password, try PasswordWrapping(iterations: 1000)),
            ])
        #expect(sealed.version == 3)
        #expect(try sealed.open(with: [.password(password)]).content == letter)
        #expect(try sealed.open(with: [.keyEncryptionKey(key, identifier: nil)]).content == letter)
        #expect(throws: CMSError.wrongPassword) { try sealed.open(with: [.password(Password("wrong"))]) }
        #expect(throws: CMSError.notARecipient(sealed.recipientInfos)) {
            try sealed.open(with: [.keyEncryptionKey(key, identifier: [1])])
        }
        let other = SecretBytes(zeros: byteCount).shared()
        #expect(throws: CMSError.wrongKeyEncryptionKey) {
            try sealed.open(with: [.keyEncryptionKey(other, identifier: nil)])
        }
        let encoding = Array(ContentInfo.envelopedData(sealed).encode())
        let secret = ["-secretkey", Hex.encode(Bytes(bytes)), "-secretkeyid", "C0FEE0"]
        for options in [secret, ["-pwri_password", "correct horse"]] {
            let output = try Programs.run(
                program, ["cms", "-decrypt", "-binary", "-inform", "DER"] + options, input: encoding)
            #expect(output == Array(letter))
            let theirs = try #require(
                try Programs.run(
                    program, ["cms", "-encrypt", "-binary", "-outform", "DER", "-aes192"] + options,
                    input: Array(letter)))
            let message = try Samples.find(theirs).envelopedData()
            let keys: [OpeningKey] = [.password(password), .keyEncryptionKey(key, identifier: [0xC0, 0xFE, 0xE0])]
            #expect(try message.open(with: keys).content == letter)
        }
    }

    /// RFC 4134 §5.2 has an entry under an RC2 key, which the RFC gives nowhere: it is named, and does not open.
    @Test func keysOfEveryKindAreTried() throws {
        let alice = try Samples.person("alice")
        let bob = try Samples.person("bob")
        let sealed = try EnvelopedData.sealing(
            letter, for: [CMSRecipient(alice.certificate), CMSRecipient(bob.certificate)])
        let opened = try sealed.open(with: [.password(Password("x")), .privateKey(bob.key)])
        #expect(opened.content == letter && opened.openingKey == 1)
    }
}

extension RecipientTests {
    /// The sealed messages of OpenSSL's own matrix that are not for RSA keys, and one that OpenSSL 1.1.1 wrote.
    @Test func theOpenSSLMatrixOpens() throws {
        guard TestFiles.corpora != nil else {
            return TestFiles.report("openssl cms matrix, other recipients", ran: nil)
        }
        let bytes = (0..<16).map { UInt8($0) }
        let secret = SecretBytes(copying: bytes.span).shared()
        let smime = "cms/openssl/smime-certs"
        func person(_ name: String) throws -> OpeningKey {
            try Samples.recipient(
                TestFiles.corpus("\(smime)/\(name).pem"), TestFiles.corpus("\(smime)/\(name).pem")
            ).openingKey
        }
        let cases: [(String, OpeningKey)] = [
            ("openssl-matrix/case022.cms", .keyEncryptionKey(secret, identifier: [0xC0, 0xFE, 0xE0])),
            ("openssl-matrix/case024.cms", .password(Password("test"))),
            ("openssl-matrix/case046.cms", try person("smec1")), ("openssl-matrix/case048.cms", try person("smec1")),
            ("openssl-matrix/case050.cms", try person("smec1")),
            ("openssl/ciphertext_from_1_1_1.cms", try person("smec3")),
        ]
        for (file, key) in cases {
            let sink = MemorySink()
            let message = try StreamedMessage(reading: MemorySource(try Samples.corpus("cms/\(file)").cms))
            _ = try message.open(with: [key], to: sink)
            if file.contains("matrix") {
                let expected = try TestFiles.corpus("cms/openssl-matrix/smcont.txt")
                #expect(Array(sink.take()).filter { $0 != 0x0D } == expected.filter { $0 != 0x0D }, "\(file)")
            } else {
                #expect(
                    Samples.sha256(sink.take())
                        == IndexedMessage.all.first { $0.file == file }?.plaintextSHA256)
            }
        }
        TestFiles.report("openssl cms matrix, other recipients", ran: cases.count)
    }
}
