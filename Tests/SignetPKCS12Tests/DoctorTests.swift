import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetPKCS12
import TestSupport
import Testing

/// The doctor's answers, and what anybody can see of a file.
@Suite struct DoctorTests {
    private static let password = Password("Correct horse 7")

    private static func file(_ profile: PFXProfile = .modern) throws -> Bytes {
        try PFX.export([try Alice.identity], password: password, profile: profile.withIterations(1, mac: 1))
    }

    @Test(arguments: PFXProfile.all.filter(\.carriesKeys)) func opens(_ profile: PFXProfile) throws {
        let file = try Self.file(profile)
        let diagnosis = PFX.diagnose(file, password: Self.password)
        #expect(diagnosis.verdict == .opens && diagnosis.contents?.identities.count == 1)
        #expect(PFX.diagnose(file, password: Password("wrong")).verdict == .wrongPassword)
        #expect(PFX.diagnose(file, password: nil).verdict == .passwordNeeded)
        #expect(PFX.diagnose(file, password: nil).readers.count == PFXReader.all.count)
        let inspection = try PFX.inspect(file)
        #expect(inspection.isEncrypted && inspection.facts.safes.count == 2 && inspection.keyNames == ["alice"])
    }

    /// Of a wrong password it is said what may be the matter with it, and which readings were tried.
    @Test func speaksOfAWrongPassword() throws {
        let file = try Self.file(.windows)
        func notes(_ word: String) -> [String] {
            PFX.diagnose(file, password: Password(word)).findings.filter { $0.hasPrefix("the password") }
        }
        #expect(notes("wrong") == [])
        #expect(notes("Correct horse 7 ").count == 1 && notes("\tCorrect horse 7").count == 1)
        #expect(notes("Zoë").contains { $0.contains("ISO 8859-1") })
    }

    /// Every target is one that some reader has, and reads.
    @Test func targetsAreRead() throws {
        for reader in PFXReader.all {
            let facts = try PFX.open(try Self.file(reader.profile), password: Self.password).facts
            #expect(reader.obstacles(in: facts).isEmpty, "\(reader.name): \(reader.obstacles(in: facts))")
        }
    }

    @Test func truncationIsNamedAtEveryByte() throws {
        let file = try Self.file(.windows)
        for count in 0..<file.count {
            let diagnosis = PFX.diagnose(file.prefix(count), password: Self.password)
            #expect(diagnosis.verdict == .malformed || diagnosis.verdict == .notAPFX, "\(count): \(diagnosis.summary)")
            #expect(diagnosis.contents == nil && !diagnosis.summary.isEmpty)
            if count > 4 { #expect(diagnosis.summary.contains("cut short"), "\(count): \(diagnosis.summary)") }
        }
    }

    @Test func aChangedByteIsNeverImported() throws {
        let file = Array(try Self.file(.windows))
        var verdicts: [PFXDiagnosis.Verdict: Int] = [:]
        for index in file.indices {
            var changed = file
            changed[index] ^= 0x10
            let diagnosis = PFX.diagnose(Bytes(changed), password: Self.password, maximumWork: 10_000)
            verdicts[diagnosis.verdict, default: 0] += 1
            #expect(!diagnosis.summary.isEmpty)
            #expect(diagnosis.verdict != .opens, "byte \(index) changed, and it opens")
        }
        #expect(verdicts[.damaged, default: 0] > file.count / 2)
    }

    @Test func parametersThatAreNoneAreDamage() throws {
        var file = Array(try Self.file(.modern))
        // The salt of the first PBKDF2 is said to be longer than its parameters: what follows the OID, two headers further on.
        let pbkdf2: ObjectIdentifier = "1.2.840.113549.1.5.12"
        let place = try #require(file.indices.first { file[$0...].starts(with: [UInt8](pbkdf2.contents)) })
        file[place + pbkdf2.contents.count + 3] ^= 0x40
        let diagnosis = PFX.diagnose(Bytes(file), password: Self.password)
        #expect(diagnosis.verdict == .malformed && diagnosis.summary.contains("parameters of pbkdf2"))
        #expect(!diagnosis.findings.contains(diagnosis.summary))
    }

    @Test func namesWhatIsNotAPFX() {
        #expect(PFX.diagnose(Bytes(Array("<html><body>404</body></html>".utf8)), password: nil).verdict == .notAPFX)
        let zip: Bytes = [0x50, 0x4B, 0x03, 0x04, 20, 0, 1, 0, 8, 0]
        #expect(PFX.diagnose(zip, password: nil).summary.contains("under a password"))
        #expect(PFX.diagnose(Bytes(), password: nil).verdict == .notAPFX)
    }

    @Test func convertingKeepsEverything() throws {
        let first = try PFX.open(try Self.file(.windows), password: Self.password)
        for profile in PFXProfile.all where profile.carriesKeys {
            let file = try PFX.export(first, password: Password("new"), profile: profile.withIterations(1, mac: 1))
            let second = try PFX.open(file, password: Password("new"))
            #expect(second.keys.map(\.attributes) == first.keys.map(\.attributes))
            #expect(second.certificates.map(\.attributes) == first.certificates.map(\.attributes))
            #expect(second.certificates.map(\.certificate) == first.certificates.map(\.certificate))
            #expect(second.identities.count == first.identities.count)
        }
        let store = try PFX.open(
            try PFX.export(first, password: .absent, profile: .truststore), password: .absent)
        #expect(store.keys.isEmpty && store.certificates.count == first.certificates.count && store.facts.mac == nil)
    }

    /// A password that is not ASCII, in every encoding that programs were seen to use.
    @Test func encodingsOfThePasswordAreNamed() throws {
        let readings = Password("Pässwörd€").readings(for: .characters).map(\.reading)
        #expect(readings == [.standard, .utf8AsLatin1, .codePage1252])
        #expect(Password("Pässwörd€").readings(for: .octets).map(\.reading) == [.standard, .codePage1252, .bmpString])
        #expect(Password("plain").readings(for: .characters).map(\.reading) == [.standard])
        #expect(Password("").readings(for: .characters).map(\.reading) == [.standard, .absent])
        for reading in Password("Pässwörd€").readings(for: .characters) {
            let file = try PFX.export(
                [try Alice.identity], password: reading, profile: PFXProfile.windows.withIterations(1, mac: 1))
            let diagnosis = PFX.diagnose(file, password: Password("Pässwörd€"))
            #expect(diagnosis.verdict == .opens && diagnosis.facts?.passwordReading == reading.reading)
        }
    }
}
