public import SignetBytes

/// A change that mail software is known to make on the way, and that breaks a signature.
public struct GatewayChange: Sendable, Hashable {
    /// What kind of change.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// Line ends that are not CRLF, in the signed bytes or in those received.
        case lineEnds = "line-ends"
        /// CR CR LF where CR LF was.
        case doubledReturns = "doubled-returns"
        /// Blanks at the ends of lines, dropped or added.
        case trailingBlanks = "trailing-blanks"
        /// The last line end, dropped or added.
        case finalLineEnd = "final-line-end"
        /// Text added at the end.
        case footer
        /// Text added at the beginning.
        case banner
        /// `>From ` for `From `.
        case fromEscaping = "from-escaping"
        /// Dots doubled, or not undoubled, by SMTP.
        case dotStuffing = "dot-stuffing"
        /// Another Content-Transfer-Encoding.
        case transferEncoding = "transfer-encoding"
        /// Another charset.
        case charset
        /// Fields folded, spelled or ordered in another way, or added.
        case header
        /// Lines broken, tabs expanded.
        case lineLength = "line-length"
    }

    /// What kind of change.
    public let kind: Kind
    /// What was done, in words that complete “on the way, …”.
    public let explanation: String

    init(_ kind: Kind, _ explanation: String) {
        self.kind = kind
        self.explanation = explanation
    }
}

extension MIMEEntity {
    /// Looks for the known change without which the signature over this entity would be right.
    ///
    /// Nothing becomes right by that: the message was changed, and the signature stays bad. It only says who is to be asked.
    ///
    /// - Parameters:
    ///   - budget: how many bytes may be judged: a hostile message causes so much work, and no more.
    ///   - isSigned: whether the signature is over these bytes.
    public func explainChange(budget: Int = 256 << 20, isSigned: (Bytes) -> Bool) -> GatewayChange? {
        withoutActuallyEscaping(isSigned) { isSigned in
            var search = ChangeSearch(budget: budget, isSigned: isSigned)
            return search.run(self)
        }
    }
}

/// Undoes one known change after the other, the simple ones first, and some of them together.
private struct ChangeSearch {
    private var budget: Int
    private let isSigned: (Bytes) -> Bool

    init(budget: Int, isSigned: @escaping (Bytes) -> Bool) {
        self.budget = budget
        self.isSigned = isSigned
    }

    mutating func run(_ entity: MIMEEntity) -> GatewayChange? {
        let received = entity.canonicalized
        if let change = simple(entity.raw, received) { return change }
        for candidate in ChangedParts.candidates(entity) where fits(candidate.content) { return candidate.change }
        if let change = addedText(entity) { return change }
        return lostBlanks(received)
    }

    /// Whether bytes, with any usual ending, are what was signed.
    private mutating func fits(_ content: Bytes) -> Bool {
        guard content.count > 0, spend(content.count) else { return false }
        if isSigned(content) { return true }
        for variant in LineEdits.endings(of: content) where spend(variant.count) && isSigned(variant) { return true }
        return false
    }

    private mutating func spend(_ byteCount: Int) -> Bool {
        guard budget >= byteCount else { return false }
        budget -= byteCount
        return true
    }

    private mutating func simple(_ raw: Bytes, _ received: Bytes) -> GatewayChange? {
        let base = LineEdits.simple.map { ($0.change, $0.edit($0.takesRaw ? raw : received)) }
        for variant in LineEdits.endings(of: received) where spend(variant.count) && isSigned(variant) {
            return LineEdits.endingChange(isLonger: variant.count > received.count)
        }
        for (change, content) in base where content != received && content != raw && fits(content) { return change }
        // Mailers that do one of these often do two.
        for (change, content) in base where content != received && content != raw {
            for (other, edit) in LineEdits.combinable where other != change {
                let both = edit(content)
                guard both != content, fits(both) else { continue }
                // Blanks that were dropped with those that had been added are no second change.
                guard other.kind != change.kind else { return change }
                return GatewayChange(change.kind, "\(change.explanation), and \(other.explanation)")
            }
        }
        return nil
    }

