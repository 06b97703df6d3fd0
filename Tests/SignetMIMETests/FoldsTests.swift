import SignetBytes
import TestSupport
import Testing

@testable import SignetMIME

/// Long messages are read through marks. Here everything is long: what is read out, taken apart and prepared must be the same
/// as that of the message in memory.
struct FoldsTests {
    private final class Memory: OctetStore {
        private let bytes: Bytes
        init(_ bytes: Bytes) { self.bytes = bytes }
        var byteCount: Int { bytes.count }
        func read(_ count: Int, at offset: Int) -> Bytes { bytes[offset..<min(bytes.count, offset + count)] }
    }

    private static func unfolded(_ text: Bytes, _ folds: Folds) throws -> Bytes {
        var reader = UnfoldedReader(text, folds)
        var bytes: [UInt8] = []
        while let piece = try reader.next() { bytes += piece }
        return Bytes(bytes)
    }

    private static func folded(_ bytes: Bytes) throws -> (text: Bytes, folds: Folds, limits: MIMELimits) {
        let folds = Folds(heldByteCount: 0, bodyByteCount: 0)
        var limits = MIMELimits.standard
        limits.folds = folds
        return (try folds.fold(Memory(bytes)), folds, limits)
    }

    static let mails =
        Mail.samples + Mail.corpus.map(\.bytes)
        + [
            // Line ends of every kind around what is folded, and none at the end.
            "A: b\n\nx\r\ny\r\r\n\nz", "A: b\r\n\r\n\r\n\r\n", "A: b\n\n\n\n--\n-- \nc: d\n\ne", "A: b\n\n" + "x\r",
            "Content-Transfer-Encoding: quoted-printable\n\na=\nb =20 \n=3D=",
            "Content-Transfer-Encoding: 8bit\n\nFrom me\n.\nü \n" + String(repeating: "x", count: 1200),
            "Content-Type: image/x; a=b\nContent-Transfer-Encoding: binary\n\n\u{0}\n\r\r\n\u{7F}é",
        ].map { Bytes(Array($0.utf8)) }
        + [
            // Found by a fuzzer: octets that are no UTF-8, of which no header says what they are.
            [0x0A, 0x05, 0xFF, 0xFF, 0xFF, 0x10, 0x2F], [0x0A, 0x09, 0xFF, 0x30, 0x0A, 0x09, 0xFF, 0x30],
            [0x0A, 0x61, 0xC3], [0x0A, 0xF0, 0x9F, 0x99, 0x82],
            // A lone digit at the end of base64, and octets that are no text before it.
            Bytes(Array("Content-Transfer-Encoding: base64\n\n/////\n".utf8)),
            // A transfer encoding that is none, and text at once.
            Bytes(Array("Content-Transfer-Encoding:b".utf8) + [0xFF, 0x0A, 0x00]),
        ]

    @Test(arguments: mails)
    func nothingIsLost(mail: Bytes) throws {
        let (text, folds, limits) = try Self.folded(mail)
        #expect(try Self.unfolded(text, folds) == mail)
        guard let whole = try? Message(parsing: mail) else { return }
        let message = try Message(parsing: text, limits: limits)
        #expect(message.header.raw == whole.header.raw)
        for care in [ContentCare.transportSafe, .canonical] {
            guard let expected = try? whole.prepared(care) else { continue }
            let prepared = try message.prepared(care)
            #expect(prepared.outerHeader == expected.outerHeader)
            if let again = try? Message(parsing: Bytes(Array(expected.outerHeader) + Array(expected.content)))
                .prepared(care)
            {
                #expect(again.content == expected.content)
            }
            // Of text whose charset is not said, it is guessed.
            #expect(try Self.unfolded(prepared.content, folds) == expected.content)
        }
        #expect(try Self.unfolded(message.entity.canonicalized, folds) == whole.entity.canonicalized)
        try compare(message.entity, whole.entity, folds)
    }

