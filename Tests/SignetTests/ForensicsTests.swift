import Foundation
import Signet
import SignetBytes
import SignetMIME
import TestSupport
import Testing

/// Which change on the way explains a digest that does not match. The signature is bad all the same.
@Suite("Forensics")
struct ForensicsTests {
    private static let signed =
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nDear Bob,\r\n\r\n"
        + "From here on, tea is at four, with Käse.\r\n.hidden\r\n\r\n-- \r\nAlice\r\n"

    /// A clear-signed mail of Alice's in which `received` stands for the content that she signed.
    private func mail(signing content: [UInt8], receiving received: [UInt8]) throws -> [UInt8] {
        let der = try Peers.alice.detachedSignature(over: content)
        let signature = Base64.encode(der.span)
        let head =
            "From: alice@example.org\r\nTo: bob@example.org\r\nSubject: Tea\r\nMIME-Version: 1.0\r\n"
            + "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=b\r\n\r\n"
            + "--b\r\n"
        let tail =
            "\r\n--b\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n"
            + "Content-Transfer-Encoding: base64\r\n\r\n" + String(decoding: signature, as: UTF8.self) + "\r\n--b--\r\n"
        return Array(head.utf8) + received + Array(tail.utf8)
    }

    private final class Memory: OctetStore {
        private let bytes: Bytes
        init(_ bytes: Bytes) { self.bytes = bytes }
        var byteCount: Int { bytes.count }
        func read(_ count: Int, at offset: Int) -> Bytes { bytes[offset..<min(bytes.count, offset + count)] }
    }

    /// The same when the mail is read through marks, as a long one is.
    private func longChange(from signed: String, to received: [UInt8]) throws -> Report.Change? {
        let mail = Bytes(try mail(signing: Array(signed.utf8), receiving: received))
        let folded = try Mail(Memory(mail), folds: Folds(heldByteCount: 0, bodyByteCount: 40))
        let report = try verify(folded, trusting: Peers.root)
        #expect(report.verdict == .bad && report.signers[0].signature == .bad)
        return report.signedLayers[0].change
    }

    private func change(from signed: String, to received: [UInt8]) throws -> Report.Change? {
        let report = try verify(try mail(signing: Array(signed.utf8), receiving: received), trusting: Peers.root)
        #expect(report.verdict == .bad && report.signers[0].signature == .bad)
        if let change = report.signedLayers[0].change {
            #expect(report.text.contains("cause") && report.text.contains(change.explanation))
            #expect(report.json.contains("\"kind\" : \"\(change.kind)\""))
            #expect(report.explanation.contains(change.explanation))
        }
        return report.signedLayers[0].change
    }

    private func changed(_ old: String, _ new: String, in text: String = Self.signed) -> [UInt8] {
        Array(text.replacingOccurrences(of: old, with: new).utf8)
    }

    static let cases: [(kind: String, old: String, new: String)] = [
        ("doubled-returns", "\r\n", "\r\r\n"),
        ("trailing-blanks", "-- \r\n", "--\r\n"),
        ("trailing-blanks", "Bob,\r\n", "Bob,   \r\n"),
        ("final-line-end", "Alice\r\n", "Alice"),
        ("final-line-end", "Alice\r\n", "Alice\r\n\r\n"),
        ("footer", "Alice\r\n", "Alice\r\n_______________\r\nTea mailing list\r\nhttps://tea.example\r\n"),
        ("footer", "Alice\r\n", "Alice\r\n\r\n-- \r\nScanned, and nothing found.\r\n"),
        ("banner", "Dear Bob", "[External] Mind the links.\r\n\r\nDear Bob"),
        ("from-escaping", "\r\nFrom here", "\r\n>From here"),
        ("dot-stuffing", "\r\n.hidden", "\r\n..hidden"),
        ("transfer-encoding", "8bit", "binary"),
        ("header", "text/plain; charset=utf-8", "text/plain;\r\n\tcharset=utf-8"),
        ("header", "text/plain; charset=utf-8", "text/plain; charset=\"utf-8\""),
        ("header", "\r\n\r\nDear", "\r\nX-Scanned: yes\r\n\r\nDear"),
    ]

    @Test("what gateways do is told by name", arguments: cases.indices)
    func explains(_ index: Int) throws {
        let (kind, old, new) = Self.cases[index]
        let change = try change(from: Self.signed, to: changed(old, new))
        #expect(change?.kind == kind, "\(old.debugDescription): \(String(describing: change))")
        let long = try longChange(from: Self.signed, to: changed(old, new))
        #expect(long?.kind == kind, "\(old.debugDescription), long: \(String(describing: long))")
        #expect(long?.explanation == change?.explanation)
    }

    @Test(
        "what a line lost at its end, or two lines",
        arguments: [
            ("hidden  \r\n", "two blanks at the end of a line were dropped"),
            ("hidden\t\r\n", "a tab at the end of a line was dropped"),
            ("hidden \r\nmore \r\n", "blanks at the ends of two lines were dropped"),
            ("hidden\r\n \r\n", "a blank at the end of a line was dropped"),
            ("hidden\r\n> \r\n> > \r\n> it\r\n> \r\n", "the blanks of quoted empty lines were dropped"),
        ])
    func explainsLostBlanks(_ lines: String, _ explanation: String) throws {
        let signed = Self.signed.replacing("hidden\r\n", with: lines).replacing("-- \r\n", with: "=\r\n")
        let stripped = signed.components(separatedBy: "\r\n").map { line in
            String(line.reversed().drop { " \t".contains($0) }.reversed())
        }
        let change = try change(from: signed, to: Array(stripped.joined(separator: "\r\n").utf8))
        #expect(change?.kind == "trailing-blanks" && change?.explanation == explanation)
    }

