internal import SignetBytes

/// Writes entities in canonical form (RFC 8551 §3.1.1), giving their leaves a transfer encoding where `care` asks for it.
struct EntityWriter: ~Copyable {
    let care: ContentCare
    private let folds: Folds?
    private var output: ByteBuilder

    init(care: ContentCare, capacity: Int, folds: Folds? = nil) {
        self.care = care
        self.folds = folds
        output = ByteBuilder(capacity: capacity)
    }

    /// The number of bytes written so far.
    var byteCount: Int { output.count }

    /// What was written.
    consuming func finish() -> Bytes { output.finish() }

    /// Appends bytes as they are.
    mutating func append(_ bytes: Bytes) { output.append(copying: bytes.span) }

    /// Appends a blank line, or the line end that something still lacks.
    mutating func appendLineEnd() {
        output.append(.carriageReturn)
        output.append(.lineFeed)
    }

    /// Appends a field with canonical line ends, the last one included.
    mutating func append(_ field: HeaderField) {
        appendCanonical(field.raw)
        if field.raw.last != .lineFeed { appendLineEnd() }
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
            // Its mbox "From " line, if it has one, is the store's and would not survive transport.
            try append(message.entity, fields: embeddedFields(message))
        case .leaf:
            try append(leaf: entity, fields, encoding: try leafEncoding(entity))
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
            try leafEncoding(message.entity) != nil
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
        if care == .transportSafe {
            guard let hazards = try? TransportSafety.hazards(in: text, folds),
                hazards.subtracting(.bareLineFeed).isEmpty
            else { return }
        }
        appendCanonical(text)
    }

    /// A delimiter without the blanks that transport may have added (RFC 2046 §5.1.1).
    private mutating func append(delimiter: Bytes) {
        if let first = delimiter.first, first == .carriageReturn || first == .lineFeed {
            appendLineEnd()
        }
        output.append(copying: delimiter.trimmed.span)
        if delimiter.last == .lineFeed { appendLineEnd() }
    }

    /// The transfer encoding that a leaf gets; `nil` when its own stays.
    private func leafEncoding(_ entity: MIMEEntity) throws(MIMEError) -> TransferEncoding? {
        guard care == .transportSafe else { return nil }
        let written = entity.header.transferEncoding
        // What cannot be decoded cannot be encoded anew. It goes as it is, and says so itself.
        if case .other = written { return nil }
        var hazards = try TransportSafety.hazards(in: entity.body, folds)
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
            append(folds.encoded(folds.canonical(try entity.decodedBody()), .quotedPrintable))
        case .base64:
            // Octets that travelled as lines had CRLF between them; others are taken as they are (RFC 2049 §4).
            let octets = try entity.decodedBody()
            let travelledAsLines = entity.header.transferEncoding.isIdentity && !entity.isOctets
            let canonical = travelledAsLines ? folds.canonical(octets) : octets
            append(folds.encoded(canonical, .base64))
        default:
            if entity.isOctets { append(entity.body) } else { appendCanonical(entity.body) }
        }
    }

    /// Appends the fields of an entity and the blank line. An encoding given replaces the Content-Transfer-Encoding field, or is added.
    private mutating func appendHeader(_ fields: [HeaderField], encoding: TransferEncoding?) {
        var isWritten = encoding == nil
        for field in fields {
            if let encoding, field.isNamed("Content-Transfer-Encoding") {
                if !isWritten { append(HeaderField(name: field.name, value: encoding.name)) }
                isWritten = true
            } else {
                append(care == .transportSafe ? field.transportSafe : field)
            }
        }
        if let encoding, !isWritten { append(HeaderField(name: "Content-Transfer-Encoding", value: encoding.name)) }
        appendLineEnd()
    }

    private mutating func appendCanonical(_ bytes: Bytes) { append(folds.canonical(bytes)) }
}

extension MIMEEntity {
    /// Text in lines whose ends are octets of ASCII.
    fileprivate var isLineText: Bool { contentType.type == "text" && Charset.hasASCIILineEnds(contentType.charset) }
    /// Octets of which none may change, not even a line end.
    fileprivate var isOctets: Bool { header.transferEncoding == .binary && !isLineText }
}
