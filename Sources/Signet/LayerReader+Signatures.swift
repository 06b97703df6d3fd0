import SignetAlgorithms
import SignetBytes
import SignetCMS
import SignetHash
import SignetKeys
import SignetMIME
import SignetX509

extension LayerReader {
    /// Judges every signature of a layer.
    ///
    /// - Parameter senders: whose address a signer's certificate should have; those of the message when `nil`.
    mutating func judge(
        _ cms: CMSLayer, _ signedData: SignedData, form: SignedForm, content: MIMEEntity?,
        senders others: [Mailbox]? = nil
    ) throws(SignetError) -> Report.Signed {
        var remarks: [String] = []
        let detached =
            content.map { folds.source(of: $0.raw) }
            ?? (cms.message.hasContent ? nil : options.detachedContent.map { $0.folds.source(of: $0.text) })
        var checks = try cms.checks(detached: detached, options.untrusted)
        if let content, !checks.contains(where: \.outcome.isGood) {
            // RFC 8551 §3.1.1: what is signed has CRLF; mbox files and version control keep LF.
            let canonical = content.canonicalized
            if canonical != content.raw {
                let again = try cms.checks(detached: folds.source(of: canonical), options.untrusted)
                if again.contains(where: \.outcome.isGood) || again.allSatisfy({ !$0.outcome.isMismatch }) {
                    checks = again
                    remarks.append("line ends were restored to CRLF")
                }
            }
        }
        if others == nil {
            let verified = zip(signedData.signerInfos, checks).filter { $0.1.outcome.isGood }.map(\.0)
            remarks += noteReceiptRequests(verified, signedData.encapContentInfo.contentType)
        }
        if checks.contains(where: \.sortedAttributes) { remarks.append("signed attributes were not in order") }
        let signers = checks.map { signer($0, signedData, senders: others ?? senders, isPart: others != nil) }
        return Report.Signed(
            form: form.rawValue, signers: signers, remarks: remarks,
            change: content.flatMap { explainChange($0, cms, signedData, checks) })
    }

    /// The requests for receipts of those whose signatures are right (RFC 2634 §2.3): those on the innermost layer count.
    ///
    /// - Returns: what a reader is told of them.
    private mutating func noteReceiptRequests(
        _ signerInfos: [SignerInfo], _ type: SignetCMS.ContentType
    ) -> [String] {
        if mailingLists == nil {
            let attributes = signerInfos.lazy.compactMap { $0.signedAttributes?.value }.joined()
            let history = attributes.first { $0.type == CMSAttribute.mlExpansionHistory }?.values.first
            mailingLists = history.flatMap { try? MLExpansionHistory.syntax.decode($0, rules: .tolerant) }
        }
        var requests = signerInfos.compactMap { RequestedReceipt($0, type, received?.header, mailingLists) }
        if let first = requests.first, !requests.allSatisfy({ $0.asksTheSame(as: first) }) {
            for index in requests.indices { requests[index].refusal = "its signers ask for different receipts" }
        }
        if !requests.isEmpty { receiptRequests = requests }
        var remarks: [String] = []
        for request in requests where !remarks.contains(request.remark) { remarks.append(request.remark) }
        return remarks
    }

    /// Which known change of gateways explains a digest that does not match. The signature stays bad.
    private func explainChange(
        _ content: MIMEEntity, _ cms: CMSLayer, _ signedData: SignedData, _ checks: [SignatureCheck]
    ) -> Report.Change? {
        var expected: [(algorithm: DigestAlgorithm, digest: Bytes)] = []
        var isBare = false
        for check in checks {
            switch check.outcome {
            case .digestMismatch(let digest, _):
                if let algorithm = check.digestAlgorithm { expected.append((algorithm, digest)) }
            case .badSignature where check.signedAttributes == nil: isBare = true
            default: break
            }
        }
        guard !expected.isEmpty || isBare else { return nil }
        if folds.isFolded(content.raw) {
            let found = content.explainLongChange { candidates in
                if let index = folds.first(of: candidates, withOneOf: expected) { return index }
                // Without attributes there is no digest to compare with: each signature is tried, which takes long.
                return !isBare
                    ? nil
                    : candidates.prefix(2).firstIndex { candidate in
                        let checks = try? cms.checks(detached: folds.source(of: candidate), options.untrusted)
                        return checks?.contains(where: \.outcome.isGood) ?? false
                    }
            }
            return found.map { Report.Change(kind: $0.kind.rawValue, explanation: $0.explanation) }
        }
        let found = content.explainChange { candidate in
            if expected.contains(where: { $0.algorithm.digest(of: candidate.span).matches($0.digest.span) }) {
                return true
            }
            return isBare
                && signedData.checks(content: candidate, certificates: options.untrusted).contains(
                    where: \.outcome.isGood)
        }
        return found.map { Report.Change(kind: $0.kind.rawValue, explanation: $0.explanation) }
    }

