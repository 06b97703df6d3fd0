public import Foundation

/// Other programs, as judges of what we compute.
public enum Programs {
    /// Runs `name` (found by `$PATH`) on `input` and gives its standard output; `nil` when there is no such program, or
    /// when it fails.
    public static func run(_ name: String, _ arguments: [String], input: [UInt8] = []) throws -> [UInt8]? {
        guard exists(name) else { return nil }
        let outcome = try ChildProcess.run([installed(name)] + arguments, input: input)
        return outcome.status == 0 ? outcome.output : nil
    }

    /// `openssl` is what `SIGNET_OPENSSL` names, if it names one: another release, which is judge then.
    private static func installed(_ name: String) -> String {
        name == "openssl" ? ProcessInfo.processInfo.environment["SIGNET_OPENSSL"] ?? name : name
    }

    /// Lends a new folder, which is removed afterwards.
    public static func withFolder<R>(_ body: (URL) throws -> R) throws -> R {
        let folder = FileManager.default.temporaryDirectory.appending(path: "signet-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }

    /// Whether `name`, or the path that it is, can be run at all.
    public static func exists(_ name: String) -> Bool {
        let name = installed(name)
        guard !name.contains("/") else { return FileManager.default.isExecutableFile(atPath: name) }
        let paths = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return paths.split(separator: ":").contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
    }
}
