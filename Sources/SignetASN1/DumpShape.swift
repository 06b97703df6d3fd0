/// What a grammar says about an element that has a certain tag.
struct DumpShape {
    /// What it says about the elements inside.
    enum Parts {
        case unknown
        case each(Grammar)
        case one(Grammar)
        case components([Grammar.Component])
    }

    /// The name of the structure.
    var type: String?
    /// The universal type of the contents, where an IMPLICIT tag hides it.
    var universal: Tag?
    var parts = Parts.unknown
    /// The names of numbers or bits.
    var names: [Int: String] = [:]
    /// Whether any element may stand here.
    var isAny = false

    /// The shape of an element with this tag; `nil` when the grammar does not expect it.
    init?(_ grammar: Grammar, _ tag: Tag, depth: Int = 0) {
        self.init()
        guard depth < 32 else { return nil }
        switch grammar {
        case .any: isAny = true
        case .implicit(let own, let inner):
            guard own.primitive == tag.primitive else { return nil }

            guard let shape = DumpShape(underAnyTag: inner, tag, depth: depth + 1) else { return nil }
            self = shape
        case .explicit(let own, let inner):
            guard own == tag else { return nil }
            parts = .one(inner)
        case .choice(let alternatives):
            for alternative in alternatives {
                if let shape = DumpShape(alternative, tag, depth: depth + 1) {
                    self = shape
                    return
                }
            }
            return nil
        case .deferred(let make):
            guard let shape = DumpShape(make(), tag, depth: depth + 1) else { return nil }
            self = shape
        case .keyed:
            guard tag == .objectIdentifier else { return nil }
            universal = .objectIdentifier
        case .primitive(let own), .named(let own, _):
            guard own == tag || (own.pieces != nil && own.constructed == tag) else { return nil }

            guard let shape = DumpShape(underAnyTag: grammar, tag, depth: depth) else { return nil }
            self = shape
        case .structure:
            guard tag == .sequence else { return nil }

            guard let shape = DumpShape(underAnyTag: grammar, tag, depth: depth) else { return nil }
            self = shape
        case .set:
            guard tag == .set else { return nil }

            guard let shape = DumpShape(underAnyTag: grammar, tag, depth: depth) else { return nil }
            self = shape
        case .collection(let own, _, _):
            guard tag == own else { return nil }

            guard let shape = DumpShape(underAnyTag: grammar, tag, depth: depth) else { return nil }
            self = shape
        }
    }

    /// The shape of contents whose own tag an IMPLICIT one has replaced.
    private init?(underAnyTag grammar: Grammar, _ tag: Tag, depth: Int) {
        self.init()
        guard depth < 32 else { return nil }
        switch grammar {
        case .primitive(let own): universal = own
        case .named(let own, let names): (universal, self.names) = (own, names)
        case .structure(let name, let components):
            guard tag.isConstructed else { return nil }
            (type, universal, parts) = (name, .sequence, .components(components))
        case .set(let name, let components):
            guard tag.isConstructed else { return nil }
            (type, universal, parts) = (name, .set, .components(components))
        case .collection(let own, let element, _):
            guard tag.isConstructed else { return nil }
            (universal, parts) = (own, .each(element))
        case .implicit(_, let inner):
            guard let shape = DumpShape(underAnyTag: inner, tag, depth: depth + 1) else { return nil }
            self = shape
        case .explicit(_, let inner): parts = .one(inner)
        case .deferred(let make):
            guard let shape = DumpShape(underAnyTag: make(), tag, depth: depth + 1) else { return nil }
            self = shape
        case .any, .choice, .keyed: isAny = true
        }
    }

    init() {}
}

/// What the grammar says about the elements of one structure, as they come.
struct DumpContext {
    var path: [String]
    /// The component that the structure at hand is, for the strings in it.
    var component: String?
    /// The OBJECT IDENTIFIER that came last, or stood first in a structure that came before.
    var identifier: ObjectIdentifier?
    private var parts: DumpShape.Parts
    private var next = 0
    private var keyed: [ObjectIdentifier: Grammar]?

    init(path: [String], component: String?, identifier: ObjectIdentifier?, _ parts: DumpShape.Parts) {
        self.path = path
        self.component = component
        self.identifier = identifier
        self.parts = parts
    }

    /// What the next element is, which has this tag.
    mutating func take(
        _ tag: Tag, keyedNames: (String) -> (key: String, value: String)?
    ) -> (shape: DumpShape, name: String?, fallback: String?, note: DumpLine.Note?) {
        switch parts {
        case .unknown: return (DumpShape(), nil, nil, nil)
        case .each(let grammar): return known(grammar, tag, nil)
        case .one(let grammar):
            parts = .unknown
            return known(grammar, tag, component)
        case .components(let components):
            if let rows = keyed {
                keyed = nil
                next += 1
                let names = keyedNames(path.last ?? "")
                let grammar = identifier.flatMap { rows[$0] } ?? .any
                // A keyed type's value may be absent, and the next component may stand here.
                if let shape = DumpShape(grammar, tag) { return (shape, names?.value, nil, nil) }
                return (DumpShape(), names?.value, nil, .unexpected("not what its type says"))
            }
            for index in components.indices[min(next, components.count)...] {
                let component = components[index]
                guard let shape = DumpShape(component.grammar, tag) else {
                    guard component.isOptional else {
                        return (DumpShape(), nil, nil, .unexpected("\(component.name) should stand here"))
                    }
                    continue
                }
                next = index
                if case .keyed(let rows) = component.grammar {
                    keyed = rows
                    let names = keyedNames(path.last ?? "")
                    return (shape, names?.key ?? component.name, nil, nil)
                }
                if component.presence != .additions { next += 1 }
                var fallback: String?
                if case .defaulted(let value) = component.presence { fallback = value }
                return (shape, component.name, fallback, nil)
            }
            return (DumpShape(), nil, nil, .unexpected("the structure has no more components"))
        }
    }

    private func known(
        _ grammar: Grammar, _ tag: Tag, _ name: String?
    ) -> (shape: DumpShape, name: String?, fallback: String?, note: DumpLine.Note?) {
        guard let shape = DumpShape(grammar, tag) else {
            return (DumpShape(), name, nil, .unexpected("not of the type that should stand here"))
        }
        return (shape, name, nil, nil)
    }

    /// The first component that is missing at the end of the structure.
    var missing: String? {
        guard case .components(let components) = parts, keyed == nil, next < components.count else { return nil }
        return components[next...].first { !$0.isOptional }?.name
    }

    var place: Dumper.Place { Dumper.Place(path: path, component: component, identifier: identifier) }
}
