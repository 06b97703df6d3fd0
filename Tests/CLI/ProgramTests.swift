internal import Foundation
internal import TestSupport
internal import Testing

/// The programs that people already have, with `signet` in its place among them: the how-to scripts of `Tests/Programs`.
@Suite("Among real programs", .serialized, .timeLimit(.minutes(5)))
struct ProgramTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Programs")
    static let scripts: [String] = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
        .filter { !$0.contains(".") }.sorted()

    /// What a script ends with when the program that it is about is not installed.
    private static let absent: Int32 = 77

    @Test("every how-to is found")
    func isComplete() { #expect(!Self.scripts.isEmpty) }

    @Test("how-to", arguments: scripts)
    func holds(_ name: String) throws {
        try Programs.withFolder { folder in
            let script = Self.folder.appending(path: name).path
            let outcome = try SignetProgram(in: folder.resolvingSymlinksInPath()).run("bash \"$0\"", [script])
            let told = outcome.text + outcome.errorOutput
            print(outcome.text.split(separator: "\n").last.map(String.init) ?? "\(name): said nothing")
            #expect(outcome.status == 0 || outcome.status == Self.absent, "\(name): \(told)")
        }
    }
}
