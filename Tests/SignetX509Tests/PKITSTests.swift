import SignetASN1
import SignetBytes
import SignetX509
import TestSupport
import Testing

/// NIST's Public Key Interoperability Test Suite, as it stands: with revocation lists, deltas and indirect ones included,
/// and with the settings of each case.
@Suite(.enabled(if: Corpus.isPresent)) struct PKITSTests {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        var test: String
        var title: String
        var certs: [String]
        var crls: [String]
        var should_validate: Bool
        var SetInitialPolicySet: String?
        var SetInitialExplicitPolicy: Bool?
        var SetInitialPolicyMappingInhibit: Bool?
        var SetInitialInhibitAnyPolicy: Bool?
        var SetUserConstrainedPolicySet: String?

        var testDescription: String { "\(test) \(title)" }

        /// `NIST-test-policy-n`
        static func policies(_ names: String?) -> Set<ObjectIdentifier>? {
            guard let names else { return nil }
            return Set(
                names.split(separator: ",").map {
                    $0 == "anyPolicy"
                        ? PolicyInformation.anyPolicy
                        : ObjectIdentifier("2.16.840.1.101.3.2.1.48.\($0.split(separator: "-").last ?? "")")!
                })
        }

        var settings: PolicySettings {
            PolicySettings(
                acceptable: Self.policies(SetInitialPolicySet),
                requiresExplicitPolicy: SetInitialExplicitPolicy ?? false,
                inhibitsMapping: SetInitialPolicyMappingInhibit ?? false,
                inhibitsAnyPolicy: SetInitialInhibitAnyPolicy ?? false)
        }
    }

    struct File: Decodable { var cases: [Case] }

    static let cases: [Case] = (try? Corpus.json("x509/pkits/cases.json", as: File.self).cases) ?? []

    static func validate(_ test: Case) throws -> PathReport {
        let certificates = try test.certs.map { try Corpus.certificate("x509/pkits/certs/\($0).crt") }
        let lists = try test.crls.map {
            try CertificateList(Bytes(TestFiles.corpus("x509/pkits/crls/\($0).crl")))
        }
        let validator = PathValidator(
            anchors: [certificates[0]], untrusted: Array(certificates.dropFirst().dropLast()),
            time: Instant(year: 2015, month: 6, day: 1)!, purpose: .any, policies: test.settings,
            revocation: RevocationSettings(.required, lists: lists))
        return validator.validate(certificates[certificates.count - 1])
    }

    @Test(arguments: cases)
    func decides(_ test: Case) throws {
        let report = try Self.validate(test)
        #expect(report.isTrusted == test.should_validate, "\(report.failures)")
        if report.isTrusted, let expected = Case.policies(test.SetUserConstrainedPolicySet) {
            #expect(Set(report.policies.userConstrained) == expected)
        }
    }

    @Test func counts() { TestFiles.report("PKITS", ran: Self.cases.count) }
}
