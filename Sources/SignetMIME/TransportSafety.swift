internal import SignetBytes

/// What mail transport may change in a body, and so break a signature over it (RFC 8551 §3.1.3, RFC 3156 §3, RFC 2049 §3).
struct TransportSafety: OptionSet {
    let rawValue: UInt8

    /// An octet over 127, or NUL: relays may refuse or re-encode it.
    static let notASCII = TransportSafety(rawValue: 1)
    /// A CR without LF, which some relays turn into a line end.
    static let bareCarriageReturn = TransportSafety(rawValue: 2)
    /// A line of more than 998 octets: over the limit of RFC 5322 §2.1.1, so relays may break it.
    static let longLine = TransportSafety(rawValue: 4)
    /// A line that starts with "From ", which mbox stores mark with ">".
    static let fromLine = TransportSafety(rawValue: 8)
    /// Blanks at the end of a line, which gateways may drop.
    static let trailingBlank = TransportSafety(rawValue: 16)
    /// A LF without CR. No danger by itself: becoming CRLF is what canonical form asks for. Only octets of no lines are
    /// hurt by it.
    static let bareLineFeed = TransportSafety(rawValue: 32)

    /// What is to be feared for `body`; line ends may still be LF.
    static func hazards(in body: Bytes) -> TransportSafety {
        var scan = HazardScan()
        scan.update(body)
        return scan.finish()
    }

    /// The same, of what the marks in it stand for.
    static func hazards(in body: Bytes, _ folds: Folds?) throws(MIMEError) -> TransportSafety {
        guard folds.isFolded(body) else { return hazards(in: body) }
        var scan = HazardScan()
        try folds.read(body) { scan.update($0) }
        return scan.finish()
    }

    /// What is to be feared for the ends of a line, given without its line end.
    fileprivate static func hazards(inLine text: Span<UInt8>) -> TransportSafety {
        guard text.count > 0 else { return [] }
        var hazards: TransportSafety = []
        if text.count > 998 { hazards.insert(.longLine) }
        if text[0] == 0x46, text.starts(with: "From ".utf8) { hazards.insert(.fromLine) }
        if text[text.count - 1].isBlank { hazards.insert(.trailingBlank) }
        return hazards
    }
}

/// Octets that are looked through piece by piece.
private struct HazardScan {
    private var hazards: TransportSafety = []
    private var returns = 0  // CRs not yet found to be parts of line ends
    private var allBits: UInt8 = 0
    /// How the line began, in pieces before this one: its first and its last octets, and how many there were.
    private var head: [UInt8] = []
    private var tail: [UInt8] = []
    private var carriedByteCount = 0

    mutating func update(_ piece: Bytes) {
        let bytes = piece.span
        var start = 0
        for index in bytes.indices {
            let unit = bytes[index]
            allBits |= unit
            guard unit <= .carriageReturn else { continue }
            if unit == .lineFeed {
                endLine(bytes.extracting(start..<index), hasEnd: true)
                start = index + 1
            } else if unit == .carriageReturn {
                returns += 1
            } else if unit == 0 {
                hazards.insert(.notASCII)
            }
        }
        carry(bytes.extracting(start..<bytes.count))
    }

    mutating func finish() -> TransportSafety {
        endLine(Bytes().span, hasEnd: false)
        if returns > 0 { hazards.insert(.bareCarriageReturn) }
        if allBits >= 0x80 { hazards.insert(.notASCII) }
        return hazards
    }

    private mutating func carry(_ text: Span<UInt8>) {
        guard text.count > 0 else { return }
        for index in 0..<min(5 - min(5, head.count), text.count) { head.append(text[index]) }
        for index in max(0, text.count - 2)..<text.count { tail.append(text[index]) }
        if tail.count > 2 { tail.removeFirst(tail.count - 2) }
        carriedByteCount += text.count
    }

    private mutating func endLine(_ text: Span<UInt8>, hasEnd: Bool) {
        guard carriedByteCount > 0 else {
            let hasReturn = text.count > 0 && text[text.count - 1] == .carriageReturn
            note(hasReturn, hasEnd)
            hazards.formUnion(.hazards(inLine: text.extracting(0..<text.count - (hasEnd && hasReturn ? 1 : 0))))
            return
        }
        carry(text)
        let hasReturn = tail.last == .carriageReturn
        note(hasReturn, hasEnd)
        if hasEnd, hasReturn {
            carriedByteCount -= 1
            tail.removeLast()
        }
        if carriedByteCount > 998 { hazards.insert(.longLine) }
        if head.starts(with: "From ".utf8) { hazards.insert(.fromLine) }
        if carriedByteCount > 0, tail.last?.isBlank == true { hazards.insert(.trailingBlank) }
        (head, tail, carriedByteCount) = ([], [], 0)
    }

    private mutating func note(_ hasReturn: Bool, _ hasEnd: Bool) {
        guard hasEnd else { return }
        if hasReturn { returns -= 1 } else { hazards.insert(.bareLineFeed) }
    }
}
