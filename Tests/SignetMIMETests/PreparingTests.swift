import SignetBytes
import SignetMIME
import Testing

struct PreparingTests {
    private func prepare(_ text: String, _ care: ContentCare = .transportSafe) throws -> (
        outer: String, content: String
    ) {
        let prepared = try Message(parsing: Bytes(Array(text.utf8))).prepared(care)
        return (Mail.string(prepared.outerHeader), Mail.string(prepared.content))
    }

    @Test func contentFieldsMoveInside() throws {
        let (outer, content) = try prepare(
            """
            From store Thu Nov 23 17:00:00 2023
            Received: by x
            From: a@x.test
            content-type: text/plain;
              charset=utf-8
            Mime-Version: 1.0
            Content-Length: 6
            Content-Language: en
            Subject: s

            hello
            """)
        #expect(outer == "Received: by x\r\nFrom: a@x.test\r\nMime-Version: 1.0\r\nSubject: s\r\n")
        #expect(content == "content-type: text/plain;\r\n  charset=utf-8\r\nContent-Language: en\r\n\r\nhello")
    }

    @Test(arguments: [
        ("Subject: x\n\nplain\n", "us-ascii", "\r\n\r\nplain\r\n"), ("Subject: x", "us-ascii", "\r\n\r\n"),
        ("Subject: x\n\ncaf\u{E9}\n", "utf-8", "\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\ncaf=C3=A9\r\n"),
        ("\n\n", "us-ascii", "\r\n\r\n\r\n"),
    ])
    func textWithoutMIMEBecomesText(text: String, charset: String, rest: String) throws {
        let (outer, content) = try prepare(text)
        #expect(content == "Content-Type: text/plain; charset=\(charset)" + rest)
        #expect(outer.hasSuffix("MIME-Version: 1.0\r\n"))
    }

    @Test func octetsOfNoKnownCharsetSaySo() throws {
        let message = try Message(parsing: Bytes(Array("A: b\n\n".utf8) + [0xE9, 0x0A]))
        let content = Mail.string(try message.prepared().content)
        #expect(content.contains("charset=unknown-8bit") && content.hasSuffix("\r\n\r\n=E9\r\n"))
    }

    /// Each hazard of RFC 8551 §3.1.3 and RFC 3156 §3, and bodies that have none.
    @Test(arguments: [
        ("text/plain", "7bit", "safe\n", "7bit", "safe\r\n"), ("text/plain", "8bit", "safe", "7bit", "safe"),
        ("text/plain", "8bit", "é", "quoted-printable", "=C3=A9"),
        ("text/plain", "7bit", "a \nb", "quoted-printable", "a=20\r\nb"),
        ("text/plain", "7bit", "x\nFrom y", "quoted-printable", "x\r\n=46rom y"),
        ("text/html", "7bit", "a\rb", "quoted-printable", "a=0Db"),
        ("text/plain", "quoted-printable", "a=3Db \nFrom x", "quoted-printable", "a=3Db\r\n=46rom x"),
        ("text/plain", "quoted-printable", "a=3Db=\n c", "quoted-printable", "a=3Db=\r\n c"),
        ("text/plain", "base64", "YQ==  \n", "quoted-printable", "a"),
        ("image/png", "base64", "YQ==  \n", "base64", "YQ==\r\n"),
        ("image/png", "base64", "YQ\n==", "base64", "YQ\r\n=="),
        ("application/pdf", "8bit", "é\n", "base64", "w6kNCg==\r\n"),
        ("application/pdf", "binary", "a\n", "base64", "YQo=\r\n"),
        ("application/pdf", "binary", "a\r\n", "7bit", "a\r\n"),
        ("text/plain; charset=utf-16le", "binary", "a\0\n\0", "base64", "YQAKAA==\r\n"),
        ("message/delivery-status", "7bit", "A: b\n\nC: é\n", "quoted-printable", "A: b\r\n\r\nC: =C3=A9\r\n"),
        ("text/plain", "x-odd", "é ", "x-odd", "é "),
    ])
    func leavesAreMadeSafe(type: String, encoding: String, body: String, newEncoding: String, newBody: String) throws {
        let head = "Content-Type: \(type)\nContent-Transfer-Encoding: "
        let (_, content) = try prepare(head + encoding + "\n\n" + body)
        #expect(content == "Content-Type: \(type)\r\nContent-Transfer-Encoding: \(newEncoding)\r\n\r\n" + newBody)
    }

