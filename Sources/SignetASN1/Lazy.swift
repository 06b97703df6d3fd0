public import SignetBytes

/// A part of a structure that is kept as it was written, and decoded each time it is asked for.
public struct Lazy<Value>: Sendable {
    /// Its exact encoding.
    public let encoding: Bytes
    @usableFromInline let rules: EncodingRules
    @usableFromInline let syntax: Syntax<Value>

    @inlinable
    init(encoding: Bytes, rules: EncodingRules, syntax: Syntax<Value>) {
        self.encoding = encoding
        self.rules = rules
        self.syntax = syntax
    }

    /// A part that was made here.
    @inlinable
    public init(_ value: Value, _ syntax: Syntax<Value>) {
        self.init(encoding: syntax.encode(value), rules: .der, syntax: syntax)
    }

    /// The value, by the rules that the structure was read by.
    ///
    /// - Throws: `ASN1Error`, with offsets from the start of the part.
    @inlinable
    public func decoded() throws(ASN1Error) -> Value { try syntax.decode(encoding, rules: rules) }
}

extension Lazy: Hashable {
    /// Equal encodings.
    public static func == (a: Lazy, b: Lazy) -> Bool { a.encoding == b.encoding }
    /// Hashes the encoding.
    public func hash(into hasher: inout Hasher) { hasher.combine(encoding) }
}
