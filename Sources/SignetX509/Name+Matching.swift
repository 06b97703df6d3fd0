import SignetASN1

extension Name {
    /// Whether two names are the same by RFC 5280 §7.1: string types and case do not matter, nor do runs of white space.
    public func matches(_ other: Name) -> Bool {
        if encoding == other.encoding { return true }
        let (mine, theirs) = (relativeNames, other.relativeNames)
        return mine.count == theirs.count && zip(mine, theirs).allSatisfy(Self.matches)
    }

    /// Every attribute of one relative name has its equal in the other.
    private static func matches(_ a: RelativeName, _ b: RelativeName) -> Bool {
        guard a.count == b.count else { return false }
        var rest = b.map(normalized)
        for attribute in a.map(normalized) {
            guard let index = rest.firstIndex(of: attribute) else { return false }
            rest.remove(at: index)
        }
        return true
    }

    private struct Normalized: Equatable {
        let attribute: AttributeTypeAndValue
        let text: String?

        static func == (a: Normalized, b: Normalized) -> Bool {
            guard a.attribute.type == b.attribute.type else { return false }
            guard let left = a.text, let right = b.text else { return a.attribute.value == b.attribute.value }
            return left == right
        }
    }

    private static func normalized(_ attribute: AttributeTypeAndValue) -> Normalized {
        // Swift strings are equal when canonically equivalent, which is what RFC 4518 §2.3 normalises for.
        let text = attribute.text.map { $0.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ") }
        return Normalized(attribute: attribute, text: text)
    }
}
