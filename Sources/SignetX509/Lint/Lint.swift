import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetKeys

/// What is to be said against a certificate, judged alone, by the rules for those who issue.
public struct LintFinding: Hashable, Sendable {
    /// Where the rule stands.
    public let source: LintSource
    /// Which clause.
    public let clause: String
    /// How bad it is.
    public let severity: LintSeverity
    /// What is wrong, in plain words, of which the certificate is the subject.
    public let message: String
}

/// Whose rules.
public enum LintSource: String, CaseIterable, Hashable, Sendable {
    /// Certificates of any kind
    case rfc5280 = "RFC 5280"
    /// Certificates for mail
    case rfc8550 = "RFC 8550"
    /// Certificates for mail that programs trust by default
    case smimeBR = "CA/B S/MIME BR 1.0.16"
}

/// How bad a finding is.
public enum LintSeverity: String, Comparable, Hashable, Sendable {
    /// Worth knowing
    case notice
    /// SHOULD is broken
    case warning
    /// MUST is broken
    case error

    private var rank: Int { [.notice: 0, .warning: 1, .error: 2][self] ?? 0 }
    /// Less bad, and worse.
    public static func < (a: LintSeverity, b: LintSeverity) -> Bool { a.rank < b.rank }
}

extension Certificate {
    /// Everything that is to be said against this certificate, the worst first.
    ///
    /// What is asked of a certificate depends on whose it is: an authority's, or a person's for mail, which every other
    /// one is taken for.
    public func lint(by sources: Set<LintSource> = Set(LintSource.allCases)) -> [LintFinding] {
        var linter = Linter(self)
        if sources.contains(.rfc5280) { linter.applyRFC5280() }
        if sources.contains(.rfc8550) { linter.applyRFC8550() }
        if sources.contains(.smimeBR) { linter.applySMIMEBaselineRequirements() }
        // Stable: of equals, the order in which they were found.
        return linter.findings.enumerated().sorted {
            ($1.element.severity, $0.offset) < ($0.element.severity, $1.offset)
        }.map(\.element)
    }
}

/// Applies rules to one certificate.
struct Linter {
    let certificate: Certificate
    var findings: [LintFinding] = []
    let isAuthority: Bool
    let isSelfIssued: Bool
    let keyUsage: KeyUsage?
    let purposes: [ObjectIdentifier]?
    let alternativeNames: [GeneralName]?

    init(_ certificate: Certificate) {
        self.certificate = certificate
        isAuthority = certificate.isAuthority
        isSelfIssued = certificate.isSelfIssued
        keyUsage = (try? certificate.keyUsage()) ?? nil
        purposes = ((try? certificate.extendedKeyUsage()) ?? nil)?.purposes
        alternativeNames = (try? certificate.subjectAltName()) ?? nil
    }

    /// Notes a finding unless `isKept`.
    mutating func require(
        _ isKept: Bool, _ source: LintSource, _ clause: String, _ severity: LintSeverity,
        _ message: @autoclosure () -> String
    ) {
        guard !isKept else { return }
        findings.append(LintFinding(source: source, clause: clause, severity: severity, message: message()))
    }

    func has(_ id: ObjectIdentifier) -> Bool { certificate.extensions.contains { $0.id == id } }

    func isCritical(_ id: ObjectIdentifier) -> Bool {
        certificate.extensions.contains { $0.id == id && $0.isCritical }
    }

    /// The value of an extension; that one cannot be read is found elsewhere.
    func value<Value>(_ read: (Certificate) throws(X509Error) -> Value?) -> Value? {
        do throws(X509Error) { return try read(certificate) } catch { return nil }
    }
}
