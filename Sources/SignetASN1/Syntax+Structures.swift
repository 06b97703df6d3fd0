public import SignetBytes

extension Syntax {
    /// `SEQUENCE { … }`: `make` takes the fields in the order in which they are listed.
    @inlinable
    public static func sequence<each Part>(
        _ name: String,
        _ make: @escaping @Sendable (repeat each Part) throws(ASN1Error) -> Value,
        _ fields: repeat Field<Value, each Part>
    ) -> Syntax {
        var components: [Grammar.Component] = []
        var writing: [Write] = []
        for field in repeat each fields {
            components.append(field.component)
            writing.append(field.write)
        }
        // The closures alone are captured: copying whole fields for each structure that is read would take longer.
        let reads = (repeat (each fields).read)
        let writes = writing
        return Syntax(.sequence, grammar: .structure(name, components)) { reader throws(ASN1Error) in
            do throws(ASN1Error) {
                let value = try make(repeat try (each reads)(&reader))
                // Here and not when the element ends, so that the error names the structure with the surplus.
                try reader.finish()
                return value
            } catch {
                throw error.under(name)
            }
        } write: { value, writer in
            for write in writes { write(value, &writer) }
        }
    }

    /// A SEQUENCE with nothing but this in it.
    @inlinable
    public func inSequence(_ name: String) -> Syntax {
        Syntax(.sequence, grammar: .structure(name, [.init(name: name, isOptional: false, grammar: grammar)])) {
            reader throws(ASN1Error) in
            do throws(ASN1Error) {
                let value = try read(&reader)
                try reader.finish()
                return value
            } catch { throw error.under(name) }
        } write: {
            write($0, &$1)
        }
    }

    /// `SEQUENCE OF`
    @inlinable
    public static func sequence<Element>(of element: Syntax<Element>) -> Syntax where Value == [Element] {
        Syntax(.sequence, grammar: .collection(.sequence, of: element.grammar)) { reader throws(ASN1Error) in
            try readAll(element, &reader, inOrder: false)
        } write: { values, writer in
            for value in values { element.write(value, &writer) }
        }
    }

    /// `SET OF`: written in the order of X.690 §11.6, and read in that order unless the rules let another pass.
    @inlinable
    public static func set<Element>(of element: Syntax<Element>) -> Syntax where Value == [Element] {
        Syntax(.set, grammar: .collection(.set, of: element.grammar)) { reader throws(ASN1Error) in
            try readAll(element, &reader, inOrder: true)
        } write: { values, writer in
            let encodings = values.map { value in
                writer.isSecret ? element.encodeSecret(value).shared().exposed : element.encode(value)
            }
            for encoding in encodings.sorted() { writer.append(encoding.span) }
        }
    }
}

@inlinable
func readAll<Element>(
    _ element: Syntax<Element>, _ reader: inout DERReader, inOrder: Bool
) throws(ASN1Error) -> [Element] {
    var values: [Element] = []
    values.reserveCapacity(reader.elementCount)
    var previous = 0..<0
    while !reader.isAtEnd {
        let start = reader.position
        do throws(ASN1Error) {
            values.append(try element.read(&reader))
            let current = start..<reader.position
            if inOrder, values.count > 1, reader.bytes(current) < reader.bytes(previous) {
                try reader.tolerate(.unsortedSet, .unsortedSet, at: start)
            }
            previous = current
        } catch { throw error.under("[\(values.count)]") }
    }
    return values
}

/// One named component of a SEQUENCE.
public struct Field<Structure, Value>: Sendable {
    @usableFromInline let component: Grammar.Component
    @usableFromInline let read: Syntax<Value>.Read
    @usableFromInline let write: @Sendable (Structure, inout DERWriter) -> Void

    @inlinable
    init(
        _ name: String, isOptional: Bool, _ grammar: Grammar, read: @escaping Syntax<Value>.Read,
        write: @escaping @Sendable (Structure, inout DERWriter) -> Void
    ) {
        component = Grammar.Component(name: name, isOptional: isOptional, grammar: grammar)
        self.read = { reader throws(ASN1Error) in
            do throws(ASN1Error) { return try read(&reader) } catch { throw error.under(name) }
        }
        self.write = write
    }

    /// A component that is always there.
    @inlinable
    public static func required(
        _ name: String, _ value: @escaping @Sendable (Structure) -> Value, _ syntax: Syntax<Value>
    ) -> Field {
        Field(name, isOptional: false, syntax.grammar, read: syntax.read, write: { syntax.write(value($0), &$1) })
    }

    /// `OPTIONAL`
    @inlinable
    public static func optional<Wrapped>(
        _ name: String, _ value: @escaping @Sendable (Structure) -> Wrapped?, _ syntax: Syntax<Wrapped>
    ) -> Field where Value == Wrapped? {
        Field(name, isOptional: true, syntax.grammar) { reader throws(ASN1Error) in
            guard syntax.canStart(with: reader.nextTag, rules: reader.rules) else { return nil }
            return try syntax.read(&reader)
        } write: {
            if let present = value($0) { syntax.write(present, &$1) }
        }
    }

    /// `DEFAULT`: left out when equal to `fallback`; written out all the same, it breaks X.690 §11.5.
    @inlinable
    public static func defaulted(
        _ name: String, _ value: @escaping @Sendable (Structure) -> Value, _ syntax: Syntax<Value>, _ fallback: Value
    ) -> Field where Value: Equatable & Sendable {
        Field(name, isOptional: true, syntax.grammar) { reader throws(ASN1Error) in
            guard syntax.canStart(with: reader.nextTag, rules: reader.rules) else { return fallback }
            let start = reader.position
            let found = try syntax.read(&reader)
            if found == fallback { try reader.tolerate(.defaultWritten, .defaultWritten, at: start) }
            return found
        } write: {
            if value($0) != fallback { syntax.write(value($0), &$1) }
        }
    }
}
