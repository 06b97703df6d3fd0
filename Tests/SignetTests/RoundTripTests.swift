import Foundation
import Signet
import TestSupport
import Testing

/// What Signet signs and seals, Signet and OpenSSL verify and open.
@Suite("Round trips")
struct RoundTripTests {
    static let forms = [SignedForm.clear, .opaque].flatMap { form in
        [DigestAlgorithm.sha256, .sha384, .sha512].map { (form, $0) }
    }

    @Test("sign and verify", arguments: forms)
    func signs(_ form: SignedForm, _ digest: DigestAlgorithm) throws {
        var options = SigningOptions()
        options.form = form
        options.digest = digest
        let signed = try Peers.alice.sign(Peers.letter, options)
        let report = try verify(signed, trusting: Peers.root)
        #expect(report.verdict == .good)
        let signer = try #require(report.signers.first)
        #expect(signer.digest == digest.name && signer.isSender == true && signer.chain.count == 3)
        #expect(report.signedLayers.first?.form == form.rawValue)
        guard Programs.exists("openssl") else { return print("openssl is absent, nobody else judged") }
        let content = try Programs.run(
            "openssl", ["cms", "-verify", "-purpose", "smimesign", "-CAfile", Peers.path("pki/root.pem")],
            input: Array(signed))
        #expect(content != nil)
        // Bytes that OpenSSL verified are the letter's content as it was prepared.
        let opened = try #require(try read(signed, ReadingOptions(trusting: Peers.root)).message)
        let body = try #require(Data(opened).range(of: Data("\r\n\r\n".utf8)))
        #expect(Data(content ?? []).suffix(Data(opened)[body.upperBound...].count) == Data(opened)[body.upperBound...])
    }

    @Test("a digest that is only read is never written")
    func refusesWeakDigests() throws {
        for digest in DigestAlgorithm.table.map(\.algorithm) where digest.standing >= .legacy {
            var options = SigningOptions()
            options.digest = digest
            let error = #expect(throws: SignetError.self) { try Peers.alice.sign(Peers.letter, options) }
            guard case .refused? = error?.kind else {
                Issue.record("\(digest.name): \(String(describing: error))")
                continue
            }
        }
    }

    @Test("seal and open", arguments: [nil] + Policy.modern.ciphers.map { $0 })
    func seals(_ cipher: ContentCipher?) throws {
        let sealed = try seal(Peers.letter, for: [Peers.bob.certificate, Peers.alice.certificate], with: cipher)
        for id in [Peers.alice, Peers.bob] {
            let opened = try id.open(sealed, trusting: Peers.root)
            #expect(opened.report.verdict == .unsigned)
            #expect(opened.report.sealedLayers.first?.cipher == (cipher ?? .aes256CBC).name)
            #expect(opened.message.map { Data($0).range(of: Data("nine o'clock".utf8)) != nil } == true)
        }
        guard Programs.exists("openssl") else { return print("openssl is absent, nobody else judged") }
        let content = try Programs.run(
            "openssl", ["cms", "-decrypt", "-recip", Peers.path("pki/bob.pem"), "-inkey", Peers.path("pki/bob.key")],
            input: Array(sealed))
        #expect(content.map { Data($0).range(of: Data("nine o'clock".utf8)) != nil } == true)
        let carol = try Peers.identity("carol")
        let error = #expect(throws: SignetError.self) {
            var options = ReadingOptions(trusting: Peers.root)
            options.identities = { isRecipient throws(SignetError) in isRecipient(carol.certificate) ? [carol] : [] }
            _ = try read(sealed, options)
        }
        guard case .notARecipient? = error?.kind else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("layers in any order, and the report of each")
    func nests() throws {
        let signed = try Peers.alice.sign(Peers.letter)
        let sealed = try seal(signed, for: [Peers.bob.certificate])
        let tripled = try Peers.alice.sign(sealed)
        let opened = try Peers.bob.open(tripled, trusting: Peers.root)
        #expect(opened.report.verdict == .good)
        #expect(opened.report.layers.count == 3)
        #expect(opened.report.signedLayers.count == 2 && opened.report.sealedLayers.count == 1)
        // What was changed inside, though the outer signature is right, does not come out.
        var changed = Array(signed)
        let place = try #require(Data(signed).range(of: Data("nine".utf8))).lowerBound
        changed[place] = UInt8(ascii: "N")
        let wrapped = try Peers.bob.open(
            try Peers.alice.sign(try seal(changed, for: [Peers.bob.certificate])), trusting: Peers.root)
        #expect(wrapped.report.verdict == .bad)
        #expect(wrapped.message == nil)
        #expect(wrapped.contacts.isEmpty)
    }

