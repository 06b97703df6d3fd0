import SignetASN1
import SignetAlgorithms
public import SignetBytes
import SignetCMS
import SignetMIME
public import SignetX509

/// What to judge a message by.
public struct ReadingOptions: Sendable {
    /// Whom to trust.
    public var trust: TrustStore
    /// Certificates that may help to build a path, without being trusted.
    public var untrusted: [Certificate] = []
    /// What must be known about revocation, and from where.
    public var revocation = RevocationSettings.none
    /// The moment for which certificates are judged; `nil` means now.
    public var time: Instant?
    /// Finds the Digital IDs to open a sealed layer with: called once a layer, with a question that tells whether the
    /// layer is sealed for a certificate, so that only fitting ones need be unlocked. `nil` leaves sealed layers closed.
    public var identities: (@Sendable (_ isRecipient: (Certificate) -> Bool) throws(SignetError) -> [DigitalID])?
    /// The content of a detached signature that comes without its mail.
    public var detachedContent: Bytes?

    /// Judging now, by these anchors.
    public init(trusting trust: TrustStore) { self.trust = trust }
}

/// A message with its layers taken off, and what was found out on the way.
public struct OpenedMessage: Sendable {
    /// The innermost message. `nil` when a layer was changed after it was signed, or could not be opened: what cannot be
    /// vouched for does not leave.
    public let message: Bytes?
    /// What was found out.
    public let report: Report
    /// What the good signatures tell about their makers, for the address book.
    public let contacts: [Contact]
}

/// Judges the signatures of a mail, or of a bare CMS message in DER, BER or PEM.
///
/// A bad signature is not an error, but a report that says so.
///
/// - Throws: `SignetError.malformed` when the input is damaged, or no message.
public func verify(
    _ message: some Collection<UInt8>, trusting trust: TrustStore, at time: Instant? = nil
) throws(SignetError) -> Report {
    var options = ReadingOptions(trusting: trust)
    options.time = time
    return try read(message, options).report
}

/// Takes off every layer of a message, opening what is sealed and judging what is signed.
///
/// - Throws: `SignetError.notARecipient` or `.undecryptable` when Digital IDs are given and none opens a sealed layer;
///   `.malformed`.
public func read(_ message: some Collection<UInt8>, _ options: ReadingOptions) throws(SignetError) -> OpenedMessage {
    var reader = LayerReader(options)
    return try reader.read(Bytes(collection: message))
}

extension DigitalID {
    /// Opens a mail that is sealed for this Digital ID, and takes off every layer below.
    public func open(
        _ message: some Collection<UInt8>, trusting trust: TrustStore = TrustStore()
    ) throws(SignetError) -> OpenedMessage {
        var options = ReadingOptions(trusting: trust)
        options.identities = { _ throws(SignetError) in [self] }
        return try read(message, options)
    }
}

/// Walks from the outermost layer inwards.
private struct LayerReader {
    private let options: ReadingOptions
    private let time: Instant
    private var layers: [Report.Layer] = []
    private var contacts: [Contact] = []
    private var senders: [Mailbox] = []
    private var subject: String?
    private var remarks: [String] = []
    private var isComplete = true

    /// A message may have so many layers; triple wrapping needs three.
    private static let maximumLayerCount = 16

    init(_ options: ReadingOptions) {
        self.options = options
        time = options.time ?? .now
    }

    mutating func read(_ input: Bytes) throws(SignetError) -> OpenedMessage {
        let form = InputForm(input)
        var innermost: Bytes?
        switch form {
        case .mail, .text: innermost = try readMail(input)
        case .der: innermost = try readCMS(input, form: .opaque, enclosing: nil)
        case .pem: innermost = try readCMS(try Self.cms(inPEM: input), form: .opaque, enclosing: nil)
        case .empty, .html, .zip, .vCard, .binary:
            throw SignetError(.malformed(.unrecognised(expected: "a mail or a CMS message", found: form.description)))
        }
        let report = judge()
        if report.verdict == .bad || !isComplete { innermost = nil }
        return OpenedMessage(message: innermost, report: report, contacts: report.verdict == .good ? contacts : [])
    }

    private static let labels: Set<String> = [
        PEM.Label.pkcs7, PEM.Label.cms, PEM.Label.signedMessage, "PKCS #7 SIGNED DATA",
    ]

