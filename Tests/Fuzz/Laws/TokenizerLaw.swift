import SignetASN1
import SignetBytes

extension FormatLaw {
    /// The tokenizer sees the same whatever the chunks, and the tree that the in-memory reader sees.
    @Sendable static func tokenizer(_ input: Bytes) -> String? {
        let whole = events(input, chunk: max(input.count, 1), joining: false)
        for chunk in [1, 3] where events(input, chunk: chunk, joining: false) != whole {
            return "chunks of \(chunk) differ"
        }
        guard !hasBitStringInSegments(whole) else { return nil }
        let joined = events(input, chunk: 7, joining: true)
        guard let der = try? BER.rewritten(input).der else {
            // In segments of strings the tokenizer does not look, unless it joins them.
            return joined.failure == nil ? "read in chunks, refused in memory" : nil
        }
        guard joined.failure == nil else { return "refused in chunks, read in memory" }
        var expected = Events()
        var reader = DERReader(der)
        tree(&reader, into: &expected)
        return expected.tree == joined.tree ? nil : "another tree"
    }

    private struct Events: Equatable {
        var headers: [BERTokenizer.Header] = []
        var places: [Int] = []
        var tree: [Bytes] = []
        var failure: ASN1Error.Kind?
    }

    private static func hasBitStringInSegments(_ events: Events) -> Bool {
        events.headers.contains { $0.tag == .bitString.constructed }
    }

    private static func events(_ input: Bytes, chunk size: Int, joining: Bool) -> Events {
        var events = Events()
        var tokenizer = BERTokenizer()
        var content = ByteBuilder()
        var start = 0
        do throws(ASN1Error) {
            while start < input.count {
                let end = min(start + size, input.count)
                tokenizer.feed(input[start..<end])
                start = end
                while let event = try tokenizer.next() {
                    switch event {
                    case .header(let header):
                        events.headers.append(header)
                        let isString = header.tag.isConstructed && isString(header.tag)
                        if joining, isString { tokenizer.join(segmentsOf: header.tag.primitive) }
                        events.tree.append(name(joining && isString ? header.tag.primitive : header.tag))
                    case .content(let bytes, let offset):
                        if content.count == 0 { events.places.append(offset) }
                        content.append(copying: bytes.span)
                    case .end(let offset):
                        events.places.append(offset)
                        var empty = ByteBuilder(capacity: 0)
                        swap(&empty, &content)
                        events.tree.append(empty.finish())
                    case .element: break
                    }
                }
            }
            try tokenizer.finish()
        } catch {
            // How many bytes are behind the end is known of one chunk only.
            if case .trailingBytes = error.kind {
                events.failure = .trailingBytes(0)
            } else {
                events.failure = error.kind
            }
        }
        return events
    }

    private static func tree(_ reader: inout DERReader, into events: inout Events) {
        while let tag = reader.nextTag {
            events.tree.append(name(tag))
            let contents = try? reader.element(tag) { (inner) throws(ASN1Error) -> Bytes in
                guard tag.isConstructed else { return inner.takeRemaining() }
                tree(&inner, into: &events)
                return Bytes()
            }
            guard let contents else { return }
            events.tree.append(contents)
        }
    }

    private static func name(_ tag: Tag) -> Bytes { Bytes(Array("\(tag)\(tag.isConstructed ? "{" : "")".utf8)) }
}
