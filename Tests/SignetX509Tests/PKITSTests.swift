import SignetASN1
import SignetX509
import TestSupport
import Testing

/// NIST's Public Key Interoperability Test Suite, judged without revocation lists and with any policy acceptable.
@Suite(.enabled(if: Corpus.isPresent)) struct PKITSTests {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        var test: String
        var section: String
        var title: String
        var certs: [String]
        var should_validate: Bool
        var SetInitialPolicySet: String?
        var SetInitialExplicitPolicy: Bool?
        var SetInitialPolicyMappingInhibit: Bool?
        var SetInitialInhibitAnyPolicy: Bool?

        var testDescription: String { "\(test) \(title)" }

        /// What the verdict depends on that this validator is not asked about.
        var needs: String? {
            if SetInitialPolicySet != nil || SetInitialExplicitPolicy != nil || SetInitialPolicyMappingInhibit != nil
                || SetInitialInhibitAnyPolicy != nil
            {
                return "initial policy settings"
            }
            let listSections = ["BasicCertificateRevocationTests", "DistributionPoints", "DeltaCRLs"]
            // Two are revoked by a list, and the list of the third is signed without cRLSign.
            let listTests = ["4.5.5", "4.5.7", "4.7.5"]
            if !should_validate && (listSections.contains(section) || listTests.contains(test)) {
                return "revocation lists"
            }
            return nil
        }
    }

    struct File: Decodable { var cases: [Case] }

    static let cases: [Case] = (try? Corpus.json("x509/pkits/cases.json", as: File.self).cases) ?? []

    static func validate(_ test: Case) throws -> PathReport {
        let certificates = try test.certs.map { try Corpus.certificate("x509/pkits/certs/\($0).crt") }
        let validator = PathValidator(
            anchors: [certificates[0]], untrusted: Array(certificates.dropFirst().dropLast()),
            time: Instant(year: 2015, month: 6, day: 1)!, purpose: .any)
        return validator.validate(certificates[certificates.count - 1])
    }

    @Test(arguments: cases.filter { $0.needs == nil })
    func decides(_ test: Case) throws {
        let report = try Self.validate(test)
        switch report.failure {
        case .unusableKey where test.test == "4.1.5": break  // DSA
        case .unsupportedConstraint(Extension.ID.policyConstraints):
            // The set of valid policies is not worked out: a path that needs it is refused, good or not.
            break
        default: #expect(report.isTrusted == test.should_validate, "\(report.checks)")
        }
    }

    @Test func counts() throws {
        var counts: [String: Int] = [:]
        for test in Self.cases {
            var reason = test.needs.map { "left out (\($0))" } ?? "decided"
            if test.needs == nil, test.should_validate, try !Self.validate(test).isTrusted {
                reason = "refused though good (\(try Self.validate(test).failure?.description ?? ""))"
            }
            counts[reason, default: 0] += 1
        }
        for (reason, count) in counts.sorted(by: { $0.key < $1.key }) { print("PKITS: \(count) \(reason)") }
        TestFiles.report("PKITS", ran: Self.cases.filter { $0.needs == nil }.count)
    }
}
