import SignetASN1
public import SignetAlgorithms
public import SignetBytes
public import SignetCMS

/// Why a `.pfx` does not open, here or elsewhere: the answer of the doctor.
public struct PFXDiagnosis: Sendable {
    /// What is the matter.
    public enum Verdict: String, Sendable, CaseIterable {
        /// Nothing: it opens.
        case opens
        /// Its structure is sound, and it takes a password to say more.
        case passwordNeeded = "password needed"
        /// The password is another one.
        case wrongPassword = "wrong password"
        /// It was changed after it was made.
        case damaged
        /// It is cut short or garbled.
        case malformed
        /// It needs an algorithm that Signet does not have.
        case unsupported
        /// It is something else.
        case notAPFX = "not a .pfx"
        /// It asks for more work than a file may.
        case tooMuchWork = "too much work"
        /// A part is for the owner of a private key.
        case privateKeyNeeded = "private key needed"
        /// There is nothing in it.
        case empty
    }

    /// What is the matter.
    public let verdict: Verdict
    /// The same in a sentence, with the place where there is one.
    public let summary: String
    /// What else was noticed, a clause each.
    public internal(set) var findings: [String] = []
    /// What the file is made of, as far as it could be read; `nil` when it could not.
    public internal(set) var facts: PFXFacts?
    /// What was in it, when it opens.
    public internal(set) var contents: PFXContents?
    /// Who reads it, and what keeps the others from it.
    public internal(set) var readers: [(name: String, obstacles: [String], profile: PFXProfile)] = []

    init(_ verdict: Verdict, _ summary: String) {
        self.verdict = verdict
        self.summary = summary
    }
}

extension PFX {
    /// Finds out what is wrong with a file. It always has an answer, and imports nothing.
    ///
    /// - Parameters:
    ///   - file: whatever is said to be a .pfx.
    ///   - password: `nil` when nobody knows it; what can be said without it is said, and the empty one is tried.
    ///   - privacyPassword: what the contents are encrypted under, if not under the same.
    ///   - keys: what opens a file that is encrypted for a certificate.
    ///   - maximumWork: how many rounds of derivation may be spent in all.
    public static func diagnose(
        _ file: Bytes, password: Password?, privacyPassword: Password? = nil, keys: [OpeningKey] = [],
        maximumWork: Int = Self.maximumWork
    ) -> PFXDiagnosis {
        let inspection: PFXInspection
        do throws(PFXError) {
            inspection = try inspect(file)
        } catch { return PFXDiagnosis(error, file) }
        var diagnosis: PFXDiagnosis
        do throws(PFXError) {
            let contents = try open(
                file, password: password ?? .absent, privacyPassword: privacyPassword, keys: keys,
                maximumWork: maximumWork, isExamining: true)
            let holds = "\(count(contents.keys.count + contents.unusableKeys.count, "private key"))"
            let certificates = count(contents.certificates.count, "certificate")
            diagnosis =
                contents.closedSafeCount == 0
                ? PFXDiagnosis(.opens, "the file opens: \(holds), \(certificates)")
                : PFXDiagnosis(
                    .privateKeyNeeded,
                    "\(count(contents.closedSafeCount, "part")) opened only by a private key that was not given; "
                        + "the rest opens: \(holds), \(certificates)")
            diagnosis.facts = contents.facts
            diagnosis.contents = contents
        } catch {
            // Without a password, that none fits says only that there is one.
            let isUnknown = password == nil && error == .wrongPassword
            diagnosis = PFXDiagnosis(isUnknown ? PFXError.passwordNeeded : error, file)
            diagnosis.facts = inspection.facts
        }
        diagnosis.findings = findings(inspection, diagnosis).filter { $0 != diagnosis.summary }
        if diagnosis.verdict == .wrongPassword, let password {
            diagnosis.findings = notes(onWrong: password) + diagnosis.findings
        }
        let facts = diagnosis.facts ?? inspection.facts
        diagnosis.readers = PFXReader.all.map { ($0.name, $0.obstacles(in: facts), $0.profile) }
        return diagnosis
    }

