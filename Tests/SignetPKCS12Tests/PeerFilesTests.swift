import SignetAlgorithms
import SignetBytes
import SignetPKCS12
import SignetX509
import TestSupport
import Testing

/// Files that we had OpenSSL, NSS, GnuTLS, gpgsm, Bouncy Castle and Java write, all with the same identity.
@Suite struct PeerFilesTests {
    @Test(arguments: PeerCase.all.filter { $0.expected.verdict == "good" })
    func opens(_ file: PeerCase) throws {
        let contents = try PFX.open(try file.bytes, password: Password(file.password))
        let expected = file.expected
        #expect(contents.unusableKeys.isEmpty && contents.unreadableCertificates.isEmpty)
        #expect(contents.keys.count == expected.keys)
        #expect(contents.certificates.count == expected.certificates)
        #expect(contents.facts.tolerances.contains(.ber) == (file.encoding == "BER"))
        if let iterations = expected.macIterations, expected.mac != nil {
            #expect(contents.facts.mac?.iterations == iterations)
            #expect(contents.facts.mac?.algorithm == "hmac-\(expected.mac ?? "")")
        }
        guard expected.keys == 1, expected.certificates != 0 else { return }
        #expect(contents.identities.count == 1 && contents.looseKeys.isEmpty)
        let identity = try #require(contents.identities.first)
        #expect(identity.certificate.emailAddresses == ["alice@example.org"])
        #expect(identity.chain.count == (expected.certificates ?? 0) - 1)
        #expect(contents.looseCertificates.isEmpty)
        if let name = expected.name { #expect(identity.friendlyName == name) }
    }

    @Test(arguments: PeerCase.all.filter { $0.expected.verdict == "bad" })
    func refuses(_ file: PeerCase) throws {
        let failure = PFX.failure(try file.bytes, Password(file.password))
        // The producers' tools cannot tell a changed file from a wrong password; the password opens the rest of this one.
        let isChanged = file.path.contains("tampered")
        guard isChanged else {
            #expect(failure == .wrongPassword)
            return
        }
        guard case .damaged(.changed(let part)) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(part.contains("certificate") && part.contains("safe 1 (bytes "))
    }

    @Test func reports() { TestFiles.report("Vectors/peers .pfx", ran: PeerCase.all.count) }
}
