public import SignetBytes

extension MIMEEntity {
    /// What `explainChange` does, for an entity that is not all held: each change is undone while the octets pass by, and not one
    /// of the results is held either.
    ///
    /// - Parameters:
    ///   - budget: how many bytes may pass by: the usual changes come first.
    ///   - firstSigned: which of some texts, that mostly begin alike, is the one that was signed.
    /// - Returns: the change, or `nil` when no known one explains the digest.
    public func explainLongChange(budget: Int = 2 << 30, firstSigned: ([Bytes]) -> Int?) -> GatewayChange? {
        guard let folds = limits.folds else { return nil }
        return withoutActuallyEscaping(firstSigned) { firstSigned in
            var search = LongChangeSearch(folds: folds, budget: budget, firstSigned: firstSigned)
            return search.run(self)
        }
    }
}

private struct LongChangeSearch {
    let folds: Folds
    var budget: Int
    let firstSigned: ([Bytes]) -> Int?

    mutating func run(_ entity: MIMEEntity) -> GatewayChange? {
        let canonical = entity.canonicalized
        let received = folds.exposingEnd(of: 0..<canonical.count, in: canonical) ?? canonical
        let raw = folds.exposingEnd(of: 0..<entity.raw.count, in: entity.raw) ?? entity.raw
        let endings = LineEdits.endings(of: received)
        if let index = first(of: endings) {
            let isLonger = endings[index].count > received.count
            return LineEdits.endingChange(isLonger: isLonger)
        }
        if let change = footer(received, entity.limits) { return change }
        for edit in LineEdits.simple + [LineEdits.addedBlanks] + LineEdits.lostBlanks {
            let candidate = edited(edit.takesRaw ? raw : received, edit.edit)
            if fits(candidate) { return edit.change }
        }
        for candidate in ChangedParts.candidates(entity) where fits(candidate.content) { return candidate.change }
        return banner(received, entity.limits)
    }

    /// A text whose lines are edited when they are read. Its last line end is held, since that is what is dropped or doubled.
    private func edited(_ text: Bytes, _ edit: @escaping LineEdits.Edit) -> Bytes {
        var end = text.count
        if end > 0, text[end - 1] == .lineFeed {
            end -= 1
            while end > 0, text[end - 1] == .carriageReturn { end -= 1 }
        }
        let mark = folds.mark(.init(origin: .text(text[0..<end]), change: .lines(edit)))
        let ending = edit(text[end..<text.count])
        return Bytes(capacity: mark.count + ending.count) { output in
            output.append(copying: mark.span)
            output.append(copying: ending.span)
        }
    }

    private mutating func fits(_ candidate: Bytes) -> Bool {
        first(of: [candidate] + LineEdits.endings(of: candidate)) != nil
    }

    /// Candidates that begin alike cost one reading of what they share, and of the rest one each.
    private mutating func first(of candidates: [Bytes]) -> Int? {
        guard let longest = candidates.max(by: { $0.count < $1.count }) else { return nil }
        let cost = folds.octetCount(of: longest)
        guard budget >= cost else { return nil }
        budget -= cost
        return firstSigned(candidates)
    }

    /// Lines appended to the text of a part, the last part first.
    private mutating func footer(_ content: Bytes, _ limits: MIMELimits) -> GatewayChange? {
        guard let whole = try? MIMEEntity(parsing: content, limits: limits) else { return nil }
        for index in whole.textRanges(in: content, depth: 0).indices.prefix(4) {
            let range = whole.textRanges(in: content, depth: 0)[index]
            let exposed = folds.exposingEnd(of: range, in: content) ?? content
            guard let entity = try? MIMEEntity(parsing: exposed, limits: limits) else { continue }
            let ranges = entity.textRanges(in: exposed, depth: 0)
            guard ranges.indices.contains(index) else { continue }
            if let change = footer(exposed, ranges[index]) { return change }
        }
        return nil
    }

