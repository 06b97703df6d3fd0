import SignetASN1
import SignetAlgorithms
import SignetBytes
public import SignetCMS
public import SignetX509

/// What to judge a CMS message by.
public struct CMSVerification: Sendable {
    /// Whom to trust; `nil` when only the signatures are judged, and not whose they are.
    public var trust: TrustStore?
    /// Certificates that may help to build a path, without being trusted.
    public var untrusted: [Certificate] = []
    /// What must be known about revocation.
    public var revocation = RevocationSettings.none
    /// The moment for which certificates are judged; `nil` means now.
    public var time: Instant?
    /// Whether every signature must bear a time-stamp (RFC 3161) that is right and, where trust is asked about, of an authority
    /// that is trusted. Otherwise a time-stamp that is not takes nothing from the signature, and is called weak.
    public var requiresTimeStamps = false
    /// What the signers' certificates have to be for.
    public var purpose = PathValidator.Purpose.emailProtection(.signing)

    /// Judging now, by these anchors; without any, only the signatures are judged.
    public init(trusting trust: TrustStore?) { self.trust = trust }

    /// Judges every signature of a message.
    ///
    /// - Parameters:
    ///   - input: the message.
    ///   - detached: the content, when it stands beside the message.
    ///   - limits: how large and how deep it may be.
    ///   - early: what gets the content while it is read, before it was judged.
    /// - Throws: `SignetError.malformed`, `.notSigned` for a message of another kind, `.system`.
    public func judge(
        _ input: MessageInput, detached: (any ByteSource)? = nil, limits: MessageLimits = .standard,
        releasingTo early: (any ByteSink)? = nil
    ) throws(SignetError) -> JudgedMessage {
        do throws(CMSError) {
            let message = try StreamedMessage(reading: input.cms, limits: limits, releasingTo: early)
            return try judge(message, input, detached)
        } catch {
            if case .wrongContentType = error { throw SignetError(.notSigned) }
            throw input.wrapping(error)
        }
    }

    private func judge(
        _ message: StreamedMessage, _ input: MessageInput, _ detached: (any ByteSource)?
    ) throws(CMSError) -> JudgedMessage {
        let beside = detached ?? input.content
        if case .digestedData(let digested) = message.frame {
            let isRight = try message.checkDigest(detached: beside)
            return JudgedMessage(
                message, beside,
                CMSReport(
                    verdict: isRight ? .good : .bad,
                    explanation: isRight ? "the digest is right; nobody signed it" : "the digest is wrong",
                    kind: "digestedData", contentType: digested.encapContentInfo.contentType.description,
                    contentByteCount: message.contentByteCount, isDetached: !message.hasContent, time: timeBasis,
                    signers: [], certificates: [], remarks: []))
        }
        guard case .signedData(let signedData) = message.frame else {
            throw .wrongContentType(message.frame.contentType)
        }
        var remarks: [String] = []
        var content = beside
        var checks = try message.checks(detached: beside, certificates: untrusted)
        if detached == nil, let canonical = input.canonicalContent, !checks.contains(where: \.outcome.isGood) {
            let again = try message.checks(detached: canonical, certificates: untrusted)
            if again.contains(where: \.outcome.isGood) {
                checks = again
                content = canonical
                remarks.append("line ends were restored to CRLF")
            }
        }
        if checks.contains(where: \.sortedAttributes) { remarks.append("signed attributes were not in order") }
        let known = signedData.certificateList + untrusted
        let lists = revocation.lists + signedData.revocationLists
        let settings = RevocationSettings(
            revocation.demand, lists: lists, responses: revocation.responses + signedData.ocspResponses)
        let stamped = checks.flatMap { $0.timeStamps.flatMap(\.certificates) }
        let signers = checks.map { check in
            Report.Signer(check, isSender: nil) { certificate, purpose, moment in
                guard let trust else { return nil }
                return PathValidator(
                    trusting: trust.trustAnchors, untrusted: purpose == nil ? known : known + stamped,
                    time: moment ?? time ?? .now, purpose: purpose ?? self.purpose, revocation: settings
                ).validate(certificate)
            }
        }
        let (verdict, explanation) = verdict(signers)
        return JudgedMessage(
            message, content,
            CMSReport(
                verdict: verdict, explanation: explanation, kind: "signedData",
                contentType: signedData.encapContentInfo.contentType.description,
                contentByteCount: message.contentByteCount, isDetached: !message.hasContent, time: timeBasis,
                signers: signers,
                certificates: signers.isEmpty
                    ? signedData.certificateList.map(Report.CertificateSummary.init) : [],
                remarks: remarks))
    }

    private var timeBasis: Report.TimeBasis {
        Report.TimeBasis(instant: (time ?? .now).description, basis: time == nil ? "now" : "as asked")
    }

