import SignetASN1
import SignetBytes
import TestSupport
import Testing

/// The reader that walks a stream, and the writer that makes one.
@Suite struct StreamTests {
    private struct Broken: Error, Equatable {}

    /// Chunks of `size` bytes.
    private static func chunks(_ message: Bytes, _ size: Int) -> () throws(Broken) -> Bytes? {
        var start = 0
        return { () throws(Broken) in
            guard start < message.count else { return nil }
            defer { start = min(start + size, message.count) }
            return message[start..<min(start + size, message.count)]
        }
    }

    /// ContentInfo { type, [0] EXPLICIT SEQUENCE { version, SET { … }, OCTET STRING in segments, trailer OPTIONAL } }
    private static func message(_ content: Bytes, pieces: Int, segment: Int) throws(ASN1Error) -> Bytes {
        var writer = BERStreamWriter(segmentByteCount: segment)
        var taken = ByteBuilder()
        writer.begin(.sequence)
        writer.write(.objectIdentifier, "2.999.1")
        writer.begin(.context(0, isConstructed: true))
        writer.begin(.sequence)
        writer.write(.smallInteger, 3)
        writer.begin(.set, length: 3)
        writer.contents(hex("02 01 07").span)
        try writer.end()
        writer.beginString(.octetString)
        var start = 0
        while start < content.count {
            let end = min(start + pieces, content.count)
            writer.contents(content[start..<end].span)
            taken.append(copying: writer.take().span)
            start = end
        }
        for _ in 0..<4 { try writer.end() }
        taken.append(copying: writer.take().span)
        return taken.finish()
    }

    @Test func whatIsWrittenIsTheSameHoweverItComesInPieces() throws {
        let content = Bytes((0..<1000).map { UInt8(truncatingIfNeeded: $0) })
        let once = try Self.message(content, pieces: 1000, segment: 256)
        #expect(once.prefix(24) == hex("30 80 06 03 88 37 01 A0 80 30 80 02 01 03 31 03 02 01 07 24 80 04 82 01"))
        for pieces in [1, 7, 256, 257, 999] { #expect(try Self.message(content, pieces: pieces, segment: 256) == once) }
        let empty = try Self.message(Bytes(), pieces: 1, segment: 256)
        #expect(empty.dropFirst(19) == hex("24 80 00 00 00 00 00 00 00 00"))
        // Judged by OpenSSL.
        if let parsed = try Programs.run("openssl", ["asn1parse", "-inform", "DER"], input: [UInt8](once)) {
            #expect(String(decoding: parsed, as: UTF8.self).components("OCTET STRING") == 5)
        }
    }

    @Test(arguments: [1, 2, 3, 5, 64, 100_000])
    func aStreamIsWalked(_ size: Int) throws {
        let content = Bytes((0..<1000).map { UInt8(truncatingIfNeeded: $0) })
        let message = try Self.message(content, pieces: 1000, segment: 100)
        var reader = BERStreamReader(nextChunk: Self.chunks(message, size))
        try reader.enter(.sequence)
        #expect(try reader.read(.objectIdentifier) == "2.999.1")
        try reader.enter(.context(0, isConstructed: true))
        #expect(try reader.enter(.sequence).length == nil)
        #expect(try reader.read(.smallInteger) == 3)
        #expect(try reader.element(atMost: 100) == hex("31 03 02 01 07"))
        #expect(try reader.nextHeader()?.tag == SignetASN1.Tag.octetString.constructed)
        var received = ByteBuilder()
        try reader.string { (bytes) throws(Broken) in received.append(copying: bytes.span) }
        #expect(received.finish() == content)
        #expect(try reader.nextHeader() == nil)
        for _ in 0..<3 { try reader.leave() }
        try reader.finish()
    }

    @Test func failuresSayWhereTheyAre() throws {
        let message = try Self.message(hex("AA"), pieces: 1, segment: 100)
        func outcome(_ body: (inout BERStreamReader<Broken>) throws(StreamError<Broken>) -> Void) -> String {
            var reader = BERStreamReader(nextChunk: Self.chunks(message, 3))
            do throws(StreamError<Broken>) {
                try body(&reader)
                return "ok"
            } catch {
                return switch error {
                case .malformed(let error): "\(error)"
                case .other(let error): "\(error)"
                }
            }
        }
        #expect(
            outcome { r throws(StreamError<Broken>) in try r.enter(.set) } == "expected SET, found SEQUENCE at byte 0")
        #expect(
            outcome { r throws(StreamError<Broken>) in
                try r.enter(.sequence)
                _ = try r.read(.smallInteger)
            } == "expected INTEGER, found OBJECT IDENTIFIER at byte 2")
        #expect(
            outcome { r throws(StreamError<Broken>) in
                try r.enter(.sequence)
                try r.skip()
                try r.leave()
            } == "[0] is not allowed here at byte 7")
        #expect(
            outcome { r throws(StreamError<Broken>) in
                try r.enter(.sequence)
                try r.skip()
                try r.enter(.context(0, isConstructed: true))
                try r.enter(.sequence)
                try r.skip()
                try r.skip()
                try r.string { (_) throws(Broken) in throw Broken() }
            } == "Broken()")
        #expect(
            outcome { r throws(StreamError<Broken>) in _ = try r.element(atMost: 10) }
                == "has more than 10 bytes, the limit here at byte 0")
    }

    @Test func aLengthThatIsNotKeptIsAnError() throws {
        var writer = BERStreamWriter()
        writer.begin(.octetString, length: 3)
        writer.contents(hex("AA BB").span)
        let error = refusal { () throws(ASN1Error) in try writer.end() }
        #expect(error?.description == "announced with 3 bytes, written with 2 at byte 2")
        #expect(SignetASN1.Tag.sequence.elementByteCount(contentsByteCount: 300) == 304)
    }
}

extension String {
    /// How often a text occurs.
    fileprivate func components(_ text: String) -> Int { ranges(of: text).count }
}
