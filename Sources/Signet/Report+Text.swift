import FoundationEssentials

extension Report {
    /// The report as JSON, with sorted keys.
    public var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }

    /// The report for a person. Control characters of the message are made visible, so that it cannot draw on a terminal.
    public var text: String {
        var lines: [String] = ["\(verdict.rawValue.uppercased()): \(explanation)"]
        if !from.isEmpty { lines.append("From     \(from.joined(separator: ", "))") }
        if let subject { lines.append("Subject  \(subject)") }
        lines.append("Judged   for \(time.instant) (\(time.basis))")
        for (depth, layer) in layers.enumerated() {
            lines.append("")
            switch layer {
            case .signed(let signed): lines += Self.lines(signed, number: depth + 1)
            case .sealed(let sealed): lines += Self.lines(sealed, number: depth + 1)
            case .authenticated(let layer):
                lines.append("Layer \(depth + 1): authenticated with \(layer.code) (\(layer.standing)), not sealed")
                lines += layer.recipients.map { "  for      \($0)" }
                if let checkedBy = layer.checkedBy { lines.append("  checked by \(checkedBy)") }
                lines += layer.remarks.map { "  note     \($0)" }
            case .compressed(let compressed):
                lines.append("Layer \(depth + 1): compressed with \(compressed.algorithm)")
                lines += compressed.remarks.map { "  note     \($0)" }
            case .certificatesOnly(let list):
                lines.append("Layer \(depth + 1): certificates only")
                lines += list.map { "  \($0.subject)" }
            }
        }
        if !headers.isEmpty {
            lines.append("")
            lines.append("Header, protected inside (RFC 9788)")
            lines += headers.map(Self.line)
        }
        for part in parts {
            lines.append("")
            lines.append("Part \(part.path): \(part.type)\(part.fileName.map { " “\($0)”" } ?? "")")
            lines.append("  \(part.explanation)")
            if case .signed(let signed) = part.layer { lines += Self.lines(signed, number: nil) }
        }
        return lines.map(\.visible).joined(separator: "\n") + "\n"
    }

    private static func line(_ header: HeaderComparison) -> String {
        let name = header.name + String(repeating: " ", count: max(1, 11 - header.name.count))
        switch header.status {
        case .same: return "  same     \(name) \(header.inside ?? "")"
        case .hidden: return "  hidden   \(name) \(header.inside ?? "")  (outside: \(header.outside ?? "nothing"))"
        case .changed: return "  CHANGED  \(name) \(header.inside ?? "")  (outside: \(header.outside ?? "nothing"))"
        case .added: return "  added    \(name) \(header.outside ?? "")  (not protected)"
        }
    }

    private static func lines(_ sealed: Sealed, number: Int) -> [String] {
        var lines = ["Layer \(number): sealed with \(sealed.cipher) (\(sealed.standing))"]
        lines += sealed.recipients.map { "  for      \($0)" }
        if let openedBy = sealed.openedBy { lines.append("  opened by \(openedBy)") }
        return lines + sealed.remarks.map { "  note     \($0)" }
    }

    private static func lines(_ signed: Signed, number: Int?) -> [String] {
        var lines = number.map { ["Layer \($0): signed, \(signed.form)"] } ?? []
        if let change = signed.change {
            lines.append(
                "  cause    on the way, \(change.explanation) (\(change.kind)): without that, the digest would match")
        }
        for (index, signer) in signed.signers.enumerated() {
            lines.append("  Signer \(index + 1): \(signer.certificate?.subject ?? "unknown")")
            if let addresses = signer.certificate?.emailAddresses, !addresses.isEmpty {
                lines.append("    address    \(addresses.joined(separator: ", "))\(note(signer.isSender))")
            }
            lines.append("    signature  \(signer.signature.rawValue): \(signer.explanation)")
            lines.append("    algorithms \(signer.digest), \(signer.algorithm)")
            if let time = signer.signingTime { lines.append("    signed at  \(time) (as the signer claims)") }
            if let trusted = signer.trusted {
                lines.append("    trust      " + (trusted ? "trusted" : "not trusted: \(signer.trustFailure ?? "")"))
            }
            for (place, certificate) in signer.chain.enumerated() {
                lines.append(
                    "    chain \(place)    \(certificate.subject)  [\(certificate.key), to \(certificate.notAfter)]")
            }
            for check in signer.checks {
                let mark = check.passed ? "ok" : "NO"
                lines.append(
                    "      \(mark)  [\(check.certificate)] \(check.statement) (\(check.clause))\(check.reason.map { ": \($0)" } ?? "")"
                )
            }
            for finding in signer.revocation {
                let source = finding.sources.first.map { ", by the \($0.kind) of \($0.thisUpdate)" } ?? ""
                let detail = finding.detail.map { ": \($0)" } ?? ""
                lines.append("    revocation [\(finding.certificate)] \(finding.status)\(detail)\(source)")
            }
            lines += signer.weaknesses.map { "    weak       \($0)" }
            if let time = signer.time { lines.append("    judged     for \(time.instant) (\(time.basis))") }
            for stamp in signer.timeStamps {
                lines.append("    time-stamp \(stamp.signature.rawValue): \(stamp.explanation)\(stamp.trustClause)")
            }
            lines += countersigners(signer.countersigners, indent: "    ")
        }
        return lines + signed.remarks.map { "  note     \($0)" }
    }

    private static func countersigners(_ signers: [Signer], indent: String) -> [String] {
        signers.flatMap { signer in
            let trust = signer.trusted.map { $0 ? ", trusted" : ", not trusted: \(signer.trustFailure ?? "")" } ?? ""
            let line = "\(indent)countersigned by \(signer.certificate?.subject ?? "unknown")"
            return ["\(line): \(signer.signature.rawValue), \(signer.explanation)\(trust)"]
                + countersigners(signer.countersigners, indent: indent + "  ")
        }
    }

    private static func note(_ isSender: Bool?) -> String {
        switch isSender {
        case true?: "  (is the sender)"
        case false?: "  (is NOT the sender)"
        case nil: ""
        }
    }

}

extension String {
    /// The same with control and format characters as U+FFFD, so that what a message or a file says cannot draw on a
    /// terminal, nor add a line to a report.
    public var visible: String {
        guard !utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) else { return self }
        return String(
            String.UnicodeScalarView(
                unicodeScalars.map { scalar in
                    switch scalar.properties.generalCategory {
                    case .control, .format, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
                    default: scalar
                    }
                }))
    }
}
