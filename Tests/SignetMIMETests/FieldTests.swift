import SignetBytes
import SignetMIME
import Testing

struct FieldTests {
    private func type(_ value: String) throws -> ContentType? {
        try Message(parsing: Bytes(Array("Content-Type: \(value)\n\n".utf8))).header.contentType
    }

    @Test(arguments: [
        ("text/plain; charset=us-ascii (Plain text)", "text/plain", "charset", "us-ascii"),
        ("text/plain; charset=\"us-ascii\"", "text/plain", "charset", "us-ascii"),
        ("TEXT/PLAIN ; CHARSET = US-ASCII ;", "text/plain", "charset", "US-ASCII"),
        ("(c) multipart (nested (deep) \\) still) / mixed;boundary=x", "multipart/mixed", "boundary", "x"),
        ("multipart/mixed; boundary=----=_Part/1?a", "multipart/mixed", "boundary", "----=_Part/1?a"),
        ("multipart/mixed; boundary=\"a \\\"b\\\" c; d\"", "multipart/mixed", "boundary", "a \"b\" c; d"),
        ("application/pkcs7-mime;; name=my mail(1).p7m; x", "application/pkcs7-mime", "name", "my mail(1).p7m"),
        (
            "multipart/signed; protocol=application/pkcs7-signature", "multipart/signed", "protocol",
            "application/pkcs7-signature"
        ),
        ("a/b; x=\"open", "a/b", "x", "open"),
        ("a/b; x=1; X=2", "a/b", "x", "1"),
        // RFC 2231 §3, §4, §4.1.
        (
            "message/external-body; access-type=URL; URL*0=\"ftp://\"; URL*1=\"cs.utk.edu/pub/moore.tar\"",
            "message/external-body", "url", "ftp://cs.utk.edu/pub/moore.tar"
        ),
        (
            "application/x-stuff; title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A",
            "application/x-stuff", "title", "This is ***fun***"
        ),
        (
            "application/x-stuff; title*0*=us-ascii'en'This%20is%20even%20more%20;\n title*1*=%2A%2A%2Afun%2A%2A%2A%20; title*2=\"isn't it!\"",
            "application/x-stuff", "title", "This is even more ***fun*** isn't it!"
        ),
        ("a/b; n*1=second; n*0=first", "a/b", "n", "firstsecond"),
        ("a/b; n=plain; n*=iso-8859-1''caf%E9", "a/b", "n", "café"),
        ("a/b; n*=x-unknown''%E9%zz", "a/b", "n", "\u{FFFD}%zz"),
    ])
    func contentTypes(value: String, name: String, parameter: String, expected: String) throws {
        let type = try #require(try type(value))
        #expect(type.name == name)
        #expect(type.parameters[parameter.uppercased()] == expected)
    }

    @Test(arguments: ["", "text", "text/", "/plain", "te xt/plain", "text/plain charset=x", "text/plain/x"])
    func malformedTypesFallBackToText(value: String) throws {
        #expect(try type(value) == nil)
        let message = try Message(parsing: Bytes(Array("Content-Type: \(value)\n\n".utf8)))
        #expect(message.entity.contentType.name == "text/plain")
    }

    @Test func dispositionsNameFiles() throws {
        let message = try Mail.parse(
            """
            Content-Type: application/pdf; name="old.pdf"
            Content-Disposition: ATTACHMENT; filename="=?utf-8?Q?r=C3=A9sum=C3=A9.pdf?="; size=10

            """)
        #expect(message.header.contentDisposition?.kind == "attachment")
        #expect(message.header.contentDisposition?.parameters["size"] == "10")
        #expect(message.header.fileName == "résumé.pdf")
    }

    /// RFC 2047 §8 and the cases of its errata, and what mailers do against it.
    @Test(arguments: [
        ("=?ISO-8859-1?Q?a?=", "a"), ("=?ISO-8859-1?Q?a?= b", "a b"),
        ("=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab"), ("=?ISO-8859-1?Q?a?=  =?ISO-8859-1?Q?b?=", "ab"),
        ("=?ISO-8859-1?Q?a_b?=", "a b"), ("=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=", "a b"),
        ("=?US-ASCII?Q?Keith_Moore?=", "Keith Moore"), ("=?ISO-8859-1?Q?Keld_J=F8rn_Simonsen?=", "Keld Jørn Simonsen"),
        (
            "=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?= =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?=",
            "If you can read this you understand the example."
        ),
        ("=?utf-8?B?4pw=?= =?utf-8?B?kw==?=", "✓"), ("=?utf-8*en?q?=e2=9c=93?=", "✓"),
        ("=?koi8-r?B?8NLJ18XU?=", "Привет"), ("=?windows-1252?Q?=80=97=85?=", "€—…"),
        ("=?iso-8859-15?Q?=A4?=", "€"), ("=?utf-16le?B?SABpAA==?=", "Hi"),
        ("=?x-unknown?Q?a?= tail", "=?x-unknown?Q?a?= tail"), ("=?utf-8?Q?open", "=?utf-8?Q?open"),
        ("=?utf-8?X?a?=", "=?utf-8?X?a?="), ("=?utf-8?B?!!!?=", "=?utf-8?B?!!!?="), ("=?", "=?"),
        ("plain =3D", "plain =3D"),
        ("a=?utf-8?Q?b?=c", "abc"), ("=?utf-8?Q??=x", "x"),
    ])
    func encodedWords(value: String, expected: String) {
        #expect(EncodedWord.decode(Array(value.utf8)) == expected)
    }

