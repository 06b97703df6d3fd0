import SignetBytes
import SignetMIME
import Testing

/// What holds for every input: reading ends, never traps, and loses nothing.
struct LawTests {
    /// Reads everything that can be read of a mail, and prepares it.
    private func exercise(_ bytes: Bytes) {
        guard let message = try? Message(parsing: bytes) else { return }
        walk(message.entity)
        _ = message.header.recipients + message.header.from
        _ = message.header.subject
        _ = message.entity.canonicalized
        for care in [ContentCare.transportSafe, .canonical] {
            guard let prepared = try? message.prepared(care) else { continue }
            // What was prepared once can be prepared again, to the same bytes; unless CRLF took it past a limit.
            let joined = Bytes(Array(prepared.outerHeader) + prepared.content)
            if let again = try? Message(parsing: joined).prepared(care) { #expect(again.content == prepared.content) }
            _ = try? message.replacingContent(with: prepared.content)
        }
    }

    private func walk(_ entity: MIMEEntity) {
        _ = try? entity.decodedText()
        _ = try? entity.smimeForm()
        _ = entity.header.fileName
        if let whole = try? CorpusTests.reassembled(entity) { #expect(Bytes(whole) == entity.raw) }
        for child in (try? entity.children()) ?? [] { walk(child) }
    }

    private static let mails = Mail.samples + Mail.corpus.map(\.bytes).filter { $0.count < 2500 }.prefix(4)

    @Test(arguments: mails)
    func everyTruncationEnds(mail: Bytes) {
        for count in 0..<mail.count { exercise(mail.prefix(count)) }
    }

    @Test(arguments: mails)
    func everyFlippedByteEnds(mail: Bytes) {
        let original = Array(mail)
        for index in original.indices {
            // By turns a letter's case, bits that make other punctuation, and the high bit.
            var bytes = original
            bytes[index] ^= [0x20, 0x07, 0x80][index % 3]
            exercise(Bytes(bytes))
        }
    }

    @Test func shuffledLinesEnd() {
        var random = SystemRandomNumberGenerator()
        let lines = Mail.samples.flatMap { $0.split(separator: 0x0A).map { Array($0) + [0x0A] } }
        for _ in 0..<1000 {
            exercise(Bytes((0..<Int.random(in: 1...40, using: &random)).flatMap { _ in lines.randomElement()! }))
        }
    }

    /// Inputs that make careless readers quadratic: at this size that would take minutes, and linear reading takes
    /// a fraction of a second. The bound leaves room for a busy machine.
    @Test(
        .serialized,
        arguments: [
            ("boundaries", "Content-Type: multipart/mixed; boundary=b\n\n", "--b\n"),
            ("near boundaries", "Content-Type: multipart/mixed; boundary=b\n\n", "--b--x\n\n"),
            ("blank header", "", "A: b\n"), ("folds", "A: b\n", " \n"), ("comments", "To: ", "("),
            ("closed comments", "Content-Type: a/b ", "()"), ("quotes", "To: ", "\""), ("angles", "To: ", "<"),
            ("addresses", "To: ", "a@b,"), ("groups", "To: ", "a:"), ("encoded words", "Subject: ", "=?utf-8?Q?a?= "),
            ("open encoded words", "Subject: ", "=?a?q?"), ("question marks", "Subject: ", "=?"),
            ("parameters", "Content-Type: a/b", ";a=b"), ("distinct parameters", "Content-Type: a/b", ";a*0*=%41;"),
            ("backslashes", "To: \"", "\\"), ("dots", "To: ", "."),
            ("equals", "Content-Transfer-Encoding: quoted-printable\n\n", "="),
            ("spaces", "Content-Transfer-Encoding: quoted-printable\n\n", " "), ("returns", "\n", "\r"),
            ("from lines", "\n", "From \n"), ("padding", "Content-Transfer-Encoding: base64\n\n", "="),
            ("spaced base64", "Content-Type: application/pkcs7-mime\n\n", "M \n"),
            ("nested", "", "Content-Type: message/rfc822\n\n"),
            ("nested parts", "", "Content-Type: multipart/mixed; boundary=b\n\n--b\n"),
        ])
    func hostileInputIsReadInLinearTime(name: String, head: String, repeated: String) {
        let count = 400_000 / repeated.utf8.count
        let bytes = Bytes(Array((head + String(repeating: repeated, count: count)).utf8))
        #expect(ContinuousClock().measure { exercise(bytes) } < .seconds(10), "\(name)")
    }
}
