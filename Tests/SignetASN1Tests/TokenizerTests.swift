import SignetASN1
import SignetBytes
import TestSupport
import Testing

/// BER in chunks: the same events as the in-memory reader sees, wherever the chunks end.
@Suite struct TokenizerTests {
    /// Every event of a message that comes in chunks of `size` bytes, as text; contents are put together.
    static func events(
        _ message: Bytes, chunks size: Int,
        _ act: (inout BERTokenizer, BERTokenizer.Header) throws -> Void = { _, _ in }
    ) -> [String] {
        var tokenizer = BERTokenizer()
        var lines: [String] = []
        var content: [UInt8] = []
        var contentOffset = 0
        func flush() {
            if !content.isEmpty { lines.append("\(contentOffset): \(Hex.encode(Bytes(content)))") }
            content = []
        }
        func take(_ tokenizer: inout BERTokenizer) throws {
            while let event = try tokenizer.next() {
                if case .content(let bytes, let offset) = event {
                    if content.isEmpty { contentOffset = offset }
                    content += bytes
                    continue
                }
                flush()
                switch event {
                case .header(let header):
                    lines.append(
                        "\(header.offset)+\(header.contentsOffset - header.offset): \(header.tag) \(header.tag.isConstructed ? "c" : "p") \(header.length.map(String.init) ?? "…") depth \(header.depth)\(header.isDER ? "" : " BER")"
                    )
                    try act(&tokenizer, header)
                case .end(let offset): lines.append("end \(offset)")
                case .element(let bytes, let offset): lines.append("element \(offset): \(Hex.encode(bytes))")
                case .content: break
                }
            }
        }
        do {
            var start = 0
            while start < message.count {
                let end = min(start + size, message.count)
                tokenizer.feed(message[start..<end])
                try take(&tokenizer)
                start = end
            }
            try tokenizer.finish()
        } catch { lines.append("\(error)") }
        return lines
    }

