internal import SignetBytes

/// The header that a signed or sealed payload carries inside (RFC 9788 §4).
public struct ProtectedHeader: Sendable {
    /// By which sign the payload was recognised.
    public enum Kind: String, Sendable {
        /// `hp="clear"` (RFC 9788 §2.1.1): nothing was meant to be hidden.
        case clear
        /// `hp="cipher"`: HP-Outer tells what was shown outside.
        case cipher
        /// `protected-headers="v1"`, which OpenPGP mailers used before (RFC 9788 §4.10.1).
        case protectedHeaders = "protected-headers"
        /// A whole message as the payload (RFC 8551 §3.1, RFC 9788 §4.10).
        case wrapped
    }

    /// How it was recognised.
    public let kind: Kind
    /// The protected fields, first to last, without those that describe the content.
    public let fields: [HeaderField]
    /// How the sender left the outside, by HP-Outer; `nil` for kinds that do not tell.
    public let outer: [HeaderField]?
    /// The entity to be shown: the payload, or the message that was wrapped.
    public let content: MIMEEntity

    /// How a field stands outside and inside.
    public enum Comparison: Sendable, Hashable {
        /// The same.
        case same
        /// The sender hid it.
        case hidden
        /// It differs from what was protected, and the sender did not do that.
        case changed
        /// It stands outside alone: nobody vouches for it.
        case added
    }

    /// Compares all fields of one name with those outside.
    public func compare(_ name: String, with outside: Header, isSealed: Bool) -> Comparison {
        let shown = outside.fields(named: name).map(\.comparable)
        let inside = fields.filter { $0.isNamed(name) }.map(\.comparable)
        if shown == inside { return .same }
        if isSealed {
            if let outer {
                return shown == outer.filter({ $0.isNamed(name) }).map(\.comparable) ? .hidden : .changed
            }
            // Mailers that do not tell hide only the Subject, under one of these.
            let dummies = [HeaderProtection.hiddenSubject, "...", "encrypted message", ""]
            if name.asciiLowercased == "subject", shown.allSatisfy({ dummies.contains($0.lowercased()) }) {
                return .hidden
            }
        }
        return inside.isEmpty ? .added : .changed
    }
}

extension HeaderField {
    /// What two spellings of one value have in common: gateways fold anew and encode words anew.
    fileprivate var comparable: String {
        if isNamed("Date"), let date = MailDate(value) { return "\(date.secondsSince1970)" }
        return decodedValue.split { $0.isWhitespace }.joined(separator: " ")
    }

    /// The field that an HP-Outer field tells of: `HP-Outer: Subject: [...]`.
    fileprivate var recordedField: HeaderField? {
        let text = EncodedWord.decode(unfolded)
        guard let colon = text.utf8.firstIndex(of: .colon) else { return nil }
        let name = text[..<colon]
        guard !name.isEmpty, name.utf8.allSatisfy(\.isFieldName) else { return nil }
        return HeaderField(
            raw: Bytes(Array(text.utf8)), nameByteCount: name.utf8.count, bodyStart: name.utf8.count + 1)
    }
}

extension MIMEEntity {
    /// The header that this entity carries as the payload of a signed or sealed message; `nil` when it says of none.
    ///
    /// - Parameter outside: the header of the message around it, by which a wrapped message is told from a forwarded one.
    public func protectedHeader(under outside: Header) -> ProtectedHeader? {
        func make(_ kind: ProtectedHeader.Kind, _ entity: MIMEEntity, outer: [HeaderField]? = nil) -> ProtectedHeader {
            ProtectedHeader(
                kind: kind,
                fields: entity.header.fields.filter {
                    !$0.describesContent && !$0.isNamed(HeaderProtection.outerField) && !$0.isNamed("MIME-Version")
                },
                outer: outer, content: entity)
        }
        switch contentType.parameters[HeaderProtection.parameter]?.asciiLowercased {
        case "clear": return make(.clear, self)
        case "cipher":
            return make(
                .cipher, self,
                outer: header.fields(named: HeaderProtection.outerField).compactMap(\.recordedField))
        default: break
        }
        if contentType.parameters["protected-headers"]?.asciiLowercased == "v1" { return make(.protectedHeaders, self) }
        guard contentType.isEmbeddedMessage, let message = try? embeddedMessage() else { return nil }
        switch contentType.parameters["forwarded"]?.asciiLowercased {
        case "no": return make(.wrapped, message.entity)
        case nil where message.header.isOfTheSameMessage(as: outside): return make(.wrapped, message.entity)
        default: return nil
        }
    }
}

extension Header {
    /// Whether two headers are of one message: by Message-ID, else by author and date. A forwarded message has others.
    fileprivate func isOfTheSameMessage(as other: Header) -> Bool {
        func same(_ name: String) -> Bool { self[name] != nil && self[name]?.comparable == other[name]?.comparable }
        return same("Message-ID") || (self["Message-ID"] == nil && same("From") && same("Date"))
    }
}

extension Message {
    /// What `replacingContent(with:)` gives, by the rules of header protection (RFC 9788 §4.3): of the fields that a
    /// reader shows, only the protected ones stay; the others of the outside, which tell of transport, stay too. The Legacy
    /// Display Elements, which repeat what the header says now, go.
    public func replacingContent(with payload: ProtectedHeader) throws(MIMEError) -> Message {
        let content = try payload.content.removingLegacyDisplay()
        var writer = EntityWriter(care: .canonical, capacity: header.raw.count + content.raw.count + 1024)
        let names = Set(payload.fields.map { $0.name.asciiLowercased })
        for field in header.fields where !field.describesContent && !field.isNamed("MIME-Version") {
            let name = field.name.asciiLowercased
            if !names.contains(name), !HeaderProtection.userFacing.contains(name) { writer.append(field) }
        }
        for field in payload.fields { writer.append(field) }
        writer.append(HeaderField(name: "MIME-Version", value: "1.0"))
        for field in content.header.fields where field.describesContent {
            writer.append(
                field.isNamed("Content-Type")
                    ? field.withParameters([(HeaderProtection.parameter, nil), ("protected-headers", nil)]) : field)
        }
        writer.appendLineEnd()
        writer.append(content.body)
        return try Message(parsing: writer.finish(), limits: entity.limits)
    }
}
