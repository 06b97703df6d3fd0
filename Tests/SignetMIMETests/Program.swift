import Foundation
import SignetBytes

/// Runs a peer's program, when this machine has it.
struct Program {
    let path: String

    /// Looks through `$PATH`.
    init?(_ name: String) {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let paths = folders.map { "\($0)/\(name)" }
        guard let path = paths.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else { return nil }
        self.path = path
    }

    /// Runs it to its end in `folder`, and returns its exit status and output. Output goes through a file, so that it
    /// may have any size.
    func run(_ arguments: [String], in folder: Scratch) throws -> (status: Int32, output: Bytes) {
        let output = folder.url.appending(path: "output-\(UUID().uuidString)")
        _ = FileManager.default.createFile(atPath: output.path, contents: nil)
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.currentDirectoryURL = folder.url
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return (process.terminationStatus, Bytes([UInt8](try Data(contentsOf: output))))
    }
}

/// A temporary folder that goes away with its owner.
final class Scratch {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "signet-mime-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Writes a file, and returns its path.
    func write(_ bytes: Bytes, to name: String) throws -> String {
        let file = url.appending(path: name)
        try Data(Array(bytes)).write(to: file)
        return file.path
    }

    func read(_ name: String) throws -> Bytes { Bytes([UInt8](try Data(contentsOf: url.appending(path: name)))) }
}
