internal import SignetBytes

/// C2SP Wycheproof's JSON, old and new schemas.
enum Wycheproof {
    static let name = "Wycheproof"

    /// An operation gives bytes (none for "it is right"), or throws: the input is refused.
    typealias Operation = @Sendable () throws -> [UInt8]
    struct Refused: Error {}

    /// What a kind of group does with a case: the operation, and the bytes that the file expects of it.
    typealias Reading = @Sendable (Fields) throws -> (expected: [UInt8], operation: Operation)

    static func isOne(_ file: JSONValue) -> Bool {
        guard let group = file["testGroups"]?.array?.first, let tests = group["tests"]?.array else { return false }
        return group["type"]?.string != nil && (tests.isEmpty || tests[0]["result"] != nil)
    }

    static func cases(_ file: JSONValue) -> [VectorCase] {
        let algorithm = file["algorithm"]?.string ?? "?"
        return (file["testGroups"]?.array ?? []).flatMap { group -> [VectorCase] in
            let type = group["type"]?.string ?? "?"
            let title = title(algorithm, type, group)
            return (group["tests"]?.array ?? []).map { test in
                let fields = Fields(test, in: group)
                let flags = (test["flags"]?.array ?? []).compactMap(\.string)
                let comment = test["comment"]?.string ?? ""
                return VectorCase(
                    id: "tcId \(test["tcId"]?.text ?? "?")\(comment.isEmpty ? "" : " (\(comment))")", algorithm: title,
                    flags: flags
                ) {
                    try judge(fields, type, algorithm, flags)
                }
            }
        }
    }

    /// Some files are for one algorithm with many parameters.
    private static func title(_ algorithm: String, _ type: String, _ group: JSONValue) -> String {
        var parts = [algorithm]
        let key = group["publicKey"] ?? group["key"]
        for name in [
            key?["curve"]?.string, group["curve"]?.string, group["parameterSet"]?.string, group["sha"]?.string,
        ] {
            if let name, !algorithm.contains(name) { parts.append(name) }
        }
        return parts.joined(separator: " ")
    }

    private static func judge(_ fields: Fields, _ type: String, _ algorithm: String, _ flags: [String]) throws
        -> Outcome
    {
        guard let reading = reading(type, algorithm) else {
            throw Unable.skip(WycheproofReadings.reason(type, algorithm))
        }
        let (expected, operation) = try reading(fields)
        let answer: [UInt8]?
        do {
            answer = try operation()
        } catch let error as Unable {
            throw error
        } catch {
            answer = nil
        }
        switch try fields.text("result") {
        case "valid": return .compare(answer, expected)
        case "invalid": return answer == nil || answer != expected ? .passed : .judge(true, expected: false)
        default:
            switch WycheproofPolicy.decision(for: flags) {
            case .accept: return .compare(answer, expected)
            case .refuse: return .judge(answer != nil, expected: false)
            case .either: return answer == nil ? .passed : .compare(answer, expected)
            }
        }
    }

    static func reading(_ type: String, _ algorithm: String) -> Reading? {
        WycheproofReadings.symmetric(type, algorithm) ?? WycheproofReadings.publicKey(type, algorithm)
    }
}
