import Foundation
import Signet
import TestSupport
import Testing

/// RFC 9788: the header inside, and what is shown outside.
@Suite("Header protection")
struct HeaderProtectionTests {
    private static let letter = Array(
        """
        From: Alice Example <alice@example.org>
        To: Bob Example <bob@example.org>
        Cc: carol@example.org
        Bcc: dave@example.org
        Subject: Dinner plans
        Date: Fri, 27 Nov 2026 20:40:48 -0500
        Message-ID: <dinner@example.org>
        Keywords: roti
        MIME-Version: 1.0
        Content-Type: text/plain; charset=us-ascii

        Let's meet at eight.
        """.utf8)

    private func seal(_ headers: HeaderConfidentiality, _ letter: [UInt8] = Self.letter) throws -> String {
        var options = SealingOptions()
        options.headers = headers
        let sealed = try Signet.seal(letter, for: [Recipient(Peers.bob.certificate)], options)
        return String(decoding: sealed, as: UTF8.self)
    }

    private func open(_ mail: String) throws -> (text: String, report: Report) {
        let opened = try Peers.bob.open(Array(mail.utf8), trusting: Peers.root)
        return (String(decoding: try #require(opened.message), as: UTF8.self), opened.report)
    }

    @Test("hcp_baseline hides the Subject, and it comes back")
    func hidesSubject() throws {
        let sealed = try seal(.baseline)
        #expect(sealed.contains("Subject: [...]\r\n") && !sealed.contains("Dinner") && !sealed.contains("Keywords"))
        #expect(sealed.contains("From: Alice Example <alice@example.org>\r\n") && !sealed.contains("Bcc"))
        let (text, report) = try open(sealed)
        #expect(text.contains("Subject: Dinner plans\r\n") && text.contains("Keywords: roti\r\n"))
        #expect(
            !text.contains("[...]") && !text.contains("HP-Outer") && !text.contains("hp=") && !text.contains("dave"))
        // The Legacy Display Element is gone again.
        #expect(text.hasSuffix("\r\n\r\nLet's meet at eight."))
        #expect(report.subject == "Dinner plans")
        #expect(report.headers.first { $0.name == "Subject" }?.status == .hidden)
        #expect(report.headers.first { $0.name == "From" }?.status == .same)
    }

    @Test("what is inside: every field, HP-Outer for each one outside, the Legacy Display Element")
    func hasPayload() throws {
        // Signed, not sealed: the payload can be looked at.
        var options = SigningOptions()
        options.headers = .baseline
        let signed = String(decoding: try Peers.alice.sign(Self.letter, options), as: UTF8.self)
        let payload = try #require(signed.components(separatedBy: "\r\n------=_Signet_").dropFirst().first)
        #expect(payload.contains("hp=\"clear\"") && payload.contains("Subject: Dinner plans\r\n"))
        #expect(!payload.contains("HP-Outer") && !payload.contains("Bcc"))
        // A signature hides nothing.
        #expect(
            signed.hasPrefix("From: Alice Example <alice@example.org>")
                && signed.components(separatedBy: "Subject: Dinner").count == 3)
        let report = try verify(Array(signed.utf8), trusting: Peers.root)
        #expect(
            report.verdict == .good && report.headers.allSatisfy { $0.status == .same } && report.headers.count >= 5)
    }

    @Test("hcp_shy hides names and the time zone")
    func isShy() throws {
        let sealed = try seal(.shy)
        #expect(sealed.contains("From: alice@example.org\r\n") && sealed.contains("To: bob@example.org\r\n"))
        #expect(sealed.contains("Date: Sat, 28 Nov 2026 01:40:48 +0000\r\n"))
        let (text, report) = try open(sealed)
        #expect(text.contains("From: Alice Example <alice@example.org>\r\n") && text.contains("20:40:48 -0500"))
        #expect(report.headers.first { $0.name == "From" }?.status == .hidden)
    }

    @Test("hcp_no_confidentiality shows everything, and none protects nothing")
    func showsAll() throws {
        let sealed = try seal(.noConfidentiality)
        #expect(sealed.contains("Subject: Dinner plans\r\n"))
        #expect(try open(sealed).report.headers.allSatisfy { $0.status == .same })
        #expect(try open(try seal(.none)).report.headers.isEmpty)
    }

    @Test("signed and sealed in one call: good, hidden outside, right inside")
    func combines() throws {
        try withHome { home in
            try home.learn(Contact(address: "bob@example.org", certificates: [Peers.bob.certificate]))
            var outgoing = Outgoing(signer: Peers.alice, seals: true)
            outgoing.sealing.headers = .baseline
            for isTripleWrapped in [false, true] {
                outgoing.isTripleWrapped = isTripleWrapped
                let mail = try home.protect(Bytes(Self.letter), for: ["bob@example.org"], outgoing, policy: .modern)
                let (text, report) = try open(String(decoding: mail, as: UTF8.self))
                #expect(report.verdict == .good, "\(report.explanation)")
                #expect(report.layers.count == (isTripleWrapped ? 3 : 2))
                #expect(text.contains("Subject: Dinner plans\r\n"))
                #expect(report.headers.first { $0.name == "Subject" }?.status == .hidden)
            }
        }
    }

    static let changes: [(name: String, old: String, new: String)] = [
        ("Subject", "Subject: Dinner plans", "Subject: Pay at once"),
        ("From", "From: Alice Example", "From: The Boss"),
        ("Date", "27 Nov 2026 20:40:48", "28 Nov 2026 20:40:48"),
    ]

    @Test("a field outside that was changed is never good", arguments: changes.indices)
    func findsMismatch(_ index: Int) throws {
        let (name, old, new) = Self.changes[index]
        var options = SigningOptions()
        options.headers = .noConfidentiality
        for form in [SignedForm.clear, .opaque] {
            options.form = form
            let signed = String(decoding: try Peers.alice.sign(Self.letter, options), as: UTF8.self)
            let first = try #require(signed.range(of: old))
            let changed = signed.replacingCharacters(in: first, with: new)
            let report = try verify(Array(changed.utf8), trusting: Peers.root)
            #expect(report.verdict == .untrusted && report.signers[0].signature == .good, "\(report.explanation)")
            #expect(report.headers.first { $0.name == name }?.status == .changed)
            #expect(report.explanation.contains(name) && report.text.contains("CHANGED"))
            // Folded or encoded anew it is the same.
            let outside = try #require(signed.range(of: "Subject: Dinner plans\r\nDate"))
            let folded = signed.replacingCharacters(in: outside, with: "Subject: Dinner\r\n plans\r\nDate")
            #expect(try verify(Array(folded.utf8), trusting: Peers.root).verdict == .good)
        }
        // A sealed one: the dummy was replaced.
        let sealed = try seal(.baseline).replacingOccurrences(of: "Subject: [...]", with: "Subject: Urgent")
        #expect(try open(sealed).report.headers.first { $0.name == "Subject" }?.status == .changed)
    }

    @Test("an author inside who did not sign is not believed")
    func isNotFooled() throws {
        // Bob signs a message whose inside says that it is Alice's.
        for mark in ["hp=clear", "protected-headers=v1", "x=y"] {
            let content =
                "From: alice@example.org\r\nSubject: Pay\r\nContent-Type: text/plain; \(mark)\r\n\r\nPay Mallory.\r\n"
            let der = try Peers.bob.detachedSignature(over: Array(content.utf8))
            let signature = Base64.encode(der.span)
            let mail =
                "From: bob@example.org\r\nSubject: Pay\r\nMIME-Version: 1.0\r\nContent-Type: multipart/signed; "
                + "protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=b\r\n\r\n--b\r\n\(content)\r\n--b\r\n"
                + "Content-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + "\(String(decoding: signature, as: UTF8.self))\r\n--b--\r\n"
            let report = try verify(Array(mail.utf8), trusting: Peers.root)
            #expect(
                report.signers[0].signature == .good && report.verdict == .untrusted, "\(mark): \(report.explanation)")
        }
    }

    @Test("text in HTML and other charsets gets its Legacy Display Element, and loses it again")
    func showsLegacyDisplay() throws {
        let cases: [(type: String, body: [UInt8], kept: String)] = [
            ("text/html; charset=utf-8", Array("<html><BODY class=x><p>Käse</p></body></html>".utf8), "<p>Käse</p>"),
            ("text/plain; charset=iso-8859-1", Array("K".utf8) + [0xE4] + Array("se".utf8), "se"),
            ("text/plain; charset=us-ascii", Array("ascii".utf8), "ascii"),
        ]
        for (type, body, kept) in cases {
            for subject in ["Dinner", "=?utf-8?B?TcO8bmNoZW4=?="] {
                let head =
                    "From: alice@example.org\r\nTo: bob@example.org\r\nSubject: \(subject)\r\nMIME-Version: 1.0\r\n"
                    + "Content-Type: \(type)\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
                let (text, report) = try open(try seal(.baseline, Array(head.utf8) + body))
                #expect(report.subject == (subject == "Dinner" ? "Dinner" : "München"))
                #expect(!text.contains("legacy-display") && !text.contains("hp-"), "\(text)")
                let decoded = text.replacingOccurrences(of: "=C3=A4", with: "ä")
                #expect(decoded.contains(kept), "\(text)")
            }
        }
    }
}
