import FoundationEssentials

extension CertificateReport {
    /// The report as JSON, with sorted keys.
    public var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }

    /// The report for a person. Control characters of certificates are made visible.
    public var text: String {
        var lines = ["\(verdict.rawValue.uppercased()): \(explanation)"]
        if let remedy { lines.append("Remedy   \(remedy)") }
        lines.append("Judged   for \(time.instant) (\(time.basis)), purpose \(purpose)")
        for (index, certificate) in chain.enumerated() {
            lines.append("")
            lines.append("[\(index)] \(certificate.subject.isEmpty ? "(no name)" : certificate.subject)")
            lines.append("    issuer     \(certificate.issuer)")
            lines.append("    serial     \(certificate.serialNumber)")
            lines.append("    valid      \(certificate.notBefore) – \(certificate.notAfter)")
            lines.append("    key        \(certificate.key)")
            if !certificate.emailAddresses.isEmpty {
                lines.append("    address    \(certificate.emailAddresses.joined(separator: ", "))")
            }
            for check in checks where check.certificate == index {
                let reason = check.reason.map { ": \($0)" } ?? ""
                lines.append("    \(check.passed ? "ok" : "NO")  \(check.statement) (\(check.clause))\(reason)")
            }
            for finding in revocation where finding.certificate == index { lines += Self.lines(finding) }
        }
        lines.append("")
        lines += policyLines
        lines.append("Revocation \(revocationDemand)")
        lines += weaknesses.map { "Weak     \($0)" }
        return lines.map(\.visible).joined(separator: "\n") + "\n"
    }

    private static func lines(_ finding: Revocation) -> [String] {
        ["    revocation \(finding.status)\(finding.detail.map { ": \($0)" } ?? "")"]
            + finding.sources.map { source in
                let number = source.number.map { " number \($0)" } ?? ""
                let until = source.nextUpdate.map { ", next \($0)" } ?? ""
                return "      by       \(source.kind)\(number) of \(source.issuer), \(source.thisUpdate)"
                    + " (\(source.age) old)\(until)"
            }
    }

    private var policyLines: [String] {
        var demands: [String] = []
        if policies.requiresExplicitPolicy { demands.append("explicit policy") }
        if policies.inhibitsMapping { demands.append("no mapping") }
        if policies.inhibitsAnyPolicy { demands.append("no anyPolicy") }
        let wanted = (["acceptable: \(policies.acceptable.joined(separator: ", "))"] + demands).joined(separator: "; ")
        let valid = policies.userConstrained.isEmpty ? "none" : policies.userConstrained.joined(separator: ", ")
        return ["Policies \(wanted); valid: \(valid)"] + policies.qualifiers.map { "         \($0)" }
    }
}
