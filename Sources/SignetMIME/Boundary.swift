internal import SignetBytes

/// Boundaries for new multiparts (RFC 2046 §5.1.1).
enum Boundary {
    /// A boundary that starts no line of `content`. It holds `=_`, which neither quoted-printable nor base64 can, as
    /// RFC 2045 §6.7 advises, and 128 random bits.
    static func unused(in content: Bytes) -> String {
        while true {
            let boundary = "----=_Signet_" + Hex.encode(Randomness.bytes(count: 16).span)
            if isUsable(boundary, for: content) { return boundary }
        }
    }

    /// Whether `boundary` is well formed, and no line of `content` starts with it: then no reader, strict or lenient
    /// (RFC 2046 §5.1.1 lets readers compare only the beginning of a line), cuts the content in two.
    static func isUsable(_ boundary: String, for content: Bytes) -> Bool {
        let units = Array(boundary.utf8)
        // RFC 2046 §5.1.1: 1 to 70 of bchars, the last one no space.
        guard (1...70).contains(units.count), units.allSatisfy(isBoundaryCharacter), units.last != .space else {
            return false
        }
        let bytes = content.span
        var start = 0
        while start < bytes.count {
            let line = Line(in: bytes, at: start)
            start = line.end
            let text = bytes.extracting(line.start..<line.textEnd)
            if text.starts(with: "--".utf8), text.extracting(2..<text.count).starts(with: units) { return false }
        }
        return true
    }

    private static func isBoundaryCharacter(_ unit: UInt8) -> Bool {
        switch unit {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, .space: true
        case .apostrophe, .openParenthesis, .closeParenthesis, 0x2B, .underscore, .comma, .hyphen, .dot, .slash,
            .colon, .equals, .question:
            true
        default: false
        }
    }
}
