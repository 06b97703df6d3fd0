#if Program
import ArgumentParser
import Signet

struct CertificateLintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint", abstract: "Say what is wrong with certificates by the rules for those who issue them.",
        discussion: """
            RFC 5280, RFC 8550, and the CA/Browser Forum's S/MIME Baseline Requirements 1.0.16, each finding with its clause.
            Exit status 1 when something is an error. Example: signet cert lint --rules rfc5280 --rules rfc8550 alice.cer
            """)

    @Option(help: ArgumentHelp("rfc5280, rfc8550 or smime-br. Repeatable; all when absent.", valueName: "rules"))
    var rules: [Rules] = []

    @Flag(help: "As JSON.")
    var json = false

    @OptionGroup var input: InputArgument

    enum Rules: String, ExpressibleByArgument, CaseIterable {
        case rfc5280, rfc8550
        case smimeBR = "smime-br"

        var source: LintSource {
            switch self {
            case .rfc5280: .rfc5280
            case .rfc8550: .rfc8550
            case .smimeBR: .smimeBR
            }
        }
    }

    private struct Finding: Encodable {
        let severity: String
        let source: String
        let clause: String
        let message: String

        init(_ finding: LintFinding) {
            severity = finding.severity.rawValue
            source = finding.source.rawValue
            clause = finding.clause
            message = finding.message
        }

        var line: String {
            // A clause of another standard says whose it is.
            let place = clause.hasPrefix("RFC ") ? clause : "\(source) \(clause)"
            return severity + String(repeating: " ", count: max(1, 9 - severity.count)) + "\(message) (\(place))"
        }
    }

    private struct Whole: Encodable {
        let subject: String
        let fingerprint: String
        let findings: [Finding]
    }

    func run() throws {
        let certificates = try input.reading { content throws(SignetError) in
            try CertificateReading.certificates(in: content)
        }
        let sources = Set((rules.isEmpty ? Rules.allCases : rules).map(\.source))
        let reports = certificates.map { certificate in
            Whole(
                subject: certificate.subject.description, fingerprint: certificate.fingerprint.description,
                findings: certificate.lint(by: sources).map(Finding.init))
        }
        if json {
            try JSON.put(reports)
        } else {
            for report in reports {
                try Console.say(report.subject.isEmpty ? "(no name)" : report.subject)
                for finding in report.findings { try Console.say("  \(finding.line)") }
                if report.findings.isEmpty { try Console.say("  nothing to find fault with") }
            }
        }
        guard reports.allSatisfy({ $0.findings.allSatisfy { $0.severity != "error" } }) else { throw ExitCode(1) }
    }
}
#endif