    private static func cms(inPEM input: Bytes) throws(SignetError) -> Bytes {
        let objects: [PEM]
        do throws(PEMError) {
            objects = try PEM.decode(input)
        } catch { throw SignetError(wrapping: error) }
        guard let object = objects.first(where: { Self.labels.contains($0.label) }) else {
            throw SignetError(
                .malformed(.unrecognised(expected: "a mail or a CMS message", found: objects[0].label)))
        }
        return object.contents.exposed
    }

    // MARK: - Mail

    private mutating func readMail(_ input: Bytes) throws(SignetError) -> Bytes? {
        let message: Message
        do throws(MIMEError) {
            message = try Message(parsing: input)
        } catch { throw SignetError(wrapping: error) }
        senders = message.header.from
        subject = message.header.subject
        // RFC 5322 §3.6: one From field. With more, what a reader shows and what is judged could differ.
        let fromFieldCount = message.header.fields(named: "From").count
        if fromFieldCount > 1 { remarks.append("the message has more than one From field") }
        if fromFieldCount == 1, senders.isEmpty { remarks.append("the From field names nobody who could have signed") }
        return try readLayers(of: message)
    }

    private mutating func readLayers(of message: Message) throws(SignetError) -> Bytes? {
        guard layers.count < Self.maximumLayerCount else {
            throw SignetError(.refused("the message has more than \(Self.maximumLayerCount) layers"))
        }
        let form: SMIMEForm
        do throws(MIMEError) {
            form = try message.entity.smimeForm()
        } catch { throw SignetError(wrapping: error) }
        switch form {
        case .plain: return message.entity.raw
        case .pkcs7(let cms, _): return try readCMS(cms, form: .opaque, enclosing: message)
        case .multipartSigned(let content, let signature, _):
            guard case .signedData(let signedData) = try ContentInfo.inMail(signature) else {
                throw SignetError(
                    .malformed(.unrecognised(expected: "a signature in the second part", found: "other CMS")))
            }
            judge(signedData, form: .clear, content: content)
            return try readInner(content.raw, of: message)
        }
    }

    /// The message that a layer held, under the fields that stayed outside.
    private mutating func readInner(_ content: Bytes, of message: Message?) throws(SignetError) -> Bytes? {
        guard let message else {
            guard let bare = try? Message(parsing: content) else { return content }
            return try readLayers(of: bare)
        }
        let inner: Message
        do throws(MIMEError) {
            inner = try message.replacingContent(with: content)
        } catch { throw SignetError(wrapping: error) }
        return try readLayers(of: inner)
    }

    // MARK: - CMS

    private mutating func readCMS(
        _ encoding: Bytes, form: SignedForm, enclosing message: Message?
    ) throws(SignetError) -> Bytes? {
        switch message == nil ? try ContentInfo.bare(encoding) : try ContentInfo.inMail(encoding) {
        case .signedData(let signedData):
            guard !signedData.signerInfos.isEmpty else {
                layers.append(.certificatesOnly(signedData.certificateList.map(Report.CertificateSummary.init)))
                return signedData.encapContentInfo.content?.octets ?? message?.entity.raw
            }
            judge(signedData, form: form, content: nil)
            guard let content = signedData.encapContentInfo.content?.octets ?? options.detachedContent else {
                return nil
            }
            return try readInner(content, of: message)
        case .envelopedData(let envelopedData):
            guard let content = try open(envelopedData) else { return nil }
            return try readInner(content, of: message)
        case .data(let content): return try readInner(content, of: message)
        case let other:
            throw SignetError(.unsupported(.unsupported(role: "content type", name: "\(other.contentType)")))
        }
    }

