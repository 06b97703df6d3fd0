public import SignetBytes

/// Finds the messages of an mbox (RFC 4155), however long it is, in one reading.
///
/// A message begins behind a line that starts with `From `, at the start of the file or after an empty line, and ends before
/// the empty line in front of the next. What writers of an mbox did to lines of the message that start so (`>From `) is left
/// as it is: whether they did differs, and a signature tells.
public struct MboxScanner: Sendable {
    /// Where the octet that comes next stands.
    private var offset = 0
    private var lineStart = 0
    /// How many of the first octets of this line are those of `From `; -1 when it is another line.
    private var matched = 0
    /// Where the empty line before this one starts; `nil` when the line before is not empty.
    private var emptyLine: Int? = 0
    private var isEmptySoFar = true
    private var isSeparator = false
    private var messageStart: Int?

    private static let mark = Array("From ".utf8)

    /// At the start of a file.
    public init() {}

    /// Whether a file that begins so is an mbox.
    public static func recognises(_ beginning: Bytes) -> Bool {
        beginning.count >= mark.count && beginning[0..<mark.count].elementsEqual(mark)
    }

    /// The messages that end in the next octets.
    public mutating func scan(_ chunk: Span<UInt8>) -> [Range<Int>] {
        var found: [Range<Int>] = []
        for index in chunk.indices {
            let octet = chunk[index]
            offset += 1
            if octet == 0x0A {
                if isSeparator { messageStart = offset }
                emptyLine = isEmptySoFar ? lineStart : nil
                (lineStart, matched, isEmptySoFar, isSeparator) = (offset, 0, true, false)
                continue
            }
            // A carriage return alone before the line feed makes no line.
            if isEmptySoFar, !(octet == 0x0D && offset == lineStart + 1) { isEmptySoFar = false }
            guard matched >= 0, emptyLine != nil else { continue }
            guard octet == Self.mark[matched] else {
                matched = -1
                continue
            }
            matched += 1
            guard matched == Self.mark.count else { continue }
            if let messageStart { found.append(messageStart..<max(messageStart, emptyLine ?? lineStart)) }
            (messageStart, isSeparator, matched) = (nil, true, -1)
        }
        return found
    }

    /// The last message, at the end of the file.
    public mutating func finish() -> Range<Int>? {
        guard let messageStart else { return nil }
        // An empty line at the end is the writer's, as it is between messages.
        let end = lineStart == offset ? emptyLine ?? offset : offset
        self.messageStart = nil
        return messageStart..<max(messageStart, end)
    }
}