    private mutating func signer(
        _ check: SignatureCheck, _ signedData: SignedData, senders: [Mailbox], isPart: Bool
    ) -> Report.Signer {
        let isSender = check.certificate.flatMap { Self.isSender($0, senders) }
        var chain: [Certificate] = []
        let stamped = check.timeStamps.flatMap(\.certificates)
        let signer = Report.Signer(check, isSender: isSender) { certificate, purpose, moment in
            let path = pathReport(certificate, signedData, stamped, purpose, moment)
            if certificate == check.certificate, purpose == nil { chain = path.chain }
            return path
        }
        if !isPart, check.outcome.isGood, signer.trusted == true, isSender == true {
            learn(check, signedData)
            intermediates += chain.dropFirst()
        }
        return signer
    }

    func pathReport(
        _ certificate: Certificate, _ signedData: SignedData, _ stamped: [Certificate] = [],
        _ purpose: PathValidator.Purpose? = nil, _ moment: Instant? = nil
    ) -> PathReport {
        var revocation = options.revocation
        // RFC 8550 §2.1: lists that come with the message are as good as others, since their issuers signed them.
        if revocation.demand != .none {
            for choice in (signedData.crls ?? []).prefix(Self.maximumListCount) {
                switch choice {
                case .crl(let list): if let list = try? CertificateList(list) { revocation.lists.append(list) }
                case .other(let other) where other.format == OtherRevocationInfoFormat.ocspResponse:
                    if let response = try? OCSPResponse(other.info) { revocation.responses.append(response) }
                case .other: break
                }
            }
        }
        return PathValidator(
            trusting: options.trust.trustAnchors,
            untrusted: signedData.certificateList + options.untrusted + (purpose == nil ? [] : stamped),
            time: moment ?? time, purpose: purpose ?? options.purpose, revocation: revocation
        ).validate(certificate)
    }

    /// How many lists of one message are read.
    private static let maximumListCount = 64

    /// RFC 8550 §3: the address of a sender is in the certificate. Unknown when the message has no sender, or the
    /// certificate no address.
    private static func isSender(_ certificate: Certificate, _ senders: [Mailbox]) -> Bool? {
        guard !senders.isEmpty else { return nil }
        return senders.contains { certificate.isFor($0.address) }
    }

    private mutating func learn(_ check: SignatureCheck, _ signedData: SignedData) {
        guard let certificate = check.certificate,
            let sender = senders.first(where: { certificate.isFor($0.address) })
        else { return }
        // A sender who seals and signs with two certificates sends both; each must be his and stand on its own.
        let others = signedData.certificateList.filter { other in
            other != certificate && other.isFor(sender.address) && pathReport(other, signedData).isTrusted
        }
        // RFC 8551 §2.7.1: a time that lies in the future counts for nothing, or it would stand before all later ones.
        let date = check.signingTime ?? time
        let capabilities =
            date > Instant.now + 86_400
            ? nil : check.capabilities.map { Contact.Capabilities(announced: $0, date: date) }
        // RFC 8551 §2.5.3: which of his certificates he wants to be sealed for.
        let preference = check.signedAttributes.flatMap { attributes in
            attributes.first { $0.type == CMSAttribute.smimeEncryptionKeyPreference }?.values.first
        }.flatMap { try? SMIMEEncryptionKeyPreference.syntax.decode($0, rules: .tolerant) }
        let preferred = preference.flatMap { preference in ([certificate] + others).first { preference.identifies($0) }
        }
        contacts.append(
            Contact(
                address: sender.address, name: sender.displayName, certificates: [certificate] + others,
                capabilities: capabilities, preferred: preferred))
    }
}

extension SignatureCheck.Outcome {
    var isMismatch: Bool { if case .digestMismatch = self { true } else { false } }

    /// The judgement in one word: what Signet could not check is not called bad.
    var verdict: Report.SignatureVerdict {
        switch self {
        case .good: .good
        case .unsupported, .signerCertificateNotFound, .unusableCertificate, .contentAbsent: .unsupported
        default: .bad
        }
    }
}

extension Report.Check {
    init(_ check: PathReport.Check) {
        certificate = check.certificateIndex
        clause = check.clause
        statement = check.statement
        switch check.outcome {
        case .passed: (passed, reason) = (true, nil)
        case .failed(let why): (passed, reason) = (false, why.description)
        }
    }
}

extension Folds {
    /// The first of some texts that has one of these digests. What all of them begin with is read once.
    fileprivate func first(
        of candidates: [Bytes], withOneOf expected: [(algorithm: DigestAlgorithm, digest: Bytes)]
    ) -> Int? {
        guard let first = candidates.first, !expected.isEmpty else { return nil }
        var shared = first.count
        for candidate in candidates.dropFirst() {
            var index = 0
            while index < min(shared, candidate.count), first[index] == candidate[index] { index += 1 }
            shared = index
        }
        shared = startOfRun(around: shared, in: first)
        func update(_ hashes: inout [Hash], _ text: Bytes) -> Bool {
            let source = source(of: text)
            do throws(CMSError) {
                while let bytes = try source.next() {
                    for index in hashes.indices { hashes[index].update(bytes.span) }
                }
                return true
            } catch { return false }
        }
        var beginning = expected.map { Hash($0.algorithm) }
        guard update(&beginning, first[0..<shared]) else { return nil }
        return candidates.firstIndex { candidate in
            var hashes = beginning
            guard update(&hashes, candidate[shared..<candidate.count]) else { return false }
            return zip(hashes, expected).contains { $0.finalize().matches($1.digest.span) }
        }
    }
}
