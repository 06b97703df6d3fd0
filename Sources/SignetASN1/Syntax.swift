public import SignetBytes

/// An ASN.1 type as a value: one declaration that reads, writes, names the place of an error, and can be walked.
///
/// Most types have one tag, and are described by what lies inside it; that is what lets `implicit(_:)` replace the
/// tag. CHOICE and ANY have no tag of their own (X.680 §31.2.7).
public struct Syntax<Value>: Sendable {
    /// Reads a value where the reader stands.
    public typealias Read = @Sendable (inout DERReader) throws(ASN1Error) -> Value
    /// Writes a value.
    public typealias Write = @Sendable (Value, inout DERWriter) -> Void

    enum Shape: Sendable {
        /// The closures see the contents only. BER may cut an IMPLICIT string in pieces of another tag.
        case tagged(Tag, pieces: Tag?, read: Read, write: Write)
        /// The closures see the whole element, which may begin with one of the tags; `nil`: with any.
        case untagged([Tag]?, read: Read, write: Write)
    }
    let shape: Shape
    /// The shape of the type, with the names of its fields.
    public let grammar: Grammar

    /// A type with a tag of its own; the closures see the contents.
    public init(_ tag: Tag, grammar: Grammar? = nil, read: @escaping Read, write: @escaping Write) {
        self.init(tag, pieces: nil, grammar: grammar ?? .primitive(tag), read: read, write: write)
    }

    private init(_ tag: Tag, pieces: Tag?, grammar: Grammar, read: @escaping Read, write: @escaping Write) {
        shape = .tagged(tag, pieces: pieces, read: read, write: write)
        self.grammar = grammar
    }

    /// A CHOICE or an open type; the closures see the whole element.
    init(anyOf tags: [Tag]?, grammar: Grammar, read: @escaping Read, write: @escaping Write) {
        shape = .untagged(tags, read: read, write: write)
        self.grammar = grammar
    }

    /// Reads one value, which must be all of `message`. What the value keeps are slices of `message`, or of its
    /// rewriting where it was BER.
    ///
    /// - Throws: `ASN1Error` with the offset in `message` as given, and the path of field names.
    public func decode(_ message: Bytes, rules: EncodingRules = .der) throws(ASN1Error) -> Value {
        var tolerated = Tolerances()
        return try decode(message, rules: rules, tolerated: &tolerated)
    }

    /// Reads one value, and says which breaches of DER were let pass.
    public func decode(
        _ message: Bytes, rules: EncodingRules, tolerated: inout Tolerances
    ) throws(ASN1Error) -> Value {
        guard rules.acceptsBER else { return try decodeDER(message, rules: rules, tolerated: &tolerated) }
        let rewritten = try BER.rewritten(message)
        do throws(ASN1Error) {
            return try decodeDER(rewritten.der, rules: rules, tolerated: &tolerated)
        } catch {
            var original = error
            original.offset = rewritten.originalOffset(of: error.offset)
            throw original
        }
    }

    private func decodeDER(
        _ message: Bytes, rules: EncodingRules, tolerated: inout Tolerances
    ) throws(ASN1Error) -> Value {
        var reader = DERReader(message, rules: rules)
        let value = try read(&reader)
        try reader.finish()
        tolerated.formUnion(reader.tolerated)
        return value
    }

    /// Reads a value out of a secret; the parts it keeps stay in memory that will be erased.
    public func decode(_ secret: SecretSlice, rules: EncodingRules = .der) throws(ASN1Error) -> Value {
        try decode(secret.exposed, rules: rules)
    }

    /// Writes a value as DER.
    public func encode(_ value: Value) -> Bytes {
        var writer = DERWriter()
        write(value, &writer)
        return writer.finish()
    }

    /// Writes a value that holds a secret as DER, in memory that will be erased.
    public func encodeSecret(_ value: Value) -> SecretBytes {
        var writer = DERWriter(isSecret: true)
        write(value, &writer)
        return writer.finishSecret()
    }

    /// Reads a value where the reader stands.
    public func read(_ reader: inout DERReader) throws(ASN1Error) -> Value {
        switch shape {
        case .tagged(let tag, let pieces, let read, _): try reader.element(tag, inPiecesOf: pieces, read)
        case .untagged(_, let read, _): try read(&reader)
        }
    }

    /// Writes a value at the end of what was written.
    public func write(_ value: Value, _ writer: inout DERWriter) {
        switch shape {
        case .tagged(let tag, _, _, let write): writer.element(tag) { write(value, &$0) }
        case .untagged(_, _, let write): write(value, &writer)
        }
    }

    /// The tags that an element of this type may start with; `nil` means any.
    var tags: [Tag]? {
        switch shape {
        case .tagged(let tag, _, _, _): [tag]
        case .untagged(let tags, _, _): tags
        }
    }

