internal import Foundation
internal import TestSupport
internal import Testing

/// The seven tasks of a mail user, and what goes wrong on the way, told to the program as a person would.
@Suite("Stories", .timeLimit(.minutes(20)))
struct StoryTests {
    static let stories: [String] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Stories")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".txt") }.sorted()
    }()

    @Test("every story is found")
    func isComplete() {
        #expect(Self.stories.count >= 8)
    }

    @Test("story", arguments: stories)
    func holds(_ name: String) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Stories/\(name)")
        let story = try Story(name: name, text: String(contentsOf: file, encoding: .utf8))
        try Programs.withFolder { folder in
            let folder = folder.resolvingSymlinksInPath()
            var telling = try Telling(story, in: folder)
            try telling.run()
        }
    }
}

/// One telling of a story in a folder.
private struct Telling {
    private let story: Story
    private let program: SignetProgram
    private var skipped: Set<String> = []

    init(_ story: Story, in folder: URL) throws {
        self.story = story
        program = try SignetProgram(in: folder)
        for (name, content) in story.files {
            try content.write(to: folder.appending(path: name), atomically: false, encoding: .utf8)
        }
    }

    mutating func run() throws {
        var count = 0
        for step in story.steps {
            if let needs = step.needs, needs == "corpora" ? TestFiles.corpora == nil : !Programs.exists(needs) {
                skipped.insert(needs)
                continue
            }
            let before = try FolderContents(of: program.folder)
            let outcome = try program.run(
                step.command, [],
                ["VECTORS": TestFiles.vectors.path, "CORPORA": TestFiles.corpora?.path ?? "/nonexistent"])
            count += 1
            #expect(
                outcome.status == step.status,
                "\(place(step.line)): exit status \(outcome.status), expected \(step.status)\n\(told(step, outcome))")
            for (line, expectation) in step.expectations {
                if let failure = try failure(of: expectation, outcome, before) {
                    Issue.record("\(place(line)): \(failure)\n\(told(step, outcome))")
                }
            }
            // A story that has lost its thread only repeats itself.
            guard outcome.status == step.status else { break }
        }
        let absent = skipped.sorted().map { "; passed over what needs \($0), which is absent" }.joined()
        print("\(story.name): \(count) commands ran\(absent)")
    }

    private func place(_ line: Int) -> String { "Tests/CLI/Stories/\(story.name):\(line)" }

    private func told(_ step: Story.Step, _ outcome: SignetProgram.Outcome) -> String {
        "$ \(step.command)\n\(outcome.text.prefix(4000))\(outcome.errorOutput.prefix(4000))"
    }

    private func failure(
        of expectation: Story.Expectation, _ outcome: SignetProgram.Outcome, _ before: FolderContents
    ) throws -> String? {
        func says(_ text: String, _ pattern: Story.Pattern) -> Bool {
            text.split(whereSeparator: \.isNewline).contains { pattern.matches($0) }
        }
        func file(_ name: String) -> URL { program.folder.appending(path: name) }
        switch expectation {
        case .output(let pattern):
            return says(outcome.text, pattern) ? nil : "no line of standard output is “\(pattern)”"
        case .noOutput(let pattern?):
            return says(outcome.text, pattern) ? "a line of standard output is “\(pattern)”" : nil
        case .noOutput(nil): return outcome.output.isEmpty ? nil : "there is standard output"
        case .errorOutput(let pattern):
            return says(outcome.errorOutput, pattern) ? nil : "no line of standard error is “\(pattern)”"
        case .noErrorOutput(let pattern?):
            return says(outcome.errorOutput, pattern) ? "a line of standard error is “\(pattern)”" : nil
        case .noErrorOutput(nil): return outcome.errorOutput.isEmpty ? nil : "there is standard error"
        case .json(let path, let value): return JSONPath.failure(path, value, in: outcome.output)
        case .file(let pattern):
            let paths = try FolderContents(of: program.folder).paths
            return paths.contains { pattern.matches($0) } ? nil : "there is no file \(pattern)"
        case .noFile(let pattern):
            let paths = try FolderContents(of: program.folder).paths
            return paths.first { pattern.matches($0) }.map { "there is a file \($0)" }
        case .mode(let mode, let path):
            let attributes = try FileManager.default.attributesOfItem(atPath: file(path).path)
            let real = String((attributes[.posixPermissions] as? Int) ?? 0, radix: 8)
            return real == mode ? nil : "\(path) has mode \(real)"
        case .same(let a, let b):
            return try Data(contentsOf: file(a)) == Data(contentsOf: file(b)) ? nil : "\(a) and \(b) differ"
        case .unchanged:
            let changes = try FolderContents(of: program.folder).changes(since: before)
            return changes.isEmpty ? nil : changes.joined(separator: ", ")
        }
    }
}