    private mutating func open(_ envelopedData: EnvelopedData) throws(SignetError) -> Bytes? {
        let recipients = envelopedData.recipientInfos.map(\.description)
        let encryption = envelopedData.encryptedContentInfo.contentEncryptionAlgorithm
        let cipher = try? ContentEncryption(encryption)
        func layer(openedBy: String?, _ remarks: [String]) -> Report.Layer {
            .sealed(
                Report.Sealed(
                    cipher: cipher?.name ?? ContentCipher.name(of: encryption.algorithm),
                    standing: cipher?.cipher.standing.rawValue ?? "unsupported", recipients: recipients,
                    openedBy: openedBy, remarks: remarks))
        }
        guard let identities = options.identities else {
            layers.append(layer(openedBy: nil, ["not opened: no Digital ID was given"]))
            isComplete = false
            return nil
        }
        let fitting = try identities { certificate in
            envelopedData.recipientInfos.contains { recipient in recipient.identifies(certificate) }
        }
        guard !fitting.isEmpty else { throw SignetError(.notARecipient(recipients)) }
        do throws(CMSError) {
            let content = try envelopedData.open(
                with: fitting.map { RecipientKey(certificate: $0.certificate, key: $0.privateKey) })
            // RFC 8551 §6: CBC hides, and does not protect; only a signature inside or around it does.
            layers.append(
                layer(
                    openedBy: fitting.map { $0.title }.joined(separator: ", "),
                    ["CBC has no integrity of its own: only a signature tells whether the content was changed"]))
            return content
        } catch { throw SignetError(wrapping: error) }
    }

    // MARK: - Signatures

    private mutating func judge(_ signedData: SignedData, form: SignedForm, content: MIMEEntity?) {
        var remarks: [String] = []
        var checks = signedData.checks(
            content: content?.raw ?? (signedData.encapContentInfo.content == nil ? options.detachedContent : nil),
            certificates: options.untrusted)
        if let content, !checks.contains(where: \.outcome.isGood) {
            // RFC 8551 §3.1.1: what is signed has CRLF; mbox files and version control keep LF.
            let canonical = content.canonicalized
            if canonical != content.raw {
                let again = signedData.checks(content: canonical, certificates: options.untrusted)
                if again.contains(where: \.outcome.isGood) || again.allSatisfy({ !$0.outcome.isMismatch }) {
                    checks = again
                    remarks.append("line ends were restored to CRLF")
                }
            }
        }
        if checks.contains(where: \.sortedAttributes) { remarks.append("signed attributes were not in order") }
        let signers = checks.map { signer($0, signedData) }
        layers.append(.signed(Report.Signed(form: form.rawValue, signers: signers, remarks: remarks)))
    }

    private mutating func signer(_ check: SignatureCheck, _ signedData: SignedData) -> Report.Signer {
        var trusted: Bool?
        var trustFailure: String?
        var chain: [Certificate] = check.certificate.map { [$0] } ?? []
        var checks: [Report.Check] = []
        var weaknesses = check.weaknesses.map(\.description)
        if let certificate = check.certificate {
            let path = pathReport(certificate, signedData)
            trusted = path.isTrusted
            trustFailure = path.failure?.description
            chain = path.chain.isEmpty ? chain : path.chain
            checks = path.checks.map(Report.Check.init)
            weaknesses += path.weaknesses.map(\.description)
        }
        let isSender = check.certificate.flatMap(isSender)
        if check.outcome.isGood, trusted == true, isSender == true { learn(check, signedData) }
        return Report.Signer(
            signature: check.outcome.verdict, explanation: check.outcome.description,
            certificate: check.certificate.map(Report.CertificateSummary.init),
            digest: check.digestAlgorithm?.name ?? "unsupported",
            algorithm: check.signatureAlgorithm?.name ?? "unsupported", signingTime: check.signingTime?.description,
            trusted: trusted, trustFailure: trustFailure, isSender: isSender,
            chain: chain.map(Report.CertificateSummary.init), checks: checks, weaknesses: weaknesses)
    }

    private func pathReport(_ certificate: Certificate, _ signedData: SignedData) -> PathReport {
        PathValidator(
            trusting: options.trust.trustAnchors, untrusted: signedData.certificateList + options.untrusted, time: time,
            purpose: .emailProtection(.signing), revocation: options.revocation
        ).validate(certificate)
    }

    /// RFC 8550 §3: the address of a sender is in the certificate. Unknown when the message has no sender, or the
    /// certificate no address.
    private func isSender(_ certificate: Certificate) -> Bool? {
        guard !senders.isEmpty else { return nil }
        return senders.contains { certificate.isFor($0.address) }
    }

