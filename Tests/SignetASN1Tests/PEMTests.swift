import SignetASN1
import SignetBytes
import TestSupport
import Testing

/// Textual encodings (RFC 7468).
@Suite struct PEMTests {
    private func decode(_ text: String) throws(PEMError) -> [PEM] { try PEM.decode(Bytes(Array(text.utf8))) }

    private func refusal(_ text: String) -> String {
        do throws(PEMError) {
            _ = try decode(text)
            return "ok"
        } catch { return error.description }
    }

    @Test func writtenStrictly() throws {
        let pem = PEM(label: PEM.Label.cms, contents: Bytes((0..<100).map { UInt8($0) }))
        let text = String(decoding: pem.encode().declassified(), as: UTF8.self)
        #expect(
            text == """
                -----BEGIN CMS-----
                AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v
                MDEyMzQ1Njc4OTo7PD0+P0BBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWltcXV5f
                YGFiYw==
                -----END CMS-----

                """)
        #expect(try decode(text)[0].contents.exposed == pem.contents.exposed)
        let empty = PEM(label: "X", contents: Bytes()).encode().declassified()
        #expect(String(decoding: empty, as: UTF8.self) == "-----BEGIN X-----\n-----END X-----\n")
        #expect(try PEM.decode(empty)[0].contents.count == 0)
        for count in [1, 47, 48, 49, 95, 96, 97, 5000] {
            let contents = Randomness.bytes(count: count)
            let encoded = PEM(label: "X", contents: contents).encode().declassified()
            #expect(try PEM.decode(encoded)[0].contents.exposed == contents)
            #expect(encoded.split(separator: 0x0A).allSatisfy { $0.count <= 64 })
        }
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func readWithAnyLineEnd(_ lineEnd: String) throws {
        let text = [
            "subject=/CN=a", "-----BEGIN A B-----  ", "Proc-Type: 4,ENCRYPTED", "DEK-Info: X,", "\tY", "", "AQID",
            "BA==",
            "-----END A B-----", "junk", "-----BEGIN C-----", " BQ = =", "-----END C-----",
        ]
        let objects = try decode(text.joined(separator: lineEnd))
        #expect(objects.map(\.label) == ["A B", "C"])
        #expect(objects.map { Array($0.contents.exposed) } == [[1, 2, 3, 4], [5]])
        #expect(objects[0].headers == ["Proc-Type: 4,ENCRYPTED", "DEK-Info: X,", "\tY"])
        #expect(objects[0].offset == 13 + lineEnd.utf8.count)
        #expect(objects.allSatisfy { $0.contents.exposed.isSecret })
    }

    @Test(arguments: [
        ("", "no -----BEGIN line"),
        ("-----BEGIN X----\nAA==\n-----END X-----\n", "no -----BEGIN line"),
        (" -----BEGIN X-----\nAA==\n-----END X-----\n", "no -----BEGIN line"),
        ("-----END X-----\n", "no -----BEGIN line"),
        ("-----BEGIN X-----", "the -----BEGIN X----- at byte 0 has no end"),
        ("a\n-----BEGIN X-----\nAA==\n-----END X----\n", "the -----BEGIN X----- at byte 2 has no end"),
        ("-----BEGIN X-----\nAA==\n-----END Y-----\n", "X ends as Y at byte 23"),
        ("-----BEGIN X-----\n-----BEGIN Y-----\nAA==\n-----END Y-----\n", "X ends as Y at byte 41"),
        ("-----BEGIN X-----\nAA=A\n-----END X-----\n", "X is not Base64 at byte 21"),
        ("-----BEGIN X-----\nAA-A\n-----END X-----\n", "X is not Base64 at byte 20"),
        ("-----BEGIN X-----\nAAAAA\n-----END X-----\n", "X is not Base64 at byte 24"),
        ("-----BEGIN -----\nAA==\n-----END -----\n", "ok"),
        ("\u{FEFF}-----BEGIN X-----\nAA==\n-----END X-----", "ok"),
        ("-----BEGIN X-----\nAA\n-----END X-----", "ok"),
        ("-----BEGIN X-----\n\n\nAA==\n\n-----END X-----", "ok"),
    ])
    func judged(_ text: String, _ expected: String) {
        #expect(refusal(text) == expected)
        #expect(PEM.isPresent(in: Bytes(Array(text.utf8))) == (expected != "no -----BEGIN line"))
    }

    /// OpenSSL's `test/recipes/04-test_pem_reading.t`: the damaged ones are refused; every other file of a family holds
    /// the same bytes.
    @Test func filesOfOpenSSL() throws {
        let files = try corpusFiles("pem/openssl-reading").filter { $0.path.hasSuffix(".pem") }
        guard !files.isEmpty else { return TestFiles.report("PEM files", ran: nil) }
        let damaged = ["comment", "earlypad", "extrapad", "junk", "misalignedpad", "beermug"]
        // Not the text but what is in it is damaged, or another file altogether.
        let others = ["corruptiv", "corruptedheader", "onelineheader", "dsaparam", "csr", "key", "beermug"]
        var reference: [String: Bytes] = [:]
        for family in ["cert", "dsa"] {
            reference[family] = try PEM.decode(Bytes(try TestFiles.corpus("pem/openssl-reading/\(family).pem")))[0]
                .contents.exposed
        }
        for (path, bytes) in files {
            let objects = try? PEM.decode(Bytes(bytes))
            let isDamaged = damaged.contains { path.contains("\($0).") }
            #expect((objects == nil) == isDamaged, "\(path)")
            guard let objects, !others.contains(where: { path.contains($0) }) else { continue }
            let family = path.hasPrefix("cert") ? "cert" : "dsa"
            // These are other certificates, with lines of odd lengths.
            guard !path.contains("254") else { continue }
            #expect(objects[0].contents.exposed == reference[family], "\(path)")
            if family == "dsa" { #expect(objects[0].headers.first == "Proc-Type: 4,ENCRYPTED", "\(path)") }
        }
        TestFiles.report("PEM files of OpenSSL", ran: files.count)
    }
}
