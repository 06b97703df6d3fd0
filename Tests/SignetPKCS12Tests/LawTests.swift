import Foundation
import SignetAlgorithms
import SignetBytes
import SignetPKCS12
import TestSupport
import Testing

/// What holds for every file, however it is cut or changed.
@Suite struct LawTests {
    /// One file a producer.
    private static let producers = [
        "openssl30-iter1", "openssl35-pbmac1", "nss-certificates-plain", "gnutls-3des-pkcs12", "gpgsm-default",
        "bc-default-ber", "bc-default-der", "java-default",
    ]
    /// Whether every byte is changed, or some of them.
    private static let isThorough = ProcessInfo.processInfo.environment["SIGNET_EVERY_BYTE"] != nil

    /// The doctor has a name for what a changed byte does, and never lets another content pass for the file's own.
    @Test(arguments: producers)
    func everyFlippedByteIsDiagnosed(_ name: String) throws {
        let file = try TestFiles.vector("peers/pfx/\(name).p12")
        let original = try PFX.open(Bytes(file), password: Alice.password)
        let facts = original.facts
        let total = (facts.safes.flatMap { [$0.encryption] + $0.keys } + [facts.mac]).reduce(0) {
            $0 + ($1?.iterations ?? 0)
        }
        var verdicts: [PFXDiagnosis.Verdict: Int] = [:]
        var state: UInt64 = 1
        for index in file.indices {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            guard Self.isThorough ? total < 1_000_000 || index % 16 == 0 : state >> 33 % 97 == 0 else { continue }
            var changed = file
            changed[index] ^= 1 << UInt8(state >> 40 & 7)
            // More iterations than the file has: an absurd count is an absurd count, and no reason to wait.
            let diagnosis = PFX.diagnose(
                Bytes(changed), password: Alice.password, maximumWork: Self.isThorough ? 4 * total : 300_000)
            verdicts[diagnosis.verdict, default: 0] += 1
            #expect(!diagnosis.summary.isEmpty && diagnosis.verdict != .passwordNeeded, "byte \(index)")
            guard diagnosis.verdict == .opens else {
                #expect(diagnosis.contents == nil)
                continue
            }
            let contents = try #require(diagnosis.contents)
            #expect(contents.holdsTheSame(as: original), "byte \(index)")
        }
        print("\(name): \(verdicts.map { "\($0.key.rawValue) \($0.value)" }.sorted().joined(separator: ", "))")
        // Only what no part can be opened with is taken for a wrong password.
        #expect(verdicts[.wrongPassword, default: 0] * 10 <= verdicts.values.reduce(0, +), "\(verdicts)")
    }

    /// The doctor says of every truncation that it is one.
    @Test(arguments: producers)
    func everyTruncationIsDiagnosed(_ name: String) throws {
        let file = Bytes(try TestFiles.vector("peers/pfx/\(name).p12"))
        for count in 0..<file.count {
            let diagnosis = PFX.diagnose(file.prefix(count), password: Alice.password)
            #expect([.malformed, .notAPFX].contains(diagnosis.verdict) && diagnosis.contents == nil)
            if count > 4 { #expect(diagnosis.summary.contains("cut short"), "\(count): \(diagnosis.summary)") }
        }
    }

    /// A file that was cut short is never blamed on the password.
    @Test(arguments: producers)
    func refusesEveryTruncation(_ name: String) throws {
        let file = Bytes(try TestFiles.vector("peers/pfx/\(name).p12"))
        for count in 0..<file.count {
            switch PFX.failure(file.prefix(count), Alice.password) {
            case .malformed, .notAPFX(.empty): continue
            case let other: Issue.record("cut to \(count): \(String(describing: other))")
            }
        }
    }

    /// A file with a code is refused when any byte of it is changed, or holds the same all the same.
    @Test(arguments: ["openssl30-iter1", "openssl30-noiter"])
    func noticesEveryFlippedByte(_ name: String) throws {
        let file = try TestFiles.vector("peers/pfx/\(name).p12")
        let original = try PFX.open(Bytes(file), password: Alice.password)
        var same = 0
        for index in file.indices {
            var changed = file
            changed[index] ^= 1 << UInt8(index % 8)
            guard let contents = try? PFX.open(Bytes(changed), password: Alice.password, maximumWork: 2_000_000) else {
                continue
            }
            same += 1
            #expect(contents.holdsTheSame(as: original), "byte \(index)")
        }
        // What may change unnoticed is how lengths and parameters are written, not what they say.
        #expect(same < 20)
    }

    /// Without a code and without encryption every change reaches the structures inside: none of them traps.
    @Test func survivesEveryFlippedByteInside() throws {
        let file = try TestFiles.vector("peers/pfx/openssl30-none-nomac.p12")
        for index in file.indices {
            for mask: UInt8 in [0x01, 0x80, 0xFF] {
                var changed = file
                changed[index] ^= mask
                _ = PFX.failure(Bytes(changed), Alice.password)
                _ = try? PFX.visibleCertificates(in: Bytes(changed))
            }
        }
    }

    /// The bytes of one file cut out, doubled or moved.
    @Test func survivesSplicing() throws {
        let file = try TestFiles.vector("peers/pfx/openssl30-none-nomac.p12")
        var state: UInt64 = 7
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<2_000 {
            let (from, to, count) = (next(file.count), next(file.count), next(64))
            var changed = file
            let piece = changed[from..<min(from + count, file.count)]
            changed.replaceSubrange(to..<min(to + next(64), file.count), with: piece)
            _ = PFX.failure(Bytes(changed), Alice.password)
        }
    }
}
