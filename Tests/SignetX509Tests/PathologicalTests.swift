import Foundation
import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetEC
import SignetKeys
import SignetX509
import TestSupport
import Testing

/// What strangers can make a reader do at worst, in time and memory: figures, one line each. `.ci/slow pathological` runs
/// them, compiled for speed.
@Suite(
    "Pathological pools and lists", .serialized,
    .enabled(if: ProcessInfo.processInfo.environment["SIGNET_PATHOLOGICAL"] != nil, "takes long"))
struct PathologicalTests {
    /// Runs something within bounds of seconds and of mebibytes that it adds to what was there.
    private func within(_ seconds: Double, _ mebibytes: Int, _ name: String, _ body: () throws -> String) throws {
        let before = try Self.peak()
        let clock = ContinuousClock()
        let start = clock.now
        let said = try body()
        let time = start.duration(to: clock.now) / .seconds(1)
        let grown = try Self.peak() - before
        print("pathological: \(name): \(said); \(String(format: "%.3f", time)) s, \(grown / 1024) MiB")
        #expect(time < seconds, "\(name)")
        #expect(grown / 1024 < mebibytes, "\(name)")
    }

    /// What the process has held at most, in KiB.
    private static func peak() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line.flatMap { Int($0.split(separator: " ").dropFirst().first ?? "") } ?? 0
    }

    private static func said(_ report: PathReport) -> String {
        report.failure.map { "refused: \($0)" } ?? "good, \(report.chain.count) certificates"
    }

    /// As many certificates as wanted of one name, each with a key of its own that nobody has.
    private static func lookAlikes(_ count: Int) throws -> [Certificate] {
        let pattern = LimitTests.authority("Twin", Parties.middleKey, by: "Limit", Parties.rootKey)
        return try (0..<count).map { index in
            var content = pattern.toBeSigned.value
            content.serialNumber = ASN1Integer(index + 1)
            content.subjectPublicKeyInfo = SubjectPublicKeyInfo(try PrivateKey.generate(.ec(.p256)).publicKey)
            return Certificate(
                toBeSigned: TBSCertificate.syntax.preserving(content), signatureAlgorithm: pattern.signatureAlgorithm,
                signature: pattern.signature)
        }
    }

    @Test(arguments: [500, 2_000]) func lookAlikes(_ count: Int) throws {
        let pool = try Self.lookAlikes(count)
        let leaf = Parties.forged(
            subject: Parties.name("Leaf"), key: Parties.aliceKey.publicKey, issuer: Parties.name("Twin"),
            issuerKey: try PrivateKey.generate(.ec(.p256)))
        try within(2, 64, "\(count) look-alikes, none of them the issuer") {
            Self.said(LimitTests.validate(leaf, pool))
        }
    }

    @Test(arguments: [10, 40]) func circles(_ count: Int) throws {
        let keys = try (0..<count).map { _ in try PrivateKey.generate(.ec(.p256)) }
        var mesh: [Certificate] = []
        for index in 0..<count {
            for other in 0..<count where other != index {
                mesh.append(LimitTests.authority("M\(index)", keys[index], by: "M\(other)", keys[other]))
            }
        }
        let leaf = LimitTests.authority("Leaf", Parties.aliceKey, by: "M0", keys[0])
        try within(3, 64, "\(count) authorities that vouch for each other (\(mesh.count) certificates), no way out") {
            Self.said(LimitTests.validate(leaf, mesh))
        }
        let exit = LimitTests.authority("M\(count - 1)", keys[count - 1], by: "Limit", Parties.rootKey)
        try within(3, 64, "the same with one way out") { Self.said(LimitTests.validate(leaf, mesh + [exit])) }
    }

    @Test(arguments: [20, 100]) func policies(_ count: Int) throws {
        let policies = (1...count).compactMap { ObjectIdentifier("1.2.3.4.\($0)") }
        let stated = Extension(
            Extension.ID.certificatePolicies, PolicyInformation.sequence, policies.map { PolicyInformation($0) })
        let mapped = Extension(
            Extension.ID.policyMappings, PolicyMapping.sequence,
            policies.flatMap { one in
                policies.map { PolicyMapping(issuerDomainPolicy: one, subjectDomainPolicy: $0) }
            })
        var pool: [Certificate] = []
        var (issuer, issuerKey) = ("Limit", Parties.rootKey)
        for depth in 0..<13 {
            let key = try PrivateKey.generate(.ec(.p256))
            pool.append(LimitTests.authority("P\(depth)", key, by: issuer, issuerKey, extensions: [stated, mapped]))
            (issuer, issuerKey) = ("P\(depth)", key)
        }
        let leaf = LimitTests.authority("Leaf", Parties.bobKey, by: issuer, issuerKey, extensions: [stated])
        try within(5, 128, "13 authorities that map \(count) policies to all \(count)") {
            Self.said(
                LimitTests.validate(
                    leaf, pool, policies: PolicySettings(acceptable: [policies[0]], requiresExplicitPolicy: true)))
        }
    }

    @Test func names() throws {
        let permitted = (0..<20_000).map { GeneralSubtree(.rfc822Name("h\($0).example")) }
        let constraints = Extension(
            Extension.ID.nameConstraints, isCritical: true, NameConstraints.syntax,
            NameConstraints(permittedSubtrees: permitted, excludedSubtrees: nil))
        let middle = LimitTests.authority(
            "Narrow", Parties.middleKey, by: "Limit", Parties.rootKey, extensions: [constraints])
        let leaf = Parties.forged(
            subject: Parties.name("Leaf"), key: Parties.aliceKey.publicKey, issuer: Parties.name("Narrow"),
            issuerKey: Parties.middleKey,
            extensions: [
                Extension(
                    Extension.ID.subjectAltName, GeneralName.sequence,
                    (0..<20_000).map { .rfc822Name("a\($0)@nowhere.example") })
            ])
        try within(2, 128, "20 000 names and 20 000 constraints") { Self.said(LimitTests.validate(leaf, [middle])) }
    }

    @Test(arguments: [100_000, 1_000_000]) func lists(_ count: Int) throws {
        let encoding = try LimitTests.list(entryCount: count).encoding
        var list: CertificateList?
        try within(1, 8, "a list of \(count) entries (\(encoding.count / 1_000_000) MB), decoded") {
            list = try CertificateList(encoding)
            return "number of entries \(try list?.entryCount() ?? 0)"
        }
        for (what, number) in [("the last of", count - 1), ("none of", count)] {
            try within(1, 8, "\(what) \(count) entries") {
                let entry = try list?.entry(
                    serialNumber: LimitTests.serialNumber(number), issuer: Parties.rootName)
                return entry == nil ? "not there" : "found"
            }
        }
        let alice = Parties.forged(
            subject: Parties.name("Leaf"), key: Parties.aliceKey.publicKey, issuer: Parties.rootName,
            issuerKey: Parties.rootKey)
        try within(2, 64, "a path judged by that list, its signature included") {
            Self.said(
                PathValidator(
                    anchors: [Parties.root], time: Parties.now, purpose: .any,
                    revocation: RevocationSettings(.required, lists: list.map { [$0] } ?? [])
                ).validate(alice))
        }
    }
}
