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
        Syntax(.sequence, grammar: .structure(name, [.init(name: name, .required, grammar: grammar)])) {
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

    /// `SEQUENCE OF`; with `SIZE (1..MAX)` when it is said not to be empty.
    @inlinable
    public static func sequence<Element>(
        of element: Syntax<Element>, isNonEmpty: Bool = false
    ) -> Syntax where Value == [Element] {
        Syntax(.sequence, grammar: .collection(.sequence, of: element.grammar, isNonEmpty: isNonEmpty)) {
            reader throws(ASN1Error) in
            try readElements(element, &reader, inOrder: false, isNonEmpty: isNonEmpty)
        } write: { values, writer in
            for value in values { element.write(value, &writer) }
        }
    }

    /// `SET OF`: written in the order of X.690 §11.6, and read in that order unless the rules let another pass.
    @inlinable
    public static func set<Element>(
        of element: Syntax<Element>, isNonEmpty: Bool = false
    ) -> Syntax where Value == [Element] {
        Syntax(.set, grammar: .collection(.set, of: element.grammar, isNonEmpty: isNonEmpty)) {
            reader throws(ASN1Error) in
            try readElements(element, &reader, inOrder: true, isNonEmpty: isNonEmpty)
        } write: { values, writer in
            guard values.count > 1 else {
                for value in values { element.write(value, &writer) }
                return
            }
            let encodings = values.map { value in
                writer.isSecret ? element.encodeSecret(value).shared().exposed : element.encode(value)
            }
            for encoding in encodings.sorted() { writer.append(encoding.span) }
        }
    }
}

@inlinable
func readElements<Element>(
    _ element: Syntax<Element>, _ reader: inout DERReader, inOrder: Bool, isNonEmpty: Bool
) throws(ASN1Error) -> [Element] {
    var values: [Element] = []
    if reader.isAtEnd, isNonEmpty {
        try reader.tolerate(.emptyCollection, .invalidValue("is empty, and must not be"), at: reader.position)
    }
    values.reserveCapacity(reader.elementCount)
    var previous = 0..<0
    while !reader.isAtEnd {
        let start = reader.position
        do throws(ASN1Error) {
            let value = try element.read(&reader)
            let current = start..<reader.position
            if inOrder, !values.isEmpty, reader.bytes(current) < reader.bytes(previous) {
                try reader.tolerate(.unsortedSet, .unsortedSet, at: start)
            }
            values.append(value)
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
        _ component: Grammar.Component, read: @escaping Syntax<Value>.Read,
        write: @escaping @Sendable (Structure, inout DERWriter) -> Void
    ) {
        self.component = component
        self.read = read
        self.write = write
    }

    /// A component that is always there.
    @inlinable
    public static func required(
        _ name: String, _ value: @escaping @Sendable (Structure) -> Value, _ syntax: Syntax<Value>
    ) -> Field {
        Field(.init(name: name, .required, grammar: syntax.grammar), read: syntax.reading(as: name)) {
            syntax.write(value($0), &$1)
        }
    }

    /// `OPTIONAL`
    @inlinable
    public static func optional<Wrapped>(
        _ name: String, _ value: @escaping @Sendable (Structure) -> Wrapped?, _ syntax: Syntax<Wrapped>
    ) -> Field where Value == Wrapped? {
        let read = syntax.reading(as: name)
        return Field(.init(name: name, .optional, grammar: syntax.grammar)) { reader throws(ASN1Error) in
            guard syntax.canStart(with: reader.nextTag, rules: reader.rules) else { return nil }
            return try read(&reader)
        } write: {
            if let present = value($0) { syntax.write(present, &$1) }
        }
    }

    /// `DEFAULT`: left out when equal to `fallback`; written out all the same, it breaks X.690 §11.5.
    @inlinable
    public static func defaulted(
        _ name: String, _ value: @escaping @Sendable (Structure) -> Value, _ syntax: Syntax<Value>, _ fallback: Value
    ) -> Field where Value: Equatable & Sendable {
        let read = syntax.reading(as: name)
        // Interpolation looks up how a type is shown, for each type once, and does so in every program that reads a certificate.
        let presence: @Sendable () -> Grammar.Component.Presence = {
            .defaulted((fallback as? Bool).map { $0 ? "true" : "false" } ?? "\(fallback)")
        }
        return Field(.init(name: name, presence(), grammar: syntax.grammar)) { reader throws(ASN1Error) in
            guard syntax.canStart(with: reader.nextTag, rules: reader.rules) else { return fallback }
            let start = reader.position
            let found = try read(&reader)
            if found == fallback {
                do throws(ASN1Error) {
                    try reader.tolerate(.defaultWritten, .defaultWritten, at: start)
                } catch { throw error.under(name) }
            }
            return found
        } write: {
            if value($0) != fallback { syntax.write(value($0), &$1) }
        }
    }
}

extension Field where Value == [Bytes] {
    /// `...`: what later versions of a type add behind the last component that is known, kept byte for byte
    /// (X.680 §25.4). It is the last field of a structure.
    @inlinable
    public static func additions(_ value: @escaping @Sendable (Structure) -> [Bytes]) -> Field {
        Field(.init(name: "...", .additions, grammar: .any)) { reader throws(ASN1Error) in
            var elements: [Bytes] = []
            while !reader.isAtEnd { elements.append(try reader.element()) }
            return elements
        } write: {
            for element in value($0) { $1.append(element.span) }
        }
    }
}
