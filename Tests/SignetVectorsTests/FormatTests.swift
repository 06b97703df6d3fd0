import Foundation
import SignetVectors
import TestSupport
import Testing

/// Every format in small: a right answer passes, a wrong one fails, and what cannot be run says why.
@Suite("Vector formats") struct FormatTests {
    private func run(_ files: [String: String], asking names: [String]? = nil) throws -> VectorReport {
        try Programs.withFolder { folder in
            for (name, content) in files {
                let file = folder.appending(path: name)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(content.utf8).write(to: file)
            }
            let paths = names.map { $0.map { folder.appending(path: $0).path } } ?? [folder.path]
            return try VectorRunner().run(paths)
        }
    }

    private func counts(_ name: String, _ content: String) throws -> [Int] {
        let counts = try run([name: content]).counts
        return [counts.passed, counts.failed, counts.skipped]
    }

    @Test func wycheproof() throws {
        func file(_ algorithm: String, _ type: String, _ test: String) -> String {
            """
            {"algorithm": "\(algorithm)", "schema": "x", "testGroups": [{"type": "\(type)", "keySize": 128, "tagSize": 128,
             "tests": [\(test)]}]}
            """
        }
        // RFC 4493 §4, example 1.
        let key = "2b7e151628aed2a6abf7158809cf4f3c"
        let good = #"{"tcId": 1, "comment": "", "flags": [], "key": "\#(key)", "msg": "", "tag": "#
        let tag = "bb1d6929e95937287fa37d129b756746"
        #expect(
            try counts("a.json", file("AES-CMAC", "MacTest", good + "\"\(tag)\", \"result\": \"valid\"}")) == [1, 0, 0])
        #expect(
            try counts("a.json", file("AES-CMAC", "MacTest", good + "\"\(tag)\", \"result\": \"invalid\"}")) == [
                0, 1, 0,
            ])
        let bad = "\"00\(tag.dropFirst(2))\""
        #expect(
            try counts("a.json", file("AES-CMAC", "MacTest", good + bad + ", \"result\": \"invalid\"}")) == [1, 0, 0])
        #expect(
            try counts("a.json", file("AES-CMAC", "MacTest", good + bad + ", \"result\": \"valid\"}")) == [0, 1, 0])
        let report = try run(["a.json": file("AEGIS128", "AeadTest", good + "\"\", \"result\": \"valid\"}")])
        #expect(report.files[0].rows[0].reasons.keys.first == "AEGIS128: not an S/MIME algorithm (AeadTest)")
    }

    /// SP 800-38F has wraps that CMS has not: the first records of NIST's TKW_AD_inv.txt.
    @Test func `wraps that no message has`() throws {
        let wraps = [
            "TKW_AD_inv.txt": """
            # 'NIST SP 800-38F TKW-AD with TDEA inverse cipher function' information for SP800-38F
            [PLAINTEXT LENGTH = 64]

            COUNT = 0
            K = fa05c324a979bced3e85ed14f51bb76818ea7bb3ee5b024e
            C = 49c939a28774bbf422772d7c
            P = d642c15990a125d9

            COUNT = 1
            K = 51e63c60fd1e9004c948137aee313b20145e0181f11a7aa0
            C = 9b0c0f36d4182a1a6c0718af
            FAIL
            """
        ]
        let counts = try run(wraps).counts
        #expect((counts.passed, counts.failed, counts.skipped) == (2, 0, 0))
    }

    /// NIST's three-key example of SP 800-38B.
    @Test func `CMAC of Triple DES`() throws {
        let file = """
            # 3DES-CMAC Test Vectors
            COUNT = 0
            KEY1 = 8aa83bf8cbda1062
            KEY2 = 0bc1bf19fbb6cd58
            KEY3 = bc313d4a371ca8b5
            MESSAGE = 6bc1bee22e409f96e93d7e117393172aae2d8a57
            OUTPUT = 743ddbe0ce2dc2ed
            """
        #expect(try self.counts("CMAC/3des.txt", file) == [1, 0, 0])
    }

    /// The folder as NIST published it has no index: names and the suite's document tell.
    @Test func `PKITS without an index`() throws {
        guard let corpora = TestFiles.corpora else { return TestFiles.report("PKITS without an index", ran: nil) }
        let report = try Programs.withFolder { folder in
            for name in ["certs", "crls"] {
                try FileManager.default.createSymbolicLink(
                    at: folder.appending(path: name), withDestinationURL: corpora.appending(path: "x509/pkits/\(name)"))
            }
            return try VectorRunner().run([folder.path])
        }
        #expect(report.files.map(\.format) == ["PKITS"])
        #expect(report.counts.failed == 0 && report.counts.passed > 100, "\(report.text())")
        TestFiles.report("PKITS without an index", ran: report.counts.passed)
    }

    @Test func `ACVP, in one file and in two`() throws {
        let head = #""vsId": 1, "algorithm": "SHA2-256", "revision": "1.0""#
        let question = #"{"tcId": 1, "msg": "616263", "len": 24"#
        let answer = #""md": "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD""#
        func group(_ test: String) -> String { #"{"tgId": 1, "testType": "AFT", "tests": [\#(test)]}"# }
        let whole = "{\(head), \"testGroups\": [\(group("\(question), \(answer)}"))]}"
        #expect(try counts("internalProjection.json", whole) == [1, 0, 0])
        #expect(try counts("a.json", "[{\"acvVersion\": \"1.0\"}, \(whole)]") == [1, 0, 0])

        let prompt = "{\(head), \"testGroups\": [\(group(question + "}"))]}"
        let results = "{\(head), \"testGroups\": [{\"tgId\": 1, \"tests\": [{\"tcId\": 1, \(answer)}]}]}"
        let files = ["x/prompt.json": prompt, "x/expectedResults.json": results]
        #expect(try run(files).summary == "1 passed, 0 failed, 0 skipped")
        #expect(try run(files, asking: ["x/prompt.json"]).summary == "1 passed, 0 failed, 0 skipped")
        let wrong = results.replacing("BA7816", with: "000000")
        #expect(
            try run(["prompt.json": prompt, "expectedResults.json": wrong]).summary == "0 passed, 1 failed, 0 skipped")
        let alone = try run(["expectedResults.json": results])
        #expect(alone.files[0].note == "ACVP answers without their questions (prompt.json)")
        #expect(try counts("prompt.json", prompt) == [0, 0, 1])
    }

    @Test func `CAVP`() throws {
        // FIPS 197 §C.1.
        let aes = """
            # AESVS KAT test data for ECB
            [ENCRYPT]

            COUNT = 0
            KEY = 000102030405060708090a0b0c0d0e0f
            PLAINTEXT = 00112233445566778899aabbccddeeff
            CIPHERTEXT = 69c4e0d86a7b0430d8cdb78070b4c55a

            [DECRYPT]

            COUNT = 0
            KEY = 000102030405060708090a0b0c0d0e0f
            CIPHERTEXT = 69c4e0d86a7b0430d8cdb78070b4c55a
            PLAINTEXT = 00112233445566778899aabbccddeefe
            """
        #expect(try counts("a.rsp", aes) == [1, 1, 0])
        #expect(try counts("a.rsp", aes.replacing("\n", with: "\r\n")) == [1, 1, 0])
        let hash =
            "#  \"SHA-1 ShortMsg\"\n[L = 20]\n\nLen = 24\nMsg = 616263\nMD = a9993e364706816aba3e25717850c26c9cd0d89d\n"
        #expect(try counts("a.rsp", hash) == [1, 0, 0])
        #expect(try counts("a.rsp", hash.replacing("Len = 24", with: "Len = 23")) == [0, 0, 1])
        let wrap = """
            # 'NIST SP 800-38F KW-AD with AES-128 cipher function'
            [PLAINTEXT LENGTH = 128]

            COUNT = 0
            K = 000102030405060708090a0b0c0d0e0f
            C = 1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5
            P = 00112233445566778899aabbccddeeff

            COUNT = 1
            K = 000102030405060708090a0b0c0d0e0f
            C = 1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe4
            FAIL
            """
        #expect(try counts("a.txt", wrap) == [2, 0, 0])
    }

    @Test func `OpenSSL's stanzas`() throws {
        let text = """
            Title = some

            Digest = SHA1
            Input = "a"
            Count = 1000
            Ncopy = 1000
            Output = 34aa973cd4c4daa4f61eeb2bdbad27316534016f

            MAC = HMAC
            Algorithm = SHA256
            Key = 0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b
            Input = "Hi There"
            Output = b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff8

            Cipher = CAMELLIA-128-ECB
            Key = 00
            Plaintext = 00
            Ciphertext = 00
            """
        #expect(try counts("a.txt", text) == [1, 1, 1])
    }

    @Test func `what is no vector file is said`() throws {
        let report = try run([
            "a.json": "{\"a\": 1}", "b.json": "{\"a\": ", "c.txt": "Dear Bob,\n", "d": "", "e.json": "[[[[[[1]]]]]]",
        ])
        #expect(report.counts.passed + report.counts.failed + report.counts.skipped == 0)
        #expect(!report.isGood)
        let notes = report.files.map { $0.note ?? "" }
        #expect(notes.allSatisfy { !$0.isEmpty })
        #expect(notes[1] == "not JSON: the file ends early at byte 6")
        #expect(report.text().hasSuffix("5 files are of no known kind\n\n0 passed, 0 failed, 0 skipped\n"))
        #expect(throws: VectorRunner.Unreadable.self) { try VectorRunner().run(["/nowhere/at/all"]) }
    }

    /// Whatever is cut off a file, or changed in it, there is a report.
    @Test func `damage`() throws {
        var files: [String: String] = ["deep.json": String(repeating: "[", count: 100_000)]
        let known = TestFiles.vectors.appending(path: "known/aes-gcm.txt")
        let text = String(decoding: try Data(contentsOf: known), as: UTF8.self)
        for cut in stride(from: 0, to: text.count, by: 97) {
            files["cut\(cut).txt"] = String(text.prefix(cut))
            files["changed\(cut).txt"] = text.prefix(cut) + "=" + text.dropFirst(cut + 1)
        }
        let report = try run(files)
        #expect(report.files.count == files.count)
    }
}
