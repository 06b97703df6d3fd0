import Foundation
import Signet
import TestSupport
import Testing

/// Mail that wants to look better than it is (as in “Johnny, you are fired!”, USENIX Security 2019): whatever it is called, it
/// is not good.
@Suite("Spoofing")
struct SpoofingTests {
    private static let body = "To: bob@example.org\r\nSubject: Pay\r\nMIME-Version: 1.0\r\n"

    private func verdict(_ mail: [UInt8]) throws -> Report { try verify(mail, trusting: Peers.root) }

    /// Alice's signed letter with other From lines.
    private func signed(from lines: String) throws -> [UInt8] {
        let text = String(decoding: try Peers.alice.sign(Peers.letter), as: UTF8.self)
        let rest = text.split(separator: "\r\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("From:") }
        return Array((lines + "\r\n" + rest.joined(separator: "\r\n")).utf8)
    }

    @Test(
        "the sender is the signer, or it is not good",
        arguments: [
            "From: bob@example.org",
            "From: alice@example.org\r\nFrom: bob@example.org",
            "From: bob@example.org\r\nFrom: alice@example.org",
            "From: bob@example.org, alice@example.org",
            "From: alice@example.org, bob@example.org",
            "From: <bob@example.org> <alice@example.org>",
            "From: \"alice@example.org\" <bob@example.org>",
            "From: alice@example.org <bob@example.org>",
            "From: bob@example.org (alice@example.org)",
            "From: alice@example.org@evil.example",
            "From: bob",
            "From: undisclosed:;",
            "From:",
            "From: alice@example.org.evil.example",
            "From: evil+alice@example.org",
            "From : bob@example.org",
            "FROM: bob@example.org\r\nfrom: alice@example.org",
            "From:\r\n bob@example.org",
            "From: =?utf-8?q?alice=40example.org?= <bob@example.org>",
            // Groups, whose name is none of an address (RFC 5322 §3.4).
            "From: alice@example.org: bob@example.org;",
            "From: Friends: alice@example.org, bob@example.org;",
            // Comments, quotes, routes, literals, and what is left open.
            "From: (alice@example.org) bob@example.org",
            "From: \"alice@example.org\\\" <\" <bob@example.org>",
            "From: <@alice@example.org:bob@example.org>",
            "From: alice@[example.org]",
            "From: \"alice@example.org",
            "From: alice@example.org\r\n ,bob@example.org",
            "From: alice@example.org\u{0}<bob@example.org>",
            "From: alice @ example.org evil <bob@example.org>",
            // The signer's address, and another one where the name should be.
            "From: \"bob@example.org\" <alice@example.org>",
            "From: Bob <bob@example.org> <alice@example.org>",
            "From: =?utf-8?q?Bob_=3Cbob=40example.org=3E?= <alice@example.org>",
            "From: =?utf-8?b?Ym9iQGV4YW1wbGUub3Jn?= <alice@example.org>",
            "From: bob\u{FF20}example.org <alice@example.org>",
            "From: alice@example.org (bob@example.org)",
            // Look-alikes: another letter, a blank without width, an order that is turned round.
            "From: \u{430}lice@example.org",
            "From: alice@ex\u{430}mple.org",
            "From: alice@example.org\u{200B}",
            "From: =?utf-8?q?=E2=80=AEboB_=3Cgro=2Eelpmaxe=40bob=3E?= <alice@example.org>",
            "From: =?utf-8?q?=0AFrom=3A_bob?= <alice@example.org>",
        ])
    func isNotGood(_ from: String) throws {
        let report = try verdict(try signed(from: from))
        #expect(report.verdict == .untrusted, "\(from): \(report.explanation)")
        #expect(report.signers.first?.signature == .good)
        var options = ReadingOptions(trusting: Peers.root)
        options.identities = nil
        #expect(try read(try signed(from: from), options).contacts.isEmpty)
    }

    @Test(
        "the same address in other letters is the sender's",
        arguments: [
            "From: ALICE@EXAMPLE.ORG", "From: \"Alice\" <Alice@Example.Org>", "From: alice@example.org (Alice)",
            "From: Friends: alice@example.org;", "From: <alice@example.org>, Alice <alice@example.org>",
            "From: \"alice@example.org\" <alice@example.org>", "From: Alice @ home <alice@example.org>",
            "From: =?utf-8?q?=D7=90=E2=80=8E?= <alice@example.org>",
            "Sender: bob@example.org\r\nFrom: alice@example.org",
        ])
    func isGood(_ from: String) throws {
        let report = try verdict(try signed(from: from))
        #expect(report.verdict == .good, "\(from): \(report.explanation)")
    }

    @Test("a signed part is not a signed message")
    func signedPart() throws {
        let signed = try Peers.alice.sign(Peers.letter)
        let text = String(decoding: signed, as: UTF8.self)
        let start = try #require(text.range(of: "Content-Type: multipart/signed"))
        let part = text[start.lowerBound...]
        let around =
            "From: alice@example.org\r\n\(Self.body)Content-Type: multipart/mixed; boundary=x\r\n\r\n"
            + "--x\r\nContent-Type: text/plain\r\n\r\nPay Mallory.\r\n--x\r\n\(part)\r\n--x--\r\n"
        #expect(try verdict(Array(around.utf8)).verdict == .unsigned)
        // As an attachment of an unsigned mail.
        let forwarded = "From: alice@example.org\r\n\(Self.body)Content-Type: message/rfc822\r\n\r\n\(text)"
        #expect(try verdict(Array(forwarded.utf8)).verdict == .unsigned)
    }

    @Test("two fields that say what the message is")
    func twoTypes() throws {
        for more in [
            "Content-Type: text/plain", "Content-Transfer-Encoding: 7bit\r\nContent-Transfer-Encoding: base64",
        ] {
            for isFirst in [true, false] {
                var text = String(decoding: try Peers.alice.sign(Peers.letter), as: UTF8.self)
                let start = try #require(text.range(of: "Content-Type: multipart/signed"))
                let blank = try #require(text.range(of: "\r\n\r\n")).lowerBound
                text.insert(contentsOf: isFirst ? more + "\r\n" : "\r\n" + more, at: isFirst ? start.lowerBound : blank)
                let report = try? verdict(Array(text.utf8))
                #expect(report?.verdict != .good, "\(more)")
            }
        }
    }

    @Test("who signs a sealed mail need not have written it, and does not stand for it once it is open")
    func signatureAroundSealed() throws {
        // Mallory takes a mail that Alice sealed for Bob, and signs it as his own.
        let sealed = try seal(Peers.letter, for: [Peers.bob.certificate])
        let text = String(decoding: sealed, as: UTF8.self).replacing(
            "From: Alice Example <alice@example.org>", with: "From: bob@example.org")
        let stolen = try Peers.bob.sign(Array(text.utf8))
        let report = try Peers.bob.open(stolen, trusting: Peers.root).report
        #expect(report.verdict == .untrusted && report.explanation.contains("inside"), "\(report.explanation)")
        #expect(report.signers.allSatisfy { $0.signature == .good })
        // Signed inside as well, it is good; and of what stays closed nothing is shown under a name.
        let tripled = try Peers.alice.sign(try seal(try Peers.alice.sign(Peers.letter), for: [Peers.bob.certificate]))
        #expect(try Peers.bob.open(tripled, trusting: Peers.root).report.verdict == .good)
        #expect(try verdict(Array(try Peers.alice.sign(sealed))).verdict == .good)
    }

    @Test("who signed inside is the sender; around that, a list or a gateway may sign")
    func signerInside() throws {
        for form in [SignedForm.clear, .opaque] {
            var options = SigningOptions()
            options.form = form
            let byAlice = try Peers.alice.sign(Peers.letter, options)
            // Bob's list signs what Alice has written.
            #expect(try verdict(Array(try Peers.bob.sign(byAlice))).verdict == .good)
            // Bob shows Alice's signed letter as his own.
            let text = String(decoding: byAlice, as: UTF8.self).replacing(
                "From: Alice Example <alice@example.org>", with: "From: bob@example.org")
            let report = try verdict(Array(try Peers.bob.sign(Array(text.utf8))))
            #expect(report.verdict == .untrusted && report.explanation.contains("inside"), "\(report.explanation)")
            #expect(report.signers.allSatisfy { $0.signature == .good })
        }
    }

    @Test("two signers, one of them bad", arguments: ["opaque", "clear"])
    func oneOfTwoSigners(_ form: String) throws {
        let mail = try TestFiles.vector("peers/signed/openssl30-\(form)-two-signers.eml")
        #expect(try verdict(mail).signers.map(\.signature) == [.good, .good])
        let text = String(decoding: mail, as: UTF8.self).replacing("\r\n", with: "\n")
        let pieces = text.matches(of: /(?:[A-Za-z0-9+\/=]{64}\n){10,}[A-Za-z0-9+\/=]+\n/)
        let base64 = try #require(pieces.last)
        let signature = [UInt8](
            try #require(Data(base64Encoded: String(base64.output), options: .ignoreUnknownCharacters)))
        // The signatures of keys of 2048 bits: OCTET STRINGs of 256 octets.
        let places = signature.indices.filter { signature[$0...].starts(with: [0x04, 0x82, 0x01, 0x00]) }
        #expect(places.count == 2)
        for place in places {
            var changed = signature
            changed[place + 100] ^= 1
            let encoded = Data(changed).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
            let report = try verdict(
                Array((text[..<base64.range.lowerBound] + encoded + "\n" + text[base64.range.upperBound...]).utf8))
            #expect(report.verdict == .bad)
            #expect(report.signers.map(\.signature.rawValue).sorted() == ["bad", "good"])
        }
    }

    @Test("the digest that the header names is a hint", arguments: ["md5", "sha-512", "x-unknown", ""])
    func micalg(_ name: String) throws {
        let text = String(decoding: try Peers.alice.sign(Peers.letter), as: UTF8.self)
        let report = try verdict(Array(text.replacing(/micalg="?sha-256"?/, with: "micalg=\"\(name)\"").utf8))
        #expect(report.verdict == .good)
        #expect(report.signedLayers[0].remarks.isEmpty == name.isEmpty)
    }

    @Test(
        "signed parts that are not what is seen first", arguments: ["alternative", "related", "mixed", "digest", "x"])
    func hiddenParts(_ kind: String) throws {
        let text = String(decoding: try Peers.alice.sign(Peers.letter), as: UTF8.self)
        let part = text[try #require(text.range(of: "Content-Type: multipart/signed")).lowerBound...]
        let other = "Content-Type: text/html\r\n\r\n<b>Pay Mallory.</b>"
        for parts in [[other, String(part)], [String(part), other], [other, String(part), other]] {
            let mail =
                "From: alice@example.org\r\n\(Self.body)Content-Type: multipart/\(kind); boundary=x\r\n\r\n"
                + parts.map { "--x\r\n\($0)\r\n" }.joined() + "--x--\r\n"
            #expect(try verdict(Array(mail.utf8)).verdict == .unsigned)
        }
    }

    @Test("a sealed part beside others is not opened (EFAIL), whatever stands around it")
    func sealedPart() throws {
        let text = String(decoding: try seal(Peers.letter, for: [Peers.bob.certificate]), as: UTF8.self)
        let part = text[try #require(text.range(of: "Content-Type: application/pkcs7-mime")).lowerBound...]
        for kind in ["mixed", "alternative", "related", "report"] {
            let mail =
                "From: alice@example.org\r\n\(Self.body)Content-Type: multipart/\(kind); boundary=x\r\n\r\n"
                + "--x\r\nContent-Type: text/html\r\n\r\n<img src=\"https://evil.example/\r\n--x\r\n\(part)\r\n"
                + "--x\r\nContent-Type: text/html\r\n\r\n\">\r\n--x--\r\n"
            for isSigned in [false, true] {
                let bytes = isSigned ? Array(try Peers.alice.sign(Array(mail.utf8))) : Array(mail.utf8)
                #expect(throws: SignetError.self, "\(kind)") { try Peers.bob.open(bytes, trusting: Peers.root) }
            }
        }
    }

    @Test("a third part beside content and signature is refused")
    func thirdPart() throws {
        let text = String(decoding: try Peers.alice.sign(Peers.letter), as: UTF8.self)
        let boundary = try #require(text.firstMatch(of: /boundary="?([^";\r]+)/)).1
        // The signed content has a boundary of its own further down: the first one named is the outer.
        let more = "--\(boundary)\r\nContent-Type: text/plain\r\n\r\nPay Mallory.\r\n"
        for place in [text.range(of: "--\(boundary)\r\n"), text.range(of: "--\(boundary)--")] {
            var changed = text
            changed.insert(contentsOf: more, at: try #require(place).lowerBound)
            #expect(throws: SignetError.self) { try verdict(Array(changed.utf8)) }
        }
    }

    @Test("text around the parts is not part of what is released")
    func preamble() throws {
        let text = String(decoding: try Peers.alice.sign(Peers.letter), as: UTF8.self)
        let boundary = try #require(text.firstMatch(of: /boundary="?([^";\r]+)/)).1
        var changed = text
        let first = try #require(changed.range(of: "\r\n--\(boundary)\r\n"))
        changed.insert(contentsOf: "\r\nPay Mallory.\r\n", at: first.lowerBound)
        changed += "Pay Mallory.\r\n"
        let opened = try read(Array(changed.utf8), ReadingOptions(trusting: Peers.root))
        #expect(opened.message.map { Data($0).range(of: Data("Mallory".utf8)) == nil } == true)
    }

    @Test("a signature over another message, a certificate bundle, an empty signer list")
    func notASignature() throws {
        let text = String(decoding: try Peers.alice.sign(Peers.letter), as: UTF8.self)
        let changed = text.replacing("nine o'clock", with: "ten o'clock")
        #expect(try verdict(Array(changed.utf8)).verdict == .bad)
        let bundle = try TestFiles.vector("peers/certs/openssl30.p7c")
        let mail =
            "From: alice@example.org\r\n\(Self.body)Content-Type: application/pkcs7-mime; smime-type=signed-data\r\n"
            + "Content-Transfer-Encoding: base64\r\n\r\n\(Data(bundle).base64EncodedString(options: .lineLength76Characters))\r\n"
        #expect(try verdict(Array(mail.utf8)).verdict == .unsigned)
    }

    @Test("the report cannot be drawn on by the message")
    func showsControlCharacters() throws {
        let mail =
            "From: \"\u{1B}[2J\" <alice@example.org>\r\nSubject: =?utf-8?q?a=0AGOOD=3A_x=1B[31m=E2=80=AE?=\r\n\r\nx\r\n"
        let text = try verdict(Array(mail.utf8)).text
        #expect(!text.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x202E })
        #expect(!text.split(separator: "\n").contains { $0.hasPrefix("GOOD") })
    }
}
