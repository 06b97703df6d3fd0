internal import Foundation
internal import SignetBytes
internal import SignetHash

/// Every file and folder below a folder, with kind, mode and digest: to see whether anything changed.
struct FolderContents: Equatable {
    private let entries: [String: String]

    /// What is there now. The lock of a store is no part of what it holds.
    init(of folder: URL) throws {
        var entries: [String: String] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
            guard !path.hasSuffix("/.lock") else { continue }
            let full = folder.appending(path: path).path
            let attributes = try FileManager.default.attributesOfItem(atPath: full)
            let mode = String((attributes[.posixPermissions] as? Int) ?? 0, radix: 8)
            let size = (attributes[.size] as? Int) ?? 0
            switch attributes[.type] as? FileAttributeType {
            case .typeDirectory?: entries[path] = "folder \(mode)"
            // A sparse file of many gigabytes is told by its size alone.
            case .typeRegular? where size <= 64 << 20:
                let content = [UInt8](try Data(contentsOf: URL(filePath: full)))
                entries[path] = "file \(mode) \(DigestAlgorithm.sha256.digest(of: content.span))"
            case let type: entries[path] = "\(type?.rawValue ?? "?") \(mode) \(size)"
            }
        }
        self.entries = entries
    }

    /// The paths.
    var paths: [String] { entries.keys.sorted() }

    /// What is not the same as before.
    func changes(since before: FolderContents) -> [String] {
        Set(entries.keys).union(before.entries.keys).sorted().compactMap { path in
            switch (before.entries[path], entries[path]) {
            case (nil, _?): "appeared: \(path)"
            case (_?, nil): "vanished: \(path)"
            case (let old?, let new?) where old != new: "changed: \(path)"
            default: nil
            }
        }
    }
}
