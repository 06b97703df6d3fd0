import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetCMS
import SignetKeys
import SignetMIME
import SignetX509

/// Walks from the outermost layer of a message inwards.
struct LayerReader {
    let options: ReadingOptions
    let time: Instant
    var layers: [Report.Layer] = []
    var parts: [Report.Part] = []
    var headers: [Report.HeaderComparison] = []
    var contacts: [Contact] = []
    var intermediates: [Certificate] = []
    /// Who the message says it is from, outside.
    var senders: [Mailbox] = []
    /// Who it says it is from once the layers are off: what a reader shows.
    var shownSenders: [Mailbox] = []
    var subject: String?
    /// What keeps a message whose signatures are right from being good.
    var remarks: [String] = []
    var isComplete = true
    var receiptRequests: [RequestedReceipt] = []
    private var receipt: ReceivedReceipt?
    var received: Message?

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
        case .der: innermost = try readCMS(input, claimed: nil, enclosing: nil)
        case .pem: innermost = try readCMS(try Self.cms(inPEM: input), claimed: nil, enclosing: nil)
        case .empty, .html, .zip, .vCard, .binary:
            throw SignetError(.malformed(.unrecognised(expected: "a mail or a CMS message", found: form.description)))
        }
        let report = judge()
        if report.verdict == .bad || !isComplete { innermost = nil }
        let isGood = report.verdict == .good
        return OpenedMessage(
            message: innermost, report: report, contacts: isGood ? contacts : [],
            intermediates: isGood ? intermediates : [], receiptRequests: receiptRequests, receipt: receipt)
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

    private mutating func readMail(_ input: Bytes) throws(SignetError) -> Bytes? {
        let message: Message
        do throws(MIMEError) {
            message = try Message(parsing: input)
        } catch { throw SignetError(wrapping: error) }
        received = message
        senders = message.header.from
        subject = message.header.subject
        judgeSenders(of: message.header, "")
        return try readLayers(of: message, payload: message.entity)
    }

    /// RFC 5322 §3.6: one From field. With more, what a reader shows and what is judged could differ.
    private mutating func judgeSenders(of header: Header, _ place: String) {
        let fieldCount = header.fields(named: "From").count
        if fieldCount > 1 { remarks.append("the message has more than one From field\(place)") }
        if fieldCount == 1, header.from.isEmpty {
            remarks.append("the From field\(place) names nobody who could have signed")
        }
    }

    /// - Parameters:
    ///   - message: what was read, with the layers so far taken off.
    ///   - payload: the entity that the last of them held.
    private mutating func readLayers(of message: Message, payload: MIMEEntity) throws(SignetError) -> Bytes? {
        guard layers.count < Self.maximumLayerCount else {
            throw SignetError(.refused("the message has more than \(Self.maximumLayerCount) layers"))
        }
        let form: SMIMEForm
        do throws(MIMEError) {
            form = try message.entity.smimeForm()
        } catch { throw SignetError(wrapping: error) }
        switch form {
        case .plain:
            if let only = Self.onlyPart(of: message.entity) { return try readInner(only.raw, of: message) }
            return try finish(message, payload)
        case .pkcs7(let cms, let claimed): return try readCMS(cms, claimed: claimed, enclosing: message)
        case .multipartSigned(let content, let signature, let micalg):
            guard case .signedData(let signedData) = try ContentInfo.inMail(signature) else {
                throw SignetError(
                    .malformed(.unrecognised(expected: "a signature in the second part", found: "other CMS")))
            }
            var layer = judge(signedData, form: .clear, content: content)
            let digests = Set(layer.signers.map(\.digest))
            let named = Set(micalg.map { $0.filter { $0 != "-" } })
            if !named.isEmpty, named.isDisjoint(with: digests) {
                layer.remarks.append(
                    "the message names the digest \(micalg.joined(separator: ", ")), and it is another")
            }
            if let epilogue = try? message.entity.multipart().epilogue, epilogue.contains(where: { !$0.isMailBlank }) {
                layer.remarks.append("text after the signature is not signed, and is left out")
            }
            layers.append(.signed(layer))
            return try readInner(content.raw, of: message)
        }
    }

    /// The signed or sealed part that some servers put into a multipart of its own: where nothing stands beside it, it is the
    /// whole message.
    private static func onlyPart(of entity: MIMEEntity) -> MIMEEntity? {
        guard entity.contentType.name == "multipart/mixed", let multipart = try? entity.multipart(),
            multipart.parts.count == 1, multipart.epilogue.allSatisfy(\.isMailBlank),
            let form = try? multipart.parts[0].smimeForm()
        else { return nil }
        if case .plain = form { return nil }
        return multipart.parts[0]
    }

    /// The message that a layer held, under the fields that stayed outside.
    private mutating func readInner(_ content: Bytes, of message: Message?) throws(SignetError) -> Bytes? {
        guard let message else {
            guard let bare = try? Message(parsing: content) else { return content }
            return try readLayers(of: bare, payload: bare.entity)
        }
        let inner: Message
        let payload: MIMEEntity
        do throws(MIMEError) {
            inner = try message.replacingContent(with: content)
            payload = try MIMEEntity(parsing: content)
        } catch { throw SignetError(wrapping: error) }
        return try readLayers(of: inner, payload: payload)
    }

    /// What is left when the last layer is off. Its header is compared with the one outside (RFC 9788 §4), and signed or
    /// sealed parts of it are looked at.
    private mutating func finish(_ message: Message, _ payload: MIMEEntity) throws(SignetError) -> Bytes? {
        try readParts(of: payload, under: message.header)
        guard let received, !layers.isEmpty else { return message.entity.raw }
        var shown = message
        if let protected = payload.protectedHeader(under: received.header) {
            do throws(MIMEError) {
                shown = try received.replacingContent(with: protected)
            } catch { throw SignetError(wrapping: error) }
            compare(protected, received.header)
            subject = shown.header.subject
        }
        judgeSenders(of: shown.header, " inside")
        shownSenders = shown.header.from
        return shown.entity.raw
    }

    private mutating func compare(_ protected: ProtectedHeader, _ outside: Header) {
        let isSealed = layers.contains { if case .sealed = $0 { true } else { false } }
        func text(_ fields: [HeaderField]) -> String? {
            fields.isEmpty ? nil : fields.map(\.decodedValue).joined(separator: "; ")
        }
        for name in ["From", "Sender", "Reply-To", "To", "Cc", "Date", "Subject", "Message-ID"] {
            let comparison = protected.compare(name, with: outside, isSealed: isSealed)
            let inside = protected.fields.filter { $0.isNamed(name) }
            let shown = outside.fields(named: name)
            if inside.isEmpty, shown.isEmpty { continue }
            headers.append(
                Report.HeaderComparison(
                    name: name, status: Report.HeaderStatus(comparison), outside: text(shown), inside: text(inside)))
            guard comparison == .changed, ["From", "Date", "Subject"].contains(name) else { continue }
            remarks.append("the \(name) outside is not the one that was protected")
        }
    }

    // MARK: - CMS

    private mutating func readCMS(
        _ encoding: Bytes, claimed: SMIMEType?, enclosing message: Message?
    ) throws(SignetError) -> Bytes? {
        switch message == nil ? try ContentInfo.bare(encoding) : try ContentInfo.inMail(encoding) {
        case .signedData(let signedData):
            guard !signedData.signerInfos.isEmpty else {
                layers.append(.certificatesOnly(signedData.certificateList.map(Report.CertificateSummary.init)))
                return signedData.encapContentInfo.content?.octets ?? message?.entity.raw
            }
            var layer = judge(signedData, form: .opaque, content: nil)
            layer.remarks += Self.remarks(
                claimed: claimed,
                found: signedData.encapContentInfo.contentType == .receipt ? .signedReceipt : .signedData)
            layers.append(.signed(layer))
            if signedData.encapContentInfo.contentType == .receipt { return try readReceipt(signedData) }
            guard let content = signedData.encapContentInfo.content?.octets ?? options.detachedContent else {
                return nil
            }
            return try readInner(content, of: message)
        case .envelopedData(let sealed):
            let content = try open(
                SealedContent(
                    recipients: sealed.recipientInfos, encryption: sealed.encryptedContentInfo, type: .envelopedData
                ) { keys throws(CMSError) in try sealed.open(with: keys) }, claimed: claimed)
            guard let content else { return nil }
            return try readInner(content, of: message)
        case .authEnvelopedData(let sealed):
            let content = try open(
                SealedContent(
                    recipients: sealed.recipientInfos, encryption: sealed.authEncryptedContentInfo,
                    type: .authEnvelopedData
                ) { keys throws(CMSError) in try sealed.open(with: keys) }, claimed: claimed)
            guard let content else { return nil }
            return try readInner(content, of: message)
        case .data(let content): return try readInner(content, of: message)
        case let other:
            throw SignetError(.unsupported(.unsupported(role: "content type", name: "\(other.contentType)")))
        }
    }

    /// What `EnvelopedData` and `AuthEnvelopedData` have in common.
    private struct SealedContent {
        let recipients: [RecipientInfo]
        let encryption: EncryptedContentInfo
        let type: SMIMEType
        let open: ([OpeningKey]) throws(CMSError) -> OpenedContent
    }

    /// A receipt (RFC 2634 §2.8) is no message, and nothing is in it for a reader to show.
    private mutating func readReceipt(_ signedData: SignedData) throws(SignetError) -> Bytes? {
        guard let octets = signedData.encapContentInfo.content?.octets else { return nil }
        do throws(ASN1Error) {
            let digest = signedData.signerInfos.first?.signedAttributes?.value.first {
                $0.type == CMSAttribute.messageSignatureDigest
            }?.values.first
            receipt = ReceivedReceipt(
                receipt: try Receipt.syntax.decode(octets, rules: .tolerant),
                signatureDigest: try digest.map { value throws(ASN1Error) in try Syntax<Bytes>.octetString.decode(value)
                })
        } catch { throw SignetError(.malformed(.cms(error))) }
        return nil
    }

    static func remarks(claimed: SMIMEType?, found: SMIMEType) -> [String] {
        guard let claimed, claimed != found else { return [] }
        return ["the message says that it is \(claimed.name), and it is \(found.name)"]
    }

    private mutating func open(_ sealed: SealedContent, claimed: SMIMEType?) throws(SignetError) -> Bytes? {
        let recipients = sealed.recipients.map(\.description)
        let encryption = sealed.encryption.contentEncryptionAlgorithm
        let cipher = try? ContentEncryption(encryption)
        let mismatch = Self.remarks(claimed: claimed, found: sealed.type)
        func layer(openedBy: String?, _ remarks: [String]) -> Report.Layer {
            .sealed(
                Report.Sealed(
                    cipher: cipher?.cipher.name ?? ContentCipher.name(of: encryption.algorithm),
                    standing: cipher?.cipher.standing.rawValue ?? "unsupported", recipients: recipients,
                    openedBy: openedBy, isAuthenticated: cipher?.cipher.isAuthenticating ?? false,
                    remarks: remarks + mismatch))
        }
        guard let identities = options.identities else {
            layers.append(layer(openedBy: nil, ["not opened: no Digital ID was given"]))
            isComplete = false
            return nil
        }
        let fitting = try identities { certificate in
            sealed.recipients.contains { recipient in recipient.identifies(certificate) }
        }
        guard !fitting.isEmpty else { throw SignetError(.notARecipient(recipients)) }
        do throws(CMSError) {
            let opened = try sealed.open(fitting.map { .certificate($0.certificate, $0.privateKey) })
            let opener = fitting.indices.contains(opened.openingKey) ? fitting[opened.openingKey] : fitting[0]
            // RFC 8551 §6: CBC hides, and does not protect; only a signature inside or around it does.
            let remarks =
                opened.isAuthenticated
                ? [] : ["CBC has no integrity of its own: only a signature tells whether the content was changed"]
            layers.append(layer(openedBy: opener.title, remarks))
            return opened.content
        } catch {
            var translated = SignetError(wrapping: error)
            if case .undecryptable = error, sealed.type == .authEnvelopedData { translated.isWrongTag = true }
            throw translated
        }
    }
}

extension Report.HeaderStatus {
    init(_ comparison: ProtectedHeader.Comparison) {
        self =
            switch comparison {
            case .same: .same
            case .hidden: .hidden
            case .changed: .changed
            case .added: .added
            }
    }
}

extension UInt8 {
    /// Blanks and line ends.
    var isMailBlank: Bool { self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0D }
}

extension RecipientInfo {
    /// Whether it is for the owner of a certificate, as far as Signet can tell.
    func identifies(_ certificate: Certificate) -> Bool {
        switch self {
        case .keyTransport(let recipient): recipient.recipientIdentifier.identifies(certificate)
        case .keyAgreement(let recipient):
            recipient.recipientEncryptedKeys.contains {
                $0.recipientIdentifier.signerIdentifier.identifies(certificate)
            }
        default: false
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
