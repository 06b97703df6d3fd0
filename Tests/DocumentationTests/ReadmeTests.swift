import Foundation
import TestSupport
import Testing

/// What a reader copies out of the README must compile.
@Suite struct ReadmeTests {
    /// What the examples take as given.
    private static let given = """
        let pfxFile: [UInt8], letter: [UInt8], signedMail: [UInt8], certificateFile: [UInt8], sealedMail: [UInt8]
        let bobID: DigitalID, roots: TrustStore
        """

    @Test func examplesCompile() throws {
        let readme = try String(contentsOf: TestFiles.package.appending(path: "README.md"), encoding: .utf8)
        var imports: Set<String> = []
        var functions: [String] = []
        for block in readme.components(separatedBy: "<!-- example: ").dropFirst() {
            let name = try #require(block.split(separator: " ").first)
            let start = try #require(block.range(of: "```swift\n")).upperBound
            let end = try #require(block.range(of: "\n```", range: start..<block.endIndex)).lowerBound
            let lines = block[start..<end].split(separator: "\n", omittingEmptySubsequences: false)
            imports.formUnion(lines.filter { $0.hasPrefix("import ") }.map(String.init))
            let body = lines.filter { !$0.hasPrefix("import ") }.joined(separator: "\n    ")
            functions.append("extension Given { func \(name)Example() throws {\n    \(body)\n} }")
        }
        #expect(functions.count == 5)
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
