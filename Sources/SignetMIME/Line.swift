internal import SignetBytes

/// One line of a buffer: its text without the line end, and where the next line starts.
///
/// A line ends in LF; a CR right before it belongs to the end. A CR alone is text (RFC 5322 §2.3 forbids it, and
/// splitting there would make two readers of one message disagree).
struct Line {
    let start: Int
    let textEnd: Int
    /// After the line end; equal to `textEnd` when the buffer ends without one.
    let end: Int

    var isEmpty: Bool { start == textEnd }
    var hasEnd: Bool { textEnd < end }

    /// The line that starts at `start`.
    init(in bytes: Span<UInt8>, at start: Int) {
        self.start = start
        var index = start
        while index < bytes.count, bytes[index] != .lineFeed { index += 1 }
        guard index < bytes.count else {
            textEnd = index
            end = index
            return
        }
        textEnd = index > start && bytes[index - 1] == .carriageReturn ? index - 1 : index
        end = index + 1
    }
}
