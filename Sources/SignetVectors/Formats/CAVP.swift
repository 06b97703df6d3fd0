internal import SignetBytes
internal import SignetHash

/// NIST's CAVP response files, and files in their form that others made (pyca, Botan).
///
/// They hardly say what they are: the header's comments, the names of the fields, and at last the file's own path tell.
struct CAVP: Sendable {
    static let name = "CAVP"

    let file: StanzaFile
    /// Comments and path, in small letters.
    let hints: String
    let path: String

    init(_ file: StanzaFile, path: String) {
        self.file = file
        self.path = path.lowercased()
        hints = (file.comments.prefix(40).joined(separator: "\n") + "\n" + path).lowercased()
    }

    /// A case's fields, with those of the stanzas before it where it has none of its own.
    struct Record: Sendable {
        let stanza: Stanza
        let before: [String: String]

        func text(_ name: String) -> String? { stanza[name] ?? before[name] ?? stanza.setting(name) }

        func bytes(_ names: String...) throws(Unable) -> [UInt8] {
            for name in names {
                if let text = text(name) {
                    if text == "?" { throw .skip("a question that the file has no answer to") }
                    guard let bytes = EVPRecord.bytes(text) else { throw .field(name) }
                    return bytes
                }
            }
            throw .field(names[0])
        }

        func optional(_ name: String) -> [UInt8]? { text(name).flatMap(Hexadecimal.bytes) }

        func int(_ name: String) throws(Unable) -> Int {
            guard let number = text(name).flatMap({ Int($0) }) else { throw .field(name) }
            return number
        }

        func has(_ name: String) -> Bool { stanza[name] != nil }

        var section: String { stanza.sections.first?.lowercased() ?? "" }

        /// `P`, `Pass`, `F (3 - S changed)`, `Fail`; also `FAIL` alone.
        var mustFail: Bool {
            if stanza.fields.contains(where: { $0.name == "FAIL" }) { return true }
            guard let result = stanza["Result"] ?? stanza["RESULT"] else { return false }
            return result.hasPrefix("F") || result.hasPrefix("f") || result.contains("ERROR")
        }
    }

    /// How cases of one kind are read; `trigger` are the fields that a case has and other stanzas have not.
    struct Kind: Sendable {
        let algorithm: String
        let trigger: @Sendable (Record) -> Bool
        let run: @Sendable (Record) throws -> Outcome

        init(
            _ algorithm: String, _ trigger: String..., run: @escaping @Sendable (Record) throws -> Outcome
        ) {
            self.algorithm = algorithm
            self.trigger = { record in trigger.contains { record.has($0) } }
            self.run = run
        }
    }

    /// Whether it is a file of this form at all.
    static func isOne(_ file: StanzaFile) -> Bool {
        let names = file.names
        let known: [Set<String>] = [
            ["Msg"], ["MD"], ["Seed"], ["Output"], ["KEY"], ["KEYs"], ["KEY1"], ["Key"], ["K"], ["Qx"], ["d"], ["n"],
            ["P"],
            ["Z"], ["Hash"], ["PASSWORD"], ["SECRET"], ["INPUT_SCALAR"], ["curve"], ["pk"], ["QCAVSx"], ["QsCAVSx"],
            ["count", "seed"], ["COUNT"], ["Count"],
        ]
        return known.contains { $0.isSubset(of: names) }
    }

    func cases() -> [VectorCase] {
        guard let kind = kind() else {
            return [
                VectorCase(id: "the whole file", algorithm: "?") {
                    .skipped("no algorithm of S/MIME could be made out of header, fields and file name")
                }
            ]
        }
        var cases: [VectorCase] = []
        var before: [String: String] = [:]
        for stanza in file.stanzas {
            let record = Record(stanza: stanza, before: before)
            if kind.trigger(record) {
                let count = stanza["COUNT"] ?? stanza["Count"] ?? stanza["count"]
                let section = stanza.sections.joined(separator: ", ")
                cases.append(
                    VectorCase(
                        id: "line \(stanza.line)\(count.map { " count \($0)" } ?? "")", algorithm: kind.algorithm,
                        flags: section.isEmpty ? [] : [section]
                    ) { try kind.run(record) })
            }
            for field in stanza.fields where field.name != "FAIL" && field.name != "Result" {
                before[field.name] = field.value
            }
            // `[Plen = 0, Nlen = 7]` holds like a line.
            for section in stanza.sections {
                for part in section.split(separator: ",") {
                    let sides = part.split(separator: "=").map(Stanza.trimmed)
                    if sides.count == 2 { before[sides[0]] = sides[1] }
                }
            }
        }
        return cases
    }

    /// As words have them: `sha256shortmsg.rsp`, `rfc-2202-sha1.txt`, `"SHA-512/224`; longer names first.
    private static let digestNames = [
        "sha512_224", "sha512_256", "sha-512/224", "sha-512/256", "sha3_224", "sha3_256", "sha3_384", "sha3_512",
        "sha3-224", "sha3-256", "sha3-384", "sha3-512", "sha224", "sha256", "sha384", "sha512", "sha-224", "sha-256",
        "sha-384", "sha-512", "sha1", "sha-1", "md5", "md4", "md2",
    ]

    /// The hash function that the header, or else the path, names.
    var digest: DigestAlgorithm? {
        for text in [file.comments.prefix(40).joined(separator: " "), path] {
            for word in text.lowercased().split(whereSeparator: \.isWhitespace) {
                if let name = Self.digestNames.first(where: { word.contains($0) }) { return Named.digest(name) }
            }
        }
        return path.contains("rfc-1321") ? .md5 : nil
    }

    /// The hash function of a `[L = 32]` section, where nothing else names one.
    static func digest(byteCount: Int) -> DigestAlgorithm? {
        [20: .sha1, 28: .sha224, 32: .sha256, 48: .sha384, 64: .sha512][byteCount]
    }

    private func kind() -> Kind? { symmetricKind() ?? publicKeyKind() ?? derivationKind() }

    func says(_ words: String...) -> Bool { words.contains { hints.contains($0) } }
}
