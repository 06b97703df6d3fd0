import SignetBytes

/// One walk over a message.
struct DumpWalk {
    let dumper: Dumper
    let bytes: Bytes
    let emit: (DumpLine) -> Void
    /// Whether everything could be read so far.
    var isReadable = true
    let firstDepth: Int
    /// What type the elements have to be when they are the segments of a string, in which nothing is looked for.
    var segmentType: Tag?

    init(_ dumper: Dumper, _ bytes: Bytes, depth: Int = 0, _ emit: @escaping (DumpLine) -> Void) {
        self.dumper = dumper
        self.bytes = bytes
        self.emit = emit
        firstDepth = depth
    }

    /// Shows everything there is, as one element of a type and whatever follows it.
    mutating func message(as grammar: Grammar?, path: [String] = []) {
        var context = DumpContext(path: path, component: nil, identifier: nil, grammar.map { .one($0) } ?? .unknown)
        var position = 0
        if bytes.isEmpty { fail("there are no bytes", at: 0, upTo: 0, depth: firstDepth) }
        while position < bytes.count {
            let start = position
            guard element(at: &position, end: bytes.count, &context, depth: firstDepth) else { return }
            guard start == 0, position < bytes.count else { continue }
            let rest = bytes.dropFirst(position)
            if rest.allSatisfy({ [0, 0x0A, 0x0D, 0x20, 0x1A].contains($0) }) {
                emit(
                    DumpLine(
                        kind: .unreadable, depth: firstDepth, offset: position, headerByteCount: 0, length: rest.count,
                        contents: rest, notes: [.notDER("a line end or padding behind the element (X.690 §8.1.1)")]))
                return
            }
            remark("\(rest.count) bytes are behind the first element", at: position)
        }
    }

    private mutating func fail(_ reason: String, at start: Int, upTo end: Int, depth: Int) {
        isReadable = false
        emit(
            DumpLine(
                kind: .unreadable, depth: depth, offset: start, headerByteCount: 0, length: end - start,
                contents: bytes[start..<end], notes: [.malformed(reason)]))
    }

    private func remark(_ text: String, at offset: Int) {
        emit(DumpLine(kind: .block(text), depth: firstDepth, offset: offset, headerByteCount: 0, length: 0))
    }

