import Foundation
import SignetBytes
import TestSupport
import Testing

@testable import SignetMIME

/// Reading, judged by Python's `email` package.
struct PythonTests {
    @Test func pythonReadsTheCorporaAlike() throws {
        guard let python = Program("python3") else { return print("Python judge: python3 is absent, nothing ran") }
        let scratch = try Scratch()
        let mails = Mail.corpus + Mail.samples.enumerated().map { ("sample \($0)", $1) }
        try compare(mails, python, scratch)
        TestFiles.report("MIME, Python email on corpora", ran: mails.count)
    }

    @Test func pythonsOwnMailsAreReadAlike() throws {
        guard let python = Program("python3") else { return print("Python judge: python3 is absent, nothing ran") }
        let scratch = try Scratch()
        let script = try scratch.write(Bytes(Array(PythonJudge.write.utf8)), to: "write.py")
        #expect(try python.run([script], in: scratch).status == 0)
        let names = try FileManager.default.contentsOfDirectory(atPath: scratch.url.path).filter { $0.hasSuffix("eml") }
        #expect(names.count > 100)
        try compare(names.sorted().map { ($0, try scratch.read($0)) }, python, scratch)
        TestFiles.report("MIME, mails written by Python email", ran: names.count)
    }

    /// What is prepared for signing says the same to Python as what it was made from.
    @Test func pythonReadsPreparedMailsAlike() throws {
        guard let python = Program("python3") else { return print("Python judge: python3 is absent, nothing ran") }
        let scratch = try Scratch()
        let script = try scratch.write(Bytes(Array(PythonJudge.write.utf8)), to: "write.py")
        _ = try python.run([script], in: scratch)
        let names = try FileManager.default.contentsOfDirectory(atPath: scratch.url.path).filter { $0.hasSuffix("eml") }
        let before = try names.map { try scratch.read($0) } + Mail.samples
        let after = try before.map { mail in
            let prepared = try Message(parsing: mail).prepared()
            return Bytes(Array(prepared.outerHeader) + prepared.content)
        }
        let opinions = try zip(judge(before, python, scratch), judge(after, python, scratch))
        var leaves = 0
        for (index, (old, new)) in opinions.enumerated() {
            #expect(text(old) == text(new), "mail \(index)")
            leaves += text(old).count
        }
        TestFiles.report("MIME, leaves of prepared mails by Python email", ran: leaves)
    }

    /// The contents of the leaves, line ends and blanks at line ends aside, which encoding brings into canonical form.
    private func text(_ entity: JudgedEntity) -> [[UInt8]] {
        guard let body = entity.body else { return entity.children.flatMap(text) }
        return [[UInt8](Data(base64Encoded: body) ?? Data()).filter { $0 != 0x0D }]
    }

    private func judge(_ mails: [Bytes], _ python: Program, _ scratch: Scratch) throws -> [JudgedEntity] {
        let paths = try mails.enumerated().map { try scratch.write($1, to: "judge\($0)") }
        let list = try scratch.write(Bytes(Array(paths.joined(separator: "\n").utf8)), to: "list")
        let script = try scratch.write(Bytes(Array(PythonJudge.describe.utf8)), to: "describe.py")
        let (status, output) = try python.run([script, list], in: scratch)
        #expect(status == 0)
        return try JSONDecoder().decode([JudgedEntity].self, from: Data(Array(output)))
    }

    private func compare(_ mails: [(path: String, bytes: Bytes)], _ python: Program, _ scratch: Scratch) throws {
        for (mail, opinion) in zip(mails, try judge(mails.map(\.bytes), python, scratch)) {
            try compare(Message(parsing: mail.bytes).entity, opinion, mail.path)
        }
    }

    private func trimmed(_ text: String?) -> String? { text.map { String(decoding: $0.utf8.trimmed, as: UTF8.self) } }

