import SignetBytes

extension DumpWalk {
    /// Whether a string holds one or more elements and nothing else. `strictly` also wants that they make sense, since a
    /// few bytes of noise often have the form of one.
    func looksLikeElements(_ range: Range<Int>, strictly: Bool = true) -> Bool {
        guard range.count >= 2, segmentType == nil else { return false }
        guard strictly else { return header(at: range.lowerBound, end: range.upperBound).header != nil }
        guard let rewritten = try? BER.rewritten(bytes[range]) else { return false }
        var reader = DERReader(rewritten.der)
        guard let tag = reader.nextTag, tag.tagClass == .universal else { return false }
        return (try? reader.isPlausible()) ?? false
    }

    /// Whether the elements of a SET OF stand in order; true also when they cannot be read.
    func isInOrder(_ range: Range<Int>) -> Bool {
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