    private mutating func learn(_ check: SignatureCheck, _ signedData: SignedData) {
        guard let certificate = check.certificate,
            let sender = senders.first(where: { sender in
                certificate.emailAddresses.contains { $0.lowercased() == sender.address.lowercased() }
            })
        else { return }
        // A sender who seals and signs with two certificates sends both; each must be his and stand on its own.
        let others = signedData.certificateList.filter { other in
            other != certificate && other.emailAddresses.contains { $0.lowercased() == sender.address.lowercased() }
                && pathReport(other, signedData).isTrusted
        }
        let capabilities = check.capabilities.map { announced in
            Contact.Capabilities(announced: announced, date: check.signingTime ?? time)
        }
        contacts.append(
            Contact(
                address: sender.address, name: sender.displayName, certificates: [certificate] + others,
                capabilities: capabilities))
    }

    // MARK: - Verdict

    private func judge() -> Report {
        let (verdict, explanation) = verdict()
        return Report(
            verdict: verdict, explanation: explanation, from: senders.map(\.description), subject: subject,
            time: Report.TimeBasis(instant: time.description, basis: options.time == nil ? "now" : "as asked"),
            layers: layers)
    }

    private func verdict() -> (Report.Verdict, String) {
        let signers = layers.flatMap { if case .signed(let signed) = $0 { signed.signers } else { [Report.Signer]() } }
        guard !signers.isEmpty else {
            let isSealed = layers.contains { if case .sealed = $0 { true } else { false } }
            return (
                .unsigned,
                isSealed
                    ? "the message is sealed, and bears no signature that can be seen" : "the message is not signed"
            )
        }
        if let bad = signers.first(where: { $0.signature == .bad }) { return (.bad, bad.explanation) }
        if let unsupported = signers.first(where: { $0.signature == .unsupported }) {
            return (.unsupported, unsupported.explanation)
        }
        if let untrusted = signers.first(where: { $0.trusted != true }) {
            return (
                .untrusted, "the signature is right, but its signer is not trusted: \(untrusted.trustFailure ?? "")"
            )
        }
        if let remark = remarks.first { return (.untrusted, "the signature is right, but \(remark)") }
        // RFC 8550 §3: mailing lists may sign around the sender; one signer of any layer must be the sender.
        if !senders.isEmpty, !signers.contains(where: { $0.isSender == true }) {
            return (.untrusted, "the signature is right, but the signer is not the sender")
        }
        // A reader may show any of several authors (RFC 5322 §3.6.2) as the sender.
        let addresses = Set(signers.flatMap { $0.certificate?.emailAddresses ?? [] }.map { $0.lowercased() })
        if let other = senders.first(where: { !addresses.contains($0.address.lowercased()) }) {
            return (
                .untrusted, "the signature is right, but the message is also from \(other.address), who did not sign"
            )
        }
        let names = signers.compactMap { $0.certificate?.emailAddresses.first ?? $0.certificate?.subject }
        return (.good, "signed by \(names.joined(separator: " and "))")
    }
}

extension SignatureCheck.Outcome {
    fileprivate var isMismatch: Bool { if case .digestMismatch = self { true } else { false } }

    /// The judgement in one word: what Signet could not check is not called bad.
    fileprivate var verdict: Report.SignatureVerdict {
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

extension RecipientInfo {
    /// Whether it is for the owner of a certificate, as far as Signet can tell.
    fileprivate func identifies(_ certificate: Certificate) -> Bool {
        if case .keyTransport(let recipient) = self {
            recipient.recipientIdentifier.identifies(certificate)
        } else {
            false
        }
    }
}

extension ContentInfo {
    /// Reads a CMS object that is a file of its own.
    static func bare(_ encoding: Bytes) throws(SignetError) -> ContentInfo {
        do throws(CMSError) {
            return try ContentInfo(reading: encoding)
        } catch { throw SignetError(wrapping: error) }
    }

    /// Reads a CMS object that a mail holds, so that an error does not give its offsets for the mail's.
    static func inMail(_ encoding: Bytes) throws(SignetError) -> ContentInfo {
        do throws(CMSError) {
            return try ContentInfo(reading: encoding)
        } catch {
            guard case .malformed(let error) = error else { throw SignetError(wrapping: error) }
            throw SignetError(.malformed(.cms(error)))
        }
    }
}
