public import Foundation

/// Where tests find their data.
public enum TestFiles {
    /// The folder of the package.
    public static let package = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Data that is part of the project, with its provenance in `Vectors/README.md`.
    public static let vectors = package.appending(path: "Vectors")

    /// Public test data that is not part of the project: `$SIGNET_CORPORA`, else `../shared/corpora`; `nil` when absent.
    public static let corpora: URL? = {
        let named = ProcessInfo.processInfo.environment["SIGNET_CORPORA"].map { URL(filePath: $0) }
        let folder = named ?? package.deletingLastPathComponent().appending(path: "shared/corpora")
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()

    /// The bytes of a file below `Vectors/`.
    public static func vector(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: vectors.appending(path: path)))
    }

    /// The bytes of a file below the corpora.
    public static func corpus(_ path: String) throws -> [UInt8] {
        guard let corpora else { throw CocoaError(.fileNoSuchFile) }
        return [UInt8](try Data(contentsOf: corpora.appending(path: path)))
    }

    /// Says how many cases of an outside suite ran, or that its folder is absent.
    public static func report(_ suite: String, ran count: Int?) {
        print(count.map { "\(suite): \($0) cases ran" } ?? "\(suite): ../shared/corpora is absent, nothing ran")
    }
}