    /// Whether an element with this tag can be of this type.
    func canStart(with tag: Tag?, rules: EncodingRules) -> Bool {
        guard let tag else { return false }
        switch shape {
        case .tagged(let own, let pieces, _, _):
            return own == tag || (pieces != nil && rules.acceptsBER && own.constructed == tag)
        case .untagged(let tags, _, _): return tags?.contains(tag) ?? true
        }
    }
}

extension Syntax {
    /// `[number] IMPLICIT`: the same contents under another tag.
    public func implicit(_ number: Int) -> Syntax {
        guard case .tagged(let tag, let innerPieces, let read, let write) = shape else {
            preconditionFailure("X.680 §31.2.7: a CHOICE or ANY cannot be tagged IMPLICIT")
        }
        let replaced = Tag.context(UInt32(number), isConstructed: tag.isConstructed)
        let pieces = tag == .bitString ? tag : tag.isString ? .octetString : innerPieces
        return Syntax(replaced, pieces: pieces, grammar: .implicit(replaced, grammar), read: read, write: write)
    }

    /// `[number] EXPLICIT`: the whole element inside another tag.
    public func explicit(_ number: Int) -> Syntax {
        let tag = Tag.context(UInt32(number), isConstructed: true)
        return Syntax(tag, grammar: .explicit(tag, grammar), read: read, write: write)
    }

    /// A value isomorphic to one that already has a syntax. `to` returns `nil` for a value that it refuses, and the
    /// error then says `reason`.
    public func map<Other>(
        _ reason: String, _ to: @escaping @Sendable (Value) -> Other?, _ from: @escaping @Sendable (Other) -> Value
    ) -> Syntax<Other> {
        mapped(
            { value, offset throws(ASN1Error) in
                guard let other = to(value) else { throw ASN1Error(.invalidValue(reason), at: offset) }
                return other
            }, from)
    }

    /// A value isomorphic to one that already has a syntax, for every value of it.
    public func map<Other>(
        _ to: @escaping @Sendable (Value) -> Other, _ from: @escaping @Sendable (Other) -> Value
    ) -> Syntax<Other> {
        mapped({ value, _ throws(ASN1Error) in to(value) }, from)
    }

    private func mapped<Other>(
        _ to: @escaping @Sendable (Value, _ offset: Int) throws(ASN1Error) -> Other,
        _ from: @escaping @Sendable (Other) -> Value
    ) -> Syntax<Other> {
        func reading(_ read: @escaping Read) -> Syntax<Other>.Read {
            { reader throws(ASN1Error) in
                let start = reader.position
                return try to(try read(&reader), start)
            }
        }
        func writing(_ write: @escaping Write) -> Syntax<Other>.Write { { write(from($0), &$1) } }
        switch shape {
        case .tagged(let tag, let pieces, let read, let write):
            return Syntax<Other>(tag, pieces: pieces, grammar: grammar, read: reading(read), write: writing(write))
        case .untagged(let tags, let read, let write):
            return Syntax<Other>(anyOf: tags, grammar: grammar, read: reading(read), write: writing(write))
        }
    }

    /// Keeps the exact bytes that were read, so that writing gives them back unchanged.
    public var preserved: Syntax<Preserved<Value>> {
        Syntax<Preserved<Value>>(anyOf: tags, grammar: grammar) { reader throws(ASN1Error) in
            var lookahead = reader
            let encoding = try lookahead.element()
            return Preserved(value: try read(&reader), encoding: encoding)
        } write: {
            $1.append($0.encoding.span)
        }
    }

    /// A type of its own that keeps the exact bytes it was read from: `encoding` gives them back for writing.
    public func preserved<Other>(
        as make: @escaping @Sendable (Preserved<Value>) -> Other, _ encoding: @escaping @Sendable (Other) -> Bytes
    ) -> Syntax<Other> {
        let preserved = preserved
        return Syntax<Other>(anyOf: tags, grammar: grammar) { reader throws(ASN1Error) in
            make(try preserved.read(&reader))
        } write: {
            $1.append(encoding($0).span)
        }
    }

    /// A value that was made here, with the bytes that it is written as.
    public func preserving(_ value: Value) -> Preserved<Value> { Preserved(value: value, encoding: encode(value)) }

    /// A syntax that mentions itself: `make` is called when the first value is read or written.
    public static func deferred(_ tag: Tag, _ make: @escaping @Sendable () -> Syntax) -> Syntax {
        Syntax(anyOf: [tag], grammar: .deferred { make().grammar }) { reader throws(ASN1Error) in
            try make().read(&reader)
        } write: {
            make().write($0, &$1)
        }
    }
}

/// A value together with the bytes it was read from, or will be written as.
public struct Preserved<Value> {
    /// The decoded value.
    public let value: Value
    /// Its exact encoding, which a signature or a hash covers.
    public let encoding: Bytes
}
extension Preserved: Sendable where Value: Sendable {}
extension Preserved: Equatable where Value: Equatable {}
extension Preserved: Hashable where Value: Hashable {}
