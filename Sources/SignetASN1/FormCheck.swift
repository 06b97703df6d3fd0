/// Checks that an element is strict DER and has the form of a grammar, without making a value of it: what is read when
/// someone asks (`Syntax.lazy`) is checked by this. It says yes or no; a reader then finds out why not.
///
/// The grammar is laid out in one array, since walking an `indirect enum` costs more than the check itself.
@safe
@usableFromInline
final class FormCheck: Sendable {
    private enum Kind: Hashable, Sendable {
        case any
        case contents
        case integer
        case boolean
        /// `BOOLEAN DEFAULT FALSE`: it stands there only to say TRUE (X.690 §11.5).
        case booleanTrue
        case null
        case objectIdentifier
        case bitString
        case collection(isOrdered: Bool, isNonEmpty: Bool)
        case structure
    }

    private struct Node: Sendable {
        var kind: Kind
        var tag: Tag
        var isOptional = false
        /// Where the parts stand in `nodes`.
        var parts = 0..<0
    }

    private typealias Part = (Grammar, Grammar.Component.Presence)

    private let nodes: [Node]

    /// A check for a grammar; `nil` when it has types whose form alone does not say whether they are right.
    @usableFromInline
    init?(_ grammar: Grammar) {
        var nodes: [Node] = []
        guard Self.add([(grammar, .required)], to: &nodes, depth: 0) != nil else { return nil }
        self.nodes = nodes
    }

    /// Lays out neighbours, then what lies in them.
    private static func add(
        _ grammars: [Part], to nodes: inout [Node], depth: Int
    ) -> Range<Int>? {
        guard depth < 32 else { return nil }
        let start = nodes.count
        var parts: [[Part]] = []
        for (grammar, presence) in grammars {
            guard case (var node, let inner)? = node(for: grammar, under: nil) else { return nil }
            switch presence {
            case .required: break
            case .optional: node.isOptional = true
            case .defaulted("false") where node.kind == .boolean: (node.isOptional, node.kind) = (true, .booleanTrue)
            case .defaulted, .additions: return nil
            }
            nodes.append(node)
            parts.append(inner)
        }
        for (index, inner) in parts.enumerated() where !inner.isEmpty {
            guard let range = add(inner, to: &nodes, depth: depth + 1) else { return nil }
            nodes[start + index].parts = range
        }
        return start..<(start + grammars.count)
    }

    private static func node(
        for grammar: Grammar, under tag: Tag?
    ) -> (Node, parts: [Part])? {
        switch grammar {
        case .any: return tag == nil ? (Node(kind: .any, tag: .sequence), []) : nil
        case .primitive(let own):
            let kind: Kind? =
                switch own {
                case .boolean: .boolean
                case .integer, .enumerated: .integer
                case .bitString: .bitString
                case .octetString: .contents
                case .null: .null
                case .objectIdentifier: .objectIdentifier
                default: nil
                }
            return kind.map { (Node(kind: $0, tag: tag ?? own), []) }
        case .structure(_, let components):
            guard !components.isEmpty else { return nil }
            return (Node(kind: .structure, tag: tag ?? .sequence), components.map { ($0.grammar, $0.presence) })
        case .collection(let own, let element, let isNonEmpty):
            let kind = Kind.collection(isOrdered: own == .set, isNonEmpty: isNonEmpty)
            return (Node(kind: kind, tag: tag ?? own), [(element, .required)])
        case .implicit(let outer, let inner): return node(for: inner, under: tag ?? outer)
        case .explicit(let outer, let inner): return (Node(kind: .structure, tag: tag ?? outer), [(inner, .required)])
        case .set, .choice, .keyed, .deferred, .named: return nil
        }
    }

    /// Where the element at `start` ends, if it is as it has to be. `memory` has at least `end` bytes.
    func end(of memory: UnsafePointer<UInt8>, at start: Int, end: Int, depth: Int) -> Int? {
        unsafe nodes.withUnsafeBufferPointer { nodes in
            let after = unsafe Self.match(nodes, 0, memory, start, end, depth)
            return after < 0 ? nil : after
        }
    }

    /// The end of an element that is as `nodes[index]` says; −1 when it is not.
    private static func match(
        _ nodes: UnsafeBufferPointer<Node>, _ index: Int, _ memory: UnsafePointer<UInt8>, _ start: Int, _ end: Int,
        _ depth: Int
    ) -> Int {
        let node = unsafe nodes[index]
        guard let header = unsafe DERScan.header(of: memory, at: start, end: end), depth > 0 else { return -1 }
        if case .any = node.kind { return header.end }
        guard header.tag == node.tag else { return -1 }
        let contents = unsafe memory + header.start
        let count = header.end - header.start
        let isRight: Bool
        switch node.kind {
        case .any, .contents: isRight = true
        case .integer: isRight = unsafe DERScan.isMinimalInteger(contents, count)
        case .boolean: isRight = unsafe count == 1 && (contents[0] == 0 || contents[0] == 0xFF)
        case .booleanTrue: isRight = unsafe count == 1 && contents[0] == 0xFF
        case .null: isRight = count == 0
        case .objectIdentifier: isRight = unsafe DERScan.isObjectIdentifier(contents, count)
        case .bitString: isRight = unsafe DERScan.isBitString(contents, count)
        case .collection(let isOrdered, let isNonEmpty):
            let element = node.parts.lowerBound
            var position = header.start
            var previous = header.start..<header.start
            while position < header.end {
                let next = unsafe match(nodes, element, memory, position, header.end, depth - 1)
                guard next > 0 else { return -1 }
                if isOrdered, !previous.isEmpty {
                    guard unsafe DERScan.isOrdered(memory, previous, position..<next) else { return -1 }
                }
                previous = position..<next
                position = next
            }
            isRight = count > 0 || !isNonEmpty
        case .structure:
            var position = header.start
            for part in node.parts {
                if unsafe nodes[part].isOptional {
                    // An ANY that may be absent takes whatever comes.
                    guard position < header.end else { continue }
                    let tag = unsafe DERScan.header(of: memory, at: position, end: header.end)?.tag
                    var isAny = false
                    if case .any = unsafe nodes[part].kind { isAny = true }
                    guard unsafe isAny || tag == nodes[part].tag else { continue }
                }
                let next = unsafe match(nodes, part, memory, position, header.end, depth - 1)
                guard next > 0 else { return -1 }
                position = next
            }
            isRight = position == header.end
        }
        return isRight ? header.end : -1
    }
}
