#if Program
import Signet

/// A dump as JSON, in the form of `JSON.text`, written while its lines come: a file may have a million elements.
///
/// An array of the file's objects, with the keys `byteCount`, `elements`, `label` and `type`; each element has `contents`,
/// `elements`, `headerLength`, `isConstructed`, `isDER`, `kind`, `length`, `name`, `notes`, `offset`, `tag`, `tagClass`,
/// `tagNumber`, `type` and `value`. What does not apply is absent.
final class DumpJSON {
    /// An object or element whose `elements` are being written.
    private struct Frame {
        /// The depth of its line; -1 for an object of the file.
        let depth: Int
        /// The members after `elements`.
        let rest: [String]
        var isEmpty = true
    }

    private var frames: [Frame] = []
    private var isEmpty = true

    func begin(_ object: AnnotatedDump.Object) -> String {
        let closed = close(downTo: 0)
        return closed
            + open(
                depth: -1, before: [Self.member("byteCount", "\(object.byteCount)")],
                rest: [Self.text("label", object.label), Self.text("type", object.type)].compactMap(\.self))
    }

    func line(_ line: DumpLine) -> String {
        var count = frames.count
        while count > 1, frames[count - 1].depth >= line.depth { count -= 1 }
        let kind =
            switch line.kind {
            case .element: "element"
            case .endOfContents: "endOfContents"
            case .unreadable: "unreadable"
            case .block(let label): label.isEmpty ? "note" : label
            }
        let tag = line.tag
        let rest = [
            Self.member("headerLength", "\(line.headerByteCount)"),
            tag.map { Self.member("isConstructed", "\($0.isConstructed)") },
            Self.member("isDER", "\(line.isDER)"), Self.text("kind", kind),
            line.length.map { Self.member("length", "\($0)") }, Self.text("name", line.name),
            Self.member("notes", notes(line.notes, indent: indent(count) + "  ")),
            Self.member("offset", "\(line.offset)"), Self.text("tag", tag?.description),
            Self.text("tagClass", tag.map { "\($0.tagClass)" }),
            tag.map { Self.member("tagNumber", "\($0.number)") }, Self.text("type", line.type),
            Self.text("value", line.value),
        ]
        let closed = close(downTo: count)
        return closed
            + open(
                depth: line.depth,
                before: [Self.text("contents", line.contents.map { Hex.encode($0) })].compactMap(\.self),
                rest: rest.compactMap(\.self))
    }

    func finish() -> String {
        let closed = close(downTo: 0)
        return closed + (isEmpty ? "[\n\n]\n" : "\n]\n")
    }

    private func open(depth: Int, before: [String], rest: [String]) -> String {
        let indent = indent(frames.count)
        let isFirst: Bool
        if frames.isEmpty {
            isFirst = isEmpty
            isEmpty = false
        } else {
            isFirst = frames[frames.count - 1].isEmpty
            frames[frames.count - 1].isEmpty = false
        }
        let separator = isFirst ? (frames.isEmpty ? "[\n" : "\n") : ",\n"
        frames.append(Frame(depth: depth, rest: rest))
        let members = before.map { "\(indent)  \($0),\n" }.joined()
        return "\(separator)\(indent){\n\(members)\(indent)  \"elements\" : ["
    }

    private func close(downTo count: Int) -> String {
        var text = ""
        while frames.count > count, let frame = frames.popLast() {
            let indent = indent(frames.count)
            text += frame.isEmpty ? "\n\n\(indent)  ]" : "\n\(indent)  ]"
            for member in frame.rest { text += ",\n\(indent)  \(member)" }
            text += "\n\(indent)}"
        }
        return text
    }

    /// What stands before the brace of something inside so many others.
    private func indent(_ level: Int) -> String { String(repeating: " ", count: 2 + 4 * level) }

    private func notes(_ notes: [DumpLine.Note], indent: String) -> String {
        guard !notes.isEmpty else { return "[\n\n\(indent)]" }
        return "[\n" + notes.map { "\(indent)  \(Self.quoted($0.description))" }.joined(separator: ",\n")
            + "\n\(indent)]"
    }

    private static func member(_ name: String, _ value: String) -> String { "\"\(name)\" : \(value)" }

    private static func text(_ name: String, _ value: String?) -> String? { value.map { member(name, quoted($0)) } }

    private static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { (0x20..<0x7F).contains($0) && $0 != 0x22 && $0 != 0x5C }
        return isPlain ? "\"\(text)\"" : JSON.line(text)
    }
}
#endif
