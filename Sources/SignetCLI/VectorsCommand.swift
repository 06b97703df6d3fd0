#if Program
import ArgumentParser
import FoundationEssentials
import Signet
import SignetBytes
import SignetTerminal
import SignetVectors

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

struct VectorsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vectors", abstract: "Run public test vectors against this engine.",
        discussion: "Example: signet vectors run wycheproof/testvectors_v1", subcommands: [Run.self])

    struct Run: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run vector files and folders of them.",
            usage: "signet vectors run [<options>] [<path> ...]",
            discussion: """
                Reads Wycheproof, ACVP, CAVP, OpenSSL evp_test and more, as they are published; what a file is, is made out \
                from what is in it (see --list). The last line is "N passed, N failed, N skipped"; the exit status is 0 only \
                if something ran and nothing failed.

                Example: signet vectors run --level all wycheproof/testvectors_v1
                """)

        @Argument(help: ArgumentHelp("Files and folders.", valueName: "path"), completion: .file())
        var paths: [String] = []

        @Flag(help: "As JSON; the last line goes to standard error.")
        var json = false

        @Flag(help: "As JUnit XML; the last line goes to standard error.")
        var junit = false

        @Option(help: "CPU level: portable, x86, avx2, avx512, or all that this machine has.")
        var level: String?

        @Option(help: ArgumentHelp("Run every Nth case only of files with more than 20.", valueName: "n"))
        var sample: Int?

        @Flag(help: "Show which formats and algorithms are covered.")
        var list = false

        @Flag(help: "Show what is done with Wycheproof's \"acceptable\" cases.")
        var policy = false

        mutating func validate() throws {
            guard !paths.isEmpty || list || policy else { throw ValidationError("Name files or folders, or --list.") }
            guard !(json && junit) else { throw ValidationError("--json and --junit exclude each other.") }
            if let sample, sample < 1 { throw ValidationError("--sample wants a number from 1 on.") }
            if let level, level != "all", CPU.Level(rawValue: level) == nil {
                throw ValidationError("There is no CPU level '\(level)': portable, x86, avx2, avx512, all.")
            }
        }

        func run() throws {
            if list { try Console.put(VectorCoverage.text) }
            if policy { try Console.put(VectorCoverage.policy) }
            guard !paths.isEmpty else { return }
            if let level { return try run(atLevels: level == "all" ? CPU.levels.map(\.rawValue) : [level]) }
            let report: VectorReport
            let shows = isatty(STDERR_FILENO) == 1
            do throws(VectorRunner.Unreadable) {
                report = try VectorRunner(sampling: sample).run(paths) { progress in
                    guard shows else { return }
                    let counts = VectorReport.summary(progress.counts)
                    Console.note("\r\(progress.file) of \(progress.fileCount) files, \(counts) ", lineEnd: "")
                }
            } catch {
                throw SignetError(.system(operation: "read", reason: error.reason), file: error.path)
            }
            if shows { Console.note("\r", lineEnd: "\u{1B}[K") }
            if json {
                try JSON.put(LevelReport(level: CPU.level.rawValue, report: report))
                Console.note(report.summary)
            } else if junit {
                try Console.put("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n")
                try Console.put(report.junit(level: CPU.level.rawValue) + "</testsuites>\n")
                Console.note(report.summary)
            } else {
                try Console.put(report.text())
            }
            guard report.isGood else { throw ExitCode(1) }
        }

        /// The processor is looked at once, at the start: each level has a process of its own.
        private func run(atLevels levels: [String]) throws {
            var (passed, failed, skipped) = (0, 0, 0)
            var isGood = true
            var documents: [String] = []
            for level in levels {
                guard let own = CPU.Level(rawValue: level), own <= CPU.level else {
                    throw SignetError(.unsuitable("this machine has no CPU level '\(level)'"))
                }
                let form = json ? ["--json"] : junit ? ["--junit"] : []
                let child = try ChildProgram.run(
                    ["vectors", "run"] + form + (sample.map { ["--sample", "\($0)"] } ?? []) + ["--"] + paths,
                    environment: ["SIGNET_CPU": level])
                isGood = isGood && child.status == 0
                let text = json || junit ? child.errors : child.output
                let summary = text.split(separator: "\n").last.map(String.init) ?? ""
                let numbers = summary.split(separator: " ").compactMap { Int($0) }
                guard child.status <= 1, numbers.count == 3 else {
                    Console.note(child.errors)
                    throw ExitCode(child.status)
                }
                (passed, failed, skipped) = (passed + numbers[0], failed + numbers[1], skipped + numbers[2])
                if json || junit {
                    documents.append(child.output)
                } else {
                    try Console.put("level \(level)\n\(child.output)\n")
                }
            }
            let total = "\(passed) passed, \(failed) failed, \(skipped) skipped"
            if json {
                try Console.put("[\n\(documents.joined(separator: ",\n"))]\n")
                Console.note(total)
            } else if junit {
                try Console.put("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n")
                for document in documents {
                    try Console.put(
                        document.split(separator: "\n").filter { $0.hasPrefix("  ") }.joined(separator: "\n") + "\n")
                }
                try Console.put("</testsuites>\n")
                Console.note(total)
            } else {
                try Console.put(total + "\n")
            }
            guard isGood else { throw ExitCode(1) }
        }
    }
}

/// What came of vector files at one CPU level.
private struct LevelReport: Encodable {
    let level: String
    let passed: Int
    let failed: Int
    let skipped: Int
    let files: [VectorReport.File]

    init(level: String, report: VectorReport) {
        self.level = level
        (passed, failed, skipped) = (report.counts.passed, report.counts.failed, report.counts.skipped)
        files = report.files
    }
}
#endif