    @Test("the mails of seven programs are judged as they must be", arguments: PeerFile.rows("signed"))
    func judges(_ file: PeerFile) throws {
        var options = ReadingOptions(trusting: Peers.root)
        if file.path.hasSuffix(".p7s") {
            options.detachedContent = Mail(try TestFiles.vector("peers/mail/letter.entity"))
        }
        if file.expected.digests?.contains("sha1") == true {
            #expect(try read(try file.bytes(), options).report.verdict == .untrusted)
            options.acceptsSHA1 = true
        }
        let report = try read(try file.bytes(), options).report
        // SHA-3 and PSS are not part of this version, and are said by name.
        if report.verdict == .unsupported, !["no-certificate"].contains(file.expected.error) {
            #expect(report.explanation.contains("pss") || report.explanation.contains("sha3"), "\(report.explanation)")
            return
        }
        switch file.expected.error {
        case nil: #expect(report.verdict == .good, "\(report.explanation)")
        case "digest", "signature": #expect(report.verdict == .bad, "\(report.explanation)")
        case "no-certificate": #expect(report.verdict == .unsupported, "\(report.explanation)")
        default: #expect(report.verdict == .untrusted, "\(report.explanation)")
        }
        if let signers = file.expected.signers, file.expected.verdict == "good" {
            #expect(Set(report.signers.flatMap { $0.certificate?.emailAddresses ?? [] }) == Set(signers))
        }
    }

    @Test("the sealed mails of seven programs open, or say why not", arguments: PeerFile.rows("sealed"))
    func opens(_ file: PeerFile) throws {
        var options = ReadingOptions(trusting: Peers.root)
        options.identities = { isRecipient throws(SignetError) in
            isRecipient(Peers.alice.certificate) ? [Peers.alice] : []
        }
        do throws(SignetError) {
            let opened = try Signet.read(try! file.bytes(), options)
            #expect(file.expected.verdict == "good", "\(file.path)")
            #expect(opened.message != nil || file.expected.content == nil)
        } catch {
            switch error.kind {
            case .unsupported: #expect(!"\(error)".isEmpty)
            case .undecryptable: #expect(file.expected.error == "undecryptable", "\(error)")
            case .notARecipient:
                #expect(
                    file.expected.error == "not-a-recipient" || ["password", "kek"].contains { file.path.contains($0) })
            default: Issue.record("\(file.path): \(error)")
            }
        }
    }

    @Test("a report survives JSON")
    func reportsAsJSON() throws {
        let sealed = try seal(try Peers.alice.sign(Peers.letter), for: [Peers.bob.certificate])
        let report = try Peers.bob.open(sealed, trusting: Peers.root).report
        let again = try JSONDecoder().decode(Report.self, from: Data(report.json.utf8))
        #expect(again.json == report.json)
        #expect(again.verdict == .good && again.layers.count == 2)
        #expect(again.signers.first?.checks.allSatisfy { $0.passed && $0.clause.hasPrefix("RFC ") } == true)
        #expect(report.text.hasPrefix("GOOD: signed by alice@example.org\n"))
    }
}
