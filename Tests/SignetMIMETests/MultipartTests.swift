import SignetBytes
import SignetMIME
import Testing

struct MultipartTests {
    /// After the example of RFC 2046 §5.1.1: two parts, one with an implicit and one with an explicit type, the first
    /// without a line end of its own.
    @Test(arguments: ["\r\n", "\n"])
    func theLineEndBeforeADelimiterBelongsToIt(lineEnd: String) throws {
        let text = [
            "Content-type: multipart/mixed; boundary=\"simple boundary\"", "", "To be ignored.", "--simple boundary",
            "",
            "Typed by default, ends with no line break.", "--simple boundary  \t",
            "Content-type: text/plain; charset=us-ascii", "",
            "Typed, ends with a line break.", "", "--simple boundary--  ", "", "Also ignored.", "",
        ].joined(separator: lineEnd)
        let message = try Message(parsing: Bytes(Array(text.utf8)))
        let multipart = try message.entity.multipart()
        #expect(Mail.string(multipart.preamble) == "To be ignored.")
        #expect(
            multipart.parts.map { Mail.string($0.body) } == [
                "Typed by default, ends with no line break.", "Typed, ends with a line break." + lineEnd,
            ])
        #expect(multipart.parts.map(\.contentType.name) == ["text/plain", "text/plain"])
        #expect(Mail.string(multipart.epilogue) == lineEnd + "Also ignored." + lineEnd)
        #expect(multipart.parts.map(\.depth) == [1, 1])
        for part in multipart.parts {
            #expect(Bytes(Array(text.utf8))[part.offset..<(part.offset + part.raw.count)] == part.raw)
        }
    }

    @Test func digestsHoldMessages() throws {
        let message = try Mail.parse(
            """
            Content-Type: multipart/digest; boundary="---- next message ----"

            ------ next message ----

            From: someone-else
            Subject: my opinion

            body
            ------ next message ----
            Content-Type: text/plain

            odd one
            ------ next message ------
            """)
        let parts = try message.entity.multipart().parts
        #expect(parts.map(\.contentType.name) == ["message/rfc822", "text/plain"])
        #expect(try parts[0].embeddedMessage().header.subject == "my opinion")
        #expect(try message.entity.children().map { try $0.children().count } == [1, 0])
    }

    /// A tree like that of RFC 2049 appendix A: five parts, one of them parts again, one a message.
    @Test func nestedStructuresAreTrees() throws {
        let message = try Mail.parse(
            """
            MIME-Version: 1.0
            From: A Tester <tester@example.com>
            Date: Fri, 07 Oct 1994 16:15:05 -0700 (PDT)
            Subject: A multipart example
            Content-Type: multipart/mixed;
                          boundary=unique-boundary-1

            For readers without MIME.
            --unique-boundary-1

              Text without any type, so it is US-ASCII.
            [The blank line above starts it.]

            --unique-boundary-1
            Content-type: text/plain; charset=US-ASCII

            The same with a type.
            --unique-boundary-1
            Content-Type: multipart/parallel; boundary=unique-boundary-2

            --unique-boundary-2
            Content-Type: audio/basic
            Content-Transfer-Encoding: base64

            AAEC
            --unique-boundary-2
            Content-Type: image/jpeg
            Content-Transfer-Encoding: base64

            /9j/
            --unique-boundary-2--

            --unique-boundary-1
            Content-type: text/enriched

            <bold>rich</bold>
            --unique-boundary-1
            Content-Type: message/rfc822

            From: mailbox@example.com
            Subject: (subject in US-ASCII)
            Content-Type: Text/plain; charset=ISO-8859-1
            Content-Transfer-Encoding: Quoted-printable

            Caf=E9
            --unique-boundary-1--

            """)
        func types(_ entity: MIMEEntity) throws -> String {
            let children = try entity.children().map(types)
            return entity.contentType.name + (children.isEmpty ? "" : "(\(children.joined(separator: " ")))")
        }
        #expect(
            try types(message.entity)
                == "multipart/mixed(text/plain text/plain multipart/parallel(audio/basic image/jpeg)"
                + " text/enriched message/rfc822(text/plain))")
        let parts = try message.entity.multipart().parts
        #expect(try parts[2].children().map { Array(try $0.decodedBody()) } == [[0, 1, 2], [0xFF, 0xD8, 0xFF]])
        #expect(try parts[4].embeddedMessage().entity.decodedText() == "Café")
        #expect(message.header.from == [Mailbox(displayName: "A Tester", address: "tester@example.com")])
    }

    @Test func aBoundaryThatBeginsAnotherIsNotIt() throws {
        let message = try Mail.parse(
            """
            Content-Type: multipart/mixed; boundary=a

            --a
            Content-Type: multipart/mixed; boundary=ab

            --ab

            deep
            --ab--
            --a-
            --a--x
            --a--
            """)
        let outer = try message.entity.multipart()
        #expect(outer.parts.count == 1)
        #expect(try outer.parts[0].multipart().parts.map { Mail.string($0.body) } == ["deep"])
        #expect(Mail.string(try outer.parts[0].multipart().epilogue) == "--a-\r\n--a--x")
    }

    @Test(arguments: [
        ("--b--\n", MIMEError.Kind.missingDelimiter(boundary: "b")), ("", .missingDelimiter(boundary: "b")),
        ("text\n--bb\n--c--\n", .missingDelimiter(boundary: "b")),
        ("--b\n\nx\n", .unterminatedMultipart(boundary: "b")),
        ("--b", .unterminatedMultipart(boundary: "b")), ("--b\n--b\n--b", .unterminatedMultipart(boundary: "b")),
    ])
    func brokenBodiesAreRefused(body: String, kind: MIMEError.Kind) throws {
        let entity = try Mail.parse("Content-Type: multipart/mixed; boundary=b\n\n" + body).entity
        let error = #expect(throws: MIMEError.self) { try entity.multipart() }
        #expect(error?.kind == kind)
    }

    @Test(arguments: ["multipart/mixed", "multipart/mixed; boundary=\"\"", "multipart/mixed; boundary=\"  \""])
    func missingBoundariesAreRefused(type: String) throws {
        let entity = try Mail.parse("Content-Type: \(type)\n\n--\n\n----\n").entity
        #expect(throws: MIMEError(.missingBoundary, at: 0)) { try entity.multipart() }
    }

    @Test func onlyMultipartsHaveParts() throws {
        let entity = try Mail.parse("Subject: x\n\n").entity
        #expect(throws: MIMEError(.notMultipart(type: "text/plain"), at: 0)) { try entity.multipart() }
        #expect(throws: MIMEError(.notEmbeddedMessage(type: "text/plain"), at: 0)) { try entity.embeddedMessage() }
    }

    @Test func emptyPartsAreParts() throws {
        let entity = try Mail.parse("Content-Type: multipart/mixed; boundary=b\n\n--b\n--b\n\n--b\nA: b\n--b--\n")
            .entity
        let parts = try entity.multipart().parts
        #expect(parts.map(\.raw.count) == [0, 0, 4])
    }

    @Test func nestingAndPartsAreBounded() throws {
        var text = "Content-Type: text/plain\n\nx"
        for level in 0..<70 {
            text = "Content-Type: multipart/mixed; boundary=l\(level)\n\n--l\(level)\n\(text)\n--l\(level)--"
        }
        var entity = try Mail.parse(text).entity
        let error = #expect(throws: MIMEError.self) {
            while let child = try entity.children().first { entity = child }
        }
        #expect(error?.kind == .nestingTooDeep(limit: 64))
        #expect(entity.depth == 64)
        #expect(throws: MIMEError.self) { try Mail.parse(text).prepared() }

        let many = try Mail.parse(
            "Content-Type: multipart/mixed; boundary=b\n\n" + String(repeating: "--b\n", count: 10_001) + "--b--\n")
        let tooMany = #expect(throws: MIMEError.self) { try many.entity.multipart() }
        #expect(tooMany?.kind == .tooManyParts(limit: 10_000))
    }
}
