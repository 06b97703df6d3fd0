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
    /// Whether the mail carries certificates and nothing else.
    var isBundle = false
    var receiptRequests: [RequestedReceipt] = []
    /// The mailing lists that the message came through.
    var mailingLists: MLExpansionHistory?
    var receipt: ReceivedReceipt?
    var received: Message?

    /// What is read.
    static let expected = "a mail or a CMS message"

    /// A message may have so many layers; triple wrapping needs three.
    private static let maximumLayerCount = 16

    /// What the marks in the texts of long layers stand for.
    let folds: Folds

    init(_ options: ReadingOptions, _ folds: Folds?) {
        self.options = options
        self.folds = folds ?? Folds()
        time = options.time ?? .now
    }

    mutating func read(_ input: Mail) throws(SignetError) -> OpenedMessage {
        let form = input.form
        var innermost: Bytes?
        switch form {
        case .mail: innermost = try readMail(input.text)
        case .text where !input.isBase64: innermost = try readMail(input.text)
        case .der, .pem, .text:
            if let file = input.store as? FileStore {
                let found = try MessageInput(finding: file.source)
                let cms = try CMSLayer(reading: found.cms, isInMail: !found.isBare)
                innermost = try readCMS(cms, claimed: nil, enclosing: nil)
            } else {
                innermost = try readCMS(try layer(of: input, form), claimed: nil, enclosing: nil)
            }
        case .empty, .html, .zip, .vCard, .binary:
            let error = SignetError(.malformed(.unrecognised(expected: Self.expected, found: form.description)))
            // Of a long file the text is a mark that stands for it.
            throw input.store == nil ? SignetError(misread: input.text, expected: Self.expected, error) : error
        }
        let report = judge()
        if report.verdict == .bad || !isComplete { innermost = nil }
        let isGood = report.verdict == .good || (isBundle && report.verdict == .unsigned)
        return OpenedMessage(
            mail: innermost.map { Mail(text: $0, folds: folds) }, report: report, contacts: isGood ? contacts : [],
            intermediates: isGood ? intermediates : [], receiptRequests: receiptRequests, receipt: receipt)
    }

    /// The message that is a file of its own.
    private func layer(of input: Mail, _ form: InputForm) throws(SignetError) -> CMSLayer {
        let octets: Bytes
        switch form {
        case .pem: octets = try Self.cms(inPEM: try input.bytes())
        case .text:
            let text = try input.bytes()
            octets = InputForm.content(ofBase64: text)?.exposed ?? text
        default: octets = input.text
        }
        do throws(SignetError) {
            return try CMSLayer(reading: folds.source(of: octets), isInMail: form == .text)
        } catch { throw SignetError(misread: octets, expected: Self.expected, error) }
    }

    private mutating func readMail(_ input: Bytes) throws(SignetError) -> Bytes? {
        let message: Message
        do throws(MIMEError) {
            message = try Message(parsing: input, limits: Optional(folds).limits)
        } catch { throw SignetError(noMail: input, error, expected: Self.expected) }
        received = message
        senders = message.header.from
        subject = message.header.subject
        judgeSenders(of: message.header, "")
        // RFC 2045 §3: one of each. With more, what a reader shows and what is judged could differ.
        for name in ["Content-Type", "Content-Transfer-Encoding"] where message.header.fields(named: name).count > 1 {
            remarks.append("the message has more than one \(name) field")
        }
        return try readLayers(of: message, payload: message.entity)
    }

    /// RFC 5322 §3.6: one From field. With more, what a reader shows and what is judged could differ.
    private mutating func judgeSenders(of header: Header, _ place: String) {
        let fieldCount = header.fields(named: "From").count
        if fieldCount > 1 { remarks.append("the message has more than one From field\(place)") }
        if fieldCount == 1, header.from.isEmpty {
            remarks.append("the From field\(place) names nobody who could have signed")
        }
        if header.from.contains(where: \.hidesText) {
            remarks.append("the From field\(place) has characters that cannot be seen, or change the order of others")
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
        case .pkcs7(let octets, let claimed):
            let cms = try CMSLayer(reading: folds.source(of: octets), isInMail: true)
            return try readCMS(cms, claimed: claimed, enclosing: message)
        case .multipartSigned(let content, let signature, let micalg):
            let cms = try CMSLayer(reading: folds.source(of: signature), isInMail: true)
            guard case .signedData(let signedData) = cms.frame else {
                throw SignetError(
                    .malformed(.unrecognised(expected: "a signature in the second part", found: "other CMS")))
            }
            var layer = try judge(cms, signedData, form: .clear, content: content)
            // RFC 8551 §3.5.3.2: the parameter lets a reader hash before it has seen the signature, and one that is wrong is to be
            // got over: which digest counts is said in the signature, under the signature.
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
    mutating func readInner(_ content: Bytes, of message: Message?) throws(SignetError) -> Bytes? {
        guard let message else {
            guard let bare = try? Message(parsing: content, limits: Optional(folds).limits) else { return content }
            return try readLayers(of: bare, payload: bare.entity)
        }
        let inner: Message
        let payload: MIMEEntity
        do throws(MIMEError) {
            inner = try message.replacingContent(with: content)
            payload = try MIMEEntity(parsing: content, limits: Optional(folds).limits)
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
