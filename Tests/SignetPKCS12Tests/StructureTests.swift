import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetCMS
import SignetHash
import SignetKeys
import SignetPKCS12
import SignetX509
import TestSupport
import Testing

/// Files that no program at hand writes, put together from the structures of RFC 7292.
@Suite struct StructureTests {
    /// A file with one plain safe and no code.
    private static func file(_ bags: [SafeBag]) -> Bytes {
        let safe = SafeContents.syntax.encode(SafeContents(bags: bags))
        let content = AuthenticatedSafe.syntax.encode(AuthenticatedSafe(contents: [.data(safe)]))
        return PFX.syntax.encode(PFX(authSafe: .data(content), macData: nil))
    }

    /// Every kind of bag, some in a safe inside the safe; what is not known is kept, and written again as it was.
    @Test func readsEveryKindOfBag() throws {
        let alice = try Alice.identity
        let secret = SecretBytes(copying: ([0x04, 0x02, 0xAB, 0xCD] as [UInt8]).span).shared()
        let encryption = try PasswordEncryption(pkcs12: .sha1RC4With128, iterations: 3)
        let nested = SafeContents(bags: [
            SafeBag(.certificate(CertBag(alice.certificate))),
            SafeBag(.shroudedKey(try EncryptedPrivateKeyInfo(alice.key, with: encryption, password: Alice.password))),
            SafeBag(.certificate(.other("1.2.840.113549.1.9.22.2", [0xA0, 0x04, 0x16, 0x02, 0x4D, 0x41]))),
        ])
        let bags = [
            SafeBag(.key(try Alice.keyInfo)), SafeBag(.safeContents(nested)),
            SafeBag(.revocationList(.x509([0x30, 0x00]))),
            SafeBag(.secret(SecretBag(secretTypeId: "1.2.3.4", secretValue: secret))),
            SafeBag(.other("1.2.3.5", [0xA0, 0x02, 0x05, 0x00])),
        ]
        let file = Self.file(bags)
        let contents = try PFX.open(file, password: Alice.password)
        #expect(contents.keys.count == 2 && contents.certificates.count == 1 && contents.identities.count == 2)
        #expect(contents.unreadableCertificates.count == 1 && contents.revocationLists == [.x509([0x30, 0x00])])
        #expect(contents.secrets.map(\.secretTypeId) == ["1.2.3.4"] && contents.otherBags.count == 1)
        #expect(contents.facts.safes[0].keys.map { $0?.algorithm } == [nil, "pbe-sha1-rc4-128"])
        #expect(contents.facts.mac == nil && contents.facts.safes[0].encryption == nil)

        guard case .data(let content) = try PFX(reading: file).authSafe,
            case .data(let safe) = try AuthenticatedSafe.syntax.decode(content).contents[0]
        else { return }
        #expect(SafeContents.syntax.encode(try SafeContents.syntax.decode(SecretSlice(safe))) == safe)
        // Without a code, a wrong password shows when the key does not open.
        #expect(PFX.failure(file, Password("wrong")) == .wrongPassword)
        #expect(PFX.failure(file, .absent) == .passwordNeeded)
    }

