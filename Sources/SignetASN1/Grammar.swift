/// The shape of an ASN.1 type, for those who walk it: the annotated dump and the documentation.
///
/// A `Syntax` builds its grammar while it is declared, so that field names stand in one place.
public indirect enum Grammar: Sendable {
    /// One named component of a structure.
    public struct Component: Sendable {
        /// Whether it is always there.
        public enum Presence: Sendable, Equatable {
            /// Always.
            case required
            /// `OPTIONAL`
            case optional
            /// `DEFAULT`, with the value as text.
            case defaulted(String)
            /// `...`: whatever later versions of the type put there.
            case additions
        }

        /// The name that the standard gives it.
        public let name: String
        /// Whether it is always there.
        public var presence: Presence { makePresence() }
        /// Its type.
        public let grammar: Grammar

        /// Whether it may be absent.
        public var isOptional: Bool { presence != .required }

        /// Made when asked for: the text of a default takes longer than to decode a certificate, and few ask.
        private let makePresence: @Sendable () -> Presence

        @usableFromInline
        init(name: String, _ presence: @autoclosure @escaping @Sendable () -> Presence, grammar: Grammar) {
            self.name = name
            self.makePresence = presence
            self.grammar = grammar
        }
    }

    /// A type without parts.
    case primitive(Tag)
    /// An INTEGER, ENUMERATED or BIT STRING of which the numbers, or the bits, have names.
    case named(Tag, [Int: String])
    /// A SEQUENCE with named components.
    case structure(String, [Component])
    /// A SET with named components.
    case set(String, [Component])
    /// A SEQUENCE OF or SET OF.
    case collection(Tag, of: Grammar, isNonEmpty: Bool)
    /// `IMPLICIT`: the same contents under another tag.
    case implicit(Tag, Grammar)
    /// `EXPLICIT`: a whole element inside another.
    case explicit(Tag, Grammar)
    /// One of several.
    case choice([Grammar])
    /// An OBJECT IDENTIFIER, and a neighbour whose type it tells.
    case keyed([ObjectIdentifier: Grammar])
    /// Any element.
    case any
    /// A type that contains itself.
    case deferred(@Sendable () -> Grammar)
}

extension Grammar {
    /// The name of the type, if it is a structure.
    public var name: String? {
        switch self {
        case .structure(let name, _), .set(let name, _): name
        case .implicit(_, let inner), .explicit(_, let inner): inner.name
        default: nil
        }
    }

    /// The type in the notation of X.680, structures inside it by name; then each of those, once.
    public var notation: String {
        var done: Set<String> = []
        var waiting = [self]
        var definitions: [String] = []
        while let grammar = waiting.popLast(), done.count < 200 {
            switch grammar {
            case .structure(let name, let parts), .set(let name, let parts):
                guard done.insert(name).inserted else { continue }
                let width = parts.map(\.name.count).max() ?? 0
                let lines = parts.map { part in
                    guard part.presence != .additions else { return "    ..." }
                    let padding = String(repeating: " ", count: width - part.name.count)
                    let presence =
                        switch part.presence {
                        case .optional: " OPTIONAL"
                        case .defaulted(let value): " DEFAULT \(value)"
                        case .required, .additions: ""
                        }
                    return "    \(part.name)\(padding) \(part.grammar.reference)\(presence)"
                }
                let keyword = if case .set = grammar { "SET" } else { "SEQUENCE" }
                definitions.append("\(name) ::= \(keyword) {\n\(lines.joined(separator: ",\n"))\n}")
                waiting += parts.reversed().map(\.grammar)
            case .collection(_, let inner, _), .implicit(_, let inner), .explicit(_, let inner): waiting.append(inner)
            case .choice(let alternatives): waiting += alternatives.reversed()
            case .keyed(let rows): waiting += rows.sorted { $0.key.contents > $1.key.contents }.map(\.value)
            case .primitive, .named, .any, .deferred: continue
            }
        }
        return definitions.isEmpty ? reference : definitions.joined(separator: "\n\n")
    }

    /// How the type is mentioned inside another.
    private var reference: String {
        switch self {
        case .primitive(let tag): "\(tag)"
        case .named(let tag, let names):
            "\(tag) { " + names.sorted { $0.key < $1.key }.map { "\($0.value)(\($0.key))" }.joined(separator: ", ")
                + " }"
        case .structure(let name, _), .set(let name, _): name
        case .collection(let tag, let element, let isNonEmpty):
            "\(tag) \(isNonEmpty ? "SIZE (1..MAX) " : "")OF \(element.reference)"
        case .implicit(let tag, let inner): "\(tag) IMPLICIT \(inner.reference)"
        case .explicit(let tag, let inner): "\(tag) EXPLICIT \(inner.reference)"
        case .choice(let alternatives): "CHOICE { \(alternatives.map(\.reference).joined(separator: ", ")) }"
        case .keyed: "OBJECT IDENTIFIER, and what it defines"
        case .any: "ANY"
        case .deferred(let make): make().name ?? "itself"
        }
    }
}
