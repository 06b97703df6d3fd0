import SignetBytes

/// One walk over a message.
struct DumpWalk {
    private let dumper: Dumper
    private let bytes: Bytes
    private let emit: (DumpLine) -> Void
    /// Whether everything could be read so far.
    private(set) var isReadable = true
    private let firstDepth: Int

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

    private struct Header {
        var tag: Tag
        var contents: Range<Int>
        var isIndefinite = false
        var notes: [DumpLine.Note] = []
    }

    /// Reads a header as far as it makes sense; says why not.
    private func header(at start: Int, end: Int) -> (header: Header?, reason: String) {
        var next = start
        var notes: [DumpLine.Note] = []
        guard let tag = identifier(at: &next, end: end, &notes) else {
            return (nil, "\(ASN1Error.Kind.invalidTagNumber)")
        }
        guard next < end else { return (nil, "ends in the middle of a header") }
        let first = bytes[next]
        let lengthStart = next
        next += 1
        guard first != 0x80 else {
            guard tag.isConstructed else { return (nil, "an indefinite length of a primitive element") }
            return (
                Header(
                    tag: tag, contents: next..<end, isIndefinite: true,
                    notes: notes + [.notDER("indefinite length (X.690 §10.1)")]), ""
            )
        }
        var length = Int(first)
        if first > 0x80 {
            length = 0
            for _ in 0..<(first & 0x7F) {
                guard next < end else { return (nil, "ends in the middle of a length") }
                guard length >> 48 == 0 else { return (nil, "length is impossibly large") }
                length = length << 8 | Int(bytes[next])
                next += 1
            }
        }
        var header = Header(tag: tag, contents: next..<min(next + length, end), notes: notes)
        if next - lengthStart != DERLength.octetCount(length) {
            header.notes.append(.notDER("length is not minimal (X.690 §10.1)"))
        }
        if length > end - next {
            header.notes.append(.malformed("length is \(length), but only \(end - next) bytes are left"))
        }
        return (header, "")
    }

    /// Reads a tag as far as it makes sense, with numbers that DER and BER do not write.
    private func identifier(at next: inout Int, end: Int, _ notes: inout [DumpLine.Note]) -> Tag? {
        guard next < end else { return nil }
        let first = bytes[next]
        next += 1
        guard first & 0x1F == 0x1F else {
            if first & 0xDF == 0 { notes.append(.malformed("0 is no type's number (X.690 §8.1.5)")) }
            return Tag(firstOctet: first)
        }
        var number: UInt32 = 0
        let start = next
        while next < end {
            let octet = bytes[next]
            guard number >> 25 == 0 else { return nil }
            number = number << 7 | UInt32(octet & 0x7F)
            next += 1
            guard octet < 0x80 else { continue }
            if bytes[start] == 0x80 || number < 31 {
                notes.append(.malformed("tag number is not minimal (X.690 §8.1.2)"))
            }
            return Tag(number: number, classAndForm: first & 0xE0)
        }
        return nil
    }

    /// Shows an element and what is in it. False when nothing can be read from here on.
    private mutating func element(
        at position: inout Int, end: Int, _ context: inout DumpContext, depth: Int
    ) -> Bool {
        let start = position
        if end - start >= 2, bytes[start] == 0, bytes[start + 1] == 0 {
            let zeros = bytes[start..<end].prefix { $0 == 0 }.count
            fail("zeros, where no indefinite length is open", at: start, upTo: start + zeros, depth: depth)
            position = start + zeros
            return true
        }
        let (found, reason) = header(at: start, end: end)
        guard let found else {
            fail(reason, at: start, upTo: end, depth: depth)
            position = end
            return false
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

    private func say(_ note: DumpLine.Note, at offset: Int, depth: Int) {
        emit(DumpLine(kind: .block(""), depth: depth, offset: offset, headerByteCount: 0, length: 0, notes: [note]))
    }

    /// Shows the elements inside one.
    private mutating func contents(
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

    private mutating func primitive(
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
        let isString =
            type == .octetString || type == nil || (type == .bitString && contents.first == 0 && shape.names.isEmpty)
        guard isString, depth < dumper.maximumDepth + firstDepth else { return emit(line) }
        let skipped = type == .bitString ? 1 : 0
        let held = (range.lowerBound + skipped)..<range.upperBound
        let grammar = type == nil ? nil : meaning
        guard grammar != nil || (type != nil && looksLikeElements(held)) else { return emit(line) }
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
    private mutating func segmented(
        _ line: DumpLine, _ type: Tag, _ header: Header, _ place: Dumper.Place, _ grammar: Grammar?,
        at position: inout Int, end: Int, depth: Int
    ) {
        emit(line)
        guard depth < dumper.maximumDepth + firstDepth else { return }
        var walk = self
        walk.isSegment = true
        var inside = DumpContext(path: place.path, component: nil, identifier: nil, .unknown)
        walk.contents(of: header, at: &position, end: end, &inside, depth: depth + 1)
        isReadable = isReadable && walk.isReadable
        guard !isSegment, type == .octetString else { return }
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

    /// Whether the elements are those of a string in segments, in which nothing is looked for.
    private var isSegment = false

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

extension DumpWalk {
    /// Whether a string holds one or more elements and nothing else. `strictly` also wants that they make sense, since a
    /// few bytes of noise often have the form of one.
    func looksLikeElements(_ range: Range<Int>, strictly: Bool = true) -> Bool {
        guard range.count >= 2, !isSegment else { return false }
        guard strictly else { return header(at: range.lowerBound, end: range.upperBound).header != nil }
        guard let rewritten = try? BER.rewritten(bytes[range]) else { return false }
        var reader = DERReader(rewritten.der)
        guard let tag = reader.nextTag, tag.tagClass == .universal else { return false }
        return (try? reader.isPlausible()) ?? false
    }

    /// Whether the elements of a SET OF stand in order; true also when they cannot be read.
    private func isInOrder(_ range: Range<Int>) -> Bool {
        var previous: Range<Int>?
        var position = range.lowerBound
        while position < range.upperBound {
            guard let end = unsafe DERScan.end(of: bytes.memory, at: position, end: range.upperBound) else {
                return true
            }
            if let previous, unsafe !DERScan.isOrdered(bytes.memory, previous, position..<end) { return false }
            previous = position..<end
            position = end
        }
        return true
    }
}

extension DERReader {
    /// Whether what is left are elements of universal types with contents that these types have.
    fileprivate mutating func isPlausible() throws(ASN1Error) -> Bool {
        while let tag = nextTag {
            let isFine = try element(tag) { (inner) throws(ASN1Error) -> Bool in
                if tag.isConstructed { return try inner.isPlausible() }
                let contents = inner.takeRemaining()
                guard tag.tagClass == .universal else { return true }
                guard tag.number <= 36, tag.number != 15 else { return false }
                let value = DumpValue(tag, contents, names: [:], identifierName: { _ in nil })
                return !value.notes.contains { if case .malformed = $0 { true } else { false } }
            }
            guard isFine else { return false }
        }
        return isAtEnd
    }
}
