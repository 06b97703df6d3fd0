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

    /// The tag of its own, if it has one: the closures then see the contents only, else the whole element.
    @usableFromInline let tag: Tag?
    /// The tag of the pieces that BER may cut it in, when it is a string under an IMPLICIT tag.
    @usableFromInline let pieces: Tag?
    /// The tags that an element of this type may begin with; `nil` means any.
    @usableFromInline let tags: [Tag]?
    @usableFromInline let readBody: Read
    @usableFromInline let writeBody: Write
    /// The shape of the type, with the names of its fields.
    public let grammar: Grammar

    /// A type with a tag of its own; the closures see the contents.
    @inlinable
    public init(_ tag: Tag, grammar: Grammar? = nil, read: @escaping Read, write: @escaping Write) {
        self.init(tag, pieces: nil, grammar: grammar ?? .primitive(tag), read: read, write: write)
    }

    @inlinable
    init(_ tag: Tag, pieces: Tag?, grammar: Grammar, read: @escaping Read, write: @escaping Write) {
        self.tag = tag
        self.pieces = pieces
        tags = [tag]
        (readBody, writeBody) = (read, write)
        self.grammar = grammar
    }

    /// A CHOICE or an open type; the closures see the whole element.
    @inlinable
    init(anyOf tags: [Tag]?, grammar: Grammar, read: @escaping Read, write: @escaping Write) {
        (tag, pieces) = (nil, nil)
        self.tags = tags
        (readBody, writeBody) = (read, write)
        self.grammar = grammar
    }

    /// Reads one value, which must be all of `message`. What the value keeps are slices of `message`, or of its
    /// rewriting where it was BER.
    ///
    /// - Throws: `ASN1Error` with the offset in `message` as given, and the path of field names.
    @inlinable
    public func decode(_ message: Bytes, rules: EncodingRules = .der) throws(ASN1Error) -> Value {
        var tolerated = Tolerances()
        return try decode(message, rules: rules, tolerated: &tolerated)
    }

    /// Reads one value, and says which breaches of DER were let pass.
    @inlinable
    public func decode(
        _ message: Bytes, rules: EncodingRules, tolerated: inout Tolerances
    ) throws(ASN1Error) -> Value {
        guard rules.acceptsBER else {
            var reader = DERReader(message, rules: rules)
            let value = try readAll(&reader)
            tolerated.formUnion(reader.tolerated)
            return value
        }
        let rewritten = try BER.rewritten(message, rules: rules)
        var reader = DERReader(rewritten.der, rules: rules)
        do throws(ASN1Error) {
            let value = try readAll(&reader)
            tolerated.formUnion(reader.tolerated)
            return value
        } catch {
            throw error.at(rewritten.originalOffset(of: error.offset))
        }
    }

    /// Reads one value, and says where the first breaches of DER stand that were let pass.
    public func decode(_ message: Bytes, rules: EncodingRules, breaches: inout [Breach]) throws(ASN1Error) -> Value {
        let rewritten = rules.acceptsBER ? try BER.rewritten(message, rules: rules) : BER.Rewritten(der: message)
        var reader = DERReader(rewritten.der, rules: rules)
        do throws(ASN1Error) {
            let value = try readAll(&reader)
            breaches += reader.breaches.map {
                Breach($0.tolerance, at: rewritten.originalOffset(of: $0.offset))
            }
            return value
        } catch {
            throw error.at(rewritten.originalOffset(of: error.offset))
        }
    }

    @inlinable
    func readAll(_ reader: inout DERReader) throws(ASN1Error) -> Value {
        try reader.checkSize()
        let value = try read(&reader)
        try reader.finishMessage()
        return value
    }

    /// Reads a value out of a secret; the parts it keeps stay in memory that will be erased.
    @inlinable
    public func decode(_ secret: SecretSlice, rules: EncodingRules = .der) throws(ASN1Error) -> Value {
        try decode(secret.exposed, rules: rules)
    }

    /// Writes a value as DER.
    @inlinable
    public func encode(_ value: Value) -> Bytes {
        var writer = DERWriter()
        write(value, &writer)
        return writer.finish()
    }

    /// Writes a value that holds a secret as DER, in memory that will be erased.
    @inlinable
    public func encodeSecret(_ value: Value) -> SecretBytes {
        var writer = DERWriter(isSecret: true)
        write(value, &writer)
        return writer.finishSecret()
    }

    /// Reads a value where the reader stands.
    @inlinable
    public func read(_ reader: inout DERReader) throws(ASN1Error) -> Value {
        guard let tag else { return try readBody(&reader) }
        return try reader.element(tag, inPiecesOf: pieces, readBody)
    }

    /// Writes a value at the end of what was written.
    @inlinable
    public func write(_ value: Value, _ writer: inout DERWriter) {
        guard let tag else { return writeBody(value, &writer) }
        writer.element(tag) { writeBody(value, &$0) }
    }

    /// Reads a value as the component `name` of a structure.
    @inlinable
    func reading(as name: String) -> Read {
        let readBody = readBody
        guard let tag else {
            return { reader throws(ASN1Error) in
                do throws(ASN1Error) { return try readBody(&reader) } catch { throw error.under(name) }
            }
        }
        let pieces = pieces
        return { reader throws(ASN1Error) in
            do throws(ASN1Error) {
                return try reader.element(tag, inPiecesOf: pieces, readBody)
            } catch { throw error.under(name) }
        }
    }

    /// Whether an element with this tag can be of this type.
    @inlinable
    func canStart(with found: Tag?, rules: EncodingRules) -> Bool {
        guard let found else { return false }
        guard let tag else { return tags?.contains(found) ?? true }
        return tag == found || (pieces != nil && rules.acceptsBER && tag.constructed == found)
    }
}

