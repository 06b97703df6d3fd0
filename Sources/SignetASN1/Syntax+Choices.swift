public import SignetBytes

extension Syntax {
    /// `CHOICE { … }`: the alternative that can start with the tag at hand.
    @inlinable
    public static func choice(_ alternatives: Alternative<Value>...) -> Syntax {
        // Without their tags the closures are small: a search that copies whole alternatives takes longer.
        let tests = alternatives.map(\.canStart)
        let reads = alternatives.map(\.read)
        // An ANY among them makes it one that may begin with any tag.
        let isOpen = alternatives.contains { $0.tags == nil }
        return Syntax(
            anyOf: isOpen ? nil : alternatives.flatMap { $0.tags ?? [] }, grammar: .choice(alternatives.map(\.grammar))
        ) { reader throws(ASN1Error) in
            guard let tag = reader.nextTag else { throw reader.failure(.truncated) }
            for index in tests.indices where tests[index](tag, reader.rules) { return try reads[index](&reader) }
            throw reader.failure(.unexpectedTag(expected: nil, found: tag))
        } write: { value, writer in
            for alternative in alternatives where alternative.write(value, &writer) { return }
            preconditionFailure("no alternative of the CHOICE can write this value")
        }
    }

    /// `key OBJECT IDENTIFIER, value ANY DEFINED BY key`: two neighbours inside a SEQUENCE, read as one value.
    /// What has a key that is not listed is kept unread.
    @inlinable
    public static func keyed(_ entries: Keyed<Value>..., other: Keyed<Value>.Unlisted) -> Syntax {
        let grammars = Dictionary(
            entries.map { ($0.key, $0.alternative.grammar) }, uniquingKeysWith: { first, _ in first })
        return Syntax(anyOf: [.objectIdentifier], grammar: .keyed(grammars)) { reader throws(ASN1Error) in
            let key = try Syntax<ObjectIdentifier>.objectIdentifier.read(&reader)
            guard let entry = entries.first(where: { $0.key == key }) else { return try other.read(key, &reader) }
            return try entry.alternative.read(&reader)
        } write: { value, writer in
            for entry in entries where entry.alternative.holds(value) {
                Syntax<ObjectIdentifier>.objectIdentifier.write(entry.key, &writer)
                _ = entry.alternative.write(value, &writer)
                return
            }
            other.write(value, &writer)
        }
    }
}

/// One alternative of a CHOICE: its syntax, how it goes into the Swift enum, and how it comes out.
public struct Alternative<Choice>: Sendable {
    @usableFromInline let tags: [Tag]?
    @usableFromInline let grammar: Grammar
    @usableFromInline let canStart: @Sendable (Tag, EncodingRules) -> Bool
    @usableFromInline let read: Syntax<Choice>.Read
    @usableFromInline let holds: @Sendable (Choice) -> Bool
    /// Writes nothing and returns false when `choice` is another alternative.
    @usableFromInline let write: @Sendable (_ choice: Choice, inout DERWriter) -> Bool

    /// An alternative; `extract` returns `nil` for the others.
    @inlinable
    public init<Value>(
        _ syntax: Syntax<Value>,
        _ embed: @escaping @Sendable (Value) -> Choice, _ extract: @escaping @Sendable (Choice) -> Value?
    ) {
        tags = syntax.tags
        grammar = syntax.grammar
        canStart = { syntax.canStart(with: $0, rules: $1) }
        read = { reader throws(ASN1Error) in embed(try syntax.read(&reader)) }
        holds = { extract($0) != nil }
        write = { choice, writer in
            guard let value = extract(choice) else { return false }
            syntax.write(value, &writer)
            return true
        }
    }
}

/// One row of an ANY DEFINED BY: the key, and the alternative that it selects.
public struct Keyed<Choice>: Sendable {
    @usableFromInline let key: ObjectIdentifier
    @usableFromInline let alternative: Alternative<Choice>

    /// A row of the table.
    @inlinable
    public init<Value>(
        _ key: ObjectIdentifier, _ syntax: Syntax<Value>,
        _ embed: @escaping @Sendable (Value) -> Choice, _ extract: @escaping @Sendable (Choice) -> Value?
    ) {
        self.key = key
        alternative = Alternative(syntax, embed, extract)
    }

    /// What to do with a key that is not in the table: keep it, with its value unread.
    public struct Unlisted: Sendable {
        @usableFromInline let read: @Sendable (ObjectIdentifier, inout DERReader) throws(ASN1Error) -> Choice
        @usableFromInline let write: @Sendable (Choice, inout DERWriter) -> Void

        /// The case of the enum that keeps a key and the encoding of its value, which may be absent.
        @inlinable
        public init(
            _ embed: @escaping @Sendable (ObjectIdentifier, Bytes?) -> Choice,
            _ extract: @escaping @Sendable (Choice) -> (ObjectIdentifier, Bytes?)?
        ) {
            read = { key, reader throws(ASN1Error) in
                embed(key, reader.isAtEnd ? nil : try reader.element())
            }
            write = { choice, writer in
                guard let (key, value) = extract(choice) else { preconditionFailure("no row can write this value") }
                Syntax<ObjectIdentifier>.objectIdentifier.write(key, &writer)
                if let value { writer.append(value.span) }
            }
        }
    }
}
