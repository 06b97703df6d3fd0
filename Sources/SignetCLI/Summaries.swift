#if Program
import Signet

/// A Digital ID of the store in a few words.
struct IDSummary: Encodable {
    let keyset: String
    let path: String
    let certificate: Report.CertificateSummary
    let chain: [Report.CertificateSummary]
    /// What an owner should know: `expires in 12 days`.
    let warnings: [String]

    init(_ stored: StoredID) {
        keyset = stored.keyset
        path = stored.path
        certificate = Report.CertificateSummary(stored.certificate)
        chain = stored.chain.map(Report.CertificateSummary.init)
        warnings = stored.warnings(at: .now)
    }

    /// Lines for a person.
    var lines: [String] {
        let above = chain.map { "above        \($0.subject)" }
        return ["Digital ID for \(certificate.emailAddresses.first ?? certificate.subject)"]
            + certificate.lines.map { "  " + $0 } + above.map { "  " + $0 }
            + ["  keyset       \(keyset)", "  file         \(path)"] + warnings.map { "  note         \($0)" }
    }
}

/// A contact in a few words.
struct ContactSummary: Encodable {
    let address: String
    let name: String?
    let certificates: [Report.CertificateSummary]
    /// The fingerprint of the certificate to seal for, and for each certificate why it was chosen or not.
    let chosen: String?
    let reasons: [String]
    let ciphers: [String]?
    let announced: String?

    init(_ contact: Contact, _ check: RecipientCheck) {
        let choices = contact.choices(at: .now, trusting: check)
        func place(_ certificate: Certificate) -> CertificateChoice? {
            choices.first { $0.certificate == certificate }
        }
        address = contact.address
        name = contact.name
        certificates = contact.certificates.map(Report.CertificateSummary.init)
        chosen = choices.first { $0.isChosen }.map { "\($0.certificate.fingerprint)" }
        reasons = contact.certificates.map { place($0)?.reason ?? "" }
        ciphers = contact.ciphers?.map(\.name)
        announced = contact.capabilities?.date.description
    }

    /// Lines for a person.
    var lines: [String] {
        var lines = [name.map { "\($0) <\(address)>" } ?? address]
        for (certificate, reason) in zip(certificates, reasons) {
            let isChosen = certificate.fingerprint == chosen
            lines.append("  \(isChosen ? "* " : "- ")\(isChosen ? "sealed for: " : "not used: ")\(reason)")
            lines += certificate.lines.map { "    " + $0 }
        }
        if certificates.isEmpty { lines.append("  no certificate") }
        if let ciphers {
            lines.append(
                "  can read     \(ciphers.isEmpty ? "nothing that Signet writes" : ciphers.joined(separator: ", "))")
        }
        if let announced { lines.append("  announced    \(announced)") }
        return lines
    }
}

extension Report.CertificateSummary {
    /// Lines for a person.
    var lines: [String] {
        ["subject      \(subject)", "issuer       \(issuer)", "serial       \(serialNumber)"]
            + emailAddresses.map { "address      \($0)" }
            + ["key          \(key)", "valid        \(notBefore) to \(notAfter)", "fingerprint  \(fingerprint)"]
    }
}
#endif
