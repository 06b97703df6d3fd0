import SignetASN1
import SignetAlgorithms
import SignetCMS
import SignetX509

extension Report.Signer {
    /// What is told of one signature and its maker.
    ///
    /// - Parameter path: judges a certificate for a purpose, at a moment; `nil` when nobody asked about trust. No purpose is
    ///   that of the message, and no moment is the one for which it is judged.
    init(
        _ check: SignatureCheck, isSender: Bool?, path: (Certificate, PathValidator.Purpose?, Instant?) -> PathReport?
    ) {
        let stamps = check.timeStamps.map { Report.TimeStamp($0, path: path) }
        var report = check.certificate.flatMap { path($0, nil, nil) }
        var time: Report.TimeBasis?
        // A certificate that has expired since was good when the signature was made, if somebody trusted says so.
        if case .expired? = report?.failure, let certificate = check.certificate,
            let instant = Self.earliest(check.timeStamps, stamps),
            let then = path(certificate, nil, instant), then.isTrusted
        {
            report = then
            time = Report.TimeBasis(instant: instant.description, basis: "time-stamp")
        }
        self.init(check, isSender: isSender, path: report)
        self.time = time
        timeStamps = stamps
        countersigners = check.countersignatures.map { Report.Signer($0, isSender: nil, path: path) }
        // Anybody can add these to a signature, or damage them: they take nothing from it (RFC 3161 §A, RFC 5652 §11.4), but
        // whoever relied on them should know.
        weaknesses += stamps.compactMap(\.failure)
        weaknesses += countersigners.filter { $0.signature == .bad }.map {
            "a countersignature is bad: \($0.explanation)"
        }
    }

    /// The same, where the path was judged already.
    init(_ check: SignatureCheck, isSender: Bool?, path: PathReport?) {
        var chain: [Certificate] = check.certificate.map { [$0] } ?? []
        if let path, !path.chain.isEmpty { chain = path.chain }
        self.init(
            signature: check.outcome.verdict, explanation: check.outcome.description,
            certificate: check.certificate.map(Report.CertificateSummary.init),
            digest: check.digestAlgorithm?.name ?? "unsupported",
            algorithm: check.signatureAlgorithm?.name ?? "unsupported", signingTime: check.signingTime?.description,
            trusted: path?.isTrusted, trustFailure: path?.failure?.description, isSender: isSender,
            chain: chain.map(Report.CertificateSummary.init), checks: (path?.checks ?? []).map(Report.Check.init),
            revocation: path.map { path in
                path.revocation.map { CertificateReport.Revocation($0, at: path.time) }
            } ?? [],
            weaknesses: check.weaknesses.map(\.description) + (path?.weaknesses ?? []).map(\.description))
    }

    /// The earliest moment at which somebody trusted saw the signature.
    private static func earliest(_ checks: [TimeStampCheck], _ stamps: [Report.TimeStamp]) -> Instant? {
        zip(checks, stamps).compactMap { check, stamp in
            guard stamp.trusted == true, case .good(let instant, _) = check.outcome else { return nil }
            return instant
        }.min()
    }
}

extension Report.TimeStamp {
    fileprivate init(
        _ check: TimeStampCheck, path: (Certificate, PathValidator.Purpose?, Instant?) -> PathReport?
    ) {
        switch check.outcome {
        case .good(let instant, let certificate):
            let report = path(certificate, .extendedKeyUsage(ExtendedKeyUsage.timeStamping), nil)
            self.init(
                signature: .good, explanation: check.outcome.description, time: instant.description,
                certificate: Report.CertificateSummary(certificate), trusted: report?.isTrusted,
                trustFailure: report?.failure?.description)
        case .unsupported:
            self.init(
                signature: .unsupported, explanation: check.outcome.description, time: nil, certificate: nil,
                trusted: nil, trustFailure: nil)
        default:
            self.init(
                signature: .bad, explanation: check.outcome.description, time: nil, certificate: nil, trusted: nil,
                trustFailure: nil)
        }
    }
}