    @Test func longLinesAreEncoded() throws {
        let line = String(repeating: "x", count: 998)
        #expect(
            try prepare("Content-Type: text/plain\n\n\(line)\n").content
                == "Content-Type: text/plain\r\n\r\n\(line)\r\n")
        let (_, content) = try prepare("Content-Type: text/plain\n\n\(line)x\n")
        #expect(content.contains("quoted-printable") && content.split(separator: "\r\n").allSatisfy { $0.count <= 76 })
    }

    @Test func structuresAreMadeSafeLeafByLeaf() throws {
        let (_, content) = try prepare(
            """
            Content-Type: multipart/mixed; boundary=o
            Content-Transfer-Encoding: 8bit

            unsafe préamble
            --o \("")
            Content-Type: text/plain

            safe
            --o
            Content-Type: message/rfc822
            Content-Transfer-Encoding: 8bit

            Subject: é inside
            From: "Zoë, X" <z@example.com>, b@example.com
            X: y

            naïve
            --o
            Content-Disposition: attachment; filename="é.bin"
            Content-Type: application/octet-stream

            ÿ
            --o
            Content-Type: multipart/signed; boundary=s; protocol="application/pgp-signature"

            --s

            dö not touch \("")
            --s

            sig
            --s--
            --o--
            safe epilogue
            """)
        let expected = """
            Content-Type: multipart/mixed; boundary=o
            Content-Transfer-Encoding: 7bit


            --o
            Content-Type: text/plain

            safe
            --o
            Content-Type: message/rfc822
            Content-Transfer-Encoding: 7bit

            Subject: =?utf-8?B?w6kgaW5zaWRl?=
            From: =?utf-8?B?Wm/DqywgWA==?= <z@example.com>,
             b@example.com
            X: y
            MIME-Version: 1.0
            Content-Transfer-Encoding: quoted-printable

            na=C3=AFve
            --o
            Content-Disposition: attachment;
             filename*=utf-8''%C3%A9.bin
            Content-Type: application/octet-stream
            Content-Transfer-Encoding: base64

            w78=

            --o
            Content-Type: multipart/signed; boundary=s; protocol="application/pgp-signature"

            --s

            dö not touch \("")
            --s

            sig
            --s--
            --o--
            safe epilogue
            """
        #expect(content == Mail.string(Mail.crlf(expected)))
    }

    @Test func canonicalCareChangesLineEndsOnly() throws {
        let (_, content) = try prepare(
            "Content-Type: text/plain\nContent-Transfer-Encoding: 8bit\n\nFrom é \n", .canonical)
        #expect(content == "Content-Type: text/plain\r\nContent-Transfer-Encoding: 8bit\r\n\r\nFrom é \r\n")
        let binary = "Content-Type: image/png\r\nContent-Transfer-Encoding: binary\r\n\r\n\n\r\0\n"
        #expect(try prepare(binary, .canonical).content == binary)
    }

    @Test func blanksAtTheEndsOfContentFieldsGo() throws {
        let (outer, content) = try prepare(
            "Subject: é \nContent-Type: text/plain; \n  \n\t charset=utf-8 \nContent-Description:\n \n\nx")
        #expect(outer.hasPrefix("Subject: é \r\n"))
        #expect(content == "Content-Type: text/plain;\r\n\t charset=utf-8\r\nContent-Description:\r\n\r\nx")
        let kept = try prepare("Content-Type: text/plain; \n\nx", .canonical).content
        #expect(kept == "Content-Type: text/plain; \r\n\r\nx")
    }

    @Test func brokenStructuresAreRefused() {
        #expect(throws: MIMEError.self) { try prepare("Content-Type: multipart/mixed\n\nx") }
        #expect(throws: MIMEError.self) { try prepare("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx") }
    }

    private static let all = Mail.samples + Mail.corpus.map(\.bytes)

    /// Preparing again what was prepared changes nothing; nothing of the leaves' content is lost; all of it is safe.
    @Test(arguments: all.indices, [ContentCare.transportSafe, .canonical])
    func preparingIsIdempotent(index: Int, care: ContentCare) throws {
        let message = try Message(parsing: Self.all[index])
        let once = try message.prepared(care)
        #expect(LineEnds.canonical(once.outerHeader) == once.outerHeader)
        let joined = Bytes(Array(once.outerHeader) + Array(once.content))
        let twice = try Message(parsing: joined).prepared(care)
        // Fields of both kinds may have been mixed; both halves are the same all the same.
        #expect(twice.outerHeader == once.outerHeader)
        #expect(twice.content == once.content)
        let alone = try Message(parsing: once.content).prepared(care)
        #expect(alone.content == once.content)
        #expect(try leaves(MIMEEntity(parsing: once.content)) == leaves(message.entity))
    }

    private func leaves(_ entity: MIMEEntity) throws -> [Bytes] {
        let children = entity.contentType.name == "multipart/signed" ? [] : try entity.children()
        guard children.isEmpty else { return try children.flatMap(leaves) }
        return [LineEnds.canonical(try entity.decodedBody())]
    }

    @Test(arguments: all)
    func canonicalFormIsAFixedPoint(bytes: Bytes) {
        let once = LineEnds.canonical(bytes)
        #expect(LineEnds.canonical(once) == once)
        #expect([.crlf, .none].contains(LineEnds(of: once)))
        #expect(once.filter { $0 != 0x0D } == bytes.filter { $0 != 0x0D })
    }
}
