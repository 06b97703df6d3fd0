internal import SignetBytes

/// NIST's ACVP JSON: prompt with expected results, or internal projection.
enum ACVP {
    static let name = "ACVP"

    /// How an algorithm's case is read and run.
    typealias Reading = @Sendable (Fields) throws -> Outcome

    /// The object with the groups; files of the protocol wrap it in an array after the version.
    static func document(_ file: JSONValue) -> JSONValue? {
        let candidates = file.array ?? [file]
        return candidates.first { document in
            guard let group = document["testGroups"]?.array?.first else { return false }
            return document["algorithm"] != nil && group["tgId"] != nil && group["tests"] != nil
        }
    }

    /// Whether a document has answers only: its groups name nothing but themselves and their cases.
    static func isAnswers(_ document: JSONValue) -> Bool {
        guard let group = document["testGroups"]?.array?.first else { return false }
        return group["testType"] == nil && document["testGroups"]?.array?.allSatisfy { $0["testType"] == nil } == true
    }

    /// What makes two documents parts of one.
    static func key(_ document: JSONValue) -> String {
        ["vsId", "algorithm", "mode", "revision"].map { document[$0]?.text ?? "" }.joined(separator: "|")
    }

    /// Puts answers into the cases that they are for.
    static func merged(_ prompt: JSONValue, with answers: JSONValue) -> JSONValue {
        guard case .object(var members) = prompt, let groups = prompt["testGroups"]?.array else { return prompt }
        var answersByGroup: [String: JSONValue] = [:]
        for group in answers["testGroups"]?.array ?? [] { answersByGroup[group["tgId"]?.text ?? ""] = group }
        members["testGroups"] = .array(
            groups.map { group in
                guard case .object(var group) = group, let other = answersByGroup[group["tgId"]?.text ?? ""]?.object
                else {
                    return group
                }
                var answersByCase: [String: [String: JSONValue]] = [:]
                for test in other["tests"]?.array ?? [] { answersByCase[test["tcId"]?.text ?? ""] = test.object }
                group["tests"] = .array(
                    (group["tests"]?.array ?? []).map { test in
                        let answer = answersByCase[test["tcId"]?.text ?? ""] ?? [:]
                        return .object((test.object ?? [:]).merging(answer) { asked, _ in asked })
                    })
                for (name, value) in other where name != "tests" && group[name] == nil { group[name] = value }
                return .object(group)
            })
        return .object(members)
    }

    static func cases(_ document: JSONValue) -> [VectorCase] {
        let algorithm = document["algorithm"]?.string ?? "?"
        let mode = document["mode"]?.string
        let title = [algorithm, mode].compactMap(\.self).joined(separator: " ")
        let reading = ACVPReadings.reading(algorithm, mode)
        return (document["testGroups"]?.array ?? []).flatMap { group -> [VectorCase] in
            let type = group["testType"]?.string ?? "AFT"
            let details = ["parameterSet", "curve", "sigType", "hashAlg", "direction"].compactMap { group[$0]?.string }
            return (group["tests"]?.array ?? []).map { test in
                let fields = Fields(test, in: group)
                return VectorCase(
                    id: "tgId \(group["tgId"]?.text ?? "?") tcId \(test["tcId"]?.text ?? "?")", algorithm: title,
                    flags: [type] + details + [test["reason"]?.string].compactMap(\.self)
                ) {
                    guard let reading else { throw Unable.skip(ACVPReadings.reason(algorithm, mode)) }
                    return try reading(fields)
                }
            }
        }
    }
}

extension Fields {
    /// Bytes of a field whose length in bits another field tells; what is no whole number of bytes is not for us.
    func wholeBytes(_ name: String, bits lengthName: String) throws(Unable) -> [UInt8] {
        let bytes = try hex(name)
        guard let bits = self[lengthName]?.int else { return bytes }
        guard bits % 8 == 0 else { throw .skip("\(bits) bits: messages are whole bytes here") }
        return Array(bytes.prefix(bits / 8))
    }

    /// A length in bits as bytes.
    func byteCount(_ name: String) throws(Unable) -> Int {
        let bits = try int(name)
        guard bits % 8 == 0 else { throw .skip("\(bits) bits: answers are whole bytes here") }
        return bits / 8
    }

    var isEncryption: Bool { self["direction"]?.string != "decrypt" }

    /// Whether the answer is that the case must fail.
    var mustFail: Bool { bool("testPassed") == false }
}