    private mutating func footer(_ content: Bytes, _ range: Range<Int>) -> GatewayChange? {
        // What is not held is not looked at.
        var held = range.lowerBound
        while let (mark, _) = folds.firstRun(in: content, from: held), mark.upperBound <= range.upperBound {
            held = mark.upperBound
        }
        let lines = LineEdits.lineStarts(content, in: held..<range.upperBound)
        // What stands behind the part is read for every candidate.
        let restByteCount = folds.octetCount(of: content[range.upperBound..<content.count])
        let room = restByteCount > 1 << 16 ? min(24, budget / 4 / restByteCount) : 300
        var candidates: [(start: Int, end: Int)] = []
        for start in lines.reversed().prefix(400) where start > range.lowerBound {
            var end = start
            candidates.append((start, end))
            // Blank lines, or the line end, between text and footer belong to the footer.
            for _ in 0..<3 where end >= range.lowerBound + 2 && content[end - 1] == .lineFeed {
                end -= content[end - 2] == .carriageReturn ? 2 : 1
                candidates.append((start, end))
            }
        }
        candidates = Array(candidates.prefix(room))
        guard !candidates.isEmpty else { return nil }
        budget -= min(budget, candidates.count * restByteCount)
        let texts = candidates.map { LineEdits.removing($0.end..<range.upperBound, from: content) }
        guard let found = first(of: texts) else { return nil }
        let (start, _) = candidates[found]
        let count = lines.count { $0 >= start }
        return .footer(content[start..<range.upperBound], lineCount: count)
    }

    /// Lines put before the text of the first part.
    private mutating func banner(_ content: Bytes, _ limits: MIMELimits) -> GatewayChange? {
        guard let entity = try? MIMEEntity(parsing: content, limits: limits),
            let range = entity.textRanges(in: content, depth: 0).last
        else { return nil }
        let end = folds.firstRun(in: content, from: range.lowerBound)?.range.lowerBound ?? range.upperBound
        let held = range.lowerBound..<min(end, range.upperBound)
        let ends = LineEdits.lineStarts(content, in: held).dropFirst() + [held.upperBound]
        for (index, end) in ends.prefix(16).enumerated() where end > held.lowerBound && end < range.upperBound {
            let text = LineEdits.removing(held.lowerBound..<end, from: content)
            if fits(text) { return .banner(content[held.lowerBound..<end], lineCount: index + 1) }
        }
        return nil
    }
}

extension Folds {
    /// About how many octets a text has when it is read out.
    func octetCount(of text: Bytes) -> Int {
        var count = text.count
        var position = 0
        while let (range, run) = firstRun(in: text, from: position) {
            position = range.upperBound
            let inner =
                switch run.origin {
                case .store(_, let range): range.count
                case .text(let text): octetCount(of: text)
                }
            count += inner - range.count
        }
        return count
    }

    /// How much of the end of a part is looked through for a footer.
    private static let endByteCount = 1 << 13

    /// The text with the last lines of a range held, which are behind its last mark now.
    func exposingEnd(of range: Range<Int>, in text: Bytes) -> Bytes? {
        var last: (range: Range<Int>, run: Run)?
        var position = range.lowerBound
        while let found = firstRun(in: text, from: position), found.range.upperBound <= range.upperBound {
            last = found
            position = found.range.upperBound
        }
        guard let last, let (head, tail) = split(last.run) else { return nil }
        return Bytes(capacity: text.count + tail.count) { output in
            output.append(copying: text[0..<last.range.lowerBound].span)
            output.append(copying: head.span)
            output.append(copying: tail.span)
            output.append(copying: text[last.range.upperBound..<text.count].span)
        }
    }

    /// A run as a mark for its beginning, and its last lines.
    private func split(_ run: Run) -> (head: Bytes, tail: Bytes)? {
        switch (run.origin, run.change) {
        case (.store(let store, let range), .none):
            let start = max(range.lowerBound, range.upperBound - Self.endByteCount)
            guard let end = try? store.read(range.upperBound - start, at: start), end.count == range.upperBound - start,
                let lineEnd = end.firstIndex(of: .lineFeed)
            else { return nil }
            let cut = start + lineEnd + 1
            let head = mark(Run(origin: .store(store, range.lowerBound..<cut), change: .none))
            return (head, Bytes(copying: end.dropFirst(lineEnd + 1).span))
        case (.text(let text), .canonical):
            guard let (whole, inner) = firstRun(in: text, from: 0), whole == 0..<text.count,
                let (head, tail) = split(inner)
            else { return nil }
            return (mark(Run(origin: .text(head), change: .canonical)), LineEnds.canonical(tail))
        default: return nil
        }
    }
}
