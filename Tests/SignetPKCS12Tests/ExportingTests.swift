import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetCMS
import SignetHash
import SignetPKCS12
import SignetX509
import TestSupport
import Testing

/// What Signet writes, read by Signet; other programs judge it in `InteropTests`.
@Suite struct ExportingTests {
    static let profiles = PFXProfile.all.filter(\.carriesKeys) + [.keyset]

    @Test(arguments: profiles)
    func readsItsOwn(_ profile: PFXProfile) throws {
        var alice = try Alice.identity
        for (password, name) in [("Correct horse 7", "alice"), ("Pässwörd€ 🐎", "Ålice 🐎"), ("", "")] {
            alice.friendlyName = name
            let file = try PFX.export([alice], password: Password(password), profile: profile)
            let contents = try PFX.open(file, password: Password(password))
            let identity = try #require(contents.identities.first)
            #expect(identity.key.publicKey == alice.key.publicKey && identity.certificate == alice.certificate)
            #expect(identity.chain == alice.chain && identity.friendlyName == name)
            #expect(contents.looseCertificates.isEmpty && contents.looseKeys.isEmpty)
            #expect(contents.facts.tolerances.isEmpty && contents.facts.encodingTolerances.isEmpty)
            #expect(contents.facts.mac?.iterations == profile.macIterations)
            let keys = contents.facts.safes.flatMap(\.keys)
            #expect(keys.map { $0?.iterations } == [profile.iterations])
            #expect(PFX.failure(file, Password("wrong")) == .wrongPassword)
        }
    }

    /// The layout, in strict DER: a safe of certificates with the identity's own first, then a plain safe with the key.
    @Test(arguments: profiles)
    func laysOutAsOthersDo(_ profile: PFXProfile) throws {
        let alice = try Alice.identity
        let file = try PFX.export([alice], password: Alice.password, profile: profile.quick)
        let pfx = try PFX.syntax.decode(file, rules: .der)
        #expect(PFX.syntax.encode(pfx) == file)
        guard case .data(let content) = pfx.authSafe else {
            Issue.record("authSafe is not data")
            return
        }
        let safes = try AuthenticatedSafe.syntax.decode(content, rules: .der).contents
        #expect(safes.map(\.contentType) == [profile == .keyset ? .data : .encryptedData, .data])
        guard case .data(let plain) = safes[1] else { return }
        let bags = try SafeContents.syntax.decode(SecretSlice(plain), rules: .der).bags
        #expect(bags.map(\.value.name) == ["pkcs8ShroudedKeyBag"])

        let contents = try PFX.open(file, password: Alice.password)
        let digest = DigestAlgorithm.sha1.digest(of: alice.certificate.encoding.span)
        #expect(contents.keys[0].localKeyID == Bytes(digest.bytes))
        #expect(contents.certificates.map(\.localKeyID) == [Bytes(digest.bytes), nil, nil])
        #expect(contents.certificates.map(\.friendlyName) == ["alice", nil, nil])
        #expect(contents.certificates.map(\.certificate) == [alice.certificate] + alice.chain)
        let kinds = [["certBag", "certBag", "certBag"], ["pkcs8ShroudedKeyBag"]]
        #expect(contents.facts.safes.map(\.bags) == kinds)
    }

    @Test func showsCertificatesOfAKeyset() throws {
        let alice = try Alice.identity
        let keyset = try PFX.export([alice], password: Alice.password, profile: .keyset.quick)
        #expect(try PFX.visibleCertificates(in: keyset) == [alice.certificate] + alice.chain)
        let modern = try PFX.export([alice], password: Alice.password, profile: .modern.quick)
        #expect(try PFX.visibleCertificates(in: modern).isEmpty)
    }

    @Test func refusesWhatMakesNoSense() throws {
        let alice = try Alice.identity
        #expect(throws: PFXError.nothingInside) { try PFX.export([], password: Alice.password) }
        let other = PFXIdentity(key: alice.key, certificate: alice.chain[0])
        #expect(throws: PFXError.certificateOfAnotherKey) { try PFX.export([other], password: Alice.password) }
    }

    /// Certificates without keys, and several identities in one file, shared chains written once.
    @Test func writesAnyNumber() throws {
        let alice = try Alice.identity
        let certificates = try PFX.export(
            [], certificates: alice.chain, password: Alice.password, profile: .modern.quick)
        let opened = try PFX.open(certificates, password: Alice.password)
        #expect(opened.looseCertificates.map(\.certificate) == alice.chain && opened.identities.isEmpty)

        let path = "smime/rfc9216/alice.p12"
        guard TestFiles.corpora != nil else { return }
        let pair = try PFX.open(Bytes(try TestFiles.corpus(path)), password: Password("alice")).identities
        let file = try PFX.export([alice] + pair, password: Alice.password, profile: .windows.quick)
        let all = try PFX.open(file, password: Alice.password)
        #expect(all.identities.map(\.certificate) == ([alice] + pair).map(\.certificate))
        #expect(all.identities.map(\.chain) == ([alice] + pair).map(\.chain))
        #expect(Set(all.certificates.map(\.certificate)).count == all.certificates.count)
    }
}
