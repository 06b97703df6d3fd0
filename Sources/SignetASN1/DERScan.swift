import SignetBytes

/// Looks at DER in memory without reading it. Every function gets memory that has at least `end`, or `count`, bytes.
enum DERScan {
    /// Tag and contents of an element with a strict header; `nil` when it has another, or goes beyond `end`.
    @inline(__always)
    static func header(
        of memory: UnsafePointer<UInt8>, at position: Int, end: Int
    ) -> (tag: Tag, start: Int, end: Int)? {
        guard end - position >= 2 else { return nil }
        let first = unsafe memory[position]
        let length = unsafe memory[position + 1]
        guard first & 0x1F != 0x1F, first & 0xDF != 0, length < 0x80 else {
            return unsafe longHeader(of: memory, at: position, end: end)
        }
        let start = position + 2
        guard Int(length) <= end - start else { return nil }
        return (Tag(firstOctet: first), start, start + Int(length))
    }

    @inline(never)
    private static func longHeader(
        of memory: UnsafePointer<UInt8>, at position: Int, end: Int
    ) -> (tag: Tag, start: Int, end: Int)? {
        var next = position
        guard let tag = try? unsafe Tag(readingFrom: memory, at: &next, end: end), next < end else { return nil }
        let first = unsafe memory[next]
        next += 1
        var length = Int(first)
        if first >= 0x80 {
            let octetCount = Int(first & 0x7F)
            guard octetCount > 0, octetCount <= 7, octetCount <= end - next, unsafe memory[next] != 0 else {
                return nil
            }
            length = 0
            for _ in 0..<octetCount {
                length = length << 8 | Int(unsafe memory[next])
                next += 1
            }
            guard length >= 0x80 else { return nil }
        }
        guard length <= end - next else { return nil }
        return (tag, next, next + length)
    }

    /// Where the element at a position ends.
    static func end(of memory: UnsafePointer<UInt8>, at position: Int, end: Int) -> Int? {
        unsafe header(of: memory, at: position, end: end)?.end
    }

    /// X.690 §8.3.1, §8.3.2: at least one octet, and the first nine bits are not all alike.
    static func isMinimalInteger(_ contents: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        guard count > 1 else { return count == 1 }
        let (first, second) = unsafe (contents[0], contents[1])
        return !(first == 0 && second < 0x80) && !(first == 0xFF && second >= 0x80)
    }

    /// X.690 §8.19.2: no arc begins with 80, and the last one ends.
    static func isObjectIdentifier(_ contents: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        guard count > 0, unsafe contents[count - 1] < 0x80 else { return false }
        var previous: UInt8 = 0
        for index in 0..<count {
            let octet = unsafe contents[index]
            guard octet != 0x80 || previous >= 0x80 else { return false }
            previous = octet
        }
        return true
    }

    /// X.690 §8.6.2, §11.2.1: at most seven unused bits, all of them zero.
    static func isBitString(_ contents: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        guard count > 0 else { return false }
        let unused = unsafe contents[0]
        guard count > 1 else { return unused == 0 }
        let last = unsafe contents[count - 1]
        return unused < 8 && last & ((1 << unused) &- 1) == 0
    }

    /// X.690 §11.6: whether two encodings may stand in this order.
    static func isOrdered(_ memory: UnsafePointer<UInt8>, _ first: Range<Int>, _ second: Range<Int>) -> Bool {
        for offset in 0..<min(first.count, second.count) {
            let (a, b) = unsafe (memory[first.lowerBound + offset], memory[second.lowerBound + offset])
            if a != b { return a < b }
        }
        return first.count <= second.count
    }
}