    @Test("every CRLF of a mail became CR CR LF, those of the delimiters too")
    func explainsDoubledReturnsEverywhere() throws {
        let mail = String(
            decoding: try mail(signing: Array(Self.signed.utf8), receiving: Array(Self.signed.utf8)), as: UTF8.self)
        let doubled = Array(mail.replacing("\r\n", with: "\r\r\n").utf8)
        let whole = try verify(doubled, trusting: Peers.root)
        let folded = try verify(
            try Mail(Memory(Bytes(doubled)), folds: Folds(heldByteCount: 0, bodyByteCount: 40)), trusting: Peers.root)
        for report in [whole, folded] {
            #expect(report.verdict == .bad && report.signedLayers[0].change?.kind == "doubled-returns")
        }
    }

    @Test("a long mail: the same without holding it")
    func explainsLongMails() throws {
        let lines = String(
            repeating: "Dear Bob, tea is at four, with K\u{E4}se and more of it than there was.\r\n", count: 16_000)
        let long = Self.signed + lines
        let file = FileManager.default.temporaryDirectory.appending(path: "signet-forensics-\(UUID()).eml")
        defer { try? FileManager.default.removeItem(at: file) }
        for (kind, received) in [
            ("footer", long + "_____\r\nTea mailing list\r\nhttps://tea.example\r\n"),
            ("from-escaping", long.replacing("\r\nFrom here", with: "\r\n>From here")),
            ("final-line-end", long + "\r\n"),
        ] {
            let mail = try mail(signing: Array(long.utf8), receiving: Array(received.utf8))
            try Data(mail).write(to: file)
            let report = try verify(try Mail(contentsOf: file.path), trusting: Peers.root)
            #expect(report.verdict == .bad && report.signedLayers[0].change?.kind == kind, "\(report.explanation)")
        }
    }

    @Test("re-encoded on the way, and long")
    func explainsLongEncodings() throws {
        let text = String(decoding: changed("8bit", "quoted-printable"), as: UTF8.self).replacing(
            "\u{E4}", with: "=C3=A4"
        )
        .replacing("-- \r\n", with: "--=20\r\n")
        #expect(try longChange(from: Self.signed, to: Array(text.utf8))?.kind == "transfer-encoding")
        let lf = Self.signed.replacing("\r\n", with: "\n")
        #expect(try longChange(from: lf, to: Array(Self.signed.utf8))?.kind == "line-ends")
        #expect(try longChange(from: Self.signed, to: changed("four", "nine")) == nil)
    }

    @Test("a transfer encoding or charset that was changed on the way")
    func explainsEncodings() throws {
        let quoted = changed("8bit", "quoted-printable")
        let text = String(decoding: quoted, as: UTF8.self).replacingOccurrences(of: "ä", with: "=C3=A4")
            .replacingOccurrences(of: "-- \r\n", with: "--=20\r\n")
        #expect(try change(from: Self.signed, to: Array(text.utf8))?.kind == "transfer-encoding")
        let parts = Self.signed.components(separatedBy: "\r\n\r\nDear")
        let body = Array(("Dear" + parts[1]).utf8)
        let coded = String(decoding: Base64.encode(body.span), as: UTF8.self)
        let base64 = parts[0].replacingOccurrences(of: "8bit", with: "base64") + "\r\n\r\n" + coded + "\r\n"
        #expect(try change(from: Self.signed, to: Array(base64.utf8))?.kind == "transfer-encoding")
        // Latin-1 became UTF-8 in text and header, or in the text alone.
        let latin = Self.signed.replacingOccurrences(of: "utf-8", with: "iso-8859-1").unicodeScalars.map {
            UInt8($0.value)
        }
        for header in ["utf-8", "iso-8859-1"] {
            let received = Array(Self.signed.replacingOccurrences(of: "utf-8", with: header).utf8)
            let report = try verify(try mail(signing: latin, receiving: received), trusting: Peers.root)
            #expect(report.verdict == .bad)
            #expect(header != "utf-8" || report.signedLayers[0].change?.kind == "charset")
        }
    }

    @Test("line ends that the signer did not make canonical")
    func explainsLineEnds() throws {
        let lf = Self.signed.replacingOccurrences(of: "\r\n", with: "\n")
        #expect(try change(from: lf, to: Array(Self.signed.utf8))?.kind == "line-ends")
    }

    @Test("a footer in the text of a multipart, and a signature without attributes")
    func explainsParts() throws {
        let content =
            "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nTea?\r\n"
            + "--x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--x--\r\n"
        #expect(
            try change(from: content, to: changed("Tea?\r\n", "Tea?\r\nFooter\r\nof a list\r\n", in: content))?.kind
                == "footer")
    }

    @Test("a change that no gateway makes is explained by nothing", arguments: ["nine", "", "Dear Bob,\r\n\r\nDear"])
    func doesNotExplain(_ text: String) throws {
        #expect(try change(from: Self.signed, to: changed("four", text)) == nil)
    }

    @Test("a large hostile message costs bounded work")
    func isBounded() throws {
        let received = Self.signed + String(repeating: "line \r\n", count: 200_000)
        #expect(try change(from: Self.signed, to: Array(received.utf8)) == nil)
    }
}
