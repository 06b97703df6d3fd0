public import Foundation

/// Other programs, as judges of what we compute.
public enum Programs {
    /// Runs `name` (found by `$PATH`) on `input` and gives its standard output; `nil` when there is no such program, or
    /// when it fails.
    public static func run(_ name: String, _ arguments: [String], input: [UInt8] = []) throws -> [UInt8]? {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [name] + arguments
        return try withFolder { folder in
            // Files rather than pipes: neither side can wait for the other.
            let (source, target) = (folder.appending(path: "input"), folder.appending(path: "output"))
            try Data(input).write(to: source)
            try Data().write(to: target)
            process.standardInput = try FileHandle(forReadingFrom: source)
            process.standardOutput = try FileHandle(forWritingTo: target)
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            return process.terminationStatus == 0 ? [UInt8](try Data(contentsOf: target)) : nil
        }
    }

    /// Lends a new folder, which is removed afterwards.
    public static func withFolder<R>(_ body: (URL) throws -> R) throws -> R {
        let folder = FileManager.default.temporaryDirectory.appending(path: "signet-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }

    /// Whether `name` can be run at all.
    public static func exists(_ name: String) -> Bool {
        let paths = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return paths.split(separator: ":").contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
    }
}
