public import SignetBytes

/// How the lines of a text end.
///
/// Mail travels with CRLF (RFC 5322 §2.3); stores such as mbox files and version control keep it with LF.
public enum LineEnds: Sendable {
    /// There is no line end.
    case none
    /// Every line ends in CRLF: the canonical form (RFC 8551 §3.1.1).
    case crlf
    /// Every line ends in a bare LF.
    case lf
    /// Some end in CRLF, some in LF.
    case mixed

    /// Reads all of `bytes`. A CR without LF is not a line end.
    public init(of bytes: Bytes) {
        let (crlf, lf) = LineEnds.count(in: bytes.span)
        self =
            switch (crlf, lf) {
            case (0, 0): .none
            case (_, 0): .crlf
            case (0, _): .lf
            default: .mixed
            }
    }

    /// `bytes` with every line end made CRLF (RFC 8551 §3.1.1): the same buffer when they were already.
    ///
    /// Nothing else changes: a CR alone stays, and no line end is added after the last line.
    public static func canonical(_ bytes: Bytes) -> Bytes {
        let (_, bare) = count(in: bytes.span)
        guard bare > 0 else { return bytes }
        let source = bytes.span
        return Bytes(capacity: bytes.count + bare) { output in
            var start = 0
            for index in 0..<bytes.count where isBareLineFeed(source, index) {
                output.append(copying: source.extracting(start..<index))
                output.append(.carriageReturn)
                start = index
            }
            output.append(copying: source.extracting(start..<bytes.count))
        }
    }

    private static func isBareLineFeed(_ bytes: Span<UInt8>, _ index: Int) -> Bool {
        bytes[index] == .lineFeed && (index == 0 || bytes[index - 1] != .carriageReturn)
    }

    private static func count(in bytes: Span<UInt8>) -> (crlf: Int, lf: Int) {
        var all = 0
        var bare = 0
        var previous: UInt8 = 0
        for index in bytes.indices {
            let unit = bytes[index]
            if unit == .lineFeed {
                all += 1
                if previous != .carriageReturn { bare += 1 }
            }
            previous = unit
        }
        return (all - bare, bare)
    }
}