    @Test(arguments: ["plain", "Grüße aus Köln", "日本語の件名はとても長くなることがあります、だから折り返しが必要です", "a\r\nBcc: x", "=?utf-8?Q?no?="])
    func encodedWordsReadBack(text: String) throws {
        let written = EncodedWord.encode(text)
        #expect(written.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 76 })
        #expect(EncodedWord.decode(Array(written.utf8)) == text)
        let message = try Message(parsing: Bytes(Array("Subject: \(written)\r\n\r\n".utf8)))
        #expect(message.header.fields.count == 1)
        #expect(message.header.subject == text)
    }

    /// RFC 5322 appendix A, and what mailers write.
    @Test(arguments: [
        ("John Doe <jdoe@machine.example>", [Mailbox(displayName: "John Doe", address: "jdoe@machine.example")]),
        (
            "\"Joe Q. Public\" <john.q.public@example.com>",
            [Mailbox(displayName: "Joe Q. Public", address: "john.q.public@example.com")]
        ),
        (
            "Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>",
            [
                Mailbox(displayName: "Mary Smith", address: "mary@x.test"), Mailbox(address: "jdoe@example.org"),
                Mailbox(displayName: "Who?", address: "one@y.test"),
            ]
        ),
        (
            "<boss@nil.test>, \"Giant; \\\"Big\\\" Box\" <sysservices@example.net>",
            [
                Mailbox(address: "boss@nil.test"),
                Mailbox(displayName: "Giant; \"Big\" Box", address: "sysservices@example.net"),
            ]
        ),
        (
            "A Group:Ed Jones <c@a.test>,joe@where.test,John <jdoe@one.test>;",
            [
                Mailbox(displayName: "Ed Jones", address: "c@a.test"), Mailbox(address: "joe@where.test"),
                Mailbox(displayName: "John", address: "jdoe@one.test"),
            ]
        ),
        ("Undisclosed recipients:;", []), ("(Empty list)(start)Hidden recipients  :(nobody(that I know))  ;", []),
        (
            "Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>",
            [Mailbox(displayName: "Pete", address: "pete@silly.test")]
        ),
        (
            "A Group(Some people)\n     :Chris Jones <c@(Chris's host.)public.example>,\n joe@example.org,\n John <jdoe@one.test> (my dear friend); (the end of the group)",
            [
                Mailbox(displayName: "Chris Jones", address: "c@public.example"), Mailbox(address: "joe@example.org"),
                Mailbox(displayName: "John", address: "jdoe@one.test"),
            ]
        ),
        (
            "Mary Smith <@node.test:mary@example.net>, , jdoe@test  . example",
            [Mailbox(displayName: "Mary Smith", address: "mary@example.net"), Mailbox(address: "jdoe@test.example")]
        ),
        (
            "Joe Q. Public <john.q.public@example.com>",
            [Mailbox(displayName: "Joe Q. Public", address: "john.q.public@example.com")]
        ),
        ("alice@example.com (Alice Liddell)", [Mailbox(displayName: "Alice Liddell", address: "alice@example.com")]),
        ("\"john smith\"@example.com", [Mailbox(address: "\"john smith\"@example.com")]),
        ("\"plain\"@example.com", [Mailbox(address: "plain@example.com")]),
        ("\"a@b\"@example.com", [Mailbox(address: "\"a@b\"@example.com")]),
        ("jdoe@[192.168.0.1]", [Mailbox(address: "jdoe@[192.168.0.1]")]),
        ("=?utf-8?Q?J=C3=BCrgen?= <j@x.org>", [Mailbox(displayName: "Jürgen", address: "j@x.org")]),
        ("\"=?utf-8?Q?J=C3=BCrgen?=\" <j@x.org>", [Mailbox(displayName: "Jürgen", address: "j@x.org")]),
        ("Jürgen <jürgen@köln.example>", [Mailbox(displayName: "Jürgen", address: "jürgen@köln.example")]),
        ("no address here", []), ("a@", []), ("@b", []), ("", []), (",,;", []), ("<", []), ("x <", []), ("((", []),
        ("a@b <c@d>", [Mailbox(displayName: "a@b", address: "c@d")]),
        ("a@b@c", []), ("Alice <alice@x", [Mailbox(displayName: "Alice", address: "alice@x")]),
    ])
    func addresses(text: String, expected: [Mailbox]) {
        #expect(Mailbox.parse(text) == expected)
    }

    @Test func mailboxesReadBackAsWritten() {
        for name in [
            nil, "Alice Liddell", "Liddell, Alice", "A \"B\" \\ C", "Jürgen Groß", "x\r\nBcc: evil@example.com",
        ] {
            let mailbox = Mailbox(displayName: name, address: "a@example.com")
            #expect(Mailbox.parse(mailbox.headerText) == [mailbox])
        }
        #expect(Mailbox(address: "\"a@b\"@c.example").domain == "c.example")
    }

    @Test func headersNameTheirPeople() throws {
        let message = try Mail.parse(
            """
            From: a@x.test, B <b@x.test>
            Sender: Secretary <s@x.test>
            To: c@x.test
            To: d@x.test
            Cc: "E, F" <e@x.test>
            Bcc: hidden:;

            """)
        #expect(message.header.from.map(\.address) == ["a@x.test", "b@x.test"])
        #expect(message.header.sender == Mailbox(displayName: "Secretary", address: "s@x.test"))
        #expect(message.header.recipients.map(\.address) == ["c@x.test", "d@x.test", "e@x.test"])
    }
}
