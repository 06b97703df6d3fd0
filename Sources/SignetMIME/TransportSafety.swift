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
        let bytes = body.span
        var hazards: TransportSafety = []
        var start = 0
        var returns = 0  // CRs not yet found to be parts of line ends
        var allBits: UInt8 = 0
        for index in bytes.indices {
            let unit = bytes[index]
            allBits |= unit
            guard unit <= .carriageReturn else { continue }
            if unit == .lineFeed {
                let hasReturn = index > start && bytes[index - 1] == .carriageReturn
                if hasReturn { returns -= 1 } else { hazards.insert(.bareLineFeed) }
                hazards.formUnion(.hazards(inLine: bytes.extracting(start..<(hasReturn ? index - 1 : index))))
                start = index + 1
            } else if unit == .carriageReturn {
                returns += 1
            } else if unit == 0 {
                hazards.insert(.notASCII)
            }
        }
        hazards.formUnion(.hazards(inLine: bytes.extracting(start..<bytes.count)))
        if returns > 0 { hazards.insert(.bareCarriageReturn) }
        if allBits >= 0x80 { hazards.insert(.notASCII) }
        return hazards
    }

    /// What is to be feared for the ends of a line, given without its line end.
    private static func hazards(inLine text: Span<UInt8>) -> TransportSafety {
        guard text.count > 0 else { return [] }
        var hazards: TransportSafety = []
        if text.count > 998 { hazards.insert(.longLine) }
        if text[0] == 0x46, text.starts(with: "From ".utf8) { hazards.insert(.fromLine) }
        if text[text.count - 1].isBlank { hazards.insert(.trailingBlank) }
        return hazards
    }
}
