public import SignetBytes

/// One line of an annotated dump: an element, or something that stands where an element should.
public struct DumpLine: Sendable {
    /// What stands there.
    public enum Kind: Hashable, Sendable {
        /// An element.
        case element
        /// The octets that end an indefinite length (X.690 §8.1.5).
        case endOfContents
        /// Bytes that are no element.
        case unreadable
        /// What comes out of the element above, by joining its segments or by decrypting it: offsets begin at 0 again.
        case block(String)
    }

    /// Something to know about it.
    public enum Note: Hashable, Sendable {
        /// Not as DER wants it, with the rule.
        case notDER(String)
        /// Not as BER wants it either.
        case malformed(String)
        /// Not as the grammar wants it.
        case unexpected(String)
        /// Anything else.
        case remark(String)
    }

    /// What stands there.
    public var kind: Kind
    /// How many elements stand around it.
    public var depth: Int
    /// Offset of its first byte.
    public var offset: Int
    /// How many bytes identifier and length take.
    public var headerByteCount: Int
    /// How many bytes of contents there are; `nil` when the length is indefinite.
    public var length: Int?
    /// Its identifier.
    public var tag: Tag?
    /// The name of the component that it is.
    public var name: String?
    /// The name of the structure that it is.
    public var type: String?
    /// Its value in words.
    public var value: String?
    /// The contents of a primitive element, or the bytes that are no element.
    public var contents: Bytes?
    /// What is to be known about it.
    public var notes: [Note] = []

    /// Whether a note says that it is not DER.
    public var isDER: Bool { !notes.contains { if case .notDER = $0 { true } else { false } } }
}

extension DumpLine.Note: CustomStringConvertible {
    /// As it stands at the end of a line.
    public var description: String {
        switch self {
        case .notDER(let text): "not DER: \(text)"
        case .malformed(let text): "malformed: \(text)"
        case .unexpected(let text): "unexpected: \(text)"
        case .remark(let text): text
        }
    }
}

extension DumpLine: CustomStringConvertible {
    /// `    4  4+1024    tbsCertificate TBSCertificate SEQUENCE`
    public var description: String { text(byteLimit: 32) }

    /// The line, with at most so many bytes of contents in hexadecimal; all of them for `nil`.
    public func text(byteLimit: Int?) -> String {
        let indent = String(repeating: "  ", count: min(depth, 100))
        if case .block(let label) = kind {
            return String(repeating: " ", count: 20) + indent + (label.isEmpty ? "" : "=== \(label)") + noteText
        }
        let length = length.map(String.init) ?? "…"
        let place = left(String(offset), 8) + left(String(headerByteCount), 4) + "+" + right(length, 7)
        var words: [String] = []
        if let name { words.append(name) }
        if let type, type != name { words.append(type) }
        switch kind {
        case .endOfContents: words.append("end of contents")
        case .unreadable: words.append(isOfAnotherKind ? "contents" : "unreadable")
        case .element, .block: if let tag { words.append("\(tag)") }
        }
        if let value { words.append(value) }
        if let contents, value == nil, !contents.isEmpty {
            let shown = contents.prefix(byteLimit ?? contents.count)
            let rest = contents.count > shown.count ? "… (\(contents.count) bytes)" : ""
            words.append(Hex.encode(shown) + rest)
        }
        return place + indent + words.joined(separator: " ") + noteText
    }

    /// Whether the bytes are not damaged, only no elements.
    private var isOfAnotherKind: Bool {
        !notes.isEmpty && notes.allSatisfy { if case .remark = $0 { true } else { false } }
    }

    private var noteText: String { notes.isEmpty ? "" : "   <-- " + notes.map(\.description).joined(separator: "; ") }
}

private func left(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.utf8.count)) + text
}

private func right(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
}