extension Syntax {
    /// `[number] IMPLICIT`: the same contents under another tag.
    @inlinable
    public func implicit(_ number: Int) -> Syntax {
        guard let tag else {
            preconditionFailure("X.680 §31.2.7: a CHOICE or ANY cannot be tagged IMPLICIT")
        }
        let replaced = Tag.context(UInt32(number), isConstructed: tag.isConstructed)
        return Syntax(
            replaced, pieces: tag.pieces ?? pieces, grammar: .implicit(replaced, grammar), read: readBody,
            write: writeBody)
    }

    /// `[number] EXPLICIT`: the whole element inside another tag.
    @inlinable
    public func explicit(_ number: Int) -> Syntax {
        let tag = Tag.context(UInt32(number), isConstructed: true)
        return Syntax(tag, grammar: .explicit(tag, grammar), read: read, write: write)
    }

    /// A value isomorphic to one that already has a syntax. `to` returns `nil` for a value that it refuses, and the
    /// error then says `reason`.
    @inlinable
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
    @inlinable
    public func map<Other>(
        _ to: @escaping @Sendable (consuming Value) -> Other, _ from: @escaping @Sendable (Other) -> Value
    ) -> Syntax<Other> {
        mapped({ value, _ throws(ASN1Error) in to(value) }, from)
    }

    @inlinable
    func mapped<Other>(
        _ to: @escaping @Sendable (consuming Value, _ offset: Int) throws(ASN1Error) -> Other,
        _ from: @escaping @Sendable (Other) -> Value
    ) -> Syntax<Other> {
        func reading(_ read: @escaping Read) -> Syntax<Other>.Read {
            { reader throws(ASN1Error) in
                let start = reader.position
                return try to(try read(&reader), start)
            }
        }
        func writing(_ write: @escaping Write) -> Syntax<Other>.Write { { write(from($0), &$1) } }
        guard let tag else {
            return Syntax<Other>(anyOf: tags, grammar: grammar, read: reading(readBody), write: writing(writeBody))
        }
        return Syntax<Other>(
            tag, pieces: pieces, grammar: grammar, read: reading(readBody), write: writing(writeBody))
    }

    /// Keeps the exact bytes that were read, so that writing gives them back unchanged.
    @inlinable
    public var preserved: Syntax<Preserved<Value>> {
        Syntax<Preserved<Value>>(anyOf: tags, grammar: grammar) { reader throws(ASN1Error) in
            let start = reader.position
            let value = try read(&reader)
            return Preserved(value: value, encoding: reader.bytes(start..<reader.position))
        } write: {
            $1.append($0.encoding.span)
        }
    }

    /// A type of its own that keeps the exact bytes it was read from: `encoding` gives them back for writing.
    @inlinable
    public func preserved<Other>(
        as make: @escaping @Sendable (consuming Preserved<Value>) -> Other,
        _ encoding: @escaping @Sendable (Other) -> Bytes
    ) -> Syntax<Other> {
        let preserved = preserved
        return Syntax<Other>(anyOf: tags, grammar: grammar) { reader throws(ASN1Error) in
            make(try preserved.read(&reader))
        } write: {
            $1.append(encoding($0).span)
        }
    }

    /// A part that is kept as it was written, and decoded when it is asked for. Its form is checked at once as far as the
    /// grammar tells it; what a `map` refuses is refused when it is decoded.
    @inlinable
    public var lazy: Syntax<Lazy<Value>> {
        let syntax = self
        return unread.withRules({ Lazy(encoding: $0, rules: $1, syntax: syntax) }, \.encoding)
    }

    /// The encoding of a part alone, checked like a `lazy` one.
    @inlinable
    public var unread: Syntax<Bytes> {
        let check = FormCheck(grammar)
        let syntax = self
        return Syntax<Bytes>(anyOf: tags, grammar: grammar) { reader throws(ASN1Error) in
            // Strict DER takes the short way; all else is read, so that errors and breaches are told as ever.
            if let check, let encoding = reader.element(checkedBy: check) { return encoding }
            let start = reader.position
            _ = try syntax.read(&reader)
            return reader.bytes(start..<reader.position)
        } write: {
            $1.append($0.span)
        }
    }

    /// An isomorphic value that knows by which rules it was read.
    @inlinable
    func withRules<Other>(
        _ to: @escaping @Sendable (Value, EncodingRules) -> Other, _ from: @escaping @Sendable (Other) -> Value
    ) -> Syntax<Other> {
        let syntax = self
        return Syntax<Other>(anyOf: tags, grammar: grammar) { reader throws(ASN1Error) in
            to(try syntax.read(&reader), reader.rules)
        } write: {
            syntax.write(from($0), &$1)
        }
    }

    /// A value that was made here, with the bytes that it is written as.
    @inlinable
    public func preserving(_ value: Value) -> Preserved<Value> { Preserved(value: value, encoding: encode(value)) }

    /// A syntax that mentions itself: `make` is called when the first value is read or written.
    @inlinable
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

    @inlinable
    init(value: Value, encoding: Bytes) {
        self.value = value
        self.encoding = encoding
    }
}
extension Preserved: Sendable where Value: Sendable {}
extension Preserved: Equatable where Value: Equatable {}
extension Preserved: Hashable where Value: Hashable {}