    private func compare(_ folded: MIMEEntity, _ whole: MIMEEntity, _ folds: Folds) throws {
        #expect(try Self.unfolded(folded.raw, folds) == whole.raw)
        if let expected = try? whole.decodedBody() {
            #expect(try Self.unfolded(try folded.decodedBody(), folds) == expected)
        }
        switch (try? folded.smimeForm(), try? whole.smimeForm()) {
        case (.multipartSigned(let a, let b, let c)?, .multipartSigned(let x, let y, let z)?):
            #expect(try Self.unfolded(a.raw, folds) == x.raw)
            #expect(try Self.unfolded(b, folds) == y)
            #expect(c == z)
        case (.pkcs7(let a, let b)?, .pkcs7(let x, let y)?):
            #expect(try Self.unfolded(a, folds) == x)
            #expect(b == y)
        case (.plain?, .plain?), (nil, nil), (.pkcs7?, nil): break
        case let other: Issue.record("\(other)")
        }
        guard whole.contentType.isMultipart, let parts = try? whole.multipart().parts else { return }
        for (a, b) in zip(try folded.multipart().parts, parts) { try compare(a, b, folds) }
    }

    @Test("long lines, and lines that could be delimiters")
    func longRuns() throws {
        let line = String(repeating: "0123456789abcde\n", count: 30_000)
        for body in [
            String(repeating: "x", count: 700_000), line, line + "--b\n\n" + line,
            line + String(repeating: "y\r", count: 100_000) + "\n\n",
            String(repeating: "ö ", count: 200_000) + "\n",
        ] {
            let mail = Bytes(Array("A: b\nContent-Transfer-Encoding: 8bit\n\n\(body)".utf8))
            let (text, folds, limits) = try Self.folded(mail)
            #expect(text.count < 1000)
            #expect(try Self.unfolded(text, folds) == mail)
            let prepared = try Message(parsing: text, limits: limits).prepared()
            let expected = try Message(parsing: mail).prepared()
            let content = try Self.unfolded(prepared.content, folds)
            // A line that is too long to be held may be broken at another place.
            if body.contains("ö") || body.hasPrefix("xx") {
                #expect(
                    try MIMEEntity(parsing: content).decodedBody()
                        == MIMEEntity(parsing: expected.content).decodedBody())
            } else {
                #expect(content == expected.content)
            }
        }
    }

    @Test("of lines that begin with two hyphens, only delimiters are held")
    func delimiters() throws {
        let text = String(repeating: "-- \nname\n--b--x\n", count: 2000)
        let head = "Content-Type: multipart/mixed;\n boundary=\"b b\"\n\n\(text)--b b\n\n\(text)--b b \n"
        let inner =
            "Content-Type: message/rfc822\n\nContent-Type: multipart/x; boundary=c\n\n--c\n\n\(text)--c--\n--b b--\n\(text)"
        let mail = Bytes(Array((head + inner).utf8))
        let (folded, folds, limits) = try Self.folded(mail)
        #expect(folded.count < 1000)
        #expect(try Self.unfolded(folded, folds) == mail)
        let parts = try Message(parsing: folded, limits: limits).entity.multipart().parts
        #expect(parts.count == 2)
        #expect(try parts[1].embeddedMessage().entity.multipart().parts.count == 1)
    }

    @Test("a mark that a message holds by itself is none")
    func strangersMarks() throws {
        let folds = Folds()
        let foreign = Folds().mark(for: Memory([1, 2, 3]))
        #expect(!folds.isFolded(foreign))
        let mark = folds.mark(for: Memory([1, 2, 3]))
        #expect(folds.isFolded(mark) && mark.count == 40)
        #expect(try Self.unfolded(Bytes(Array(foreign) + Array(mark)), folds) == Bytes(Array(foreign) + [1, 2, 3]))
    }

    @Test("a body that is not the base64 it claims to be is said to be so when it is read")
    func badBase64() throws {
        let (text, folds, limits) = try Self.folded(
            Bytes(Array("Content-Type: application/pkcs7-mime\nContent-Transfer-Encoding: base64\n\nAAAA\nA*AA\n".utf8))
        )
        guard case .pkcs7(let body, _) = try Message(parsing: text, limits: limits).entity.smimeForm() else {
            Issue.record("no CMS")
            return
        }
        #expect(throws: MIMEError.self) { try Self.unfolded(body, folds) }
    }
}
