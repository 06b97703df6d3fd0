/// The shape of an ASN.1 type, for those who walk it: the annotated dump and the documentation.
///
/// A `Syntax` builds its grammar while it is declared, so that field names stand in one place.
public indirect enum Grammar: Sendable {
    /// One named component of a structure.
    public struct Component: Sendable {
        /// The name that the standard gives it.
        public let name: String
        /// Whether it may be absent, because it is OPTIONAL or has a DEFAULT.
        public let isOptional: Bool
        /// Its type.
        public let grammar: Grammar

        @usableFromInline
        init(name: String, isOptional: Bool, grammar: Grammar) {
            self.name = name
            self.isOptional = isOptional
            self.grammar = grammar
        }
    }

    /// A type without parts.
    case primitive(Tag)
    /// A SEQUENCE with named components.
    case structure(String, [Component])
    /// A SEQUENCE OF or SET OF.
    case collection(Tag, of: Grammar)
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
