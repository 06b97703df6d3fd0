import Foundation
import SignetASN1
import SignetBytes
import TestSupport

/// Every ASN.1 object in the files below a folder of the corpora: whole files, and what stands in PEM.
func objects(_ folder: String, limit: Int = 1 << 16) throws -> [(name: String, bytes: Bytes)] {
    guard let corpora = TestFiles.corpora else { return [] }
    let root = corpora.appending(path: folder)
    let names = (FileManager.default.enumerator(atPath: root.path)?.allObjects as? [String] ?? []).sorted()
    return try names.flatMap { name -> [(String, Bytes)] in
        guard try root.appending(path: name).resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true,
            !name.hasSuffix(".json"), !name.hasSuffix(".txt"), !name.hasSuffix(".md")
        else { return [] }
        let file = Bytes(try TestFiles.corpus("\(folder)/\(name)"))
        guard file.count <= limit else { return [] }
        if let inside = try? PEM.decode(file) {
            return inside.enumerated().map { ("\(folder)/\(name)#\($0)", $1.contents.exposed) }
        }
        return [("\(folder)/\(name)", file)]
    }
}
