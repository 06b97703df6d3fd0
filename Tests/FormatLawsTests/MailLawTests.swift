import FormatLaws
import Foundation
import SignetBytes
import TestSupport
import Testing

/// The laws of mails on whole mails, and on what the fuzzers found.
@Suite struct MailLawTests {
    private static func mails() throws -> [(name: String, bytes: Bytes)] {
        var files: [URL] = []
        let folders = ["signed", "sealed"].map { TestFiles.vectors.appending(path: "peers/\($0)") }
        let corpora = ["smime", "cms/rfc4134"].compactMap { TestFiles.corpora?.appending(path: $0) }
        for folder in folders + corpora {
            let names = (FileManager.default.enumerator(atPath: folder.path)?.allObjects as? [String] ?? []).sorted()
            files += names.filter { $0.hasSuffix(".eml") }.map { folder.appending(path: $0) }
        }
        return try files.map { ($0.lastPathComponent, Bytes([UInt8](try Data(contentsOf: $0)))) }
    }

    @Test func wholeMailsKeepThem() throws {
        let mails = try Self.mails()
        for law in FormatLaw.mails {
            for (name, bytes) in mails { #expect(law.breach(bytes) == nil, "\(law.name): \(name)") }
        }
        print("laws of mails: \(mails.count) mails")
    }

    /// What a fuzzer has found once.
    static let found = [
        "A: b\n\n--\r\r\nx", "From x\nContent-Transfer-Encoding: base64\n\n=\n",
    ]

    @Test(arguments: found) func foundOnes(mail: String) {
        for law in FormatLaw.mails { #expect(law.breach(Bytes(Array(mail.utf8))) == nil, "\(law.name)") }
    }
}
