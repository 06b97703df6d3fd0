import Foundation
import SignetBytes
import SignetMIME
import TestSupport
import Testing

struct MboxTests {
    /// The messages of an mbox that comes in chunks of so many octets.
    private func messages(_ mbox: Bytes, chunk: Int) -> [String] {
        var scanner = MboxScanner()
        var found: [Range<Int>] = []
        var start = 0
        while start < mbox.count {
            let end = min(mbox.count, start + chunk)
            found += scanner.scan(mbox[start..<end].span)
            start = end
        }
        if let last = scanner.finish() { found.append(last) }
        return found.map { String(decoding: Array(mbox[$0]), as: UTF8.self) }
    }

    @Test(arguments: [
        (
            "From a Thu\nSubject: 1\n\nOne.\n\nFrom b Thu\nSubject: 2\n\nTwo.\n",
            ["Subject: 1\n\nOne.\n", "Subject: 2\n\nTwo.\n"]
        ),
        ("From a\r\nA: 1\r\n\r\nOne.\r\n\r\nFrom b\r\nB: 2\r\n\r\n", ["A: 1\r\n\r\nOne.\r\n", "B: 2\r\n"]),
        // No empty line before it: a line of the text.
        ("From a\nA: 1\n\nOne.\nFrom here on.\n>From there.\n\n", ["A: 1\n\nOne.\nFrom here on.\n>From there.\n"]),
        ("From a\nA: 1\n\nFrom: no mark\n\nFrom\n\nFro", ["A: 1\n\nFrom: no mark\n\nFrom\n\nFro"]),
        ("From a\n\nFrom b\n", ["", ""]), ("From a", []), ("", []), ("Subject: no mbox\n\n", []),
    ])
    func messagesAreFound(mbox: String, expected: [String]) {
        for chunk in [1, 2, 7, 4096] { #expect(messages(Bytes(Array(mbox.utf8)), chunk: chunk) == expected) }
    }

    /// What Python's `mailbox` wrote, and takes out again.
    @Test func pythonAgrees() throws {
        struct Judged: Decodable {
            let mbox: String
            let messages: [String]
        }
        let script = #"""
            import base64, json, mailbox, os, sys, tempfile
            path = os.path.join(tempfile.mkdtemp(), 'mbox')
            box = mailbox.mbox(path)
            for text in json.load(sys.stdin): box.add(text.encode())
            box.flush()
            encode = lambda octets: base64.b64encode(octets).decode()
            print(json.dumps({'mbox': encode(open(path, 'rb').read()), 'messages': [encode(box.get_bytes(k)) for k in box.keys()]}))
            """#
        let mails =
            Mail.samples.compactMap { String(validating: Array($0), as: UTF8.self) }
            + ["A: 1\n\nFrom me.\n\nFrom you.\n\n\n", "A: 2\n\n"]
        guard let output = try Programs.run("python3", ["-c", script], input: Array(try JSONEncoder().encode(mails)))
        else {
            return print("python3 is absent: its mbox is not read")
        }
        let judged = try JSONDecoder().decode(Judged.self, from: Data(output))
        let mbox = Bytes(Array(try #require(Data(base64Encoded: judged.mbox))))
        let expected = judged.messages.map { String(decoding: Data(base64Encoded: $0)!, as: UTF8.self) }
        #expect(expected.count == mails.count)
        #expect(messages(mbox, chunk: 1000) == expected)
    }
}
