#if os(Linux)
import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetCMS
import SignetKeys
import SignetPKCS12
import SignetRSA
import SignetX509
import TestSupport
import Testing

/// What an imported file's keys were is not found in the memory of the process once they are released.
@Suite("Erasure") struct ErasureTests {
    /// How a file is written.
    enum Form: CaseIterable { case der, ber, pem, plain }

    private static let password = Password("a password of this test")

    /// A file with a key that nobody else in this process has, and where to look for it.
    private static func file(_ profile: PFXProfile, _ form: Form) throws -> (file: Bytes, scans: [MemoryScan]) {
        let key = try RSAPrivateKey.generate(bitCount: 2048)
        let certificate = try Certificate.selfSigned(
            subject: try Name(commonName: "Erasure"), key: .rsa(key), profile: .authority(pathLength: 0),
            validity: Validity(from: Instant(secondsSince1970: 1_780_000_000), days: 10))
        let file = try PFX.export(
            [PFXIdentity(key: .rsa(key), certificate: certificate)], password: password, profile: profile.quick)
        let components = key.components
        let scans = [components.prime1, components.prime2, components.privateExponent].map { part in
            MemoryScan(part[16..<40].span)
        }
        // The scan finds what is there.
        #expect(scans.allSatisfy { $0.occurrences.map { $0 > 0 } ?? true })
        switch form {
        case .der: return (file, scans)
        case .ber: return (LooseEncoding.of(file, isDeep: false), scans)
        case .pem:
            let text = PEM(label: "PKCS12", contents: file).encode()
            return (Bytes(copying: text.span), scans)
        case .plain:
            let info = try PrivateKeyInfo.syntax.decode(try PrivateKey.rsa(key).encode().shared())
            let safe = SafeContents.syntax.encode(
                SafeContents(bags: [SafeBag(.key(info)), SafeBag(.certificate(CertBag(certificate)))]))
            let content = AuthenticatedSafe.syntax.encode(AuthenticatedSafe(contents: [.data(safe)]))
            return (PFX.syntax.encode(PFX(authSafe: .data(content), macData: nil)), scans)
        }
    }

    @Test(arguments: [PFXProfile.modern, .windows], [Form.der, .ber, .pem])
    func keysAreErased(_ profile: PFXProfile, _ form: Form) throws {
        let (file, scans) = try Self.file(profile, form)
        do {
            let contents = try PFX.open(file, password: Self.password)
            #expect(contents.identities.count == 1)
            #expect(scans.allSatisfy { $0.occurrences.map { $0 > 0 } ?? true })
            // What is done with it leaves nothing behind either.
            _ = try PFX.export(contents, password: Self.password, profile: PFXProfile.modern.quick)
        }
        _ = PFX.diagnose(file, password: Self.password)
        _ = PFX.diagnose(file.prefix(file.count - 1), password: Self.password)
        _ = PFX.failure(file, Password("wrong"))
        for scan in scans { #expect((scan.occurrences ?? 0) == 0) }
    }

    /// A file that is not encrypted is the key itself, and the caller's: no copy of it comes to be.
    @Test func plainKeysAreErased() throws {
        let (file, scans) = try Self.file(.modern, .plain)
        let before = scans.map { $0.occurrences ?? 0 }
        do { #expect(try PFX.open(file, password: .absent).identities.count == 1) }
        _ = PFX.diagnose(file, password: nil)
        withExtendedLifetime(file) {
            for (scan, count) in zip(scans, before) { #expect((scan.occurrences ?? 0) <= count) }
        }
    }
}
#endif
