import SignetASN1
import SignetBytes

/// Comparing names by their encodings, without decoding them: most names are of plain ASCII strings, one attribute in each
/// relative name.
extension Name {
    /// Whether two names match (RFC 5280 §7.1), as far as that can be told this way; `nil` when it cannot.
    func quicklyMatches(_ other: Name) -> Bool? {
        let (mine, theirs) = (encoding.span, other.encoding.span)
        guard let wholeA = contents(mine, 0, mine.count, 0x30), let wholeB = contents(theirs, 0, theirs.count, 0x30)
        else { return nil }
        var (a, b) = (wholeA.lowerBound, wholeB.lowerBound)
        while a < wholeA.upperBound, b < wholeB.upperBound {
            guard let setA = contents(mine, a, wholeA.upperBound, 0x31),
                let setB = contents(theirs, b, wholeB.upperBound, 0x31)
            else { return nil }
            (a, b) = (setA.upperBound, setB.upperBound)
            if isEqual(mine, setA, theirs, setB) { continue }
            guard let attributeA = attribute(mine, setA), let attributeB = attribute(theirs, setB) else { return nil }
            guard isEqual(mine, attributeA.type, theirs, attributeB.type) else { return false }
            guard isPlain(mine, attributeA), isPlain(theirs, attributeB) else { return nil }
            guard isEqualFolded(mine, attributeA.text, theirs, attributeB.text) else { return false }
        }
        return a == wholeA.upperBound && b == wholeB.upperBound
    }
}

/// Where type and string of the only attribute of a relative name lie.
private struct PlacedAttribute {
    var type: Range<Int>
    var tag: UInt8
    var text: Range<Int>
}

/// The contents of the element at a place, if it has the tag and a length of at most two octets.
private func contents(_ span: Span<UInt8>, _ start: Int, _ end: Int, _ tag: UInt8) -> Range<Int>? {
    guard start + 1 < end, span[start] == tag else { return nil }
    var next = start + 2
    var length = Int(span[start + 1])
    if length >= 0x80 {
        guard length <= 0x82, length > 0x80, next + (length & 0x7F) <= end else { return nil }
        let count = length & 0x7F
        length = 0
        for _ in 0..<count {
            length = length << 8 | Int(span[next])
            next += 1
        }
    }
    return length <= end - next ? next..<(next + length) : nil
}

/// `nil` when there are several, or it is no string that is compared here.
private func attribute(_ span: Span<UInt8>, _ set: Range<Int>) -> PlacedAttribute? {
    guard let pair = contents(span, set.lowerBound, set.upperBound, 0x30), pair.upperBound == set.upperBound,
        let type = contents(span, pair.lowerBound, pair.upperBound, 0x06), type.upperBound < pair.upperBound
    else { return nil }
    let tag = span[type.upperBound]
    // UTF8String, PrintableString, IA5String
    guard tag == 0x0C || tag == 0x13 || tag == 0x16,
        let text = contents(span, type.upperBound, pair.upperBound, tag), text.upperBound == pair.upperBound
    else { return nil }
    return PlacedAttribute(type: type, tag: tag, text: text)
}

private func isEqual(_ a: Span<UInt8>, _ rangeA: Range<Int>, _ b: Span<UInt8>, _ rangeB: Range<Int>) -> Bool {
    guard rangeA.count == rangeB.count else { return false }
    for index in 0..<rangeA.count where a[rangeA.lowerBound + index] != b[rangeB.lowerBound + index] { return false }
    return true
}

/// Whether a string is of visible ASCII and spaces, which every one of the three types has. Some that PrintableString does
/// not have are left to those who decode.
private func isPlain(_ span: Span<UInt8>, _ attribute: PlacedAttribute) -> Bool {
    for index in attribute.text {
        let octet = span[index]
        guard octet >= 0x20, octet < 0x7F else { return false }
        let isLetter = (0x41...0x5A).contains(octet & 0xDF)
        guard
            attribute.tag != 0x13 || isLetter || (0x27...0x3A).contains(octet) && octet != 0x2A || octet == 0x20
                || octet == 0x3D || octet == 0x3F
        else { return false }
    }
    return true
}

/// Without regard to case, nor to how many spaces there are between words and around them.
private func isEqualFolded(_ a: Span<UInt8>, _ rangeA: Range<Int>, _ b: Span<UInt8>, _ rangeB: Range<Int>) -> Bool {
    var (indexA, indexB) = (rangeA.lowerBound, rangeB.lowerBound)
    while true {
        let startA = indexA, startB = indexB
        while indexA < rangeA.upperBound, a[indexA] == 0x20 { indexA += 1 }
        while indexB < rangeB.upperBound, b[indexB] == 0x20 { indexB += 1 }
        if indexA == rangeA.upperBound || indexB == rangeB.upperBound {
            return indexA == rangeA.upperBound && indexB == rangeB.upperBound
        }
        // A space inside one that is not inside the other.
        let (isInsideA, isInsideB) = (indexA > startA, indexB > startB)
        let isFirst = startA == rangeA.lowerBound && startB == rangeB.lowerBound
        guard isFirst || isInsideA == isInsideB else { return false }
        let (x, y) = (a[indexA], b[indexB])
        let isLetter = (0x41...0x5A).contains(x & 0xDF)
        guard x == y || isLetter && x ^ y == 0x20 else { return false }
        indexA += 1
        indexB += 1
    }
}
