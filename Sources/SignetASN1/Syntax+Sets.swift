public import SignetBytes

extension Syntax {
    /// `SET { … }` with components that are told apart by their tags: written in the order of the tags (X.690 §10.3), which
    /// must be the order in which they are listed here, and read in that order unless the rules let another pass.
    @inlinable
    public static func set<each Part>(
        _ name: String,
        _ make: @escaping @Sendable (repeat each Part) throws(ASN1Error) -> Value,
        _ fields: repeat Field<Value, each Part>
    ) -> Syntax {
        var components: [Grammar.Component] = []
        for field in repeat each fields { components.append(field.component) }
        let sequence = Syntax.sequence(name, make, repeat each fields)
        return Syntax(.set, grammar: .set(name, components)) { reader throws(ASN1Error) in
            let start = reader.position
            guard let sorted = try reader.sortedByTag() else { return try sequence.readBody(&reader) }
            do throws(ASN1Error) {
                try reader.tolerate(.unsortedSet, .unsortedSet, at: start)
            } catch { throw error.under(name) }
            var other = reader.replacing(with: sorted)
            do throws(ASN1Error) {
                let value = try sequence.readBody(&other)
                reader.tolerate(whatPassedIn: other, at: start)
                return value
            } catch { throw error.at(start) }
        } write: {
            sequence.writeBody($0, &$1)
        }
    }
}

extension DERReader {
    /// What is left of the element that the reader is in, in the order of its tags; `nil` when it has that order.
    @usableFromInline
    func sortedByTag() throws(ASN1Error) -> Bytes? {
        var ahead = self
        var elements: [(tag: Tag, bytes: Bytes)] = []
        while !ahead.isAtEnd, let tag = ahead.nextTag { elements.append((tag, try ahead.element())) }
        guard zip(elements, elements.dropFirst()).contains(where: { $1.tag.precedes($0.tag) }) else { return nil }
        var builder = ByteBuilder(capacity: elements.reduce(0) { $0 + $1.bytes.count }, isSecret: message.isSecret)
        for element in elements.sorted(by: { $0.tag.precedes($1.tag) }) { builder.append(copying: element.bytes.span) }
        return builder.finish()
    }
}

extension Tag {
    /// The canonical order of tags (X.680 §8.6): by class, then by number.
    fileprivate func precedes(_ other: Tag) -> Bool {
        (tagClass.rawValue, number) < (other.tagClass.rawValue, other.number)
    }
}
