internal import FoundationEssentials
internal import SignetBytes

/// Finds vector files, makes out what they are, and runs their cases.
public struct VectorRunner: Sendable {
    /// Every how manieth case of a large file is run, for those who have little time: files of up to 20 cases are run whole.
    public var sampling: Int?
    /// The largest file that is read.
    public var maximumByteCount = 512 << 20

    /// A runner that runs everything.
    public init(sampling: Int? = nil) { self.sampling = sampling }

    /// Where a path cannot be read.
    public struct Unreadable: Error, Sendable {
        /// The path.
        public let path: String
        /// Why.
        public let reason: String
    }

    /// Where a run stands.
    public struct Progress: Sendable {
        /// The file that is being run.
        public let path: String
        /// Its number, from 1.
        public let file: Int
        /// How many there are.
        public let fileCount: Int
        /// The counts so far.
        public let counts: VectorReport.Counts
    }

    /// Runs every file at or below the paths.
    ///
    /// - Throws: `Unreadable` for a path that there is not, or that cannot be read.
    public func run(_ paths: [String], progress: (Progress) -> Void = { _ in }) throws(Unreadable) -> VectorReport {
        let collection = try Collection(paths, self)
        var report = VectorReport()
        let documents = collection.documents
        for (index, document) in documents.enumerated() {
            progress(
                Progress(path: document.path, file: index + 1, fileCount: documents.count, counts: report.counts))
            report.files.append(run(document))
        }
        return report
    }

    private func run(_ document: Document) -> VectorReport.File {
        var file = VectorReport.File(path: document.path, format: document.format, note: document.note)
        let cases = document.cases()
        if let sampling, sampling > 1, cases.count > 20 {
            // The number is no divisor of the usual group sizes: every group has its turn.
            for (index, test) in cases.enumerated() where index % sampling == 0 { file.add(test, test.run()) }
        } else {
            for test in cases { file.add(test, test.run()) }
        }
        if file.format != nil, cases.isEmpty, file.note == nil { file.note = "no cases" }
        return file
    }
}

/// A file, recognised.
struct Document: Sendable {
    let path: String
    var format: String?
    var note: String?
    var cases: @Sendable () -> [VectorCase]

    init(_ path: String, _ format: String, _ cases: @escaping @Sendable () -> [VectorCase]) {
        (self.path, self.format, self.cases) = (path, format, cases)
    }

    init(unknown path: String, _ note: String) {
        (self.path, self.note, cases) = (path, note, { [] })
    }
}

/// The files of a run: each with what it is, the parts of one put together.
struct Collection {
    private(set) var documents: [Document] = []

    init(_ paths: [String], _ runner: VectorRunner) throws(VectorRunner.Unreadable) {
        var files: [String] = []
        for path in paths { files += try FileTree.files(at: path) }
        // Folders with an index are one document; the files that it names are not run for themselves.
        var claimed: Set<String> = []
        for path in files where FileTree.name(path) == "cases.json" {
            if let claims = FolderIndex.claims(path, runner.maximumByteCount) { claimed.formUnion(claims) }
        }
        for path in files where path.hasSuffix("/" + PKITSFolder.anchor) && !claimed.contains(where: path.hasPrefix) {
            let folder = String(path.dropLast(PKITSFolder.anchor.count + 1))
            claimed.formUnion(FileTree.children(folder).map { "\(folder)/\($0)" })
            documents.append(
                Document(folder, PKITS.name) {
                    PKITSFolder.cases(folder, FileTree.children) { try FileTree.read($0, limit: 64 << 20) }
                })
        }
        var prompts: [(index: Int, key: String, folder: String, document: JSONValue)] = []
        var answers: [(path: String, key: String, folder: String, document: JSONValue)] = []
        for path in files where !claimed.contains(where: { path.hasPrefix($0) }) {
            let content: Bytes
            do {
                content = try FileTree.read(path, limit: runner.maximumByteCount)
            } catch {
                documents.append(Document(unknown: path, error.reason))
                continue
            }
            switch Recognition(path, content).result {
            case .document(let document): documents.append(document)
            case .unknown(let reason): documents.append(Document(unknown: path, reason))
            case .acvp(let document):
                if ACVP.isAnswers(document) {
                    answers.append((path, ACVP.key(document), FileTree.folder(path), document))
                } else {
                    prompts.append((documents.count, ACVP.key(document), FileTree.folder(path), document))
                    documents.append(Document(path, ACVP.name) { ACVP.cases(document) })
                }
            }
        }
        for prompt in prompts {
            var found = answers.filter { $0.key == prompt.key && $0.folder == prompt.folder }
            if found.isEmpty { found = answers.filter { $0.key == prompt.key } }
            if found.isEmpty { found = Self.beside(documents[prompt.index].path, prompt.key, runner.maximumByteCount) }
            guard let answer = found.first else { continue }
            let merged = ACVP.merged(prompt.document, with: answer.document)
            documents[prompt.index].cases = { ACVP.cases(merged) }
        }
        for answer in answers where !prompts.contains(where: { $0.key == answer.key }) {
            documents.append(Document(unknown: answer.path, "ACVP answers without their questions (prompt.json)"))
        }
    }

