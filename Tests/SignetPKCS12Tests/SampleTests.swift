import Foundation
import SignetAlgorithms
import SignetBytes
import SignetPKCS12
import SignetX509
import TestSupport
import Testing

/// Files that belong to other suites: PKITS, RFC 9216, Thunderbird.
@Suite struct SampleTests {
    private static func files(_ folder: String) -> [String] {
        guard let corpora = TestFiles.corpora else { return [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: corpora.appending(path: folder).path)) ?? []
        return names.filter { $0.hasSuffix(".p12") }.sorted().map { "\(folder)/\($0)" }
    }

    @Test(arguments: files("x509/pkits/pkcs12"))
    func pkits(_ path: String) throws {
        let contents = try PFX.open(Bytes(try TestFiles.corpus(path)), password: Password("password"))
        #expect(contents.keys.count + contents.unusableKeys.count == 1)
        if contents.unusableKeys.isEmpty {
            let identity = try #require(contents.identities.first)
            #expect(try identity.certificate.publicKey() == identity.key.publicKey)
        } else {
            #expect(contents.unusableKeys[0].algorithm == "dsa")
        }
    }

    @Test(arguments: files("smime/rfc9216"))
    func rfc9216(_ path: String) throws {
        let name = URL(filePath: path).deletingPathExtension().lastPathComponent
        let contents = try PFX.open(Bytes(try TestFiles.corpus(path)), password: Password(name))
        #expect(contents.identities.count == 2 && contents.unusableKeys.isEmpty)
        for identity in contents.identities {
            #expect(identity.certificate.emailAddresses == ["\(name)@smime.example"])
            #expect(!identity.chain.isEmpty)
        }
        let kinds = contents.identities.map { $0.key.publicKey.algorithm }
        #expect(kinds.allSatisfy { $0 == .rsa } == ["alice", "bob"].contains(name))
    }

    @Test(arguments: files("smime/thunderbird"))
    func thunderbird(_ path: String) throws {
        let contents = try PFX.open(Bytes(try TestFiles.corpus(path)), password: Password("nss"))
        #expect(contents.identities.count == 1)
        #expect((contents.identities.first?.key.publicKey.algorithm == .ec) == path.contains("-ec"))
        let issuers = contents.certificates.count - 1
        #expect(contents.identities.first?.chain.count == issuers && contents.looseCertificates.isEmpty)
    }

    @Test func reports() {
        let count = ["x509/pkits/pkcs12", "smime/rfc9216", "smime/thunderbird"].map { Self.files($0).count }.reduce(
            0, +)
        TestFiles.report("PKITS, RFC 9216 and Thunderbird .p12", ran: TestFiles.corpora == nil ? nil : count)
    }
}