    @Test func namesWhatItDoesNotHave() throws {
        func failure(_ identifier: AlgorithmIdentifier) throws -> PFXError? {
            var encrypted = try EncryptedPrivateKeyInfo(
                Alice.identity.key, with: PasswordEncryption(pkcs12: .sha1TripleDES3, iterations: 1),
                password: Alice.password)
            encrypted.encryptionAlgorithm = identifier
            return PFX.failure(Self.file([SafeBag(.shroudedKey(encrypted))]), Alice.password)
        }
        let parameters: Bytes = [0x30, 0x07, 0x04, 0x02, 0x01, 0x02, 0x02, 0x01, 0x05]
        #expect(
            try failure(AlgorithmIdentifier(algorithm: "1.2.840.113549.1.5.3", parameters: parameters))
                == .wrongPassword)
        #expect(
            try failure(AlgorithmIdentifier(algorithm: "1.2.3", parameters: nil))
                == .unsupported(.unsupported(role: "password-based encryption", name: "1.2.3")))
        // Two thousand million iterations.
        let hard: Bytes = [0x30, 0x0A, 0x04, 0x02, 0x01, 0x02, 0x02, 0x04, 0x77, 0x35, 0x94, 0x00]
        #expect(
            try failure(AlgorithmIdentifier(algorithm: "1.2.840.113549.1.12.1.3", parameters: hard))
                == .tooMuchWork(iterations: 2_000_000_000, limit: PasswordEncryption.maximumIterations))
    }

    /// A thousand keys, each of which asks for as much as is allowed to one.
    @Test func limitsWork() throws {
        let encryption = try PasswordEncryption(pkcs12: .sha1TripleDES3, iterations: 1_000)
        let bag = SafeBag(
            .shroudedKey(try EncryptedPrivateKeyInfo(Alice.identity.key, with: encryption, password: Alice.password)))
        let file = Self.file([SafeBag](repeating: bag, count: 1_000))
        #expect(throws: PFXError.tooMuchWork(iterations: 11_000, limit: 10_000)) {
            try PFX.open(file, password: Alice.password, maximumWork: 10_000)
        }
    }

    @Test func refusesNestingWithoutEnd() throws {
        var safe = SafeContents(bags: [])
        for _ in 0..<100 { safe = SafeContents(bags: [SafeBag(.safeContents(safe))]) }
        guard case .malformed(let error) = PFX.failure(Self.file(safe.bags), .absent) else {
            Issue.record("not refused")
            return
        }
        #expect(error.kind == .nestedTooDeeply)
    }

    /// The offset of an error counts from the start of the file, through three layers.
    @Test func saysWhere() throws {
        var file = [UInt8](Self.file([SafeBag(.certificate(CertBag(try Alice.identity.certificate)))]))
        let bagID: ObjectIdentifier = "1.2.840.113549.1.12.10.1.3"
        let header = [0x06, 0x0B] + [UInt8](bagID.contents)
        let start = try #require(file.indices.first { file[$0...].starts(with: header) })
        file[start + 13] = 0xA1
        guard case .malformed(let error) = PFX.failure(Bytes(file), .absent) else {
            Issue.record("not refused")
            return
        }
        #expect(error.offset == start + 13)
        #expect(error.path.joined(separator: ".") == "SafeContents.[0].SafeBag.bagValue")
    }

    /// One password for the code, and another for what is encrypted, as OpenSSL's `-twopass` writes it.
    @Test func readsTwoPasswords() throws {
        let (integrity, privacy) = (Password("integrity"), Password("privacy"))
        let written = try PFX.export([try Alice.identity], password: privacy, profile: PFXProfile.windows.quick)
        let content = try PFX(reading: written).authSafe
        guard case .data(let safes) = content else { return }
        let mac = try PasswordMAC(pkcs12: .sha256, iterations: 5)
        let code = DigestInfo(
            digestAlgorithm: mac.identifier, digest: Bytes(mac.authenticate(safes.span, password: integrity).bytes))
        let file = PFX.syntax.encode(
            PFX(authSafe: content, macData: MacData(mac: code, macSalt: mac.salt, iterations: 5)))
        let contents = try PFX.open(file, password: integrity, privacyPassword: privacy)
        #expect(contents.identities.count == 1 && contents.facts.tolerances.isEmpty)
        #expect(throws: PFXError.wrongPassword) {
            try PFX.open(file, password: integrity, privacyPassword: Password("other"))
        }
        #expect(throws: PFXError.damaged(.doesNotOpen(part: "encrypted safe"))) {
            try PFX.open(file, password: integrity)
        }
    }

    /// Whether a password fits costs one code: no other derivation, whatever the answer.
    @Test func aPasswordCheckCostsOneCode() throws {
        let profile = PFXProfile.modern.withIterations(70, mac: 30)
        let file = try PFX.export([try Alice.identity], password: Alice.password, profile: profile)
        #expect(try PFX.accepts(Alice.password, file: file, maximumWork: 30) == true)
        #expect(try PFX.accepts(Password("wrong"), file: file, maximumWork: 30) == false)
        #expect(throws: PFXError.tooMuchWork(iterations: 30, limit: 29)) {
            try PFX.accepts(Password("wrong"), file: file, maximumWork: 29)
        }
        let plain = Self.file([SafeBag(.certificate(CertBag(try Alice.identity.certificate)))])
        #expect(try PFX.accepts(Alice.password, file: plain) == nil)
    }

    @Test func saysWhenNothingIsInside() {
        #expect(PFX.failure(Self.file([]), Alice.password) == .nothingInside)
    }

    /// A `localKeyID` that ties a key to the certificate of another: the public key decides.
    @Test func pairsByPublicKey() throws {
        let alice = try Alice.identity
        let identifier = Attribute(type: "1.2.840.113549.1.9.21", values: [[0x04, 0x01, 0x07]])
        let contents = try PFX.open(
            Self.file([
                SafeBag(.key(try Alice.keyInfo), attributes: [identifier]),
                SafeBag(.certificate(CertBag(alice.chain[0])), attributes: [identifier]),
                SafeBag(.certificate(CertBag(alice.certificate))),
            ]), password: .absent)
        #expect(contents.identities.map(\.certificate) == [alice.certificate])
        #expect(contents.identities[0].chain == [alice.chain[0]])
        #expect(contents.facts.tolerances == [.misleadingLocalKeyID])
    }

    /// A file whose code was made by the owner of a key, not under a password (RFC 7292 §3.1).
    @Test func namesPublicKeyModes() throws {
        let pfx = PFX(authSafe: .other(.tstInfo, nil), macData: nil)
        #expect(
            PFX.failure(PFX.syntax.encode(pfx), .absent)
                == .unsupported(.unsupported(role: "protection of a .pfx", name: "tstInfo")))
    }
}