    /// The answers that lie beside questions which were asked for alone.
    private static func beside(_ path: String, _ key: String, _ limit: Int) -> [(
        path: String, key: String, folder: String, document: JSONValue
    )] {
        let folder = FileTree.folder(path)
        let names = ["expectedResults.json", "expected_results.json", "expected.json", "internalProjection.json"]
        let twin = FileTree.name(path).replacing("prompt", with: "expectedResults")
        return (names + [twin]).compactMap { name in
            let other = "\(folder)/\(name)"
            guard other != path, let content = try? FileTree.read(other, limit: limit),
                let file = try? JSONValue(content), let document = ACVP.document(file), ACVP.key(document) == key
            else { return nil }
            return (other, key, folder, document)
        }
    }
}

/// Finds out what a file is, from what is in it.
struct Recognition {
    enum Result {
        case document(Document)
        /// To be put together with its other half.
        case acvp(JSONValue)
        case unknown(String)
    }

    let result: Result

    init(_ path: String, _ content: Bytes) { result = Self.recognise(path, content) }

    private static func recognise(_ path: String, _ content: Bytes) -> Result {
        guard let first = content.first(where: { ![0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF].contains($0) }) else {
            return .unknown("an empty file")
        }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
            do {
                return json(path, try JSONValue(content))
            } catch {
                // `[ENCRYPT]` starts a CAVP file as well.
                if first == UInt8(ascii: "{") { return .unknown("\(error)") }
            }
        }
        guard !content.prefix(4096).contains(0) else { return .unknown("a binary file: no vectors") }
        let text = String(decoding: [UInt8](content), as: UTF8.self)
        if OwnVectors.isOne(text) { return .document(Document(path, OwnVectors.name) { OwnVectors.cases(text) }) }
        if ColonLines.isOne(text) { return .document(Document(path, ColonLines.name) { ColonLines.cases(text) }) }
        if LabelledHex.isOne(text) {
            return .document(Document(path, LabelledHex.name) { LabelledHex.cases(text, path: path) })
        }
        let file = StanzaFile(content)
        if EVP.isOne(file) { return .document(Document(path, EVP.name) { EVP(file).cases() }) }
        if CAVP.isOne(file) { return .document(Document(path, CAVP.name) { CAVP(file, path: path).cases() }) }
        return .unknown("not a vector file of a known kind")
    }

    private static func json(_ path: String, _ file: JSONValue) -> Result {
        if Wycheproof.isOne(file) { return .document(Document(path, Wycheproof.name) { Wycheproof.cases(file) }) }
        if let document = ACVP.document(file) { return .acvp(document) }
        if Limbo.isOne(file) { return .document(Document(path, Limbo.name) { Limbo.cases(file) }) }
        if RFCVectors.isOne(file) {
            return .document(Document(path, RFCVectors.name) { RFCVectors.cases(file, path: path) })
        }
        if let document = FolderIndex.document(path, file) { return .document(document) }
        return .unknown("JSON of a kind that is not known")
    }
}

/// Folders of files with a `cases.json`.
enum FolderIndex {
    static func document(_ path: String, _ file: JSONValue) -> Document? {
        let folder = FileTree.folder(path)
        let read: @Sendable (String) throws -> Bytes = { try FileTree.read($0, limit: 64 << 20) }
        if PKCS12Folder.isOne(file) {
            return Document(path, PKCS12Folder.name) { PKCS12Folder.cases(file, folder: folder, read: read) }
        }
        if PKITS.isOne(file) {
            return Document(path, PKITS.name) { PKITS.cases(file, folder: folder, read: read) }
        }
        return nil
    }

    /// What below the index's folder belongs to it: the folders and files beside it.
    static func claims(_ path: String, _ limit: Int) -> Set<String>? {
        guard let content = try? FileTree.read(path, limit: limit), let file = try? JSONValue(content),
            document(path, file) != nil
        else { return nil }
        let folder = FileTree.folder(path)
        return Set(FileTree.children(folder).filter { $0 != "cases.json" }.map { "\(folder)/\($0)" })
    }
}

/// Folders and files.
enum FileTree {
    static func name(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }

    static func folder(_ path: String) -> String {
        guard let mark = path.lastIndex(of: "/") else { return "." }
        return String(path[..<mark])
    }

    static func children(_ folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    /// Every file at or below a path, in order; names that start with a dot are left out.
    static func files(at path: String) throws(VectorRunner.Unreadable) -> [String] {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw VectorRunner.Unreadable(path: path, reason: "there is no such file or folder")
        }
        guard isFolder else { return [path] }
        var trimmed = path
        while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
        return below(trimmed, depth: 0)
    }

    private static func below(_ folder: String, depth: Int) -> [String] {
        guard depth < 32 else { return [] }
        return children(folder).filter { !$0.hasPrefix(".") }.flatMap { name -> [String] in
            let path = "\(folder)/\(name)"
            var isFolder = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return [] }
            return isFolder ? below(path, depth: depth + 1) : [path]
        }
    }

    static func read(_ path: String, limit: Int) throws(VectorRunner.Unreadable) -> Bytes {
        let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int ?? 0
        guard size <= limit else {
            throw VectorRunner.Unreadable(path: path, reason: "larger than \(limit >> 20) MiB")
        }
        guard let data = try? Data(contentsOf: URL(filePath: path)) else {
            throw VectorRunner.Unreadable(path: path, reason: "it cannot be read")
        }
        return Bytes([UInt8](data))
    }
}