    @Test func eventsOfAMessageWithLengthsOfEveryKind() {
        let message = hex("30 80 02 81 01 05 24 80 04 01 AA 04 01 BB 00 00 30 80 01 01 07 00 00 9F 87 68 00 00 00")
        let expected = [
            "0+2: SEQUENCE c … depth 0 BER", "2+3: INTEGER p 1 depth 1 BER", "5: 05", "end 6",
            "6+2: OCTET STRING c … depth 1 BER", "8+2: OCTET STRING p 1 depth 2", "10: aa", "end 11",
            "11+2: OCTET STRING p 1 depth 2", "13: bb", "end 14", "end 16", "16+2: SEQUENCE c … depth 1 BER",
            "18+2: BOOLEAN p 1 depth 2", "20: 07", "end 21", "end 23", "23+4: [1000] p 0 depth 1", "end 27", "end 29",
        ]
        for size in 1...message.count { #expect(Self.events(message, chunks: size) == expected, "chunks of \(size)") }
    }

    @Test(arguments: [
        ("04 80 00 00", "indefinite length is not DER at byte 1"),
        ("30 80", "ends too early at byte 2"), ("30 80 00", "ends too early at byte 3"),
        ("30 80 05 00", "ends too early at byte 4"), ("30 80 00 01", "tag number is not valid at byte 2"),
        ("30 02 00 00", "tag number is not valid at byte 2"), ("30 04 30 80 05 00 00 00", "ends too early at byte 6"),
        ("30 03 30 80 00 00", "tag number is not valid at byte 4"),
        ("30 80 00 00 00", "trailing bytes (1) at byte 4"),
        ("30 03 04 02 AA BB", "ends too early at byte 3"), ("30 02 04 81", "ends too early at byte 4"),
        ("30 88 FF FF FF FF FF FF FF FF", "length is impossibly large at byte 1"),
        ("30 FF", "ends too early at byte 2"), ("", "ends too early at byte 0"),
        ("04 02 AA", "ends too early at byte 3"),
        ("3F 00 00", "tag number is not valid at byte 0"), ("9F 80 1F 00", "tag number is not valid at byte 0"),
        ("9F 90 80 80 80 00 00", "tag number is not valid at byte 0"), ("00 00", "tag number is not valid at byte 0"),
    ])
    func malformedMessagesAreRefused(_ written: String, _ expected: String) {
        for size in [1, 2, 3, 100] {
            let events = Self.events(hex(written), chunks: size)
            // How many bytes are behind the end is known of this chunk only.
            #expect(events.last == expected, "chunks of \(size)")
        }
    }

    /// The tree that the tokenizer sees is the one that the strict reader sees in what BER was rewritten as.
    private func tree(_ message: Bytes, chunks size: Int) throws -> [String] {
        var lines: [String] = []
        var content: [UInt8] = []
        var tokenizer = BERTokenizer()
        var start = 0
        func take(_ tokenizer: inout BERTokenizer) throws {
            while let event = try tokenizer.next() {
                switch event {
                case .header(let header):
                    if header.tag.isConstructed, BERTests.isString(header.tag) {
                        tokenizer.join(segmentsOf: header.tag.primitive)
                    }
                    lines.append(
                        "\(BERTests.isString(header.tag) ? header.tag.primitive : header.tag)\(header.tag.tagClass == .universal ? "" : header.tag.isConstructed ? "c" : "p") {"
                    )
                case .content(let bytes, _): content += bytes
                case .end:
                    lines.append(Hex.encode(Bytes(content)) + "}")
                    content = []
                case .element: break
                }
            }
        }
        repeat {
            let end = min(start + size, message.count)
            tokenizer.feed(message[start..<end])
            try take(&tokenizer)
            start = end
        } while start < message.count
        try tokenizer.finish()
        return lines
    }

    private func tree(_ reader: inout DERReader, into lines: inout [String]) throws(ASN1Error) {
        while let tag = reader.nextTag {
            lines.append("\(tag)\(tag.tagClass == .universal ? "" : tag.isConstructed ? "c" : "p") {")
            try reader.element(tag) { (inner) throws(ASN1Error) in
                if tag.isConstructed {
                    try tree(&inner, into: &lines)
                    lines.append("}")
                } else {
                    lines.append(Hex.encode(inner.takeRemaining()) + "}")
                }
            }
        }
        try reader.finish()
    }

    @Test func treesAreThoseOfTheInMemoryReader() throws {
        var count = 0
        func examine(_ message: Bytes, _ name: String) throws {
            guard let rewritten = try? BER.rewritten(message).der else { return }
            var expected: [String] = []
            var reader = DERReader(rewritten)
            try tree(&reader, into: &expected)
            // A BIT STRING in segments is not joined by the tokenizer.
            guard !Self.hasBitStringInSegments(message) else { return }
            for size in message.count < 3000 ? [1, 7, 4096] : [1021] {
                #expect(try tree(message, chunks: size) == expected, "\(name)")
            }
            count += 1
        }
        for (index, row) in try answers("ber-messages", as: Row.self).enumerated() {
            try examine(hex(row.text(0)), "\(index)")
        }
        for folder in ["cms", "pkcs12"] {
            for (path, bytes) in try corpusFiles(folder) where bytes.count < 1 << 16 { try examine(Bytes(bytes), path) }
        }
        TestFiles.report("tokenizer against the in-memory reader", ran: count)
    }

    private static func hasBitStringInSegments(_ message: Bytes) -> Bool {
        events(message, chunks: message.count).contains { $0.contains("BIT STRING c") }
    }

    @Test func elementsAreCapturedExactlyAsTheyWereWritten() {
        let inner = "30 80 24 80 04 81 01 AA 00 00 9F 81 00 00 00 00"
        let message = hex("30 80 02 01 05 \(inner) 31 03 02 01 07 00 00")
        for size in 1...message.count {
            let events = Self.events(message, chunks: size) { tokenizer, header in
                if header.depth == 1, header.tag.isConstructed { try tokenizer.capture(atMost: 16) }
            }
            #expect(
                events == [
                    "0+2: SEQUENCE c … depth 0 BER", "2+2: INTEGER p 1 depth 1", "4: 05",
                    "end 5",
                    "5+2: SEQUENCE c … depth 1 BER", "element 5: \(Hex.encode(hex(inner)))", "21+2: SET c 3 depth 1",
                    "element 21: 3103020107", "end 28",
                ])
            let tooSmall = Self.events(message, chunks: size) { tokenizer, header in
                if header.depth == 1, header.tag.isConstructed { try tokenizer.capture(atMost: 15) }
            }
            #expect(tooSmall.last == "has more than 15 bytes, the limit here at byte 5")
        }
    }

