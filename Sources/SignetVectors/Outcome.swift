internal import SignetBytes

/// What came of one case.
public enum Outcome: Equatable, Sendable {
    /// The answer is the file's.
    case passed
    /// It is not: what the file says, and what was computed.
    case failed(expected: String, got: String)
    /// It was not run, and why.
    case skipped(String)

    /// Bytes beside those of the file.
    static func compare(_ got: [UInt8], _ expected: [UInt8]) -> Outcome {
        got == expected ? .passed : .failed(expected: shown(expected), got: shown(got))
    }

    /// Bytes, or none where the input was refused, beside those of the file.
    static func compare(_ got: [UInt8]?, _ expected: [UInt8]) -> Outcome {
        guard let got else { return .failed(expected: shown(expected), got: "refused") }
        return compare(got, expected)
    }

    /// A verdict beside the file's.
    static func judge(_ accepted: Bool, expected: Bool) -> Outcome {
        accepted == expected
            ? .passed
            : .failed(expected: expected ? "accepted" : "refused", got: accepted ? "accepted" : "refused")
    }

    private static func shown(_ bytes: [UInt8]) -> String {
        if bytes.count <= 64 { return Hex.encode(bytes.span) }
        let start = Array(bytes.prefix(64))
        return "\(Hex.encode(start.span))… (\(bytes.count) bytes)"
    }
}

/// Why a case cannot be run.
enum Unable: Error {
    /// A reason that the user reads.
    case skip(String)
    /// The file has no such field, or not of this kind.
    case field(String)

    var outcome: Outcome {
        switch self {
        case .skip(let reason): .skipped(reason)
        case .field(let name): .skipped("the case has no readable field '\(name)'")
        }
    }
}

/// One case of a file, ready to run.
struct VectorCase: Sendable {
    /// What the file calls it.
    let id: String
    /// The algorithm, for the table: `AES-GCM`.
    let algorithm: String
    /// What the file says about it.
    var flags: [String] = []
    /// Runs it.
    let body: @Sendable () throws -> Outcome

    func run() -> Outcome {
        do {
            return try body()
        } catch let error as Unable {
            return error.outcome
        } catch {
            return .failed(expected: "no error", got: "\(error)")
        }
    }
}
