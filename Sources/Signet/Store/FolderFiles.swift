/// The files in folders, and in the folders in these, in the order of their names.
///
/// Each folder is gone through once, however many symbolic links lead to it, and one that cannot be read does not hide the
/// others. Names that begin with a dot are left out.
public struct FolderFiles: Sendable {
    /// A file, or what cannot be one.
    public struct Place: Sendable {
        /// Its name.
        public let name: String
        /// Why it cannot be read: a folder that is closed, or a pipe in a folder, at which a reader would wait for ever.
        public let failure: SignetError?
    }

    /// What was found.
    public private(set) var places: [Place] = []

    /// Looks into folders.
    ///
    /// - Parameter paths: files, which are taken as they are, and folders.
    public init(_ paths: [String]) {
        for path in paths {
            guard FileSystem.isFolder(path) else {
                places.append(Place(name: path, failure: nil))
                continue
            }
            var seen = Set<FileSystem.Identity>()
            find(in: path, &seen)
        }
    }

    private mutating func find(in folder: String, _ seen: inout Set<FileSystem.Identity>) {
        guard let identity = FileSystem.identity(of: folder), seen.insert(identity).inserted else { return }
        let names: [String]
        do throws(SignetError) {
            names = try FileSystem.allNames(in: folder)
        } catch {
            places.append(Place(name: folder, failure: error))
            return
        }
        for name in names.sorted() where !name.hasPrefix(".") {
            let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
            if FileSystem.isFolder(path) {
                find(in: path, &seen)
            } else if FileSystem.isRegularFile(path) || FileSystem.identity(of: path) == nil {
                // A symbolic link that leads nowhere is told of when it is opened.
                places.append(Place(name: path, failure: nil))
            } else {
                let error = SignetError(.system(operation: "read", reason: "it is a pipe or device"), file: path)
                places.append(Place(name: path, failure: error))
            }
        }
    }
}
