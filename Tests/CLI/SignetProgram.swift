internal import Foundation
internal import TestSupport

/// The built `signet` program, run in a folder of its own.
struct SignetProgram: Sendable {
    /// What a command left.
    struct Outcome: Sendable {
        let status: Int32
        let output: [UInt8]
        let errorOutput: String

        var text: String { String(decoding: output, as: UTF8.self) }
        /// A crash, or a kill, as seen through a shell.
        var wasKilled: Bool { status < 0 || status >= 126 }
    }

    /// Why there is nothing to test.
    struct Absent: Error, CustomStringConvertible {
        let description: String
    }

    /// `$SIGNET_PROGRAM`, else the program that was built beside the tests.
    ///
    /// - Throws: `Absent` when it is not there, or was built without its trait: then no story can be told.
    static let built = Result { () throws -> URL in
        let bundles = [Bundle.main.executableURL] + Bundle.allBundles.map(\.bundleURL)
        let beside = bundles.compactMap {
            $0?.resolvingSymlinksInPath().deletingLastPathComponent().appending(path: "signet")
        }
        let named = ProcessInfo.processInfo.environment["SIGNET_PROGRAM"].map { URL(filePath: $0) }
        guard
            let program = ([named].compactMap { $0 } + beside).first(where: {
                FileManager.default.isExecutableFile(atPath: $0.path)
            })
        else {
            throw Absent(description: "the signet program is not beside the tests: run swift test --traits Program")
        }
        let version = try run("\"$0\" --version", [program.path], in: FileManager.default.temporaryDirectory, [:])
        guard version.status == 0, version.text.first?.isNumber == true else {
            throw Absent(
                description: "\(program.path) was built without its trait: run swift test --traits Program")
        }
        return program
    }

    /// The folder that commands run in.
    let folder: URL
    private let environment: [String: String]

    /// The store.
    var home: URL { folder.appending(path: "home") }

    /// A program with an empty store in a folder.
    init(in folder: URL) throws {
        let program = try Self.built.get()
        let inherited = ProcessInfo.processInfo.environment
        self.folder = folder
        environment = [
            "PATH": program.deletingLastPathComponent().path + ":" + (inherited["PATH"] ?? "/usr/bin:/bin"),
            "HOME": folder.path, "TMPDIR": folder.path, "LC_ALL": "C.UTF-8", "TZ": "UTC",
            "SIGNET_HOME": folder.appending(path: "home").path, "SIGNET_PASSPHRASE": "the passphrase of the tests",
        ]
    }

    /// Runs a line of shell.
    ///
    /// - Parameter arguments: `$0`, `$1`, … of the line.
    func run(
        _ line: String, _ arguments: [String] = [], _ more: [String: String] = [:]
    ) throws -> Outcome {
        try Self.run(line, arguments, in: folder, environment.merging(more) { $1 })
    }

    private static func run(
        _ line: String, _ arguments: [String], in folder: URL, _ environment: [String: String]
    ) throws -> Outcome {
        let outcome = try ChildProcess.run(["/bin/sh", "-c", line] + arguments, in: folder, environment: environment)
        return Outcome(
            status: outcome.status, output: outcome.output,
            errorOutput: String(decoding: outcome.errorOutput, as: UTF8.self))
    }
}