    private func verdict(_ signers: [Report.Signer]) -> (Report.Verdict, String) {
        guard !signers.isEmpty else { return (.unsigned, "nobody signed: the message carries certificates alone") }
        if let bad = signers.first(where: { $0.signature == .bad }) { return (.bad, bad.explanation) }
        if let unsupported = signers.first(where: { $0.signature == .unsupported }) {
            return (.unsupported, unsupported.explanation)
        }
        let names = signers.compactMap { $0.certificate?.emailAddresses.first ?? $0.certificate?.subject }
        if trust != nil, let untrusted = signers.first(where: { $0.trusted != true }) {
            return (
                .untrusted, "the signature is right, but its signer is not trusted: \(untrusted.trustFailure ?? "")"
            )
        }
        if requiresTimeStamps, let missing = signers.lazy.compactMap(\.missingTimeStamp).first {
            return (.untrusted, "the signature is right, but \(missing)")
        }
        guard trust != nil else {
            return (.good, "the signature is right: \(names.joined(separator: " and ")); trust was not asked about")
        }
        return (.good, "signed by \(names.joined(separator: " and "))")
    }
}

/// A message with the judgement on it.
public final class JudgedMessage {
    private let message: StreamedMessage
    private let detached: (any ByteSource)?
    /// The judgement.
    public let report: CMSReport

    fileprivate init(_ message: StreamedMessage, _ detached: (any ByteSource)?, _ report: CMSReport) {
        self.message = message
        self.detached = detached
        self.report = report
    }

    /// Writes the content, which the judgement has found good.
    ///
    /// - Throws: `SignetError.system`; `.refused` when the judgement is another one.
    public func writeContent(to sink: any ByteSink) throws(SignetError) {
        guard report.verdict == .good else { throw SignetError(.refused(report.explanation)) }
        do throws(CMSError) {
            guard !message.hasContent, let detached else { return try message.writeContent(to: sink) }
            try detached.rewind()
            while let bytes = try detached.next() { try sink.write(bytes.span) }
        } catch { throw SignetError(wrapping: error) }
    }
}

/// What was found out about a signed message: a value, for people as text and for programs as JSON.
public struct CMSReport: Sendable, Codable {
    /// The judgement.
    public let verdict: Report.Verdict
    /// The judgement in a sentence.
    public let explanation: String
    /// `signedData` or `digestedData`
    public let kind: String
    /// What is signed.
    public let contentType: String
    /// Its length.
    public let contentByteCount: UInt64
    /// Whether the content stands beside the message.
    public let isDetached: Bool
    /// The moment for which certificates were judged, and what that moment is.
    public let time: Report.TimeBasis
    /// Each signer.
    public let signers: [Report.Signer]
    /// The certificates of a message that nobody signed.
    public let certificates: [Report.CertificateSummary]
    /// What is odd about the message.
    public let remarks: [String]

    /// For people.
    public var text: String {
        var lines = ["\(verdict.rawValue.uppercased()): \(explanation)"]
        lines.append("  \(kind) of \(contentType), \(isDetached ? "content beside it" : "\(contentByteCount) bytes")")
        lines.append("  judged for \(time.instant) (\(time.basis))")
        for (number, signer) in signers.enumerated() { lines += signer.lines("\(number + 1)") }
        for certificate in certificates { lines.append("  certificate of \(certificate.subject)") }
        for remark in remarks { lines.append("  note: \(remark)") }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension Report.Signer {
    fileprivate func lines(_ number: String, _ role: String = "signer") -> [String] {
        var lines = ["  \(role) \(number): \(certificate?.subject ?? "unknown")"]
        lines.append("    signature: \(signature.rawValue), \(explanation)")
        lines.append("    \(algorithm) with \(digest)" + (signingTime.map { ", signed (so he says) \($0)" } ?? ""))
        if let trusted {
            let moment = time.map { ", judged for \($0.instant) (\($0.basis))" } ?? ""
            lines.append("    certificate: " + (trusted ? "trusted" : "not trusted: \(trustFailure ?? "")") + moment)
        }
        for stamp in timeStamps {
            lines.append("    time-stamp: \(stamp.signature.rawValue), \(stamp.explanation)" + stamp.trustClause)
        }
        lines += weaknesses.map { "    weak: \($0)" }
        for (index, signer) in countersigners.enumerated() {
            lines += signer.lines("\(number).\(index + 1)", "countersigner").map { "  " + $0 }
        }
        return lines
    }
}

extension Report.Signer {
    /// Why no time-stamp says when the signature was there; `nil` when one does.
    var missingTimeStamp: String? {
        guard let stamp = timeStamps.first else { return "it bears no time-stamp, which was asked for" }
        return timeStamps.contains { $0.failure == nil } ? nil : stamp.failure
    }
}

extension Report.TimeStamp {
    /// Why it says nothing about the time of the signature; `nil` when it does.
    var failure: String? {
        if signature != .good { return explanation }
        return trusted == false ? "the maker of its time-stamp is not trusted: \(trustFailure ?? "")" : nil
    }

    /// What is told of the trust in its maker.
    var trustClause: String {
        switch trusted {
        case nil: ""
        case true?: ", who is trusted"
        case false?: ", who is not trusted: \(trustFailure ?? "")"
        }
    }
}

extension SignedData {
    /// The revocation lists in the message that can be read.
    fileprivate var revocationLists: [CertificateList] {
        (crls ?? []).compactMap {
            if case .crl(let encoding) = $0 { try? CertificateList(encoding) } else { nil }
        }
    }

    /// The OCSP responses in the message that can be read.
    fileprivate var ocspResponses: [OCSPResponse] {
        (crls ?? []).compactMap {
            guard case .other(let other) = $0, other.format == OtherRevocationInfoFormat.ocspResponse else {
                return nil
            }
            return try? OCSPResponse(other.info)
        }
    }
}