    /// Text before or after the text of each text part: lines are taken away until the signature fits.
    private mutating func addedText(_ entity: MIMEEntity) -> GatewayChange? {
        let content = entity.canonicalized
        guard let canonical = try? MIMEEntity(parsing: content) else { return nil }
        for range in canonical.textRanges(in: content, depth: 0).prefix(4) {
            let lines = LineEdits.lineStarts(content, in: range)
            for count in 1...max(1, min(400, lines.count - 1)) where count < lines.count {
                let start = lines[lines.count - count]
                let shorter = LineEdits.removing(start..<range.upperBound, from: content)
                if fits(shorter) { return .footer(content[start..<range.upperBound], lineCount: count) }
                // Blank lines, or the line end, between text and footer belong to the footer.
                var end = start
                for _ in 0..<3 where end >= range.lowerBound + 2 && content[end - 1] == .lineFeed {
                    end -= 2
                    let variant = LineEdits.removing(end..<range.upperBound, from: content)
                    if spend(variant.count), isSigned(variant) {
                        return .footer(content[start..<range.upperBound], lineCount: count)
                    }
                }
            }
            for count in 1...max(1, min(60, lines.count - 1)) where count < lines.count {
                let shorter = LineEdits.removing(range.lowerBound..<lines[count], from: content)
                if fits(shorter) {
                    return .banner(content[range.lowerBound..<lines[count]], lineCount: count)
                }
            }
        }
        return nil
    }

    /// One or two lines that lost what cannot be seen at their ends, or all those of a kind that usually end so.
    private mutating func lostBlanks(_ content: Bytes) -> GatewayChange? {
        for change in LineEdits.lostBlanks {
            let candidate = change.edit(content)
            if candidate != content, fits(candidate) { return change.change }
        }
        let ends = LineEdits.lineEnds(content).prefix(2000)
        for (lost, what) in LineEdits.lostAtOneEnd {
            for end in ends {
                guard spend(content.count + lost.count) else { return nil }
                if isSigned(LineEdits.inserting(lost, at: [end], in: content)) {
                    return GatewayChange(
                        .trailingBlanks, "\(what) at the end of a line \(lost.count > 1 ? "were" : "was") dropped")
                }
            }
        }
        return twoLostBlanks(content, Array(ends))
    }

    /// Two lines that lost one blank each, those next to one another first. Of a signature without attributes every trial costs
    /// an operation with the key, so there are only so many.
    private mutating func twoLostBlanks(_ content: Bytes, _ ends: [Int]) -> GatewayChange? {
        var trials = 10_000
        for distance in ends.indices.dropFirst() {
            for first in 0..<(ends.count - distance) {
                trials -= 1
                guard trials >= 0, spend(content.count + 2) else { return nil }
                if isSigned(LineEdits.inserting([.space], at: [ends[first], ends[first + distance]], in: content)) {
                    return GatewayChange(.trailingBlanks, "blanks at the ends of two lines were dropped")
                }
            }
        }
        return nil
    }
}

extension GatewayChange {
    /// Lines put after a text.
    static func footer(_ text: Bytes, lineCount: Int) -> GatewayChange {
        GatewayChange(.footer, "\(counted(lineCount)) appended: \(excerpt(text))")
    }

    /// Lines put before a text.
    static func banner(_ text: Bytes, lineCount: Int) -> GatewayChange {
        GatewayChange(.banner, "\(counted(lineCount)) put before the text: \(excerpt(text))")
    }

    private static func counted(_ count: Int) -> String { count == 1 ? "a line was" : "\(count) lines were" }

    private static func excerpt(_ text: Bytes) -> String {
        let words = String(decoding: text.prefix(400), as: UTF8.self).split { $0.isWhitespace }.joined(separator: " ")
        return "“\(words.prefix(60))\(words.count > 60 ? "…" : "")”"
    }
}

extension MIMEEntity {
    /// Where the bodies of text parts lie in `content`, which the entity was read from: the last first, since footers come last.
    func textRanges(in content: Bytes, depth: Int) -> [Range<Int>] {
        guard depth < 8 else { return [] }
        if contentType.isMultipart {
            guard let parts = try? multipart().parts else { return [] }
            return parts.reversed().flatMap { $0.textRanges(in: content, depth: depth + 1) }
        }
        guard contentType.type == "text", body.count > 0, let start = content.offset(of: body) else { return [] }
        return [start..<(start + body.count)]
    }
}