    /// Shows an element and what is in it. False when nothing can be read from here on.
    mutating func element(
        at position: inout Int, end: Int, _ context: inout DumpContext, depth: Int
    ) -> Bool {
        let start = position
        if end - start >= 2, bytes[start] == 0, bytes[start + 1] == 0 {
            // They come in pairs, like those that end contents.
            let zeros = bytes[start..<end].prefix { $0 == 0 }.count & ~1
            fail("zeros, where no indefinite length is open", at: start, upTo: start + zeros, depth: depth)
            position = start + zeros
            return true
        }
        let (found, reason) = header(at: start, end: end)
        guard var found else {
            fail(reason, at: start, upTo: end, depth: depth)
            position = end
            return false
        }
        if let segmentType, found.tag.primitive != segmentType {
            found.notes.append(.malformed("a segment of another type (X.690 §8.7.3.2)"))
        }
        if found.notes.contains(where: { if case .malformed = $0 { true } else { false } }) { isReadable = false }
        var (shape, name, fallback, note) = context.take(found.tag, keyedNames: dumper.keyedNames)
        // An identifier tells either what an open type is, or what is in a string.
        var isOpen = false
        if shape.isAny {
            let place = Dumper.Place(
                path: context.path, component: name ?? context.component, identifier: context.identifier)
            if let grammar = dumper.meaning(place) {
                isOpen = true
                if let known = DumpShape(grammar, found.tag) {
                    shape = known
                } else {
                    note = .unexpected("not of the type that its identifier says")
                }
            }
        }
        var line = DumpLine(
            kind: .element, depth: depth, offset: start, headerByteCount: found.contents.lowerBound - start,
            length: found.isIndefinite ? nil : found.contents.count, tag: found.tag, name: name, type: shape.type,
            notes: found.notes)
        if let note { line.notes.append(note) }
        let type = found.tag.tagClass == .universal ? found.tag : shape.universal
        let inner = Dumper.Place(
            path: context.path, component: name ?? context.component, identifier: context.identifier)
        position = found.contents.upperBound
        guard found.tag.isConstructed else {
            primitive(
                line, type?.primitive, shape, fallback, found.contents, inner, isOpen ? nil : dumper.meaning(inner),
                &context,
                depth: depth)
            return true
        }
        if let type, type.primitive.pieces != nil {
            line.notes.append(.notDER("a string in segments (X.690 §10.2)"))
            segmented(
                line, type.primitive, found, inner, isOpen ? nil : dumper.meaning(inner), at: &position, end: end,
                depth: depth)
            return true
        }
        if type == .set, !found.isIndefinite, !isInOrder(found.contents) {
            line.notes.append(.notDER("elements are not in order (X.690 §11.6)"))
        }
        emit(line)
        guard depth < dumper.maximumDepth + firstDepth else {
            fail(
                "nested too deeply to be shown", at: found.contents.lowerBound, upTo: found.contents.upperBound,
                depth: depth + 1)
            return true
        }
        let path = shape.type.map { context.path + [$0] } ?? context.path
        // What an identifier tells holds for what stands right under the component, not for all that is somewhere below.
        var component = name ?? context.component
        if case .unknown = shape.parts { component = nil }
        var inside = DumpContext(
            path: path, component: component,
            identifier: shape.type == nil ? context.identifier : nil, shape.parts)
        contents(of: found, at: &position, end: end, &inside, depth: depth + 1)
        if let missing = inside.missing { say(.unexpected("\(missing) is missing"), at: position, depth: depth + 1) }
        // What a structure is about is known from the identifier that stands first in it.
        if context.identifier == nil || shape.type == "AlgorithmIdentifier" { context.identifier = inside.identifier }
        if let type = shape.type { open(type, bytes[start..<position], inner, depth: depth + 1) }
        return true
    }

    func say(_ note: DumpLine.Note, at offset: Int, depth: Int) {
        emit(DumpLine(kind: .block(""), depth: depth, offset: offset, headerByteCount: 0, length: 0, notes: [note]))
    }

    /// Shows the elements inside one.
    mutating func contents(
        of header: Header, at position: inout Int, end: Int, _ context: inout DumpContext, depth: Int
    ) {
        position = header.contents.lowerBound
        let contentsEnd = header.isIndefinite ? end : header.contents.upperBound
        while position < contentsEnd {
            if header.isIndefinite, contentsEnd - position >= 2, bytes[position] == 0, bytes[position + 1] == 0 {
                emit(
                    DumpLine(
                        kind: .endOfContents, depth: depth - 1, offset: position, headerByteCount: 2, length: 0))
                position += 2
                return
            }
            guard element(at: &position, end: contentsEnd, &context, depth: depth) else { break }
        }
        if header.isIndefinite {
            isReadable = false
            say(.malformed("the octets that end the contents are missing"), at: position, depth: depth)
        }
        position = contentsEnd
    }

    private mutating func open(_ type: String, _ encoding: Bytes, _ place: Dumper.Place, depth: Int) {
        guard depth < dumper.maximumDepth, let unsealed = dumper.unseal(type, encoding, place) else { return }
        switch unsealed {
        case .closed(let reason): say(.remark(reason), at: 0, depth: depth)
        case .opened(let label, let content, let grammar):
            emit(
                DumpLine(
                    kind: .block("\(label): \(content.count) bytes, offsets from 0"), depth: depth, offset: 0,
                    headerByteCount: 0, length: content.count))
            var nested = DumpWalk(dumper, content, depth: depth, emit)
            guard grammar != nil || nested.looksLikeElements(0..<content.count) else {
                emit(
                    DumpLine(
                        kind: .unreadable, depth: depth, offset: 0, headerByteCount: 0, length: content.count,
                        value: DumpValue.preview(content), contents: content, notes: [.remark("not ASN.1")]))
                return
            }
            nested.message(as: grammar, path: place.path + [type])
            isReadable = isReadable && nested.isReadable
        }
    }
}
