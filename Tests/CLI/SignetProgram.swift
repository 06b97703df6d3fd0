internal import Foundation

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

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

    /// Without a terminal: where nobody watches, a question for a password must be an error and not a wait.
    private static func run(
        _ line: String, _ arguments: [String], in folder: URL, _ environment: [String: String]
    ) throws -> Outcome {
        let record = FileManager.default.temporaryDirectory.appending(path: "signet-run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: record, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: record) }
        let process = Process()
        let shell = ["/bin/sh", "-c", line] + arguments
        let setsid = ["/usr/bin/setsid", "/bin/setsid"].first(where: FileManager.default.isExecutableFile(atPath:))
        let words = (setsid.map { [$0, "--wait"] } ?? []) + shell
        process.executableURL = URL(filePath: words[0])
        process.arguments = Array(words.dropFirst())
        process.currentDirectoryURL = folder
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        // Files rather than pipes: neither side can wait for the other.
        let (output, errors) = (record.appending(path: "output"), record.appending(path: "errors"))
        for file in [output, errors] { try Data().write(to: file) }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        let isKilled = process.terminationReason == .uncaughtSignal
        return Outcome(
            status: isKilled ? -process.terminationStatus : process.terminationStatus,
            output: [UInt8](try Data(contentsOf: output)),
            errorOutput: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }
}