    private func compare(_ entity: MIMEEntity, _ opinion: JudgedEntity, _ path: String) throws {
        #expect(entity.contentType.name == opinion.type, "\(path)")
        let fields = entity.header.fields.map { [Hex.encode(Array($0.name.utf8).span), Hex.encode($0.unfolded.span)] }
        #expect(fields == opinion.headers, "\(path)")
        for parameter in opinion.parameters where entity.header.contentType != nil {
            #expect(entity.contentType.parameters[parameter[0]] == parameter[1], "\(path)")
        }
        // Python gives up raw 8-bit octets in file names, which we read as UTF-8.
        if opinion.fileName?.contains("\u{FFFD}") != true {
            let name = opinion.fileName.map { EncodedWord.decode(Array($0.utf8)) }
            #expect(trimmed(entity.header.fileName) == trimmed(name), "\(path)")
        }
        let addresses = ["From", "To", "Cc"].flatMap { entity.header.mailboxes(in: $0) }.map(\.address)
        #expect(addresses == opinion.addresses, "\(path)")
        if let subject = opinion.subject { #expect(entity.header.subject == subject, "\(path)") }
        if let body = opinion.body {
            #expect(try entity.decodedBody() == Bytes([UInt8](Data(base64Encoded: body) ?? Data())), "\(path)")
        }
        let children = try entity.children()
        #expect(children.count == opinion.children.count, "\(path)")
        for (child, opinion) in zip(children, opinion.children) { try compare(child, opinion, path) }
    }
}

/// Exact bytes, judged by OpenSSL: a digest over one byte too many does not verify.
struct OpenSSLTests {
    @Test func extractedContentVerifies() throws {
        guard let openssl = Program("openssl") else { return print("OpenSSL judge: openssl is absent, nothing ran") }
        let scratch = try Scratch()
        var count = 0
        var good = 0
        // The mails of PKITS differ only in their certificates: every fourth is enough for a peer.
        for (index, (path, bytes)) in Mail.corpus.enumerated() where !path.contains("pkits") || index % 4 == 0 {
            let message = try Message(parsing: bytes)
            guard case .multipartSigned(let content, let signature, _) = try message.entity.smimeForm() else {
                continue
            }
            let mail = try scratch.write(bytes, to: "mail")
            let der = try scratch.write(signature, to: "signature")
            let verify = ["cms", "-verify", "-noverify", "-out", "out"]
            let expected = try openssl.run(verify + ["-in", mail], in: scratch).status == 0
            let found = try [content.raw, content.canonicalized].contains { candidate in
                let file = try scratch.write(candidate, to: "content")
                let options = ["-binary", "-inform", "DER", "-in", der, "-content", file]
                return try openssl.run(verify + options, in: scratch).status == 0
            }
            #expect(found == expected, "\(path)")
            count += 1
            if found { good += 1 }
        }
        TestFiles.report("MIME, clear-signed mails by OpenSSL (\(good) good)", ran: Mail.corpus.isEmpty ? nil : count)
    }

    /// OpenSSL signs what we prepared; we write the mail; OpenSSL verifies the mail and gives the content back.
    @Test func writtenMailsVerify() throws {
        guard let openssl = Program("openssl") else { return print("OpenSSL judge: openssl is absent, nothing ran") }
        let scratch = try Scratch()
        let made = try openssl.run(
            ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=Alice", "-keyout", "key", "-out", "cert"],
            in: scratch)
        #expect(made.status == 0)
        var letters = Mail.samples + [Mail.crlf("Subject: x\n\nno end"), Mail.crlf("Subject: x")]
        letters.append(Bytes(Array("Subject: x\n\nFrom é \n\n\n--\nx\r\n".utf8)))
        for letter in letters {
            let prepared = try Message(parsing: letter).prepared()
            _ = try scratch.write(prepared.content, to: "content")
            let sign = [
                "cms", "-sign", "-binary", "-signer", "cert", "-inkey", "key", "-outform", "DER", "-in", "content",
            ]
            let verify = ["cms", "-verify", "-CAfile", "cert", "-purpose", "any", "-in", "mail", "-out", "verified"]
            #expect(try openssl.run(sign + ["-out", "detached"], in: scratch).status == 0)
            let clear = try prepared.clearSigned(signature: scratch.read("detached"), micalg: "sha-256")
            _ = try scratch.write(clear, to: "mail")
            #expect(try openssl.run(verify, in: scratch).status == 0)
            #expect(try scratch.read("verified") == prepared.content)

            #expect(try openssl.run(sign + ["-nodetach", "-out", "opaque"], in: scratch).status == 0)
            _ = try scratch.write(prepared.enclosed(in: scratch.read("opaque"), as: .signedData), to: "mail")
            #expect(try openssl.run(verify, in: scratch).status == 0)
            #expect(try scratch.read("verified") == prepared.content)
        }
        TestFiles.report("MIME, mails verified by OpenSSL", ran: letters.count * 2)
    }
}
