import Foundation
import Signet
import TestSupport
import Testing

@Suite("Digital IDs")
struct DigitalIDTests {
    static let files = PeerFile.rows("pfx", "pfx-armor")

    @Test("the .pfx files of seven programs become Digital IDs, or say why not", arguments: files)
    func reads(_ file: PeerFile) throws {
        let password = Password(try file.password())
        if file.expected.verdict == "good", file.expected.keys == 1, file.expected.certificates ?? 0 > 0 {
            let all = try DigitalID.all(inPFX: try file.bytes(), password: password)
            #expect(all.count == 1)
            #expect(all[0].emailAddresses == ["alice@example.org"])
            #expect(all[0].chain.count <= 2)
        } else {
            let error = try #require(throws: SignetError.self) {
                _ = try DigitalID.all(inPFX: try file.bytes(), password: password)
            }
            switch error.kind {
            case .wrongPassword: #expect(file.expected.error == "wrong-password" || file.path.contains("tampered"))
            case .unsuitable, .malformed, .unsupported: break
            default: Issue.record("\(error)")
            }
        }
    }

    @Test("the .p12 files of NIST")
    func readsNIST() throws {
        guard let corpora = TestFiles.corpora else { return TestFiles.report("PKITS .p12", ran: nil) }
        let folder = corpora.appending(path: "x509/pkits/pkcs12").path
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".p12") }
        for name in names {
            let all = try DigitalID.all(
                inPFX: try TestFiles.corpus("x509/pkits/pkcs12/\(name)"), password: Password("password"))
            #expect(all.count == 1, "\(name)")
            let wrong = #expect(throws: SignetError.self) {
                try DigitalID.all(
                    inPFX: try TestFiles.corpus("x509/pkits/pkcs12/\(name)"), password: Password("passwort"))
            }
            guard case .wrongPassword? = wrong?.kind else {
                Issue.record("\(name): \(String(describing: wrong))")
                continue
            }
        }
        TestFiles.report("PKITS .p12", ran: names.count)
    }

    @Test("a key that is another's is refused")
    func refusesAnothersKey() throws {
        let error = #expect(throws: SignetError.self) {
            try DigitalID(certificate: Peers.alice.certificate, privateKey: Peers.bob.privateKey)
        }
        guard case .unsuitable? = error?.kind else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("what is written is read again, and by OpenSSL", arguments: [PFXProfile.modern, .windows, .java8])
    func writes(_ profile: PFXProfile) throws {
        let file = try Peers.alice.pfx(password: "pass word", for: profile)
        let again = try DigitalID(pfx: file, password: "pass word")
        #expect(again.certificate == Peers.alice.certificate)
        #expect(again.chain == Peers.alice.chain)
        try #require(Programs.exists("openssl"), "openssl is absent")
        let text = try Programs.run(
            "openssl", ["pkcs12", "-passin", "pass:pass word", "-nodes", "-nokeys"], input: Array(file))
        #expect(String(decoding: text ?? [], as: UTF8.self).components(separatedBy: "BEGIN CERTIFICATE").count == 4)
    }
}
