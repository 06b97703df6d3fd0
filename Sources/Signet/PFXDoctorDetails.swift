public import SignetAlgorithms
public import SignetBytes
public import SignetCMS
import SignetPKCS12

/// The doctor's answer in words.
public struct PFXDoctorDetails: Details, Codable {
    /// A program, and what keeps it from reading the file.
    public struct Reader: Sendable, Codable {
        /// The program.
        public let name: String
        /// Whether it reads the file.
        public let canRead: Bool
        /// What it does not read.
        public let obstacles: [String]
        /// The command that converts the file for it.
        public let remedy: String?
    }

    /// `opens`, `wrong password`, `damaged`, …
    public let verdict: String
    /// The same in a sentence.
    public let summary: String
    /// What else was noticed.
    public let findings: [String]
    /// Who can read it.
    public let readers: [Reader]
    /// What is in it.
    public let details: PFXDetails?
    /// The exit status of the program.
    public let exitStatus: Int32

    /// Examines a file.
    ///
    /// - Parameters:
    ///   - file: whatever is said to be a .pfx.
    ///   - name: Where the file is, for the command that converts it; `-` for standard input.
    ///   - password: `nil` when nobody knows it.
    ///   - privacyPassword: what the contents are encrypted under, if not under the same.
    ///   - keys: what opens the parts that are for the owners of private keys.
    ///   - options: What that command needs besides: where the password is.
    public init(
        _ file: Bytes, name: String, password: Password?, privacyPassword: Password? = nil, keys: [OpeningKey] = [],
        options: [String] = []
    ) {
        let diagnosis = PFX.diagnose(file, password: password, privacyPassword: privacyPassword, keys: keys)
        verdict = diagnosis.verdict.rawValue
        summary = diagnosis.summary
        let reader = diagnosis.verdict == .notAPFX ? FileKind(file)?.command : nil
        findings = diagnosis.findings + (reader.map { ["what reads it: signet \($0)"] } ?? [])
        readers = diagnosis.readers.map { reader in
            let command =
                ["signet", "pfx", "convert", Self.argument(name), "--for", reader.profile.name] + options
                + (diagnosis.verdict == .privateKeyNeeded ? ["--key", "KEY"] : [])
                + ["-o", Self.argument(Self.converted(name, reader.profile))]
            let remedy = command.map(Self.quoted).joined(separator: " ")
            return Reader(
                name: reader.name, canRead: reader.obstacles.isEmpty, obstacles: reader.obstacles,
                remedy: reader.obstacles.isEmpty ? nil : remedy)
        }
        details = diagnosis.contents.map { PFXDetails($0) }
        exitStatus =
            switch diagnosis.verdict {
            case .opens: 0
            case .passwordNeeded, .wrongPassword, .privateKeyNeeded, .unsupported: 4
            case .damaged: 1
            case .malformed, .notAPFX, .empty: 3
            case .tooMuchWork: 5
            }
    }

    /// A name that no command takes for an option.
    private static func argument(_ name: String) -> String {
        name.hasPrefix("-") && name != "-" ? "./\(name)" : name
    }

    /// A word for a POSIX shell.
    private static func quoted(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "-_./:@%+=,".utf8.contains(byte)
        }
        if isPlain, !word.isEmpty { return word }
        return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    private static func converted(_ name: String, _ profile: PFXProfile) -> String {
        if name == "-" { return "converted-\(profile.name).pfx" }
        let start = name.lastIndex(of: "/").map(name.index(after:)) ?? name.startIndex
        let dot = name[start...].lastIndex(of: ".")
        let end = dot.flatMap { $0 == start ? nil : $0 } ?? name.endIndex
        return "\(name[..<end])-\(profile.name).pfx"
    }

    /// The text, line by line.
    public var lines: [String] {
        var lines = ["\(verdict.uppercased()): \(summary)"] + findings.map { "Note        \($0)" }
        guard !readers.isEmpty else { return lines }
        lines.append("")
        lines.append("Who can read it")
        for reader in readers {
            lines.append(
                "  \(reader.canRead ? "yes" : "NO ")  \(reader.name)"
                    + (reader.obstacles.isEmpty ? "" : ": \(reader.obstacles.joined(separator: "; "))"))
        }
        var remedies: [String] = []
        for remedy in readers.compactMap(\.remedy) where !remedies.contains(remedy) { remedies.append(remedy) }
        if !remedies.isEmpty { lines += ["", "To convert it"] + remedies.map { "  \($0)" } }
        return lines
    }
}
