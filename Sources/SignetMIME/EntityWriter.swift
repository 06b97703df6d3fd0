internal import SignetBytes

/// Writes entities in canonical form (RFC 8551 §3.1.1), giving their leaves a transfer encoding where `care` asks for it.
struct EntityWriter {
    let care: ContentCare
    private(set) var output: [UInt8] = []

    init(care: ContentCare) { self.care = care }

    /// Appends a field with canonical line ends, the last one included.
    mutating func append(_ field: HeaderField) {
        let raw = care == .transportSafe ? field.inASCII : field.raw
        appendCanonical(raw)
        if output.last != .lineFeed { output += [.carriageReturn, .lineFeed] }
    }

    /// Appends `entity` with these fields in place of its own.
    mutating func append(_ entity: MIMEEntity, fields: [HeaderField]) throws(MIMEError) {
        switch try Shape(of: entity) {
        case .sealed:
            appendHeader(fields, encoding: nil)
            appendCanonical(entity.body)
        case .multipart(let multipart):
            appendHeader(fields, encoding: compositeEncoding(fields))
            try append(multipart)
        case .message(let message):
            appendHeader(fields, encoding: compositeEncoding(fields))
            try append(message.entity, fields: embeddedFields(message))
        case .leaf:
            try append(leaf: entity, fields, encoding: leafEncoding(entity))
        }
    }

    /// What kind of structure an entity has, for a writer.
    private enum Shape {
        /// What another signature or cipher covers is not touched (RFC 1847 §2.1); its own rules made it canonical.
        case sealed
        case multipart(Multipart)
        /// Never encoded as a whole (RFC 2046 §5.2.1); its own leaves are.
        case message(Message)
        case leaf

        init(of entity: MIMEEntity) throws(MIMEError) {
            let type = entity.contentType
            if type.isMultipart {
                let isSealed = type.subtype == "signed" || type.subtype == "encrypted"
                self = isSealed ? .sealed : .multipart(try entity.multipart())
            } else if type.isEmbeddedMessage, entity.header.transferEncoding.isIdentity {
                do {
                    self = .message(try entity.embeddedMessage())
                } catch {
                    // What holds no message after all is a leaf; what passes a limit is refused.
                    switch error.kind {
                    case .empty, .notAMessage: self = .leaf
                    default: throw error
                    }
                }
            } else {
                self = .leaf
            }
        }
    }

    /// Composite types say 7bit once all they hold is (RFC 2045 §6.4); only what they said before is changed.
    private func compositeEncoding(_ fields: [HeaderField]) -> TransferEncoding? {
        guard care == .transportSafe, let field = fields.first(where: { $0.isNamed("Content-Transfer-Encoding") }),
            TransferEncoding(field.unfolded) != .sevenBit
        else { return nil }
        return .sevenBit
    }

    /// The fields of an embedded message. One that gets its first transfer encoding becomes MIME, and must say so.
    private func embeddedFields(_ message: Message) throws(MIMEError) -> [HeaderField] {
        let fields = message.header.fields
        guard message.header["MIME-Version"] == nil, case .leaf = try Shape(of: message.entity),
            leafEncoding(message.entity) != nil
        else { return fields }
        return fields + [HeaderField(name: "MIME-Version", value: "1.0")]
    }

    private mutating func append(_ multipart: Multipart) throws(MIMEError) {
        appendUnread(multipart.preamble)
        for (delimiter, part) in zip(multipart.delimiters, multipart.parts) {
            append(delimiter: delimiter)
            // An empty part has not even the blank line; giving it one would change nothing but the bytes.
            if part.raw.count > 0 { try append(part, fields: part.header.fields) }
        }
        append(delimiter: multipart.delimiters[multipart.parts.count])
        appendUnread(multipart.epilogue)
    }

    /// The preamble or epilogue: text that nobody shows. Nothing says how it could be encoded, so what transport could
    /// change is left out rather than signed.
    private mutating func appendUnread(_ text: Bytes) {
        guard care == .canonical || TransportSafety.hazards(in: text).subtracting(.bareLineFeed).isEmpty else { return }
        appendCanonical(text)
    }

    /// A delimiter without the blanks that transport may have added (RFC 2046 §5.1.1).
    private mutating func append(delimiter: Bytes) {
        if let first = delimiter.first, first == .carriageReturn || first == .lineFeed {
            output += [.carriageReturn, .lineFeed]
        }
        output += delimiter.trimmed
        if delimiter.last == .lineFeed { output += [.carriageReturn, .lineFeed] }
    }

