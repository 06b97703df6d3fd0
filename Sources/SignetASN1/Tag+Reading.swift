extension Tag {
    /// The tag that a first identifier octet with a short number says.
    @inline(__always)
    init(firstOctet: UInt8) { self.init(number: UInt32(firstOctet & 0x1F), classAndForm: firstOctet & 0xE0) }

    /// Reads identifier octets (X.690 §8.1.2), which are the same in BER and DER. `memory` has at least `end` bytes.
    ///
    /// - Throws: `ASN1Error.truncated` and `.invalidTagNumber`.
    @inline(__always)
    init(readingFrom memory: UnsafePointer<UInt8>, at position: inout Int, end: Int) throws(ASN1Error) {
        guard position < end else { throw ASN1Error(.truncated, at: position) }
        let first = unsafe memory[position]
        // Number 0 of the universal class marks the end of contents (X.690 §8.1.5), and is no type's tag.
        guard first & 0xDF != 0 else { throw ASN1Error(.invalidTagNumber, at: position) }
        position += 1
        self.init(firstOctet: first)
        if first & 0x1F == 0x1F {
            self = try unsafe Tag(readingLongNumberFrom: memory, at: &position, end: end, firstOctet: first)
        }
    }

    /// X.690 §8.1.2.4: seven bits an octet, no needless leading octet, and only for numbers that the short form lacks.
    @inline(never)
    private init(
        readingLongNumberFrom memory: UnsafePointer<UInt8>, at position: inout Int, end: Int, firstOctet: UInt8
    ) throws(ASN1Error) {
        let start = position - 1
        var number: UInt32 = 0
        while true {
            guard position < end else { throw ASN1Error(.truncated, at: position) }
            let octet = unsafe memory[position]
            guard number != 0 || octet != 0x80, number >> 25 == 0 else { throw ASN1Error(.invalidTagNumber, at: start) }
            number = number << 7 | UInt32(octet & 0x7F)
            position += 1
            if octet < 0x80 { break }
        }
        guard number >= 31 else { throw ASN1Error(.invalidTagNumber, at: start) }
        self.init(number: number, classAndForm: firstOctet & 0xE0)
    }
}
