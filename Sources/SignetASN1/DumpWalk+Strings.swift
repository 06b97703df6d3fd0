import SignetBytes

/// Primitive elements, and strings in segments: their values, and what they hold.
extension DumpWalk {
    mutating func primitive(
        _ line: DumpLine, _ type: Tag?, _ shape: DumpShape, _ fallback: String?, _ range: Range<Int>,
        _ place: Dumper.Place, _ meaning: Grammar?, _ context: inout DumpContext, depth: Int
    ) {
        var line = line
        let contents = bytes[range]
        line.contents = contents
        if let type {
            let value = DumpValue(type, contents, names: shape.names, identifierName: dumper.identifierName)
            line.value = value.text
            line.notes += value.notes
            if value.notes.contains(where: { if case .malformed = $0 { true } else { false } }) { isReadable = false }
            if type == .objectIdentifier { context.identifier = ObjectIdentifier(contents: contents) }
            if let fallback, let text = value.text,
                text.split(separator: " ").first?.lowercased() == fallback.lowercased()
            {
                line.notes.append(.notDER("a DEFAULT value is written out (X.690 §11.5)"))
            }
        }
        // What says that bits of its last octet do not count may hold an element all the same; a few bits do by chance.
        let hasRoom = contents.first == 0 || (contents.first.map { $0 < 8 } == true && contents.count > 5)
        let isString =
            type == .octetString || type == nil || (type == .bitString && hasRoom && shape.names.isEmpty)
            || type.map(Self.isConstructedOnly) == true
        guard isString, depth < dumper.maximumDepth + firstDepth else { return emit(line) }
        let skipped = type == .bitString ? 1 : 0
        let held = (range.lowerBound + skipped)..<range.upperBound
        let grammar = type == nil ? nil : meaning
        // What a SEQUENCE holds are elements, whatever its form.
        let isStrict = type.map(Self.isConstructedOnly) != true
        guard grammar != nil || (type != nil && looksLikeElements(held, strictly: isStrict)) else {
            emit(line)
            guard type == .octetString else { return }
            for text in dumper.remarks(place, contents) {
                say(.remark(text), at: range.lowerBound, depth: depth + 1)
            }
            return
        }
        // An identifier that says what is inside may be wrong: then the bytes are shown as they are.
        guard looksLikeElements(held, strictly: false) else { return emit(line) }
        line.contents = nil
        line.value = nil
        line.notes.append(.remark("holds"))
        emit(line)
        var inside = DumpContext(
            path: place.path, component: nil, identifier: place.identifier, grammar.map { .one($0) } ?? .unknown)
        var position = held.lowerBound
        while position < held.upperBound {
            guard element(at: &position, end: held.upperBound, &inside, depth: depth + 1) else { break }
        }
    }

    /// A string in segments: they are shown, then what they make when they are joined, if it is something.
    mutating func segmented(
        _ line: DumpLine, _ type: Tag, _ header: Header, _ place: Dumper.Place, _ grammar: Grammar?,
        at position: inout Int, end: Int, depth: Int
    ) {
        emit(line)
        guard depth < dumper.maximumDepth + firstDepth else { return }
        var walk = self
        walk.segmentType = type
        var inside = DumpContext(path: place.path, component: nil, identifier: nil, .unknown)
        walk.contents(of: header, at: &position, end: end, &inside, depth: depth + 1)
        isReadable = isReadable && walk.isReadable
        guard segmentType == nil, type == .octetString else { return }
        var builder = ByteBuilder(isSecret: bytes.isSecret)
        guard join(header.contents.lowerBound, position, into: &builder, depth: 0) else { return }
        let joined = builder.finish()
        var nested = DumpWalk(dumper, joined, depth: depth + 1, emit)
        guard grammar != nil || nested.looksLikeElements(0..<joined.count) else { return }
        emit(
            DumpLine(
                kind: .block("the segments joined: \(joined.count) bytes, offsets from 0"), depth: depth + 1, offset: 0,
                headerByteCount: 0, length: joined.count))
        nested.message(as: grammar, path: place.path)
        isReadable = isReadable && nested.isReadable
    }

    private func join(_ start: Int, _ end: Int, into builder: inout ByteBuilder, depth: Int) -> Bool {
        var position = start
        while position < end {
            if end - position >= 2, bytes[position] == 0, bytes[position + 1] == 0 { return true }
            guard depth < 64, let part = header(at: position, end: end).header, part.tag.primitive == .octetString
            else { return false }
            if part.tag.isConstructed {
                // A definite length says where it ends; an indefinite one is hardly ever nested.
                guard !part.isIndefinite,
                    join(part.contents.lowerBound, part.contents.upperBound, into: &builder, depth: depth + 1)
                else { return false }
            } else {
                builder.append(copying: bytes[part.contents].span)
            }
            position = part.contents.upperBound
        }
        return true
    }
}
