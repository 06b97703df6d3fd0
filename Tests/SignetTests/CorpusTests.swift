import Foundation
import Signet
import TestSupport
import Testing

/// The public mails: NIST's, Thunderbird's, OpenSSL's.
@Suite("Mail corpora")
struct CorpusTests {
    private func names(_ folder: String, _ suffix: String) throws -> [String] {
        guard let corpora = TestFiles.corpora else { return [] }
        let all = try FileManager.default.contentsOfDirectory(atPath: corpora.appending(path: folder).path)
        return all.filter { $0.hasSuffix(suffix) }.sorted()
    }

    @Test("every signed mail of PKITS: the signature is judged rightly, DSA is reported by name")
    func judgesNIST() throws {
        guard TestFiles.corpora != nil else { return TestFiles.report("PKITS mails", ran: nil) }
        struct Table: Decodable {
            struct Case: Decodable {
                let test: String
                let smime: [String]?
            }
            let cases: [Case]
        }
        let table = try JSONDecoder().decode(Table.self, from: Data(try TestFiles.corpus("x509/pkits/cases.json")))
        let named = Set(table.cases.flatMap { $0.smime ?? [] })
        let root = try CertificateReading.certificates(
            in: Bytes(try TestFiles.corpus("x509/pkits/certs/TrustAnchorRootCertificate.crt")))
        var (right, dsa) = (0, 0)
        for name in try names("x509/pkits/smime", ".eml") {
            let mail = try TestFiles.corpus("x509/pkits/smime/\(name)")
            let report = try verify(mail, trusting: TrustStore(root), at: Instant(written: "2015-01-01"))
            let signer = try #require(report.signers.first, "\(name)")
            #expect(report.signers.count == 1)
            if signer.signature == .unsupported {
                #expect(
                    signer.explanation.lowercased().contains("dsa") && name.contains("DSA"),
                    "\(name): \(signer.explanation)")
                #expect(report.verdict == .unsupported)
                dsa += 1
            } else {
                #expect(signer.signature == .good, "\(name): \(signer.explanation)")
                right += 1
                // One byte of the content changed: the same mail is bad.
                var changed = mail
                let text = try #require(
                    Data(mail).range(of: Data("\n\n".utf8)) ?? Data(mail).range(of: Data("\r\n\r\n".utf8)))
                if let body = Data(mail)[text.upperBound...].range(of: Data("This is a ".utf8)) {
                    changed[body.lowerBound] = UInt8(ascii: "t")
                    #expect(try verify(changed, trusting: TrustStore(root)).verdict == .bad, "\(name)")
                }
            }
        }
        #expect(named.count <= right + dsa)
        TestFiles.report("PKITS mails (\(right) RSA good, \(dsa) DSA unsupported)", ran: right + dsa)
    }

    @Test("the path of every signed mail of PKITS is judged as NIST says, revocation included")
    func judgesNISTPaths() throws {
        guard TestFiles.corpora != nil else { return TestFiles.report("PKITS mail paths", ran: nil) }
        struct Table: Decodable {
            struct Case: Decodable {
                let test: String
                let certs: [String]
                let crls: [String]
                let should_validate: Bool
                let smime: [String]?
                let SetInitialPolicySet: String?
                let SetInitialExplicitPolicy: Bool?
                let SetInitialPolicyMappingInhibit: Bool?
                let SetInitialInhibitAnyPolicy: Bool?

                /// The mails do not say what policies a reader asks for.
                var isDefault: Bool {
                    SetInitialPolicySet == nil && SetInitialExplicitPolicy == nil
                        && SetInitialPolicyMappingInhibit == nil && SetInitialInhibitAnyPolicy == nil
                }
            }
            let cases: [Case]
        }
        let folder = "x509/pkits"
        let table = try JSONDecoder().decode(Table.self, from: Data(try TestFiles.corpus("\(folder)/cases.json")))
        var count = 0
        for test in table.cases where test.isDefault {
            let certificates = try test.certs.flatMap {
                try CertificateReading.certificates(in: Bytes(try TestFiles.corpus("\(folder)/certs/\($0).crt")))
            }
            let lists = try test.crls.flatMap {
                try RevocationReading.lists(in: Bytes(try TestFiles.corpus("\(folder)/crls/\($0).crl")))
            }
            var options = ReadingOptions(trusting: TrustStore([certificates[0]]))
            options.untrusted = certificates
            options.revocation = RevocationSettings(.required, lists: lists)
            options.purpose = .any
            options.time = Instant(written: "2015-06-01")
            for name in test.smime ?? [] {
                let report = try read(Bytes(try TestFiles.corpus("\(folder)/smime/\(name)")), options).report
                guard let signer = report.signers.first, signer.signature != .unsupported else { continue }
                // One mail stands for several cases; only the case of its own signer counts.
                guard signer.certificate?.fingerprint == certificates.last.map({ "\($0.fingerprint)" }) else {
                    continue
                }
                count += 1
                #expect(
                    signer.trusted == test.should_validate,
                    "\(test.test) \(name): \(signer.trustFailure ?? "trusted")")
            }
        }
        #expect(count > 80)
        TestFiles.report("PKITS mail paths", ran: count)
    }

    @Test("Thunderbird's mails are opened, and judged as it and OpenSSL do")
    func judgesThunderbird() throws {
        guard TestFiles.corpora != nil else { return TestFiles.report("Thunderbird mails", ran: nil) }
        struct Expected: Decodable {
            struct Row: Decodable {
                let file: String
                let enc: Bool
                let sig: Bool
                let sig_good: Bool
            }
            let default_policy: [Row]
            let sha1_allowed: [Row]
        }
        let folder = "smime/thunderbird"
        let expected = try JSONDecoder().decode(
            Expected.self, from: Data(try TestFiles.corpus("\(folder)/expected.json")))
        let rows = Dictionary(expected.default_policy.map { ($0.file, $0) }) { a, _ in a }
        let trust = TrustStore(
            try CertificateReading.certificates(in: Bytes(try TestFiles.corpus("\(folder)/TestCA.pem"))))
        var identities: [DigitalID] = []
        for name in try names(folder, ".p12") {
            identities += try DigitalID.all(
                inPFX: try TestFiles.corpus("\(folder)/\(name)"), password: Password("nss"))
        }
        let ids = identities
        #expect(ids.count >= 7)
        var options = ReadingOptions(trusting: trust)
        options.identities = { isRecipient throws(SignetError) in ids.filter { isRecipient($0.certificate) } }
        struct Index: Decodable {
            struct Item: Decodable {
                let file: String
                let openssl35_verify: String?
            }
            let items: [Item]
        }
        let index = try JSONDecoder().decode(Index.self, from: Data(try TestFiles.corpus("smime/index.json"))).items
        var count = 0
        for name in try names(folder, ".eml") {
            let opened = try read(try TestFiles.corpus("\(folder)/\(name)"), options)
            count += 1
            guard let row = rows[name] else { continue }
            let report = opened.report
            #expect(!report.sealedLayers.isEmpty || !row.enc, "\(name)")
            let isBad = index.contains {
                $0.file == "thunderbird/\(name)" && $0.openssl35_verify?.hasPrefix("fail: CMS_verify") == true
            }
            #expect((report.verdict == .bad) == isBad, "\(name): \(report.explanation)")
            // Thunderbird refuses SHA-1, unless it is told otherwise; Signet calls it weak even then. In these, Dave has signed
            // around what Alice had, and is the sender. Thunderbird finds two of them good, where it does not look at the
            // signature inside, and four bad; Signet judges both signatures, and none of these mails is Dave's.
            if name.contains(".dave.") {
                #expect(report.verdict == .untrusted, "\(name): \(report.explanation)")
                #expect(report.signers.count == 2 && report.signers.allSatisfy { $0.signature == .good }, "\(name)")
            } else {
                #expect((report.verdict == .good) == row.sig_good, "\(name): \(report.explanation)")
                var old = options
                old.acceptsSHA1 = true
                let verdict = try read(try TestFiles.corpus("\(folder)/\(name)"), old).report.verdict
                let allowed = expected.sha1_allowed.first { $0.file == name }
                #expect((verdict == .good) == allowed?.sig_good, "\(name)")
            }
            if name.contains("SHA1"), !isBad {
                #expect(report.signers.contains { !$0.weaknesses.isEmpty }, "\(name): SHA-1 is not called weak")
            }
        }
        TestFiles.report("Thunderbird mails", ran: count)
    }

    @Test("OpenSSL's mails that crashed somebody, and RFC 9216's Digital IDs")
    func survives() throws {
        guard TestFiles.corpora != nil else { return TestFiles.report("smime/openssl, smime/rfc9216", ran: nil) }
        var count = 0
        for name in try names("smime/openssl", ".eml") {
            count += 1
            do {
                let report = try verify(try TestFiles.corpus("smime/openssl/\(name)"), trusting: TrustStore())
                #expect(report.verdict != .good, "\(name)")
            } catch let error as SignetError {
                #expect(!"\(error)".isEmpty)
            }
        }
        for name in try names("smime/rfc9216", ".p12") {
            count += 1
            let password = Password(String(name.dropLast(4)))
            let all = try DigitalID.all(inPFX: try TestFiles.corpus("smime/rfc9216/\(name)"), password: password)
            #expect(all.count == 2, "\(name)")
        }
        TestFiles.report("smime/openssl, smime/rfc9216", ran: count)
    }
}
