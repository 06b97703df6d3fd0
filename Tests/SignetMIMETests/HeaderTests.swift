import SignetBytes
import SignetMIME
import Testing

struct HeaderTests {
    @Test func fieldsKeepTheirBytesAndUnfold() throws {
        let text = "Subject:  a long\r\n\tsubject \r\nX-Empty:\r\nsubject : second\r\n\r\nbody"
        let message = try Message(parsing: Bytes(Array(text.utf8)))
        let fields = message.header.fields
        #expect(fields.map(\.name) == ["Subject", "X-Empty", "subject"])
        #expect(fields.map(\.value) == ["a long\tsubject", "", "second"])
        #expect(Mail.string(fields[0].raw) == "Subject:  a long\r\n\tsubject \r\n")
        #expect(Mail.string(fields[0].body) == "  a long\r\n\tsubject \r\n")
        #expect(message.header.fields(named: "SUBJECT").count == 2)
        #expect(message.header.value(of: "x-empty") == "")
        #expect(message.header.ending == .blankLine)
        #expect(Mail.string(message.body) == "body")
    }

    @Test(arguments: [
        ("A: b\r\n\r\nx\r\n", LineEnds.crlf), ("A: b\n\nx\n", .lf), ("A: b\n\nx\r\n", .mixed), ("A: b", .none),
        ("A: b\r\r\n", .crlf),
    ])
    func lineEndsAreReported(text: String, expected: LineEnds) throws {
        #expect(try Message(parsing: Bytes(Array(text.utf8))).entity.lineEnds == expected)
    }

    @Test(arguments: ["A: b", "A: b\r\n", "A: b\n", "A: b\r\n\r\n", "A: b\r\n c"])
    func aHeaderAloneIsAMessage(text: String) throws {
        let message = try Message(parsing: Bytes(Array(text.utf8)))
        #expect(message.header.fields.count == 1)
        #expect(message.body.isEmpty)
    }

    @Test func aMessageWithoutFieldsStartsWithABlankLine() throws {
        let message = try Message(parsing: Bytes(Array("\nhello".utf8)))
        #expect(message.header.fields.isEmpty)
        #expect(Mail.string(message.body) == "hello")
    }

    @Test func whatPrecedesTheHeaderIsKeptApart() throws {
        let mbox = "From alice@example.com Thu Nov 23 17:00:00 2023\n"
        let message = try Message(parsing: Bytes(Array("\u{FEFF}\(mbox)Subject: x\n\n".utf8)))
        #expect(Mail.string(message.preface) == "\u{FEFF}" + mbox)
        #expect(Mail.string(message.entity.raw) == "Subject: x\n\n")
        #expect(message.entity.offset == message.preface.count)
        let field = try Message(parsing: Bytes(Array("From : alice@example.com\n".utf8)))
        #expect(field.header.from.map(\.address) == ["alice@example.com"])
    }

    @Test func aStrayLineEndsTheHeader() throws {
        let message = try Message(parsing: Bytes(Array("A: b\nnot a field\nC: d\n".utf8)))
        #expect(message.header.ending == .strayLine(offset: 5))
        #expect(Mail.string(message.body) == "not a field\nC: d\n")
    }

    @Test(arguments: [
        ("<!DOCTYPE html>\n<html>", MIMEError.Guess.html), ("\n".dropLast() + "  <p>x", .html),
        ("-----BEGIN PKCS7-----\nMIIB", .pem), ("0\u{80}", .text), ("hello world", .text), ("\u{1}\u{2}\u{0}", .binary),
        ("Dear Bob: hello", .text), (": no name", .text), (" folded: first", .text), ("%PDF-1.7\n\u{0}", .binary),
        ("MIME-Vers", .text),
    ])
    func whatIsNoMailIsRefused(text: String, guess: MIMEError.Guess) {
        #expect(throws: MIMEError(.notAMessage(guess), at: 0)) { try Message(parsing: Bytes(Array(text.utf8))) }
    }

    @Test func emptyAndDERAreRefused() {
        #expect(throws: MIMEError(.empty, at: 0)) { try Message(parsing: Bytes()) }
        #expect(throws: MIMEError(.notAMessage(.der), at: 0)) { try Message(parsing: [0x30, 0x82, 0x01, 0x00]) }
        #expect(throws: MIMEError(.notAMessage(.text), at: 9)) {
            try Message(parsing: Bytes(Array("From a b\nhello".utf8)))
        }
    }

    @Test func headersAreBounded() {
        var limits = MIMELimits()
        limits.headerByteCount = 100
        limits.fieldCount = 3
        let long = Bytes(Array(("A: b\r\n" + String(repeating: " x\r\n", count: 40)).utf8))
        #expect(throws: MIMEError(.headerTooLarge(limit: 100), at: 98)) { try Message(parsing: long, limits: limits) }
        let many = Bytes(Array("A:\nB:\nC:\nD:\n".utf8))
        #expect(throws: MIMEError(.tooManyFields(limit: 3), at: 9)) { try Message(parsing: many, limits: limits) }
    }

    @Test func errorsSayWhatAndWhere() {
        let error = MIMEError(.notAMessage(.html), at: 0)
        #expect(error.description.contains("not a mail message") && error.description.contains("HTML"))
        #expect(error.description.hasSuffix("(at byte 0)"))
    }
}
