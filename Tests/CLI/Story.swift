internal import Foundation

/// A readable script of commands and what they must do. `Stories/README.md` describes the format.
struct Story: Sendable {
    /// The name of the file.
    let name: String
    /// The commands, each with what is expected of it.
    let steps: [Step]
    /// The files that are there from the beginning.
    let files: [(name: String, content: String)]

    /// A command, and what must hold afterwards.
    struct Step: Sendable {
        let line: Int
        let command: String
        /// The program without which the command is passed over.
        var needs: String?
        var expectations: [(line: Int, expectation: Expectation)] = []
        /// The exit status.
        var status: Int32 = 0
    }

    /// Something that must hold after a command.
    enum Expectation: Sendable {
        case output(Pattern)
        case noOutput(Pattern?)
        case errorOutput(Pattern)
        case noErrorOutput(Pattern?)
        case json(path: [String], value: String)
        case file(Pattern)
        case noFile(Pattern)
        case mode(String, path: String)
        case same(String, String)
        case unchanged
    }

    /// A line in which `*` stands for any text.
    struct Pattern: Sendable, CustomStringConvertible {
        let description: String

        func matches(_ text: some StringProtocol) -> Bool {
            let parts = description.split(separator: "*", omittingEmptySubsequences: false)
            guard parts.count > 1 else { return text == description }
            var rest = text[...]
            guard rest.hasPrefix(parts[0]) else { return false }
            rest = rest.dropFirst(parts[0].count)
            for part in parts.dropFirst().dropLast() where !part.isEmpty {
                guard let range = rest.range(of: part) else { return false }
                rest = rest[range.upperBound...]
            }
            return rest.hasSuffix(parts[parts.count - 1])
        }
    }

    /// What is wrong with a story itself.
    struct FormatError: Error, CustomStringConvertible {
        let description: String
    }
}

extension Story {
    /// Reads a story.
    init(name: String, text: String) throws {
        var steps: [Step] = []
        var files: [(name: String, content: String)] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("-- "), line.hasSuffix(" --") {
                files.append((String(line.dropFirst(3).dropLast(3)), ""))
            } else if !files.isEmpty {
                files[files.count - 1].content += line + "\n"
            } else if line.isEmpty || line.hasPrefix("#") {
                continue
            } else if let step = Step(line, at: index + 1) {
                steps.append(step)
            } else {
                guard !steps.isEmpty else { throw FormatError(description: "\(name):\(index + 1): no command yet") }
                do {
                    try steps[steps.count - 1].expect(String(line), at: index + 1)
                } catch { throw FormatError(description: "\(name):\(index + 1): \(error)") }
            }
        }
        // The line end before the next heading, or at the end of the story, is no part of a file.
        self.init(name: name, steps: steps, files: files.map { ($0.name, String($0.content.dropLast())) })
    }
}

extension Story.Step {
    /// `$ command`, or `[program] $ command`.
    fileprivate init?(_ line: Substring, at number: Int) {
        if line.hasPrefix("$ ") {
            self.init(line: number, command: String(line.dropFirst(2)))
        } else if line.hasPrefix("["), let end = line.range(of: "] $ ") {
            self.init(line: number, command: String(line[end.upperBound...]))
            needs = String(line[..<end.lowerBound].dropFirst())
        } else {
            return nil
        }
    }

    fileprivate mutating func expect(_ line: String, at number: Int) throws {
        let words = line.split(separator: " ", maxSplits: 1).map(String.init)
        let rest = words.count > 1 ? words[1] : ""
        func pattern() -> Story.Pattern { Story.Pattern(description: rest) }
        let expectation: Story.Expectation
        switch words[0] {
        case "exit":
            guard let number = Int32(rest) else { throw Story.FormatError(description: "exit wants a number") }
            status = number
            return
        case "out": expectation = .output(pattern())
        case "err": expectation = .errorOutput(pattern())
        case "file": expectation = .file(pattern())
        case "unchanged": expectation = .unchanged
        case "mode", "same":
            let pair = rest.split(separator: " ", maxSplits: 1).map(String.init)
            guard pair.count == 2 else { throw Story.FormatError(description: "\(words[0]) wants two words") }
            expectation = words[0] == "mode" ? .mode(pair[0], path: pair[1]) : .same(pair[0], pair[1])
        case "json":
            guard let equals = rest.range(of: " = ") else { throw Story.FormatError(description: "json wants a =") }
            expectation = .json(
                path: rest[..<equals.lowerBound].split(separator: ".").map(String.init),
                value: String(rest[equals.upperBound...]))
        case "no":
            let second = rest.split(separator: " ", maxSplits: 1).map(String.init)
            let what = second.count > 1 ? Story.Pattern(description: second[1]) : nil
            switch (second.first, what) {
            case ("out", _): expectation = .noOutput(what)
            case ("err", _): expectation = .noErrorOutput(what)
            case ("file", let what?): expectation = .noFile(what)
            default: throw Story.FormatError(description: "no what?")
            }
        default: throw Story.FormatError(description: "“\(words[0])” is no expectation")
        }
        expectations.append((number, expectation))
    }
}
