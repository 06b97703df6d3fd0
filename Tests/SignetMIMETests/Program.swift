import Foundation
import SignetBytes
import TestSupport

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

    /// Runs it to its end in `folder`, and returns its exit status and output.
    func run(_ arguments: [String], in folder: Scratch) throws -> (status: Int32, output: Bytes) {
        let outcome = try ChildProcess.run([path] + arguments, in: folder.url)
        return (outcome.status, Bytes(outcome.output))
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
