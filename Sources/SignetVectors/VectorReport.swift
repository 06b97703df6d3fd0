/// What came of vector files.
public struct VectorReport: Sendable, Encodable {
    /// Counts of one algorithm in one file, or of all.
    public struct Counts: Sendable, Encodable, Equatable {
        /// How many cases gave the file's answer.
        public var passed = 0
        /// How many did not.
        public var failed = 0
        /// How many were not run.
        public var skipped = 0

        /// Sums.
        public static func + (a: Counts, b: Counts) -> Counts {
            Counts(passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped)
        }
    }

    /// A case that failed.
    public struct Failure: Sendable, Encodable {
        /// What the file calls the case.
        public var id: String
        /// The algorithm.
        public var algorithm: String
        /// What the file says about the case.
        public var flags: [String]
        /// What the file says that comes of it.
        public var expected: String
        /// What came of it.
        public var got: String
    }

    /// One algorithm of one file.
    public struct Row: Sendable, Encodable {
        /// The algorithm.
        public var algorithm: String
        /// Its counts.
        public var counts = Counts()
        /// Why cases were skipped, and how many.
        public var reasons: [String: Int] = [:]
    }

    /// One file.
    public struct File: Sendable, Encodable {
        /// Where it is.
        public var path: String
        /// What it was recognised as; `nil` when it was not.
        public var format: String?
        /// Why nothing could be made of it.
        public var note: String?
        /// Its algorithms, in the order in which they come.
        public var rows: [Row] = []
        /// What failed.
        public var failures: [Failure] = []

        /// The sums of its rows.
        public var counts: Counts { rows.reduce(Counts()) { $0 + $1.counts } }
    }

    /// The files, in order.
    public var files: [File] = []

    /// The sums of all.
    public var counts: Counts { files.reduce(Counts()) { $0 + $1.counts } }

    /// Whether something ran and nothing failed.
    public var isGood: Bool { counts.failed == 0 && counts.passed > 0 }

    /// `N passed, N failed, N skipped`
    public var summary: String { Self.summary(counts) }

    /// `N passed, N failed, N skipped`
    public static func summary(_ counts: Counts) -> String {
        "\(counts.passed) passed, \(counts.failed) failed, \(counts.skipped) skipped"
    }
}

extension VectorReport.File {
    /// Adds the outcome of a case.
    mutating func add(_ test: VectorCase, _ outcome: Outcome) {
        if rows.last?.algorithm != test.algorithm, !rows.contains(where: { $0.algorithm == test.algorithm }) {
            rows.append(VectorReport.Row(algorithm: test.algorithm))
        }
        guard let index = rows.lastIndex(where: { $0.algorithm == test.algorithm }) else { return }
        switch outcome {
        case .passed: rows[index].counts.passed += 1
        case .skipped(let reason):
            rows[index].counts.skipped += 1
            rows[index].reasons[reason, default: 0] += 1
        case .failed(let expected, let got):
            rows[index].counts.failed += 1
            failures.append(
                VectorReport.Failure(
                    id: test.id, algorithm: test.algorithm, flags: test.flags, expected: expected, got: got))
        }
    }
}