    /// The transfer encoding that a leaf gets; `nil` when its own stays.
    private func leafEncoding(_ entity: MIMEEntity) -> TransferEncoding? {
        guard care == .transportSafe else { return nil }
        let written = entity.header.transferEncoding
        // What cannot be decoded cannot be encoded anew. It goes as it is, and says so itself.
        if case .other = written { return nil }
        var hazards = TransportSafety.hazards(in: entity.body)
        if !entity.isOctets { hazards.remove(.bareLineFeed) }
        if hazards.isEmpty {
            // A relay may re-encode what claims to be 8-bit, whether or not it is.
            return written == .eightBit || written == .binary ? .sevenBit : nil
        }
        let isText = entity.isLineText || entity.contentType.type == "message"
        return isText || written == .quotedPrintable ? .quotedPrintable : .base64
    }

    private mutating func append(
        leaf entity: MIMEEntity, _ fields: [HeaderField], encoding: TransferEncoding?
    ) throws(MIMEError) {
        appendHeader(fields, encoding: encoding)
        switch encoding {
        case .quotedPrintable:
            output += QuotedPrintable.encode(LineEnds.canonical(try entity.decodedBody()).span)
        case .base64:
            // Octets that travelled as lines had CRLF between them; others are taken as they are (RFC 2049 §4).
            let octets = try entity.decodedBody()
            let travelledAsLines = entity.header.transferEncoding.isIdentity && !entity.isOctets
            let canonical = travelledAsLines ? LineEnds.canonical(octets) : octets
            output.append(copying: TransferBase64.encode(canonical.span).span)
        default:
            if entity.isOctets { output.append(copying: entity.body.span) } else { appendCanonical(entity.body) }
        }
    }

    /// Appends fields and the blank line. An encoding given replaces the Content-Transfer-Encoding field, or is added.
    private mutating func appendHeader(_ fields: [HeaderField], encoding: TransferEncoding?) {
        var isWritten = encoding == nil
        for field in fields {
            if let encoding, field.isNamed("Content-Transfer-Encoding") {
                if !isWritten { append(HeaderField(name: field.name, value: encoding.name)) }
                isWritten = true
            } else {
                append(field)
            }
        }
        if let encoding, !isWritten { append(HeaderField(name: "Content-Transfer-Encoding", value: encoding.name)) }
        output += [.carriageReturn, .lineFeed]
    }

    private mutating func appendCanonical(_ bytes: Bytes) { output.append(copying: LineEnds.canonical(bytes).span) }
}

extension MIMEEntity {
    /// Text in lines whose ends are octets of ASCII.
    fileprivate var isLineText: Bool { contentType.type == "text" && Charset.hasASCIILineEnds(contentType.charset) }
    /// Octets of which none may change, not even a line end.
    fileprivate var isOctets: Bool { header.transferEncoding == .binary && !isLineText }
}

extension HeaderField {
    /// The field in ASCII: raw 8-bit octets (RFC 6532) become parameters of RFC 2231 or encoded words of RFC 2047.
    var inASCII: Bytes {
        guard raw.contains(where: { $0 >= 0x80 }) else { return raw }
        let text: String
        if isNamed("Content-Type"), let type = ContentType(unfolded) {
            text = type.name + type.parameters.headerText
        } else if isNamed("Content-Disposition") {
            let disposition = ContentDisposition(unfolded)
            text = disposition.kind + disposition.parameters.headerText
        } else {
            text = EncodedWord.encode(value)
        }
        return HeaderField(name: name, value: text).raw
    }
}

extension Parameters {
    /// The parameters as a header carries them, each on a line of its own.
    var headerText: String { all.map { ";\r\n " + Self.headerText($0.name, $0.value) }.joined() }

    /// One parameter as a header carries it: a token, a quoted string, or, when it is not ASCII, by RFC 2231.
    static func headerText(_ name: String, _ value: String) -> String {
        guard !value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
            let isToken = !value.isEmpty && value.utf8.allSatisfy(\.isToken)
            return name + "=" + (isToken ? value : "\"\(Mailbox.escape(value))\"")
        }
        // RFC 2231 §7: attribute-char is a token without the marks of this very coding.
        let coded = value.utf8.flatMap { unit -> [UInt8] in
            if unit < 0x80, unit.isToken, unit != .asterisk, unit != .apostrophe, unit != .percent { return [unit] }
            let (high, low) = unit.hexDigits
            return [.percent, high, low]
        }
        return "\(name)*=utf-8''" + String(decoding: coded, as: UTF8.self)
    }
}