    @Test func elementsAreSkippedAndStringsJoined() {
        let message = hex(
            "30 80 30 80 30 80 00 00 04 01 AA 00 00 30 02 FF FF A0 80 04 01 01 24 80 04 01 02 04 00 00 00 04 01 03 00 00 00 00"
        )
        for size in 1...message.count {
            let events = Self.events(message, chunks: size) { tokenizer, header in
                guard header.depth == 1 else { return }
                if header.tag == .sequence { tokenizer.skip() } else { tokenizer.join() }
            }
            #expect(
                events == [
                    "0+2: SEQUENCE c … depth 0 BER", "2+2: SEQUENCE c … depth 1 BER", "end 13",
                    "13+2: SEQUENCE c 2 depth 1", "end 17", "17+2: [0] c … depth 1 BER", "21: 010203", "end 36",
                    "end 38",
                ])
        }
        #expect(
            Self.events(hex("A0 03 02 01 05"), chunks: 2) { tokenizer, _ in tokenizer.join() }.last
                == "expected OCTET STRING, found INTEGER at byte 2")
    }

    @Test func limitsHold() throws {
        func failure(_ limits: Limits, _ message: String) -> ASN1Error? {
            refusal { () throws(ASN1Error) in
                var tokenizer = BERTokenizer(limits: limits)
                tokenizer.feed(hex(message))
                while let event = try tokenizer.next() { _ = event }
            }
        }
        #expect(failure(Limits(depth: 2), "30 80 30 80 30 80")?.kind == .nestedTooDeeply)
        #expect(failure(Limits(depth: 2), "30 80 30 80 00 00 00 00") == nil)
        #expect(failure(Limits(elementCount: 3), "30 80 05 00 05 00 05 00")?.kind == .tooManyElements(3))
        #expect(failure(Limits(byteCount: 9), "30 08 04 06 AA AA AA AA AA AA")?.kind == .tooLarge(9))
        #expect(failure(Limits(byteCount: 10), "30 08 04 06 AA AA AA AA AA AA") == nil)
        #expect(failure(Limits(byteCount: 10), "30 80 04 84 00 10 00 00")?.kind == .tooLarge(10))
        #expect(failure(Limits(byteCount: 10), "30 80 05 00 05 00 05 00 05 00 05 00 05 00")?.kind == .tooLarge(10))
        // A length that the message does not have costs nothing.
        #expect(failure(.standard, "04 86 FF FF FF FF FF FF AA") == nil)
    }

    @Test func bytesBehindTheElementAreLeftWhenThatIsAsked() throws {
        var tokenizer = BERTokenizer(leavesTrailingBytes: true)
        tokenizer.feed(hex("05"))
        #expect(try tokenizer.next() == nil)
        tokenizer.feed(hex("00 AA BB"))
        while let event = try tokenizer.next() { _ = event }
        #expect(tokenizer.isComplete && tokenizer.unread == hex("AA BB") && tokenizer.offset == 2)
    }
}
