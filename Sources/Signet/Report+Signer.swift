import SignetASN1
import SignetAlgorithms
import SignetCMS
import SignetX509

extension Report.Signer {
    /// What is told of one signature and its maker.
    ///
    /// - Parameter path: judges the signer's certificate; `nil` when nobody asked about trust.
    init(_ check: SignatureCheck, isSender: Bool?, path: (Certificate) -> PathReport?) {
        var trusted: Bool?
        var trustFailure: String?
        var chain: [Certificate] = check.certificate.map { [$0] } ?? []
        var checks: [Report.Check] = []
        var revocation: [CertificateReport.Revocation] = []
        var weaknesses = check.weaknesses.map(\.description)
        if let certificate = check.certificate, let path = path(certificate) {
            trusted = path.isTrusted
            trustFailure = path.failure?.description
            chain = path.chain.isEmpty ? chain : path.chain
            checks = path.checks.map(Report.Check.init)
            weaknesses += path.weaknesses.map(\.description)
            revocation = path.revocation.map { CertificateReport.Revocation($0, at: path.time) }
        }
        self.init(
            signature: check.outcome.verdict, explanation: check.outcome.description,
            certificate: check.certificate.map(Report.CertificateSummary.init),
            digest: check.digestAlgorithm?.name ?? "unsupported",
            algorithm: check.signatureAlgorithm?.name ?? "unsupported", signingTime: check.signingTime?.description,
            trusted: trusted, trustFailure: trustFailure, isSender: isSender,
            chain: chain.map(Report.CertificateSummary.init), checks: checks,
            revocation: revocation, weaknesses: weaknesses)
    }
}