    private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    /// What may be the matter with a password, and how it was tried.
    private static func notes(onWrong password: Password) -> [String] {
        var notes: [String] = []
        let bytes = password.utf8.span
        guard bytes.count > 0 else { return [] }
        if [bytes[0], bytes[bytes.count - 1]].contains(where: { $0 == 0x20 || $0 == 0x09 }) {
            notes.append("the password begins or ends with white space: if that is not meant, leave it out")
        }
        let other = password.readings(for: .characters).map(\.reading).filter { $0 != .standard }
        return notes + other.map { "the password was tried too \($0)" }
    }

    private static func findings(_ inspection: PFXInspection, _ diagnosis: PFXDiagnosis) -> [String] {
        let facts = diagnosis.facts ?? inspection.facts
        var findings = inspection.unsupported.map { "\($0)" } + facts.tolerances.map { "\($0)" }
        if let reading = facts.passwordReading, reading != .standard {
            findings.append("the password was used \(reading)")
        }
        if facts.mac == nil, facts.signer == nil {
            findings.append("no authentication code: nothing tells whether the file was changed")
        }
        for protection in facts.safes.flatMap({ [$0.encryption] + $0.keys }).compactMap({ $0 })
            + [facts.mac].compactMap({ $0 })
        where protection.standing == .legacy {
            let finding = "\(protection.algorithm) is weak"
            if !findings.contains(finding) { findings.append(finding) }
        }
        if facts.safes.contains(where: { $0.keys.contains { $0 == nil } && $0.encryption == nil && !$0.isEnveloped }) {
            findings.append("a private key is not encrypted")
        }
        guard let contents = diagnosis.contents else { return findings }
        for recipient in facts.safes.compactMap(\.recipients).joined() {
            let finding = "a part is encrypted for \(recipient)"
            if !findings.contains(finding) { findings.append(finding) }
        }
        for key in contents.unusableKeys { findings.append("a private key cannot be used: \(key.reason)") }
        for entry in contents.unreadableCertificates {
            findings.append("a certificate cannot be read: \(entry.reason)")
        }
        if !contents.looseKeys.isEmpty {
            findings.append("\(count(contents.looseKeys.count, "private key")) without a certificate")
        }
        if contents.identities.isEmpty, !contents.looseCertificates.isEmpty {
            findings.append(
                "no private key with its certificate: most programs import such a file as certificates alone")
        } else if !contents.looseCertificates.isEmpty {
            findings.append("\(count(contents.looseCertificates.count, "certificate")) that belongs to no key")
        }
        return findings
    }
}

extension PFXDiagnosis {
    /// What an error means for the file.
    fileprivate init(_ error: PFXError, _ file: Bytes) {
        let verdict: Verdict =
            switch error {
            case .malformed: .malformed
            case .notAPFX: .notAPFX
            case .wrongPassword: .wrongPassword
            case .passwordNeeded: .passwordNeeded
            case .damaged: .damaged
            // What is no parameter of its algorithm at all was changed, and is nothing that another program could use.
            case .unsupported(.invalidParameters(_, .some)): .malformed
            case .unsupported: .unsupported
            case .tooMuchWork: .tooMuchWork
            case .privateKeyNeeded: .privateKeyNeeded
            case .nothingInside, .certificateOfAnotherKey, .keyElsewhere: .empty
            }
        if verdict == .malformed, let expected = Self.statedByteCount(file), expected > file.count {
            self.init(verdict, "the file is cut short: \(file.count) bytes of \(expected) are there")
        } else {
            self.init(verdict, "\(error)")
        }
    }

    /// How long a file says that it is, in the header of its outermost element; `nil` for the indefinite length.
    private static func statedByteCount(_ file: Bytes) -> Int? {
        guard file.count >= 2, file[0] == 0x30 else { return nil }
        guard file[1] >= 0x80 else { return 2 + Int(file[1]) }
        let octetCount = Int(file[1] & 0x7F)
        guard (1...4).contains(octetCount), file.count >= 2 + octetCount else { return nil }
        return (0..<octetCount).reduce(0) { $0 << 8 | Int(file[2 + $1]) } + 2 + octetCount
    }
}
