internal import SignetBytes

/// What a sealed message shows of its header outside: a Header Confidentiality Policy (RFC 9788 §3).
///
/// Inside, the whole header is there, whatever the policy; a signed message that is not sealed hides nothing.
public enum HeaderConfidentiality: String, Sendable, Hashable, Codable, CaseIterable {
    /// No header protection at all: the header stays outside alone.
    case none
    /// `hcp_no_confidentiality`: protected inside, and all of it outside too.
    case noConfidentiality = "no-confidentiality"
    /// `hcp_baseline`: the Subject becomes `[...]`, Comments and Keywords go.
    case baseline
    /// `hcp_shy`: the same, and addresses without names, the Date without its time zone.
    case shy

    /// What stands outside in the place of `field`; `nil` for nothing.
    func outside(_ field: HeaderField) -> HeaderField? {
        guard self == .baseline || self == .shy else { return field }
        switch field.name.asciiLowercased {
        case "subject": return HeaderField(name: field.name, value: HeaderProtection.hiddenSubject)
        case "comments", "keywords": return nil
        case "from", "sender", "reply-to", "to", "cc":
            guard self == .shy else { return field }
            let addresses = Mailbox.parse(field.unfolded).map(\.address)
            // A list that cannot be read as one would be lost.
            guard !addresses.isEmpty, addresses.allSatisfy({ $0.utf8.allSatisfy { $0 < 0x80 } }) else { return field }
            return HeaderField(name: field.name, value: addresses.joined(separator: ",\r\n "))
        case "date":
            guard self == .shy, let date = MailDate(field.value) else { return field }
            return HeaderField(name: field.name, value: date.inUniversalTime)
        default: return field
        }
    }
}

/// Header protection of a message that is about to be signed or sealed (RFC 9788 §5.2).
public struct HeaderProtection: Sendable {
    /// What is shown outside.
    public var confidentiality: HeaderConfidentiality
    /// Whether a layer around the payload is sealed: `hp="cipher"`, else `hp="clear"`.
    public var isSealed: Bool
    /// Whether hidden fields lead the text, for readers that do not know RFC 9788 (§5.2.2).
    public var showsLegacyDisplay: Bool

    /// Protection by a policy.
    public init(_ confidentiality: HeaderConfidentiality, isSealed: Bool, showsLegacyDisplay: Bool = true) {
        self.confidentiality = confidentiality
        self.isSealed = isSealed
        self.showsLegacyDisplay = showsLegacyDisplay
    }

    /// What stands for a Subject that is hidden (RFC 9788 §3.2.1).
    static let hiddenSubject = "[...]"
    /// The field that tells, inside, how a field looks outside (RFC 9788 §2.2).
    static let outerField = "HP-Outer"
    /// The parameter of the payload's type (RFC 9788 §2.1.1).
    static let parameter = "hp"
    /// The parameter of a part whose text begins with hidden fields (RFC 9788 §2.1.2).
    static let legacyDisplayParameter = "hp-legacy-display"
    /// The fields that a reader shows (RFC 9788 §1.1), in the order in which a Legacy Display Element has them.
    static let userFacing = ["subject", "from", "sender", "reply-to", "to", "cc", "date", "comments", "keywords"]

    /// Fields that have no place inside: those of transport, which come later, and Bcc, which nobody else may see.
    static func isKeptOutside(_ field: HeaderField) -> Bool {
        let name = field.name.asciiLowercased
        return transport.contains(name) || name.hasPrefix("arc-") || name.hasPrefix("resent-")
            || name == "mime-version" || field.describesContent
    }

    private static let transport: Set = [
        "bcc", "received", "return-path", "delivered-to", "x-original-to", "dkim-signature", "authentication-results",
        "received-spf", "content-length", "lines", "status", "x-status",
    ]

    /// The fields of the payload and of the outside, from those of a message: `content` are its Content-… fields.
    func applied(
        to fields: [HeaderField], content: [HeaderField]
    ) -> (outer: [HeaderField], inner: [HeaderField], hidden: [HeaderField]) {
        var outer: [HeaderField] = []
        var inner: [HeaderField] = []
        var record: [HeaderField] = []
        var hidden: [HeaderField] = []
        for field in fields where !field.isNamed(Self.outerField) {
            guard !Self.isKeptOutside(field) else {
                outer.append(field)
                continue
            }
            inner.append(field)
            guard isSealed else {
                outer.append(field)
                continue
            }
            let shown = confidentiality.outside(field)
            if shown != field { hidden.append(field) }
            if let shown {
                outer.append(shown)
                record.append(shown.recorded)
            }
        }
        let typed = content.map { field in
            field.isNamed("Content-Type")
                ? field.withParameters([(Self.parameter, isSealed ? "cipher" : "clear")]) : field
        }
        return (outer, inner + typed + record, hidden)
    }
}

extension HeaderField {
    /// `HP-Outer: Subject: [...]`, folded as the field is.
    fileprivate var recorded: HeaderField {
        var raw = Array("\(HeaderProtection.outerField): ".utf8) + Array(self.raw)
        if raw.last != .lineFeed { raw += [.carriageReturn, .lineFeed] }
        let nameByteCount = HeaderProtection.outerField.utf8.count
        return HeaderField(raw: Bytes(raw), nameByteCount: nameByteCount, bodyStart: nameByteCount + 1)
    }

    /// A Content-Type or Content-Disposition field in which these parameters have these values, or are absent.
    func withParameters(_ changes: [(name: String, value: String?)]) -> HeaderField {
        guard let type = ContentType(unfolded) else { return self }
        let isThere = changes.contains { type.parameters.parameter($0.name) != nil }
        let added = changes.compactMap { change in
            change.value.map { ";\r\n " + "\(change.name)=\"\(Mailbox.escape($0))\"" }
        }.joined()
        if !isThere {
            // As it was written, for nothing of it has to go.
            var text = Array(raw)
            while let last = text.last, last.isWhiteSpace || last == .semicolon { text.removeLast() }
            return HeaderField(
                raw: Bytes(text + Array(added.utf8) + [.carriageReturn, .lineFeed]), nameByteCount: nameByteCount,
                bodyStart: bodyStart)
        }
        let kept = type.parameters.all.filter { parameter in !changes.contains { $0.name == parameter.name } }
            .map { ";\r\n " + Parameters.headerText($0.name, $0.value) }.joined()
        return HeaderField(name: name, value: type.name + kept + added)
    }
}
