import Foundation
import TestSupport
import Testing

/// What a reader copies out of the README, or out of an article, must compile.
@Suite struct ExampleTests {
    /// What the examples take as given.
    private static let given = """
        let pfxFile: [UInt8], letter: [UInt8], signedMail: [UInt8], certificateFile: [UInt8], sealedMail: [UInt8]
        let aliceID: DigitalID, bobID: DigitalID, roots: TrustStore, mails: [[UInt8]]
        """

    private static let articles = TestFiles.package.appending(path: "Sources/Signet/Signet.docc")

    /// The README first, then every article of the facade.
    private static func texts() throws -> [String] {
        let names = try FileManager.default.contentsOfDirectory(atPath: articles.path).filter { $0.hasSuffix(".md") }
        let files =
            [TestFiles.package.appending(path: "README.md")] + names.sorted().map { articles.appending(path: $0) }
        return try files.map { try String(contentsOf: $0, encoding: .utf8) }
    }

    @Test func everySampleIsAnExample() throws {
        for text in try Self.texts() {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            for (index, line) in lines.enumerated() where line == "```swift" && lines[index + 1] == "import Signet" {
                #expect(lines[index - 1].hasPrefix("<!-- example: "), "line \(index + 1) after \(lines[0])")
            }
        }
    }

    @Test func examplesCompile() throws {
        var imports: Set<String> = []
        var functions: [String] = []
        for block in try Self.texts().flatMap({ $0.components(separatedBy: "<!-- example: ").dropFirst() }) {
            let name = try #require(block.split(separator: " ").first)
            let start = try #require(block.range(of: "```swift\n")).upperBound
            let end = try #require(block.range(of: "\n```", range: start..<block.endIndex)).lowerBound
            let lines = block[start..<end].split(separator: "\n", omittingEmptySubsequences: false)
            imports.formUnion(lines.filter { $0.hasPrefix("import ") }.map(String.init))
            let body = lines.filter { !$0.hasPrefix("import ") }.joined(separator: "\n    ")
            functions.append("extension Given { func \(name)Example() async throws {\n    \(body)\n} }")
        }
        #expect(functions.count >= 15)
        let source =
            imports.sorted().joined(separator: "\n") + "\nstruct Given {\n\(Self.given)\n}\n"
            + functions.joined(separator: "\n")
        try Programs.withFolder { folder in
            let file = folder.appending(path: "Examples.swift")
            try source.write(to: file, atomically: true, encoding: .utf8)
            let sources = TestFiles.package.appending(path: "Sources").path
            // Whatever the compiler says comes out on standard output; nothing means that it was content.
            let complaints = try Programs.run(
                "sh",
                [
                    "-c", "swiftc \"$@\" 2>&1 || true", "swiftc", "-typecheck", "-suppress-warnings", "-swift-version",
                    "6", "-I",
                    Self.modules.path, "-Xcc", "-fmodule-map-file=\(sources)/CGMP/module.modulemap",
                    "-Xcc", "-fmodule-map-file=\(sources)/CInstructions/module.modulemap", file.path,
                ])
            let text = String(decoding: try #require(complaints), as: UTF8.self)
            #expect(text.isEmpty, "\(text)")
        }
    }

    /// Where the build that runs this test left the modules.
    private static var modules: URL {
        var folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        while folder.path.count > 1 {
            let modules = folder.appending(path: "Modules")
            if FileManager.default.fileExists(atPath: modules.appending(path: "Signet.swiftmodule").path) {
                return modules
            }
            folder.deleteLastPathComponent()
        }
        return TestFiles.package.appending(path: ".build/debug/Modules")
    }
}
